// Which subject is due when. Times are the database's: replicas need not agree on the hour.
import { sql } from "kysely";
import type { Expression } from "kysely";
import { printSubject } from "../core/refs.ts";
import type { Instant, Subject } from "../core/refs.ts";
import type { Connected, Db } from "./tables.ts";

/** Makes a subject due at `at`, unless it is due earlier. While it is leased, the wish is kept for the end of the turn. */
export async function wake(connected: Connected, subject: Subject, at: Instant): Promise<void> {
  await connected.db
    .transaction()
    .execute((trx) =>
      wakeAll({ trx, connected, subjects: [subject], at: sql<number>`cast(${at} as bigint)`, because: "time" }),
    );
}

/** {@link wake} for many, within a transaction. Rows are touched in one order everywhere, so that replicas cannot deadlock. */
export async function wakeAll(args: {
  readonly trx: Db;
  readonly connected: Connected;
  readonly subjects: readonly Subject[];
  readonly at: Expression<number>;
  /** News is looked at once even in back-off; the clock waits for its end. */
  readonly because: "news" | "time";
}): Promise<void> {
  const { trx, at } = args;
  const isNews = sql`${args.because === "news" ? 1 : 0} = 1`;
  const keys = new Map(args.subjects.map((subject) => [printSubject(subject), subject.installation]));
  const rows = [...keys.entries()]
    .map(([subject, installation]) => ({ subject, installation }))
    .sort((a, b) => (a.subject < b.subject ? -1 : 1));
  for (let from = 0; from < rows.length; from += 200) {
    await trx
      .insertInto("agenda")
      .values(rows.slice(from, from + 200).map((row) => ({ ...row, due_at: at, token: 0, attempts: 0, ...UNTOUCHED })))
      .onConflict((conflict) =>
        conflict.column("subject").doUpdateSet({
          // What came may be what the failing turn waited for. Not more often than once for each event: the next one finds
          // the subject due, or in the back-off that the look for this one ended with.
          due_at: sql<number>`case
            when agenda.leased_until is not null then agenda.due_at
            when agenda.attempts > 0 and agenda.due_at is not null and not ${isNews} then agenda.due_at
            when agenda.due_at is null or agenda.due_at > excluded.due_at then excluded.due_at
            else agenda.due_at end`,
          // That look is not one of the attempts, or a busy subject would be given up within a minute.
          attempts: sql<number>`case
            when ${isNews} and agenda.leased_until is null and agenda.attempts > 0 and agenda.due_at > excluded.due_at
            then agenda.attempts - 1 else agenda.attempts end`,
          woken_at: sql<number>`case
            when agenda.leased_until is null then agenda.woken_at
            when agenda.woken_at is null or agenda.woken_at > excluded.due_at then excluded.due_at
            else agenda.woken_at end`,
        }),
      )
      .execute();
  }
  await expectBy(
    trx,
    rows.map(({ installation }) => installation),
    at,
  );
  await unpause(
    trx,
    args.subjects.filter(({ kind }) => kind === "installation").map(({ installation }) => installation),
  );
}

/** News of an installation itself has to be read even while it is suspended, or its end would never be heard (TEN-12). */
async function unpause(trx: Db, installations: readonly number[]): Promise<void> {
  for (const installation of [...new Set(installations)].sort((a, b) => a - b)) {
    await trx.updateTable("agenda_tenants").set({ paused: 0 }).where("installation", "=", installation).execute();
  }
}

const UNTOUCHED = { woken_at: null, leased_until: null, worker: null, error: null, dead_at: null };

/** Tells the tenants' queue that something is due by then. It may say too early, never too late. */
export async function expectBy(
  trx: Db,
  installations: readonly number[],
  at: number | Expression<number>,
): Promise<void> {
  for (const installation of [...new Set(installations)].sort((a, b) => a - b)) {
    await trx
      .insertInto("agenda_tenants")
      .values({ installation, paused: 0, next_due: at, last_turn: 0 })
      .onConflict((conflict) =>
        conflict.column("installation").doUpdateSet({
          next_due: sql<number>`case
            when agenda_tenants.next_due is null or agenda_tenants.next_due > excluded.next_due then excluded.next_due
            else agenda_tenants.next_due end`,
        }),
      )
      .execute();
  }
}

/** Ends every lease at once. Only for a store that just one process can have, when that process starts: all leases are a dead one's. */
export async function endAllLeases({ db, now }: Connected): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const ended = await trx
      .updateTable("agenda")
      .set({ due_at: now(), leased_until: null, worker: null })
      .where("leased_until", "is not", null)
      .returning("installation")
      .execute();
    await expectBy(
      trx,
      ended.map(({ installation }) => installation),
      now(),
    );
  });
}

/** What waits, for `/metrics` and `/readyz`. What is due of suspended installations is not counted: nobody will take it. */
export interface Depth {
  readonly unsorted: number;
  readonly due: number;
  readonly leased: number;
  readonly dead: number;
  /** Milliseconds since the longest-waiting subject became due; 0 when none is. */
  readonly lateMs: number;
}

export async function depth({ db, now }: Connected): Promise<Depth> {
  const count = sql<number>`count(*)`;
  const unsorted = await db
    .selectFrom("deliveries")
    .select(count.as("n"))
    .where("state", "=", "unsorted")
    .executeTakeFirst();
  const agenda = await db
    .selectFrom("agenda")
    .innerJoin("agenda_tenants", "agenda_tenants.installation", "agenda.installation")
    .select([
      sql<number>`coalesce(sum(case when paused = 0 and leased_until is null and due_at <= ${now()} then 1 else 0 end), 0)`.as(
        "due",
      ),
      sql<number>`coalesce(sum(case when leased_until is not null then 1 else 0 end), 0)`.as("leased"),
      sql<number>`coalesce(${now()} - min(case when paused = 0 and leased_until is null then due_at end), 0)`.as(
        "late",
      ),
    ])
    .where("due_at", "is not", null)
    .executeTakeFirst();
  const unsortable = await db
    .selectFrom("deliveries")
    .select(count.as("n"))
    .where("state", "=", "dead")
    .executeTakeFirst();
  const failed = await db.selectFrom("work").select(count.as("n")).where("state", "=", "dead").executeTakeFirst();
  return {
    unsorted: unsorted?.n ?? 0,
    due: agenda?.due ?? 0,
    leased: agenda?.leased ?? 0,
    dead: (unsortable?.n ?? 0) + (failed?.n ?? 0),
    lateMs: Math.max(0, agenda?.late ?? 0),
  };
}
