// The files of a head as git and GitHub would show them: texts, tree entries and printed patches.

import type { ChangedEntry, ChangedFile } from "../../src/core/pull.ts";
import { blobHash } from "../../src/change/hash.ts";
import * as world from "../world.ts";
import type { Patch } from "./events.ts";

const linesIn = (hunk: string, sign: "+" | "-") =>
  hunk
    .split("\n")
    .filter((line) => line !== "" && line[0] !== sign)
    .map((line) => line.slice(1));

export interface Shown {
  readonly base: string;
  readonly entry: ChangedEntry;
  readonly printed: ChangedFile;
}

const known = new Map<string, Shown>();

/** Both texts, and the patch between them; a patch that GitHub cuts has lines fewer than it counts. */
export function shown(file: Patch): Shown {
  const key = JSON.stringify(file);
  const before = known.get(key);
  if (before) return before;
  const [base, after, printed] = [[`on ${file.on}`], [`on ${file.on}`], [] as string[]];
  let [added, deleted] = [0, 0];
  for (const [n, hunk] of file.hunks.entries()) {
    const [old, fresh] = [linesIn(hunk, "+"), linesIn(hunk, "-")];
    printed.push(`@@ -${base.length + 1},${old.length} +${after.length + 1},${fresh.length} @@\n${hunk}`);
    base.push(...old, `between ${n}`);
    after.push(...fresh, `between ${n}`);
    added += hunk.split("\n").filter((line) => line.startsWith("+")).length;
    deleted += hunk.split("\n").filter((line) => line.startsWith("-")).length;
  }
  const again = file.repeated ? file.hunks.flatMap((hunk) => linesIn(hunk, "+")) : [];
  const texts = [base, after].map((lines) => [...lines, ...again, ""].join("\n")) as [string, string];
  const [from, to] = texts.map((text) => blobHash(text, world.sha("a1"))) as [string, string];
  const so: Shown = {
    base: texts[0],
    entry: { path: file.path, before: { mode: "100644", sha: from }, after: { mode: file.mode, sha: to } },
    printed: world.file(file.path, {
      additions: added + (file.cut ? 1 : 0),
      deletions: deleted,
      patch: printed.join(""),
      blob: to,
    }),
  };
  if (known.size < 20_000) known.set(key, so);
  return so;
}
