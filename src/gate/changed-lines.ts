// Which lines a change adds, from a diff.

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
