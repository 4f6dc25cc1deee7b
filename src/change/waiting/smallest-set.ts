// The fewest of several candidates that are enough. Set cover is hard in general; here candidates who can be counted for
// the same things are one kind, so that few kinds are left, and the search is bounded all the same.

export interface SmallestSet<Candidate> {
  readonly of: readonly Candidate[];
  /** Whether no smaller one is enough: false where the search came to its bound, and nobody in it can be left out. */
  readonly isSmallest: boolean;
}

/**
 * Null where not even all of them are enough. `kindOf` tells candidates apart that are not interchangeable; of a kind the
 * first ones are taken. After `tries` steps the search is given up for one that asks once for each candidate.
 * More candidates must never be less enough.
 */
export function smallestSet<Candidate>(args: {
  readonly candidates: readonly Candidate[];
  readonly kindOf: (candidate: Candidate) => string;
  readonly isEnough: (chosen: readonly Candidate[]) => boolean;
  readonly tries?: number;
}): SmallestSet<Candidate> | null {
  const { candidates, kindOf, isEnough, tries = 5_000 } = args;
  if (!isEnough(candidates)) return null;
  const kinds = new Map<string, Candidate[]>();
  for (const one of candidates) kinds.set(kindOf(one), [...(kinds.get(kindOf(one)) ?? []), one]);
  const groups = [...kinds.values()];
  let left = tries;
  const search = (index: number, size: number, chosen: readonly Candidate[]): readonly Candidate[] | null => {
    if (left-- <= 0) return null;
    if (size === 0) return isEnough(chosen) ? chosen : null;
    const group = groups[index];
    if (!group) return null;
    for (let many = Math.min(size, group.length); many >= 0; many--) {
      const found = search(index + 1, size - many, [...chosen, ...group.slice(0, many)]);
      if (found) return found;
    }
    return null;
  };
  for (let size = 0; size <= candidates.length && left > 0; size++) {
    const found = search(0, size, []);
    if (found) return { of: found, isSmallest: true };
  }
  return { of: withoutThoseTooMany(candidates, isEnough), isSmallest: false };
}

/** All of them, without each in turn whom the others can do without. The last ones go first. */
function withoutThoseTooMany<Candidate>(
  candidates: readonly Candidate[],
  isEnough: (chosen: readonly Candidate[]) => boolean,
): readonly Candidate[] {
  return candidates.toReversed().reduce<readonly Candidate[]>((kept, one) => {
    const without = kept.filter((other) => other !== one);
    return isEnough(without) ? without : kept;
  }, candidates);
}
