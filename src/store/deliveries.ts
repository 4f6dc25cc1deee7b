// Deliveries after the 202: sorting them into the agenda.
import { printSubject } from "../core/refs.ts";
import type { Subject } from "../core/refs.ts";
import { wakeAll } from "./agenda.ts";
import { readDeliveries, withinBytes } from "./bodies.ts";
import type { Delivery } from "./bodies.ts";
import type { Why } from "./given-up.ts";
import { storable } from "./storable.ts";
import type { Connected, Db } from "./tables.ts";

/** What a delivery is about. An ignored one is none of ours (with the installation, where the body named one); a dead one needs a person. */
export type Sorted =
  | { readonly subjects: readonly Subject[] }
  | { readonly ignored: string; readonly installation?: number }
  | { readonly dead: Why; readonly installation?: number };

export interface SortedDelivery {
  readonly row: number;
  readonly into: Sorted;
}

/** Deliveries that wait for the sorter, oldest first: at most `limit`, and no more than 32 MB unless one alone is larger. */
export async function unsorted(connected: Connected, limit: number): Promise<readonly Delivery[]> {
  const sizes = await connected.db
    .selectFrom("deliveries")
    .select(["row", "size"])
    .where("state", "=", "unsorted")
    .orderBy("row")
    .limit(limit)
    .execute();
  return readDeliveries(connected, withinBytes(sizes));
}

/** Turns stored deliveries into subjects that are due now, in one transaction. One that another replica sorted first is left alone. */
export async function sort(connected: Connected, sorted: readonly SortedDelivery[]): Promise<void> {
  await connected.db.transaction().execute(async (trx) => {
    const woken = new Map<string, { subject: Subject; rows: number[] }>();
    for (const { row, into } of sorted) {
      if (!(await claim(trx, row, into))) continue;
      for (const subject of "subjects" in into ? into.subjects : []) {
        const key = printSubject(subject);
        const entry = woken.get(key) ?? { subject, rows: [] };
        if (!entry.rows.includes(row)) entry.rows.push(row);
        woken.set(key, entry);
      }
    }
    const entries = [...woken.entries()];
    const work = entries.flatMap(
      ([
        subject,
        {
          subject: { installation },
          rows,
        },
      ]) => rows.map((delivery) => ({ subject, delivery, installation, state: "pending" as const, reason: null })),
    );
    for (let from = 0; from < work.length; from += 500) {
      await trx
        .insertInto("work")
        .values(work.slice(from, from + 500))
        .onConflict((conflict) =>
          conflict.columns(["subject", "delivery"]).doUpdateSet({ state: "pending", reason: null, code: null }),
        )
        .execute();
    }
    const subjects = entries.map(([, { subject }]) => subject);
    await wakeAll({ trx, connected, subjects, at: connected.now(), because: "news" });
    // What happened to a paused installation may be that it is back: its queue moves until its own turn has looked.
    const heard = subjects.filter(({ kind }) => kind === "installation").map(({ installation }) => installation);
    if (heard.length > 0) {
      await trx.updateTable("agenda_tenants").set({ paused: 0 }).where("installation", "in", heard).execute();
    }
  });
}

async function claim(trx: Db, row: number, into: Sorted): Promise<boolean> {
  const isEmpty = "subjects" in into && into.subjects.length === 0;
  const state = "dead" in into ? "dead" : "ignored" in into || isEmpty ? "ignored" : "sorted";
  const reason =
    "dead" in into ? into.dead.reason : "ignored" in into ? into.ignored : isEmpty ? "about nothing of ours" : null;
  const code = "dead" in into ? into.dead.code : null;
  const installation = "subjects" in into ? into.subjects[0]?.installation : into.installation;
  const { numUpdatedRows } = await trx
    .updateTable("deliveries")
    .set({ state, code, reason: reason === null ? null : storable(reason), installation: installation ?? null })
    .where("row", "=", row)
    .where("state", "=", "unsorted")
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Which of these ids were ever received, for the reconciler's comparison with GitHub's own list. */
export async function knownDeliveries({ db }: Connected, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const known = new Set<string>();
  for (let from = 0; from < ids.length; from += 500) {
    const rows = await db
      .selectFrom("deliveries")
      .select("id")
      .where("id", "in", ids.slice(from, from + 500))
      .execute();
    for (const { id } of rows) known.add(id);
  }
  return known;
}
