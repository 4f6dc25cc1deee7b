// What a change touches, and who owns what (spec: change, "codeowners").
import type { ChangedFile } from "../../core/pull.ts";
import { parseCodeowners, ruleFor } from "../../core/codeowners.ts";
import type { OwnedPath, Owner } from "../../core/people.ts";

/** Every path of a change, each once; a renamed file under both names (POL-13). */
export function touchedPaths(files: readonly ChangedFile[]): readonly string[] {
  return [
    ...new Set(files.flatMap((file) => (file.previousPath === null ? [file.path] : [file.previousPath, file.path]))),
  ];
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
