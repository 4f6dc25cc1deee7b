// Whose voice each approval is: a person's own, or that of somebody whom they stand in for. Each voice is heard once.
import { tally, type Candidate, type Tally, type Wanted } from "./quorum.ts";

/** Somebody who approved, with what they may be counted as in their own right, and through whom else. */
export interface Speaker extends Candidate {
  readonly standsInFor: readonly Candidate[];
}

/** Ways to tell voices apart that are tried; who would need more is counted in fewer roles, never in more. */
const MOST_WAYS = 500;

/**
 * The best count in which nobody is heard twice: a delegator who approved is heard through nobody else, and two who
 * stand in for one person are that one person. Somebody who holds roles of their own and stands in for another is still
 * one person in one seat. Of all ways one that reaches the quorum, and of these the one that counts most: whoever approved
 * is to be known as such, also where the quorum is reached without them.
 */
export function tallyVoices(speakers: readonly Speaker[], wanted: Wanted): Tally {
  const present = new Set(speakers.map(({ id }) => id));
  const found: Tally[] = [];
  const isDone = (): boolean => found.length >= MOST_WAYS;
  const choose = (index: number, chosen: readonly Candidate[], heard: ReadonlySet<number>): void => {
    if (isDone()) return;
    const speaker = speakers[index];
    if (!speaker) {
      found.push(tally(chosen, wanted));
      return;
    }
    const { standsInFor, ...own } = speaker;
    for (const lent of standsInFor) {
      if (present.has(lent.id) || heard.has(lent.id)) continue;
      const both = {
        id: own.id,
        counts: own.counts || lent.counts,
        seats: [...new Set([...own.seats, ...lent.seats])],
      };
      choose(index + 1, [...chosen, both], new Set([...heard, lent.id]));
    }
    choose(index + 1, [...chosen, own], heard);
  };
  choose(0, [], new Set());
  return found.reduce((best, one) => (sizeOf(one) > sizeOf(best) ? one : best), tally([], wanted));
}

/** Whether it reaches the quorum, then people counted, then seats filled. */
function sizeOf({ reached, counted, seating }: Tally): number {
  return (reached ? 1_000_000 : 0) + counted.length * 1_000 + seating.filter(({ person }) => person !== null).length;
}
