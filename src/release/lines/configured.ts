// Which branches are lines: those that the policy names (or matches with `*`), and those whose names say so.
import { matchesGlob, parseGlob } from "../../core/glob.ts";
import { checked } from "../../core/parsed.ts";
import type { ReleaseConfig } from "../config.ts";
import { lineOf } from "./line.ts";
import type { Line, LineConfig } from "./line.ts";

/** A branch as a line; null when the policy lists lines and this is none, and its name is no maintenance line's. */
export function configuredLine(branch: string, config: Pick<ReleaseConfig, "lines">): Line | null {
  const entries = Object.entries(config.lines);
  const found = entries.find(([name]) => name === branch) ?? entries.find(([name]) => matches(name, branch));
  if (found !== undefined) return lineOf(branch, lineConfig(branch, found[1]));
  return isMaintenanceName(branch) || entries.length === 0 ? lineOf(branch, {}) : null;
}

/** The lines among these branches, without doubles. A branch that is nobody's line (a topic branch) owns nothing. */
export function linesAmong(branches: readonly string[], config: Pick<ReleaseConfig, "lines">): readonly Line[] {
  return [...new Set(branches)]
    .filter((branch) => isMaintenanceName(branch) || isListed(branch, config))
    .map((branch) => configuredLine(branch, config))
    .filter((line) => line !== null);
}

function isListed(branch: string, config: Pick<ReleaseConfig, "lines">): boolean {
  return Object.keys(config.lines).some((name) => name === branch || matches(name, branch));
}

/** `1.x`, `v1.x`, `1.2.x`. */
export function isMaintenanceName(branch: string): boolean {
  // Looked at from its end first: a start has few other uses for the pattern.
  const last = branch.at(-1);
  return (last === "x" || last === "X") && /^v?\d{1,9}(?:\.\d{1,9})?\.x$/i.test(branch);
}

function lineConfig(branch: string, config: ReleaseConfig["lines"][string]): LineConfig {
  return { version: config.versionIn?.(branch), prerelease: config.prerelease, only: config.only };
}

function matches(glob: string, branch: string): boolean {
  return matchesGlob(checked(parseGlob(glob)), branch);
}
