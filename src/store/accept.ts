// The hot path of the intake: a delivery is on disk before its promise resolves, and deliveries that come together share one commit.
import { hash } from "node:crypto";
import { CompiledQuery, sql } from "kysely";
import type { Instant } from "../core/refs.ts";
import type { Connected, Db } from "./tables.ts";

/** One webhook as it came. `id` and `event` are headers, which nobody signed: they are kept, and nothing rests on them. */
export interface Raw {
  /** `X-GitHub-Delivery`. A redelivery keeps it. */
  readonly id: string;
  readonly event: string;
  readonly body: Uint8Array;
  readonly receivedAt: Instant;
}

/**
 * - `new`      stored; it will be sorted
 * - `known`    this delivery is here already, and needs nothing
 * - `reopened` this delivery is here already and had failed; it is tried again
 * - `replayed` the same body came before under another id; stored nothing, does nothing (WH-08)
 */
export type Accepted = "new" | "known" | "reopened" | "replayed";

interface Waiting {
  readonly raw: Raw;
  readonly hash: string;
  resolve(accepted: Accepted): void;
  reject(error: unknown): void;
}

// One statement holds at most this much; the rest goes into the next commit.
const MOST_ROWS = 64;
const MOST_BYTES = 32 * 1024 * 1024;

// As PostgreSQL's commit_delay and commit_siblings: while many come at once, a commit waits a moment for those on their way.
// It costs a crowd a millisecond of latency and saves it a good part of its writes; whoever comes alone waits for nobody.
const SIBLINGS = 4;
const DELAY_MS = 1;

/** What a body is known by. */
export function bodyHash(body: Uint8Array): string {
  return hash("sha256", body, "base64url");
}

/**
 * Group commit: what arrives within one turn of the event loop, or while the commit before is under way, becomes one
 * transaction. One fsync for many answers is what makes durable answers affordable.
 */
export function groupCommit(connected: Connected): (raw: Raw) => Promise<Accepted> {
  const waiting: Waiting[] = [];
  const texts = new Map<number, string>();
  let isFlushing = false;
  let lastRows = 0;

  async function flush(): Promise<void> {
    while (waiting.length > 0) {
      const batch = takeBatch(waiting);
      lastRows = batch.length;
      try {
        const answers = await connected.db.transaction().execute((trx) => insertBatch(trx, batch, texts));
        batch.forEach((one, index) => one.resolve(answers[index] ?? "known"));
      } catch (error) {
        // None of the batch is on disk: every sender must hear that, so that GitHub notes a failure.
        for (const one of batch) one.reject(error);
      }
    }
    isFlushing = false;
  }

  return (raw) =>
    new Promise((resolve, reject) => {
      waiting.push({ raw, hash: bodyHash(raw.body), resolve, reject });
      if (isFlushing) return;
      isFlushing = true;
      if (lastRows >= SIBLINGS) setTimeout(() => void flush(), DELAY_MS);
      else setImmediate(() => void flush());
    });
}

function takeBatch(waiting: Waiting[]): readonly Waiting[] {
  let bytes = 0;
  let rows = 0;
  for (const { raw } of waiting) {
    bytes += raw.body.length;
    if (rows > 0 && (rows >= MOST_ROWS || bytes > MOST_BYTES)) break;
    rows += 1;
  }
  return waiting.splice(0, rows);
}

async function insertBatch(
  trx: Db,
  batch: readonly Waiting[],
  texts: Map<number, string>,
): Promise<readonly Accepted[]> {
  const values = batch.map(({ raw, hash: body_hash }) => ({
    id: raw.id,
    event: raw.event,
    body: raw.body,
    size: raw.body.length,
    body_hash,
    received_at: raw.receivedAt,
  }));
  // Building a query costs more than running it, and there are at most 64 of these: one for each number of rows.
  let text = texts.get(batch.length);
  if (text === undefined) {
    text = trx
      .insertInto("deliveries")
      .values(values)
      .onConflict((conflict) => conflict.column("body_hash").doNothing())
      .returning("body_hash")
      .compile().sql;
    texts.set(batch.length, text);
  }
  const parameters = values.flatMap((row) => Object.values(row));
  const { rows } = await trx.executeQuery<{ body_hash: string }>(CompiledQuery.raw(text, parameters));
  if (rows.length === batch.length) return batch.map(() => "new");
  return judge(trx, batch, new Set(rows.map((row) => row.body_hash)));
}

async function judge(trx: Db, batch: readonly Waiting[], inserted: ReadonlySet<string>): Promise<readonly Accepted[]> {
  const stored = await trx
    .selectFrom("deliveries")
    .select(["row", "id", "body_hash", "state"])
    .where(
      "body_hash",
      "in",
      batch.map((one) => one.hash),
    )
    .execute();
  const byHash = new Map(stored.map((row) => [row.body_hash, row]));
  const isFirst = new Set(inserted);
  const answers: Accepted[] = [];
  for (const { raw, hash: bodyHash } of batch) {
    const row = byHash.get(bodyHash);
    if (isFirst.delete(bodyHash)) answers.push("new");
    else if (row === undefined || row.id !== raw.id) answers.push("replayed");
    else answers.push((await reopenFailed(trx, row.row)) ? "reopened" : "known");
  }
  return answers;
}

/** Makes a delivery that came to nothing unsorted again; false when it had not failed. */
async function reopenFailed(trx: Db, row: number): Promise<boolean> {
  const gaveUp = await trx
    .deleteFrom("work")
    .where("delivery", "=", row)
    .where("state", "=", "dead")
    .executeTakeFirst();
  const reopened = await trx
    .updateTable("deliveries")
    .set({ state: "unsorted", reason: null })
    .where("row", "=", row)
    .where((where) => where.or([where("state", "=", "dead"), sql<boolean>`${gaveUp.numDeletedRows > 0n ? 1 : 0} = 1`]))
    .executeTakeFirst();
  return reopened.numUpdatedRows > 0n;
}
