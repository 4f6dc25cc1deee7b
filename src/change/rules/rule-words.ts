// Every sentence about rules: whether they apply, and what is missing.
import type { Verdict } from "../../core/verdict.ts";
import { list, many } from "../phrases.ts";
import { couldNotFindOut } from "../words.ts";
import type { Answer } from "./predicate.ts";

/** An answer where it is demanded. */
export function answered(answer: Answer): Verdict {
  if (answer.is === "unknown") return couldNotFindOut(answer.whys);
  const { code, title } = answer;
  if (answer.is === "yes") return { state: "allow", code, title, because: [] };
  const { cure, owes } = answer;
  return {
    state: owes === undefined ? "block" : "wait",
    code,
    title,
    cure,
    ...(owes !== undefined && { owes }),
    because: [],
  };
}

/** Several demands that stand as one member of a group. */
export function together(state: Verdict["state"], of: readonly Verdict[]): Verdict {
  return withNext({ state, code: "all-of", title: "All of these.", because: of });
}

export function someOf(args: {
  readonly state: Verdict["state"];
  readonly count: number;
  readonly of: readonly Verdict[];
}): Verdict {
  const { state, count, of } = args;
  const title = count === 1 ? "One of these." : `${count} of these.`;
  return withNext({ state, code: "some-of", title, because: of });
}

/** Who owes the next move, and what it is, as the members say it. */
export function withNext(node: Verdict): Verdict {
  if (node.state === "allow" || node.state === "off") return node;
  const missing = node.because.filter(({ state }) => state === node.state);
  const owers = [...new Set(missing.flatMap(({ owes }) => (owes === undefined ? [] : [owes])))];
  const cures = [...new Set(missing.flatMap(({ cure }) => (cure === undefined ? [] : [cure])))];
  const joint = node.code === "some-of" ? "or" : "and";
  return {
    ...node,
    ...(cures.length > 0 && { cure: cures.slice(0, 3).join(" ") }),
    ...(node.state === "wait" && owers.length > 0 && { owes: list(owers, joint) }),
  };
}

/** Why a rule was taken out, in one sentence. */
export function doesNotApply(name: string | null, nodes: readonly Verdict[]): Verdict {
  const against = nodes.filter(({ state }) => state !== "allow");
  return {
    state: "off",
    code: "rule-does-not-apply",
    title: `${name === null ? "A rule" : `Rule ${name}`} does not apply: ${titlesOf(against)}`,
    because: [],
  };
}

/** What nodes say, as one sentence. */
export function titlesOf(nodes: readonly Verdict[]): string {
  const titles = nodes.map(({ title, because }) => (because.length > 0 ? titlesOf(because) : title));
  return titles.length > 4
    ? `${titles.slice(0, 4).join(" ")} And ${many(titles.length - 4, "more reason")}.`
    : titles.join(" ");
}

/** It could not be found out whether a rule applies. */
export function doesItApply(name: string | null, nodes: readonly Verdict[]): Verdict {
  const [first] = nodes.filter(({ state }) => state === "unknown");
  const rule = name === null ? "a rule" : `rule ${name}`;
  return {
    state: "unknown",
    code: "read-failed",
    title: `Could not find out whether ${rule} applies: ${first?.title ?? "what is so"}`,
    ...(first?.cure !== undefined && { cure: first.cure }),
    because: nodes.filter(({ state }) => state === "unknown"),
  };
}

export function nothingApplies(left: readonly Verdict[]): Verdict {
  return {
    state: "block",
    code: "no-rule-applies",
    title: "No rule about approvals applies to this change, and nothing is not a pass.",
    cure: "Add a rule without `if:` under `approvals:` in .github/lamplighter.yml.",
    because: left,
  };
}

export function tooFewApply(count: number, because: readonly Verdict[]): Verdict {
  return {
    state: "block",
    code: "too-few-rules-apply",
    title: `The policy asks for ${count} of its rules, and only ${because.length} of them apply.`,
    cure: "Ask for fewer, or add rules without `if:` under `approvals:` in .github/lamplighter.yml.",
    because,
  };
}

/** What a rule demands beside approvals. */
export function demanded(is: "yes" | "no" | "unknown", nodes: readonly Verdict[]): Verdict {
  const [only] = nodes;
  if (nodes.length === 1 && only) return only;
  const states = { yes: "allow", no: "block", unknown: "unknown" } as const;
  const missing = nodes.filter(({ state }) => state !== "allow");
  const state = is === "no" && missing.every((one) => one.state === "wait") ? "wait" : states[is];
  return together(state, nodes);
}

export function groupOf(args: {
  readonly asks: "all" | "some";
  readonly count: number;
  readonly state: Verdict["state"];
  readonly because: readonly Verdict[];
}): Verdict {
  const { asks, count, state, because } = args;
  const [only] = because;
  if (because.length === 1 && only) return only;
  return asks === "all" ? together(state, because) : someOf({ state, count, of: because });
}

export function underName(name: string, verdict: Verdict): Verdict {
  return { ...verdict, title: `${name}: ${verdict.title}` };
}
