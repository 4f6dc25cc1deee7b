// Legs in words. The name of a test in the verdict that merges legs: the test's own name, and its leg in brackets.
import { LONGEST_ID } from "./tests.ts";

const ending = (leg: string): string => ` [${leg}]`;

/** A name that is too long loses its own end, not its leg. */
export function inLeg(id: string, leg: string): string {
  const end = ending(leg);
  const room = LONGEST_ID - end.length;
  return `${id.length > room ? `${id.slice(0, room - 1)}…` : id}${end}`;
}

/** A test's own name and its leg, by the legs that there are; the whole name and no leg where it ends in none of them. */
export function outOfLeg(id: string, legs: readonly string[]): { name: string; leg: string } {
  const leg = legs.find((one) => id.endsWith(ending(one)));
  return leg === undefined ? { name: id, leg: "" } : { name: id.slice(0, -ending(leg).length), leg };
}

/** Of legs that were told to read something and did not find all of it. */
export const lostBy = (legs: readonly string[], what: string): string =>
  legs.length === 1
    ? `The leg ${legs[0] ?? ""} was told to read ${what} and did not find all of it.`
    : `The legs ${legs.join(", ")} were told to read ${what} and did not find all of it.`;
