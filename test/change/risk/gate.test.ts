// The test gate's own word: it may only speak against a change, and what is not surely its own adds its points.
import { describe, expect, it } from "vitest";
import { againstIt, MOST_RUNS, type GateFacts } from "../../../src/change/risk/gate.ts";
import { riskSettings } from "../../../src/change/risk/settings.ts";
import type { ArtifactLine, WorkflowRun } from "../../../src/core/workflow-run.ts";
import { ada, file, pull, sha } from "../../world.ts";
import { check, look, policyOf, say, stage, summary, type Stage } from "../stage.ts";
import { gateRan, RUN, wordOf } from "./gate-run.ts";

const line = (text: string): ArtifactLine => ({ is: "line", text });
const left = (text: ArtifactLine, differs: Partial<WorkflowRun> = {}): GateFacts => ({
  is: "runs",
  runs: [{ run: { ...RUN, ...differs }, left: text }],
});
const good = line(wordOf({}));

/** Its head's repository was deleted. */
const orphan = pull(12, { head: { ...pull(12).head, repository: null } });

const cases: readonly (readonly [string, Parameters<typeof againstIt>[0], string | null])[] = [
  ["a good word of the head's own run adds nothing", { facts: left(good), pull: pull(12), files: [] }, null],
  ["of a push, too", { facts: left(good, { event: "push" }), pull: pull(12), files: [] }, null],
  [
    "a run of a repository that is gone is nobody's, though the head's is gone, too",
    { facts: left(good, { from: null }), pull: orphan, files: [] },
    "no run of this head",
  ],
  ["no run adds points", { facts: { is: "runs", runs: [] }, pull: pull(12), files: [] }, "no run of this head"],
  ["too many runs add points", { facts: { is: "too-many" }, pull: pull(12), files: [] }, "too many to look into"],
  [
    "a block adds points",
    { facts: left(line(wordOf({ state: "block", code: "failures", failed: 2, new: 1 }))), pull: pull(12), files: [] },
    "it says failures, 2 of 310 tests failed, 1 of them new",
  ],
  [
    "failures that the gate let pass",
    { facts: left(line(wordOf({ failed: 2, new: 1 }))), pull: pull(12), files: [] },
    "it says passed, 2 of 310 tests failed, 1 of them new",
  ],
  [
    "failures that it let pass, without a base to compare with",
    { facts: left(line(wordOf({ failed: 2, new: null }))), pull: pull(12), files: [] },
    "it says passed, 2 of 310 tests failed",
  ],
  [
    "failures of the base are not the change's",
    { facts: left(line(wordOf({ failed: 2, new: 0 }))), pull: pull(12), files: [] },
    null,
  ],
  [
    "a block without a base",
    {
      facts: left(line(wordOf({ state: "block", code: "no-tests", failed: 0, new: null }))),
      pull: pull(12),
      files: [],
    },
    "it says no-tests",
  ],
  ["a run that left nothing", { facts: left({ is: "none" }), pull: pull(12), files: [] }, "left no artifact"],
  [
    "an archive that is not sound",
    { facts: left({ is: "unsound", why: "its directory is cut" }), pull: pull(12), files: [] },
    "its directory is cut",
  ],
  [
    "a text of somebody else's",
    { facts: left(line("all is well")), pull: pull(12), files: [] },
    "no verdict of a test gate",
  ],
  [
    "an older gate, which leaves no verdict",
    { facts: left(line(wordOf({}, { verdict: undefined }))), pull: pull(12), files: [] },
    "no verdict of a test gate",
  ],
  [
    "a word of another run, kept and put here again",
    { facts: left(line(wordOf({}, { run: "10" }))), pull: pull(12), files: [] },
    "about another run",
  ],
  [
    "a word of another commit",
    { facts: left(line(wordOf({}, { sha: sha("b2") }))), pull: pull(12), files: [] },
    "about another run or another commit",
  ],
  [
    "a run of another head",
    { facts: left(good, { head: sha("b2") }), pull: pull(12), files: [] },
    "no run of this head",
  ],
  [
    "a stranger's fork with the same commit",
    { facts: left(good, { from: 999 }), pull: pull(12), files: [] },
    "no run of this",
  ],
  [
    "a run that was started by hand",
    { facts: left(good, { event: "workflow_dispatch" }), pull: pull(12), files: [] },
    "no run",
  ],
  [
    "a run with the base's rights",
    { facts: left(good, { event: "pull_request_target" }), pull: pull(12), files: [] },
    "no run of this head",
  ],
  [
    "a fork's own good word",
    {
      facts: left(good, { from: 999 }),
      pull: pull(12, { fork: true, head: { sha: RUN.head, ref: "mend", repository: 999 } }),
      files: [],
    },
    "whose good word does not count",
  ],
  [
    "a fork's own block",
    {
      facts: left(line(wordOf({ state: "block", code: "failures", failed: 1 })), { from: 999 }),
      pull: pull(12, { fork: true, head: { sha: RUN.head, ref: "mend", repository: 999 } }),
      files: [],
    },
    "it says failures",
  ],
  [
    "a fork that is gone",
    { facts: left(good), pull: pull(12, { head: { sha: RUN.head, ref: "mend", repository: null } }), files: [] },
    "no run of this head",
  ],
  [
    "a good word of a workflow that the change edits",
    { facts: left(good), pull: pull(12), files: [file(".github/workflows/ci.yml")] },
    ".github/workflows/ci.yml is touched",
  ],
  [
    "or moves away",
    { facts: left(good), pull: pull(12), files: [file("ci.yml", { previousPath: ".github/workflows/ci.yml" })] },
    "is touched",
  ],
  [
    "or of an action that it runs",
    { facts: left(good), pull: pull(12), files: [file("tools/gate/action.yml")] },
    "tools/gate/action.yml is touched",
  ],
];

describe("what speaks against a change (E28)", () => {
  it.each(cases)("%s", (_, args, said) => {
    const answer = againstIt(args);
    if (said === null) expect(answer).toBeNull();
    else expect(answer).toContain(said);
  });

  it("the worst of two runs counts", () => {
    const bad = left(line(wordOf({ state: "block", code: "failures", failed: 1 }, { run: "12" })), {
      id: 12,
      event: "push",
    });
    const both = [left(good), bad].flatMap((one) => (one.is === "runs" ? one.runs : []));
    for (const runs of [both, both.toReversed()]) {
      expect(againstIt({ facts: { is: "runs", runs }, pull: pull(12), files: [] })).toContain("it says failures");
    }
  });

  it("an artifact without a job is a mistake of the policy", () => {
    expect(riskSettings.safeParse({ signals: { test_gate: { artifact: "test-gate" } } }).success).toBe(false);
    expect(riskSettings.safeParse({ signals: { test_gate: { check: "test", artifact: "../x" } } }).success).toBe(false);
  });
});

const ONE = { count: 1, from: ["maintainers"] };
function gated(gate: object = { check: "test", artifact: "test-gate", points: 40 }): Stage {
  const risk = { signals: { no_tests: { points: 0 }, past: { points: 0 }, test_gate: gate } };
  return stage({
    policy: policyOf({ change: { approvals: { low: ONE, medium: { ...ONE, count: 2 }, high: ONE }, risk } }),
  });
}

describe("the gate's word in a change", () => {
  it("raises the level where it blocks, though its job succeeded", async () => {
    const at = gated();
    gateRan(at, { state: "block", code: "failures", failed: 2, new: 2 });
    await look(at);
    await say(at, ada, "/approve-change");
    expect(check(at)).toBe("waiting");
    expect(summary(at)).toContain("test gate: 40 points (it says failures, 2 of 310 tests failed, 2 of them new)");
  });

  it("leaves the level where it allows", async () => {
    const at = gated();
    gateRan(at, {});
    await look(at);
    await say(at, ada, "/approve-change");
    expect(check(at)).toBe("success");
  });

  it.each([
    ["no artifact is named", { check: "test" }],
    ["it has no points", { check: "test", artifact: "test-gate", points: 0 }],
    ["no job is named", {}],
  ])("nothing is read of it where %s", async (_, gate) => {
    const at = gated(gate);
    gateRan(at, {});
    await look(at);
    expect(at.asked).not.toContain("workflowRuns");
    expect(at.asked).not.toContain("artifactLine");
  });

  it("nothing is read of it where nothing rests on risk, or while its job runs", async () => {
    const at = gated();
    at.policy = policyOf({ change: { risk: { signals: { test_gate: { check: "test", artifact: "test-gate" } } } } });
    gateRan(at, {});
    await look(at);
    const running = gated();
    gateRan(running, {});
    running.foreignRuns = running.foreignRuns.map((run) => ({ ...run, status: "in_progress", conclusion: null }));
    await look(running);
    expect(summary(running)).toContain("test gate: 40 points");
    for (const one of [at, running]) expect(one.asked).not.toContain("workflowRuns");
  });

  it("asks for the newest run of each kind alone, and for none when there are too many", async () => {
    const at = gated();
    for (const id of [11, 12, 13]) gateRan(at, { state: id === 13 ? "allow" : "block" }, { id, suite: id });
    await look(at);
    expect(at.asked.filter((read) => read === "artifactLine")).toHaveLength(1);
    await say(at, ada, "/approve-change");
    expect(check(at)).toBe("success");
    const many = gated();
    for (let id = 20; id <= 20 + MOST_RUNS; id++)
      gateRan(many, {}, { id, suite: id, path: `.github/workflows/${id}.yml` });
    await look(many);
    expect(many.asked).not.toContain("artifactLine");
    expect(summary(many)).toContain("too many to look into");
  });

  it("is not taken from a run that does not hold the job", async () => {
    const at = gated();
    gateRan(at, { state: "block" });
    gateRan(at, {}, { id: 12, suite: 6, path: ".github/workflows/other.yml" });
    at.foreignRuns = at.foreignRuns.map((run) => (run.suite === 5 ? run : { ...run, name: "other" }));
    await look(at);
    expect(at.asked.filter((read) => read === "artifactLine")).toHaveLength(1);
    expect(summary(at)).toContain("test gate: 40 points");
  });
});
