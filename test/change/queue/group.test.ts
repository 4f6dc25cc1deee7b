// A group of the merge queue: the table of the specification, and every read that fails.
import { describe, expect, it } from "vitest";
import { changeInQueue } from "../../../src/change/queue/index.ts";
import { PATIENCE } from "../../../src/change/queue/decide.ts";
import type { Plan } from "../../../src/core/plan.ts";
import type { PolicyState } from "../../../src/core/policy.ts";
import type { BranchCommit } from "../../../src/core/branch.ts";
import { READ_FAILURES, ReadError } from "../../../src/core/known.ts";
import type { Reads } from "../../../src/core/reads.ts";
import type { Trigger, Turn } from "../../../src/core/trigger.ts";
import { ada, pullSubject, repo, sha } from "../../world.ts";
import { edit, look, policyOf, readsOf, say, stage, type Stage } from "../stage.ts";

const [TIP, HEAD, GROUP] = [sha("ba5e"), sha("a1"), sha("c1")];
const REF = "refs/heads/gh-readonly-queue/main/pr-12-ba5e";
const subject = { ...pullSubject(12), kind: "merge-group" as const, name: GROUP };

const commit = (name: string, ...parents: string[]): BranchCommit => ({
  sha: name,
  parents,
  tree: sha("77"),
  author: null,
  committer: null,
  byGitHub: true,
  title: "",
});

/** One approved pull request in the queue. */
async function queued(differs: Partial<Stage> = {}): Promise<Stage> {
  const at = stage(differs);
  at.queue = [{ position: 1, base: TIP, head: GROUP, pull: { number: 12, head: HEAD } }];
  await look(at);
  await say(at, ada, "/approve-change");
  return at;
}

function reads(at: Stage, differs: Partial<Reads> = {}): Reads {
  const own = commit(HEAD, TIP);
  return {
    ...readsOf(at),
    branch: (name) => Promise.resolve({ sha: name.startsWith("gh-readonly-queue/") ? GROUP : TIP }),
    commitsBetween: (_, to) => Promise.resolve(to === GROUP ? [own, commit(GROUP, TIP, HEAD)] : [own]),
    ...differs,
  };
}

const asked = (action = "checks_requested"): Trigger => ({
  kind: "merge-group",
  action,
  head: GROUP,
  base: "main",
  ref: REF,
  subject,
  repo,
  by: null,
  delivery: "d",
  at: 0,
});

async function think(at: Stage, differs: Partial<Reads> = {}, triggers: readonly Trigger[] = [asked()]): Promise<Plan> {
  const turn: Turn = { subject, repo, now: at.now, triggers, heard: [], misheard: [] };
  const policy = at.policy as PolicyState<never>;
  return changeInQueue.decide(await changeInQueue.gather(turn, policy, reads(at, differs)), policy);
}

function shown(plan: Plan): string {
  const check = plan.steps.find((step) => step.do === "check");
  return check?.do === "check" ? check.state : "none";
}

describe("a group", () => {
  it("of an approved pull request is green, on its own head, whatever moves", async () => {
    const plan = await think(await queued());
    expect(plan.verdict.state).toBe("allow");
    expect(plan.steps.find((step) => step.do === "check")).toMatchObject({
      head: GROUP,
      state: "success",
      onlyIfHeadOf: null,
    });
  });

  const table: readonly { readonly is: string; readonly make: () => Promise<Stage>; readonly shows: string }[] = [
    {
      is: "one that waits for approval",
      async make() {
        const at = stage();
        at.queue = [{ position: 1, base: TIP, head: GROUP, pull: { number: 12, head: HEAD } }];
        await look(at);
        return at;
      },
      shows: "failure",
    },
    {
      is: "one that is rejected",
      async make() {
        const at = await queued();
        await say(at, ada, "/reject-change because it fails");
        return at;
      },
      shows: "failure",
    },
    {
      is: "one that the policy does not govern, where our check is required",
      make: () => queued({ policy: policyOf({ change: { branches: ["next"] } }) }),
      shows: "failure",
    },
    {
      is: "one that the policy does not govern, where it is not",
      make: () =>
        queued({
          policy: policyOf({ change: { branches: ["next"] } }),
          requirement: { required: "no", pinned: "no" },
        }),
      shows: "none",
    },
    {
      is: "one whose head is another by now",
      async make() {
        const at = await queued();
        edit(at, 12, { head: { sha: sha("d4"), ref: "mend", repository: repo.id } });
        return at;
      },
      shows: "failure",
    },
    {
      is: "one that GitHub no longer has",
      async make() {
        const at = await queued();
        at.queue = [{ position: 1, base: TIP, head: GROUP, pull: null }];
        return at;
      },
      shows: "failure",
    },
  ];
  it.each(table)("of $is: $shows", async ({ make, shows }) => {
    expect(shown(await think(await make()))).toBe(shows);
  });

  it("with a commit that no member brings is blocked, and the commit is named", async () => {
    const at = await queued();
    const evil = commit(sha("ee"), TIP);
    const all = [evil, commit(HEAD, TIP), commit(GROUP, TIP, HEAD)];
    const commitsBetween = (_: string, to: string) => Promise.resolve(to === GROUP ? all : [commit(HEAD, TIP)]);
    const plan = await think(at, { commitsBetween });
    expect(shown(plan)).toBe("failure");
    expect(plan.verdict.title).toContain(evil.sha.slice(0, 12));
  });

  it("whose commit does something else than its member is blocked, and the path is named", async () => {
    const at = await queued();
    at.entries.set(`${TIP} ${GROUP}`, [
      { path: "src/evil.ts", before: null, after: { mode: "100644", sha: sha("ee") } },
    ]);
    const plan = await think(at);
    expect(shown(plan)).toBe("failure");
    expect(plan.verdict).toMatchObject({
      code: "other-content",
      title: expect.stringContaining("src/evil.ts") as string,
    });
  });

  it("that is gone gets no check", async () => {
    const at = await queued();
    expect((await think(at, {}, [asked(), asked("destroyed")])).steps).toEqual([]);
    expect(
      (await think(at, { branch: (name) => Promise.resolve(name === "main" ? { sha: TIP } : null) })).steps,
    ).toEqual([]);
  });

  const READS = [
    "mergeQueue",
    "commitsBetween",
    "app",
    "requirement",
    "checkRuns",
    "pull",
    "epochEvents",
    "mergeBase",
    "changedEntries",
    "permission",
  ] as const;
  const pairs = READS.flatMap((read) => READ_FAILURES.map((failure) => ({ read, failure })));
  it.each(pairs)(
    "$read fails ($failure): asked again for five minutes, then a failure, never green",
    async ({ read, failure }) => {
      const at = await queued();
      const fail = () => Promise.reject(new ReadError({ failure, what: read, message: "it failed" }));
      const first = await think(at, { [read]: fail });
      expect(first.verdict.state).not.toBe("allow");
      expect(shown(first)).not.toBe("success");
      expect(first.lookAgainAt).toBeLessThanOrEqual(at.now + 60_000);
      const key = `${subject.installation}/${subject.repository}/merge-group/${GROUP}`;
      const told = {
        sequence: 1,
        at: at.now - PATIENCE,
        kind: "change.group",
        by: null,
        data: { branch: "main", ref: REF },
      };
      at.records.set(key, [told]);
      const late = await think(at, { [read]: fail });
      expect(shown(late)).toBe("failure");
    },
  );

  it("is known by its record when nothing but the clock wakes it", async () => {
    const at = await queued();
    const told = { sequence: 1, at: at.now, kind: "change.group", by: null, data: { branch: "main", ref: REF } };
    at.records.set(`${subject.installation}/${subject.repository}/merge-group/${GROUP}`, [told]);
    expect(shown(await think(at, {}, []))).toBe("success");
  });
});
