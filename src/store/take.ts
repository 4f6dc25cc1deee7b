// Taking the next turn: fair among installations, oldest due first, one worker for each subject.
import { sql } from "kysely";
import { parseSubject } from "../core/refs.ts";
import { readDeliveries, withinBytes } from "./bodies.ts";
import { REPLAYED } from "./given-up.ts";
import type { Connected, Db } from "./tables.ts";
import type { Taken } from "./turn.ts";

// Deliveries of one turn; the rest makes the subject due again at once.
const MOST_DELIVERIES = 50;

// The tenants' queue may name a tenant too early: then its entry is put right, and the next one is asked.
const MOST_ROUNDS = 20;

/** Takes the next due subject: the installation that waited longest, and its subject that has been due longest. Null when nothing is due. */
export async function take(
  connected: Connected,
  { worker, leaseMs }: { readonly worker: string; readonly leaseMs: number },
): Promise<Taken | null> {
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const taken = await takeFromNextTenant(connected, { worker, leaseMs });
    if (taken !== "stale") return taken;
  }
  return null;
}

async function takeFromNextTenant(
  connected: Connected,
  { worker, leaseMs }: { readonly worker: string; readonly leaseMs: number },
): Promise<Taken | "stale" | null> {
  return connected.db.transaction().execute(async (trx) => {
    const installation = await nextTenant(trx, connected);
    if (installation === null) return null;
    const taken = await takeOf({ trx, connected, installation, worker, leaseMs });
    await trx
      .updateTable("agenda_tenants")
      .set((set) => ({
        next_due: set
          .selectFrom("agenda")
          .select((select) => select.fn.min("agenda.due_at").as("first"))
          .where("agenda.installation", "=", installation)
          .where("agenda.due_at", "is not", null),
        // A tenant that had nothing to take goes to the end of the queue too: its only due row may be locked for a moment.
        last_turn: sql<number>`(select max(last_turn) + 1 from agenda_tenants)`,
      }))
      .where("installation", "=", installation)
      .execute();
    return taken ?? "stale";
  });
}

async function nextTenant(trx: Db, { kind, now }: Connected): Promise<number | null> {
  const due = trx
    .selectFrom("agenda_tenants")
    .select("installation")
    .where("paused", "=", 0)
    .where("next_due", "<=", now())
    .orderBy("last_turn")
    .orderBy("installation")
    .limit(1);
  if (kind === "sqlite") return (await due.executeTakeFirst())?.installation ?? null;
  // Tenants that a replica is taking from right now are passed over; waited for only when there are no others.
  const free = await due.forUpdate().skipLocked().executeTakeFirst();
  return (free ?? (await due.forUpdate().executeTakeFirst()))?.installation ?? null;
}

async function takeOf(args: {
  readonly trx: Db;
  readonly connected: Connected;
  readonly installation: number;
  readonly worker: string;
  readonly leaseMs: number;
}): Promise<Taken | null> {
  const { trx, connected } = args;
  const now = connected.now();
  const due = trx
    .selectFrom("agenda")
    .select(["subject", "token", "attempts", "woken_at", "dead_at", "code", now.as("now")])
    .where("installation", "=", args.installation)
    .where("due_at", "<=", now)
    .orderBy("due_at")
    .orderBy("subject")
    .limit(1);
  // A row that is locked belongs to a worker that is writing under its lease at this moment.
  const row = await (connected.kind === "postgres" ? due.forUpdate().skipLocked() : due).executeTakeFirst();
  const subject = row && parseSubject(row.subject);
  if (!row || !subject) return null;
  const pending = await trx
    .selectFrom("work")
    .innerJoin("deliveries", "deliveries.row", "work.delivery")
    .select(["deliveries.row", "deliveries.size"])
    .where("work.subject", "=", row.subject)
    .where("work.state", "=", "pending")
    .orderBy("deliveries.row")
    .limit(MOST_DELIVERIES + 1)
    .execute();
  const rows = withinBytes(pending.slice(0, MOST_DELIVERIES));
  // Never below the clock, so that tokens grow even where a purge removed the row that counted them.
  const token = Math.max(row.token + 1, row.now);
  const until = row.now + args.leaseMs;
  const wokenLater = row.woken_at !== null && row.woken_at > row.now ? row.woken_at : null;
  await trx
    .updateTable("agenda")
    .set({
      token,
      worker: args.worker,
      leased_until: until,
      due_at: until,
      woken_at: rows.length < pending.length ? row.now : wokenLater,
      attempts: row.attempts + 1,
    })
    .where("subject", "=", row.subject)
    .execute();
  const deliveries = await readDeliveries({ ...connected, db: trx }, rows);
  const isReplayed = row.dead_at !== null && row.code === REPLAYED;
  return { subject, token, deliveries, attempts: row.attempts + 1, isReplayed, now: row.now };
}
