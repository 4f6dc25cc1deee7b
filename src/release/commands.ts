// The commands of this room as data.
import type { CommandSpec } from "../core/command.ts";

/** Lines in one backport. */
export const MOST_LINES = 10;
const LINE = /^[A-Za-z0-9][\w./-]{0,99}$/;

/** The lines that a command names; undefined when one of them is no branch's name or there are too many. */
export function linesOf(args: string): readonly string[] | undefined {
  const lines = [...new Set(args.split(/[\s,]+/).filter(Boolean))];
  return lines.length > 0 && lines.length <= MOST_LINES && lines.every((line) => LINE.test(line)) ? lines : undefined;
}

/** `patch`, `patch 1.x`: the line, null for the default branch; undefined when it says something else. */
export function lineOfPatch(args: string): string | null | undefined {
  const [word, line, ...more] = args.split(/\s+/).filter(Boolean);
  if (word?.toLowerCase() !== "patch" || more.length > 0) return undefined;
  if (line === undefined) return null;
  return LINE.test(line) ? line : undefined;
}

export const commands: readonly CommandSpec[] = [
  {
    name: "backport",
    usage: "/backport <line> [<line> ...]",
    does: "Brings this pull request to maintenance lines, when it is merged.",
    who: "the roles that `release.backport.by` names; maintainers by default",
    examples: ["/backport 1.x", "/backport 2.x 1.x"],
    on: ["pull"],
    cancellable: false,
    problemWith: (args) =>
      linesOf(args) ? undefined : `/backport takes one to ${MOST_LINES} branches, as in \`/backport 2.x 1.x\`.`,
  },
  {
    name: "release",
    usage: "/release patch [<line>]",
    does: "Starts the patch release of a line.",
    who: "the roles that `release.by` names; maintainers by default",
    examples: ["/release patch", "/release patch 1.x"],
    on: ["issue", "pull"],
    cancellable: false,
    problemWith: (args) =>
      lineOfPatch(args) === undefined
        ? "/release takes `patch`, and perhaps a line, as in `/release patch 1.x`."
        : undefined,
  },
];
