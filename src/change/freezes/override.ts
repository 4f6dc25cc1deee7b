// `/override-freeze <name> because ... until <time>`: one freeze, one head of one pull request, until then.
import { Temporal } from "temporal-polyfill";
import { parseInstant } from "../../core/clock.ts";
import { keptAt, type Freeze } from "../../core/freezes.ts";
import { instantOf } from "../../core/local-time.ts";
import type { Unknown } from "../../core/known.ts";
import type { Instant, Person } from "../../core/refs.ts";
import { nextSpan, parseLocal, type Span } from "../../core/window.ts";
import { entriesOf, isWrittenAfter, type EntryOf, type History } from "../records.ts";

/** What a command of this shape says; the times are still text. */
export interface TimedReason {
  /** What stands before `because` and `until`. */
  readonly about: string;
  readonly because: string;
  /** Empty when there is none. */
  readonly until: string;
}

const UNTIL = /(?:^|\s)until\s+(\S+(?:\s\d\d:\d\d)?)\s*$/i;

/** `until` may end the reason or stand before it. */
export function parseTimedReason(args: { readonly args: string; readonly because: string }): TimedReason {
  const late = UNTIL.exec(args.because);
  if (late) return { about: args.args, because: args.because.slice(0, late.index).trim(), until: late[1] ?? "" };
  const early = UNTIL.exec(args.args);
  if (!early) return { about: args.args, because: args.because, until: "" };
  return { about: args.args.slice(0, early.index).trim(), because: args.because, until: early[1] ?? "" };
}

/**
 * A local time in a zone, or an instant with its offset; undefined when it is neither. A permission ends there: of a time
 * that clocks show twice it is the earlier.
 */
export function parseUntil(text: string, zone: string): Instant | undefined {
  const local = parseLocal(text);
  if (local.ok) return instantOf({ ...local.value, zone }, "earlier");
  return /(?:z|[+-]\d\d:\d\d)$/i.test(text) ? parseInstant(text) : undefined;
}

/** `2026-12-20 18:00 in Europe/Stockholm`, for people. */
export function printLocal(instant: Instant, zone: string): string {
  const local = Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone).toPlainDateTime();
  return `${local.toString({ smallestUnit: "minute" }).replace("T", " ")} in ${zone}`;
}

export type OverrideProblem =
  | { readonly code: "unknown-freeze"; readonly names: readonly string[] }
  | { readonly code: "no-until" }
  | { readonly code: "until-past" }
  | { readonly code: "until-before-freeze"; readonly span: Span; readonly freeze: Freeze }
  | { readonly code: "until-after-freeze"; readonly span: Span; readonly freeze: Freeze }
  | { readonly code: "freeze-over" };

export type Asked =
  | { readonly ok: true; readonly freeze: Freeze; readonly until: Instant }
  | { readonly ok: false; readonly problem: OverrideProblem };

/** What is asked for, among the freezes that concern the pull request. It covers the present stretch, or else the next one. */
export function askedFor(args: {
  readonly said: TimedReason;
  readonly freezes: readonly Freeze[];
  readonly now: Instant;
}): Asked {
  const { said, freezes, now } = args;
  const no = (problem: OverrideProblem): Asked => ({ ok: false, problem });
  const freeze = freezes.find(({ name }) => name.toLowerCase() === said.about.replace(/\s+/g, " ").toLowerCase());
  if (!freeze) return no({ code: "unknown-freeze", names: freezes.map(({ name }) => name) });
  const until = parseUntil(said.until, freeze.zone);
  if (until === undefined) return no({ code: "no-until" });
  if (until <= now) return no({ code: "until-past" });
  const span = keptAt(freeze, now) ?? nextSpan(freeze.window, now);
  if (!span) return no({ code: "freeze-over" });
  if (until > span.to) return no({ code: "until-after-freeze", span, freeze });
  if (until <= span.from - freeze.lead) return no({ code: "until-before-freeze", span, freeze });
  return { ok: true, freeze, until };
}

type Entry = EntryOf<"change.override">;

export interface Override {
  readonly by: Person;
  readonly because: string;
  readonly until: Instant;
  readonly freeze: string;
  /** Null while it stands, as far as the record says; whether its giver still may is another question. */
  readonly void: "another-head" | "another-base" | "taken-back" | "over" | null;
}

/** What an override on record is worth now: its giver's role is asked for anew (spec: commands, "Authority"). */
export type Worth =
  | { readonly is: "stands" }
  | { readonly is: "void"; readonly code: NonNullable<Override["void"]> | "role-lost" }
  | { readonly is: "unknown"; readonly why: Unknown };

/** Every override on record, in order. */
export function overridesIn(args: {
  readonly history: History;
  readonly head: string;
  readonly base: string;
  readonly at: Instant;
}): readonly Override[] {
  return entriesOf(args.history, "change.override").flatMap((entry) => {
    const { by, data } = entry;
    if (!by) return [];
    return [{ by, because: data.because, until: data.until, freeze: data.freeze, void: whyVoid(entry, args) }];
  });
}

function whyVoid(
  entry: Entry,
  args: { readonly history: History; readonly head: string; readonly base: string; readonly at: Instant },
): Override["void"] {
  const { data } = entry;
  // It ends on a push: a head that goes away and comes back has to be let through again.
  const since = args.history.slice(args.history.indexOf(entry) + 1);
  const heads = entriesOf(since, "change.pushed", "change.announced").map((one) => one.data.head);
  if (data.head !== args.head || heads.some((head) => head !== data.head)) return "another-head";
  if (data.base !== args.base) return "another-base";
  if (data.until <= args.at) return "over";
  // Like a withdrawal: what was written later counts, whatever came first.
  const isTaken = entriesOf(args.history, "change.override-lift").some(
    (one) => (one.data.lifts === "all" || one.by?.id === entry.by?.id) && !isWrittenAfter(entry, one),
  );
  return isTaken ? "taken-back" : null;
}
