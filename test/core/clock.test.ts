import { describe, expect, test } from "vitest";
import { exactLength, isZone, parseDuration, parseInstant, printDuration, printInstant } from "../../src/core/clock.ts";

describe("lengths of time", () => {
  test.each([
    ["10m", "10 minutes", 600_000],
    ["1h", "1 hour", 3_600_000],
    ["14d", "14 days", 14 * 86_400_000],
    ["2w", "2 weeks", 14 * 86_400_000],
    ["2bd", "2 business days", undefined],
    ["3bh", "3 business hours", undefined],
  ])("%s is %s", (text, printed, length) => {
    const parsed = parseDuration(text);
    expect(parsed.ok && printDuration(parsed.value)).toBe(printed);
    expect(parsed.ok && exactLength(parsed.value)).toBe(length);
  });

  test.each(["", "10", "m", "0h", "-1h", "1.5h", "1 h", "1H", "1y", "99999999m", "01h", "1h30m"])(
    "%j is none",
    (text) => {
      const parsed = parseDuration(text);
      expect(parsed.ok ? "" : parsed.reason).toContain("Write a number and a unit: 10m, 24h, 14d, 2w, 2bd or 3bh.");
    },
  );

  test.each(["3661d", "600w", "9999bd"])("%s is longer than ten years, and none", (text) => {
    expect(parseDuration(text).ok).toBe(false);
  });
});

describe("instants", () => {
  test("are read with any offset and printed in UTC", () => {
    expect(printInstant(parseInstant("2026-11-22T19:23:30+01:00") ?? 0)).toBe("2026-11-22T18:23:30Z");
    expect(parseInstant("2026-11-22T18:23:30Z")).toBe(Date.UTC(2026, 10, 22, 18, 23, 30));
  });

  test.each(["", "2026-11-22", "2026-11-22T19:23", "2026-13-01T00:00Z", "now"])("%j is none", (text) => {
    expect(parseInstant(text)).toBeUndefined();
  });
});

describe("zones", () => {
  test.each([
    ["Europe/Stockholm", true],
    ["UTC", true],
    ["America/Argentina/Buenos_Aires", true],
    ["Etc/GMT+5", true],
    ["Mars/Olympus", false],
    ["+01:00", false],
    ["", false],
    ["../etc/passwd", false],
  ])("%j: %s", (name, known) => {
    expect(isZone(name)).toBe(known);
  });
});
