// How long to wait before a turn that failed is tried again.

const FIRST_MS = 2_000;
const LONGEST_MS = 3_600_000;

/**
 * Milliseconds before the attempt after this one (1 is the first): doubling from 2 s to at most an hour. `jitter`, from 0
 * up to 1, takes off up to half, so that what failed together does not come back together.
 */
export function pauseBefore({ attempt, jitter }: { readonly attempt: number; readonly jitter: number }): number {
  const whole = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt - 1, 30));
  return Math.round(whole * (1 - jitter / 2));
}
