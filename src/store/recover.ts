// After a power failure: what is in the spool and has no row, because the row's commit had not reached the disk, gets one.
import { sql } from "kysely";
import type { Frame } from "./frames.ts";
import type { Connected, Db } from "./tables.ts";

// Rows in one statement.
const AT_ONCE = 64;

/**
 * Reads the spool from the newest file that a row names: a commit that reached the disk took all before it along. A body
 * that has a row is left alone, also one that was forgotten since; so a second time changes nothing. Answers how many
 * rows were written: besides after a power failure, those of senders who were never answered.
 */
export async function recover({ db, spool }: Connected): Promise<number> {
  if (!spool) return 0;
  const newest = await db
    .selectFrom("deliveries")
    .select("segment")
    .where("segment", "is not", null)
    .orderBy("row", "desc")
    .limit(1)
    .executeTakeFirst();
  let recovered = 0;
  for (const segment of spool.segments()) {
    if (segment < (newest?.segment ?? 0)) continue;
    for (const frames of inBatches(spool.frames(segment))) {
      recovered += await db.transaction().execute((trx) => insertMissing(trx, segment, frames));
    }
  }
  return recovered;
}

function* inBatches(frames: Iterable<Frame>): Generator<readonly Frame[]> {
  let batch: Frame[] = [];
  for (const frame of frames) {
    batch.push(frame);
    if (batch.length < AT_ONCE) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

async function insertMissing(trx: Db, segment: number, frames: readonly Frame[]): Promise<number> {
  const { numInsertedOrUpdatedRows } = await trx
    .insertInto("deliveries")
    .values(
      frames.map(({ id, event, at, size, hash, place }) => ({
        id,
        event,
        body: sql<Uint8Array>`x''`,
        size,
        body_hash: hash,
        received_at: at,
        segment,
        place,
      })),
    )
    .onConflict((conflict) => conflict.column("body_hash").doNothing())
    .executeTakeFirst();
  return Number(numInsertedOrUpdatedRows ?? 0n);
}
