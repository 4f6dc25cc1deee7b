// What there is to know of a run and does not fail it.
import type { GateFacts } from "./facts.ts";
import { many } from "./judged.ts";
import type { Entry } from "./quarantine.ts";

const MOST_HOLLOW = 5;

/** A file in which nothing ran is easily overlooked beside others. */
function hollow({ files, problems }: GateFacts): string[] {
  const damaged = new Set(problems.map(({ path }) => path));
  const paths = files.filter(({ path, tests }) => tests === 0 && !damaged.has(path)).map(({ path }) => path);
  if (paths.length === 0 || paths.length === files.length) return [];
  const more = paths.length > MOST_HOLLOW ? ` and ${paths.length - MOST_HOLLOW} more` : "";
  const verb = paths.length === 1 ? "holds" : "hold";
  return [`${many(paths.length, "report")} ${verb} no test: ${paths.slice(0, MOST_HOLLOW).join(", ")}${more}.`];
}

/** In the order of what a person would ask first: files, legs, the base, the quarantine. */
export function notesOf(facts: GateFacts, idle: readonly Entry[]): string[] {
  const { quarantine, base, idleGlobs, closedFolders } = facts;
  return [
    ...idleGlobs.map((glob) => `${glob} found no file.`),
    ...closedFolders.map((folder) => `The folder ${folder} may not be opened: what it holds was not looked at.`),
    ...hollow(facts),
    ...facts.legNotes,
    ...(base.is === "unknown" ? [`Not compared with a base: ${base.why}`] : []),
    ...(quarantine.why === "" ? [] : [quarantine.why]),
    ...quarantine.later.map((entry) => `The quarantine of ${entry.test} counts after the merge.`),
    ...(idle.length > 0
      ? [`${many(idle.length, "quarantine entry", "quarantine entries")} matched nothing in this run.`]
      : []),
  ];
}
