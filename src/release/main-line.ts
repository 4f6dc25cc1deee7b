// The line that fixes come to first. What is told about all lines is told from it, whichever of them is checked out.
import type { HistoryReads } from "../core/history.ts";
import type { ReleaseConfig } from "./config.ts";
import { findLine } from "./history-facts.ts";
import type { Place } from "./history-facts.ts";
import { configuredLine } from "./lines/configured.ts";

const USUAL: readonly string[] = ["main", "master", "trunk"];

/**
 * The line that is asked for or checked out, unless it is a maintenance line: then the first that the policy lists of
 * another kind, or one of the usual names. Throws `HistoryRefused`.
 */
export async function findMain(
  reads: Pick<HistoryReads, "refs">,
  config: Pick<ReleaseConfig, "lines">,
  asked: string | null,
): Promise<Place> {
  const place = await findLine(reads, config, asked);
  if (place.line.kind === "main") return place;
  const names = new Set(place.refs.branches.map(({ name }) => name));
  const isMain = (name: string): boolean => names.has(name) && configuredLine(name, config)?.kind === "main";
  const main = [...Object.keys(config.lines), ...USUAL].find(isMain);
  return main === undefined ? place : findLine(reads, config, main);
}

/** The full name of a line as `git for-each-ref` gives it. */
export function refOf({ refs }: Place, branch: string): string {
  const here = refs.branches.some(({ name, at }) => name === branch && at === "local");
  return here ? `refs/heads/${branch}` : `refs/remotes/origin/${branch}`;
}
