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

  it("is printed whole, line by line, in the order that readers expect", () => {
    const printed = printCalendar({
      name: "octo/app: freezes",
      events: [
        event({ from: Date.UTC(2026, 11, 18, 16, 5, 9, 999), description: "one, two; three\\ four\r\nfive\u0007" }),
      ],
      stamp: STAMP,
    });
    expect(printed.split("\r\n")).toEqual([
      "BEGIN:VCALENDAR",
      "VERSION:2.0",
      "PRODID:-//Lamplighter//Freezes//EN",
      "CALSCALE:GREGORIAN",
      "X-WR-CALNAME:octo/app: freezes",
      "BEGIN:VEVENT",
      "UID:1@lamplighter",
      "DTSTAMP:20261122T200000Z",
      "DTSTART:20261218T160509Z",
      "DTEND:20270104T070000Z",
      "SUMMARY:Freeze: year end",
      String.raw`DESCRIPTION:one\, two\; three\\ four\nfive`,
      "TRANSP:TRANSPARENT",
      "END:VEVENT",
      "END:VCALENDAR",
      "",
    ]);
  });

  it.each([
    ["a line of 75 octets stays one", "x".repeat(67), ["SUMMARY:" + "x".repeat(67)]],
    ["one more goes on after a space", "x".repeat(68), ["SUMMARY:" + "x".repeat(67), " x"]],
    ["the space counts", "x".repeat(67 + 75), ["SUMMARY:" + "x".repeat(67), " " + "x".repeat(74), " x"]],
    ["a character of two octets is not torn", "x".repeat(66) + "é", ["SUMMARY:" + "x".repeat(66), " é"]],
    ["nor one of four", "x".repeat(64) + "🧯y", ["SUMMARY:" + "x".repeat(64), " 🧯y"]],
    ["one that just fits stays", "x".repeat(65) + "éy", ["SUMMARY:" + "x".repeat(65) + "é", " y"]],
  ])("%s", (_, summary, lines) => {
    const printed = printCalendar({ name: "", events: [event({ summary })], stamp: STAMP }).split("\r\n");
    const at = printed.findIndex((line) => line.startsWith("SUMMARY:"));
    expect(printed.slice(at, printed.indexOf("DESCRIPTION:"))).toEqual(lines);
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
