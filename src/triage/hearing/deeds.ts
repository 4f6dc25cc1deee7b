// What was done here so far, as `/undo` needs it: each deed with its effects, so that the last one can be taken back.
import * as z from "zod";
import type { Json } from "../../core/plan.ts";
import type { LedgerRecord } from "../../core/reads.ts";
import type { Board } from "../labels/board.ts";
import { type Cause, causeIn, LABEL_RECORD } from "../labels/provenance.ts";
import { HEARD_RECORD, placeOf, SETTINGS, type SettingName } from "../settings.ts";

/** One thing that was changed. `cause` is why the label had been on; null where a person had set it by hand. */
export type Effect =
  | { readonly label: string; readonly did: "add" }
  | { readonly label: string; readonly did: "remove"; readonly cause: Cause | null }
  | { readonly set: SettingName; readonly before: string | null }
  | { readonly person: { readonly id: number; readonly login: string }; readonly did: "assign" | "unassign" };

/** A command that was done, or what rules changed in one turn without being told. */
export interface Deed {
  /** The command's place, or the turn. */
  readonly id: string;
  readonly command: { readonly name: string; readonly args: string; readonly by: string } | null;
  readonly effects: readonly Effect[];
}

/** What of an answered command its record keeps: its own effects, or which deed it took back. */
export interface Outcome {
  /** Null where the command changes nothing by its nature. */
  readonly deed: Deed | null;
  readonly undid: Undone | null;
}

export interface Undone {
  readonly deed: Deed;
  /** What there was still to take back: the same as the deed's effects unless people were there before. */
  readonly taken: readonly Effect[];
}

export function deedData({ deed, undid }: Outcome): { readonly [key: string]: Json } {
  return {
    ...(deed && { args: deed.command?.args ?? "", effects: deed.effects.map(effectData) }),
    ...(undid && { undid: undid.deed.id }),
  };
}

function effectData(effect: Effect): Json {
  return "cause" in effect ? { ...effect, cause: effect.cause && { ...effect.cause } } : { ...effect };
}

const effect = z.union([
  z.object({ label: z.string(), did: z.literal("add") }),
  z
    .object({ label: z.string(), did: z.literal("remove"), cause: z.json() })
    .transform(({ cause, ...rest }): Effect => ({ ...rest, cause: causeIn(cause) ?? null })),
  z.object({ set: z.enum(SETTINGS), before: z.string().nullable() }),
  z.object({ person: z.object({ id: z.int(), login: z.string() }), did: z.enum(["assign", "unassign"]) }),
]);
const place = { comment: z.int(), line: z.int(), name: z.string() };
const done = z.object({ ...place, did: z.literal("done"), args: z.string(), effects: z.array(effect) });
const undo = z.object({ ...place, did: z.literal("done"), undid: z.string() });
const moved = z.object({ label: z.string(), did: z.enum(["add", "remove"]), turn: z.int() });

/** The deeds that stand, in the order in which they were done; `records` oldest first. */
export function deedsIn(records: readonly LedgerRecord[]): readonly Deed[] {
  const deeds: Deed[] = [];
  for (const { kind, by, data } of records) {
    if (kind === LABEL_RECORD) {
      const read = moved.safeParse(data);
      if (!read.success) continue;
      const { label, did, turn } = read.data;
      const id = `turn:${turn}`;
      const own: Effect = did === "add" ? { label, did } : { label, did, cause: null };
      const last = deeds.at(-1);
      if (last?.id === id) deeds.splice(-1, 1, { ...last, effects: [...last.effects, own] });
      else deeds.push({ id, command: null, effects: [own] });
    } else if (kind === HEARD_RECORD) {
      const undone = undo.safeParse(data);
      if (undone.success) forget(deeds, undone.data.undid);
      const read = done.safeParse(data);
      if (!read.success) continue;
      const { name, args, effects } = read.data;
      deeds.push({ id: placeOf(read.data), command: { name, args, by: by?.login ?? "" }, effects });
    }
  }
  return deeds;
}

function forget(deeds: Deed[], id: string): void {
  const at = deeds.findLastIndex((one) => one.id === id);
  if (at >= 0) deeds.splice(at, 1);
}

/** The same board; what is put on and taken off there is noted as effects. */
export function noting(board: Board, effects: Effect[]): Board {
  return {
    ...board,
    set(name, cause, creation) {
      const outcome = board.set(name, cause, creation);
      if (outcome === "set") effects.push({ label: board.resolve(name) ?? name, did: "add" });
      return outcome;
    },
    unset(name, cause) {
      const held = board.held(name);
      const outcome = board.unset(name, cause);
      if (held && outcome === "unset") effects.push({ label: held.label, did: "remove", cause: held.cause });
      return outcome;
    },
  };
}
