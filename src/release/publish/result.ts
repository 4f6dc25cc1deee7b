// What became of one package's release, as every door tells it. Pure.
import type { Change } from "../commits/change.ts";
import type { Tagged } from "../lines/next.ts";
import type { Prepared } from "../prepare.ts";
import type { NotPublished, Published } from "./publish.ts";
import { publishWords as words } from "./words.ts";

export interface Result {
  readonly prepared: Prepared;
  /** A published release exists, and this run (or an earlier attempt of it) made it. */
  readonly released: boolean;
  readonly version: string;
  readonly tag: string;
  readonly url: string;
  readonly code: string;
  readonly reason: string;
  readonly ok: boolean;
  readonly notes: string;
  /** Of a release that another run had begun: how far it is from the one before it; else it is as `prepared` says. */
  readonly since?: { readonly previous: Tagged | null };
  /** Of a proposal that was merged: its number, and the commit on the line. */
  readonly proposed?: { readonly number: number; readonly sha: string };
  /** The tag of what this run left for the next one. */
  readonly next?: string;
  /** Releases that are out, and whose issues and pull requests have to hear so: this one, or one of before that nobody told. */
  readonly untold: readonly Untold[];
  /** Of a plan alone: whether publishing would release something. */
  readonly wouldRelease?: boolean;
}

export interface Untold {
  readonly tag: string;
  readonly url: string;
  readonly changes: readonly Change[];
}

/** What is to be tagged and released, and how. */
export interface What {
  readonly version: string;
  readonly tag: string;
  readonly sha: string;
  readonly notes: string;
  readonly mode: "tag" | "draft";
  readonly changes: readonly Change[];
  /** Where its approvals stand, for its tag; absent where the policy asks for none. */
  readonly record?: readonly string[];
  /** Tags of the packages that are released with it. */
  readonly beside?: readonly string[];
}

export function nothingYet(prepared: Prepared): Result {
  return {
    prepared,
    released: false,
    version: "",
    tag: "",
    url: "",
    code: "",
    reason: "",
    ok: true,
    notes: "",
    untold: [],
  };
}

export function done(prepared: Prepared, what: Pick<What, "version" | "tag">, url: string): Result {
  const { version, tag } = what;
  return { ...nothingYet(prepared), released: true, version, tag, url, code: "released" };
}

export function failed(
  prepared: Prepared,
  what: Pick<What, "version" | "tag">,
  why: Pick<Result, "code" | "reason">,
): Result {
  const { version, tag } = what;
  return { ...nothingYet(prepared), ...why, version, tag, ok: false };
}

/** `begunBy`: the address of the workflow run that made the tag, where it is known. */
export function resultOf(
  result: Published | NotPublished,
  prepared: Prepared,
  { begunBy, ...what }: What & { readonly begunBy: string | null },
): Result {
  const { tag, notes } = what;
  if (result.is === "failed") {
    const reason = words.failed(tag, result, begunBy);
    return { ...failed(prepared, what, { code: result.code, reason }), notes };
  }
  const { release, by } = result;
  if (release.draft)
    return { ...done(prepared, what, release.url), released: false, code: "drafted", reason: words.drafted(tag) };
  const { url } = release;
  if (by === "us")
    return {
      ...done(prepared, what, url),
      notes,
      reason: words.released(tag),
      untold: [{ tag, url, changes: what.changes }],
    };
  return {
    ...done(prepared, what, release.url),
    released: false,
    code: "released-by-another",
    reason: words.byAnother(tag),
  };
}
