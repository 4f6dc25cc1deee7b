// Builders for the release room: a test states only what differs.
import { createHash } from "node:crypto";
import type { RawCommit } from "../../src/core/history.ts";
import type { ParsedCommit } from "../../src/release/commits/change.ts";
import { parseCommit } from "../../src/release/commits/parse.ts";
import type { ReadOptions } from "../../src/release/commits/parse.ts";
import { computeRelease } from "../../src/release/compute.ts";
import type { Ask, ReleaseFacts, ReleasePolicy } from "../../src/release/compute.ts";
import type { Outcome } from "../../src/release/outcome.ts";
import { releaseConfig } from "../../src/release/config.ts";
import { lineOf } from "../../src/release/lines/line.ts";
import type { LineConfig } from "../../src/release/lines/line.ts";
import type { Tagged } from "../../src/release/lines/next.ts";
import { tagTemplate } from "../../src/release/lines/tag.ts";

export const READ: ReadOptions = { commits: "all", squash: "title" };

/** The sha of a name: `sha("a")` is the same everywhere. */
export function sha(name: string): string {
  return createHash("sha1").update(name).digest("hex");
}

export function raw(message: string, more: Partial<RawCommit> = {}): RawCommit {
  return {
    sha: more.sha ?? sha(message),
    parents: ["p"],
    author: { name: "Ada", email: "ada@example.org" },
    at: Date.UTC(2026, 10, 1),
    message,
    ...more,
  };
}

export function parsed(message: string, more: Partial<RawCommit> = {}, read: ReadOptions = READ): ParsedCommit {
  return parseCommit(raw(message, more), read);
}

export function tagged(version: string, name = version): Tagged {
  return { version, tag: `v${version}`, sha: sha(name) };
}

const config = releaseConfig.parse({});
export const POLICY: ReleasePolicy = {
  levels: { types: config.levels, breaking: config.breaking, breakingBelowOne: config.breaking_below_one },
  first: config.first,
  tag: tagTemplate(config.tag, { name: "", path: "" }),
};

export interface Story {
  /** Messages, newest first, or whole commits. */
  readonly commits: readonly (string | ParsedCommit)[];
  readonly branch?: string;
  readonly config?: LineConfig;
  /** Other branches that are lines. */
  readonly others?: readonly string[];
  readonly previous?: string | null;
  readonly ahead?: Tagged | null;
  readonly taken?: readonly string[];
  readonly ask?: Partial<Ask>;
  readonly facts?: Partial<ReleaseFacts>;
  readonly policy?: Partial<ReleasePolicy>;
}

/** The outcome of a line that stands at 1.2.3, unless the story says otherwise. */
export function outcome(story: Story): Outcome {
  const line = lineOf(story.branch ?? "main", story.config ?? {});
  const previous = story.previous === undefined ? "1.2.3" : story.previous;
  const commits = story.commits.map((commit) => (typeof commit === "string" ? parsed(commit) : commit));
  return computeRelease(
    {
      line,
      lines: [line, ...(story.others ?? []).map((branch) => lineOf(branch, {}))],
      taken: story.taken ?? (previous === null ? [] : [previous]),
      highest: { stable: null, any: null },
      previous: previous === null ? null : tagged(previous),
      ahead: story.ahead ?? null,
      commits,
      head: commits[0]?.sha ?? null,
      labelled: new Map(),
      ...story.facts,
    },
    { ...POLICY, ...story.policy },
    { only: null, prerelease: null, ...story.ask },
  );
}

/** `1.2.4`, `nothing`, or the code of the refusal: for tables. */
export function answer(story: Story): string {
  const result = outcome(story);
  return result.is === "release" ? result.version : result.is === "nothing" ? "nothing" : result.code;
}
