import { describe, expect, it } from "vitest";
import { RENEW_AFTER } from "../../src/change/steps.ts";
import { ada, bob, commit, contributor, DAY, file, HOUR, MINUTE, olu, pull, sha, type person } from "../world.ts";
import {
  check,
  codes,
  commentIn,
  edit,
  gathered,
  happen,
  later,
  look,
  policyOf,
  push,
  retarget,
  say,
  stage,
  summary,
  think,
  type Stage,
} from "./stage.ts";

const HEAD = sha("a1");

async function approved(differs: Partial<Stage> = {}, by: ReturnType<typeof person> = ada): Promise<Stage> {
  const at = stage(differs);
  await look(at);
  await say(at, by, "/approve-change");
  expect(check(at)).toBe("success");
  return at;
}

describe("the policy", () => {
  it("that is wrong is a failing check with line and column", async () => {
    const problem = {
      file: ".github/lamplighter.yml",
      line: 4,
      column: 7,
      code: "unknown-key",
      message: "there is no key `aprovals`",
      expected: "approvals",
    };
    const at = stage({ policy: { is: "broken", commit: sha("c0"), problems: [problem] } });
    const plan = await look(at);
    expect(check(at)).toBe("failure");
    expect(plan.verdict.code).toBe("policy-broken");
    expect(summary(at)).toContain(".github/lamplighter.yml:4:7");
    expect(summary(at)).toContain("approvals");
  });

  it("that cannot be read is a failing check that could not find out, looked at within five minutes", async () => {
    const at = stage({ policy: { is: "unknown", message: "GitHub answered 502" } });
    const plan = await look(at);
    expect(check(at)).toBe("failure");
    expect(summary(at)).toContain("Could not find out");
    expect(plan.lookAgainAt).toBeLessThanOrEqual(at.now + 5 * MINUTE);
  });

  it("a command that came while it was unreadable is judged when it is back", async () => {
    const at = stage();
    await look(at);
    const policy = at.policy;
    at.policy = { is: "unknown", message: "GitHub answered 502" };
    await say(at, ada, "/approve-change");
    expect(at.reactions.at(-1)).toMatch(/:eyes$/);
    at.policy = policy;
    later(at, MINUTE);
    await look(at);
    expect(check(at)).toBe("success");
    expect(at.reactions.at(-1)).toMatch(/:\+1$/);
  });

  it("that changed since the approval voids it", async () => {
    const at = await approved();
    at.policy = policyOf({ hash: "p1" });
    const plan = await look(at);
    expect(codes(plan.verdict)).toContain("new-policy");
    expect(check(at)).toBe("waiting");
  });

  it("that is absent, where the check is required, fails and says what to do", async () => {
    const at = stage({ policy: { is: "absent", commit: sha("c0") } });
    await look(at);
    expect(check(at)).toBe("failure");
    expect(summary(at)).toContain("no longer require");
    at.requirement = { required: "no", pinned: "no" };
    const other = stage({ policy: at.policy, requirement: at.requirement });
    expect((await look(other)).steps).toEqual([]);
  });

  it("POL-01 nothing is read from the head: a pull request that edits the policy is judged by the default branch's", async () => {
    const at = stage({ files: new Map([[HEAD, [file(".github/lamplighter.yml"), file(".github/CODEOWNERS")]]]) });
    edit(at, 12, { changedFiles: 2 });
    at.policy = policyOf({ roles: { owners: { codeowners: true } }, change: { approvals: { from: ["owners"] } } });
    at.codeowners = "* @ada\n";
    const commits: string[] = [];
    const { change } = await import("../../src/change/index.ts");
    const { readsOf, turnOf } = await import("./stage.ts");
    const reads = readsOf(at);
    const spied = { ...reads, file: async (path: string, at: string) => (commits.push(at), reads.file(path, at)) };
    await change.gather(turnOf(at), at.policy as never, spied);
    expect(new Set(commits)).toEqual(new Set([sha("ba5e")]));
  });

  it("observes without blocking: the check has another name", async () => {
    const at = stage({
      policy: policyOf({ change: { mode: "observe" } }),
      requirement: { required: "no", pinned: "no" },
    });
    await look(at);
    expect(check(at)).toBe("none");
    expect(check(at, 12, "lamplighter/change-preview")).toBe("waiting");
    await say(at, ada, "/approve-change");
    expect(check(at, 12, "lamplighter/change-preview")).toBe("success");
  });

  it("that only observes does not leave a required or an old green check behind", async () => {
    const at = await approved();
    at.policy = policyOf({ change: { mode: "observe" } });
    await look(at);
    expect(check(at)).toBe("failure");
    expect(summary(at)).toContain("mode: enforce");
    expect((await look(at)).steps).toEqual([]);
  });
});

describe("bases", () => {
  it("one that is not governed gets no check, and a failing one where it is required", async () => {
    const at = stage({ requirement: { required: "no", pinned: "no" } });
    edit(at, 12, { base: { sha: sha("ba5e"), ref: "feature" } });
    expect((await look(at)).verdict).toMatchObject({ state: "off", code: "not-governed" });
    expect(check(at)).toBe("none");
    at.requirement = { required: "yes", pinned: "yes" };
    await look(at);
    expect(check(at)).toBe("failure");
    expect(summary(at)).toContain("change.branches");
  });

  it("one of which nothing can be read gets no check that would stay behind, and is looked at again", async () => {
    for (const read of ["requirement", "repository"] as const) {
      const at = stage({ requirement: { required: "no", pinned: "no" } });
      edit(at, 12, { base: { sha: sha("ba5e"), ref: "feature" } });
      at.faults.set(read, "server");
      const plan = await look(at);
      expect(plan).toMatchObject({ verdict: { state: "unknown" }, lookAgainAt: at.now + 5 * MINUTE });
      expect(check(at)).toBe("none");
      at.faults.clear();
      expect((await look(at)).verdict.state).toBe("off");
    }
  });

  it("AP-07 a green check does not outlive a retarget to one that is not governed", async () => {
    const at = await approved({ requirement: { required: "no", pinned: "no" } });
    retarget(at, "feature");
    await look(at);
    expect(check(at)).toBe("failure");
    expect((await look(at)).steps).toEqual([]);
  });

  it("branches are globs", async () => {
    const at = stage({ policy: policyOf({ change: { branches: ["release/*"] } }) });
    edit(at, 12, { base: { sha: sha("ba5e"), ref: "release/1.2" } });
    await look(at);
    expect(check(at)).toBe("waiting");
  });

  it("a stacked pull request is judged by the branch below the stack", async () => {
    const at = stage({ requirement: { required: "no", pinned: "no" } });
    edit(at, 12, { base: { sha: sha("ba5e"), ref: "below" }, stackBase: "main" });
    await look(at);
    expect(check(at)).toBe("waiting");
    await say(at, ada, "/approve-change");
    edit(at, 12, { stackBase: null, base: { sha: sha("ba5e"), ref: "main" } });
    await look(at);
    expect(check(at)).toBe("waiting");
  });

  it("a merge base that moved voids", async () => {
    const at = await approved();
    at.mergeBase = sha("ee");
    const plan = await look(at);
    expect(codes(plan.verdict)).toContain("new-merge-base");
    expect(check(at)).toBe("waiting");
  });
});

describe("time", () => {
  it("AP-26 an approval expires without any event: the plan asks to be woken, and the check turns", async () => {
    const at = stage({ policy: policyOf({ change: { expires: "24h" } }) });
    await look(at);
    const plan = await say(at, ada, "/approve-change");
    expect(check(at)).toBe("success");
    expect(plan.lookAgainAt).toBeGreaterThan(at.now + 23 * HOUR);
    expect(plan.lookAgainAt).toBeLessThanOrEqual(at.now + DAY);
    at.now = plan.lookAgainAt ?? 0;
    const after = await look(at);
    expect(check(at)).toBe("waiting");
    expect(codes(after.verdict)).toContain("expired");
    later(at, HOUR);
    await look(at);
    expect(check(at)).toBe("waiting");
  });

  it("a waiting check is renewed before GitHub calls it stale, once", async () => {
    const at = stage();
    const plan = await look(at);
    expect(plan.lookAgainAt).toBeLessThanOrEqual(at.now + RENEW_AFTER);
    at.now = plan.lookAgainAt ?? 0;
    const renewed = await look(at);
    expect(renewed.steps.map((step) => step.do)).toEqual(["check"]);
    expect(renewed.lookAgainAt).toBe(at.now + RENEW_AFTER);
    expect((await look(at)).steps).toEqual([]);
  });
});

describe("other people's checks", () => {
  it("CHK-01 an unpinned requirement and a namesake are told on the check", async () => {
    const at = stage({ requirement: { required: "yes", pinned: "no" } });
    at.statuses.push({ sha: HEAD, context: "lamplighter/change", state: "success", by: olu });
    const plan = await look(at);
    expect(codes(plan.verdict)).toEqual(expect.arrayContaining(["not-pinned", "namesake"]));
    expect(summary(at)).toContain("not pinned");
    expect(check(at)).toBe("waiting");
  });

  it("CHK-01 another app's run of our name is not ours, green or not", async () => {
    const at = stage();
    const run = { id: 1, name: "lamplighter/change", app: { id: 5, slug: "actions" }, status: "completed" };
    at.foreignRuns.push({ ...run, conclusion: "success", externalId: "", title: "", summary: "", head: HEAD });
    const plan = await look(at);
    expect(codes(plan.verdict)).toContain("namesake");
    expect(check(at)).toBe("waiting");
  });

  it("CHK-18 a status on the test merge commit is told where the check is not pinned", async () => {
    const at = stage({ requirement: { required: "yes", pinned: "unknown" } });
    edit(at, 12, { mergeCommit: sha("77") });
    at.statuses.push({ sha: sha("77"), context: "lamplighter/change", state: "success", by: olu });
    await look(at);
    expect(summary(at)).toContain("test merge commit");
  });

  it("CHK-04 a re-run is a look and nothing else", async () => {
    const at = stage();
    await look(at);
    const base = { subject: { installation: 7, repository: 4711, kind: "pull", name: "12" }, repo: null } as const;
    const trigger = { ...base, kind: "check", action: "rerequested", name: "lamplighter/change", head: HEAD } as const;
    const plan = await look(at, { triggers: [{ ...trigger, by: ada, delivery: "d", at: at.now }] });
    expect(plan.steps).toEqual([]);
    expect(check(at)).toBe("waiting");
  });

  it("CHK-07 a pull request that was opened while we were down gets its check at the first look", async () => {
    const at = stage();
    expect(check(at)).toBe("none");
    await look(at);
    expect(check(at)).toBe("waiting");
  });

  it("CHK-07 a lost store starts over in the open: what was green waits again", async () => {
    const at = await approved();
    at.records.clear();
    await look(at);
    expect(check(at)).toBe("waiting");
  });

  it("CHK-13 a summary that is too long is cut, and the conclusion stands", async () => {
    const emails = Array.from({ length: 2000 }, (_, index) =>
      contributor(null, `a${index}.very.long.name@example.com`),
    );
    const at = stage({ commits: new Map([[HEAD, [commit("a1", contributor(olu), { authors: emails })]]]) });
    await look(at);
    expect(check(at)).toBe("failure");
    expect(summary(at).length).toBeLessThanOrEqual(65_535);
    expect(summary(at)).toContain("is cut");
    expect(commentIn(at, "change").length).toBeLessThanOrEqual(65_536);
  });
});

describe("paths", () => {
  const byRisk = policyOf({
    roles: { maintainers: { permission: "maintain" }, board: { users: ["cyd"] } },
    change: {
      approvals: {
        low: { count: 1, from: ["maintainers"] },
        medium: { count: 2, from: ["maintainers"] },
        high: { count: 2, from: ["maintainers", "board"], of_which: { board: 1 } },
      },
      risk: {
        rules: [
          { name: "touches a migration", if: { paths: ["db/**"] }, points: 40 },
          { name: "touches secrets", if: { paths: ["secure/**"] }, points: 30 },
        ],
      },
    },
  });

  it("a low one needs one, a medium one two, and the sum is shown", async () => {
    const low = stage({ policy: byRisk });
    await look(low);
    await say(low, ada, "/approve-change");
    expect(check(low)).toBe("success");
    const medium = stage({ policy: byRisk, files: new Map([[HEAD, [file("db/1.sql")]]]) });
    await look(medium);
    await say(medium, ada, "/approve-change");
    expect(check(medium)).toBe("waiting");
    expect(summary(medium)).toContain("touches a migration: 40 points");
    await say(medium, bob, "/approve-change");
    expect(check(medium)).toBe("success");
  });

  it("POL-13 a file that is moved out of a guarded folder still counts as in it", async () => {
    const moved = file("docs/a.sql", { previousPath: "db/a.sql", status: "renamed" });
    const at = stage({ policy: byRisk, files: new Map([[HEAD, [moved]]]) });
    await look(at);
    await say(at, ada, "/approve-change");
    expect(check(at)).toBe("waiting");
  });

  it("POL-10 fewer files than GitHub counts are not the whole: nothing is green", async () => {
    const at = stage({ policy: byRisk });
    edit(at, 12, { changedFiles: 3001 });
    await look(at);
    const plan = await say(at, ada, "/approve-change");
    expect(plan.verdict.state).toBe("unknown");
    expect(check(at)).toBe("failure");
    expect(summary(at)).toContain("1 of 3001");
  });

  it("POL-10 fewer commits than GitHub counts are not the whole either", async () => {
    const at = stage();
    edit(at, 12, { commits: 251 });
    await look(at);
    await say(at, ada, "/approve-change");
    expect(check(at)).toBe("failure");
  });
});

describe("requirements", () => {
  const require = (what: object): Partial<Stage> => ({ policy: policyOf({ change: { require: what } }) });

  it("a linked issue", async () => {
    const at = stage(require({ linked_issue: true }));
    await look(at);
    await say(at, ada, "/approve-change");
    expect(check(at)).toBe("failure");
    at.linkedIssues = [3];
    await look(at);
    expect(check(at)).toBe("success");
  });

  it("a section of the description with words in it", async () => {
    const at = stage(require({ sections: ["Rollback"] }));
    edit(at, 12, { body: "## Rollback\n\n<!-- how -->\n\n## Why\nso" });
    await look(at);
    await say(at, ada, "/approve-change");
    expect(check(at)).toBe("failure");
    edit(at, 12, { body: "## Rollback\n\nRevert it.\n" });
    await look(at);
    expect(check(at)).toBe("success");
  });

  it("a check that succeeded: not a running, a skipped or a second failing one", async () => {
    const at = stage(require({ checks: ["test"] }));
    await look(at);
    await say(at, ada, "/approve-change");
    expect(check(at)).toBe("waiting");
    const run = {
      id: 1,
      name: "test",
      app: { id: 5, slug: "actions" },
      externalId: "",
      title: "",
      summary: "",
      head: HEAD,
    };
    at.foreignRuns.push({ ...run, status: "in_progress", conclusion: null });
    await look(at);
    expect(check(at)).toBe("waiting");
    at.foreignRuns = [{ ...run, status: "completed", conclusion: "skipped" }];
    await look(at);
    expect(check(at)).toBe("failure");
    at.foreignRuns = [{ ...run, status: "completed", conclusion: "success" }];
    await look(at);
    expect(check(at)).toBe("success");
    at.statuses.push({ sha: HEAD, context: "test", state: "failure", by: null });
    await look(at);
    expect(check(at)).toBe("failure");
  });
});

describe("twins", () => {
  const two = async (differs: Partial<Stage> = {}): Promise<Stage> => {
    const at = stage(differs);
    at.pulls.set(15, pull(15, { author: bob }));
    await look(at);
    await look(at, { number: 15 });
    await look(at);
    return at;
  };

  it("two pull requests with one head get the worse verdict, and both say so", async () => {
    const at = await two();
    await say(at, ada, "/approve-change");
    expect(check(at)).toBe("waiting");
    expect(commentIn(at, "change", 12)).toContain("pull request 12 and pull request 15");
    expect(commentIn(at, "change", 15)).toContain("pull request 12 and pull request 15");
    await say(at, ada, "/approve-change", { on: 15 });
    expect(check(at)).toBe("success");
  });

  it("an approval of one is not an approval of the other", async () => {
    const at = await two();
    await say(at, ada, "/approve-change", { on: 15 });
    expect(check(at)).toBe("waiting");
  });

  it("a hold on the one takes the green away whichever is looked at", async () => {
    const at = await two();
    await say(at, ada, "/approve-change");
    await say(at, ada, "/approve-change", { on: 15 });
    await say(at, bob, "/hold", { on: 15 });
    expect(check(at)).toBe("waiting");
    await look(at);
    expect(check(at)).toBe("waiting");
  });

  it("closing the one lets the other stand for itself, and wakes it", async () => {
    const at = await two();
    await say(at, ada, "/approve-change");
    happen(at, "closed", { state: "closed" }, 15);
    at.woken.clear();
    await look(at, { number: 15 });
    expect(at.woken).toContain(12);
    await look(at);
    expect(check(at)).toBe("success");
    expect(commentIn(at, "change")).not.toContain("same head");
  });

  it("one that comes to have the same head wakes the other", async () => {
    const at = await approved();
    at.pulls.set(15, pull(15, { author: bob }));
    await look(at, { number: 15 });
    expect(check(at)).toBe("waiting");
    expect(at.woken).toContain(12);
    push(at, "b2", bob, 15);
    at.woken.clear();
    await look(at, { number: 15 });
    expect(at.woken).toContain(12);
    await look(at);
    expect(check(at)).toBe("success");
  });

  it("one to a branch that is not governed has no say, unless the check is required there or that cannot be seen", async () => {
    for (const [required, shown] of [
      ["no", "success"],
      ["yes", "failure"],
      ["unknown", "failure"],
    ] as const) {
      const at = await approved();
      at.requirement = { required, pinned: "yes" };
      at.pulls.set(15, pull(15, { base: { sha: sha("ba5e"), ref: "prod" } }));
      await look(at);
      expect(check(at)).toBe(shown);
    }
  });
});

describe("our own comment", () => {
  const touched = async (action: "edited" | "deleted", by: string): Promise<string[]> => {
    const at = stage();
    await look(at);
    const id = at.comments.get("12:change")?.id ?? 0;
    const subject = { installation: 7, repository: 4711, kind: "pull", name: "12" } as const;
    const who = { id: 3, login: by, type: "Bot" } as const;
    const said = { channel: "comment", id, nodeId: "C", on: 12, body: "", by: who, viaApp: true } as const;
    const trigger = { subject, repo: null, kind: "comment", action, by: who, delivery: "d", at: at.now } as const;
    const plan = await think(at, { triggers: [{ ...trigger, said: { ...said, createdAt: 0, commit: null } }] });
    return plan.steps.map((step) => step.do);
  };

  it("is written again when somebody deletes or edits it, and not when we did", async () => {
    expect(await touched("deleted", "ada")).toEqual(["comment"]);
    expect(await touched("edited", "ada")).toEqual(["comment"]);
    expect(await touched("edited", "lamplighter[bot]")).toEqual([]);
  });
});

describe("reads", () => {
  it("a pull request that is not governed costs no more than it takes to see that", async () => {
    const at = stage({ requirement: { required: "no", pinned: "no" } });
    edit(at, 12, { base: { sha: sha("ba5e"), ref: "feature" } });
    await gathered(at);
    expect([...at.asked].sort()).toEqual(
      ["app", "checkRuns", "openHeads", "pull", "records", "records", "repository", "requirement"].sort(),
    );
  });

  it("the smallest policy asks each question once (the ledger about two subjects), and none that it has no use for", async () => {
    const at = stage();
    await gathered(at);
    const asked = ["app", "branch", "checkRuns", "epochEvents", "mergeBase", "openHeads", "pull", "pullCommits"];
    expect([...at.asked].sort()).toEqual(
      [...asked, "pusher", "records", "records", "repository", "requirement"].sort(),
    );
  });
});
