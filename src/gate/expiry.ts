// When a loan of the quarantine ends.

const DAY = 86_400_000;
const WARN_DAYS = 7;

/** The end of the day, 24:00 UTC; null when there is no such day. */
export function lastInstant(date: string): number | null {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(date);
  if (!match) return null;
  const [year = 0, month = 0, day = 0] = match.slice(1).map(Number);
  const start = Date.UTC(year, month - 1, day);
  return new Date(start).toISOString().startsWith(date) ? start + DAY : null;
}

/** Whether an entry ends within a week, so that its owner is told before it fails. */
export function endsSoon(entry: { readonly expires: string }, now: number): boolean {
  return (lastInstant(entry.expires) ?? 0) - now <= WARN_DAYS * DAY;
}
