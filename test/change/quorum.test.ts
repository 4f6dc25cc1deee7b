import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { tally, type Candidate, type Wanted } from "../../src/change/people/quorum.ts";

const maintainer = (id: number): Candidate => ({ id, counts: true, seats: [] });
const board = (id: number): Candidate => ({ id, counts: true, seats: ["board"] });
const boardOnly = (id: number): Candidate => ({ id, counts: false, seats: ["board"] });

interface Case {
  readonly is: string;
  readonly people: readonly Candidate[];
  readonly wanted: Wanted;
  readonly reached: boolean;
}

const cases: readonly Case[] = [
  { is: "nobody reaches nothing", people: [], wanted: { count: 1, seats: {} }, reached: false },
  { is: "a count of none is still one person", people: [], wanted: { count: 0, seats: {} }, reached: false },
  { is: "one of one", people: [maintainer(1)], wanted: { count: 1, seats: {} }, reached: true },
  {
    is: "ID-17 one person twice is one",
    people: [maintainer(1), maintainer(1)],
    wanted: { count: 2, seats: {} },
    reached: false,
  },
  {
    is: "two board members pass where one seat is the board's",
    people: [board(1), board(2)],
    wanted: { count: 2, seats: { board: 1 } },
    reached: true,
  },
  {
    is: "two maintainers do not",
    people: [maintainer(1), maintainer(2)],
    wanted: { count: 2, seats: { board: 1 } },
    reached: false,
  },
  {
    is: "a seat counts towards the count",
    people: [maintainer(1), boardOnly(2)],
    wanted: { count: 2, seats: { board: 1 } },
    reached: true,
  },
  {
    is: "who counts only in a seat does not count beside it",
    people: [boardOnly(1), boardOnly(2)],
    wanted: { count: 2, seats: { board: 1 } },
    reached: false,
  },
  {
    is: "one person fills one seat",
    people: [{ id: 1, counts: true, seats: ["board", "security"] }],
    wanted: { count: 1, seats: { board: 1, security: 1 } },
    reached: false,
  },
  {
    is: "whoever can sit in both makes room for whoever can sit in one",
    people: [
      { id: 1, counts: true, seats: ["board", "security"] },
      { id: 2, counts: true, seats: ["board"] },
    ],
    wanted: { count: 2, seats: { board: 1, security: 1 } },
    reached: true,
  },
];

describe("the quorum", () => {
  it.each(cases)("$is", ({ people, wanted, reached }) => {
    expect(tally(people, wanted).reached).toBe(reached);
  });

  it("agrees with trying every seating", () => {
    const roles = ["a", "b", "c"];
    const candidates = fc.uniqueArray(
      fc.record({ id: fc.integer({ min: 1, max: 6 }), counts: fc.boolean(), seats: fc.subarray(roles) }),
      { selector: (one) => one.id, maxLength: 6 },
    );
    const seats = fc.dictionary(fc.constantFrom(...roles), fc.integer({ min: 1, max: 2 }), { maxKeys: 3 });
    let reached = 0;
    fc.assert(
      fc.property(candidates, seats, fc.integer({ min: 1, max: 4 }), (people, wantedSeats, count) => {
        const wanted = { count, seats: wantedSeats };
        const found = tally(people, wanted);
        if (found.reached) reached++;
        expect(found.reached).toBe(bySearch(people, wanted));
        const sitting = found.seating.flatMap((seat) => (seat.person === null ? [] : [seat.person]));
        expect(new Set(sitting).size).toBe(sitting.length);
      }),
      { numRuns: 3000 },
    );
    expect(reached).toBeGreaterThan(300);
  });
});

/** Every way to fill the seats, tried one after the other. */
function bySearch(people: readonly Candidate[], { count, seats }: Wanted): boolean {
  const places = Object.entries(seats).flatMap(([role, many]) => Array.from({ length: many }, () => role));
  const needed = Math.max(count, places.length, 1);
  const fill = (index: number, sitting: readonly number[]): boolean => {
    const role = places[index];
    if (role === undefined) {
      return people.filter((one) => one.counts || sitting.includes(one.id)).length >= needed;
    }
    return people.some(
      (one) => one.seats.includes(role) && !sitting.includes(one.id) && fill(index + 1, [...sitting, one.id]),
    );
  };
  return fill(0, []);
}
