// What was done, by whom and why: intent before each effect, outcome after it, one hash chain for each installation (design rule 14).
import type { Json } from "../core/plan.ts";
import type { LedgerRecord, RecordBounds } from "../core/reads.ts";
import { printSubject } from "../core/refs.ts";
import type { Instant, Person, Subject } from "../core/refs.ts";
import { append, headOf } from "./append.ts";
import { entryOf } from "./entry.ts";
import type { LedgerEntry } from "./entry.ts";
import type { ChainedEntry, Head, Verification } from "./chain.ts";
import { isNotSetAside, readEntry, setAside } from "./set-aside.ts";
import type { Asked, ReadEntry } from "./set-aside.ts";
import { StoreRefusal } from "./refusal.ts";
import type { Connected, Db } from "./tables.ts";
import { asTenant } from "./tenant.ts";
import { hold } from "./turn.ts";
import type { Lease } from "./turn.ts";
import { page, verify, walk } from "./walk.ts";

/** A step on its way out. `key` is its operation key; `do` its kind; `detail` what a reader of the ledger may want to see. */
export interface Intent {
  readonly key: string;
  readonly why: string;
  readonly do: string;
  readonly detail?: Json;
  /** Whether a failure that nothing followed stands against beginning anew. None does, where this is left out. */
  readonly stands?: (failure: Json, at: Instant) => boolean;
}

/**
 * What the ledger knows of an operation key on a subject.
 * - `new`         nothing was begun, or what was begun is known to have failed: do it
 * - `unfinished`  begun, and nobody knows how it ended (a crash, a lost answer): look on GitHub for its marker first
 * - `refused`     it failed, and that stands: nothing was begun
 * - `done`        done; doing it again would be a second effect
 */
export type Begun =
  | { readonly is: "new" }
  | { readonly is: "unfinished"; readonly since: Instant }
  | { readonly is: "refused"; readonly failure: Json }
  | { readonly is: "done"; readonly outcome: Json; readonly at: Instant };

/** A fact that only we know. Under one key it is kept once: a redelivery or a second attempt changes nothing. */
export interface Fact {
  readonly key: string;
  readonly kind: string;
  readonly by: Person | null;
  readonly data: Json;
  readonly why?: string;
  /** What it is remembered about, when that is not the turn's subject. Same installation only. */
  readonly about?: Subject;
}

export interface Ledger {
  /** Writes the intent, unless the key is unfinished or done. Throws `FencedError`, as every write here does when the lease is lost. */
  intend(lease: Lease, step: Intent): Promise<Begun>;
  /** Writes an intent whatever the ledger knows: for a step that was done and that somebody undid since. */
  intendAgain(lease: Lease, step: Intent): Promise<void>;
  /** Ends an intent: it is done, with what GitHub answered (ids and stamps, never text of people). */
  outcome(lease: Lease, key: string, answer: Json): Promise<void>;
  /** Ends an intent: it is known not to have been done, so that it may be begun anew. */
  failure(lease: Lease, key: string, reason: Json): Promise<void>;
  record(lease: Lease, fact: Fact): Promise<"new" | "known">;
  /**
   * Facts about a subject, oldest first, within bounds. What is outside of them is not read, and neither is what was set
   * aside. The data of one that is damaged are null.
   */
  records(subject: Subject, kinds: readonly string[], bounds?: RecordBounds): Promise<readonly LedgerRecord[]>;
  /** Entries of an installation after a sequence number, oldest first. */
  list(args: { installation: number; after?: number; limit: number }): Promise<readonly LedgerEntry[]>;
  /** One entry, whether or not it is set aside; null for none. */
  entry(installation: number, sequence: number): Promise<ReadEntry | null>;
  /** Writes that an entry is not to be read any more, and makes its subject due. Throws `StoreRefusal`. */
  setAside(asked: Asked): Promise<LedgerEntry>;
  /** To be printed where we cannot change it later. Sequence 0 before the first entry. */
  head(installation: number): Promise<Head>;
  /** Against our own head too, and against heads that were kept elsewhere. */
  verify(installation: number, kept?: Head | readonly Head[]): Promise<Verification>;
  /** As it is chained, from its first entry or after one. */
  walk(installation: number, after?: number): AsyncGenerator<ChainedEntry>;
}

export function openLedger(connected: Connected): Ledger {
  const underLease = <T>(lease: Lease, write: (trx: Db) => Promise<T>): Promise<T> =>
    asTenant(connected, lease.subject.installation, async (trx) => {
      await hold(trx, connected.kind, lease);
      return write(trx);
    });

  const intendIn = (trx: Db, subject: Subject, { key, why, do: kind, detail }: Intent): Promise<void> =>
    append({
      trx,
      connected,
      subject,
      kind: "intent",
      key,
      person: null,
      data: { why, do: kind, detail: detail ?? null },
    });

  const endIn = (args: { lease: Lease; key: string; kind: "outcome" | "failure"; data: Json }): Promise<void> =>
    underLease(args.lease, async (trx) => {
      const begun = await lastUnder(trx, args.lease.subject, args.key);
      if (begun?.kind !== "intent") {
        throw new StoreRefusal(
          "no-intent",
          `No intent stands open under ${args.key}.`,
          "Write the intent before the effect.",
        );
      }
      await append({
        trx,
        connected,
        subject: args.lease.subject,
        kind: args.kind,
        key: args.key,
        person: null,
        data: args.data,
      });
    });

  return {
    intend: (lease, step) =>
      underLease(lease, async (trx) => {
        const last = await lastUnder(trx, lease.subject, step.key);
        if (last?.kind === "intent") return { is: "unfinished", since: last.at };
        if (last?.kind === "outcome") return { is: "done", outcome: JSON.parse(last.data) as Json, at: last.at };
        if (last?.kind === "failure" && step.stands) {
          const failure = JSON.parse(last.data) as Json;
          if (step.stands(failure, last.at)) return { is: "refused", failure };
        }
        await intendIn(trx, lease.subject, step);
        return { is: "new" };
      }),
    intendAgain: (lease, step) => underLease(lease, (trx) => intendIn(trx, lease.subject, step)),
    outcome: (lease, key, answer) => endIn({ lease, key, kind: "outcome", data: answer }),
    failure: (lease, key, reason) => endIn({ lease, key, kind: "failure", data: reason }),
    record: (lease, fact) =>
      underLease(lease, async (trx) => {
        const subject = fact.about ?? lease.subject;
        if (subject.installation !== lease.subject.installation) {
          throw new Error("a fact about another installation's subject");
        }
        const key = `record:${fact.key}`;
        if (await lastUnder(trx, subject, key)) return "known";
        await append({ trx, connected, subject, kind: fact.kind, key, person: fact.by, data: fact.data });
        return "new";
      }),
    records: (subject, kinds, { after, last } = {}) =>
      asTenant(connected, subject.installation, async (trx) => {
        if (kinds.length === 0 || last === 0) return [];
        let asked = trx
          .selectFrom("ledger")
          .selectAll()
          .where("installation", "=", subject.installation)
          .where("subject", "=", printSubject(subject))
          .where("kind", "in", kinds)
          .where(isNotSetAside);
        if (after !== undefined) asked = asked.where("sequence", ">", after);
        if (last === undefined) return (await asked.orderBy("sequence").execute()).map(entryOf);
        return (await asked.orderBy("sequence", "desc").limit(last).execute()).map(entryOf).reverse();
      }),
    list: async ({ installation, after = 0, limit }) =>
      (await page(connected, { installation, after, limit })).map(entryOf),
    entry: (installation, sequence) => readEntry(connected, installation, sequence),
    setAside: (asked) => setAside(connected, asked),
    head: (installation) => asTenant(connected, installation, (trx) => headOf(trx, installation)),
    verify: (installation, kept = []) => verify({ connected, installation, kept: [kept].flat() }),
    walk: (installation, after) => walk(connected, installation, after),
  };
}

function lastUnder(trx: Db, subject: Subject, key: string) {
  return trx
    .selectFrom("ledger")
    .select(["kind", "data", "at"])
    .where("installation", "=", subject.installation)
    .where("subject", "=", printSubject(subject))
    .where("op_key", "=", key)
    .where(isNotSetAside)
    .orderBy("sequence", "desc")
    .limit(1)
    .executeTakeFirst();
}
