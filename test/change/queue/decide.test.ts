// What a group of the merge queue is told, what is recorded of it, and when it is looked at again.
import { describe, expect, it } from "vitest";
import { decideGroup, PATIENCE } from "../../../src/change/queue/decide.ts";
import type { BranchCommit } from "../../../src/core/branch.ts";
import { ReadError } from "../../../src/core/known.ts";
import type { Pull } from "../../../src/core/pull.ts";
import type { Plan } from "../../../src/core/plan.ts";
import type { PolicyState } from "../../../src/core/policy.ts";
import type { Reads } from "../../../src/core/reads.ts";
import { ada, bob, commit as pushed, contributor, MINUTE, olu, pull, sha } from "../../world.ts";
import { check, codes, edit, later, look, policyOf, record, say, stage, type Stage } from "../stage.ts";
import { asked, commit, gathered, GROUP, HEAD, lookAt, queued, REF, shown, subject, think, TIP } from "./group.ts";

const [OTHER, BEHIND] = [sha("b2"), sha("c2")];
const FREE = { required: "no", pinned: "no" } as const;
const OBSERVE = policyOf({ change: { mode: "observe" } });

/** Pull request 13 before 12 in the queue: the group of 12 holds both. */
async function pair(differs: Partial<Stage> = {}): Promise<Stage> {
  const at = stage(differs);
  at.pulls.set(13, pull(13, { head: { sha: OTHER, ref: "more", repository: 4711 } }));
  at.files.set(OTHER, []);
  at.commits.set(OTHER, [pushed("b2", contributor(olu))]);
  at.pushers.set(OTHER, olu);
  at.queue = [
    { position: 1, base: TIP, head: BEHIND, pull: { number: 13, head: OTHER } },
    { position: 2, base: BEHIND, head: GROUP, pull: { number: 12, head: HEAD } },
  ];
  for (const number of [12, 13]) await look(at, { number });
  return at;
}

/** Commits that the branch has not, of each head. */
const COMMITS: Readonly<Record<string, readonly BranchCommit[]>> = {
  [HEAD]: [commit(HEAD, TIP)],
  [OTHER]: [commit(OTHER, TIP)],
  [GROUP]: [commit(OTHER, TIP), commit(BEHIND, TIP, OTHER), commit(HEAD, TIP), commit(GROUP, BEHIND, HEAD)],
};
const both = { commitsBetween: (_: string, to: string) => Promise.resolve(COMMITS[to] ?? []) };

async function approvedPair(differs: Partial<Stage> = {}): Promise<Stage> {
  const at = await pair(differs);
  for (const number of [12, 13]) await say(at, ada, "/approve-change", { on: number });
  return at;
}

const failing = (what: string) => () =>
  Promise.reject(new ReadError({ failure: "server", what, message: "it failed" }));

/** The group was first seen so long ago, in milliseconds. */
function seen(at: Stage, ago: number): void {
  const { now } = at;
  at.now -= ago;
  record(at, subject, { key: "seen", kind: "change.group", by: null, data: { branch: "main", ref: REF } });
  at.now = now;
}

const checks = (plan: Plan): readonly string[] =>
  plan.steps.flatMap((step) => (step.do === "check" ? [`${step.name} ${step.state}`] : []));
const records = (plan: Plan): readonly string[] =>
  plan.steps.flatMap((step) => (step.do === "record" ? [`${step.kind} ${step.about?.name ?? "of the group"}`] : []));

describe("a group of two", () => {
  it.each<[string, Partial<Pull>]>([
    ["was closed", { state: "closed" }],
    ["goes to a branch that is not governed now", { base: { sha: TIP, ref: "attic" } }],
    ["goes to another governed branch now", { base: { sha: TIP, ref: "release/1" } }],
  ])("may not merge when one of it %s since it was put into the queue", async (_, differs) => {
    const change = { branches: ["main", "release/*"], approvals: { count: 1, from: ["maintainers"] } };
    const at = await approvedPair({ policy: policyOf({ change }) });
    edit(at, 13, differs);
    await look(at, { number: 13 });
    later(at);
    await say(at, ada, "/approve-change", { on: 13 });
    expect(shown(await think(at, both))).not.toBe("success");
  });

  it("may merge when both may, and says which they are", async () => {
    const at = await approvedPair();
    const plan = await think(at, both);
    expect(plan.verdict).toMatchObject({
      state: "allow",
      code: "group-approved",
      title: "All of this group may merge: pull request 13 and pull request 12.",
    });
    expect(plan.verdict.because.map(({ title }) => title)).toEqual([
      expect.stringContaining("Pull request 13, which has this head:"),
      expect.stringContaining("Pull request 12, which has this head:"),
    ]);
    const [step] = plan.steps.filter((one) => one.do === "check");
    expect(step?.externalId).toMatch(/^change\/12\+13\//u);
    expect(plan.lookAgainAt).toBe(at.now + MINUTE);
  });

  it("says what is wrong with the worst of them, whichever that is, and shows both", async () => {
    const at = await pair();
    await say(at, ada, "/approve-change", { on: 13 });
    await say(at, bob, "/reject-change because it is not ready");
    const { verdict } = await think(at, both);
    expect(verdict).toMatchObject({ state: "block", code: "rejected" });
    expect(verdict.title).toContain("Pull request 12");
    expect(verdict.because.map(({ code }) => code)).toEqual(["approved", "rejected"]);
  });

  it("of which one waits fails, with what to do first and then", async () => {
    const at = await pair();
    await say(at, ada, "/approve-change");
    const plan = await think(at, both);
    expect(plan.verdict).toMatchObject({ state: "block", code: "approval-missing" });
    expect(plan.verdict.cure).toMatch(/.+ Then put it into the queue again\.$/u);
    expect(shown(plan)).toBe("failure");
  });

  it("of which the policy governs none is none of ours, and shows both", async () => {
    const at = await pair({ policy: policyOf({ change: { branches: ["next"] } }), requirement: FREE });
    const plan = await think(at, both);
    expect(plan.verdict).toMatchObject({ state: "off", code: "not-governed" });
    expect(plan.verdict.title).toContain("Pull request 13");
    expect(plan.verdict.because.map(({ title }) => title)).toEqual([expect.stringContaining("Pull request 12")]);
    expect(checks(plan)).toEqual([]);
  });

  it("of which one went elsewhere is neither none of ours nor green by the other", async () => {
    const at = await approvedPair({ requirement: FREE });
    at.pulls.set(13, pull(13, { ...at.pulls.get(13)!, base: { sha: TIP, ref: "next" } }));
    const plan = await think(at, both);
    expect(plan.verdict).toMatchObject({ state: "block", code: "other-base-queued" });
    expect(plan.verdict.because.map(({ state }) => state)).toEqual(["block", "allow"]);
  });

  it.each<[string, (at: Stage) => void, string, string]>([
    [
      "one that GitHub no longer has",
      (at) => (at.queue = at.queue.map((one) => (one.position === 1 ? { ...one, pull: null } : one))),
      "member-gone",
      "GitHub no longer has the pull request at place 1 of the queue.",
    ],
    [
      "one that was pushed to since",
      (at) => at.pulls.set(13, pull(13, { head: { sha: sha("d4"), ref: "more", repository: 4711 } })),
      "other-head-queued",
      "Pull request 13, which has this head: the queue holds b2b2b2b2b2b2, which is not its head any more.",
    ],
    [
      "entries that do not stand on one another",
      (at) => (at.queue = at.queue.map((one) => (one.position === 2 ? { ...one, base: sha("e5") } : one))),
      "group-moved",
      "The entries of the queue do not stand on one another and on main as it is now.",
    ],
  ])("with %s is not merged, and says so", async (_, happens, code, title) => {
    const at = await approvedPair();
    happens(at);
    seen(at, PATIENCE);
    const plan = await think(at, both);
    expect(plan.verdict).toMatchObject({ code, title });
    expect(shown(plan)).toBe("failure");
  });
});

describe("what could not be found out", () => {
  it("makes the group wait at first, and is asked again soon", async () => {
    const at = await queued();
    const plan = await think(at, { app: failing("app") });
    expect(plan.verdict).toMatchObject({ state: "wait", owes: "GitHub", code: "read-failed" });
    expect(shown(plan)).toBe("waiting");
    expect(plan.lookAgainAt).toBe(at.now + 20_000);
  });

  it.each<[string, number, string, number]>([
    ["just under five minutes", PATIENCE - 1, "wait", 20_000],
    ["five minutes", PATIENCE, "unknown", MINUTE],
  ])("after %s", async (_, ago, state, again) => {
    const at = await queued();
    seen(at, ago);
    const plan = await think(at, { app: failing("app") });
    expect(plan.verdict.state).toBe(state);
    expect(plan.lookAgainAt).toBe(at.now + again);
  });

  it("what waits for a person has no such patience", async () => {
    const at = await queued();
    await say(at, ada, "/approve-change cancel");
    expect(shown(await think(at))).toBe("failure");
  });

  it.each<[string, Partial<Reads>]>([
    ["mergeQueue", { mergeQueue: failing("mergeQueue") }],
    ["app", { app: failing("app") }],
    ["requirement", { requirement: failing("requirement") }],
    ["checkRuns", { checkRuns: failing("checkRuns") }],
    ["records", { records: failing("records") }],
  ])("is named: %s", async (what, differs) => {
    const { verdict } = await think(await queued(), differs);
    expect(verdict.title).toBe(`Could not find out about ${what}: it failed.`);
  });

  it("is named: commits of one of its pull requests alone", async () => {
    const at = await approvedPair();
    const commitsBetween = (_: string, to: string) =>
      to === OTHER ? failing("its commits")() : both.commitsBetween(_, to);
    const { verdict } = await think(at, { commitsBetween });
    expect(verdict).toMatchObject({ code: "read-failed", title: "Could not find out about its commits: it failed." });
    expect(codes(verdict)).toContain("approved");
  });

  it("is named: commits of the whole group", async () => {
    const at = await approvedPair();
    const commitsBetween = (_: string, to: string) =>
      to === GROUP ? failing("all commits")() : both.commitsBetween(_, to);
    const { verdict } = await think(at, { commitsBetween });
    expect(verdict).toMatchObject({ title: "Could not find out about all commits: it failed.", because: [] });
  });

  it("is everything, where the queue names no pull request", async () => {
    const at = await queued();
    const facts = { ...(await gathered(at)), members: { known: true, value: [] } } as const;
    expect(decideGroup(facts, at.policy as PolicyState<never>).verdict).toMatchObject({
      state: "wait",
      title: "Could not find out about the merge queue: it names no pull request.",
    });
  });
});

describe("a group that is gone", () => {
  it("is none of ours any more: nothing is said or recorded, and it is not looked at again", async () => {
    const plan = await think(await queued(), {}, [asked("destroyed")]);
    expect(plan).toEqual({
      verdict: { state: "off", code: "no-group", title: "GitHub no longer has this group.", because: [] },
      steps: [],
    });
  });

  it("is not one of which nobody could find out whether it is there", async () => {
    const at = await queued();
    const branch: Reads["branch"] = (name) =>
      name === "main" ? Promise.resolve({ sha: TIP }) : failing("the group's branch")();
    expect(shown(await think(at, { branch }))).toBe("success");
  });
});

describe("what is recorded of a group", () => {
  it("is the group, and the group on each of its pull requests, once", async () => {
    const at = await approvedPair();
    const first = await lookAt(at, both);
    expect(records(first)).toEqual([
      "change.group of the group",
      "change.queued 13",
      "change.queued 12",
      "change.decided of the group",
    ]);
    expect(first.steps.find((step) => step.do === "record" && step.kind === "change.group")).toMatchObject({
      by: null,
      data: { branch: "main", ref: REF },
      why: "a group for main",
    });
    expect(first.steps.filter((step) => step.do === "record" && step.kind === "change.queued")).toMatchObject([
      { about: { ...subject, kind: "pull", name: "13" }, data: { group: GROUP }, why: "it is in a group", by: null },
      { about: { ...subject, kind: "pull", name: "12" }, data: { group: GROUP }, why: "it is in a group", by: null },
    ]);
    later(at);
    expect((await lookAt(at, both)).steps).toEqual([]);
  });

  it("is recorded again of a pull request that comes into another group", async () => {
    const at = await queued();
    for (const group of [sha("e1"), sha("e2")])
      record(at, 12, { key: group, kind: "change.queued", by: null, data: { group } });
    expect(records(await think(at))).toContain("change.queued 12");
    record(at, 12, { key: GROUP, kind: "change.queued", by: null, data: { group: GROUP } });
    expect(records(await think(at))).not.toContain("change.queued 12");
  });

  it("is what was decided, as nobody's approval, and bound to no pull request's head", async () => {
    const plan = await think(await queued());
    const [decided] = plan.steps.filter((step) => step.do === "record" && step.kind === "change.decided");
    expect(decided).toMatchObject({ data: { state: "allow", head: GROUP, counted: [], tuple: null, as: null } });
    expect(decided).not.toHaveProperty("onlyIfHeadOf");
  });

  it("is nothing while the records cannot be read", async () => {
    const at = await queued();
    const plan = await think(at, { records: failing("records") });
    expect(plan.steps.map((step) => step.do)).toEqual(["check"]);
  });

  it("is only the group, where a member is gone or its own records cannot be read", async () => {
    const at = await queued();
    const all: Reads["records"] = (of, kinds) =>
      of.endsWith("/pull/12")
        ? failing("records of #12")()
        : Promise.resolve((at.records.get(of) ?? []).filter((one) => kinds.includes(one.kind)));
    expect(records(await think(at, { records: all }))).toEqual([
      "change.group of the group",
      "change.decided of the group",
    ]);
    at.queue = at.queue.map((one) => ({ ...one, pull: null }));
    const plan = await think(at);
    expect(records(plan)).toEqual(["change.group of the group", "change.decided of the group"]);
    expect(plan.steps.map((step) => step.do)).toEqual(["record", "record", "check"]);
    expect(plan.steps.find((step) => step.do === "check")?.externalId).toMatch(/^change\/\//u);
  });
});

describe("under which names a group is told", () => {
  it.each<[string, Partial<Stage>, readonly string[]]>([
    ["a policy that enforces", {}, ["lamplighter/change success"]],
    [
      "one that observes, where the check is required",
      { policy: OBSERVE },
      ["lamplighter/change-preview success", "lamplighter/change failure"],
    ],
    [
      "one that observes, where it is not",
      { policy: OBSERVE, requirement: FREE },
      ["lamplighter/change-preview success"],
    ],
  ])("%s", async (_, differs, expected) => {
    expect(checks(await think(await queued(differs)))).toEqual(expected);
  });

  it("one that observes, where that cannot be read", async () => {
    const at = await queued({ policy: OBSERVE });
    expect(checks(await think(at, { requirement: failing("requirement") }))).toEqual([
      "lamplighter/change-preview waiting",
    ]);
  });

  it("one that cannot be read, where the check is required, is waited for under the required name alone", async () => {
    const at = await queued();
    at.policy = { is: "unknown", message: "GitHub answered 502" };
    expect(checks(await think(at))).toEqual(["lamplighter/change waiting"]);
  });

  it("the required one says that the policy only observes, on the group's head, whatever moves", async () => {
    const at = await queued({ policy: OBSERVE });
    const plan = await lookAt(at);
    const gate = plan.steps.filter((step) => step.do === "check").at(-1);
    expect(gate).toMatchObject({ head: GROUP, onlyIfHeadOf: null, title: "The policy only observes: mode: observe." });
    expect(plan.steps.filter((step) => step.do === "record" && step.kind === "change.decided")).toHaveLength(1);
    expect((await lookAt(at)).steps).toEqual([]);
    expect(check(at)).toBe("failure");
  });
});
