// What a verdict rests on. The Action gathers it: from files, and with a token from GitHub.
import type { Coverage } from "./coverage.ts";
import type { Benchmark, Brings, Digest } from "./digest.ts";
import type { Entry, QuarantineProblem } from "./quarantine.ts";
import type { Tests } from "./tests.ts";

/** A file that was read, or that could not be. */
export interface FileRead {
  /** Relative to the workspace. */
  readonly path: string;
  /** `JUnit XML`, `TAP` ...; empty when it is none that we know. */
  readonly format: string;
  readonly tests: number;
}

export interface FileProblem {
  readonly path: string;
  /** 1-based; 0 when the place is not known. */
  readonly line: number;
  readonly code: string;
  readonly message: string;
}

/** Something that was asked for and may not be known; `why` is a sentence for a person. */
export type Asked<T> = { readonly is: "known"; readonly value: T } | { readonly is: "unknown"; readonly why: string };

export interface QuarantineFacts {
  readonly entries: readonly Entry[];
  readonly problems: readonly QuarantineProblem[];
  /** Entries that count after the merge: this pull request adds them, or the base could not be read. */
  readonly later: readonly Entry[];
  /** Why entries do not count now; empty when they do. */
  readonly why: string;
}

export interface ProofFacts {
  /** The issues that this pull request closes and that are labelled as bugs. */
  readonly bugs: readonly { readonly number: number; readonly title: string }[];
  /** Paths that the pull request changes. */
  readonly changed: readonly string[];
  /** How the tests of this change end on the base; null without `base-results`. */
  readonly onBase: Tests | null;
}

export interface GateFacts {
  /** When the run was judged, UTC milliseconds. */
  readonly now: number;
  readonly sha: string;
  /** The workflow run; empty outside GitHub. */
  readonly run: string;
  readonly pull: boolean;
  readonly files: readonly FileRead[];
  readonly problems: readonly FileProblem[];
  /** Globs that found nothing. */
  readonly idleGlobs: readonly string[];
  /** Paths of coverage and benchmarks that were named without a wildcard, and are not there. */
  readonly missing: Readonly<Record<Brings, readonly string[]>>;
  /** Folders that may not be opened: what they hold is not known. */
  readonly closedFolders: readonly string[];
  readonly tests: Tests;
  /** In mode merge: the legs whose digests were found. */
  readonly legs: readonly string[];
  /** What a leg was refused for, but for its failures, which are judged again: no report, damaged files, limits of its own. */
  readonly legProblems: readonly string[];
  /** Legs that were told to read coverage or benchmarks, and did not find all of it. */
  readonly legsWithout: Readonly<Record<Brings, readonly string[]>>;
  /** What there is to know of the legs, and does not fail. */
  readonly legNotes: readonly string[];
  readonly base: Asked<Digest>;
  readonly quarantine: QuarantineFacts;
  /** Null when no coverage was asked for or found. In mode merge: of all legs together. */
  readonly coverage: Coverage | null;
  /** Lines that this pull request adds, by file. Asked for only with `patch-coverage-min`. */
  readonly changedLines: Asked<ReadonlyMap<string, readonly number[]>>;
  readonly benchmarks: readonly Benchmark[];
  /** Asked for only with `require-regression-test`. */
  readonly proof: Asked<ProofFacts>;
}
