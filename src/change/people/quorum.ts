// Counting people, each once (spec: change, "Who counts").

/** Somebody whose approval stands, and what they may be counted as. */
export interface Candidate {
  readonly id: number;
  /** Holds one of the roles in `from`. */
  readonly counts: boolean;
  /** The roles of `of_which` that they hold. */
  readonly seats: readonly string[];
}

export interface Wanted {
  readonly count: number;
  /** Role -> how many seats, as in `of_which`. */
  readonly seats: Readonly<Record<string, number>>;
}

export interface Seating {
  readonly role: string;
  /** Who fills the seat; null while it is empty. */
  readonly person: number | null;
}

export interface Tally {
  readonly reached: boolean;
  /** Distinct people that count, by id: holders of a `from` role, and those in a seat. */
  readonly counted: readonly number[];
  readonly needed: number;
  readonly seating: readonly Seating[];
}

/**
 * Who is counted and who sits where. A person fills at most one seat, seats count towards `count`.
 *
 * Seats are filled by augmenting paths, one person at a time, those first who count only in a seat: a person once
 * seated is never unseated by a later path, so the seating is a maximum one and, among these, seats as many as it can
 * of those who would not count without. Hence the total is the largest that any seating gives.
 */
export function tally(candidates: readonly Candidate[], wanted: Wanted): Tally {
  const people = [...new Map(candidates.map((one) => [one.id, one])).values()];
  const seats = Object.entries(wanted.seats).flatMap(([role, many]) => Array.from({ length: many }, () => role));
  const sitting: (Candidate | null)[] = seats.map(() => null);

  const seat = (person: Candidate, asked: Set<number>): boolean => {
    for (const [index, role] of seats.entries()) {
      if (asked.has(index) || !person.seats.includes(role)) continue;
      asked.add(index);
      const there = sitting[index] ?? null;
      if (there === null || seat(there, asked)) {
        sitting[index] = person;
        return true;
      }
    }
    return false;
  };
  for (const person of people.filter((one) => !one.counts)) seat(person, new Set());
  for (const person of people.filter((one) => one.counts)) seat(person, new Set());

  const counted = people.filter((one) => one.counts || sitting.includes(one)).map((one) => one.id);
  // More seats than `count` ask for as many people as there are seats.
  const needed = Math.max(wanted.count, seats.length, 1);
  return {
    reached: counted.length >= needed && sitting.every((one) => one !== null),
    counted,
    needed,
    seating: seats.map((role, index) => ({ role, person: sitting[index]?.id ?? null })),
  };
}
