// The pull request that proposes a release. Pure: its branch, text and marks, and what to make of those that are there.
import { createHash } from "node:crypto";
import type { HostedPull } from "../../core/release-host.ts";
import { fit, PULL_LIMIT } from "../notes/fit.ts";
import type { Release } from "../outcome.ts";

const TAG = /<!-- lamplighter:release-tag=([^\s<>]+) -->/;
const NOTES = /<!-- lamplighter:notes -->\n([\s\S]*?)\n<!-- \/lamplighter:notes -->/;
const OURS = /<!-- lamplighter:notes-hash=([0-9a-f]+) -->/;
const FROM = /<!-- lamplighter:release-from=([0-9a-f]{7,64}) -->/;
const ROOM = 2_000;

export interface Proposal {
  readonly branch: string;
  readonly title: string;
  readonly body: string;
  readonly message: string;
}

/** One branch for each line and package, so that the open pull request moves along with the line. */
export function proposalBranch(line: string, name: string | null): string {
  return ["lamplighter", "release", ...(name === null ? [] : [name]), line].join("/");
}

export function proposalFor(
  release: Release,
  notes: string,
  place: { readonly line: string; readonly name: string | null; readonly token: "app" | "job" },
): Proposal {
  const waits =
    place.token === "job"
      ? "\n\nThis pull request was opened with the job's own token: GitHub starts its workflows only after a person has approved them. With an App's token they start by themselves."
      : "";
  const shown = fit(notes.trimEnd(), PULL_LIMIT - ROOM, null);
  return {
    branch: proposalBranch(place.line, place.name),
    title: `chore(release): ${release.tag}`,
    body: `Merging this releases **${release.tag}**. The notes may be edited here until then.${waits}

<!-- lamplighter:notes -->
${shown}
<!-- /lamplighter:notes -->
<!-- lamplighter:notes-hash=${hashOf(shown)} -->
<!-- lamplighter:release-tag=${release.tag} -->
${fromMark(release.looked.head ?? "")}
`,
    message: `chore(release): ${release.tag}`,
  };
}

export function tagOfProposal(pull: Pick<HostedPull, "body">): string | null {
  return TAG.exec(pull.body)?.[1] ?? null;
}

/** The commit of the line that it was made from; null for one of before this was marked. */
export function fromOfProposal(pull: Pick<HostedPull, "body">): string | null {
  return FROM.exec(pull.body)?.[1] ?? null;
}

/** The body of a proposal that moved along, everything else as it is. */
export function withFrom(body: string, from: string): string {
  return FROM.test(body) ? body.replace(FROM, fromMark(from)) : `${body.trimEnd()}\n${fromMark(from)}\n`;
}

function fromMark(sha: string): string {
  return `<!-- lamplighter:release-from=${sha} -->`;
}

/** The notes as people left them; null when the marks are gone: then they are computed anew. */
export function notesOfProposal(pull: Pick<HostedPull, "body">): string | null {
  return NOTES.exec(pull.body.replace(/\r\n/g, "\n"))?.[1] ?? null;
}

/** Whether somebody changed the notes after we wrote them: then they are not written over. */
export function isEdited(pull: Pick<HostedPull, "body">): boolean {
  const notes = notesOfProposal(pull);
  return notes !== null && OURS.exec(pull.body)?.[1] !== hashOf(notes);
}

function hashOf(text: string): string {
  return createHash("sha256").update(text.trim()).digest("hex").slice(0, 16);
}

/** Merged, and perhaps not tagged: the newest ones, to be completed by looking (a merge is never forgotten). */
export function mergedProposals(pulls: readonly HostedPull[]): readonly (HostedPull & { readonly mergedAs: string })[] {
  return pulls.filter((pull): pull is HostedPull & { readonly mergedAs: string } => pull.mergedAs !== null);
}
