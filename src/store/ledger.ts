// What was done, by whom and why: intent before each effect, outcome after it, one hash chain for each installation (design rule 14).
import { randomBytes } from "node:crypto";
import { canonicalJson } from "../core/canonical.ts";
import type { Json } from "../core/plan.ts";
import type { LedgerRecord } from "../core/reads.ts";
import { printSubject } from "../core/refs.ts";
import type { Instant, Person, Subject } from "../core/refs.ts";
import { GENESIS, hashEntry, verifyChain } from "./chain.ts";
import type { ChainedEntry, Head, Verification } from "./chain.ts";
import { StoreRefusal } from "./refusal.ts";
import type { Connected, Db, Tables } from "./tables.ts";
import { asTenant } from "./tenant.ts";
import { hold } from "./turn.ts";
import type { Lease } from "./turn.ts";
import { sql } from "kysely";

/** A step on its way out. `key` is its operation key; `do` its kind; `detail` what a reader of the ledger may want to see. */
export interface Intent {
  readonly key: string;
  readonly why: string;
  readonly do: string;
  readonly detail?: Json;
}

/**
 * What the ledger knows of an operation key on a subject.
 * - `new`         nothing was begun, or what was begun is known to have failed: do it
 * - `unfinished`  begun, and nobody knows how it ended (a crash, a lost answer): look on GitHub for its marker first
 * - `done`        done; doing it again would be a second effect
 */
export type Begun =
  | { readonly is: "new" }
  | { readonly is: "unfinished"; readonly since: Instant }
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

/** An entry as a person reads it. `kind` is `intent`, `outcome`, `failure`, or a room's own (`change.approval`). */
export interface LedgerEntry extends LedgerRecord {
  readonly subject: string;
  readonly key: string | null;
  readonly hash: string;
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
  /** Facts about a subject, oldest first. */
  records(subject: Subject, kinds: readonly string[]): Promise<readonly LedgerRecord[]>;
  /** Entries of an installation after a sequence number, oldest first. */
  list(args: { installation: number; after?: number; limit: number }): Promise<readonly LedgerEntry[]>;
  /** To be printed where we cannot change it later. Sequence 0 before the first entry. */
  head(installation: number): Promise<Head>;
  /** Against our own head too, and against heads that were kept elsewhere. */
  verify(installation: number, kept?: Head | readonly Head[]): Promise<Verification>;
  /** As it is chained, from its first entry or after one. */
  walk(installation: number, after?: number): AsyncGenerator<ChainedEntry>;
}

type Row = Tables["ledger"];

// One page of a walk over a whole ledger.
const PAGE = 500;

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
    records: (subject, kinds) =>
      asTenant(connected, subject.installation, async (trx) => {
        if (kinds.length === 0) return [];
        const rows = await trx
          .selectFrom("ledger")
          .selectAll()
          .where("installation", "=", subject.installation)
          .where("subject", "=", printSubject(subject))
          .where("kind", "in", kinds)
          .orderBy("sequence")
          .execute();
        return rows.map(entryOf);
      }),
    list: async ({ installation, after = 0, limit }) =>
      (await page(connected, { installation, after, limit })).map(entryOf),
    head: (installation) => asTenant(connected, installation, (trx) => headOf(trx, installation)),
    verify: (installation, kept = []) => verify({ connected, installation, kept: [kept].flat() }),
    walk: (installation, after) => walk(connected, installation, after),
  };
}

/** The chain against what was kept elsewhere, and against the head that stands beside it: who cuts a tail often forgets that. */
async function verify(args: {
  readonly connected: Connected;
  readonly installation: number;
  readonly kept: readonly Head[];
}): Promise<Verification> {
  const { connected, installation, kept } = args;
  const ownHead = (): Promise<Head> => asTenant(connected, installation, (trx) => headOf(trx, installation));
  const before = await ownHead();
  const result = await verifyChain(walk(connected, installation), before.sequence > 0 ? [...kept, before] : kept);
  const checkedTo = kept.reduce((most, { sequence }) => Math.max(most, sequence), 0);
  const told = { ...result, tail: kept.length > 0 ? "checked" : "not checked", checkedTo } as const;
  const { sequence } = result.head;
  // The app may go on meanwhile: its head is then further than what was walked, and never behind it.
  if (told.fault !== null || (await ownHead()).sequence >= sequence) return told;
  const message = `The ledger's own head is behind entry ${sequence}: it was changed, or entries were put in.`;
  return { ...told, fault: { code: "other-head", sequence, message } };
}

/** Every entry of an installation as it is chained, page by page: for the verifier and for export. */
async function* walk(
  connected: Connected,
  installation: number,
  from = Number.MIN_SAFE_INTEGER,
): AsyncGenerator<ChainedEntry> {
  let after = from;
  for (;;) {
    const rows = await page(connected, { installation, after, limit: PAGE });
    for (const row of rows) yield chainedOf(row);
    const last = rows.at(-1);
    if (rows.length < PAGE || last === undefined) return;
    after = last.sequence;
  }
}

function page(
  connected: Connected,
  args: { installation: number; after: number; limit: number },
): Promise<readonly Row[]> {
  return asTenant(connected, args.installation, (trx) =>
    trx
      .selectFrom("ledger")
      .selectAll()
      .where("installation", "=", args.installation)
      .where("sequence", ">", args.after)
      .orderBy("sequence")
      .limit(args.limit)
      .execute(),
  );
}

function lastUnder(trx: Db, subject: Subject, key: string) {
  return trx
    .selectFrom("ledger")
    .select(["kind", "data", "at"])
    .where("installation", "=", subject.installation)
    .where("subject", "=", printSubject(subject))
    .where("op_key", "=", key)
    .orderBy("sequence", "desc")
    .limit(1)
    .executeTakeFirst();
}

async function headOf(trx: Db, installation: number): Promise<Head> {
  const row = await trx
    .selectFrom("ledger_heads")
    .select(["sequence", "hash"])
    .where("installation", "=", installation)
    .executeTakeFirst();
  return row ?? { sequence: 0, hash: GENESIS };
}

async function append(args: {
  readonly trx: Db;
  readonly connected: Connected;
  readonly subject: Subject;
  readonly kind: string;
  readonly key: string | null;
  readonly person: Person | null;
  readonly data: Json;
}): Promise<void> {
  const { trx, connected, person } = args;
  const { installation } = args.subject;
  // The head's row is the chain's lock: two writers of one installation go one after the other.
  const [head] = await trx
    .insertInto("ledger_heads")
    .values({ installation, sequence: 0, hash: GENESIS, at: 0 })
    .onConflict((conflict) =>
      conflict.column("installation").doUpdateSet({ sequence: sql<number>`ledger_heads.sequence` }),
    )
    .returning(["sequence", "hash", "at", connected.now().as("now")])
    .execute();
  if (!head) throw new Error("the ledger's head did not come back");
  const entry = {
    installation,
    sequence: head.sequence + 1,
    previous: head.hash,
    // A clock that was set back does not take the ledger with it.
    at: Math.max(head.at, head.now),
    subject: printSubject(args.subject),
    kind: args.kind,
    key: args.key,
    person: person && canonicalJson({ id: person.id, login: person.login, type: person.type }),
    data: canonicalJson(args.data),
    salt: randomBytes(16).toString("base64url"),
  };
  const hash = hashEntry(entry);
  const { key, person: person_json, ...same } = entry;
  await trx
    .insertInto("ledger")
    .values({ ...same, op_key: key, person: person?.id ?? null, person_json, hash })
    .execute();
  await trx
    .updateTable("ledger_heads")
    .set({ sequence: entry.sequence, hash, at: entry.at })
    .where("installation", "=", installation)
    .execute();
}

function chainedOf(row: Row): ChainedEntry {
  const { installation, sequence, previous, hash, at, subject, kind, data, salt } = row;
  const person = personOf(row);
  return { installation, sequence, previous, hash, at, subject, kind, data, salt, key: row.op_key, person };
}

/** The id beside the person is there for queries. Where it names somebody else the row was changed, and must not verify. */
function personOf({ person, person_json }: Row): string | null {
  const names = person_json?.startsWith(`{"id":${String(person)},`) ?? person === null;
  return names ? person_json : `${String(person)}, not ${String(person_json)}`;
}

function entryOf(row: Row): LedgerEntry {
  return {
    sequence: row.sequence,
    at: row.at,
    subject: row.subject,
    kind: row.kind,
    key: row.op_key,
    by: row.person_json === null ? null : (JSON.parse(row.person_json) as Person),
    data: JSON.parse(row.data) as Json,
    hash: row.hash,
  };
}
