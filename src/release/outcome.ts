// What a computation of the next release answers.
import type { Change, Doubt } from "./commits/change.ts";
import type { Level } from "./levels.ts";
import type { Tagged } from "./lines/next.ts";

export interface Guilty {
  readonly sha: string;
  readonly header: string;
  readonly level: Level;
}

/** What was looked at, in every answer. */
export interface Looked {
  readonly line: string;
  /** What would be tagged. */
  readonly head: string | null;
  readonly previous: Tagged | null;
  /** The newest prerelease above it. */
  readonly ahead: Tagged | null;
  /** Whether a higher version that might be the line's is tagged elsewhere: a stable one, or any. */
  readonly passed: { readonly stable: boolean; readonly any: boolean };
  readonly commits: number;
  /** The same by name, newest first. */
  readonly shas: readonly string[];
  /** Pull requests that the commits name as theirs. */
  readonly pulls: readonly number[];
  /** Commits that do not follow the convention, newest first. */
  readonly unparsed: readonly { readonly sha: string; readonly header: string }[];
  readonly doubts: readonly Doubt[];
  readonly cancelled: number;
}

export interface Release {
  readonly is: "release";
  readonly version: string;
  readonly tag: string;
  readonly level: Exclude<Level, "none">;
  readonly prerelease: boolean;
  /** What is new since `previous`, newest first; changes that were taken back are gone. */
  readonly changes: readonly Change[];
  readonly reason: string;
  readonly looked: Looked;
}

export type RefusalCode =
  | "beyond-patch"
  | "version-owned"
  | "outside-range"
  | "version-taken"
  | "release-as-not-higher"
  | "bad-prerelease";

export type Outcome =
  | Release
  | { readonly is: "nothing"; readonly reason: string; readonly looked: Looked }
  | {
      readonly is: "refused";
      readonly code: RefusalCode;
      /** One sentence for what is so, one for what to do. May hold foreign text. */
      readonly reason: string;
      readonly guilty: readonly Guilty[];
      readonly looked: Looked;
    };
