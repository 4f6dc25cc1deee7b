// One turn at a time for each subject: taken under a lease (take.ts), kept by a heartbeat, ended by `finish` or `fail`.
import { sql } from "kysely";
import type { Expression } from "kysely";
import { printSubject } from "../core/refs.ts";
import type { Instant, Subject } from "../core/refs.ts";
import { expectBy } from "./agenda.ts";
import type { Delivery } from "./bodies.ts";
import type { Why } from "./given-up.ts";
import { FencedError } from "./refusal.ts";
import { storable } from "./storable.ts";
import type { Connected, Db } from "./tables.ts";

/** The right to look at one subject and to write about it, until another lease has a higher token. */
export interface Lease {
  readonly subject: Subject;
  /** The fencing token: grows with each lease on the subject. */
  readonly token: number;
}

/** One turn: a subject, and every delivery about it that nobody has looked at. */
export interface Taken extends Lease {
  /** In order of arrival; empty when a timer or the reconciler woke the subject. */
  readonly deliveries: readonly Delivery[];
  /** How often this look was begun, this time included: 1 unless it failed or its worker died. */
  readonly attempts: number;
  /** The subject was a dead letter, and a person wants all of it tried again. */
  readonly isReplayed: boolean;
  /** The database's clock at the moment of taking. */
  readonly now: Instant;
}

/** One delivery of a turn that nothing can be made of, for whoever reads the dead letters. */
export interface GivenUp extends Why {
  readonly row: number;
}

/** How a turn ended that did not fail. */
export interface TurnEnd {
  /** Rows of its deliveries that need no other look. */
  readonly handled: readonly number[];
  /** Those of its deliveries that are given up, each by itself. */
  readonly dead?: readonly GivenUp[] | undefined;
  /** What was refused for good and nobody could be told: the subject is a dead letter until a turn ends without. */
  readonly untold?: Why | undefined;
  readonly lookAgainAt?: Instant | undefined;
}

// Deliveries that a look left unhandled without saying when to come back.
const LEFT_OVER_MS = 60_000;

/** Keeps the lease for another `leaseMs` from now. Throws {@link FencedError} when it is lost. */
export async function heartbeat({ db, now }: Connected, lease: Lease, leaseMs: number): Promise<void> {
  const until = sql<number>`${now()} + cast(${leaseMs} as bigint)`;
  const { numUpdatedRows } = await db
    .updateTable("agenda")
    .set({ leased_until: until, due_at: until })
    .where("subject", "=", printSubject(lease.subject))
    .where("token", "=", lease.token)
    .where("leased_until", "is not", null)
    .executeTakeFirst();
  if (numUpdatedRows === 0n) throw new FencedError(printSubject(lease.subject), lease.token);
}

/** Holds the subject's row for the rest of the transaction, so that nobody can take it in between; throws {@link FencedError} when the lease is lost. */
export async function hold(trx: Db, kind: Connected["kind"], lease: Lease) {
  const subject = printSubject(lease.subject);
  const held = trx
    .selectFrom("agenda")
    .select(["subject", "woken_at"])
    .where("subject", "=", subject)
    .where("token", "=", lease.token)
    .where("leased_until", "is not", null);
  const row = await (kind === "postgres" ? held.forUpdate() : held).executeTakeFirst();
  if (!row) throw new FencedError(subject, lease.token);
  return row;
}

/**
 * Ends a turn. Deliveries that are neither handled nor dead stay, and are looked at again at `lookAgainAt`, or after a minute.
 * The subject is due at the earliest of `lookAgainAt` and whatever woke it meanwhile. Throws {@link FencedError}.
 */
export async function finish(
  connected: Connected,
  lease: Lease,
  { handled, dead = [], untold, lookAgainAt }: TurnEnd,
): Promise<void> {
  await connected.db.transaction().execute(async (trx) => {
    const { subject, woken_at } = await hold(trx, connected.kind, lease);
    if (handled.length > 0) {
      await trx.deleteFrom("work").where("subject", "=", subject).where("delivery", "in", handled).execute();
    }
    for (const { row, code, reason } of dead) await giveUp({ trx, subject, rows: [row], why: { code, reason } });
    const wanted = [lookAgainAt, woken_at].filter((at) => at !== null && at !== undefined);
    let due: number | Expression<number> | null = wanted.length > 0 ? Math.min(...wanted) : null;
    if (due === null && (await hasPending(trx, subject))) {
      due = sql<number>`${connected.now()} + cast(${LEFT_OVER_MS} as bigint)`;
    }
    await release({ trx, lease, due, attempts: 0, why: untold ?? null, deadAt: untold ? connected.now() : null });
  });
}

/** How a turn failed. */
export interface Failure extends Why {
  /** When it is tried again; null: never, it is given up. */
  readonly retryInMs: number | null;
  /** Whether it is one of its attempts; left out: it is. */
  readonly isCounted?: boolean;
}

/**
 * Ends a turn that failed. After `retryInMs` it is looked at again; with `null` it is given up: its deliveries become dead
 * letters, and the subject rests until something new wakes it or a person replays it. Throws {@link FencedError}.
 */
export async function fail(
  connected: Connected,
  taken: Taken,
  { code, reason, retryInMs, isCounted = true }: Failure,
): Promise<void> {
  const why = { code, reason };
  await connected.db.transaction().execute(async (trx) => {
    const { subject, woken_at } = await hold(trx, connected.kind, taken);
    if (retryInMs !== null) {
      // What came while it was looked at was not seen, and is looked at now; see `wakeAll` for why it is no attempt. What
      // `take` left over for the next turn bears the time of the taking, and waits.
      const isNews = woken_at !== null && woken_at > taken.now && woken_at <= (await timeIn(trx, connected));
      const due = isNews ? woken_at : sql<number>`${connected.now()} + cast(${retryInMs} as bigint)`;
      const attempts = isNews || !isCounted ? taken.attempts - 1 : taken.attempts;
      await release({ trx, lease: taken, due, attempts, why, deadAt: null });
      return;
    }
    await giveUp({ trx, subject, rows: taken.deliveries.map(({ row }) => row), why });
    // What came during the last attempt was not part of the failure, and gets its own look.
    const due = (await hasPending(trx, subject)) ? connected.now() : woken_at;
    await release({ trx, lease: taken, due, attempts: 0, why, deadAt: connected.now() });
  });
}

async function giveUp(args: {
  readonly trx: Db;
  readonly subject: string;
  readonly rows: readonly number[];
  readonly why: Why;
}): Promise<void> {
  const { trx, subject, rows, why } = args;
  if (rows.length === 0) return;
  await trx
    .updateTable("work")
    .set({ state: "dead", code: why.code, reason: storable(why.reason) })
    .where("subject", "=", subject)
    .where("delivery", "in", rows)
    .execute();
}

async function timeIn(trx: Db, { now }: Connected): Promise<Instant> {
  const { rows } = await sql<{ now: Instant }>`select ${now()} as now`.execute(trx);
  return rows[0]?.now ?? 0;
}

async function hasPending(trx: Db, subject: string): Promise<boolean> {
  const row = await trx
    .selectFrom("work")
    .select("delivery")
    .where("subject", "=", subject)
    .where("state", "=", "pending")
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

async function release(args: {
  readonly trx: Db;
  readonly lease: Lease;
  readonly due: number | Expression<number> | null;
  readonly attempts: number;
  readonly why: Why | null;
  readonly deadAt: Expression<number> | null;
}): Promise<void> {
  const { why } = args;
  await args.trx
    .updateTable("agenda")
    .set({
      leased_until: null,
      worker: null,
      woken_at: null,
      due_at: args.due,
      attempts: args.attempts,
      error: why && storable(why.reason),
      code: why && why.code,
      dead_at: args.deadAt,
    })
    .where("subject", "=", printSubject(args.lease.subject))
    .execute();
  if (args.due !== null) await expectBy(args.trx, [args.lease.subject.installation], args.due);
}
