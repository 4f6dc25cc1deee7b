// The verdict on one open, governed pull request.
import type { CheckRun, Known, Repository } from "../core/reads.ts";
import type { Instant } from "../core/refs.ts";
import { worst, type Verdict } from "../core/verdict.ts";
import { approvalsIn, countOf, type Approval } from "./people/approvals.ts";
import { accountsOf, loginsFor } from "./people/candidates.ts";
import { handsThatExclude, type Contributors, type Unnamed } from "./people/contributors.ts";
import type { Status } from "./facts.ts";
import { freezingOf } from "./freezes/freezing.ts";
import { holdsIn, rejectionsIn, stopIn } from "./objections.ts";
import { requirementsOf } from "./rules/requirements.ts";
import { contributorsIn, rolesAskedFor, type Scene } from "./scene.ts";
import * as approvalWords from "./people/approval-words.ts";
import * as words from "./words.ts";

export interface Evaluation {
  readonly verdict: Verdict;
  /** Ids of the people that are counted. */
  readonly counted: readonly number[];
  /** When this may be another verdict without anybody's doing: an approval expires, a freeze begins or ends. */
  readonly until: Instant | null;
}

/** What lies beside the pull request and is the same for its twins: they share the head. */
export interface Surroundings {
  readonly repository: Repository;
  readonly checkRuns: Known<readonly CheckRun[]>;
  readonly statuses: Known<readonly Status[]>;
}

export function evaluate(scene: Scene, around: Surroundings): Evaluation {
  const { pull, policy, history } = scene;
  const { hold, override_freeze: overriders } = policy.section;
  const named = [...rolesAskedFor(scene), ...(hold === "anyone" ? [] : [hold]), ...overriders];
  const missing = [...new Set(named)].filter((name) => !Object.hasOwn(scene.roles, name));
  if (missing.length > 0) return { verdict: words.unknownRoles(missing), counted: [], until: null };

  const stop = stopIn(history);
  const contributors = contributorsIn(scene);
  const approvals = approvalsIn(scene, contributors);
  const counting = approvals.filter((one) => one.state.is === "counts");
  const count = countOf(counting, scene);
  const { tally } = count;
  const quorum = quorumNode({ scene, approvals, count, contributors, repository: around.repository });
  const freezing = freezingOf(scene);
  const because: Verdict[] = [
    ...(stop ? [words.stopped(stop.by, stop.data.because)] : []),
    ...rejectionsIn(scene).map(words.rejected),
    ...holdsIn(history).map(words.held),
    ...(pull.draft ? [words.draft(pull.author)] : []),
    ...unnamedNodes(contributors.unnamed, policy.section.separation),
    quorum,
    ...freezing.nodes,
    ...requirementsOf({
      require: policy.section.require,
      body: pull.body,
      linkedIssues: scene.linkedIssues,
      checkRuns: around.checkRuns,
      statuses: around.statuses,
    }),
  ];
  const people = counting.map(({ by }) => by).filter((person) => tally.counted.includes(person.id));
  const notes = policy.section.risk.rules.length > 0 ? [approvalWords.riskSum(scene.risk)] : [];
  return {
    verdict: rooted(because, notes, approvalWords.approved(people)),
    counted: tally.counted,
    until: earliest([...counting.map((one) => one.until), freezing.until]),
  };
}

function earliest(instants: readonly (Instant | null)[]): Instant | null {
  const known = instants.filter((one) => one !== null);
  return known.length > 0 ? Math.min(...known) : null;
}

/** The root says what the worst of its parts says: that is what somebody has to do something about. */
function rooted(because: readonly Verdict[], notes: readonly Verdict[], whenAllowed: string): Verdict {
  const state = worst(because.map((one) => one.state));
  const first = because.find((one) => one.state === state);
  if (state === "allow" || !first) {
    return { state, code: "approved", title: whenAllowed, because: [...because, ...notes] };
  }
  const { code, title, cure, owes } = first;
  return {
    state,
    code,
    title,
    ...(cure !== undefined && { cure }),
    ...(owes !== undefined && { owes }),
    because: [...because, ...notes],
  };
}

function quorumNode(args: {
  readonly scene: Scene;
  readonly approvals: readonly Approval[];
  readonly count: ReturnType<typeof countOf>;
  readonly contributors: Contributors;
  readonly repository: Repository;
}): Verdict {
  const { scene, approvals, count, contributors, repository } = args;
  const { tally, coverage } = count;
  const byOwners = rolesAskedFor(scene).some((name) => scene.roles[name]?.codeowners === true);
  const whys = [
    ...approvals.flatMap(({ state }) => (state.is === "unknown" ? [state.why] : [])),
    ...(byOwners ? coverage.unknown : []),
  ];
  const node = approvalWords.approvals({
    state: tally.reached ? "allow" : "wait",
    quorum: scene.quorum,
    counted: tally.counted.length,
    needed: tally.needed,
    seating: tally.seating,
    uncovered: byOwners ? coverage.uncovered : [],
    because: approvals.slice(-MOST_SHOWN).map(approvalWords.approval),
  });
  if (tally.reached) return node;
  if (whys.length > 0) return { ...words.couldNotFindOut(whys), because: [node] };
  return canNobody({ scene, contributors, repository }) ? approvalWords.nobodyCan() : node;
}

/** Of approvals on record; the ledger has them all. */
const MOST_SHOWN = 20;

/** Everybody who could approve is known, and too few of them had no hand in it. */
function canNobody(args: {
  readonly scene: Scene;
  readonly contributors: Contributors;
  readonly repository: Repository;
}): boolean {
  const { scene, contributors, repository } = args;
  const logins = loginsFor(scene.quorum, scene.policy, repository);
  const people = logins && accountsOf(logins, scene.authority);
  if (!people) return false;
  const { separation } = scene.policy.section;
  const free = people.filter((person) => handsThatExclude(person, contributors, separation).length === 0);
  const seats = Object.values(scene.quorum.of_which).reduce((sum, one) => sum + one, 0);
  return free.length < Math.max(scene.quorum.count, seats);
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
    return first ? [approvalWords.unnamed(first, commits.size - 1)] : [];
  });
}
