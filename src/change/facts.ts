// What is so, read fresh at each look. Everything that could not be read stays in the facts as such.
import type { Policy, PolicyState } from "../core/policy.ts";
import type { CheckRun, Requirement } from "../core/branch.ts";
import type { SaidNow } from "../core/issue.ts";
import { known, ReadError, type Known } from "../core/known.ts";
import type { Pull } from "../core/pull.ts";
import type { Properties, Reads, Repository } from "../core/reads.ts";
import { printSubject, subjectNumber, type Instant, type Sha, type Subject } from "../core/refs.ts";
import type { Turn } from "../core/trigger.ts";
import type { Authority } from "../core/people.ts";
import type { ChangeConfig } from "./config.ts";
import { DELEGATION_KINDS } from "./people/delegations.ts";
import { repositoryOf } from "./people/judge-delegation.ts";
import { gatherAuthority, ownersAsked } from "./people/gather-authority.ts";
import type { Push } from "./people/gather-hands.ts";
import { gatherPull, type PullFacts } from "./pull-facts.ts";
import { CHECK_NAME, governingBranch, isGoverned } from "./governing.ts";
import { gatherPool, type Pool } from "./waiting/pool.ts";
import type { GateFacts } from "./risk/gate.ts";
import { gatherGate } from "./risk/gather-gate.ts";
import { gateAsked, questionsIn } from "./rules/asked.ts";
import type { Question } from "./rules/predicate.ts";
import { SET_ASIDE, unreadable } from "../core/set-aside.ts";
import { RECORD_KINDS, type Spoken } from "./record-shapes.ts";
import { pendingOf, readHistory, type History } from "./records.ts";
import {
  approvingReviewsOf,
  inOrder,
  isCommentTouched,
  pushesOf,
  spokenOf,
  whatTheySayNow,
  type ReviewSeen,
} from "./told.ts";

export type Status = Awaited<ReturnType<Reads["statuses"]>>[number];

export interface ChangeFacts {
  readonly now: Instant;
  readonly subject: Subject;
  readonly repository: Known<Repository>;
  readonly pull: Known<Pull>;
  readonly records: Known<History>;
  /** Null when this pull request is closed or could not be read, or when there is no policy to judge it by. */
  readonly own: PullFacts | null;
  /** Other open pull requests with the same head. */
  readonly twins: Known<readonly PullFacts[]>;
  /** Who stands in for whom in this repository. */
  readonly delegations: Known<History>;
  readonly authority: Authority;
  /** Who might be asked to approve; null where the policy wants no suggestions, or nobody is missing an approval. */
  readonly pool: Known<Pool> | null;
  /** Who we are as an App, to tell our checks from a namesake's. */
  readonly app: Known<{ readonly id: number; readonly slug: string }>;
  readonly requirement: Known<Requirement>;
  readonly checkRuns: Known<readonly CheckRun[]>;
  readonly statuses: Known<readonly Status[]>;
  readonly properties: Known<Properties>;
  /** What the test gate's job left on the head. */
  readonly gate: Known<GateFacts>;
  /** Whether somebody else posted our check's name on the test merge commit, where it would go before ours (CHK-18). */
  readonly namesakeOnMerge: Known<boolean>;
  /** Commands of this turn and those that could not be judged before, in the order in which they were written. */
  readonly spoken: readonly Spoken[];
  /** What the comments that hold commands say now, by {@link saidKey}. */
  readonly said: ReadonlyMap<string, Known<SaidNow>>;
  /** Approving reviews that the events of this turn tell of. */
  readonly approvingReviews: readonly ReviewSeen[];
  /** Pushes that the events of this turn tell of. */
  readonly pushes: readonly Push[];
  /** Our own comment was deleted, or edited by somebody else. */
  readonly commentTouched: boolean;
}

type ChangeReads = Omit<Reads, "folder" | "organisationFile" | "labels" | "labelEvents" | "comments" | "ownIssue">;

/** More pull requests than this on one head are not looked into: they block each other. */
export const MOST_TWINS = 5;

export async function gather(turn: Turn, state: PolicyState<ChangeConfig>, reads: ChangeReads): Promise<ChangeFacts> {
  const { subject, now } = turn;
  const [repository, pull, app, records, delegations] = await Promise.all([
    known(reads.repository()),
    known(reads.pull(subjectNumber(subject))),
    known(reads.app()),
    known(historyOf(subject, reads)),
    known(historyOf(repositoryOf(subject), reads, DELEGATION_KINDS)),
  ]);
  const history = records.known ? records.value : [];
  const spoken = inOrder([
    ...pendingOf(history).map((entry) => entry.data),
    ...turn.heard.filter(({ said }) => said.on === subjectNumber(subject)).map(spokenOf),
  ]);
  const pushes = pushesOf(turn);
  const base = {
    now,
    subject,
    repository,
    pull,
    app,
    records,
    delegations,
    spoken,
    approvingReviews: approvingReviewsOf(turn),
    pushes,
    commentTouched: isCommentTouched(turn, history, app),
  };
  if (!pull.known) return { ...base, ...nothingMore(pull), said: await whatTheySayNow(spoken, reads) };

  const around = await gatherAround({ pull: pull.value, state, repository, reads });
  if (state.is !== "ok")
    return { ...base, ...nothingMore(noAnswer), ...around, said: await whatTheySayNow(spoken, reads) };
  const { policy } = state;
  const isOpen = pull.value.state === "open";
  // Where the default branch could not be read nothing more is asked: the verdict is unknown for that.
  const isOn = (one: Pull): boolean =>
    repository.known &&
    isGoverned({ pull: one, config: policy.section, defaultBranch: repository.value.defaultBranch });
  const [said, own, twins] = await Promise.all([
    whatTheySayNow(spoken, reads),
    isOpen
      ? gatherPull({
          ...around,
          subject,
          pull: pull.value,
          policy,
          records,
          pushes,
          speakers: spoken.map(({ by }) => by),
          declared: spoken.flatMap((one) => (one.name === "change-type" ? [one.args] : [])),
          governed: isOn(pull.value),
          now,
          reads,
        })
      : null,
    known(twinsOf({ pull: pull.value, subject, policy, isOn, now, reads })),
  ]);
  const pulls = [...(own ? [own] : []), ...(twins.known ? twins.value : [])];
  const authority = await gatherAuthority({ delegations, now, repository, policy, pulls, spoken, reads });
  const isAsked = own !== null && isOn(own.pull) && !own.pull.draft;
  const pool = isAsked ? await gatherPool({ policy, owned: ownersAsked(own), reads }) : null;
  return { ...base, ...around, own, twins, authority, said, pool };
}

/** What stands around a pull request whatever the policy says: the requirement, and checks on its commits. */
async function gatherAround(args: {
  readonly pull: Pull;
  readonly state: PolicyState<ChangeConfig>;
  readonly repository: Known<Repository>;
  readonly reads: ChangeReads;
}): Promise<Around> {
  const { pull, state, repository, reads } = args;
  const [requirement, checkRuns] = await Promise.all([
    known(reads.requirement(governingBranch(pull), CHECK_NAME)),
    known(reads.checkRuns(pull.head.sha)),
  ]);
  const isLoose = requirement.known && requirement.value.required === "yes" && requirement.value.pinned !== "yes";
  const asked = state.is === "ok" ? questionsIn(state.policy.section) : new Set<Question>();
  // Only an organisation's repositories have custom properties.
  const hasProperties = repository.known && repository.value.ownerType === "Organization";
  const gate = state.is === "ok" ? gateAsked(state.policy.section) : null;
  const [statuses, properties, left, namesakeOnMerge] = await Promise.all([
    isLoose || asked.has("statuses") ? known(reads.statuses(pull.head.sha)) : none,
    asked.has("properties") && hasProperties ? known(reads.properties()) : noProperties,
    gate === null
      ? noGate
      : checkRuns.known
        ? gatherGate({ pull, checkRuns: checkRuns.value, gate, reads })
        : checkRuns,
    isLoose && pull.mergeCommit !== null ? known(isNamesakeOn(pull.mergeCommit, reads)) : no,
  ]);
  return { requirement, checkRuns, statuses, properties, gate: left, namesakeOnMerge };
}

const none = { known: true, value: [] } as const;

const noProperties = { known: true, value: {} } as const;

const noGate = { known: true, value: { is: "runs", runs: [] } } as const;

const no = { known: true, value: false } as const;

const noAnswer: Known<never> = {
  known: false,
  why: { failure: "incomplete", what: "the change", message: "it was not asked for" },
};

type Around = Pick<ChangeFacts, "requirement" | "checkRuns" | "statuses" | "properties" | "gate" | "namesakeOnMerge">;

function nothingMore(why: Known<never>): Pick<ChangeFacts, "own" | "twins" | "authority" | "pool"> & Around {
  const authority = { ownerType: "User", permissions: new Map(), teams: new Map(), accounts: new Map() } as const;
  const around = { requirement: why, checkRuns: why, statuses: why, properties: why, gate: why, namesakeOnMerge: why };
  return { own: null, twins: none, authority, pool: null, ...around };
}

/** Everything of ours on a subject, understood; a record that we cannot read makes all of it unknown. */
async function historyOf(
  subject: Subject,
  reads: Pick<Reads, "records">,
  kinds: readonly string[] = RECORD_KINDS,
): Promise<History> {
  const history = readHistory(await reads.records(printSubject(subject), [...kinds, SET_ASIDE]));
  if (!("broken" in history)) return history;
  const what = `the ledger of ${printSubject(subject)}`;
  throw new ReadError({ failure: "malformed", what, message: unreadable(history) });
}

async function twinsOf(args: {
  readonly pull: Pull;
  readonly subject: Subject;
  readonly policy: Policy<ChangeConfig>;
  readonly isOn: (pull: Pull) => boolean;
  readonly now: Instant;
  readonly reads: ChangeReads;
}): Promise<PullFacts[]> {
  const { pull, subject, policy, isOn, now, reads } = args;
  const heads = await reads.openHeads(pull.number);
  const open = heads.filter((one) => one.number !== pull.number && one.head === pull.head.sha);
  if (open.length > MOST_TWINS) {
    const what = `pull requests with the head of #${pull.number}`;
    throw new ReadError({ failure: "incomplete", what, message: `there are ${open.length}, more than ${MOST_TWINS}` });
  }
  const each = open.map(async ({ number }) => {
    const twin = { ...subject, name: String(number) };
    // The list of pull requests leaves out what the pull request itself says.
    const [whole, records] = await Promise.all([reads.pull(number), known(historyOf(twin, reads))]);
    const requirement = await known(reads.requirement(governingBranch(whole), CHECK_NAME));
    const governed = isOn(whole);
    return gatherPull({
      subject: twin,
      pull: whole,
      policy,
      records,
      pushes: [],
      speakers: [],
      declared: [],
      requirement,
      governed,
      now,
      reads,
    });
  });
  return Promise.all(each);
}

async function isNamesakeOn(commit: Sha, reads: Pick<Reads, "checkRuns" | "statuses">): Promise<boolean> {
  const [runs, statuses] = await Promise.all([reads.checkRuns(commit), reads.statuses(commit)]);
  // We never post there, so whatever has our name there is not ours.
  return runs.some((run) => run.name === CHECK_NAME) || statuses.some((status) => status.context === CHECK_NAME);
}
