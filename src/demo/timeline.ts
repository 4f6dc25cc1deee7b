// The story as a person reads it: who did what, what Lamplighter did, and whether it was what was promised.

export interface Timeline {
  chapter(title: string): void;
  /** Somebody did or said something. */
  told(who: string, what: string): void;
  /** An expectation and what was seen. */
  checked(promise: string, seen: string, held: boolean): void;
  note(text: string): void;
  readonly counts: { readonly held: number; readonly broken: number };
}

const WIDTH = 12;

export function openTimeline(out: (line: string) => void, colours: boolean): Timeline {
  const started = performance.now();
  const counts = { held: 0, broken: 0 };
  const paint = (code: number, text: string): string => (colours ? `\u001b[${code}m${text}\u001b[0m` : text);
  const stamp = (): string => paint(90, `${((performance.now() - started) / 1000).toFixed(1).padStart(5)}s`);
  const line = (who: string, what: string): void => {
    const [first = "", ...rest] = what.split("\n");
    out(`${stamp()}  ${who.padEnd(WIDTH)} ${first}`);
    for (const more of rest) out(`${" ".repeat(7)} ${" ".repeat(WIDTH)} ${more}`);
  };
  return {
    counts,
    chapter: (title) => out(`\n${paint(1, title)}`),
    told: (who, what) => line(who, what),
    note: (text) => out(paint(90, `${" ".repeat(8)}${text}`)),
    checked: (promise, seen, held) => {
      if (held) counts.held += 1;
      else counts.broken += 1;
      line(held ? paint(32, "ok".padEnd(WIDTH)) : paint(31, "NOT SO".padEnd(WIDTH)), promise);
      for (const part of seen.split("\n").filter((one) => one !== ""))
        out(`${" ".repeat(8)}${" ".repeat(WIDTH)} ${paint(36, part)}`);
    },
  };
}
