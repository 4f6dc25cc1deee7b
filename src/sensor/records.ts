// What this room keeps about a branch. Nothing is ever changed: where the record begins, each move with what became of
// its commits, and each exception.
import * as z from "zod";
import type { StepOf } from "../core/plan.ts";
import type { LedgerRecord } from "../core/reads.ts";
import type { Instant, Person } from "../core/refs.ts";

const sha = z.string().regex(/^([0-9a-f]{40}|[0-9a-f]{64})$/);

const mapped = z.object({
  sha,
  is: z.enum(["change", "exception"]),
  /** The pull request that it belongs to, as far as one is known. */
  pull: z.int().nullable(),
  /** `approved`, or why it is an exception. */
  code: z.string(),
});
/** What became of one commit. */
export type Mapped = z.infer<typeof mapped>;

const SHAPES = {
  /** About the repository: the first look at it. `lost`: our checks were there already, and our records were not. */
  "sensor.adopted": z.object({
    lost: z.boolean(),
    /** By GitHub's clock, in whole seconds; null where nobody asked it, as in older records. */
    at: z.int().nullable().default(null),
  }),
  /** Where a branch's record begins: what is older is "before Lamplighter". `by` a person where a person set it. */
  "sensor.baseline": z.object({
    sha,
    source: z.enum(["first-look", "created", "person"]),
    because: z.string(),
    /** GitHub's number of the branch's last move until then, as far as it was known; of one that was `created`, before it. */
    id: z.int().nullable(),
  }),
  /** A push that an event told of; `by` is its sender. Zeros stand for a branch that is not there. */
  "sensor.pushed": z.object({ before: sha, after: sha }),
  /** Commits that nothing explained when they were first seen: what explains them may be on its way. */
  "sensor.waiting": z.object({ after: sha }),
  /** One move of the branch, looked at to the end, in parts of at most {@link PART} commits. `by` is who moved it. */
  "sensor.move": z.object({
    /** GitHub's number of it; null where only an event told of it, or nobody did. */
    id: z.int().nullable(),
    before: sha,
    after: sha,
    kind: z.string(),
    /** By GitHub's clock; null where GitHub did not say. */
    at: z.int().nullable(),
    part: z.int().min(1),
    parts: z.int().min(1),
    commits: z.array(mapped),
    /** Commits that it took off the branch. */
    removed: z.array(sha),
  }),
  /** Commits without an approved change, or a move that took some away. `by` is who did it. */
  "sensor.exception": z.object({
    slot: z.string(),
    code: z.string(),
    pull: z.int().nullable(),
    before: sha,
    after: sha,
    /** At most {@link MOST_NAMED} of them. */
    commits: z.array(sha),
    count: z.int(),
    /** Ids of those who had a hand in it. */
    hands: z.array(z.int()),
    /** Null in `mode: observe`: it is kept, and nobody is asked to review it. */
    review: z.object({ by: z.array(z.string()), within: z.string() }).nullable(),
  }),
  /**
   * Up to here everything is looked at and nothing is owed any more: a look may begin after it. Nothing rests on it alone:
   * where the records after it do not explain a commit by an approved change, all are read.
   */
  "sensor.settled": z.object({
    /** The sequence number of the last record that was read. */
    upTo: z.int().min(0),
    /** Where the branch was. */
    tip: sha,
    isDeleted: z.boolean(),
    id: z.int().nullable(),
    /** How many moves were looked at until then. */
    moves: z.int().min(0),
  }),
  /** Whether a standard change was drawn for a review, one in `oneIn`. */
  "sensor.draw": z.object({ pull: z.int(), commit: sha, oneIn: z.int(), drawn: z.boolean() }),
} as const;

export const PART = 500;
export const MOST_NAMED = 20;

export type SensorKind = keyof typeof SHAPES;
export type SensorData<Kind extends SensorKind> = z.infer<(typeof SHAPES)[Kind]>;
export const SENSOR_KINDS = Object.keys(SHAPES) as readonly SensorKind[];

/** One record, read back and checked. */
export interface EntryOf<Kind extends SensorKind> {
  readonly kind: Kind;
  readonly by: Person | null;
  /** By our clock. */
  readonly recordedAt: Instant;
  readonly data: SensorData<Kind>;
}
export type Entry = { [Kind in SensorKind]: EntryOf<Kind> }[SensorKind];
type EntryAmong<Kind extends SensorKind> = Extract<Entry, { readonly kind: Kind }>;

/** The records as this room wrote them, others left out; or which one cannot be understood. */
export function readEntries(records: readonly LedgerRecord[]): readonly Entry[] | { readonly broken: string } {
  const entries: Entry[] = [];
  for (const { kind, sequence, by, at, data } of records) {
    if (!isOurs(kind)) continue;
    const parsed = SHAPES[kind].safeParse(data);
    if (!parsed.success) return { broken: `record ${sequence} (${kind})` };
    // The data was parsed by the shape of this very kind, which the compiler cannot follow through the table.
    entries.push({ kind, by, recordedAt: at, data: parsed.data } as Entry);
  }
  return entries;
}

/** Whether this room can do without setting a record aside: it reads it, or nobody here asks for it. */
export function isUnderstood(record: LedgerRecord): boolean {
  return !("broken" in readEntries([record]));
}

function isOurs(kind: string): kind is SensorKind {
  return Object.hasOwn(SHAPES, kind);
}

export function entriesOf<Kind extends SensorKind>(entries: readonly Entry[], kind: Kind): EntryAmong<Kind>[] {
  return entries.filter((entry): entry is EntryAmong<Kind> => entry.kind === kind);
}

/** The step that writes one. `meaning` tells it from others of its kind on this subject. */
export function recordStep<Kind extends SensorKind>(args: {
  readonly kind: Kind;
  readonly by: Person | null;
  readonly data: SensorData<Kind>;
  readonly why: string;
  readonly meaning: string;
}): StepOf<"record"> {
  const { kind, by, data, why, meaning } = args;
  return { do: "record", kind, by, data, why, key: `${kind}:${meaning}` };
}
