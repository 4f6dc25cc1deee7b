// What the rules about approvals come to. A rule that does not apply is taken out; where nothing but such rules is left,
// that is an error and not a pass; an error, or what nobody could find out, is never masked by a green sibling.
import type { Verdict } from "../../core/verdict.ts";
import type { Level } from "../record-shapes.ts";
import type { ApprovalRule, Quorum } from "./approval-rule.ts";
import type { Condition } from "./condition.ts";
import * as words from "./rule-words.ts";
import type { Tested } from "./truth.ts";

/** `error`: the policy asks for something that cannot be answered, as for two rules of which one applies. */
export type Outcome = "out" | "met" | "wait" | "block" | "error" | "unknown";

export interface Judged {
  readonly outcome: Outcome;
  readonly verdict: Verdict;
  /** Rules that do not apply, with why: for the tree's notes. */
  readonly left: readonly Verdict[];
}

export interface Bench {
  readonly level: Level;
  readonly test: (condition: Condition) => Tested;
  readonly quorum: (quorum: Quorum) => Verdict;
}

/** The verdict on the whole tree. */
export function judgeApprovals(rule: ApprovalRule, bench: Bench): Judged {
  const judged = judgeRule(rule, bench);
  return judged.outcome === "out"
    ? { ...judged, outcome: "error", verdict: words.nothingApplies(judged.left) }
    : judged;
}

/** The quorums of all rules that apply, or of which nobody could find out whether they do. */
export function applyingQuorums(rule: ApprovalRule, bench: Omit<Bench, "quorum">): readonly Quorum[] {
  if (rule.if && bench.test(rule.if).is === "no") return [];
  switch (rule.asks) {
    case "quorum":
      return [rule.quorum];
    case "demand":
      return [];
    case "level":
      return applyingQuorums(rule.levels[bench.level], bench);
    case "group":
      return rule.group.of.flatMap((one) => applyingQuorums(one, bench));
  }
}

function judgeRule(rule: ApprovalRule, bench: Bench): Judged {
  if (!rule.if) return judgeBody(rule, bench);
  const { is, nodes } = bench.test(rule.if);
  if (is === "unknown") {
    return { outcome: "unknown", verdict: words.doesItApply(rule.name, nodes), left: [] };
  }
  if (is === "no") {
    const verdict = words.doesNotApply(rule.name, nodes);
    return { outcome: "out", verdict, left: [verdict] };
  }
  return judgeBody(rule, bench);
}

function judgeBody(rule: ApprovalRule, bench: Bench): Judged {
  switch (rule.asks) {
    case "quorum":
      return leaf(rule.name, bench.quorum(rule.quorum));
    case "demand": {
      const { is, nodes } = bench.test(rule.require);
      return leaf(rule.name, words.demanded(is, nodes));
    }
    case "level":
      return named(rule.name, judgeRule(rule.levels[bench.level], bench));
    case "group": {
      const { asks, count, of } = rule.group;
      return named(rule.name, judgeGroup({ asks, count, of: of.map((one) => judgeRule(one, bench)) }));
    }
  }
}

function leaf(name: string | null, verdict: Verdict): Judged {
  return named(name, { outcome: outcomeOf(verdict), verdict, left: [] });
}

function named(name: string | null, judged: Judged): Judged {
  return name === null || judged.outcome === "out"
    ? judged
    : { ...judged, verdict: words.underName(name, judged.verdict) };
}

function outcomeOf({ state }: Verdict): Outcome {
  return state === "allow" ? "met" : state === "off" ? "error" : state;
}

function judgeGroup(args: {
  readonly asks: "all" | "some";
  readonly count: number;
  readonly of: readonly Judged[];
}): Judged {
  const applying = args.of.filter(({ outcome }) => outcome !== "out");
  const left = args.of.flatMap((one) => one.left);
  const because = applying.map(({ verdict }) => verdict);
  const outcome = combine({ ...args, of: args.of.map((one) => one.outcome) });
  if (outcome === "out") return { outcome, verdict: words.nothingApplies(left), left };
  const isShort = args.asks === "some" && applying.length < args.count;
  if (outcome === "error" && isShort) return { outcome, verdict: words.tooFewApply(args.count, because), left };
  return {
    outcome,
    verdict: words.groupOf({ asks: args.asks, count: args.count, state: STATES[outcome], because }),
    left,
  };
}

const STATES = { met: "allow", wait: "wait", block: "block", error: "block", unknown: "unknown" } as const;

/** What a group's members make of it; the truth table of this is a test. */
export function combine(args: {
  readonly asks: "all" | "some";
  readonly count: number;
  readonly of: readonly Outcome[];
}): Outcome {
  const applying = args.of.filter((one) => one !== "out");
  if (applying.includes("unknown")) return "unknown";
  if (applying.includes("error")) return "error";
  if (applying.length === 0) return "out";
  const met = applying.filter((one) => one === "met").length;
  const waiting = applying.filter((one) => one === "wait").length;
  if (args.asks === "all") return applying.includes("block") ? "block" : waiting > 0 ? "wait" : "met";
  // Two asked for, of which one applies: nobody could ever meet it.
  if (applying.length < args.count) return "error";
  return met >= args.count ? "met" : met + waiting >= args.count ? "wait" : "block";
}
