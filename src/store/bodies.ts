// Deliveries read back as they came, never more of them at once than memory can take.
import type { Instant } from "../core/refs.ts";
import type { Spool, Spooled } from "./spool.ts";
import type { Connected } from "./tables.ts";

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
export async function readDeliveries(
  { db, spool }: Pick<Connected, "db" | "spool">,
  rows: readonly number[],
): Promise<readonly Delivery[]> {
  if (rows.length === 0) return [];
  const found = await db
    .selectFrom("deliveries")
    .select(["row", "id", "event", "body", "size", "body_hash", "segment", "place", "received_at"])
    .where("row", "in", rows)
    .orderBy("row")
    .execute();
  return found.map((stored) => {
    const { row, id, event, received_at: receivedAt } = stored;
    return { row, id, event, body: bodyOf(stored, spool), receivedAt };
  });
}

/** Where a row says that its body is. */
export interface Stored {
  readonly body: Uint8Array;
  readonly size: number;
  readonly body_hash: string;
  readonly segment: number | null;
  readonly place: number | null;
}

/** The body itself; empty when it was forgotten, and when the file that had it is gone or damaged. */
export function bodyOf(stored: Stored, spool: Spool | undefined): Uint8Array {
  const where = spooled(stored);
  return (where ? spool?.read(where) : stored.body) ?? new Uint8Array(0);
}

/** Undefined for one whose body is in its row, or forgotten. */
export function spooled({ size, body_hash: hash, segment, place }: Omit<Stored, "body">): Spooled | undefined {
  return segment === null || place === null ? undefined : { segment, place, size, hash };
}

/** Drops the bodies of deliveries that are done with and older than `before`. The hashes stay: a replay is still seen. */
export async function forgetBodies(connected: Connected, before: Instant): Promise<number> {
  // Before anything is forgotten: so a file goes one call after its last body did, and a backup that runs still finds it.
  await removeFiles(connected);
  const { db } = connected;
  const { numUpdatedRows } = await db
    .updateTable("deliveries")
    .set({ body: new Uint8Array(0), size: 0, segment: null, place: null })
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

/** Removes the files of the spool that no row names. */
async function removeFiles({ db, spool }: Connected): Promise<void> {
  if (!spool) return;
  // Listed before the rows are read: what becomes closed meanwhile has rows that are not read yet.
  const closed = spool.closed();
  if (closed.length === 0) return;
  const named = await db
    .selectFrom("deliveries")
    .select("segment")
    .distinct()
    .where("segment", "is not", null)
    .execute();
  const needed = new Set(named.map(({ segment }) => segment));
  for (const segment of closed) if (!needed.has(segment)) spool.remove(segment);
}
