// What is kept of a merge: the verdict that stood on the head when it was merged, once.
import { describe, expect, it } from "vitest";
import { MERGED, mergedIn, type Merged } from "../../src/core/merged.ts";
import type { PolicyState } from "../../src/core/policy.ts";
import { printSubject } from "../../src/core/refs.ts";
import { ada, bob, MINUTE, olu, pull, pullSubject, SECOND, sha } from "../world.ts";
import { edit, happen, kinds, later, look, policyOf, say, stage, think, type Stage } from "./stage.ts";

const BRANCH = printSubject({ ...pullSubject(12), kind: "branch", name: "main" });

/** Pull request 12, announced. */
async function announced(differs: Partial<Stage> = {}): Promise<Stage> {
  const at = stage(differs);
  await look(at);
  later(at, MINUTE);
  return at;
}

function merge(at: Stage, differs: Parameters<typeof happen>[2] = {}): void {
  const mergedAt = at.now - (at.now % SECOND) + 10 * SECOND;
  happen(at, "closed", { state: "closed", merged: true, mergeCommit: sha("3e"), mergedBy: bob, mergedAt, ...differs });
}

function mergesOf(at: Stage): readonly Merged[] {
  const found = mergedIn(at.records.get(BRANCH) ?? []);
  if ("broken" in found) throw new Error(found.broken);
  return found;
}

describe("a merge", () => {
  it("of an approved head is kept once, about the pull request and about its branch, and wakes the branch", async () => {
    const at = await announced();
    await say(at, ada, "/approve-change");
    merge(at);
    const plan = await look(at);
    expect(plan.steps.map((step) => step.do)).toEqual(["record", "wake", "record"]);
    expect(plan.steps[1]).toMatchObject({ subject: { kind: "branch", name: "main" } });
    expect(mergesOf(at)).toEqual([
      {
        pull: 12,
        head: sha("a1"),
        mergeBase: sha("ba5e"),
        base: "main",
        mergeCommit: sha("3e"),
        commits: 1,
        mergedAt: expect.any(Number) as number,
        mergedBy: bob.id,
        author: olu.id,
        verdict: "allow",
        code: "approved",
        mode: "enforce",
        type: "normal",
        policy: "p0",
        counted: [ada.id],
        lenders: [],
        sample: null,
        folders: null,
        undoes: [],
        emergency: null,
      },
    ]);
    expect(kinds(at).filter((kind) => kind === MERGED)).toHaveLength(1);
    expect((await think(at)).steps).toEqual([]);
  });

  it("of one that waits is kept as such, also when an approval is written afterwards", async () => {
    const at = await announced();
    merge(at);
    await look(at);
    await say(at, ada, "/approve-change");
    expect(mergesOf(at)).toMatchObject([{ verdict: "wait", counted: [] }]);
  });

  it("of a head that was never looked at is unknown", async () => {
    const at = await announced();
    await say(at, ada, "/approve-change");
    merge(at, { head: { sha: sha("b2"), ref: "mend", repository: 4711 } });
    await look(at);
    expect(mergesOf(at)).toMatchObject([{ head: sha("b2"), verdict: "unknown", code: "never-decided" }]);
  });

  it("into another base than the one that was approved is not green", async () => {
    const at = await announced({ policy: policyOf({ change: { branches: ["*"] } }) });
    await say(at, ada, "/approve-change");
    merge(at, { base: { sha: sha("ba5e"), ref: "next" } });
    await look(at);
    expect(at.records.get(printSubject({ ...pullSubject(12), kind: "branch", name: "next" }))).toMatchObject([
      { data: { verdict: "block", code: "green-for-another-base", base: "next" } },
    ]);
  });

  it.each([
    ["in the second in which it turned green is green", 0, "allow", "approved"],
    ["a second before it turned green is not", -1, "block", "green-after-merge"],
  ])("%s", async (_, seconds, verdict, code) => {
    const at = await announced();
    await say(at, ada, "/approve-change");
    const [key, run] = [...at.runs].find(([, { conclusion }]) => conclusion === "success")!;
    const completedAt = at.now - (at.now % SECOND);
    at.runs.set(key, { ...run, completedAt });
    merge(at, { mergedAt: completedAt + seconds * SECOND });
    await look(at);
    expect(mergesOf(at)).toMatchObject([{ verdict, code }]);
  });

  it("under a check that somebody's look at a twin had turned red before is not green", async () => {
    const at = await announced();
    at.pulls.set(15, pull(15, { author: olu }));
    await look(at, { number: 15 });
    await look(at);
    await say(at, ada, "/approve-change");
    await say(at, ada, "/approve-change", { on: 15 });
    await look(at);
    await look(at, { number: 15 });
    later(at);
    // The check is turned by what is said on the twin, and the merge comes before the next look at this one.
    await say(at, bob, "/reject-change because no", { on: 15 });
    const [key, run] = [...at.runs].find(([, { conclusion }]) => conclusion === "failure")!;
    at.runs.set(key, { ...run, completedAt: at.now - (at.now % SECOND) });
    merge(at);
    await look(at);
    expect(mergesOf(at)).toMatchObject([{ verdict: "block", code: "red-at-merge" }]);
  });

  it("after the end of an approval, on a check that nobody turned, is not green", async () => {
    const at = await announced({ policy: policyOf({ change: { expires: "24h" } }) });
    await say(at, ada, "/approve-change");
    later(at, 25 * 60 * MINUTE);
    merge(at);
    await look(at);
    expect(mergesOf(at)).toMatchObject([{ verdict: "block", code: "expired-before-merge" }]);
  });

  it("after the end of an approval that was given anew is green", async () => {
    const at = await announced({ policy: policyOf({ change: { expires: "24h" } }) });
    await say(at, ada, "/approve-change");
    later(at, 20 * 60 * MINUTE);
    await say(at, ada, "/approve-change");
    later(at, 10 * 60 * MINUTE);
    merge(at);
    await look(at);
    expect(mergesOf(at)).toMatchObject([{ verdict: "allow" }]);
  });

  it("words that were added to a green check after the merge do not make it late", async () => {
    const at = await announced();
    await say(at, ada, "/approve-change");
    await say(at, bob, "/approve-change");
    const [key, run] = [...at.runs].find(([, { conclusion }]) => conclusion === "success")!;
    const mergedAt = at.now - (at.now % SECOND);
    at.runs.set(key, { ...run, completedAt: mergedAt + SECOND });
    merge(at, { mergedAt });
    await look(at);
    expect(mergesOf(at)).toMatchObject([{ verdict: "allow" }]);
  });

  it("of a pull request with a twin rests on no policy alone, and is green when both were", async () => {
    const at = await announced();
    at.pulls.set(15, pull(15, { author: olu }));
    await look(at, { number: 15 });
    await look(at);
    await say(at, ada, "/approve-change");
    later(at);
    await say(at, ada, "/approve-change", { on: 15 });
    await look(at);
    merge(at);
    await look(at);
    expect(mergesOf(at)).toMatchObject([{ pull: 12, verdict: "allow", policy: null }]);
  });

  it("of an emergency with a twin is kept as an emergency, and either's look leaves the check as the other's left it", async () => {
    const roles = { maintainers: { permission: "maintain" }, board: { users: ["cyd"] } } as const;
    const types = { emergency: { review_by: ["board"], review_within: "2bd" } };
    const change = { types, approvals: { count: 1, from: ["maintainers"] } };
    const issues = new Map([[41, { labels: ["incident"] }]]);
    const at = await announced({ policy: policyOf({ roles, change }), issues });
    at.pulls.set(15, pull(15, { author: olu }));
    await look(at, { number: 15 });
    await look(at);
    await say(at, ada, "/change-type emergency #41 because nobody can pay");
    await say(at, bob, "/approve-change");
    later(at);
    await say(at, bob, "/approve-change", { on: 15 });
    await look(at);
    await look(at, { number: 15 });
    for (const number of [12, 15, 12]) {
      expect((await think(at, { number })).steps.filter((step) => step.do !== "wake")).toEqual([]);
    }
    merge(at);
    edit(at, 15, { state: "closed", merged: true, mergeCommit: sha("3e"), mergedBy: bob, mergedAt: at.now });
    await look(at);
    await look(at, { number: 15 });
    expect(mergesOf(at)).toMatchObject([
      {
        pull: 12,
        verdict: "allow",
        type: "emergency",
        emergency: {
          declarer: ada.id,
          because: "nobody can pay",
          incident: 41,
          reviewWithin: "2bd",
          reviewBy: ["board"],
        },
      },
      { pull: 15, type: "normal", emergency: null },
    ]);
  });

  it("of an emergency of which the last look could not tell what it is stays one", async () => {
    const issues = new Map([[41, { labels: ["incident"] }]]);
    const types = { emergency: { review_by: ["maintainers"] } };
    const at = await announced({ policy: policyOf({ change: { types } }), issues });
    await say(at, ada, "/change-type emergency #41 because nobody can pay");
    await say(at, bob, "/approve-change");
    at.faults.set("issue", "server");
    await look(at);
    expect(kinds(at).filter((kind) => kind === "change.decided").length).toBeGreaterThan(1);
    merge(at);
    await look(at);
    expect(mergesOf(at)).toMatchObject([{ verdict: "unknown", type: "emergency", emergency: { declarer: ada.id } }]);
  });

  it("is not kept while the checks on its head cannot be read, and kept once they can", async () => {
    const at = await announced();
    await say(at, ada, "/approve-change");
    merge(at);
    at.faults.set("checkRuns", "server");
    const plan = await look(at);
    expect(plan).toMatchObject({ verdict: { state: "unknown" }, steps: [], lookAgainAt: at.now + 5 * MINUTE });
    at.faults.clear();
    await look(at);
    expect(mergesOf(at)).toMatchObject([{ verdict: "allow" }]);
  });

  it("to a branch that nobody governs is nobody's business", async () => {
    const at = stage();
    edit(at, 12, { base: { sha: sha("ba5e"), ref: "play" } });
    merge(at);
    expect((await look(at)).steps).toEqual([]);
  });

  it("that nobody looked at waits for a policy that can be read", async () => {
    const at = stage({ policy: { is: "unknown", message: "no answer" } satisfies PolicyState<unknown> });
    merge(at);
    expect((await look(at)).steps).toEqual([]);
    at.policy = policyOf({});
    await look(at);
    expect(mergesOf(at)).toMatchObject([{ verdict: "unknown", code: "never-decided" }]);
  });
});
