// What is so about a group of the merge queue: its members, each as a pull request, and the commits that it would bring.
import type { PolicyState } from "../../core/policy.ts";
import type { BranchCommit, CheckRun, QueueEntry, Requirement } from "../../core/branch.ts";
import { known, ReadError, type Known } from "../../core/known.ts";
import type { Reads } from "../../core/reads.ts";
import { printSubject, type Instant, type Sha, type Subject } from "../../core/refs.ts";
import type { Turn } from "../../core/trigger.ts";
import type { ChangeConfig } from "../config.ts";
import { gather, type ChangeFacts } from "../facts.ts";
import { CHECK_NAME } from "../governing.ts";
import { contentOf } from "./gather-content.ts";
import type { Content } from "./content.ts";
import { RECORD_KINDS } from "../record-shapes.ts";
import { SET_ASIDE, unreadable } from "../../core/set-aside.ts";
import { entriesOf, readHistory, type History } from "../records.ts";

export interface QueuedPull {
  readonly entry: QueueEntry;
  /** Null where GitHub no longer has the pull request. */
  readonly facts: ChangeFacts | null;
  readonly commits: Known<readonly BranchCommit[]>;
  /** Null where GitHub no longer has the pull request, or has not made the entry's commit yet. */
  readonly content: Known<Content> | null;
}

export interface GroupFacts {
  readonly now: Instant;
  readonly subject: Subject;
  /** The group's head; the check goes there. */
  readonly head: Sha;
  /** Null where no event ever told which branch it goes to. */
  readonly group: { readonly branch: string; readonly ref: string } | null;
  readonly records: Known<History>;
  readonly app: ChangeFacts["app"];
  readonly checkRuns: Known<readonly CheckRun[]>;
  /** Whether GitHub still has the group. */
  readonly isThere: Known<boolean>;
  readonly requirement: Known<Requirement>;
  readonly tip: Known<Sha>;
  /** Commits of the head that the branch has not. */
  readonly commits: Known<readonly BranchCommit[]>;
  /** All unmerged ones up to this head. */
  readonly members: Known<readonly QueuedPull[]>;
}

/** A group of more is not looked into. */
const MOST_MEMBERS = 50;

export async function gatherGroup(turn: Turn, state: PolicyState<ChangeConfig>, reads: Reads): Promise<GroupFacts> {
  const { subject, now } = turn;
  const head = subject.name;
  const records = await known(historyOf(subject, reads));
  const told = turn.triggers.findLast((one) => one.kind === "merge-group" && one.action === "checks_requested");
  const kept = entriesOf(records.known ? records.value : [], "change.group").at(-1)?.data ?? null;
  const group = told?.kind === "merge-group" ? { branch: told.base, ref: told.ref } : kept;
  const isDestroyed = turn.triggers.at(-1)?.kind === "merge-group" && told !== turn.triggers.at(-1);
  const base = { now, subject, head, group, records };
  const [app, checkRuns, isThere] = await Promise.all([
    known(reads.app()),
    known(reads.checkRuns(head)),
    known(isDestroyed || !group ? Promise.resolve(false) : isGroupThere(group.ref, head, reads)),
  ]);
  const seen = { ...base, app, checkRuns, isThere };
  if (!group || (isThere.known && !isThere.value)) return { ...seen, ...notAsked };
  const [requirement, tip, entries] = await Promise.all([
    known(reads.requirement(group.branch, CHECK_NAME)),
    known(tipOf(group.branch, reads)),
    known(entriesUpTo(head, group.branch, reads)),
  ]);
  const commits = tip.known ? await known(reads.commitsBetween(tip.value, head)) : tip;
  const looking = { turn, state, reads };
  const members = !entries.known
    ? entries
    : !tip.known
      ? tip
      : await known(membersOf({ looking, entries: entries.value, tip: tip.value }));
  return { ...seen, requirement, tip, commits, members };
}

const no: Known<never> = {
  known: false,
  why: { failure: "incomplete", what: "the merge group", message: "it was not asked for" },
};
const notAsked = { requirement: no, tip: no, commits: no, members: no };

async function historyOf(subject: Subject, reads: Pick<Reads, "records">): Promise<History> {
  const history = readHistory(await reads.records(printSubject(subject), [...RECORD_KINDS, SET_ASIDE]));
  if (!("broken" in history)) return history;
  const what = `the ledger of ${printSubject(subject)}`;
  throw new ReadError({ failure: "malformed", what, message: unreadable(history) });
}

async function isGroupThere(ref: string, head: Sha, reads: Pick<Reads, "branch">): Promise<boolean> {
  const branch = await reads.branch(ref.replace(/^refs\/heads\//, ""));
  return branch?.sha === head;
}

async function tipOf(branch: string, reads: Pick<Reads, "branch">): Promise<Sha> {
  const tip = await reads.branch(branch);
  if (tip) return tip.sha;
  throw new ReadError({ failure: "gone", what: `branch ${branch}`, message: "it is not there" });
}

/** The queue's entries up to this head. Throws where it is not among them: then nobody knows what the group holds. */
async function entriesUpTo(
  head: Sha,
  branch: string,
  reads: Pick<Reads, "mergeQueue">,
): Promise<readonly QueueEntry[]> {
  const entries = await reads.mergeQueue(branch);
  const last = entries.findIndex((entry) => entry.head === head);
  const what = `the merge queue of ${branch}`;
  if (last < 0)
    throw new ReadError({ failure: "incomplete", what, message: `it has no entry for ${head.slice(0, 12)}` });
  if (last < MOST_MEMBERS) return entries.slice(0, last + 1);
  throw new ReadError({ failure: "incomplete", what, message: `it has more than ${MOST_MEMBERS} before this head` });
}

async function membersOf(args: {
  readonly looking: { readonly turn: Turn; readonly state: PolicyState<ChangeConfig>; readonly reads: Reads };
  readonly entries: readonly QueueEntry[];
  readonly tip: Sha;
}): Promise<readonly QueuedPull[]> {
  const { looking, entries, tip } = args;
  const { turn, state, reads } = looking;
  const members: QueuedPull[] = [];
  // One after the other: a group asks for as much as its members do, and others are waiting, too.
  for (const entry of entries) {
    if (!entry.pull) {
      members.push({ entry, facts: null, commits: { known: true, value: [] }, content: null });
      continue;
    }
    const subject: Subject = { ...turn.subject, kind: "pull", name: String(entry.pull.number) };
    const look: Turn = { ...turn, subject, triggers: [], heard: [], misheard: [] };
    const commits = await known(reads.commitsBetween(tip, entry.pull.head));
    const { base, head, pull } = entry;
    const content = base === null || head === null ? null : await known(contentOf({ base, head, pull, reads }));
    members.push({ entry, facts: await gather(look, state, reads), commits, content });
  }
  return members;
}
