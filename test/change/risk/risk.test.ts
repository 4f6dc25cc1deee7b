import { describe, expect, it } from "vitest";
import { riskSettings } from "../../../src/change/risk/settings.ts";
import { sumOf } from "../../../src/change/risk/sum.ts";
import type { Matter } from "../../../src/change/rules/predicate.ts";
import type { Pull } from "../../../src/core/pull.ts";
import { ada, bob, commit, contributor, cyd, file, MINUTE, olu, pull } from "../../world.ts";
import { lost, matter, yes } from "../rules/matter.ts";
import {
  check,
  codes,
  comment,
  commentIn,
  edit,
  kinds,
  later,
  look,
  policyOf,
  push,
  say,
  stage,
  summary,
  think,
  type Stage,
} from "../stage.ts";

const quiet: Partial<Pull> = { additions: 1, deletions: 0, changedFiles: 1 };

function sum(differs: Partial<Matter>, written: unknown = {}) {
  return sumOf(riskSettings.parse(written), matter({ files: yes([file("docs/a.md")]), ...differs }));
}
const touching = (...paths: string[]): Partial<Matter> => ({ files: yes(paths.map((path) => file(path))) });
const being = (differs: Partial<Pull>): Partial<Matter> => ({ pull: pull(12, { ...quiet, ...differs }) });
const saying = (...messages: string[]): Partial<Matter> => ({
  commits: yes(messages.map((message) => commit("a1", contributor(olu), { message }))),
});

describe("the sum", () => {
  const lines: readonly (readonly [says: string, differs: Partial<Matter>, line: string | null, points: number])[] = [
    ["a word in the docs", {}, null, 0],
    ["400 lines", being({ additions: 300, deletions: 100 }), null, 0],
    ["401 lines", being({ additions: 300, deletions: 101 }), "lines changed", 15],
    ["20 files", being({ changedFiles: 20 }), null, 0],
    ["21 files", being({ changedFiles: 21 }), "files touched", 10],
    ["the policy itself", touching("README.md", ".github/lamplighter.yml", "test/a.ts"), "guarded paths", 40],
    ["code owners, wherever they stand", touching("docs/CODEOWNERS"), "guarded paths", 40],
    ["a manifest", touching("web/package.json", "web/a.test.ts"), "dependencies", 10],
    ["a lock file", touching("Cargo.lock", "tests/a.rs"), "dependencies", 10],
    ["a migration", touching("db/migrations/1.sql", "test/db.ts"), "migrations", 20],
    ["a workflow", touching(".github/workflows/ci.yml", "test/ci.ts"), "infrastructure and workflows", 15],
    ["a container", touching("api/Dockerfile", "api/test/a.ts"), "infrastructure and workflows", 15],
    ["code and no test", touching("src/a.ts"), "no test touched", 10],
    ["code and a test", touching("src/a.ts", "src/a.test.ts"), null, 0],
    ["code and a Python test", touching("a.py", "test_a.py"), null, 0],
    ["a first change", being({ authorAssociation: "FIRST_TIME_CONTRIBUTOR" }), "first change here", 10],
    ["somebody whom GitHub does not know here", being({ authorAssociation: "NONE" }), "first change here", 10],
    ["a member", being({ authorAssociation: "MEMBER" }), null, 0],
    ["a commit that breaks", saying("fix: a", "feat(api)!: drop v1"), "says that it breaks", 20],
    ["a footer that says so", saying("feat: b\n\nBREAKING CHANGE: v1 is gone"), "says that it breaks", 20],
    ["a title that breaks", being({ title: "feat!: drop v1" }), "says that it breaks", 20],
    ["an exclamation that breaks nothing", saying("Mend it! now: or later"), null, 0],
    ["a word on breaking changes in prose", saying("docs: what a BREAKING CHANGE is"), null, 0],
  ];

  it.each(lines)("%s", (_, differs, line, points) => {
    const found = sum(differs);
    expect(found.points).toBe(points);
    expect(found.lines.map(({ name }) => name)).toEqual(line === null ? [] : [line]);
    for (const { why } of found.lines) expect(why).toMatch(/\S/);
  });

  it("POL-13 a file that is moved out of the migrations is still one", () => {
    const moved = file("docs/1.md", { previousPath: "db/migrations/1.sql", status: "renamed" });
    expect(sum({ files: yes([moved]) }).lines.map(({ name }) => name)).toContain("migrations");
  });

  it("is the sum of its lines, and the level follows", () => {
    const all = { ...touching("db/migrations/1.sql", ".github/lamplighter.yml"), ...being({ additions: 500 }) };
    const found = sum(all);
    expect(found.points).toBe(found.lines.reduce((points, line) => points + line.points, 0));
    expect(found).toMatchObject({ points: 15 + 40 + 20 + 10, level: "high" });
    expect(sum(all, { levels: { medium: 85, high: 86 } }).level).toBe("medium");
    expect(sum(all, { levels: { medium: 86, high: 87 } }).level).toBe("low");
  });

  it("each signal is adjusted by itself, and off with no points", () => {
    const signals = { migrations: { points: 0 }, no_tests: { points: 3 }, guarded: { paths: ["db/**"], points: 7 } };
    const found = sum(touching("db/migrations/1.sql"), { signals });
    expect(found.lines.map(({ name, points }) => [name, points])).toEqual([
      ["guarded paths", 7],
      ["no test touched", 3],
    ]);
  });

  it("rules of one's own ask whatever predicates ask", () => {
    const rules = [
      { name: "big from a fork", if: { fork: true, min_lines: 50 }, points: 25 },
      { name: "labelled risky", if: { labels: ["risky"] }, points: 30 },
    ];
    const found = sum(being({ fork: true, additions: 60, labels: [] }), { rules });
    expect(found.lines).toEqual([
      { name: "big from a fork", points: 25, why: expect.stringContaining("fork") as string },
    ]);
  });

  it("what could not be read is no low risk", () => {
    expect(sum({ files: lost }).unknown).toHaveLength(1);
    expect(sum({ commits: lost }).unknown).toHaveLength(1);
    const rules = [{ name: "x", if: { linked_issue: true }, points: 1 }];
    expect(sum({ linkedIssues: lost }, { rules }).unknown).toHaveLength(1);
  });
});

const one = { count: 1, from: ["maintainers"] };
const byRisk = (risk: object = {}, change: object = {}) =>
  policyOf({
    roles: { maintainers: { permission: "maintain" }, board: { users: ["cyd"] } },
    change: { approvals: { low: one, medium: one, high: { count: 2, from: ["maintainers"] } }, risk, ...change },
  });

async function staged(policy = byRisk({ lower: ["board"] }), differs: Partial<Stage> = {}): Promise<Stage> {
  const at = stage({ policy, ...differs });
  await look(at);
  return at;
}

describe("the level by hand", () => {
  it("the arithmetic stands in the summary and in /explain", async () => {
    const at = await staged();
    expect(summary(at)).toContain("Risk low: 10 points");
    expect(summary(at)).toContain("no test touched: 10 points (src/a.ts)");
    await say(at, olu, "/explain");
    expect(commentIn(at, "answer")).toContain("no test touched: 10 points");
  });

  it("anyone with a role raises it, over pushes, and takes that back", async () => {
    const at = await staged();
    await say(at, ada, "/approve-change");
    expect(check(at)).toBe("success");
    await say(at, cyd, "/risk high because it bills people");
    expect(check(at)).toBe("waiting");
    expect(summary(at)).toContain("Risk high: 10 points, by hand; by the sum it is low.");
    expect(summary(at)).toContain("it bills people");
    push(at, "b2");
    await look(at);
    await say(at, ada, "/approve-change");
    expect(check(at)).toBe("waiting");
    await say(at, cyd, "/risk cancel");
    expect(check(at)).toBe("success");
  });

  it("ID-01 nobody without a role raises it", async () => {
    const at = await staged();
    await say(at, olu, "/risk high because I say so");
    expect(kinds(at)).not.toContain("change.risk");
    expect(at.reactions.at(-1)).toMatch(/:-1$/);
  });

  const risky = { signals: { no_tests: { points: 100 } }, lower: ["board"] };

  it("whoever may lowers it, for that head alone", async () => {
    const at = await staged(byRisk(risky));
    await say(at, ada, "/approve-change");
    expect(check(at)).toBe("waiting");
    await say(at, bob, "/risk low because I know it");
    expect(commentIn(at, "answer")).toContain("Those may who hold board");
    await say(at, cyd, "/risk low because it is dead code");
    expect(check(at)).toBe("success");
    expect(codes((await think(at)).verdict)).toContain("risk-lowered");
    push(at, "b2");
    await look(at);
    await say(at, ada, "/approve-change");
    expect(check(at)).toBe("waiting");
    expect(summary(at)).toContain("it moves nothing now");
  });

  it("ID-02 not by whoever had a hand in it", async () => {
    const at = await staged(byRisk(risky));
    edit(at, 12, { author: cyd });
    await look(at);
    await say(at, cyd, "/risk low because it is mine");
    expect(kinds(at)).not.toContain("change.risk");
    expect(commentIn(at, "answer")).toContain("opened this pull request");
  });

  it("AP-03 not for a head that was not announced when it was written", async () => {
    const at = await staged(byRisk(risky));
    push(at, "b2");
    await say(at, cyd, "/risk low because it is dead code");
    expect(kinds(at)).not.toContain("change.risk");
  });

  it("by nobody where the policy names nobody, and no longer by who lost the role", async () => {
    const at = await staged(byRisk({ ...risky, lower: [] }));
    await say(at, cyd, "/risk low because it is dead code");
    expect(commentIn(at, "answer")).toContain("lets nobody lower");
    at.policy = byRisk(risky);
    await look(at);
    await say(at, cyd, "/risk low because it is dead code");
    await say(at, ada, "/approve-change");
    expect(check(at)).toBe("success");
    at.accounts.delete("cyd");
    await look(at);
    expect(check(at)).toBe("waiting");
  });

  it("a rise that cannot be judged yet keeps the green away", async () => {
    const at = await staged();
    await say(at, ada, "/approve-change");
    at.faults.set("permission", "server");
    await say(at, bob, "/risk high because I fear it");
    expect(check(at)).toBe("failure");
    at.faults.clear();
    later(at, MINUTE);
    await look(at);
    expect(check(at)).toBe("waiting");
    expect(kinds(at)).toContain("change.risk");
  });

  it("the same person moderates their own word; of two people the later is heard", async () => {
    const at = await staged();
    await say(at, ada, "/risk high because it bills people");
    await say(at, ada, "/risk medium because less than I thought");
    expect(summary(at)).toContain("Risk medium");
    await say(at, bob, "/risk high because more than she thinks");
    expect(summary(at)).toContain("Risk high");
  });

  it("nothing is asked where no rule asks by level, and saying so is refused", async () => {
    const at = stage();
    at.asked.length = 0;
    await look(at);
    expect(at.asked).not.toContain("pullFiles");
    expect(summary(at)).not.toContain("Risk");
    await say(at, ada, "/risk high because I fear it");
    expect(commentIn(at, "answer")).toContain("rests on the level of risk");
  });

  it("WH-12 the one written last counts, whatever came first", async () => {
    const at = await staged(byRisk(risky));
    const first = comment(at, cyd, "/risk low because it is dead code");
    const last = comment(at, cyd, "/risk high because it is not");
    for (const said of [last, first]) await look(at, { said: [said] });
    await say(at, ada, "/approve-change");
    expect(check(at)).toBe("waiting");
  });
});
