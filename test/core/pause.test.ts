import { describe, expect, it } from "vitest";
import { pauseBefore } from "../../src/core/pause.ts";

describe("the pause before another attempt", () => {
  it.each([
    { attempt: 1, jitter: 0, is: 2_000 },
    { attempt: 2, jitter: 0, is: 4_000 },
    { attempt: 5, jitter: 0, is: 32_000 },
    { attempt: 12, jitter: 0, is: 3_600_000 },
    { attempt: 10_000, jitter: 0, is: 3_600_000 },
    { attempt: 1, jitter: 0.5, is: 1_500 },
  ])("after attempt $attempt with jitter $jitter it is $is ms", ({ attempt, jitter, is }) => {
    expect(pauseBefore({ attempt, jitter })).toBe(is);
  });

  it("never less than half", () => {
    expect(pauseBefore({ attempt: 3, jitter: 0.999_999 })).toBeGreaterThanOrEqual(4_000);
  });

  it("twelve attempts last about two hours, longer than most outages of GitHub", () => {
    const pauses = Array.from({ length: 11 }, (_, n) => pauseBefore({ attempt: n + 1, jitter: 0.5 }));
    const hours = pauses.reduce((sum, ms) => sum + ms, 0) / 3_600_000;
    expect(hours).toBeGreaterThan(0.7);
    expect(hours).toBeLessThan(2.5);
  });
});
