// The stand-in's clock: runs with the machine's, may be moved and stopped. Milliseconds UTC.
export interface Clock {
  now(): number;
  advance(milliseconds: number): void;
  set(instant: number): void;
  freeze(): void;
  run(): void;
}

export function startClock(at: number | undefined): Clock {
  let offset = at === undefined ? 0 : at - Date.now();
  let frozen: number | null = null;
  const now = (): number => frozen ?? Date.now() + offset;
  const set = (instant: number): void => {
    offset = instant - Date.now();
    if (frozen !== null) frozen = instant;
  };
  return {
    now,
    set,
    advance: (milliseconds) => set(now() + milliseconds),
    freeze: () => {
      frozen = now();
    },
    run: () => {
      if (frozen !== null) offset = frozen - Date.now();
      frozen = null;
    },
  };
}

/** GitHub's time stamps have seconds and no fractions. */
export function stamp(instant: number): string {
  return new Date(Math.floor(instant / 1000) * 1000).toISOString().replace(".000Z", "Z");
}

export function stampOrNull(instant: number | null): string | null {
  return instant === null ? null : stamp(instant);
}
