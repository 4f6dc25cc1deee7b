import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { smallestSet } from "../../../src/change/waiting/smallest-set.ts";

interface Candidate {
  readonly id: number;
  readonly covers: readonly number[];
}

const kindOf = ({ covers }: Candidate): string => covers.join();

/** Each of the needs covered so often: a quorum with seats is of this form. */
const enough =
  (needs: readonly number[]) =>
  (chosen: readonly Candidate[]): boolean =>
    needs.every((many, need) => chosen.filter(({ covers }) => covers.includes(need)).length >= many);

const candidates = fc
  .array(fc.subarray([0, 1, 2, 3]), { maxLength: 9 })
  .map((all) => all.map((covers, id): Candidate => ({ id, covers })));
const needs = fc.array(fc.nat({ max: 2 }), { minLength: 4, maxLength: 4 });

/** The size of the smallest subset that is enough; Infinity when none is. */
function bruteForce(all: readonly Candidate[], isEnough: (chosen: readonly Candidate[]) => boolean): number {
  let least = Infinity;
  for (let mask = 0; mask < 2 ** all.length; mask++) {
    const chosen = all.filter((_, index) => (mask >> index) % 2 === 1);
    if (chosen.length < least && isEnough(chosen)) least = chosen.length;
  }
  return least;
}

describe("the fewest who are enough", () => {
  it("are as few as brute force finds, and enough", () => {
    const seen = { found: 0, several: 0 };
    fc.assert(
      fc.property(candidates, needs, (all, asked) => {
        const isEnough = enough(asked);
        const found = smallestSet({ candidates: all, kindOf, isEnough, tries: 100_000 });
        const least = bruteForce(all, isEnough);
        expect(found?.of.length ?? Infinity).toBe(least);
        if (!found) return;
        expect(found.isSmallest).toBe(true);
        expect(isEnough(found.of)).toBe(true);
        seen.found++;
        if (least > 1) seen.several++;
      }),
      { numRuns: 1_000, seed: 11 },
    );
    expect(seen.several).toBeGreaterThan(200);
  });

  it("beyond the bound nobody among them can be left out, and it is said that there may be fewer", () => {
    const seen = { given: 0 };
    fc.assert(
      fc.property(candidates, needs, (all, asked) => {
        const isEnough = enough(asked);
        const found = smallestSet({ candidates: all, kindOf, isEnough, tries: 3 });
        if (!found) return;
        expect(isEnough(found.of)).toBe(true);
        for (const one of found.of) expect(isEnough(found.of.filter((other) => other !== one))).toBe(false);
        if (!found.isSmallest) seen.given++;
      }),
      { numRuns: 500, seed: 11 },
    );
    expect(seen.given).toBeGreaterThan(100);
  });

  it("of one kind the first are taken, and a hundred of a kind cost no more than the bound", () => {
    const all = Array.from({ length: 100 }, (_, id): Candidate => ({ id, covers: [0] }));
    let asked = 0;
    const isEnough = (chosen: readonly Candidate[]): boolean => ++asked > 0 && chosen.length >= 3;
    const found = smallestSet({ candidates: all, kindOf, isEnough });
    expect(found).toEqual({ of: all.slice(0, 3), isSmallest: true });
    expect(asked).toBeLessThan(20);
    const apart = smallestSet({
      candidates: all,
      kindOf: ({ id }) => String(id),
      isEnough: (chosen) => ++asked > 0 && chosen.length >= 50,
    });
    expect(apart).toMatchObject({ isSmallest: false });
    expect(apart?.of).toHaveLength(50);
    expect(asked).toBeLessThan(10_000);
  });
});
