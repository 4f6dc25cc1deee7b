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

/** Added lines by file, from a unified diff as GitHub sends it. */
export function changedLines(diff: string): Map<string, number[]> {
  const changed = new Map<string, number[]>();
  let lines: number[] | null = null;
  let next = 0;
  let left = 0;
  for (const text of diff.split("\n")) {
    const hunk = left === 0 ? /^@@ -\d+(?:,\d+)? \+(\d+)(?:,(\d+))? @@/.exec(text) : null;
    if (hunk) {
      next = Number(hunk[1]);
      left = Number(hunk[2] ?? 1);
    } else if (left === 0 && text.startsWith("+++ ")) {
      const path = pathOf(text.slice(4));
      lines = path === null ? null : [];
      if (path !== null && lines !== null) changed.set(path, lines);
    } else if (left > 0 && (text.startsWith("+") || text.startsWith(" "))) {
      if (text.startsWith("+")) lines?.push(next);
      next += 1;
      left -= 1;
    }
  }
  return changed;
}

/** Git quotes names that hold quotes, control characters or bytes above ASCII. */
function pathOf(text: string): string | null {
  const name = text.startsWith('"') ? unquoted(text) : text.replace(/\t$/, "");
  return name.startsWith("b/") ? name.slice(2) : null;
}

function unquoted(text: string): string {
  const bytes: number[] = [];
  const named: Readonly<Record<string, number>> = { n: 10, t: 9, r: 13, '"': 34, "\\": 92, a: 7, b: 8, v: 11, f: 12 };
  for (const [, octal, sign, plain] of text.slice(1, text.lastIndexOf('"')).matchAll(/\\([0-7]{3})|\\(.)|([^\\]+)/gs)) {
    if (octal !== undefined) bytes.push(Number.parseInt(octal, 8));
    else if (sign !== undefined) bytes.push(named[sign] ?? sign.charCodeAt(0));
    else bytes.push(...Buffer.from(plain ?? ""));
  }
  return Buffer.from(bytes).toString("utf8");
}

/** Percent with two decimals; 100 of nothing is not said: the caller asks for `lines` first. */
export const percentOf = (part: number, whole: number): number => Math.floor((part / whole) * 10_000) / 100;
