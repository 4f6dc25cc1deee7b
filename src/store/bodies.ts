// Deliveries read back as they came, never more of them at once than memory can take.
import type { Instant } from "../core/refs.ts";
import type { Connected, Db } from "./tables.ts";

/** A delivery as it was stored. `row` is its place in the order of arrival, and names it within this store. */
export interface Delivery {
  readonly row: number;
  readonly id: string;
  /** As the unsigned header said. */
  readonly event: string;
  readonly body: Uint8Array;
  readonly receivedAt: Instant;
}

// What one read may bring into memory.
const MOST_BYTES = 32 * 1024 * 1024;

/** The leading rows that fit into memory together; the first one always does. */
export function withinBytes(sizes: readonly { readonly row: number; readonly size: number }[]): readonly number[] {
  let bytes = 0;
  const rows: number[] = [];
  for (const { row, size } of sizes) {
    bytes += size;
    if (rows.length > 0 && bytes > MOST_BYTES) break;
    rows.push(row);
  }
  return rows;
}

/** Whole deliveries by row, in order of arrival. */
export async function readDeliveries(db: Db, rows: readonly number[]): Promise<readonly Delivery[]> {
  if (rows.length === 0) return [];
  const found = await db
    .selectFrom("deliveries")
    .select(["row", "id", "event", "body", "received_at"])
    .where("row", "in", rows)
    .orderBy("row")
    .execute();
  return found.map(({ received_at, ...row }) => ({ ...row, receivedAt: received_at }));
}

/** Drops the bodies of deliveries that are done with and older than `before`. The hashes stay: a replay is still seen. */
export async function forgetBodies({ db }: Connected, before: Instant): Promise<number> {
  const { numUpdatedRows } = await db
    .updateTable("deliveries")
    .set({ body: new Uint8Array(0), size: 0 })
    .where("received_at", "<", before)
    .where("size", ">", 0)
    .where("state", "in", ["sorted", "ignored"])
    .where((where) =>
      where.not(
        where.exists(where.selectFrom("work").select("work.subject").whereRef("work.delivery", "=", "deliveries.row")),
      ),
    )
    .executeTakeFirst();
  return Number(numUpdatedRows);
}
