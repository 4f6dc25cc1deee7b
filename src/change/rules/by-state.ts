// Predicates on the pull request's and the repository's state, and on the calendar.
import * as z from "zod";
import { isBusinessTime, nextBusinessChange, type Calendar } from "../../core/calendar.ts";
import { isZone } from "../../core/clock.ts";
import { checked } from "../../core/parsed.ts";
import type { Instant } from "../../core/refs.ts";
import { isIn, nextChange, parseWeekly, type Window } from "../../core/window.ts";
import { either, given, no, yes, type Predicate } from "./predicate.ts";

export const draft: Predicate<boolean> = {
  setting: z.boolean(),
  holds: "true: it is a draft; false: it is not.",
  example: "false",
  asks: [],
  judge: (asked, { pull }) =>
    either(pull.draft === asked, {
      code: "draft",
      title: pull.draft ? "It is a draft." : "It is not a draft.",
      cure: asked ? "Convert it to a draft." : "Mark it as ready for review.",
    }),
};

export const linkedIssue: Predicate<boolean> = {
  setting: z.boolean(),
  holds: "true: it is linked to an issue of this repository; false: to none.",
  example: "true",
  asks: ["linked-issues"],
  judge: (asked, { linkedIssues }) =>
    given(linkedIssues, (issues) => {
      const isLinked = issues.length > 0;
      const title = isLinked
        ? `It is linked to ${issues.map((issue) => `issue ${issue}`).join(", ")}.`
        : "It is linked to no issue of this repository.";
      if (isLinked === asked) return yes(isLinked ? "linked-issue" : "no-linked-issue", title);
      return no({
        code: isLinked ? "linked-issue" : "no-linked-issue",
        title,
        cure: asked
          ? "Link one: write `fixes` and the issue's number into the description, or use the sidebar."
          : "Take the link to the issue away.",
      });
    }),
};

export const topics: Predicate<string[]> = {
  setting: z
    .array(z.string().regex(/^[a-z0-9][a-z0-9-]{0,49}$/, "a topic, in lower case"))
    .min(1)
    .max(50),
  holds: "The repository has one of these topics.",
  example: "[payments]",
  asks: [],
  judge(asked, { repository }) {
    const found = asked.find((topic) => repository.topics.includes(topic));
    return found === undefined
      ? no({
          code: "not-topics",
          title: `The repository has no topic ${asked.join(" or ")}.`,
          cure: `Give the repository the topic ${asked.join(" or ")}.`,
        })
      : yes("topics", `The repository has the topic ${found}.`);
  },
};

const propertyValue = z.string().min(1).max(500);

export const customProperties: Predicate<Record<string, string | string[]>> = {
  setting: z
    .record(z.string().min(1).max(75), z.union([propertyValue, z.array(propertyValue).min(1).max(100)]))
    .refine((asked) => Object.keys(asked).length > 0, { error: "at least one property" }),
  holds: "Each of these custom properties of the repository has the value, or one of the values.",
  example: "{ tier: [gold, silver] }",
  asks: ["properties"],
  judge: (asked, { properties }) =>
    given(properties, (all) => {
      for (const [name, values] of Object.entries(asked)) {
        const has = Object.hasOwn(all, name) ? (all[name] ?? []) : [];
        const wanted = [values].flat();
        if (!has.some((value) => wanted.includes(value))) {
          return no({
            code: "not-custom-properties",
            title: `The repository's property ${name} is ${has.length === 0 ? "not set" : has.join(", ")}.`,
            cure: `Set it to ${wanted.join(" or ")} in the organisation.`,
          });
        }
      }
      return yes("custom-properties", `The repository's ${Object.keys(asked).join(", ")} is as asked.`);
    }),
};

const WINDOW = 'a weekly window like "fri 16:00 - mon 08:00"';

const times = z
  .strictObject({
    business: z.boolean().optional().describe("true: during business time of `calendar:`; false: outside of it."),
    weekly: z
      .array(z.string().refine((text) => parseWeekly({ text, zone: "UTC" }).ok, { error: WINDOW }))
      .min(1)
      .max(20)
      .optional()
      .describe("During one of these, like `fri 16:00 - mon 08:00`; the end is outside."),
    zone: z
      .string()
      .refine(isZone, { error: "a time zone like Europe/Stockholm or UTC" })
      .optional()
      .describe("IANA time zone of `weekly`; the calendar's when absent."),
  })
  .refine(({ business, weekly }) => business !== undefined || weekly !== undefined, {
    error: "business, weekly or both",
  });

type Times = z.infer<typeof times>;

export const at: Predicate<Times> = {
  setting: times,
  holds: "It is business time (or, with false, it is not), and it is within one of the weekly windows.",
  example: "{ business: true }",
  asks: [],
  judge: (asked, { now, calendar }) =>
    either(isAt(asked, calendar, now), {
      code: "at",
      title: isAt(asked, calendar, now) ? `It is ${printTimes(asked)}.` : `It is not ${printTimes(asked)}.`,
      cure: `Wait until it is ${printTimes(asked)}.`,
      owes: "the calendar",
    }),
};

function isAt(asked: Times, calendar: Calendar, now: Instant): boolean {
  const isBusiness = asked.business === undefined || isBusinessTime(calendar, now) === asked.business;
  return isBusiness && (asked.weekly === undefined || windowsOf(asked, calendar).some((window) => isIn(window, now)));
}

function printTimes({ business, weekly }: Times): string {
  const hours = business === undefined ? [] : [business ? "business time" : "outside of business time"];
  return [...hours, ...(weekly === undefined ? [] : [weekly.join(" or ")])].join(" within ");
}

function windowsOf({ weekly = [], zone }: Times, calendar: Calendar): readonly Window[] {
  return weekly.map((text) => checked(parseWeekly({ text, zone: zone ?? calendar.zone })));
}

/** When the answer may next be another one; undefined when it never is. */
export function nextTurnOf(asked: Times, calendar: Calendar, now: Instant): Instant | undefined {
  const turns = [
    ...(asked.business === undefined ? [] : [nextBusinessChange(calendar, now)]),
    ...windowsOf(asked, calendar).map((window) => nextChange(window, now)),
  ].filter((turn) => turn !== undefined);
  return turns.length > 0 ? Math.min(...turns) : undefined;
}
