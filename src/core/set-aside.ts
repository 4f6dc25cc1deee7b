// A record that cannot be read, because it was damaged or a newer version wrote it, makes everything unknown that rests on
// its subject. A person may set it aside (`lamplighter audit set-aside`): that is one more record, and nothing is deleted.
// Nobody knows what the lost record said, so it is read as what would keep a gate shut: what opens one and was on record
// by then is lost with it, and what keeps one shut stays.
import * as z from "zod";
import type { Json } from "./plan.ts";
import type { LedgerRecord } from "./reads.ts";

/** The kind of the record that sets another one of its subject aside. */
export const SET_ASIDE = "audit.set-aside";

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const shape = z.object({
  /** Of the record that is set aside, as it stands in its row: number, hash, the hash before it, kind. */
  sequence: z.int().min(1),
  hash,
  previous: hash,
  kind: z.string(),
  /** Who did it, in their own words: the command line knows no accounts. */
  by: z.string(),
  because: z.string(),
});

export type SetAside = z.infer<typeof shape>;

export function readSetAside(data: Json): SetAside | undefined {
  return shape.safeParse(data).data;
}

/** Under this key the record stands, so that whoever reads a record finds in one step whether it is set aside. */
export function setAsideKey(sequence: number): string {
  return `set-aside:${sequence}`;
}

/** What to say of a record that cannot be read, and that everything about its subject waits for. */
export function unreadable({ broken }: { readonly broken: string }): string {
  return `${broken} cannot be understood. Whoever runs Lamplighter starts the version that wrote it, or sets it aside: lamplighter audit set-aside`;
}

/** The records of a subject as they are to be read. */
export interface Left {
  /** Without those that set others aside. */
  readonly records: readonly LedgerRecord[];
  /** What opened something and was on record when one was set aside. */
  readonly lost: readonly LedgerRecord[];
  readonly asides: readonly LedgerRecord[];
}

/** Parts a subject's records, oldest first. `opens` says which of them could open a gate. */
export function leftOf(records: readonly LedgerRecord[], opens: (record: LedgerRecord) => boolean): Left {
  const asides = records.filter(({ kind }) => kind === SET_ASIDE);
  const last = asides.at(-1)?.sequence ?? 0;
  const others = records.filter(({ kind }) => kind !== SET_ASIDE);
  const isLost = (record: LedgerRecord): boolean => record.sequence < last && opens(record);
  return { records: others.filter((one) => !isLost(one)), lost: others.filter(isLost), asides };
}
