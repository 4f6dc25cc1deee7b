// What our own ledger knows of recent changes near this one: how many of them were undone or caused an incident.
import type { Merged } from "../../core/merged.ts";
import type { Instant } from "../../core/refs.ts";

const MOST_FOLDERS = 50;
/** Fewer than so many say nothing about their share. */
export const FEWEST = 3;

/** The folders that a change touches, for those that come after it; null where they are too many to be near anything. */
export function foldersOf(paths: readonly string[]): string[] | null {
  const folders = [...new Set(paths.map((path) => path.slice(0, Math.max(0, path.lastIndexOf("/")))))].sort();
  return folders.length <= MOST_FOLDERS ? folders : null;
}

/**
 * The pull requests of this repository that a description says it undoes or mends after: `Reverts #12`, as GitHub's
 * button writes it (with the repository in front, too), and `Caused-by: #12`, each at the beginning of a line.
 */
export function undoneBy(body: string, repository: { readonly owner: string; readonly name: string }): number[] {
  const here = `${repository.owner}/${repository.name}`.toLowerCase();
  const found = new Set<number>();
  for (const [, whose = here, digits] of body.matchAll(
    /^(?:Reverts|Caused-by:) (?:([\w.-]+\/[\w.-]+))?#([1-9]\d{0,8})\b/gim,
  )) {
    if (whose.toLowerCase() === here) found.add(Number(digits));
  }
  return [...found];
}

/** The folder of a change of which nobody knows where it was: near to every other. No path begins so. */
export const ANYWHERE = "/";

export interface Past {
  /** Changes that touched one of these folders since then. */
  readonly near: number;
  /** Those of them that a later change undid or was mended after. */
  readonly wrong: number;
}

export function pastOf(args: {
  readonly merges: readonly Merged[];
  readonly folders: readonly string[];
  readonly since: Instant;
}): Past {
  const { merges, folders, since } = args;
  const here = new Set(folders);
  const undone = new Set(merges.flatMap((one) => one.undoes));
  const near = merges.filter(
    (one) =>
      (one.mergedAt ?? 0) >= since && (one.folders ?? []).some((folder) => folder === ANYWHERE || here.has(folder)),
  );
  return { near: near.length, wrong: near.filter((one) => undone.has(one.pull)).length };
}
