import { Temporal } from "temporal-polyfill";
import { describe, expect, test } from "vitest";
import { instantOf, wallClock, weekdayOf } from "../../src/core/local-time.ts";

const zone = "Europe/Stockholm";
const at = (text: string, ambiguous: "earlier" | "later" = "earlier") => {
  const [date = "", time = ""] = text.split(" ");
  return new Date(instantOf({ date: Temporal.PlainDate.from(date), time, zone }, ambiguous)).toISOString();
};

describe("a local time", () => {
  test.each([
    ["2026-11-22 12:30", "2026-11-22T11:30:00.000Z"],
    ["2026-11-22 00:00", "2026-11-21T23:00:00.000Z"],
    ["2026-11-22 24:00", "2026-11-22T23:00:00.000Z"],
  ])("%s is %s", (text, instant) => {
    expect(at(text, "earlier")).toBe(instant);
    expect(at(text, "later")).toBe(instant);
  });

  test("that clocks show twice is the one that is asked for", () => {
    expect(at("2026-10-25 02:30", "earlier")).toBe("2026-10-25T00:30:00.000Z");
    expect(at("2026-10-25 02:30", "later")).toBe("2026-10-25T01:30:00.000Z");
  });

  test("that clocks skip is the first instant after the gap, whichever is asked for", () => {
    for (const ambiguous of ["earlier", "later"] as const)
      expect(at("2026-03-29 02:30", ambiguous)).toBe("2026-03-29T01:00:00.000Z");
  });

  test("is what the wall clock shows", () => {
    expect(wallClock(Date.parse("2026-11-22T23:30:00Z"), zone).toString()).toBe("2026-11-23T00:30:00");
  });
});

test.each([
  ["2026-11-23", "mon"],
  ["2026-11-24", "tue"],
  ["2026-11-25", "wed"],
  ["2026-11-26", "thu"],
  ["2026-11-27", "fri"],
  ["2026-11-28", "sat"],
  ["2026-11-29", "sun"],
])("%s is a %s", (date, day) => {
  expect(weekdayOf(Temporal.PlainDate.from(date))).toBe(day);
});
