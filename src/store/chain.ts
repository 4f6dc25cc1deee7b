// The ledger's hash chain: small, pure, and enough on its own to verify an exported ledger.
import { createHash } from "node:crypto";

/** One entry as it is hashed. `data` and `person` are canonical JSON, so that the hash can be computed again from the row alone. */
export interface Entry {
  readonly installation: number;
  /** 1 for an installation's first entry, then without gaps. */
  readonly sequence: number;
  /** The hash of the entry before; {@link GENESIS} for the first. */
  readonly previous: string;
  readonly at: number;
  readonly subject: string;
  readonly kind: string;
  readonly key: string | null;
  readonly person: string | null;
  readonly data: string;
}

export interface ChainedEntry extends Entry {
  readonly hash: string;
}

/** Where a chain ends: printed in check runs and in the operator's log, because a bare chain does not show a cut tail. */
export interface Head {
  readonly sequence: number;
  readonly hash: string;
}

export const GENESIS = "0".repeat(64);

/** SHA-256 (hex) of an entry and, through `previous`, of everything before it. */
export function hashEntry(entry: Entry): string {
  const { installation, sequence, previous, at, subject, kind, key, person, data } = entry;
  const text = JSON.stringify(["v1", installation, sequence, previous, at, subject, kind, key, person, data]);
  return createHash("sha256").update(text).digest("hex");
}

export type FaultCode = "gap" | "broken-link" | "edited" | "cut" | "other-head";

export interface Verification {
  /** The first fault; null when there is none in what could be checked. */
  readonly fault: { readonly code: FaultCode; readonly sequence: number; readonly message: string } | null;
  readonly entries: number;
  /** A cut tail shows only against a head that was kept elsewhere. */
  readonly tail: "checked" | "not checked";
  /** The last sound entry. */
  readonly head: Head;
}

/** Walks a chain from its start, or goes on from `after`. Finds any edit, deletion, insertion and reordering; a cut tail with `head` only. */
export async function verifyChain(
  entries: AsyncIterable<ChainedEntry> | Iterable<ChainedEntry>,
  kept?: Head,
): Promise<Verification> {
  let head: Head = { sequence: 0, hash: GENESIS };
  const faultOf = (code: FaultCode, sequence: number, message: string): Verification => ({
    fault: { code, sequence, message },
    entries: head.sequence,
    tail: kept ? "checked" : "not checked",
    head,
  });
  for await (const entry of entries) {
    const expected = head.sequence + 1;
    if (entry.sequence !== expected) {
      return faultOf("gap", expected, `Entry ${expected} is missing; ${entry.sequence} stands in its place.`);
    }
    if (entry.previous !== head.hash) {
      return faultOf("broken-link", expected, `Entry ${expected} does not follow from the entry before it.`);
    }
    if (hashEntry(entry) !== entry.hash) {
      return faultOf("edited", expected, `Entry ${expected} was changed after it was written.`);
    }
    head = { sequence: entry.sequence, hash: entry.hash };
    if (kept?.sequence === entry.sequence && kept.hash !== entry.hash) {
      return faultOf(
        "other-head",
        expected,
        `Entry ${expected} is not the one whose head was kept; the chain was rewritten.`,
      );
    }
  }
  if (kept && kept.sequence > head.sequence) {
    const message = `The kept head names entry ${kept.sequence}, and the ledger ends at ${head.sequence}: its tail was cut.`;
    return faultOf("cut", head.sequence + 1, message);
  }
  return { fault: null, entries: head.sequence, tail: kept ? "checked" : "not checked", head };
}
