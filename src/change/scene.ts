// One open pull request with everything known about it: what commands are judged and verdicts are found on.
import type { Merged } from "../core/merged.ts";
import type { Policy, Role } from "../core/policy.ts";
import type { CheckRun } from "../core/branch.ts";
import type { Known, Unknown } from "../core/known.ts";
import type { ChangedFile, Commit, EpochEvent, Pull, Review } from "../core/pull.ts";
import type { Properties, Repository } from "../core/reads.ts";
import type { Instant, Person, Sha } from "../core/refs.ts";
import {
  rolesWithDefault,
  standingIn,
  standingInAny,
  type Authority,
  type OwnedPath,
  type Standing,
} from "../core/people.ts";
import { isBaseMerge } from "./binding/base-merge.ts";
import { tupleOf } from "./binding/binding.ts";
import { headsOfMerges, type Evidence } from "./binding/evidence.ts";
import type { ChangeConfig } from "./config.ts";
import { contributorsOf, type Contributors } from "./people/contributors.ts";
import type { GateFacts } from "./risk/gate.ts";
import type { PullFacts } from "./pull-facts.ts";
import { ownedPaths, touchedPaths } from "./rules/paths.ts";
import type { Question, Status } from "./rules/predicate.ts";
import { questionsIn } from "./rules/asked.ts";
import type { Incidents } from "./types/incidents.ts";
import type { Tuple } from "./record-shapes.ts";
import { entriesOf, type History } from "./records.ts";

/** What lies beside the pull request and is the same for its twins: they share the head. */
export interface Surroundings {
  readonly checkRuns: Known<readonly CheckRun[]>;
  readonly statuses: Known<readonly Status[]>;
  readonly properties: Known<Properties>;
  /** Heads that this look's events tell of. */
  readonly pushed: readonly Sha[];
  readonly gate: Known<GateFacts>;
  /** Who stands in for whom in this repository, as it is on record. */
  readonly delegations: History;
}

export interface Scene {
  readonly now: Instant;
  readonly policy: Policy<ChangeConfig>;
  readonly roles: Readonly<Record<string, Role>>;
  readonly repository: Repository;
  readonly pull: Pull;
  readonly history: History;
  readonly tuple: Tuple;
  readonly events: readonly EpochEvent[];
  readonly around: Surroundings;
  /** What was read because some rule asks for it. */
  readonly asked: ReadonlySet<Question>;
  readonly files: readonly ChangedFile[];
  /** Commits of the pull request, where the policy asks about them. */
  readonly commits: readonly Commit[];
  readonly reviews: readonly Review[];
  readonly evidence: Evidence;
  readonly linkedIssues: readonly number[];
  /** What went into the base before, where the policy asks. */
  readonly merged: readonly Merged[];
  /** Issues that declarations of an emergency name. */
  readonly incidents: Incidents;
  /** Issues in which a review is overdue, as far as anybody declares an emergency. */
  readonly lateReviews: Known<readonly number[]>;
  readonly authority: Authority;
  readonly owned: readonly OwnedPath[];
  /** Who had a hand in it, when the unnamed people of these commits are vouched for. */
  readonly contributorsUnless: (vouched: readonly string[]) => Contributors;
}

export type Seen =
  | { readonly is: "scene"; readonly scene: Scene }
  | { readonly is: "unknown"; readonly whys: readonly Unknown[] };

/** The scene, if the whole of it could be read; else what could not. */
export function see(args: {
  readonly now: Instant;
  readonly policy: Policy<ChangeConfig>;
  readonly repository: Repository;
  readonly facts: PullFacts;
  readonly around: Surroundings;
  readonly authority: Authority;
}): Seen {
  const { now, policy, repository, facts, around, authority } = args;
  const { pull, records, events, mergeBase, files, commits, reviews, pushers, requesters, linkedIssues, codeowners } =
    facts;
  const { merged } = facts;
  if (
    !records.known ||
    !events.known ||
    !mergeBase.known ||
    !files.known ||
    !commits.known ||
    !reviews.known ||
    !pushers.known ||
    !requesters.known ||
    !linkedIssues.known ||
    !merged.known ||
    !codeowners.known
  ) {
    const asked: readonly Known<unknown>[] = Object.values({
      ...facts,
      subject: notAnAnswer,
      pull: notAnAnswer,
      requirement: notAnAnswer,
      incidents: notAnAnswer,
      lateReviews: notAnAnswer,
      evidence: notAnAnswer,
    });
    return { is: "unknown", whys: whysOf(asked) };
  }
  const paths = touchedPaths(files.value);
  const tuple = tupleOf({ pull, events: events.value, mergeBase: mergeBase.value, policy });
  const { merges } = facts.evidence;
  const baseMerges = new Set([...merges.keys()].filter((commit) => isBaseMerge(merges, commit)));
  const scene: Scene = {
    now,
    policy,
    roles: rolesWithDefault(policy.roles),
    repository,
    pull,
    history: records.value,
    tuple,
    events: events.value,
    around,
    asked: questionsIn(policy.section),
    files: files.value,
    commits: commits.value,
    reviews: reviews.value,
    evidence: facts.evidence,
    linkedIssues: linkedIssues.value,
    merged: merged.value,
    incidents: facts.incidents,
    lateReviews: facts.lateReviews,
    authority,
    owned: ownedPaths(codeowners.value, paths),
    contributorsUnless: (vouched) =>
      contributorsOf({
        head: pull.head.sha,
        author: pull.author,
        commits: commits.value,
        pushes: pushers.value,
        merges: baseMerges,
        mergedHeads: headsOfMerges({ merges, history: records.value, pushes: pushers.value }),
        requesters: requesters.value,
        identities: policy.identities,
        accounts: authority.accounts,
        vouched,
      }),
  };
  return { is: "scene", scene };
}

const notAnAnswer: Known<null> = { known: true, value: null };

/** Each reason once. */
export function whysOf(answers: readonly Known<unknown>[]): readonly Unknown[] {
  const whys = answers.flatMap((answer) => (answer.known ? [] : [answer.why]));
  return [...new Map(whys.map((why) => [`${why.what}: ${why.message}`, why])).values()];
}

export function roleOf(scene: Scene, person: Person, name: string): Standing {
  const role = Object.hasOwn(scene.roles, name) ? scene.roles[name] : undefined;
  return role
    ? standingIn({ role, person, authority: scene.authority, owned: scene.owned })
    : { is: "no", invited: null };
}

/** Whether the person holds any role, named or not: the holders of `maintainers` always do. */
export function anyRoleOf(scene: Scene, person: Person): Standing {
  return standingInAny({ roles: scene.roles, person, authority: scene.authority, owned: scene.owned });
}

/** Contributors after what was vouched for by people who still hold a role. */
export function contributorsIn(scene: Scene): Contributors {
  const vouches = entriesOf(scene.history, "change.vouch").filter((entry) => {
    const standing = entry.by ? anyRoleOf(scene, entry.by).is : "no";
    return standing === "holds" || standing === "owns";
  });
  return scene.contributorsUnless(vouches.map((entry) => entry.data.commit));
}
