// Each predicate: where it holds, where it does not, and that what could not be read is neither.
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { condition, demands, type Condition } from "../../../src/change/rules/condition.ts";
import type { Matter, Question } from "../../../src/change/rules/predicate.ts";
import { KEYS, PREDICATES, type Key } from "../../../src/change/rules/registry.ts";
import { test } from "../../../src/change/rules/truth.ts";
import type { Pull } from "../../../src/core/pull.ts";
import type { Unknown } from "../../../src/core/known.ts";
import { ada, bob, commit, contributor, dependabot, file, HOUR, MONDAY, olu, pull } from "../../world.ts";
import { lost, matter, yes } from "./matter.ts";

type Row = readonly [says: string, asked: Condition, differs: Partial<Matter>, is: "yes" | "no" | "unknown"];

const of = (differs: Partial<Pull>): Partial<Matter> => ({ pull: pull(12, differs) });
const run = (name: string, status: string, conclusion: string | null, slug = "github-actions") => ({
  id: 1,
  name,
  app: { id: slug === "github-actions" ? 15368 : 99, slug },
  status,
  conclusion,
  externalId: "",
  title: "",
});
const nobody: Unknown = { failure: "incomplete", what: "the committer", message: "GitHub cannot say who it is" };
const unclear = { standing: () => ({ is: "unknown" as const, why: nobody }) };
const moved = yes([file("docs/a.ts", { previousPath: "secure/a.ts", status: "renamed" })]);
const signed = (...verified: boolean[]) => ({
  commits: yes(verified.map((one, index) => commit(`a${index}`, contributor(olu), { verified: one }))),
});
const said = (...messages: string[]) => ({
  commits: yes(messages.map((message, index) => commit(`a${index}`, contributor(olu), { message }))),
});

const rows: readonly Row[] = [
  ["a touched path", { paths: ["docs/**"] }, {}, "yes"],
  ["no touched path", { paths: ["db/**"] }, {}, "no"],
  ["POL-13 a path that it was moved from", { paths: ["secure/**"] }, { files: moved }, "yes"],
  ["only such paths", { only_paths: ["docs/**", "src/**"] }, {}, "yes"],
  ["a path beside them", { only_paths: ["docs/**"] }, {}, "no"],
  ["POL-13 only docs, moved there from elsewhere", { only_paths: ["docs/**"] }, { files: moved }, "no"],
  ["only docs where nothing is touched", { only_paths: ["docs/**"] }, { files: yes([]) }, "no"],
  ["none of these paths", { not_paths: ["db/**"] }, {}, "yes"],
  ["one of these paths", { not_paths: ["src/*"] }, {}, "no"],
  ["POL-13 none of these, moved from one", { not_paths: ["secure/**"] }, { files: moved }, "no"],
  ["ten lines are at least ten", { min_lines: 10 }, {}, "yes"],
  ["ten lines are not eleven", { min_lines: 11 }, {}, "no"],
  ["ten lines are at most ten", { max_lines: 10 }, {}, "yes"],
  ["ten lines are more than nine", { max_lines: 9 }, {}, "no"],
  ["two files are at least two", { min_files: 2 }, {}, "yes"],
  ["two files are not three", { min_files: 3 }, {}, "no"],
  ["two files are at most two", { max_files: 2 }, {}, "yes"],
  ["two files are more than one", { max_files: 1 }, {}, "no"],
  ["one commit is at least one", { min_commits: 1 }, {}, "yes"],
  ["one commit is not two", { min_commits: 2 }, {}, "no"],
  ["one commit is at most one", { max_commits: 1 }, {}, "yes"],
  ["one commit is more than none", { max_commits: 0 }, {}, "no"],
  ["the author by login, case apart", { author: { users: ["OLU"] } }, {}, "yes"],
  ["another author", { author: { users: ["ada"] } }, {}, "no"],
  ["the author by role", { author: { roles: ["maintainers"] } }, {}, "yes"],
  ["the author without the role", { author: { roles: ["maintainers"] } }, of({ author: ada }), "no"],
  ["a bot by its name", { author: { users: ["dependabot[bot]"] } }, of({ author: dependabot }), "yes"],
  ["a person of a bot's name", { author: { users: ["dependabot"] } }, of({ author: dependabot }), "no"],
  ["an author whose account is gone", { author: { users: ["olu"] } }, of({ author: null }), "unknown"],
  ["an author whose role cannot be read", { author: { roles: ["maintainers"] } }, unclear, "unknown"],
  ["a contributor", { contributors: { users: ["olu"] } }, {}, "yes"],
  ["no such contributor", { contributors: { users: ["ada"] } }, {}, "no"],
  [
    "a contributor beside one whom nobody can name",
    { contributors: { users: ["olu"] } },
    { hands: yes({ people: [olu], programs: [], unnamed: [nobody] }) },
    "unknown",
  ],
  ["only such contributors", { only_contributors: { roles: ["maintainers"] } }, {}, "yes"],
  [
    "a contributor beside them",
    { only_contributors: { users: ["olu"] } },
    { hands: yes({ people: [olu, bob], programs: [], unnamed: [] }) },
    "no",
  ],
  [
    "only such contributors, and one whom nobody can name",
    { only_contributors: { users: ["olu"] } },
    { hands: yes({ people: [olu], programs: [], unnamed: [nobody] }) },
    "unknown",
  ],
  [
    "only such contributors, of whom there is none",
    { only_contributors: { users: ["olu"] } },
    { hands: yes({ people: [], programs: [], unnamed: [] }) },
    "no",
  ],
  ["GitHub's hint", { author_association: ["CONTRIBUTOR"] }, {}, "yes"],
  ["another hint", { author_association: ["OWNER", "MEMBER"] }, {}, "no"],
  ["where it goes", { targets: ["ma*"] }, {}, "yes"],
  ["where it does not go", { targets: ["release/*"] }, {}, "no"],
  ["where a stack goes, not the branch below", { targets: ["main"] }, of({ base: { sha: "", ref: "step-1" } }), "yes"],
  ["where it comes from", { from: ["mend"] }, {}, "yes"],
  ["where it does not come from", { from: ["renovate/**"] }, {}, "no"],
  ["a fork", { fork: true }, of({ fork: true }), "yes"],
  ["no fork", { fork: true }, {}, "no"],
  ["no fork, as asked", { fork: false }, {}, "yes"],
  ["a label, case apart", { labels: ["Ready"] }, of({ labels: ["ready"] }), "yes"],
  ["no label", { labels: ["ready"] }, {}, "no"],
  ["a label that must not be", { not_labels: ["wip"] }, of({ labels: ["WIP"] }), "no"],
  ["no label that must not be", { not_labels: ["wip"] }, of({ labels: ["ready"] }), "yes"],
  ["a title", { title: ["(?i)^mend"] }, {}, "yes"],
  ["another title", { title: ["^feat: "] }, {}, "no"],
  ["a title that must not be", { not_title: ["(?i)mend"] }, {}, "no"],
  ["a title that may be", { not_title: ["(?i)\\bwip\\b"] }, {}, "yes"],
  ["some commit says it", { commit_messages: ["^fix"] }, said("feat: a", "fix: b"), "yes"],
  ["no commit says it", { commit_messages: ["^docs"] }, said("feat: a", "fix: b"), "no"],
  ["every commit says it", { only_commit_messages: ["^(feat|fix): "] }, said("feat: a", "fix: b"), "yes"],
  ["one commit does not", { only_commit_messages: ["^fix: "] }, said("feat: a", "fix: b"), "no"],
  ["every commit, of which there is none", { only_commit_messages: ["^fix: "] }, said(), "no"],
  ["a check that succeeded", { checks: ["test"] }, {}, "yes"],
  ["a status that succeeded", { checks: ["ci/old"] }, {}, "yes"],
  ["a check that is not there", { checks: ["lint"] }, {}, "no"],
  ["one of two checks", { checks: ["test", "lint"] }, {}, "no"],
  ["a skipped check", { checks: ["test"] }, { checkRuns: yes([run("test", "completed", "skipped")]) }, "no"],
  [
    "a skipped check, accepted",
    { checks: [{ name: "test", conclusions: ["success", "skipped"] }] },
    { checkRuns: yes([run("test", "completed", "skipped")]) },
    "yes",
  ],
  [
    "a check of the App that it is pinned to",
    { checks: [{ name: "test", app: "github-actions", conclusions: ["success"] }] },
    {},
    "yes",
  ],
  ["a check by an App's id", { checks: [{ name: "test", app: "15368", conclusions: ["success"] }] }, {}, "yes"],
  [
    "CHK-01 a namesake of another App",
    { checks: [{ name: "test", app: "github-actions", conclusions: ["success"] }] },
    { checkRuns: yes([run("test", "completed", "success", "somebody")]) },
    "no",
  ],
  [
    "CHK-01 a status under a pinned name",
    { checks: [{ name: "ci/old", app: "github-actions", conclusions: ["success"] }] },
    {},
    "no",
  ],
  [
    "a success beside a failure of its name",
    { checks: ["test"] },
    { checkRuns: yes([run("test", "completed", "success"), run("test", "completed", "failure", "x")]) },
    "no",
  ],
  ["a status in error", { checks: ["ci/old"] }, { statuses: yes([{ context: "ci/old", state: "error" }]) }, "no"],
  ["signatures of all", { signed: true }, signed(true, true), "yes"],
  ["a signature missing", { signed: true }, signed(true, false), "no"],
  ["signatures of none at all", { signed: true }, signed(), "no"],
  ["unsigned, as asked", { signed: false }, signed(true, false), "yes"],
  ["a draft", { draft: true }, of({ draft: true }), "yes"],
  ["no draft", { draft: true }, {}, "no"],
  ["a section", { has_section: ["Rollback"] }, of({ body: "## Rollback\nrevert it" }), "yes"],
  ["a section with nothing under it", { has_section: ["Rollback"] }, of({ body: "## Rollback\n" }), "no"],
  ["a linked issue", { linked_issue: true }, {}, "yes"],
  ["no linked issue", { linked_issue: true }, { linkedIssues: yes([]) }, "no"],
  ["no linked issue, as asked", { linked_issue: false }, { linkedIssues: yes([]) }, "yes"],
  ["a property", { custom_properties: { tier: "gold" } }, {}, "yes"],
  ["one of several values", { custom_properties: { tier: ["silver", "gold"], uses: "postgres" } }, {}, "yes"],
  ["another value", { custom_properties: { tier: "silver" } }, {}, "no"],
  ["a property that is not set", { custom_properties: { owner: "ada" } }, {}, "no"],
  ["a property named like what every object has", { custom_properties: { constructor: "x" } }, {}, "no"],
  ["a topic", { topics: ["search", "payments"] }, {}, "yes"],
  ["no such topic", { topics: ["search"] }, {}, "no"],
  ["business time", { at: { business: true } }, {}, "yes"],
  ["before business time", { at: { business: true } }, { now: MONDAY - 1 }, "no"],
  ["its end is outside", { at: { business: true } }, { now: MONDAY + 8 * HOUR }, "no"],
  ["outside of business time", { at: { business: false } }, { now: MONDAY + 8 * HOUR }, "yes"],
  ["a weekly window", { at: { weekly: ["mon 08:00 - mon 10:00"] } }, {}, "yes"],
  ["a weekly window in another zone", { at: { weekly: ["mon 09:00 - mon 10:00"], zone: "Asia/Tokyo" } }, {}, "no"],
  ["all that is asked", { labels: ["ready"], min_lines: 1 }, of({ labels: ["ready"], additions: 1 }), "yes"],
  ["one of what is asked is not so", { labels: ["ready"], min_lines: 1 }, of({ additions: 1 }), "no"],
];

describe("predicates", () => {
  it.each(rows)("%s: %j", (_, asked, differs, is) => {
    const tested = test(condition.parse(asked), matter(differs));
    expect(tested.is).toBe(is);
    expect(tested.nodes.length).toBeGreaterThan(0);
    for (const node of tested.nodes) {
      expect(node.title).toMatch(/\S\.$/);
      // Demanded, each says what would turn it green.
      if (node.state !== "allow") expect(node.cure).toMatch(/\S\.$/);
    }
  });

  it("every predicate is in the table above with yes and with no", () => {
    for (const is of ["yes", "no"] as const) {
      const shown = new Set(rows.filter((row) => row[3] === is).flatMap(([, asked]) => Object.keys(asked)));
      expect(KEYS.filter((key) => !shown.has(key))).toEqual([]);
    }
  });

  it.each([
    ["a running check is awaited", { checks: ["test"] }, { checkRuns: yes([run("test", "in_progress", null)]) }],
    ["a check that has not begun is awaited", { checks: ["lint"] }, {}],
    ["the calendar is awaited", { at: { business: false } }, {}],
  ] as const)("%s: somebody owes the next move", (_, asked, differs) => {
    const [node] = test(condition.parse(asked), matter(differs)).nodes;
    expect(node).toMatchObject({ state: "wait" });
    expect(node?.owes).toMatch(/\S/);
  });
});

/** Where a question's answer stands in the matter. */
const FACTS: Readonly<Record<Question, Partial<Matter>>> = {
  files: { files: lost },
  commits: { commits: lost },
  contributors: { hands: lost },
  "linked-issues": { linkedIssues: lost },
  statuses: { statuses: lost },
  properties: { properties: lost },
};
const EVERYTHING: Partial<Matter> = Object.assign({}, ...Object.values(FACTS)) as Partial<Matter>;

const example = (key: Key): Condition => condition.parse({ [key]: parse(PREDICATES[key].example) as unknown });

describe.each(KEYS)("%s", (key) => {
  it("asks for exactly what it needs: without that it is unknown, without all the rest it is known", () => {
    const needs = PREDICATES[key].asks;
    for (const question of needs) expect(test(example(key), matter(FACTS[question])).is).toBe("unknown");
    const known = matter();
    const rest = matter({ ...EVERYTHING, ...pick(known, needs) });
    expect(test(example(key), rest).is).not.toBe("unknown");
  });

  it("has an example that its schema takes, alone and demanded", () => {
    expect(Object.keys(example(key))).toEqual([key]);
    expect(() => demands.parse({ [key]: parse(PREDICATES[key].example) as unknown })).not.toThrow();
  });
});

function pick(known: Matter, needs: readonly Question[]): Partial<Matter> {
  const names = needs.flatMap((question) => Object.keys(FACTS[question]));
  return Object.fromEntries(Object.entries(known).filter(([name]) => names.includes(name)));
}
