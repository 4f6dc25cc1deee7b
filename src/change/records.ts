// What this room keeps in the ledger about a pull request, and reads back. Nothing is ever changed or deleted:
// a withdrawal is one more record, and what stands is found by reading them in order.
import type { Json, StepOf } from "../core/plan.ts";
import type { LedgerRecord } from "../core/reads.ts";
import type { Instant, Person } from "../core/refs.ts";
import { leftOf, readSetAside } from "../core/set-aside.ts";
import { SHAPES, type Place, type RecordData, type RecordKind } from "./record-shapes.ts";

/** Something that a person wrote: where, and when by GitHub's clock. */
interface Written {
  readonly data: { readonly at: Place; readonly saidAt: Instant };
}

/**
 * Whether one was written after the other. Stamps have whole seconds: within one, ids grow among comments and among
 * reviews, and lines within one text (line 0 is the review itself, which its own commands come after).
 */
export function isWrittenAfter(one: Written, other: Written): boolean {
  const [a, b] = [one.data, other.data];
  if (a.saidAt !== b.saidAt) return a.saidAt > b.saidAt;
  if (a.at.channel !== b.at.channel) return false;
  return a.at.id === b.at.id ? a.at.line > b.at.line : a.at.id > b.at.id;
}

/** One record, read back and checked. */
export type Entry = { [Kind in RecordKind]: EntryOf<Kind> }[RecordKind];

export interface EntryOf<Kind extends RecordKind> {
  readonly kind: Kind;
  readonly sequence: number;
  readonly by: Person | null;
  /** When it was recorded, by our clock. */
  readonly recordedAt: Instant;
  readonly data: RecordData<Kind>;
}

export type History = readonly Entry[];

/**
 * The records as this room wrote them, or which one cannot be understood: then nothing may rest on the rest of them. Where
 * one was set aside, nobody knows whether it was an approval or a rejection: what could open the gate and was on record by
 * then is lost with it, as if it had been refused, and the change is on hold until somebody with a role lets it go.
 */
export function readHistory(records: readonly LedgerRecord[]): History | { readonly broken: string } {
  const { records: left, lost, asides } = leftOf(records, opens);
  const entries: Entry[] = [];
  for (const record of left) {
    const entry = readEntry(record);
    if (!entry) return { broken: `record ${record.sequence} (${record.kind})` };
    entries.push(entry);
  }
  if (asides.length === 0) return entries;
  const instead = [...lost.flatMap(refusalOf), ...asides.map(holdOf)];
  return [...entries, ...instead].sort((a, b) => a.sequence - b.sequence);
}

/** Whether this room can do without setting a record aside: it reads it, or nobody here asks for it. */
export function isUnderstood(record: LedgerRecord): boolean {
  return !isOurs(record.kind) || readEntry(record) !== undefined;
}

/** Those that keep a gate shut or say what happened. Every other one could open it, one of a later version too. */
const SHUT: ReadonlySet<string> = new Set<RecordKind>([
  "change.pushed",
  "change.announced",
  "change.updated",
  "change.group",
  "change.queued",
  "change.withdrawal",
  "change.rejection",
  "change.hold",
  "change.stop",
  "change.override-lift",
  "change.delegation-end",
  "change.delegation-doubt",
  "change.asked",
  "change.reminded",
  "change.merged-in-freeze",
  "change.refusal",
  "change.pending",
  "change.decided",
  "change.merged",
]);

function opens(record: LedgerRecord): boolean {
  if (record.kind !== "change.risk") return !SHUT.has(record.kind);
  // A level that raises is for any head; one that lowers is for its own, and no level takes back what was raised.
  const entry = readEntry(record);
  return entry?.kind !== "change.risk" || entry.data.level === null || entry.data.tuple !== null;
}

/** A command or review that opened something is not judged again where it stands: it was said before the loss. */
function refusalOf(record: LedgerRecord): readonly EntryOf<"change.refusal">[] {
  const entry = readEntry(record);
  if (!entry || !("at" in entry.data)) return [];
  const { sequence, by, recordedAt, data } = entry;
  const title = "A record of this pull request was set aside, and this went with it.";
  const refusal = { at: data.at, command: entry.kind, code: "set-aside", title, cure: "Say it again." };
  return [{ kind: "change.refusal", sequence, by, recordedAt, data: refusal }];
}

function holdOf({ sequence, at, data }: LedgerRecord): EntryOf<"change.hold"> {
  const aside = readSetAside(data);
  const which = aside ? `record ${aside.sequence} (${aside.kind})` : "a record";
  const because = `${which}, which could not be read, was set aside${aside ? ` by ${aside.by}: ${aside.because}` : ""}`;
  const place = { channel: "comment", id: 0, line: 0 } as const;
  return { kind: "change.hold", sequence, by: null, recordedAt: at, data: { at: place, because, saidAt: at } };
}

function readEntry({ kind, sequence, by, at, data }: LedgerRecord): Entry | undefined {
  if (!isOurs(kind)) return undefined;
  const parsed = SHAPES[kind].safeParse(data);
  // The data was parsed by the shape of this very kind, which the compiler cannot follow through the table.
  return parsed.success ? ({ kind, sequence, by, recordedAt: at, data: parsed.data } as Entry) : undefined;
}

function isOurs(kind: string): kind is RecordKind {
  return Object.hasOwn(SHAPES, kind);
}

type EntryAmong<Kind extends RecordKind> = Extract<Entry, { readonly kind: Kind }>;

export function entriesOf<Kind extends RecordKind>(history: History, ...kinds: readonly Kind[]): EntryAmong<Kind>[] {
  return history.filter((entry): entry is EntryAmong<Kind> => kinds.some((kind) => kind === entry.kind));
}

/** A record that this turn makes, before it is in the ledger. */
export type NewRecord = { [Kind in RecordKind]: Pick<EntryOf<Kind>, "kind" | "by" | "data"> }[RecordKind];

/** The history as it will be with one more record: what is said now counts in this very decision. */
export function withRecord(history: History, record: NewRecord, now: Instant): History {
  const sequence = (history.at(-1)?.sequence ?? 0) + 1;
  return [...history, { ...record, sequence, recordedAt: now }];
}

/** The step that writes it. `meaning` tells it from others of its kind on this subject. */
export function recordStep(record: NewRecord, why: string, meaning: string): StepOf<"record"> {
  return {
    do: "record",
    why,
    key: `record:${record.kind}:${meaning}`,
    kind: record.kind,
    by: record.by,
    data: record.data satisfies Json,
  };
}

/** One command's place as text: `comment/77/1`. */
export function printPlace({ channel, id, line }: Place): string {
  return `${channel}/${id}/${line}`;
}

const OUTCOMES = [
  "change.approval",
  "change.withdrawal",
  "change.rejection",
  "change.rejection-lift",
  "change.hold",
  "change.unhold",
  "change.vouch",
  "change.type",
  "change.risk",
  "change.stop",
  "change.resume",
  "change.override",
  "change.override-lift",
  "change.delegation",
  "change.delegation-end",
  "change.refusal",
] as const satisfies readonly RecordKind[];

/** What became of the command at a place, if it was judged: so that it is never judged twice. */
export function outcomeAt(history: History, at: Place): EntryAmong<(typeof OUTCOMES)[number]> | undefined {
  return entriesOf(history, ...OUTCOMES).find((entry) => printPlace(entry.data.at) === printPlace(at));
}

/** Our comment as it was last written, as far as we know. */
export function commentOf(history: History): RecordData<"change.announced"> | undefined {
  return entriesOf(history, "change.announced", "change.updated").at(-1)?.data;
}

/** Commands that were heard and could not be judged since. */
export function pendingOf(history: History): EntryAmong<"change.pending">[] {
  return entriesOf(history, "change.pending").filter((entry) => outcomeAt(history, entry.data.at) === undefined);
}
