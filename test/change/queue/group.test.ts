// A group of the merge queue: the table of the specification, and every read that fails.
import { describe, expect, it } from "vitest";
import { PATIENCE } from "../../../src/change/queue/decide.ts";
import { READ_FAILURES, ReadError } from "../../../src/core/known.ts";
import { ada, repo, sha } from "../../world.ts";
import { edit, look, policyOf, say, stage, type Stage } from "../stage.ts";
import { asked, commit, GROUP, HEAD, queued, REF, shown, subject, think, TIP } from "./group.ts";

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
