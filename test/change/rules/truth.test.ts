// Truth tables, all of them: what groups of predicates and of rules about approvals come to.
import { describe, expect, it } from "vitest";
import { combine, judgeApprovals, type Outcome } from "../../../src/change/rules/approval-tree.ts";
import { approvalRule } from "../../../src/change/rules/approval-rule.ts";
import { condition, type Condition } from "../../../src/change/rules/condition.ts";
import { all, some, test, type Truth } from "../../../src/change/rules/truth.ts";
import type { Verdict } from "../../../src/core/verdict.ts";
import { lost, matter } from "./matter.ts";

function* rowsOf<T>(values: readonly T[], length: number): Generator<readonly T[]> {
  if (length === 0) yield [];
  else for (const row of rowsOf(values, length - 1)) for (const value of values) yield [...row, value];
}

const upTo = <T>(values: readonly T[], most: number): readonly (readonly T[])[] =>
  Array.from({ length: most + 1 }, (_, length) => [...rowsOf(values, length)]).flat();

const TRUTHS: readonly Truth[] = ["yes", "no", "unknown"];
/** Conditions of each truth, over the ordinary matter with files lost. */
const SHOWN: Readonly<Record<Truth, Condition>> = {
  yes: { min_lines: 0 },
  no: { max_lines: 0 },
  unknown: { paths: ["a"] },
};
const known = matter({ files: lost });

describe("conditions", () => {
  const rows = upTo(TRUTHS, 4).filter((row) => row.length > 0);

  it(`all ${rows.length} rows: unknown is never masked; \`and\` takes all, \`or\` takes one, \`any_of\` takes its count`, () => {
    for (const row of rows) {
      const of = row.map((one) => SHOWN[one]);
      const isUnknown = row.includes("unknown");
      const met = row.filter((one) => one === "yes").length;
      const expected = (isSo: boolean): Truth => (isUnknown ? "unknown" : isSo ? "yes" : "no");
      expect(test({ and: of }, known).is).toBe(expected(met === row.length));
      expect(test({ or: of }, known).is).toBe(expected(met > 0));
      expect(test({ any_of: of }, known).is).toBe(expected(met > 0));
      for (let count = 1; count <= row.length; count++) {
        expect(test({ any_of: { count, of } }, known).is).toBe(expected(met >= count));
      }
    }
  });

  it("several keys of one node are all asked for, and groups beside them", () => {
    for (const [a, b] of rowsOf(TRUTHS, 2)) {
      if (!a || !b) continue;
      const both = { and: [SHOWN[a]], or: [SHOWN[b]] };
      expect(test(both, known).is).toBe(all([a, b]));
    }
  });

  it("nothing asked holds nowhere", () => {
    expect(test({}, known).is).toBe("no");
    expect(all([])).toBe("no");
    expect(some(1)([])).toBe("no");
  });

  it("what is missing is awaited only where all of it is awaited", () => {
    const awaited: Condition = { at: { business: false } };
    const state = (of: readonly Condition[]) => test({ or: of }, known).nodes[0]?.state;
    expect(state([awaited, awaited])).toBe("wait");
    expect(state([awaited, SHOWN.no])).toBe("block");
    expect(state([awaited, SHOWN.yes])).toBe("allow");
    expect(state([awaited, SHOWN.unknown])).toBe("unknown");
  });
});

const OUTCOMES: readonly Outcome[] = ["out", "met", "wait", "block", "error", "unknown"];

/** The same, said as the spec says it. */
function expected(asks: "all" | "some", count: number, of: readonly Outcome[]): Outcome {
  const left = of.filter((one) => one !== "out");
  if (left.some((one) => one === "unknown")) return "unknown";
  if (left.some((one) => one === "error")) return "error";
  if (left.length === 0) return "out";
  if (asks === "some" && left.length < count) return "error";
  const needed = asks === "all" ? left.length : count;
  const met = left.filter((one) => one === "met").length;
  const possible = left.filter((one) => one !== "block").length;
  if (met >= needed) return "met";
  return possible >= needed ? "wait" : "block";
}

describe("rules about approvals", () => {
  const rows = upTo(OUTCOMES, 4);

  it(`all ${rows.length} rows: a rule that does not apply is out; an error is never masked by a green sibling`, () => {
    for (const of of rows) {
      expect(combine({ asks: "all", count: of.length, of })).toBe(expected("all", of.length, of));
      for (let count = 1; count <= Math.max(1, of.length); count++) {
        expect(combine({ asks: "some", count, of })).toBe(expected("some", count, of));
      }
      const masked = combine({ asks: "some", count: 1, of: [...of, "met"] });
      if (of.includes("error") || of.includes("unknown")) expect(["error", "unknown"]).toContain(masked);
    }
  });

  const quorum = (state: Verdict["state"]) => (): Verdict => ({
    state,
    code: "quorum",
    title: "One of one.",
    because: [],
  });
  const judge = (written: unknown, state: Verdict["state"] = "allow") =>
    judgeApprovals(approvalRule.parse(written), {
      level: "high",
      test: (one) => test(one, known),
      quorum: quorum(state),
    });
  const one = { count: 1, from: ["maintainers"] };
  const when = (truth: Truth) => ({ ...one, name: truth, if: SHOWN[truth] });

  it.each([
    ["one that applies", when("yes"), "met"],
    ["one that does not", when("no"), "error"],
    ["one of which nobody knows", when("unknown"), "unknown"],
    ["nothing but rules that do not apply, however deep", { and: [{ or: [when("no")] }, when("no")] }, "error"],
    ["a rule beside one that does not apply", { and: [one, when("no")] }, "met"],
    ["a green rule beside one of which nobody knows", { or: [one, when("unknown")] }, "unknown"],
    ["two asked for of which one applies", { any_of: { count: 2, of: [one, when("no")] } }, "error"],
    ["two asked for of which two apply", { any_of: { count: 2, of: [one, when("no"), when("yes")] } }, "met"],
    ["a group that does not apply", { and: [one, { if: SHOWN.no, or: [when("unknown")] }] }, "met"],
    ["a demand that is met", { and: [one, { require: SHOWN.yes }] }, "met"],
    ["a demand that is not", { and: [one, { require: SHOWN.no }] }, "block"],
    ["a demand that does not apply", { and: [one, { if: SHOWN.no, require: SHOWN.no }] }, "met"],
    ["a demand or an approval", { or: [{ require: SHOWN.no }, one] }, "met"],
    [
      "levels, of which only the present one counts",
      { low: when("unknown"), medium: when("unknown"), high: one },
      "met",
    ],
    ["a level that does not apply", { low: one, medium: one, high: when("no") }, "error"],
    ["levels within a group", { and: [{ low: one, medium: one, high: one }, when("yes")] }, "met"],
  ])("%s", (_, written, outcome) => {
    const judged = judge(written);
    expect(judged.outcome).toBe(outcome);
    const states = { met: "allow", error: "block", block: "block", unknown: "unknown" } as const;
    expect(judged.verdict.state).toBe(states[outcome as keyof typeof states]);
    if (outcome !== "met") expect(judged.verdict.cure).toMatch(/\S/);
  });

  it("a rule's name stands in its verdict, and what does not apply is told with its reason", () => {
    const judged = judge({ and: [{ ...one, name: "board" }, when("no")] }, "wait");
    expect(judged.verdict.title).toContain("board: ");
    expect(judged.left.map(({ title }) => title)).toEqual([expect.stringMatching(/Rule no does not apply: .*lines/)]);
  });

  it("who owes the next move is whoever any of the open rules waits for", () => {
    const waiting = judge({ or: [{ require: { at: { business: false } } }, { require: { checks: ["lint"] } }] });
    expect(waiting.verdict).toMatchObject({ state: "wait", owes: "the calendar or check lint" });
  });
});

describe("what a policy may write", () => {
  const nest = (depth: number): unknown => (depth === 0 ? { min_lines: 1 } : { or: [nest(depth - 1)] });
  const nestRules = (depth: number): unknown =>
    depth === 0 ? { count: 1, from: ["a"] } : { and: [nestRules(depth - 1)] };

  it("nests five deep and no deeper", () => {
    expect(condition.safeParse(nest(5)).success).toBe(true);
    expect(approvalRule.safeParse(nestRules(5)).success).toBe(true);
    for (const schema of [condition.safeParse(nest(6)), approvalRule.safeParse(nestRules(6))]) {
      expect(schema.success).toBe(false);
      expect(schema.error?.issues[0]?.message).toContain("at most 5 deep");
    }
    const levelled = { low: nestRules(0), medium: nestRules(0), high: nestRules(6) };
    expect(approvalRule.safeParse(levelled).success).toBe(false);
  });

  it.each([
    ["nothing", {}],
    ["nothing in a group", { and: [{}] }],
    ["an empty group", { or: [] }],
    ["an empty list", { checks: [] }],
    ["more than there are", { any_of: { count: 2, of: [{ min_lines: 1 }] } }],
    ["an unknown key", { path: ["a"] }],
    ["POL-18 a pattern that is none", { title: ["("] }],
    ["POL-18 a pattern with a back reference", { title: ["(a)\\1"] }],
    ["POL-19 a glob that is none", { paths: ["a["] }],
    ["a path from the root", { paths: ["/a"] }],
    ["a window that is none", { at: { weekly: ["whenever"] } }],
    ["a zone that is none", { at: { weekly: ["mon 08:00 - mon 10:00"], zone: "Mars/Olympus" } }],
    ["no time at all", { at: {} }],
    ["nobody", { author: {} }],
    ["a check that would wait for itself", { checks: ["lamplighter/change"] }],
    ["a conclusion that is none", { checks: [{ name: "test", conclusions: ["fine"] }] }],
  ])("a condition is not %s", (_, written) => {
    expect(condition.safeParse(written).success).toBe(false);
  });

  it.each([
    ["no form", { name: "x" }],
    ["two forms", { count: 1, from: ["a"], and: [{ count: 1, from: ["a"] }] }],
    ["a count of nobody's", { count: 1 }],
    ["levels that are not all there", { low: { from: ["a"] }, high: { from: ["a"] } }],
    ["a group of no form", { and: [{ name: "x" }] }],
  ])("a rule about approvals is not %s", (_, written) => {
    expect(approvalRule.safeParse(written).success).toBe(false);
  });

  it("a bomb in a pattern costs no more than its length (POL-18)", () => {
    const bomb = condition.parse({ title: ["^(a+)+$"] });
    expect(test(bomb, matter({ pull: { ...known.pull, title: `${"a".repeat(5_000)}!` } })).is).toBe("no");
  });
});
