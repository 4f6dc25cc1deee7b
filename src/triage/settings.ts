// What people set by command, as the ledger keeps it: the latest intent for each of these wins.
import * as z from "zod";
import type { Json } from "../core/plan.ts";
import type { LedgerRecord } from "../core/reads.ts";
import type { Instant } from "../core/refs.ts";

export const SETTING_RECORD = "triage.set";
/** A command that was answered: it is not done again when its delivery comes again. */
export const HEARD_RECORD = "triage.heard";
/** What our comment says, as a hash: the same words are not written again. */
export const SHOWN_RECORD = "triage.shown";

export const SETTINGS = ["kind", "severity", "priority", "impact", "urgency", "component"] as const;
export type SettingName = (typeof SETTINGS)[number];

export interface Said {
  readonly value: string;
  /** Login, for printing. */
  readonly by: string;
  readonly because: string;
}

export type Setting = Readonly<Partial<Record<SettingName, Said | undefined>>>;

const settingRecord = z.object({
  what: z.enum(SETTINGS),
  /** Null when it was taken back. */
  value: z.string().nullable(),
  because: z.string(),
});

export function settingData(args: {
  readonly what: SettingName;
  readonly value: string | null;
  readonly because: string;
}): Json {
  return { ...args };
}

/** What stands now; `records` oldest first. */
export function settingsIn(records: readonly LedgerRecord[]): Setting {
  const stands: Partial<Record<SettingName, Said | undefined>> = {};
  for (const { kind, data, by } of records) {
    if (kind !== SETTING_RECORD) continue;
    const read = settingRecord.safeParse(data);
    if (!read.success) continue;
    const { what, value, because } = read.data;
    stands[what] = value === null ? undefined : { value, because, by: by?.login ?? "" };
  }
  return stands;
}

const heardRecord = z.object({ comment: z.int(), line: z.int() });

/** The commands that were answered already, as {@link placeOf} names them. */
export function answeredIn(records: readonly LedgerRecord[]): ReadonlySet<string> {
  const places = records.flatMap(({ kind, data }) => {
    const read = kind === HEARD_RECORD ? heardRecord.safeParse(data) : undefined;
    return read?.success ? [placeOf(read.data)] : [];
  });
  return new Set(places);
}

const refusedRecord = z.object({ did: z.literal("refused") });

/** How many commands of a person were refused here since then. */
export function refusalsSince(args: {
  readonly records: readonly LedgerRecord[];
  readonly person: number;
  readonly since: Instant;
}): number {
  const { records, person, since } = args;
  return records.filter(
    ({ kind, by, at, data }) =>
      kind === HEARD_RECORD && by?.id === person && at >= since && refusedRecord.safeParse(data).success,
  ).length;
}

export function placeOf({ comment, line }: { readonly comment: number; readonly line: number }): string {
  return `${comment}:${line}`;
}

const shownRecord = z.object({ hash: z.string() });

/** The hash of what our comment said when it was last written. */
export function shownIn(records: readonly LedgerRecord[]): string | undefined {
  const last = records.findLast(({ kind }) => kind === SHOWN_RECORD);
  const read = shownRecord.safeParse(last?.data);
  return read.success ? read.data.hash : undefined;
}
