// What is frozen when, for people and their calendars; and local times in the policy that no clock will show.
import { hashOf } from "../../core/canonical.ts";
import { printInstant } from "../../core/clock.ts";
import { frozenBetween, type Freeze, type FrozenSpan } from "../../core/freezes.ts";
import type { CalendarEvent } from "../../core/ical.ts";
import { wallClock } from "../../core/local-time.ts";
import type { Instant } from "../../core/refs.ts";
import type { Span } from "../../core/window.ts";

export interface Listed {
  readonly name: string;
  readonly from: Instant;
  readonly to: Instant;
  /** With the lead: checks are red from here on. */
  readonly keptFrom: Instant;
  readonly zone: string;
  readonly about: string;
  readonly freeze: Freeze;
}

export function listed(freezes: readonly Freeze[], time: Span): readonly Listed[] {
  return frozenBetween(freezes, time).map(({ freeze, from, to }) => ({
    name: freeze.name,
    from,
    to,
    keptFrom: from - freeze.lead,
    zone: freeze.zone,
    about: aboutOf(freeze),
    freeze,
  }));
}

/** `branches main; environments production; emergency changes pass`; what is not said is everything. */
function aboutOf({ branches, environments, repositories, allow }: Freeze): string {
  const scopes = [
    ["branches", branches],
    ["environments", environments],
    ["repositories", repositories],
  ] as const;
  return [
    ...scopes.flatMap(([word, globs]) => (globs === null ? [] : [`${word} ${globs.join(", ")}`])),
    ...(allow.length === 0 ? [] : [`${allow.join(" and ")} changes pass`]),
  ].join("; ");
}

function local(instant: Instant, zone: string): string {
  return wallClock(instant, zone).toString({ smallestUnit: "minute" }).replace("T", " ");
}

/** One line: the instants in UTC, the name, and what the clocks there show. */
export function printListed({ name, from, to, zone, about }: Listed): string {
  const there = `${local(from, zone)} - ${local(to, zone)} ${zone}`;
  return `${printInstant(from)}  ${printInstant(to)}  ${name} (${there}${about === "" ? "" : `; ${about}`})`;
}

/** A freeze keeps its events' ids while it keeps its name: also where its times are moved, and in whatever range it is asked for. */
export function eventsOf(all: readonly Listed[]): readonly CalendarEvent[] {
  return all.map(({ name, from, to, zone, about, freeze }) => {
    const week = freeze.window.kind === "weekly" ? local(from, zone).slice(0, 10) : "";
    const lead = freeze.lead === 0 ? "" : `Checks turn ${freeze.lead / 60_000} minutes before. `;
    return {
      uid: `${hashOf({ name: name.toLowerCase(), week }).slice(0, 32)}@lamplighter`,
      from,
      to,
      summary: `Freeze: ${name}`,
      description: `${lead}${local(from, zone)} - ${local(to, zone)} ${zone}. ${about}`.trim(),
    };
  });
}

/** Beginnings and ends at times that clocks skip: they are the first instant after the gap, which is worth a word. */
export function skippedIn(freezes: readonly Freeze[], time: Span): readonly string[] {
  return frozenBetween(freezes, time).flatMap(({ freeze, from, to }: FrozenSpan) => {
    const { zone, name } = freeze;
    const told = (word: string, written: string, instant: Instant): readonly string[] => {
      const shown = wallClock(instant, zone).toString({ smallestUnit: "minute" });
      if (shown.endsWith(written)) return [];
      const day = written.includes("T") ? "" : ` on ${shown.slice(0, 10)}`;
      return [
        `${name}: ${written.replace("T", " ")}${day} does not exist in ${zone}, where clocks are put forward; it ${word} ${shown.slice(11)}.`,
      ];
    };
    return [...told("begins at", freeze.written.from, from), ...told("ends at", freeze.written.to, to)];
  });
}
