// Every sentence about freezes and their overrides.
import { printInstant } from "../../core/clock.ts";
import type { Freeze } from "../../core/freezes.ts";
import type { Verdict } from "../../core/verdict.ts";
import type { Span } from "../../core/window.ts";
import type { Refusal } from "../hearing/answers.ts";
import { at, because as reasoned, list } from "../phrases.ts";
import { printLocal, type Override, type OverrideProblem, type Worth } from "./override.ts";

function time(instant: number, zone: string): string {
  return zone === "UTC" ? printInstant(instant) : `${printInstant(instant)} (${printLocal(instant, zone)})`;
}

const command = (freeze: Freeze): string => `\`/override-freeze ${freeze.name} because ... until ...\``;

interface About {
  readonly freeze: Freeze;
  readonly span: Span;
  readonly because: readonly Verdict[];
}

export function frozen({ freeze, span, may, because }: About & { readonly may: readonly string[] }): Verdict {
  const { name, zone, lead, allow } = freeze;
  const early =
    lead === 0 ? "" : ` It begins ${time(span.from, zone)}, and is kept ${Math.round(lead / 60_000)} minutes before.`;
  const passes = allow.length === 0 ? "" : `; ${list(allow)} changes pass`;
  const override =
    may.length === 0
      ? "Nobody may override it: the policy names no `override_freeze`."
      : `Somebody from ${list(may, "or")} overrides it for this head: ${command(freeze)}.`;
  return {
    state: "block",
    code: "frozen",
    title: `The freeze ${name} holds until ${time(span.to, zone)}.${early}`,
    cure: `Wait until then${passes}. ${override}`,
    because,
  };
}

export function passesAs({ freeze, span, type, because }: About & { readonly type: string }): Verdict {
  const title = `The freeze ${freeze.name} holds until ${time(span.to, freeze.zone)}, and ${type} changes pass it.`;
  return { state: "allow", code: "freeze-passed", title, because };
}

export function overridden(args: {
  readonly freeze: Freeze;
  readonly override: Override;
  readonly because: readonly Verdict[];
}): Verdict {
  const { freeze, override, because } = args;
  return {
    state: "allow",
    code: "freeze-overridden",
    title: `${at(override.by)} overrode the freeze ${freeze.name} for this head until ${time(override.until, freeze.zone)}${reasoned(override.because)}.`,
    because,
  };
}

const VOID = {
  "another-head": "It was for another head.",
  "another-base": "It was for another base.",
  "taken-back": "It was taken back.",
  over: "Its time is over.",
  "role-lost": "They no longer hold a role that may.",
} as const;

export function voidOverride(override: Override, worth: Worth, freeze: Freeze): Verdict {
  const why = worth.is === "void" ? VOID[worth.code] : "";
  const title = `Void: ${at(override.by)} overrode the freeze ${freeze.name}${reasoned(override.because)}. ${why}`;
  return { state: "off", code: worth.is === "void" ? worth.code : "unknown", title, because: [] };
}

export function problemOf(problem: OverrideProblem): Refusal {
  const { code } = problem;
  switch (problem.code) {
    case "unknown-freeze":
      return {
        code,
        title: "No freeze of this name concerns this pull request.",
        cure:
          problem.names.length === 0 ? "There is none to override." : `There is ${list(problem.names.slice(0, 10))}.`,
      };
    case "no-until":
      return {
        code,
        title: "It needs an end that can be read.",
        cure: "Add `until 2026-12-20T18:00` in the freeze's zone, or `until 2026-12-20T17:00Z`.",
      };
    case "until-past":
      return { code, title: "That time is past.", cure: "Name a later one." };
    case "until-after-freeze":
      return {
        code,
        title: `The freeze ends before that, at ${time(problem.span.to, problem.freeze.zone)}.`,
        cure: "Name that time or an earlier one: an override is for one stretch of a freeze.",
      };
    case "until-before-freeze":
      return {
        code,
        title: `The freeze begins after that, at ${time(problem.span.from, problem.freeze.zone)}.`,
        cure: "Nothing has to be overridden until then.",
      };
    case "freeze-over":
      return { code, title: "That freeze is over.", cure: "Nothing has to be overridden." };
  }
}

export function nobodyMay(): Refusal {
  return {
    code: "nobody-may-override",
    title: "Nobody may override a freeze here.",
    cure: "Name the roles that may under `change.override_freeze` in the policy.",
  };
}

/** The end of an override belongs to the head that was announced when it was written. */
export function notForThisHead(title: string): Refusal {
  return { code: "another-head", title, cure: "Look at the head as it is now, and write it again." };
}

export function mergedInFreeze(freeze: string): string {
  return `merged during the freeze ${freeze}, which nothing let it pass`;
}
