// What one look comes to: what is shown, what is taken back, who is told, and when it is looked at again.
import { describe, expect, it } from "vitest";
import type { Plan, Step, StepOf } from "../../src/core/plan.ts";
import type { PolicyState } from "../../src/core/policy.ts";
import { decide } from "../../src/change/decide.ts";
import { benchOf } from "../../src/change/finding.ts";
import type { Reads } from "../../src/core/reads.ts";
import { ada, bob, cyd, DAY, MINUTE, olu, pull, pullSubject, repo, sha } from "../world.ts";
import {
  check,
  codes,
  comment,
  commentIn,
  edit,
  gathered,
  happen,
  kinds,
  later,
  look,
  policyOf,
  push,
  retarget,
  say,
  stage,
  take,
  think,
  type Stage,
} from "./stage.ts";

const HEAD = sha("a1");
const UNREADABLE = { is: "unknown", message: "GitHub answered 502" } as const;
const ABSENT = { is: "absent", commit: sha("c0") } as const;
const BROKEN = { is: "broken", commit: sha("c0"), problems: [] } as const;
const FREE = { required: "no", pinned: "no" } as const;

async function announced(differs: Partial<Stage> = {}): Promise<Stage> {
  const at = stage(differs);
  await look(at);
  return at;
}

async function green(differs: Partial<Stage> = {}): Promise<Stage> {
  const at = await announced(differs);
  await say(at, ada, "/approve-change");
  expect(check(at, 12, at.policy.is === "ok" ? nameIn(at.policy) : undefined)).toBe("success");
  return at;
}

const nameIn = ({ policy }: Extract<PolicyState<unknown>, { is: "ok" }>): string =>
  (policy.section as { readonly mode: string }).mode === "observe"
    ? "lamplighter/change-preview"
    : "lamplighter/change";

const of = <Kind extends Step["do"]>(plan: Plan, kind: Kind): readonly StepOf<Kind>[] =>
  plan.steps.filter((step): step is StepOf<Kind> => step.do === kind);
const shown = (plan: Plan): readonly string[] => of(plan, "check").map(({ name, state }) => `${name} ${state}`);
const wakes = (plan: Plan): readonly string[] => of(plan, "wake").map(({ subject }) => subject.name);

/** Another open pull request with the same head. */
function twin(at: Stage, differs: Parameters<typeof pull>[1] = {}): void {
  at.pulls.set(15, pull(15, { author: bob, ...differs }));
}

describe("when it is looked at again", () => {
  it("a merge that cannot be recorded yet is looked at again until it is", async () => {
    const at = await green();
    happen(at, "closed", { state: "closed", merged: true });
    at.faults.set("records", "server");
    expect((await look(at)).lookAgainAt).toBe(at.now + 5 * MINUTE);
    at.faults.clear();
    expect((await look(at)).lookAgainAt).toBeUndefined();
    expect(kinds(at)).toContain("change.merged");
  });

  it("a check of ours on a head whose other pull requests cannot be read is looked at again, no other is", async () => {
    const at = await green({ requirement: FREE });
    retarget(at, "feature");
    at.faults.set("openHeads", "server");
    const plan = await look(at);
    expect(plan.verdict).toMatchObject({ state: "off", code: "not-governed" });
    expect(plan.lookAgainAt).toBe(at.now + 5 * MINUTE);
    at.runs.clear();
    expect((await look(at)).lookAgainAt).toBeUndefined();
  });

  const COUNT = policyOf({ change: { reviews: "count" } });
  const approving = { id: 1, nodeId: "R_1", by: ada, state: "approved", body: "", submittedAt: 0 } as const;

  it("a new head that was approved by a review before it was announced is looked at again at once", async () => {
    const at = await announced({ policy: COUNT });
    push(at, "b2");
    at.reviews.set(12, [{ ...approving, commit: sha("b2"), submittedAt: at.now }]);
    expect((await look(at)).lookAgainAt).toBe(at.now);
    expect((await look(at)).lookAgainAt).toBeGreaterThan(at.now);
    expect(check(at)).toBe("success");
  });

  it("one that is announced nowhere, since the policy does not govern it, is not looked at again", async () => {
    const at = stage({ policy: COUNT, requirement: FREE });
    edit(at, 12, { base: { sha: sha("ba5e"), ref: "feature" } });
    at.reviews.set(12, [{ ...approving, commit: HEAD, submittedAt: at.now }]);
    const plan = await look(at);
    expect(plan.verdict.code).toBe("not-governed");
    expect(plan.lookAgainAt).toBeUndefined();
  });

  it("a change that waits for a person is looked at when its reminder is due", async () => {
    const at = stage({ policy: policyOf({ change: { remind: "1bd" } }) });
    await look(at);
    expect((await look(at)).lookAgainAt).toBe(at.now + DAY);
  });

  it("an approval that expires is looked at when it does, before the check grows old", async () => {
    const at = await green({ policy: policyOf({ change: { expires: "5d" } }) });
    const approved = at.now;
    const plan = await look(at);
    expect(plan.lookAgainAt).toBeGreaterThan(approved + 5 * DAY - MINUTE);
    expect(plan.lookAgainAt).toBeLessThanOrEqual(approved + 5 * DAY);
  });
});

describe("what was pushed", () => {
  const base = { subject: pullSubject(12), repo, kind: "pull", action: "synchronize", base: "main" } as const;
  const pushed = (by: typeof ada, head = HEAD) => ({ ...base, before: null, head, by, delivery: "d", at: 0 }) as const;

  it("is recorded by whom, in words that a person reads in the ledger", async () => {
    const plan = await think(stage(), { triggers: [pushed(bob)] });
    const [record] = of(plan, "record").filter(({ kind }) => kind === "change.pushed");
    expect(record).toMatchObject({ by: bob, data: { head: HEAD }, why: `@bob pushed ${HEAD}` });
  });

  it("is recorded for each head and person once", async () => {
    const at = stage();
    await look(at, { triggers: [pushed(bob), pushed(bob), pushed(ada), pushed(bob, sha("b2"))] });
    await look(at, { triggers: [pushed(bob), pushed(cyd)] });
    expect(kinds(at).filter((kind) => kind === "change.pushed")).toHaveLength(4);
  });

  it("is not recorded where the repository has no policy for changes", async () => {
    const plan = await think(stage({ policy: ABSENT }), { triggers: [pushed(bob)] });
    expect(of(plan, "record").map(({ kind }) => kind)).toEqual(["change.decided"]);
    const at = stage({ policy: ABSENT });
    const both = await think(at, { triggers: [pushed(bob)], said: [comment(at, ada, "/approve-change")] });
    expect(of(both, "record").map(({ kind }) => kind)).toEqual(["change.refusal", "change.decided"]);
  });
});

describe("whose check it is", () => {
  it("is told apart from another's on the same head", async () => {
    const at = await announced();
    const [before] = [...at.runs.values()];
    expect(before?.externalId).toMatch(/^change\/12\//u);
    twin(at);
    const [step] = of(await think(at), "check");
    expect(step?.externalId).toMatch(/^change\/12\+15\//u);
  });

  it("is one pull request's also where nothing could be decided", async () => {
    const [step] = of(await think(stage({ policy: BROKEN })), "check");
    expect(step).toMatchObject({ name: "lamplighter/change", state: "failure" });
    expect(step?.externalId).toMatch(/^change\/12\//u);
  });

  it("two that share a head get no remarks about one branch's protection", async () => {
    const at = stage({ requirement: { required: "yes", pinned: "no" } });
    expect(codes((await think(at)).verdict)).toContain("not-pinned");
    twin(at);
    expect(codes((await think(at)).verdict)).not.toContain("not-pinned");
  });
});

describe("who is told", () => {
  it("a closed pull request wakes those that still share its head, and not those that left", async () => {
    const at = stage();
    twin(at);
    await look(at);
    await look(at, { number: 15 });
    happen(at, "closed", { state: "closed" });
    expect(wakes(await think(at))).toEqual(["15"]);
    push(at, "b2", bob, 15);
    expect(wakes(await think(at))).toEqual([]);
  });

  it("nobody is asked for a review where nobody would do", async () => {
    const nobody = stage({
      policy: policyOf({ change: { reviewers: "request" } }),
      permissions: new Map(),
    });
    expect(of(await think(nobody), "request-reviews")).toEqual([]);
    const some = stage({ policy: nobody.policy });
    expect(of(await think(some), "request-reviews")[0]?.of).not.toEqual([]);
  });

  it("nothing is said while the records cannot be read, lest it be said twice", async () => {
    const at = await announced();
    at.faults.set("records", "server");
    expect(of(await think(at), "comment")).toEqual([]);
    expect(of(await think(at), "record")).toEqual([]);
    expect(shown(await think(at))).toEqual(["lamplighter/change failure"]);
  });
});

describe("what could not be found out is named", () => {
  const title = async (at: Stage): Promise<string> => {
    const { verdict } = await think(at);
    expect(verdict).toMatchObject({ state: "unknown", code: "read-failed" });
    return verdict.title;
  };

  it.each<[string, keyof Reads, string]>([
    ["the pull request", "pull", "Could not find out about pull: it failed (server)."],
    ["our records", "records", "Could not find out about records: it failed (server)."],
    ["the repository", "repository", "Could not find out about repository: it failed (server)."],
    ["who shares the head", "openHeads", "Could not find out about openHeads: it failed (server)."],
    ["the commits", "pullCommits", "Could not find out about pullCommits: it failed (server)."],
  ])("%s", async (_, read, expected) => {
    const at = await announced();
    at.faults.set(read, "server");
    expect(await title(at)).toBe(expected);
  });

  it("a pull request that was not asked for is never green", async () => {
    const at = await green();
    const facts = await gathered(at);
    const plan = decide({ ...facts, own: null }, at.policy as PolicyState<never>);
    expect(plan.verdict).toMatchObject({
      state: "unknown",
      title: "Could not find out about the pull request: it was not asked for.",
    });
    expect(shown(plan)).toEqual(["lamplighter/change failure"]);
  });

  it("our records of one that goes to a branch which is not governed, too", async () => {
    const at = stage({ requirement: FREE });
    edit(at, 12, { base: { sha: sha("ba5e"), ref: "feature" } });
    expect((await think(at)).verdict.code).toBe("not-governed");
    at.faults.set("records", "server");
    expect((await think(at)).verdict.code).toBe("read-failed");
  });

  it("who shares the head of one that goes to a branch which is not governed changes nothing", async () => {
    const at = stage({ requirement: FREE });
    edit(at, 12, { base: { sha: sha("ba5e"), ref: "feature" } });
    at.faults.set("openHeads", "server");
    expect((await think(at)).verdict).toMatchObject({ code: "not-governed", because: [] });
  });

  it("one to a branch that is not governed and needs no check gets no remarks about the gate", async () => {
    const at = stage({ requirement: { required: "yes", pinned: "no" } });
    at.statuses.push({ sha: HEAD, context: "lamplighter/change", state: "success", by: null });
    edit(at, 12, { base: { sha: sha("ba5e"), ref: "feature" } });
    expect(codes((await think(at)).verdict)).toContain("namesake");
    const free = stage({ requirement: FREE });
    free.statuses.push(...at.statuses);
    edit(free, 12, { base: { sha: sha("ba5e"), ref: "feature" } });
    expect(codes((await think(free)).verdict)).toEqual(["not-governed"]);
  });

  it("an objection that cannot be judged takes the green away", async () => {
    const at = await green();
    at.faults.set("said", "server");
    const plan = await think(at, { said: [comment(at, bob, "/hold")] });
    expect(plan.verdict).toMatchObject({
      state: "unknown",
      title: "Could not find out about said: it failed (server).",
    });
    expect(plan.lookAgainAt).toBe(at.now + 5 * MINUTE);
  });

  it("an approval that cannot be judged is told instead of a missing one, with all remarks", async () => {
    const at = await announced({ requirement: { required: "yes", pinned: "no" } });
    at.faults.set("said", "server");
    const { verdict } = await think(at, { said: [comment(at, ada, "/approve-change")] });
    expect(verdict).toMatchObject({ state: "unknown", title: "Could not find out about said: it failed (server)." });
    expect(codes(verdict)).toEqual(expect.arrayContaining(["approval-missing", "not-pinned"]));
  });

  it("an approval that cannot be judged takes nothing from one that is refused", async () => {
    const at = await announced();
    await say(at, bob, "/reject-change because it is not ready");
    at.faults.set("said", "server");
    const { verdict } = await think(at, { said: [comment(at, ada, "/approve-change")] });
    expect(verdict.code).toBe("rejected");
  });
});

describe("commands of which nobody knows where to judge them wait, for what could not be read", () => {
  it.each<[string, (at: Stage) => void, unknown]>([
    ["the pull request", (at) => at.faults.set("pull", "server"), { failure: "server", what: "pull" }],
    ["our records", (at) => at.faults.set("records", "timeout"), { failure: "timeout", what: "records" }],
    [
      "our records of one that is closed",
      (at) => {
        happen(at, "closed", { state: "closed" });
        at.faults.set("records", "timeout");
      },
      { failure: "timeout", what: "records" },
    ],
    ["the repository", (at) => at.faults.set("repository", "server"), { failure: "server", what: "repository" }],
    [
      "the policy",
      (at) => (at.policy = UNREADABLE),
      { failure: "malformed", what: "the policy", message: "GitHub answered 502" },
    ],
    [
      "a policy that is wrong",
      (at) => (at.policy = BROKEN),
      { failure: "malformed", what: "the policy", message: "the policy is wrong" },
    ],
  ])("%s", async (_, happens, why) => {
    const at = await announced();
    happens(at);
    const bench = benchOf(await gathered(at), at.policy as PolicyState<never>);
    expect(bench).toMatchObject({ is: "unknown", whys: [why] });
  });
});

describe("where it is not known whether the base is governed", () => {
  const mute = async (differs: Partial<Stage>, happens: (at: Stage) => void = () => undefined) => {
    const at = stage(differs);
    happens(at);
    return shown(await think(at));
  };

  it.each<[string, Partial<Stage>, readonly string[]]>([
    ["a check that is required fails", { policy: UNREADABLE }, ["lamplighter/change failure"]],
    ["one that nobody requires is not posted", { policy: UNREADABLE, requirement: FREE }, []],
  ])("%s", async (_, differs, expected) => {
    expect(await mute(differs)).toEqual(expected);
  });

  it("one of which nobody knows whether it is required is not posted", async () => {
    expect(await mute({ policy: UNREADABLE }, (at) => at.faults.set("requirement", "server"))).toEqual([]);
  });

  it("one is not posted while the default branch cannot be read", async () => {
    expect(await mute({}, (at) => at.faults.set("repository", "server"))).toEqual([]);
  });

  it("one that was posted before is taken back", async () => {
    const at = await green({ requirement: FREE });
    at.policy = UNREADABLE;
    expect(shown(await look(at))).toEqual(["lamplighter/change failure"]);
    expect(check(at)).toBe("failure");
  });

  it("one that was posted before on another head is left there", async () => {
    const at = await green({ requirement: FREE });
    push(at, "b2");
    at.policy = UNREADABLE;
    expect(shown(await think(at))).toEqual([]);
  });

  it("one of another app or name is not ours to take back", async () => {
    const at = stage({ policy: UNREADABLE, requirement: FREE });
    const run = { id: 1, status: "completed", conclusion: "success", externalId: "", title: "", head: HEAD } as const;
    at.foreignRuns.push(
      { ...run, name: "lamplighter/change", app: { id: 5, slug: "actions" }, summary: "", completedAt: null },
      { ...run, name: "test", app: { id: 77, slug: "lamplighter" }, summary: "", completedAt: null },
    );
    expect(shown(await think(at))).toEqual([]);
  });

  it.each(["app", "checkRuns"] as const)(
    "where %s cannot be read either, it is posted if something was decided before, or that is not known",
    async (read) => {
      const never = stage({ policy: UNREADABLE, requirement: FREE });
      never.faults.set(read, "server");
      expect(shown(await think(never))).toEqual([]);
      never.faults.set("records", "server");
      expect(shown(await think(never))).toEqual(["lamplighter/change failure"]);
      const before = await green({ requirement: FREE });
      before.policy = UNREADABLE;
      before.faults.set(read, "server");
      expect(shown(await think(before))).toEqual(["lamplighter/change failure"]);
    },
  );
});

describe("a green check of a pull request that cannot be read any more", () => {
  const blind = (at: Stage): Stage => {
    later(at);
    at.faults.set("pull", "server");
    return at;
  };

  it("is taken back on the head that was announced, whatever the head is now, and once", async () => {
    const at = blind(await green());
    const [step] = of(await think(at), "check");
    expect(step).toMatchObject({ name: "lamplighter/change", head: HEAD, state: "failure", onlyIfHeadOf: null });
    expect(step?.externalId).toMatch(/^change\/12\//u);
    await look(at);
    expect(check(at)).toBe("failure");
    expect((await look(at)).steps).toEqual([]);
  });

  it("is decided anew, on record as nobody's approval", async () => {
    const at = blind(await green());
    const [record] = of(await think(at), "record");
    expect(record).toMatchObject({
      kind: "change.decided",
      data: { state: "unknown", head: HEAD, counted: [], tuple: null, as: null },
    });
    expect(record).not.toHaveProperty("onlyIfHeadOf");
  });

  it("is the one that only observes, where the policy does", async () => {
    const at = blind(await green({ policy: policyOf({ change: { mode: "observe" } }), requirement: FREE }));
    expect(shown(await think(at))).toEqual(["lamplighter/change-preview failure"]);
    at.policy = UNREADABLE;
    expect(shown(await think(at))).toEqual(["lamplighter/change failure"]);
  });

  it("comes back with the pull request", async () => {
    const at = blind(await green());
    await look(at);
    at.faults.clear();
    await look(at);
    expect(check(at)).toBe("success");
  });

  it("was the last word: one that waits or fails stays as it is", async () => {
    const waiting = blind(await announced());
    expect(shown(await think(waiting))).toEqual([]);
    const held = await green();
    await say(held, bob, "/hold");
    expect(shown(await think(blind(held)))).toEqual([]);
  });

  it("was the last word: what failed before it does not count", async () => {
    const at = await announced();
    await say(at, bob, "/reject-change because it is not ready");
    await say(at, bob, "/reject-change cancel");
    await say(at, ada, "/approve-change");
    expect(check(at)).toBe("success");
    expect(shown(await think(blind(at)))).toEqual(["lamplighter/change failure"]);
  });

  it("is none where nothing was ever decided, or no head announced", async () => {
    const undecided = stage();
    undecided.faults.set("repository", "server");
    await look(undecided);
    expect(kinds(undecided)).toContain("change.announced");
    undecided.faults.clear();
    expect(shown(await think(blind(undecided)))).toEqual([]);

    const types = { standard: { if: { only_paths: ["src/**"] } } };
    const unannounced = stage({ policy: policyOf({ change: { types } }) });
    const plan = await think(unannounced);
    expect(plan.verdict.state).toBe("allow");
    for (const step of plan.steps) if (step.do !== "comment") take(unannounced, 12, step);
    expect(shown(await think(blind(unannounced)))).toEqual([]);
  });

  it("stays while our records cannot be read: it would be taken back again and again", async () => {
    const at = blind(await green());
    at.faults.set("records", "server");
    expect(shown(await think(at))).toEqual([]);
  });
});

describe("a check of ours that nobody would decide again", () => {
  it("in a policy that only observes, the required one fails beside the preview, for all of the head alike", async () => {
    const at = stage({ policy: policyOf({ change: { mode: "observe" } }) });
    const plan = await think(at);
    expect(shown(plan)).toEqual(["lamplighter/change-preview waiting", "lamplighter/change failure"]);
    const gate = of(plan, "check").at(-1);
    expect(gate?.externalId).toMatch(/^change\/\//u);
    expect(gate?.summary).toContain("mode: enforce");
    expect(gate?.summary).not.toContain("Decided for head");
    expect(of(plan, "record").filter(({ kind }) => kind === "change.decided")).toHaveLength(1);
  });

  it("that is left over from a policy which enforced fails too, required or not", async () => {
    const at = await green({ requirement: FREE });
    at.policy = policyOf({ change: { mode: "observe" } });
    expect(shown(await look(at))).toEqual(["lamplighter/change-preview success", "lamplighter/change failure"]);
    expect((await look(at)).steps).toEqual([]);
  });

  it("of which nobody knows whether it is required, and which is not there, is not posted", async () => {
    const at = stage({ policy: policyOf({ change: { mode: "observe" } }) });
    at.faults.set("requirement", "server");
    expect(shown(await think(at))).toEqual(["lamplighter/change-preview failure"]);
  });

  it("where the policy is gone fails until it is there again", async () => {
    const at = await green({ requirement: FREE });
    at.policy = ABSENT;
    const plan = await look(at);
    expect(shown(plan)).toEqual(["lamplighter/change failure"]);
    expect(of(plan, "check")[0]?.title).toContain("No open pull request with this head");
    expect((await look(at)).steps).toEqual([]);
  });

  it("where a policy that cannot be read enforces, fails once and under its own name", async () => {
    const at = await green();
    at.policy = UNREADABLE;
    expect(shown(await think(at))).toEqual(["lamplighter/change failure"]);
  });

  it("belongs to the other pull request of this head that is judged; or that may be", async () => {
    const at = await green({ requirement: FREE });
    twin(at);
    retarget(at, "feature");
    expect(shown(await think(at))).toEqual([]);
    edit(at, 15, { base: { sha: sha("ba5e"), ref: "feature" } });
    expect(shown(await think(at))).toEqual(["lamplighter/change failure"]);
    at.faults.set("openHeads", "server");
    expect(shown(await think(at))).toEqual([]);
  });

  it("of a branch that never was governed is nothing to us", async () => {
    const at = stage({ requirement: FREE });
    edit(at, 12, { base: { sha: sha("ba5e"), ref: "feature" }, author: olu });
    expect((await look(at)).steps).toEqual([]);
    expect(commentIn(at, "change")).toBe("");
  });
});
