// The ledger's hash chain: small, pure, and enough on its own to verify a ledger. An entry's hash is made of two: its
// content's, and that with its place, time and repository. So an export for one repository can show of all other entries
// the second half alone, and still be checked link by link (docs/audit.md).
import { createHash } from "node:crypto";
import type { Json } from "../core/plan.ts";
import { readSetAside, SET_ASIDE } from "../core/set-aside.ts";
import type { SetAside } from "../core/set-aside.ts";

/** One entry as it is hashed. `data` and `person` are canonical JSON, so that the hash can be computed again from the row alone. */
export interface Entry {
  readonly installation: number;
  /** 1 for an installation's first entry, then without gaps. */
  readonly sequence: number;
  /** The hash of the entry before; {@link GENESIS} for the first. */
  readonly previous: string;
  /** Never earlier than the entry before. */
  readonly at: number;
  /** As `printSubject` has it; its second part is the repository. */
  readonly subject: string;
  readonly kind: string;
  readonly key: string | null;
  readonly person: string | null;
  readonly data: string;
  /** Random, so that a content's hash tells nothing to whoever tries likely contents. */
  readonly salt: string;
}

export interface ChainedEntry extends Entry {
  readonly hash: string;
}

/** Where a chain ends or ended: to be kept elsewhere, because a bare chain does not show a cut tail. */
export interface Head {
  readonly sequence: number;
  readonly hash: string;
}

export const GENESIS = "0".repeat(64);

/** The repository's id in a subject; 0 for what is about the installation itself. */
export function repositoryIn(subject: string): number {
  return Number(subject.split("/")[1]);
}

/** SHA-256 (hex) of what an entry says. */
export function hashContent({ salt, subject, kind, key, person, data }: Entry): string {
  return sha256(["lamplighter-content-2", salt, subject, kind, key, person, data]);
}

/** SHA-256 (hex) of an entry and, through `previous`, of everything before it. */
export function hashEntry(entry: Entry): string {
  const { installation, sequence, previous, at, subject } = entry;
  const place = [installation, sequence, previous, at, repositoryIn(subject)];
  return sha256(["lamplighter-entry-2", ...place, hashContent(entry)]);
}

function sha256(parts: readonly (string | number | null)[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}

export type FaultCode = "gap" | "broken-link" | "edited" | "back-in-time" | "cut" | "other-head";

export interface Verification {
  /** The first fault; null when there is none in what could be checked. */
  readonly fault: { readonly code: FaultCode; readonly sequence: number; readonly message: string } | null;
  readonly entries: number;
  /** A cut tail shows only against a head that was kept elsewhere. */
  readonly tail: "checked" | "not checked";
  /** The last entry that a kept head vouches for; 0 without one. What comes after it could have been cut or rewritten. */
  readonly checkedTo: number;
  /** The last sound entry. */
  readonly head: Head;
  /** Entries that a person set aside, in the order in which that was done. */
  readonly asides: readonly Aside[];
}

/** That a person set an entry aside, as a later entry tells. */
export interface Aside {
  readonly sequence: number;
  readonly by: string;
  readonly because: string;
  /** When it was set aside. */
  readonly at: number;
  /** It was changed after it was written: what it said is lost, and what was before it is bound by the later entry alone. */
  readonly changed: boolean;
}

/**
 * Walks a chain from its start. Finds any edit, deletion, insertion and reordering; a cut or rewritten tail with kept heads
 * only. An edited entry is a fault unless a later one, which is sound, sets it aside and names it, its hash and the hash
 * before it.
 */
export async function verifyChain(
  entries: AsyncIterable<ChainedEntry> | Iterable<ChainedEntry>,
  kept: Head | readonly Head[] = [],
): Promise<Verification> {
  const heads = "sequence" in kept ? [kept] : kept;
  const last = heads.reduce((most, { sequence }) => Math.max(most, sequence), 0);
  const told = { tail: heads.length > 0 ? "checked" : "not checked", checkedTo: last } as const;
  let head: Head = { sequence: 0, hash: GENESIS };
  let at = Number.NEGATIVE_INFINITY;
  const asides: Aside[] = [];
  // Edited entries that nobody has set aside yet, with what was found until then.
  const edited = new Map<number, { readonly entry: ChainedEntry; readonly result: Verification }>();
  const found = (code: FaultCode, sequence: number, message: string): Verification => ({
    fault: { code, sequence, message },
    entries: head.sequence,
    ...told,
    head,
    asides,
  });
  const first = (): Verification | undefined => [...edited.values()][0]?.result;
  for await (const entry of entries) {
    const expected = head.sequence + 1;
    if (entry.sequence !== expected)
      return first() ?? found("gap", expected, `Entry ${expected} is missing; ${entry.sequence} stands in its place.`);
    if (entry.previous !== head.hash)
      return first() ?? found("broken-link", expected, `Entry ${expected} does not follow from the entry before it.`);
    const isWhole = hashEntry(entry) === entry.hash;
    if (!isWhole) {
      const result = found("edited", expected, `Entry ${expected} was changed after it was written.`);
      edited.set(expected, { entry, result });
    } else if (entry.at < at)
      return first() ?? found("back-in-time", expected, `Entry ${expected} is earlier than the entry before it.`);
    if (heads.some(({ sequence, hash }) => sequence === expected && hash !== entry.hash)) {
      const message = `Entry ${expected} is not the one whose head was kept; the chain was rewritten.`;
      return first() ?? found("other-head", expected, message);
    }
    const aside = isWhole ? asideIn(entry) : undefined;
    if (aside) {
      const cured = edited.get(aside.sequence);
      const isIt = cured?.entry.hash === aside.hash && cured.entry.previous === aside.previous;
      if (isIt) edited.delete(aside.sequence);
      const { sequence, by, because } = aside;
      asides.push({ sequence, by, because, at: entry.at, changed: isIt });
    }
    head = { sequence: entry.sequence, hash: entry.hash };
    // The time of an edited entry is whatever somebody made of it.
    if (isWhole) at = entry.at;
  }
  const open = first();
  if (open) return open;
  if (last > head.sequence) {
    const message = `The kept head names entry ${last}, and the ledger ends at ${head.sequence}: its tail was cut.`;
    return found("cut", head.sequence + 1, message);
  }
  return { fault: null, entries: head.sequence, ...told, head, asides };
}

/** What an entry sets aside; undefined for every other. */
export function asideIn({ kind, data }: Pick<Entry, "kind" | "data">): SetAside | undefined {
  if (kind !== SET_ASIDE) return undefined;
  try {
    return readSetAside(JSON.parse(data) as Json);
  } catch {
    // Whoever rewrites a whole chain may have written anything: it sets nothing aside.
    return undefined;
  }
}
