// The reads about one open pull request: only what the policy asks about is asked.
import type { Merged } from "../core/merged.ts";
import { CODEOWNERS_PATHS } from "../core/codeowners.ts";
import type { Policy } from "../core/policy.ts";
import type { Requirement } from "../core/branch.ts";
import { known, ReadError, type Known } from "../core/known.ts";
import type { ChangedFile, Commit, EpochEvent, Pull, Review, SeenOfPull } from "../core/pull.ts";
import type { Reads } from "../core/reads.ts";
import type { Instant, Person, Sha, Subject } from "../core/refs.ts";
import { tupleOf } from "./binding/binding.ts";
import { gatherEvidence, NO_EVIDENCE, type Evidence } from "./binding/evidence.ts";
import { isAgent } from "./people/contributors.ts";
import type { ChangeConfig } from "./config.ts";
import type { History } from "./records.ts";
import { isPastAsked, questionsIn } from "./rules/asked.ts";
import { gatherPast } from "./risk/gather-past.ts";
import { lengthOf } from "./risk/settings.ts";
import type { Incidents } from "./types/incidents.ts";
import { pushersOf, requestersOf, type Push } from "./people/gather-hands.ts";
import { incidentsOf, lateReviewsOf } from "./types/gather-incidents.ts";

/** One open pull request with all that its verdict rests on; a question that the policy does not ask has an empty answer. */
export interface PullFacts {
  readonly subject: Subject;
  readonly pull: Pull;
  /** Whether the branch that it is judged by requires our check. */
  readonly requirement: Known<Requirement>;
  readonly records: Known<History>;
  readonly events: Known<readonly EpochEvent[]>;
  readonly mergeBase: Known<Sha>;
  readonly files: Known<readonly ChangedFile[]>;
  readonly commits: Known<readonly Commit[]>;
  readonly reviews: Known<readonly Review[]>;
  /** Every push on record, and that of this head; null when nobody can say who did it. */
  readonly pushers: Known<readonly { readonly head: Sha; readonly by: Person | null }[]>;
  /** What tells whether approvals of another head hold. Each part of it is known or not by itself. */
  readonly evidence: Evidence;
  /** Who asked an agent for this work. */
  readonly requesters: Known<readonly Person[]>;
  readonly linkedIssues: Known<readonly number[]>;
  /** What went into the base before, where the policy asks. */
  readonly merged: Known<readonly Merged[]>;
  /** Issues that declarations of an emergency name: the one that stands, and those of this look. */
  readonly incidents: Incidents;
  /** Issues of this repository in which a review is overdue; asked for where somebody declares an emergency. */
  readonly lateReviews: Known<readonly number[]>;
  /** The text of CODEOWNERS at the base branch's tip; null when it has none. */
  readonly codeowners: Known<string | null>;
}

export type PullReads = Pick<
  Reads,
  | "branch"
  | "mergeBase"
  | "epochEvents"
  | "pullFiles"
  | "pullCommits"
  | "pusher"
  | "reviews"
  | "linkedIssues"
  | "records"
  | "assignments"
  | "issue"
  | "file"
  | "changedEntries"
  | "patches"
>;

export async function gatherPull(args: {
  readonly subject: Subject;
  readonly pull: Pull;
  readonly policy: Policy<ChangeConfig>;
  readonly records: Known<History>;
  readonly pushes: readonly Push[];
  /** Arguments of `/change-type` in this look. */
  readonly declared: readonly string[];
  readonly requirement: Known<Requirement>;
  /** Whoever says something in this turn. */
  readonly speakers: readonly Person[];
  /** False where the base is not governed: then nothing else is asked. */
  readonly governed: boolean;
  readonly now: Instant;
  readonly reads: PullReads;
}): Promise<PullFacts> {
  const { subject, pull, policy, records, pushes, requirement, reads } = args;
  if (!args.governed) return { subject, pull, requirement, records, ...unasked };
  const { section } = policy;
  const { number } = pull;
  const head = pull.head.sha;
  const past = args.now - lengthOf(section.risk.signals.past.within);
  const hasOwners = Object.values(policy.roles).some((role) => role.codeowners === true);
  const separates = section.separation.includes("contributors");
  const asked = questionsIn(section);
  const asksHands = separates || asked.has("contributors");
  const asksRequesters = asksHands || section.separation.includes("requester");

  // What GraphQL tells is asked for first, and in one moment: it is one query then.
  const told = Promise.all([
    known(reads.epochEvents(number)),
    section.reviews === "count" ? known(reads.reviews(number)) : none,
    asked.has("linked-issues") ? known(reads.linkedIssues(number)) : none,
  ]);
  const tip = await known(tipOf(pull, reads));
  const [mergeBase, files, commits, pushers, requesters, codeowners, [events, reviews, linkedIssues]] =
    await Promise.all([
      tip.known ? known(reads.mergeBase(tip.value, head)) : tip,
      hasOwners || asked.has("files") ? known(filesOf(pull, tip, reads)) : none,
      asksHands || asked.has("commits") || section.keep_approval_on.includes("base-merge")
        ? known(commitsOf(pull, tip, reads))
        : none,
      asksHands ? known(pushersOf({ pull, records, pushes, reads })) : none,
      asksRequesters && isAgent(pull.author) ? known(requestersOf(pull, reads)) : none,
      !hasOwners ? nothing : tip.known ? known(codeownersAt(tip.value, reads)) : tip,
      told,
    ]);
  const evidence =
    tip.known && mergeBase.known && events.known && records.known && commits.known
      ? await gatherEvidence({
          pull,
          tip: tip.value,
          is: tupleOf({ pull, events: events.value, mergeBase: mergeBase.value, policy }),
          section,
          history: records.value,
          commits: commits.value,
          speakers: [...args.speakers, ...(reviews.known ? approversIn(reviews.value) : [])],
          reads,
        })
      : NO_EVIDENCE;
  return {
    subject,
    pull,
    requirement,
    records,
    evidence,
    mergeBase,
    events,
    files,
    commits,
    reviews,
    pushers,
    requesters,
    linkedIssues,
    incidents: await incidentsOf(args),
    merged: isPastAsked(section) ? await known(gatherPast({ subject, base: pull.base.ref, since: past, reads })) : none,
    lateReviews: await lateReviewsOf(args),
    codeowners,
  };
}

/** Whoever approves by a review says something too: whether a merge of theirs was one of the base may matter. */
function approversIn(reviews: readonly Review[]): readonly Person[] {
  return reviews.flatMap(({ by, state }) => (by && state === "approved" ? [by] : []));
}

const none = { known: true, value: [] } as const;

const nothing = { known: true, value: null } as const;

const notAsked: Known<never> = {
  known: false,
  why: { failure: "incomplete", what: "the change", message: "it was not asked for" },
};

const unasked = {
  evidence: NO_EVIDENCE,
  mergeBase: notAsked,
  events: notAsked,
  files: notAsked,
  commits: notAsked,
  reviews: notAsked,
  pushers: notAsked,
  requesters: notAsked,
  linkedIssues: notAsked,
  merged: notAsked,
  incidents: new Map(),
  lateReviews: notAsked,
  codeowners: notAsked,
};

async function tipOf(pull: Pull, reads: PullReads): Promise<Sha> {
  const tip = await reads.branch(pull.base.ref);
  if (tip) return tip.sha;
  const what = `branch ${pull.base.ref}`;
  throw new ReadError({ failure: "gone", what, message: "the base branch is not there" });
}

/** GitHub cuts long lists: what is shorter than GitHub's own count is not the whole (POL-10). */
function whole<T>(list: readonly T[], count: number, what: string): readonly T[] {
  if (list.length >= count) return list;
  throw new ReadError({ failure: "incomplete", what, message: `${list.length} of ${count} could be read` });
}

async function filesOf(pull: Pull, tip: Known<Sha>, reads: PullReads): Promise<readonly ChangedFile[]> {
  const { number, head, changedFiles: count } = pull;
  return whole(await reads.pullFiles(number, head.sha, seenOf(tip, count)), count, `files of #${number}`);
}

async function commitsOf(pull: Pull, tip: Known<Sha>, reads: PullReads): Promise<readonly Commit[]> {
  const { number, head, commits: count } = pull;
  return whole(await reads.pullCommits(number, head.sha, seenOf(tip, count)), count, `commits of #${number}`);
}

function seenOf(tip: Known<Sha>, count: number): SeenOfPull | undefined {
  return tip.known ? { tip: tip.value, count } : undefined;
}

async function codeownersAt(tip: Sha, reads: PullReads): Promise<string | null> {
  for (const path of CODEOWNERS_PATHS) {
    const text = await reads.file(path, tip);
    if (text !== null) return text;
  }
  return null;
}
