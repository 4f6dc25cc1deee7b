// Which lines ran, by file, whatever tool counted them; and what that says about the lines of a change.

const UNKNOWN = 0;
const MISSED = 1;
const HIT = 2;
/** No source file has more; a report that says so is hostile. */
export const MOST_LINES = 1_000_000;

/** Lines of many reports, joined: a line is covered when any of them hit it. */
export class Coverage {
  readonly files = new Map<string, Uint8Array>();

  /** `line` is 1-based. */
  add(file: string, line: number, hits: number): void {
    if (!Number.isInteger(line) || line < 1 || line > MOST_LINES) return;
    let lines = this.files.get(file);
    if (lines === undefined || line >= lines.length) {
      const grown = new Uint8Array(Math.max(64, 1 << Math.ceil(Math.log2(line + 1))));
      if (lines !== undefined) grown.set(lines);
      this.files.set(file, grown);
      lines = grown;
    }
    const state = hits > 0 ? HIT : MISSED;
    if ((lines[line] ?? UNKNOWN) < state) lines[line] = state;
  }

  /** Joins the lines of a file under another name. */
  join(file: string, states: Uint8Array): void {
    for (const [line, state] of states.entries()) if (state !== UNKNOWN) this.add(file, line, state === HIT ? 1 : 0);
  }

  get total(): { covered: number; lines: number } {
    let covered = 0;
    let lines = 0;
    for (const states of this.files.values()) {
      for (const state of states) {
        if (state !== UNKNOWN) lines += 1;
        if (state === HIT) covered += 1;
      }
    }
    return { covered, lines };
  }

  /** Of the changed lines those that a tool counts, with the ones that no test ran. `path` is as git names it. */
  ofChange(changed: ReadonlyMap<string, readonly number[]>): {
    covered: number;
    lines: number;
    missed: { path: string; line: number }[];
  } {
    const missed: { path: string; line: number }[] = [];
    let covered = 0;
    let lines = 0;
    for (const [path, numbers] of changed) {
      const states = this.#fileOf(path);
      if (states === undefined) continue;
      for (const line of numbers) {
        const state = states[line] ?? UNKNOWN;
        if (state === UNKNOWN) continue;
        lines += 1;
        if (state === HIT) covered += 1;
        else missed.push({ path, line });
      }
    }
    return { covered, lines, missed };
  }

  /** Reports name files from the root, from a source folder or by package: the one whose end agrees most. */
  #fileOf(path: string): Uint8Array | undefined {
    const exact = this.files.get(path);
    if (exact !== undefined) return exact;
    let best: { length: number; states: Uint8Array } | undefined;
    for (const [name, states] of this.files) {
      const plain = name.replaceAll("\\", "/").replace(/^\.\//, "");
      const agrees = plain === path || plain.endsWith(`/${path}`) || path.endsWith(`/${plain}`);
      if (agrees && plain.length > (best?.length ?? 0)) best = { length: plain.length, states };
    }
    return best?.states;
  }
}
