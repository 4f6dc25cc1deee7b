// What comes of the rules about approvals, with the approvals that there are.
import type { Instant } from "../../core/refs.ts";
import type { Verdict } from "../../core/verdict.ts";
import { judgeApprovals } from "../rules/approval-tree.ts";
import { test } from "../rules/truth.ts";
import { contributorsIn, type Scene } from "../scene.ts";
import { askedFor, quorumsAskedFor, rolesAskedFor } from "../types/asked-for.ts";
import { needsNobody } from "../types/words.ts";
import * as words from "./approval-words.ts";
import { approvalsIn } from "./approvals.ts";
import type { Unnamed } from "./contributors.ts";
import { judgeQuorum } from "./quorum-verdict.ts";
import type { Quorum } from "../rules/approval-rule.ts";

export interface Asked {
  readonly verdicts: readonly Verdict[];
  /** What stays in sight and decides nothing: rules that do not apply, approvals that are void. */
  readonly notes: readonly Verdict[];
  /** Ids of the people that are counted. */
  readonly counted: readonly number[];
  /** Ids of those whom they stand in for. */
  readonly lenders: readonly number[];
  /** When the first approval that counts expires. */
  readonly until: Instant | null;
  readonly whenAllowed: string;
}

/** Of approvals on record; the ledger has them all. */
const MOST_SHOWN = 20;

export function askApprovals(scene: Scene): Asked {
  const { typed, risk, rule, matter } = askedFor(scene);
  const contributors = contributorsIn(scene);
  const approvals = approvalsIn(scene, contributors);
  const nodes = approvals.slice(-MOST_SHOWN).map(words.approval);
  if (typed.type === "standard") {
    const verdict = needsNobody();
    return { verdicts: [verdict], notes: nodes, counted: [], lenders: [], until: null, whenAllowed: verdict.title };
  }
  const counted = new Set<number>();
  // Demands alone approve nothing, a label least of all (ID-20): a change that needs no person is a standard one.
  const reached: Quorum[] = [];
  // Below a single quorum stand all approvals; of several each names its people, and approvals stand beside them.
  const isOne = quorumsAskedFor(scene).length === 1;
  const judged = judgeApprovals(rule, {
    level: risk?.level ?? "low",
    test: (condition) => test(condition, matter),
    quorum: (quorum) => {
      const { repository } = scene;
      const one = judgeQuorum({ scene, quorum, approvals, contributors, repository, shown: isOne ? nodes : [] });
      for (const id of one.counted) counted.add(id);
      if (one.verdict.state === "allow") reached.push(quorum);
      return one.verdict;
    },
  });
  const verdict =
    judged.outcome === "met" && reached.length === 0
      ? words.somebodyHasTo({ roles: rolesAskedFor(scene), because: [judged.verdict] })
      : judged.verdict;
  const counting = approvals.filter((one) => one.state.is === "counts");
  const given = counting.filter(({ by }) => counted.has(by.id));
  const people = given.map(({ by }) => by);
  return {
    verdicts: [...unnamedNodes(contributors.unnamed, scene.policy.section.separation), verdict],
    notes: [...judged.left, ...(isOne ? [] : nodes)],
    counted: [...counted],
    lenders: [...new Set(given.flatMap(({ standsInFor }) => standsInFor.map(({ id }) => id)))],
    until: counting.length > 0 ? Math.min(...counting.map((one) => one.until)) : null,
    whenAllowed: words.approved(people),
  };
}

/** One node for each address, or for each commit without one; only where contributors may not approve. */
function unnamedNodes(unnamed: readonly Unnamed[], separation: readonly string[]): readonly Verdict[] {
  const relevant = unnamed.filter((one) => separation.includes("contributors") || separation.includes(one.hand));
  const groups = new Map<string, Unnamed[]>();
  for (const one of relevant) {
    const key = one.email === "" ? `${one.commit} ${one.hand}` : one.email;
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    const commits = new Set(group.map((one) => one.commit));
    return first ? [words.unnamed(first, commits.size - 1)] : [];
  });
}
