// `change.freezes` of the policy: its schema, and the calendar that it means.
import * as z from "zod";
import { exactLength, isZone, parseDuration } from "../../core/clock.ts";
import { LONGEST_LEAD, type Freeze } from "../../core/freezes.ts";
import { parseGlob } from "../../core/glob.ts";
import { bad, checked, good, type Parsed, refusedBy } from "../../core/parsed.ts";
import { parseLocal, parseOnce, parseWeekly, type Window } from "../../core/window.ts";
import { CHANGE_TYPES } from "../record-shapes.ts";

const globs = z
  .array(z.string().superRefine(refusedBy(parseGlob)))
  .min(1)
  .max(100);

/** Milliseconds. */
function parseLead(text: string): Parsed<number> {
  const duration = parseDuration(text);
  if (!duration.ok) return duration;
  const length = exactLength(duration.value);
  return length !== undefined && length <= LONGEST_LEAD
    ? good(length)
    : bad("A lead is at most a day, in minutes or hours. Write it like 10m.");
}

const local = z.string().superRefine(refusedBy(parseLocal));

const freeze = z
  .strictObject({
    name: z
      .string()
      .trim()
      .min(1)
      .max(60)
      .regex(/^[^\p{Cc}`]*$/u, "a name in one line, without backticks")
      .refine((name) => !/(?:^|\s)(?:because|until)(?:\s|$)/i.test(name) && name.toLowerCase() !== "cancel", {
        error: 'a name that `/override-freeze` can tell from its other words: not "because", "until" or "cancel"',
      })
      .describe("What it is called, also in `/override-freeze`."),
    weekly: z.string().optional().describe('A window of each week: "fri 16:00 - mon 08:00".'),
    from: local.optional().describe('Its first moment, in local time: "2026-12-18T17:00".'),
    to: local.optional().describe("The first moment after it, in local time."),
    zone: z
      .string()
      .refine(isZone, { error: "a time zone like Europe/Stockholm or UTC" })
      .describe("IANA time zone of its times."),
    lead: z
      .string()
      .superRefine(refusedBy(parseLead))
      .optional()
      .describe("So long before its beginning it is kept already, so that every check is turned when it begins."),
    branches: globs.optional().describe("Globs of branches; every governed one when absent."),
    environments: globs
      .optional()
      .describe("Globs of environments: then it is about deployments to them, and not about pull requests."),
    repositories: globs.optional().describe("Globs of owner/name, for a policy that several repositories share."),
    allow: z.array(z.enum(CHANGE_TYPES)).max(3).default([]).describe("Types of change that pass."),
  })
  .superRefine((written, context) => {
    const problem = problemOf(written);
    if (problem) context.addIssue({ code: "custom", path: [...problem.path], message: problem.message });
  })
  .describe("A time in which nothing goes in: weekly, or from and to.");

type Written = z.infer<typeof freeze>;

interface Times {
  readonly weekly?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly zone: string;
}

function problemOf(times: Times): { readonly path: readonly string[]; readonly message: string } | undefined {
  const { weekly, from, to, zone } = times;
  if (weekly !== undefined) {
    if (from !== undefined || to !== undefined) return { path: ["weekly"], message: "either weekly, or from and to" };
    const parsed = parseWeekly({ text: weekly, zone });
    return parsed.ok ? undefined : { path: ["weekly"], message: parsed.reason };
  }
  if (from === undefined || to === undefined) return { path: [], message: "weekly, or from and to" };
  // An unknown zone and a time that is none have been told at their own places.
  if (!isZone(zone) || !parseLocal(from).ok || !parseLocal(to).ok) return undefined;
  const parsed = parseOnce({ from, to, zone });
  return parsed.ok ? undefined : { path: ["to"], message: parsed.reason };
}

export const freezes = z
  .array(freeze)
  .max(100)
  .default([])
  .superRefine((all, context) => {
    const names = all.map(({ name }) => name.toLowerCase());
    for (const [index, name] of names.entries()) {
      if (names.indexOf(name) === index) continue;
      context.addIssue({ code: "custom", path: [index, "name"], message: "a name that no other freeze has" });
    }
  })
  .describe("Times in which nothing goes in. They are no part of what an approval rests on.");

function windowOf({ weekly, from, to, zone }: Times): Window {
  return weekly !== undefined
    ? checked(parseWeekly({ text: weekly, zone }))
    : checked(parseOnce({ from: from ?? "", to: to ?? "", zone }));
}

function writtenIn(window: Window, { from, to }: Times): Freeze["written"] {
  if (window.kind === "weekly") return { from: window.from.time, to: window.to.time };
  return { from: (from ?? "").replace(" ", "T"), to: (to ?? "").replace(" ", "T") };
}

/** The calendar of a section that its schema has checked. */
export function calendarOf(section: { readonly freezes: readonly Written[] }): readonly Freeze[] {
  return section.freezes.map((written) => {
    const window = windowOf(written);
    return {
      name: written.name,
      window,
      zone: written.zone,
      written: writtenIn(window, written),
      lead: written.lead === undefined ? 0 : checked(parseLead(written.lead)),
      branches: written.branches ?? null,
      environments: written.environments ?? null,
      repositories: written.repositories ?? null,
      allow: written.allow,
    };
  });
}
