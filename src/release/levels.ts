// Which version: commit type -> level. Which section is another question (`notes/sections.ts`).
import type { Change } from "./commits/change.ts";

export type Level = "none" | "patch" | "minor" | "major";

const RANK: Record<Level, number> = { none: 0, patch: 1, minor: 2, major: 3 };

export function higher(a: Level, b: Level): Level {
  return RANK[b] > RANK[a] ? b : a;
}

export function exceeds(level: Level, limit: Level): boolean {
  return RANK[level] > RANK[limit];
}

export interface Levels {
  /** `feat` or `chore(deps)`, lower case -> level. What is not listed releases nothing. */
  readonly types: Readonly<Record<string, Level>>;
  /** What a breaking change is, of any type, from 1.0.0 on. */
  readonly breaking: Level;
  /** The same below 1.0.0, where the interface is not settled. */
  readonly breakingBelowOne: Level;
}

/** The level that one change asks for, after version `major` (null: nothing was released yet). */
export function levelOf(change: Change, levels: Levels, major: number | null): Level {
  const scoped = change.scope === null ? undefined : own(levels.types, `${change.type}(${change.scope.toLowerCase()})`);
  const plain = scoped ?? own(levels.types, change.type) ?? "none";
  if (change.breaking.length === 0) return plain;
  return higher(plain, major === 0 ? levels.breakingBelowOne : levels.breaking);
}

function own(map: Readonly<Record<string, Level>>, key: string): Level | undefined {
  return Object.hasOwn(map, key) ? map[key] : undefined;
}
