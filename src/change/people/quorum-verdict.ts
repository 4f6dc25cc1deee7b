// The verdict on one quorum: who is counted for it, who is missing, and whether anybody could fill it at all.
import type { Repository } from "../../core/reads.ts";
import type { Verdict } from "../../core/verdict.ts";
import { rolesOf, type Quorum } from "../rules/approval-rule.ts";
import type { Scene } from "../scene.ts";
import { declarerLeftOut } from "../types/asked-for.ts";
import { ownDeclaration } from "../types/words.ts";
import { couldNotFindOut } from "../words.ts";
import * as words from "./approval-words.ts";
import { countOf, type Approval } from "./approvals.ts";
import { accountsOf, loginsFor } from "./candidates.ts";
import { delegationsTo } from "./delegations.ts";
import { handsThatExclude, type Contributors } from "./contributors.ts";

export interface QuorumVerdict {
  readonly verdict: Verdict;
  /** Ids of the people that are counted for it. */
  readonly counted: readonly number[];
}

export function judgeQuorum(args: {
  readonly scene: Scene;
  readonly quorum: Quorum;
  readonly approvals: readonly Approval[];
  readonly contributors: Contributors;
  readonly repository: Repository;
  /** Nodes of approvals to show below it. */
  readonly shown: readonly Verdict[];
}): QuorumVerdict {
  const { scene, quorum, approvals, shown } = args;
  const leftOut = declarerLeftOut(scene, quorum);
  const counting = approvals.filter((one) => one.state.is === "counts");
  const eligible = counting.filter((one) => one.by.id !== leftOut?.id);
  const { tally, coverage } = countOf(eligible, scene, quorum);
  const byOwners = rolesOf(quorum).some((name) => scene.roles[name]?.codeowners === true);
  const whys = [
    ...approvals.flatMap(({ state }) => (state.is === "unknown" ? [state.why] : [])),
    ...(byOwners ? coverage.unknown : []),
    // What a stand-in lends beside a role of their own, and may not lend any more.
    ...eligible.flatMap(({ by }) => delegationsTo(scene, by).flatMap(({ doubt }) => (doubt ? [doubt] : []))),
  ];
  const node = words.approvals({
    state: tally.reached ? "allow" : "wait",
    quorum,
    counted: tally.counted.length,
    needed: tally.needed,
    seating: tally.seating,
    uncovered: byOwners ? coverage.uncovered : [],
    because: leftOut && eligible.length < counting.length ? [...shown, ownDeclaration(leftOut)] : shown,
  });
  const { counted } = tally;
  if (tally.reached) return { verdict: node, counted };
  if (whys.length > 0) return { verdict: { ...couldNotFindOut(whys), because: [node] }, counted };
  return { verdict: canNobody({ ...args, leftOut: leftOut?.id }) ? words.nobodyCan() : node, counted };
}

/** Everybody who could approve is known, and too few of them had no hand in it. */
function canNobody(args: {
  readonly scene: Scene;
  readonly quorum: Quorum;
  readonly contributors: Contributors;
  readonly repository: Repository;
  readonly leftOut: number | undefined;
}): boolean {
  const { scene, quorum, contributors, repository, leftOut } = args;
  const logins = loginsFor(quorum, scene.policy, repository);
  const people = logins && accountsOf(logins, scene.authority);
  if (!people) return false;
  const { separation } = scene.policy.section;
  const free = people.filter(
    (person) => person.id !== leftOut && handsThatExclude(person, contributors, separation).length === 0,
  );
  const seats = Object.values(quorum.of_which).reduce((sum, one) => sum + one, 0);
  return free.length < Math.max(quorum.count, seats);
}
