// A range of history that is known already, because it lies at the beginning of a longer one.
import type { ParsedCommit } from "./commits/change.ts";
import type { ReadOptions } from "./commits/parse.ts";

/**
 * The commits, of a range that is newest first, which git would list of its tip without one of them (`sha`) and what that
 * contains. Null where the range alone does not show it: where `sha` is not in it, or a merge brought in what may be older.
 */
export function straightRange(
  commits: readonly ParsedCommit[],
  { sha, read }: { readonly sha: string; readonly read: ReadOptions["commits"] },
): readonly ParsedCommit[] | null {
  const end = commits.findIndex((commit) => commit.sha === sha);
  if (end < 0) return null;
  const range = commits.slice(0, end);
  // Where titles alone are read, the first parents are all that there is.
  const isStraight = range.every(
    ({ parents }, index) => parents[0] === commits[index + 1]?.sha && (read === "titles" || parents.length === 1),
  );
  return isStraight ? range : null;
}
