// Which settings a policy file sets, for what has to be told apart without knowing any room's section.

/** How deep settings are named: `change.types.emergency`. */
const DEEPEST = 3;

/**
 * The settings that say something, as paths: `triage.kinds`. A list or map that is empty says nothing, whether it was left
 * out or written so. Sections are as their schemas give them, defaults filled in.
 */
export function settingsIn(sections: ReadonlyMap<string, unknown>): readonly string[] {
  return [...sections].flatMap(([name, section]) => pathsIn(section, [name]));
}

function pathsIn(value: unknown, path: readonly string[]): readonly string[] {
  if (value === undefined || value === null) return [];
  if (typeof value !== "object") return [path.join(".")];
  const entries = Object.entries(value);
  // A section that is there turns its room on, whatever it says.
  if (entries.length === 0 && path.length > 1) return [];
  const below = Array.isArray(value) || path.length === DEEPEST ? [] : entries;
  return [path.join("."), ...below.flatMap(([key, one]) => pathsIn(one, [...path, key]))];
}
