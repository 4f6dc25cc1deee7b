// An answer for programs (keys named as the Action's outputs) and for people at a terminal. Pure.
import { distance } from "./lines/next.ts";
import type { Outcome } from "./outcome.ts";
import type { Result } from "./publish/result.ts";

/** The outputs of `actions/patch-release`, and the keys of `--json`. */
export interface Report {
  readonly "would-release": boolean;
  /** True only when a published release exists at the end. */
  readonly released: boolean;
  readonly version: string;
  readonly tag: string;
  readonly level: string;
  /** The tag of the release before; empty before the first. */
  readonly previous: string;
  readonly notes: string;
  readonly "notes-file": string;
  readonly reason: string;
}

/** More for programs at the command line. */
export interface LongReport extends Report {
  readonly line: string;
  /** Empty in a repository without packages. */
  readonly path: string;
  /** `release`, `nothing`, or the code of the refusal. */
  readonly code: string;
  readonly commits: number;
  readonly guilty: readonly { readonly sha: string; readonly header: string; readonly level: string }[];
  readonly unparsed: readonly { readonly sha: string; readonly header: string }[];
  readonly doubts: readonly { readonly sha: string; readonly code: string; readonly message: string }[];
}

/** What a plan or a run says of one package. */
export function reportOf(result: Result): LongReport {
  const { prepared, since, version, notes, tag } = result;
  const { outcome } = prepared;
  const { looked } = outcome;
  const release = outcome.is === "release" ? outcome : null;
  return {
    "would-release": result.wouldRelease ?? release !== null,
    released: result.released,
    version: version || (release?.version ?? ""),
    tag: tag || (release?.tag ?? ""),
    // Of what another run had begun: how far it is from what came before it.
    level: since === undefined ? (release?.level ?? "none") : distance(since.previous?.version ?? null, version),
    previous: (since === undefined ? looked.previous : since.previous)?.tag ?? "",
    notes: notes || prepared.notes,
    "notes-file": "",
    reason: result.reason,
    line: looked.line,
    path: prepared.package?.path ?? "",
    code: result.code,
    commits: looked.commits,
    guilty: outcome.is === "refused" ? outcome.guilty : [],
    unparsed: looked.unparsed,
    doubts: looked.doubts,
  };
}

export function codeOf(outcome: Outcome): string {
  return outcome.is === "refused" ? outcome.code : outcome.is;
}

const SHOWN = 20;

/** What a person reads: the answer first, then why, then what deserves a second look. */
export function printReport(result: Result): string {
  const report = reportOf(result);
  const one = result.prepared.package;
  const name = one === null ? "" : `${one.name}: `;
  const lines = [report["would-release"] ? `${name}${report.tag}` : `${name}${report.reason}`];
  if (report["would-release"]) lines.push(report.reason);
  lines.push(
    ...report.guilty.slice(0, SHOWN).map(({ sha, header, level }) => `  ${sha.slice(0, 9)} ${level}: ${plain(header)}`),
  );
  if (report.guilty.length > SHOWN) lines.push(`  and ${report.guilty.length - SHOWN} more`);
  if (report.doubts.length > 0) lines.push("Look twice:");
  lines.push(...report.doubts.slice(0, SHOWN).map(({ sha, message }) => `  ${sha.slice(0, 9)} ${message}`));
  return lines.join("\n");
}

/** A commit's title at a terminal: no control characters. */
export function plain(foreign: string): string {
  return foreign.replace(/\p{Cc}/gu, " ").slice(0, 120);
}
