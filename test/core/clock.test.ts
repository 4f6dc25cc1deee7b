import { describe, expect, test } from "vitest";
import { exactLength, isZone, parseDuration, parseInstant, printDuration, printInstant } from "../../src/core/clock.ts";

describe("lengths of time", () => {
  test.each([
    ["1m", "1 minute", 60_000],
    ["10m", "10 minutes", 600_000],
    ["1h", "1 hour", 3_600_000],
    ["24h", "24 hours", 86_400_000],
    ["1d", "1 day", 86_400_000],
    ["14d", "14 days", 14 * 86_400_000],
    ["1w", "1 week", 7 * 86_400_000],
    ["2w", "2 weeks", 14 * 86_400_000],
    ["1bd", "1 business day", undefined],
    ["2bd", "2 business days", undefined],
    ["1bh", "1 business hour", undefined],
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

  test.each(["3661d", "600w", "9999bd", "87841bh"])("%s is longer than ten years, and none", (text) => {
    expect(parseDuration(text)).toEqual({
      ok: false,
      reason: `"${text}" is more than ten years. Write a shorter time.`,
    });
  });

  test.each(["3660d", "3660bd", "87840bh"])("%s is ten years, and is taken", (text) => {
    expect(parseDuration(text).ok).toBe(true);
  });

  test("of a long text the first forty characters are shown", () => {
    const parsed = parseDuration("x".repeat(50));
    expect(parsed.ok ? "" : parsed.reason).toMatch(/^"x{40}" is no length of time\./);
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

  test("what is no text is a bug of ours, and not hidden", () => {
    expect(() => parseInstant(5 as unknown as string)).toThrow(TypeError);
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
    ["2026-11-22T19:23Z", false],
    ["", false],
    ["../etc/passwd", false],
  ])("%j: %s", (name, known) => {
    expect(isZone(name)).toBe(known);
  });
});
