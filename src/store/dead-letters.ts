// What was given up: listed for a person, and brought back by one.
import { parseSubject } from "../core/refs.ts";
import type { Instant } from "../core/refs.ts";
import { wakeAll } from "./agenda.ts";
import { REPLAYED, whyOf } from "./given-up.ts";
import type { Why } from "./given-up.ts";
import { StoreRefusal } from "./refusal.ts";
import { storable } from "./storable.ts";
import type { Connected, Db } from "./tables.ts";

/** Something that was given up, for a person: what, why, and under which name it can be replayed. */
export interface DeadLetter extends Why {
  /** A delivery's id; null when a subject failed without one (a timer, a reconciliation). */
  readonly delivery: string | null;
  readonly event: string | null;
  /** As `printSubject` has it; null when the delivery could not be sorted. */
  readonly subject: string | null;
  /** When it arrived, or when the subject was given up. */
  readonly at: Instant;
}

/** Everything that was given up, oldest first, at most `limit`. */
export async function deadLetters({ db }: Connected, limit: number): Promise<readonly DeadLetter[]> {
  const unsortable = await db
    .selectFrom("deliveries")
    .select(["id", "event", "code", "reason", "received_at"])
    .where("state", "=", "dead")
    .orderBy("row")
    .limit(limit)
    .execute();
  const failed = await db
    .selectFrom("work")
    .innerJoin("deliveries", "deliveries.row", "work.delivery")
    .select(["deliveries.id", "deliveries.event", "work.subject", "work.code", "work.reason", "deliveries.received_at"])
    .where("work.state", "=", "dead")
    .orderBy("deliveries.row")
    .limit(limit)
    .execute();
  const withoutDelivery = await db
    .selectFrom("agenda")
    .select(["subject", "code", "error", "dead_at"])
    .where("dead_at", "is not", null)
    .where((where) =>
      where.not(
        where.exists(
          where
            .selectFrom("work")
            .select("work.delivery")
            .whereRef("work.subject", "=", "agenda.subject")
            .where("work.state", "=", "dead"),
        ),
      ),
    )
    .orderBy("subject")
    .limit(limit)
    .execute();
  const letters: DeadLetter[] = [
    ...unsortable.map((row) => letterOf({ ...row, subject: null })),
    ...failed.map(letterOf),
    ...withoutDelivery.map((row) => ({
      delivery: null,
      event: null,
      subject: row.subject,
      ...whyOf({ code: row.code, reason: row.error }),
      at: row.dead_at ?? 0,
    })),
  ];
  return letters.sort((a, b) => a.at - b.at).slice(0, limit);
}

function letterOf(row: {
  id: string;
  event: string;
  subject: string | null;
  code: string | null;
  reason: string | null;
  received_at: number;
}): DeadLetter {
  return {
    delivery: row.id,
    event: row.event,
    subject: row.subject,
    ...whyOf(row),
    at: row.received_at,
  };
}

/**
 * Starts a delivery over, whatever became of it (its id), or a subject that was given up (as `printSubject` has it).
 * Level, not edge: a second look at something that was done finds nothing to do.
 */
export async function replay(connected: Connected, what: string): Promise<void> {
  await connected.db.transaction().execute(async (trx) => {
    const dead = await trx
      .selectFrom("agenda")
      .select("subject")
      .where("subject", "=", what)
      .where("dead_at", "is not", null)
      .executeTakeFirst();
    const rows = await trx
      .selectFrom("deliveries")
      .select("row")
      .where((where) =>
        where.or([
          where("id", "=", what),
          where(
            "row",
            "in",
            where.selectFrom("work").select("delivery").where("subject", "=", what).where("state", "=", "dead"),
          ),
        ]),
      )
      .where("size", ">", 0)
      .execute();
    if (rows.length === 0 && dead === undefined) {
      throw new StoreRefusal(
        "no-such-delivery",
        `There is no delivery and no given-up subject "${storable(what)}", or its body was forgotten by now.`,
        "`lamplighter deadletters` lists what can be replayed.",
      );
    }
    const ids = rows.map(({ row }) => row);
    if (ids.length > 0) {
      const freed = await trx
        .deleteFrom("work")
        .where("delivery", "in", ids)
        .where("state", "=", "dead")
        .returning("subject")
        .execute();
      await forgive(trx, [...new Set(freed.map(({ subject }) => subject))]);
      await trx
        .updateTable("deliveries")
        .set({ state: "unsorted", reason: null, code: null })
        .where("row", "in", ids)
        .execute();
    }
    if (dead !== undefined) await reviveSubject(trx, connected, what);
  });
}

/** Subjects with nothing given up any more are no dead letters themselves: their delivery wakes them when it is sorted. */
async function forgive(trx: Db, subjects: readonly string[]): Promise<void> {
  for (const subject of [...subjects].sort()) {
    const left = await trx
      .selectFrom("work")
      .select("delivery")
      .where("subject", "=", subject)
      .where("state", "=", "dead")
      .limit(1)
      .executeTakeFirst();
    if (left) continue;
    await trx
      .updateTable("agenda")
      .set({ dead_at: null, error: null, code: null })
      .where("subject", "=", subject)
      .execute();
  }
}

async function reviveSubject(trx: Db, connected: Connected, subject: string): Promise<void> {
  const parsed = parseSubject(subject);
  await trx.updateTable("agenda").set({ code: REPLAYED }).where("subject", "=", subject).execute();
  if (parsed) await wakeAll({ trx, connected, subjects: [parsed], at: connected.now(), because: "news" });
}
