import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { printCalendar, type CalendarEvent } from "../../src/core/ical.ts";
import { instant, once, parseCalendar, text } from "./read-calendar.ts";

const STAMP = Date.UTC(2026, 10, 22, 20);
const event = (differs: Partial<CalendarEvent> = {}): CalendarEvent => ({
  uid: "1@lamplighter",
  from: Date.UTC(2026, 11, 18, 16),
  to: Date.UTC(2027, 0, 4, 7),
  summary: "Freeze: year end",
  description: "",
  ...differs,
});

describe("a feed for calendars", () => {
  it("is a calendar of events with the least that each needs", () => {
    const calendar = parseCalendar(printCalendar({ name: "octo/app", events: [event()], stamp: STAMP }));
    const [found] = calendar.inside;
    expect(once(found!, "DTSTART")).toBe("20261218T160000Z");
    expect(instant(once(found!, "DTEND"))).toBe(Date.UTC(2027, 0, 4, 7));
    expect(once(calendar, "VERSION")).toBe("2.0");
  });

  it("of nothing is a calendar still", () => {
    expect(parseCalendar(printCalendar({ name: "", events: [], stamp: STAMP })).inside).toEqual([]);
  });

  it("says any text as it is: long, in any script, with commas, semicolons, backslashes and line ends", () => {
    const anything = fc.oneof(
      fc.string({ unit: "grapheme", minLength: 60, maxLength: 200, size: "large" }),
      fc.string({ unit: "binary" }),
    );
    const seen = { folded: 0 };
    fc.assert(
      fc.property(anything, anything, (summary, description) => {
        const printed = printCalendar({ name: summary, events: [event({ summary, description })], stamp: STAMP });
        if (printed.includes("\r\n ")) seen.folded++;
        const [found] = parseCalendar(printed).inside;
        const plain = (said: string): string => said.replaceAll(/\r\n?/g, "\n").replaceAll(/(?!\n)\p{Cc}/gu, "");
        expect(text(once(found!, "SUMMARY"))).toBe(plain(summary).toWellFormed());
        expect(text(once(found!, "DESCRIPTION"))).toBe(plain(description).toWellFormed());
      }),
      { numRuns: 500, seed: 5545 },
    );
    expect(seen.folded).toBeGreaterThan(50);
  });
});
