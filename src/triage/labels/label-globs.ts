// Globs for label names. A label is no path: `*` stands for any text, slashes too, and case does not count.
import { anyGlob } from "../../core/match.ts";

// Stands in for the slash, which globs for paths treat apart.
const SLASH = "\u{f8ff}";

export function matchesAnyLabel(globs: readonly string[], label: string): boolean {
  return anyGlob(globs.map(asText))(asText(label));
}

function asText(name: string): string {
  return name.toLowerCase().replaceAll("/", SLASH);
}
