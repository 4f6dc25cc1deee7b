// An answer for programs (keys named as the Action's outputs) and for people at a terminal. Pure.
import type { Outcome } from "./outcome.ts";
import type { Prepared } from "./prepare.ts";

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

export function reportOf(prepared: Prepared): LongReport {
  const { outcome } = prepared;
  const { looked } = outcome;
  const release = outcome.is === "release" ? outcome : null;
  return {
    "would-release": release !== null,
    released: false,
    version: release?.version ?? "",
    tag: release?.tag ?? "",
    level: release?.level ?? "none",
    previous: looked.previous?.tag ?? "",
    notes: prepared.notes,
    "notes-file": "",
    reason: outcome.reason,
    line: looked.line,
    path: prepared.package?.path ?? "",
    code: codeOf(outcome),
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
export function printReport(prepared: Prepared): string {
  const report = reportOf(prepared);
  const name = prepared.package === null ? "" : `${prepared.package.name}: `;
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
