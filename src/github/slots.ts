// Who may be on the wire at once. Installations take turns: a noisy one fills its own share, never the others' (rule 23).

export interface Slots {
  /** Resolves when there is room; the answer gives the place back. */
  enter(account: number): Promise<() => void>;
}

interface Line {
  inside: number;
  readonly waiting: (() => void)[];
}

export function openSlots(most: { readonly all: number; readonly each: number }): Slots {
  const lines = new Map<number, Line>();
  let inside = 0;

  function lineOf(account: number): Line {
    let line = lines.get(account);
    if (!line) lines.set(account, (line = { inside: 0, waiting: [] }));
    return line;
  }

  function admit(): void {
    for (const [account, line] of lines) {
      if (inside >= most.all) return;
      if (line.inside >= most.each) continue;
      const next = line.waiting.shift();
      if (!next) continue;
      line.inside++;
      inside++;
      // To the end of the round: each installation has one call admitted before any has two.
      lines.delete(account);
      lines.set(account, line);
      next();
    }
  }

  function leave(account: number, line: Line): void {
    line.inside--;
    inside--;
    if (line.inside === 0 && line.waiting.length === 0) lines.delete(account);
    admit();
  }

  return {
    enter(account) {
      return new Promise((resolve) => {
        const line = lineOf(account);
        line.waiting.push(() => {
          let left = false;
          resolve(() => {
            if (!left) leave(account, line);
            left = true;
          });
        });
        admit();
      });
    },
  };
}
