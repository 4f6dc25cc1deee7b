// The hot path of the intake: a delivery is on disk before its promise resolves, and deliveries that come together share one commit.
import { setTimeout } from "node:timers/promises";
import { CompiledQuery, sql } from "kysely";
import { bodyHash } from "./frames.ts";
import type { Raw } from "./frames.ts";
import type { Place } from "./spool.ts";
import { unsynced } from "./sqlite.ts";
import type { Connected, Db } from "./tables.ts";

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
      if (lastRows >= SIBLINGS && waiting.length < MOST_ROWS) await setTimeout(DELAY_MS);
      const batch = takeBatch(waiting);
      lastRows = batch.length;
      try {
        const answers = await store(connected, batch, texts);
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
      setImmediate(() => void flush());
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

/**
 * With a spool the bodies and what is needed to write their rows again are on disk first. So the rows' own commit is not
 * waited for: it outlives this process, and what a power failure takes of it, `recover` brings back.
 */
async function store(
  { db, spool }: Connected,
  batch: readonly Waiting[],
  texts: Map<number, string>,
): Promise<readonly Accepted[]> {
  if (spool) {
    const places = await spool.append(batch);
    const inserted = await unsynced(db, insertion({ db, batch, texts, places }));
    return isAll(inserted, batch) ?? db.transaction().execute((trx) => judge({ trx, batch, inserted, places }));
  }
  return db.transaction().execute(async (trx) => {
    const { rows: inserted } = await trx.executeQuery(insertion({ db: trx, batch, texts, places: [] }));
    return isAll(inserted, batch) ?? judge({ trx, batch, inserted, places: [] });
  });
}

interface Inserted {
  readonly body_hash: string;
}

function isAll(inserted: readonly Inserted[], batch: readonly Waiting[]): readonly Accepted[] | undefined {
  return inserted.length === batch.length ? batch.map(() => "new") : undefined;
}

const ELSEWHERE = new Uint8Array(0);

/** Where a row has its body: in the spool, or in itself. */
type BodyAt = { readonly body: Uint8Array } & Partial<Place>;
const bodyAt = (raw: Raw, place: Place | undefined): BodyAt =>
  place === undefined ? { body: raw.body } : { body: ELSEWHERE, ...place };

/** What is not here yet gets a row. */
function insertion(args: {
  readonly db: Db;
  readonly batch: readonly Waiting[];
  readonly texts: Map<number, string>;
  /** Of each body in the spool; empty where bodies go into their rows. */
  readonly places: readonly Place[];
}): CompiledQuery<Inserted> {
  const { db, batch, texts, places } = args;
  const values = batch.map(({ raw, hash: body_hash }, index) => ({
    id: raw.id,
    event: raw.event,
    ...bodyAt(raw, places[index]),
    size: raw.body.length,
    body_hash,
    received_at: raw.receivedAt,
  }));
  // Building a query costs more than running it, and there are at most 64 of these: one for each number of rows.
  let text = texts.get(batch.length);
  if (text === undefined) {
    text = db
      .insertInto("deliveries")
      .values(values)
      .onConflict((conflict) => conflict.column("body_hash").doNothing())
      .returning("body_hash")
      .compile().sql;
    texts.set(batch.length, text);
  }
  return CompiledQuery.raw(
    text,
    values.flatMap((row) => Object.values(row)),
  );
}

async function judge(args: {
  readonly trx: Db;
  readonly batch: readonly Waiting[];
  readonly inserted: readonly Inserted[];
  readonly places: readonly Place[];
}): Promise<readonly Accepted[]> {
  const { trx, batch, inserted, places } = args;
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
  const isFirst = new Set(inserted.map((row) => row.body_hash));
  const answers: Accepted[] = [];
  for (const [index, { raw, hash: bodyHash }] of batch.entries()) {
    const row = byHash.get(bodyHash);
    if (isFirst.delete(bodyHash)) answers.push("new");
    else if (row === undefined || row.id !== raw.id) answers.push("replayed");
    else answers.push((await reopenFailed(trx, row.row, bodyAt(raw, places[index]))) ? "reopened" : "known");
  }
  return answers;
}

/**
 * Makes a delivery that came to nothing unsorted again; false when it had not failed. Its body is read from where it came
 * to stand now: that the first one was gone may be why it failed.
 */
async function reopenFailed(trx: Db, row: number, stands: BodyAt): Promise<boolean> {
  const gaveUp = await trx
    .deleteFrom("work")
    .where("delivery", "=", row)
    .where("state", "=", "dead")
    .executeTakeFirst();
  const reopened = await trx
    .updateTable("deliveries")
    .set({ state: "unsorted", reason: null, code: null, ...stands })
    .where("row", "=", row)
    .where((where) => where.or([where("state", "=", "dead"), sql<boolean>`${gaveUp.numDeletedRows > 0n ? 1 : 0} = 1`]))
    .executeTakeFirst();
  return reopened.numUpdatedRows > 0n;
}
