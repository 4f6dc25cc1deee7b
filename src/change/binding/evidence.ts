// What has to be read to say whether approvals of another head still hold, and whose merges make nobody a contributor.
import { known, ReadError, type Known, type ReadFailureKind } from "../../core/known.ts";
import type { Commit, Pull } from "../../core/pull.ts";
import type { Reads } from "../../core/reads.ts";
import type { Person, Sha } from "../../core/refs.ts";
import type { ChangeConfig } from "../config.ts";
import type { Tuple } from "../record-shapes.ts";
import { entriesOf, type History } from "../records.ts";
import { behindMerges, type MergeEvidence, type Merges } from "./base-merge.ts";
import { textsNeeded, type PatchEvidence } from "./same-patch.ts";

export type EvidenceReads = Pick<Reads, "mergeBase" | "changedEntries" | "patches" | "file">;

/** Everything was read at shas, so it is the same at every look. */
export interface Evidence {
  readonly merges: Merges;
  /** By {@link placeOf} of what was approved. */
  readonly patches: ReadonlyMap<string, Known<PatchEvidence>>;
}

export const NO_EVIDENCE: Evidence = { merges: new Map(), patches: new Map() };

export function placeOf({ head, mergeBase }: Pick<Tuple, "head" | "mergeBase">): string {
  return `${head} ${mergeBase}`;
}

/** Approvals of more heads than this, the newest ones, are not looked into: they are void. */
const MOST_HEADS = 3;
/** So many merges are looked into, from the head backwards. */
const MOST_MERGES = 20;
const MOST_TEXTS = 30;

type Present = Pick<Tuple, "head" | "base" | "stackBase" | "epoch" | "mergeBase" | "policy">;

/** What was approved on another head or merge base, everything else being as it is now; the newest first. */
export function placesToProve(history: History, is: Present): readonly Tuple[] {
  const tuples = entriesOf(history, "change.approval").map((entry) => entry.data.tuple);
  const others = tuples.filter(
    (was) =>
      placeOf(was) !== placeOf(is) &&
      was.base === is.base &&
      was.stackBase === is.stackBase &&
      was.epoch === is.epoch &&
      was.policy === is.policy,
  );
  return [...new Map(others.reverse().map((was) => [placeOf(was), was])).values()].slice(0, MOST_HEADS);
}

interface Asked {
  readonly pull: Pull;
  /** The tip of the base branch. */
  readonly tip: Sha;
  readonly is: Present;
  readonly section: Pick<ChangeConfig, "keep_approval_on" | "separation">;
  readonly history: History;
  readonly commits: readonly Commit[];
  /** Whoever says something in this turn. */
  readonly speakers: readonly Person[];
  readonly reads: EvidenceReads;
}

export async function gatherEvidence(asked: Asked): Promise<Evidence> {
  const { section, history, is } = asked;
  const places = section.keep_approval_on.length > 0 ? placesToProve(history, is) : [];
  const [merges, patches] = await Promise.all([
    mergesOf(asked, section.keep_approval_on.includes("base-merge") ? places : []),
    section.keep_approval_on.includes("same-patch") ? patchesOf(asked, places) : new Map<string, never>(),
  ]);
  return { merges, patches };
}

/** The merges on the way back to an approved head; and those of which somebody's right to approve may hang. */
async function mergesOf(asked: Asked, places: readonly Tuple[]): Promise<Merges> {
  const byName = new Map(asked.commits.map((commit) => [commit.sha, commit]));
  const wanted = new Map<Sha, Commit>();
  if (places.length > 0) for (const commit of chainTo(asked.is.head, places, byName)) wanted.set(commit.sha, commit);
  if (asked.section.separation.includes("contributors")) {
    for (const commit of asked.commits.toReversed()) {
      if (commit.parents.length === 2 && mayMatter(commit, asked)) wanted.set(commit.sha, commit);
    }
  }
  const each = [...wanted.values()]
    .slice(0, MOST_MERGES)
    .map(async (commit) => [commit.sha, await known(mergeOf(commit, asked))] as const);
  return new Map(await Promise.all(each));
}

/** Merges from the head back, first parent by first parent, as far as they lead to heads that were approved. */
function chainTo(head: Sha, places: readonly Tuple[], byName: ReadonlyMap<Sha, Commit>): readonly Commit[] {
  const chain: Commit[] = [];
  let proving = 0;
  for (let at = byName.get(head); at?.parents.length === 2 && chain.length < MOST_MERGES; ) {
    const [first = ""] = at.parents;
    chain.push(at);
    if (places.some((place) => place.head === first)) proving = chain.length;
    at = byName.get(first);
  }
  return chain.slice(0, proving);
}

/** Whether somebody who approves, or whom GitHub cannot name, made this merge or pushed it. */
function mayMatter(commit: Commit, { history, speakers, is }: Asked): boolean {
  const approvers = entriesOf(history, "change.approval").map((entry) => entry.by?.id);
  const people = new Set([...approvers, ...speakers.map(({ id }) => id)]);
  const hands = [...commit.authors, ...(commit.committer ? [commit.committer] : [])];
  return commit.sha === is.head
    ? people.size > 0
    : hands.some(({ person }) => person === null || people.has(person.id));
}

async function mergeOf(commit: Commit, { tip, reads }: Asked): Promise<MergeEvidence> {
  const [first = "", second = ""] = commit.parents;
  const [mergeBase, common] = await Promise.all([reads.mergeBase(second, first), reads.mergeBase(tip, second)]);
  const [side, result] = await Promise.all([
    reads.changedEntries(mergeBase, first),
    reads.changedEntries(second, commit.sha),
  ]);
  return { commit: commit.sha, parents: [first, second], isOfBase: common === second, mergeBase, side, result };
}

async function patchesOf(
  { is, reads }: Asked,
  places: readonly Tuple[],
): Promise<ReadonlyMap<string, Known<PatchEvidence>>> {
  const each = places.map(async (was) => [placeOf(was), await known(patchOf(was, is, reads))] as const);
  return new Map(await Promise.all(each));
}

async function patchOf(was: Tuple, is: Present, reads: EvidenceReads): Promise<PatchEvidence> {
  const [approved, present] = await Promise.all([
    reads.changedEntries(was.mergeBase, was.head),
    reads.changedEntries(is.mergeBase, is.head),
  ]);
  const entries = { approved, present, approvedPatches: [], presentPatches: [], baseTexts: new Map<string, null>() };
  const paths = textsNeeded(entries);
  if (paths.length === 0) return entries;
  if (paths.length > MOST_TEXTS) {
    const what = "the texts of both changes";
    const message = `${paths.length} files differ in what they start from, and at most ${MOST_TEXTS} are compared`;
    throw new ReadError({ failure: "incomplete", what, message });
  }
  const [approvedPatches, presentPatches] = await Promise.all([
    reads.patches(was.mergeBase, was.head),
    reads.patches(is.mergeBase, is.head),
  ]);
  // What GitHub prints no patch of is binary or cut: its text would tell nothing.
  const printed = paths.filter((path) => presentPatches.some((file) => file.path === path && file.patch !== null));
  const texts = await Promise.all(printed.map(async (path) => [path, await reads.file(path, is.mergeBase)] as const));
  return { approved, present, approvedPatches, presentPatches, baseTexts: new Map(texts) };
}

/** Failures that another look may get over. All others say that the evidence cannot be had: then nothing is kept. */
const PASSING: ReadonlySet<ReadFailureKind> = new Set<ReadFailureKind>([
  "rate-limited",
  "server",
  "timeout",
  "unauthorised",
  "forbidden",
]);

export function isPassing(failure: ReadFailureKind): boolean {
  return PASSING.has(failure);
}

/** Heads whose pusher did nothing but merge the base into another head: one on record, or one that this look's events tell of. */
export function headsOfMerges(args: {
  readonly merges: Merges;
  readonly history: History;
  readonly pushes: readonly { readonly head: Sha }[];
}): ReadonlySet<Sha> {
  const { merges, history, pushes } = args;
  const recorded = entriesOf(history, "change.announced", "change.pushed").map((entry) => entry.data.head);
  const seen = new Set([...recorded, ...pushes.map(({ head }) => head)]);
  const heads = [...merges.keys()].filter((head) =>
    behindMerges(merges, head)
      .slice(1)
      .some((one) => seen.has(one)),
  );
  return new Set(heads);
}
