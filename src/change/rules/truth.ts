// Whether a condition holds: yes, no or unknown. Unknown is never masked: one part that nobody could find out about makes
// the whole unknown, whatever the others say (spec: change, "Decisions").
import { worst, type Verdict } from "../../core/verdict.ts";
import { groupsOf, type Group } from "./groups.ts";
import { keysOf, type Condition } from "./condition.ts";
import { PREDICATES, type Asked, type Key } from "./registry.ts";
import type { Answer, Matter } from "./predicate.ts";
import * as words from "./rule-words.ts";

export type Truth = "yes" | "no" | "unknown";

/** What came of a condition; `nodes` say why, each with what would turn it green. */
export interface Tested {
  readonly is: Truth;
  readonly nodes: readonly Verdict[];
}

/** All predicates of a node and all of its groups have to hold. A condition that asks nothing holds nowhere. */
export function test(condition: Condition, matter: Matter): Tested {
  const parts = [
    ...keysOf(condition).map((key) => testOne(key, condition, matter)),
    ...groupsOf(condition).map((group) => testGroup(group, matter)),
  ];
  return { is: all(parts.map((part) => part.is)), nodes: parts.flatMap((part) => part.nodes) };
}

function testOne<K extends Key>(key: K, asked: Pick<Asked, K>, matter: Matter): Tested {
  const setting = asked[key];
  if (setting === undefined) return { is: "yes", nodes: [] };
  const answer: Answer = PREDICATES[key].judge(setting, matter);
  return { is: answer.is, nodes: [words.answered(answer)] };
}

function testGroup(group: Group<Condition>, matter: Matter): Tested {
  const parts = group.of.map((member) => {
    const { is, nodes } = test(member, matter);
    const [only] = nodes;
    return { is, node: nodes.length === 1 && only ? only : words.together(stateOf(is, nodes), nodes) };
  });
  const is = (group.asks === "all" ? all : some(group.count))(parts.map((part) => part.is));
  const nodes = parts.map((part) => part.node);
  if (group.asks === "all") return { is, nodes };
  return { is, nodes: [words.someOf({ state: stateOf(is, nodes), count: group.count, of: nodes })] };
}

export function all(truths: readonly Truth[]): Truth {
  if (truths.includes("unknown")) return "unknown";
  return truths.length > 0 && truths.every((one) => one === "yes") ? "yes" : "no";
}

export const some =
  (count: number) =>
  (truths: readonly Truth[]): Truth => {
    if (truths.includes("unknown")) return "unknown";
    return truths.filter((one) => one === "yes").length >= count ? "yes" : "no";
  };

/** What is not so is awaited where all that is missing is awaited. */
function stateOf(is: Truth, nodes: readonly Verdict[]): Verdict["state"] {
  if (is !== "no") return is === "yes" ? "allow" : "unknown";
  const missing = nodes.map(({ state }) => state).filter((state) => state !== "allow");
  return missing.length > 0 && worst(missing) === "wait" ? "wait" : "block";
}
