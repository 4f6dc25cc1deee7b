// A whole chain, page by page: for the verifier, for lists and for export.
import { headOf } from "./append.ts";
import { verifyChain } from "./chain.ts";
import type { ChainedEntry, Head, Verification } from "./chain.ts";
import type { Connected, Tables } from "./tables.ts";
import { asTenant } from "./tenant.ts";

type Row = Tables["ledger"];

// One page of a walk over a whole ledger.
const PAGE = 500;

/** The chain against what was kept elsewhere, and against the head that stands beside it: who cuts a tail often forgets that. */
export async function verify(args: {
  readonly connected: Connected;
  readonly installation: number;
  readonly kept: readonly Head[];
}): Promise<Verification> {
  const { connected, installation, kept } = args;
  const ownHead = (): Promise<Head> => asTenant(connected, installation, (trx) => headOf(trx, installation));
  const before = await ownHead();
  const result = await verifyChain(walk(connected, installation), before.sequence > 0 ? [...kept, before] : kept);
  const checkedTo = kept.reduce((most, { sequence }) => Math.max(most, sequence), 0);
  const told = { ...result, tail: kept.length > 0 ? "checked" : "not checked", checkedTo } as const;
  const { sequence } = result.head;
  // The app may go on meanwhile: its head is then further than what was walked, and never behind it.
  if (told.fault !== null || (await ownHead()).sequence >= sequence) return told;
  const message = `The ledger's own head is behind entry ${sequence}: it was changed, or entries were put in.`;
  return { ...told, fault: { code: "other-head", sequence, message } };
}

/** Every entry of an installation as it is chained, page by page: for the verifier and for export. */
export async function* walk(
  connected: Connected,
  installation: number,
  from = Number.MIN_SAFE_INTEGER,
): AsyncGenerator<ChainedEntry> {
  let after = from;
  for (;;) {
    const rows = await page(connected, { installation, after, limit: PAGE });
    for (const row of rows) yield chainedOf(row);
    const last = rows.at(-1);
    if (rows.length < PAGE || last === undefined) return;
    after = last.sequence;
  }
}

/** Entries after a sequence number, oldest first. */
export function page(
  connected: Connected,
  args: { installation: number; after: number; limit: number },
): Promise<readonly Row[]> {
  return asTenant(connected, args.installation, (trx) =>
    trx
      .selectFrom("ledger")
      .selectAll()
      .where("installation", "=", args.installation)
      .where("sequence", ">", args.after)
      .orderBy("sequence")
      .limit(args.limit)
      .execute(),
  );
}

/** A row as it is hashed. */
export function chainedOf(row: Row): ChainedEntry {
  const { installation, sequence, previous, hash, at, subject, kind, data, salt } = row;
  const person = personOf(row);
  return { installation, sequence, previous, hash, at, subject, kind, data, salt, key: row.op_key, person };
}

/** The id beside the person is there for queries. Where it names somebody else the row was changed, and must not verify. */
function personOf({ person, person_json }: Row): string | null {
  const names = person_json?.startsWith(`{"id":${String(person)},`) ?? person === null;
  return names ? person_json : `${String(person)}, not ${String(person_json)}`;
}
