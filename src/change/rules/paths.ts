// What a change touches: levels by path rules, and who owns what (spec: change, "Risk", "codeowners").
import type { ChangedFile } from "../../core/reads.ts";
import { parseCodeowners, ruleFor } from "../../core/codeowners.ts";
import { anyGlob } from "../../core/match.ts";
import type { OwnedPath, Owner } from "../../core/people.ts";
import type { ChangeConfig } from "../config.ts";
import type { Level } from "../records.ts";

/** Every path of a change, each once; a renamed file under both names (POL-13). */
export function touchedPaths(files: readonly ChangedFile[]): readonly string[] {
  return [
    ...new Set(files.flatMap((file) => (file.previousPath === null ? [file.path] : [file.previousPath, file.path]))),
  ];
}

/** One line of the sum: a rule that applied, its points, and a path that it applied to. */
export interface RiskLine {
  readonly name: string;
  readonly points: number;
  readonly path: string;
}

export interface Risk {
  readonly level: Level;
  readonly points: number;
  readonly lines: readonly RiskLine[];
}

export function riskOf(paths: readonly string[], { rules, levels }: ChangeConfig["risk"]): Risk {
  const lines = rules.flatMap((rule) => {
    const path = paths.find(anyGlob(rule.if.paths));
    return path === undefined ? [] : [{ name: rule.name, points: rule.points, path }];
  });
  const points = lines.reduce((sum, line) => sum + line.points, 0);
  return { level: points >= levels.high ? "high" : points >= levels.medium ? "medium" : "low", points, lines };
}

/** The touched paths that have owners, with the owners that CODEOWNERS names for each; the last match wins. */
export function ownedPaths(codeowners: string | null, paths: readonly string[]): readonly OwnedPath[] {
  if (codeowners === null) return [];
  const parsed = parseCodeowners(codeowners);
  return paths.flatMap((path) => {
    const owners = ruleFor(parsed, path)?.owners ?? [];
    return owners.length > 0 ? [{ path, owners: owners.map(inLowerCase) }] : [];
  });
}

/** As answers about accounts and teams are kept. */
function inLowerCase(owner: Owner): Owner {
  if (owner.kind === "person") return { ...owner, login: owner.login.toLowerCase() };
  return owner.kind === "team" ? { ...owner, team: owner.team.toLowerCase() } : owner;
}
