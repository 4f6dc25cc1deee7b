// Generated: every read that a decision uses, failing in every way, takes the green away; without the fault it is green.
import { describe, expect, it } from "vitest";
import { READ_FAILURES } from "../../src/core/known.ts";
import type { Reads } from "../../src/core/reads.ts";
import { ada, bob, commit, contributor, copilot, cyd, file, MINUTE, pull, sha } from "../world.ts";
import { gateRan } from "./risk/gate-run.ts";
import { check, comment, edit, gathered, kinds, look, policyOf, say, stage, think, type Stage } from "./stage.ts";

const HEAD = sha("a1");

interface Fixture {
  readonly is: string;
  readonly reads: readonly (keyof Reads)[];
  /** Green when this is done. */
  readonly make: () => Promise<Stage>;
}

/** Facts that every decision rests on. */
const ALWAYS: readonly (keyof Reads)[] = [
  "repository",
  "pull",
  "app",
  "records",
  "requirement",
  "checkRuns",
  "branch",
  "mergeBase",
  "epochEvents",
  "openHeads",
  "permission",
];

async function looked(at: Stage): Promise<Stage> {
  await look(at);
  return at;
}

const fixtures: readonly Fixture[] = [
  {
    is: "the smallest policy",
    reads: [...ALWAYS, "pullCommits"],
    async make() {
      const at = stage();
      await look(at);
      await say(at, ada, "/approve-change");
      return at;
    },
  },
  {
    is: "a pusher whom only the activity tells",
    reads: ["pusher"],
    async make() {
      const at = stage();
      await look(at);
      await say(at, ada, "/approve-change");
      return at;
    },
  },
  {
    is: "a team and a list of users",
    reads: ["team", "person"],
    async make() {
      const roles = { board: { teams: ["octo/board"] }, listed: { users: ["bob"] } };
      const approvals = { count: 2, from: ["board", "listed"], of_which: { board: 1 } };
      const at = stage({ policy: policyOf({ roles, change: { approvals } }) });
      at.teams.set(`octo/board#${cyd.id}`, "active");
      await look(at);
      await say(at, cyd, "/approve-change");
      await say(at, bob, "/approve-change");
      return at;
    },
  },
  {
    is: "an override in a freeze",
    reads: ["person", "records"],
    async make() {
      const roles = { maintainers: { permission: "maintain" }, managers: { users: ["cyd"] } } as const;
      const freezes = [{ name: "closing", from: "2026-03-01T00:00", to: "2026-03-05T00:00", zone: "UTC" }];
      const at = stage({ policy: policyOf({ roles, change: { freezes, override_freeze: ["managers"] } }) });
      await look(at);
      await say(at, ada, "/approve-change");
      await say(at, cyd, "/override-freeze closing because it burns until 2026-03-04T12:00");
      return at;
    },
  },
  {
    is: "somebody who stands in for a maintainer",
    reads: ["permission", "records"],
    async make() {
      const at = stage();
      await look(at);
      await say(at, ada, "/delegate-change @cyd because I am away until 2026-03-04T12:00");
      await say(at, cyd, "/approve-change");
      return at;
    },
  },
  {
    is: "code owners and path rules",
    reads: ["file", "pullFiles", "person"],
    async make() {
      const approvals = { count: 1, from: ["owners"] };
      const risk = { rules: [{ name: "source", if: { paths: ["src/**"] }, points: 5 }] };
      const policy = policyOf({ roles: { owners: { codeowners: true } }, change: { approvals, risk } });
      const at = stage({ policy, codeowners: "* @ada\n", files: new Map([[HEAD, [file("src/a.ts")]]]) });
      await look(at);
      await say(at, ada, "/approve-change");
      return at;
    },
  },
  {
    is: "counted reviews",
    reads: ["reviews"],
    async make() {
      const at = stage({ policy: policyOf({ change: { reviews: "count" } }) });
      await look(at);
      const review = { id: 5, nodeId: "R", by: ada, state: "approved", commit: HEAD, body: "" } as const;
      at.reviews.set(12, [{ ...review, submittedAt: at.now + MINUTE }]);
      at.now += 2 * MINUTE;
      await look(at);
      return at;
    },
  },
  {
    is: "a test gate whose verdict counts towards the risk",
    reads: ["workflowRuns", "artifactLine", "statuses", "checkRuns", "pullFiles"],
    async make() {
      const one = { count: 1, from: ["maintainers"] };
      const signals = { no_tests: { points: 0 }, test_gate: { check: "test", artifact: "test-gate", points: 40 } };
      const approvals = { low: one, medium: { ...one, count: 2 }, high: { ...one, count: 2 } };
      const at = stage({ policy: policyOf({ change: { approvals, risk: { signals } } }) });
      gateRan(at, { state: "allow", code: "passed" });
      await look(at);
      await say(at, ada, "/approve-change");
      return at;
    },
  },
  {
    is: "a linked issue, and a check that must succeed",
    reads: ["linkedIssues", "statuses", "checkRuns"],
    async make() {
      const require = { linked_issue: true, checks: ["test"] };
      const at = stage({ policy: policyOf({ change: { require } }), linkedIssues: [3] });
      const run = { id: 1, name: "test", app: { id: 5, slug: "actions" }, externalId: "", title: "", summary: "" };
      at.foreignRuns.push({ ...run, head: HEAD, status: "completed", conclusion: "success" });
      await look(at);
      await say(at, ada, "/approve-change");
      return at;
    },
  },
  {
    is: "an agent's work",
    reads: ["assignments", "linkedIssues", "issue"],
    async make() {
      const at = stage({ linkedIssues: [3], assignments: [{ by: bob, to: copilot, at: 0 }] });
      edit(at, 12, { author: copilot });
      at.commits.set(HEAD, [commit("a1", contributor(copilot))]);
      await look(at);
      await say(at, ada, "/approve-change");
      return at;
    },
  },
  {
    is: "an identity from the policy",
    reads: ["person"],
    async make() {
      const at = stage({ policy: policyOf({ identities: { "old@home.example": "olu" } }) });
      at.commits.set(HEAD, [commit("a1", contributor(null, "old@home.example"))]);
      await look(at);
      await say(at, ada, "/approve-change");
      return at;
    },
  },
  {
    is: "an unpinned requirement",
    reads: ["statuses", "requirement"],
    async make() {
      const at = stage({ requirement: { required: "yes", pinned: "no" } });
      await look(at);
      await say(at, ada, "/approve-change");
      return at;
    },
  },
  {
    is: "a standard change by its paths",
    reads: ["pullFiles"],
    async make() {
      const types = { standard: { if: { only_paths: ["src/**"] } } };
      return looked(stage({ policy: policyOf({ change: { types } }) }));
    },
  },
  {
    is: "a standard change by its author's role, its contributors, signatures and properties",
    reads: ["permission", "pullCommits", "pusher", "properties"],
    async make() {
      const made = { roles: ["maintainers"] };
      const standard = {
        if: { author: made, only_contributors: made, signed: true, custom_properties: { tier: "gold" } },
      };
      const at = stage({ policy: policyOf({ change: { types: { standard }, separation: [] } }) });
      edit(at, 12, { author: bob });
      at.properties = { tier: ["gold"] };
      at.pushers.set(HEAD, bob);
      at.commits.set(HEAD, [commit("a1", contributor(bob), { verified: true })]);
      return looked(at);
    },
  },
  {
    is: "an emergency",
    reads: ["issue", "permission"],
    async make() {
      const policy = policyOf({ change: { types: { emergency: {} } } });
      const at = await looked(stage({ policy, issues: new Map([[41, { labels: ["incident"] }]]) }));
      await say(at, bob, "/change-type emergency #41 because nobody can pay");
      await say(at, ada, "/approve-change");
      return at;
    },
  },
  {
    is: "levels of risk, raised by hand",
    reads: ["pullFiles", "pullCommits", "permission"],
    async make() {
      const one = { count: 1, from: ["maintainers"] };
      const approvals = { low: { ...one, count: 2 }, medium: one, high: one };
      const at = await looked(stage({ policy: policyOf({ change: { approvals, separation: [] } }) }));
      await say(at, bob, "/risk medium because it bills people");
      await say(at, ada, "/approve-change");
      return at;
    },
  },
  {
    is: "rules that apply or do not, and what they demand",
    reads: ["pullFiles", "pullCommits", "linkedIssues", "statuses", "checkRuns", "properties"],
    async make() {
      const one = { count: 1, from: ["maintainers"] };
      const approvals = {
        and: [
          one,
          { name: "database", if: { paths: ["db/**"] }, count: 9, from: ["maintainers"] },
          { name: "linked", require: { linked_issue: true, checks: [{ name: "test", app: "actions" }] } },
          { if: { commit_messages: ["^revert"] }, ...one },
          {
            or: [
              { if: { custom_properties: { tier: "gold" } }, ...one },
              { if: { topics: ["x"] }, ...one },
            ],
          },
        ],
      };
      const at = stage({ policy: policyOf({ change: { approvals, separation: [] } }), linkedIssues: [3] });
      at.properties = { tier: ["gold"] };
      const run = { id: 1, name: "test", app: { id: 5, slug: "actions" }, externalId: "", title: "", summary: "" };
      at.foreignRuns.push({ ...run, head: HEAD, status: "completed", conclusion: "success" });
      await look(at);
      await say(at, ada, "/approve-change");
      return at;
    },
  },
  {
    is: "a twin that is approved, too",
    reads: [...ALWAYS, "pullCommits", "pusher"],
    async make() {
      const at = stage();
      at.pulls.set(15, pull(15));
      await look(at);
      await look(at, { number: 15 });
      await say(at, ada, "/approve-change");
      await say(at, ada, "/approve-change", { on: 15 });
      await look(at);
      return at;
    },
  },
];

const pairs = fixtures.flatMap((fixture) =>
  fixture.reads.flatMap((read) => READ_FAILURES.map((failure) => ({ is: fixture.is, fixture, read, failure }))),
);

describe("fail closed", () => {
  it.each(fixtures)("$is is green without a fault, and quiet", async ({ make, reads }) => {
    const at = await make();
    expect(check(at)).toBe("success");
    at.asked.length = 0;
    const plan = await think(at);
    expect(plan.steps).toEqual([]);
    expect(plan.verdict.state).toBe("allow");
    expect(at.asked).toEqual(expect.arrayContaining([...reads]));
  });

  it.each(pairs)("$is: $read fails ($failure), and it is not green", async ({ fixture, read, failure }) => {
    const at = await fixture.make();
    at.faults.set(read, failure);
    const plan = await look(at);
    expect(plan.verdict.state).not.toBe("allow");
    expect(plan.steps.filter((step) => step.do === "check" && step.state === "success")).toEqual([]);
    expect(plan.lookAgainAt).toBeLessThanOrEqual(at.now + 5 * MINUTE);
    expect(check(at)).toBe("failure");
    expect(plan.verdict.title).toMatch(/could not find out/i);
    at.faults.clear();
    await look(at);
    expect(check(at)).toBe("success");
  });

  it.each(READ_FAILURES)(
    "a hold whose comment cannot be read again (%s) is not green, and holds when it can",
    async (failure) => {
      const at = await (fixtures[0]?.make() ?? Promise.reject(new Error("no fixture")));
      const said = comment(at, bob, "/hold");
      at.faults.set("said", failure);
      await look(at, { said: [said] });
      expect(check(at)).toBe("failure");
      at.faults.clear();
      await look(at);
      expect(check(at)).toBe("waiting");
      expect(kinds(at)).toContain("change.hold");
    },
  );

  it("an approval by somebody whose role cannot be read neither counts nor is lost", async () => {
    const at = stage();
    await look(at);
    at.faults.set("permission", "server");
    const plan = await say(at, ada, "/approve-change");
    expect(plan.verdict.state).toBe("unknown");
    expect(check(at)).toBe("failure");
    at.faults.clear();
    await look(at);
    expect(check(at)).toBe("success");
  });

  it("an account that is gone does not hold a change up for more than an hour", async () => {
    const at = stage();
    await look(at);
    at.faults.set("permission", "gone");
    await say(at, cyd, "/reject-change because I will be gone");
    expect(check(at)).toBe("failure");
    at.now += 61 * MINUTE;
    await look(at);
    expect(check(at)).toBe("waiting");
    expect(kinds(at)).toContain("change.refusal");
  });

  it("a record that cannot be understood makes all of it unknown", async () => {
    const at = await (fixtures[0]?.make() ?? Promise.reject(new Error("no fixture")));
    const [key, records] = [...at.records][0] ?? ["", []];
    at.records.set(key, [...records, { sequence: 9999, at: at.now, kind: "change.approval", by: ada, data: {} }]);
    const plan = await look(at);
    expect(plan.verdict.state).toBe("unknown");
    expect(check(at)).toBe("failure");
  });

  it("every fact that can be unknown is unknown in some pair", async () => {
    const at = stage();
    const facts = await gathered(at);
    const answers = Object.entries({ ...facts, ...facts.own }).filter(([, value]) => isAnswer(value));
    expect(answers.length).toBeGreaterThan(12);
  });
});

function isAnswer(value: unknown): boolean {
  return typeof value === "object" && value !== null && "known" in value;
}
