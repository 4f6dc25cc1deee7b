// Drafts that a killed run left: it was sending files, and had tagged nothing. What is out holds all that they would have.
import { HostError } from "../../core/release-host.ts";
import type { HostedRelease } from "../../core/release-host.ts";
import { ownerOf } from "../lines/line.ts";
import { versionOfTag } from "../lines/tag.ts";
import { isAbove } from "../lines/version.ts";
import { templateFor } from "../prepare.ts";
import type { FlowArgs } from "./given.ts";
import type { Result } from "./result.ts";
import { modeOfTag, runOf } from "./step.ts";
import { publishWords as words } from "./words.ts";

/**
 * Takes away the drafts of other runs that a release of the line has passed, and tells of those that none has: their run is at
 * work, or was killed. A run that is still at work sees the newer release before it tags, and gives up by itself. The answers
 * are sentences, one for each draft.
 */
export async function sweepDrafts(args: FlowArgs, results: readonly Result[]): Promise<readonly string[]> {
  const isOut = results.some(({ released, code }) => released || code === "drafted");
  // Without files nothing is made before its tag.
  if (args.assets.length === 0 && !isOut) return [];
  const said: string[] = [];
  try {
    for (const draft of await args.host.drafts()) {
      const version = await versionOfOurs(args, draft);
      if (version === null || results.some(({ tag }) => tag === draft.tag)) continue;
      const made = await args.host.tag(draft.tag);
      if (made !== null && isOut && modeOfTag(made.message) === "draft") said.push(words.draftWaits(draft.tag));
      if (made !== null) continue;
      const passed = await passedBy(args, results, { draft, version });
      if (passed !== null) await args.host.deleteRelease(draft.id);
      const run = pageOf(args, draft);
      said.push(passed === null ? words.draftStays(draft.tag, run) : words.draftGone(draft.tag, run, passed));
    }
  } catch (error) {
    // What is released counts; a draft promises nothing, and the next run looks again.
    if (!(error instanceof HostError)) throw error;
    said.push(words.draftsUnread(error.message));
  }
  return said;
}

/** The version of a draft that another run made for this line; null for any other. */
async function versionOfOurs({ question, answer, host, run }: FlowArgs, draft: HostedRelease): Promise<string | null> {
  const by = runOf(draft);
  if (by === null || by === run) return null;
  const { line, lines } = answer.place;
  const templates = answer.prepared.map(({ package: one }) => one?.tag ?? templateFor(question));
  const [version] = templates.flatMap((template) => versionOfTag(template, draft.tag)?.version ?? []);
  if (version === undefined || ownerOf(version, line, lines) !== null) return null;
  return (await host.onBranch(line.branch, draft.target)) === "missing" ? null : version;
}

/** The tag of a release of the same kind that is higher and holds what the draft was to be made of; null when there is none. */
async function passedBy(
  { question, host }: FlowArgs,
  results: readonly Result[],
  { draft, version }: { readonly draft: HostedRelease; readonly version: string },
): Promise<string | null> {
  for (const { prepared, released, code, tag } of results) {
    const template = prepared.package?.tag ?? templateFor(question);
    const { previous, ahead } = prepared.outcome.looked;
    for (const name of [released || code === "drafted" ? tag : null, ahead?.tag, previous?.tag]) {
      const higher = name == null ? undefined : versionOfTag(template, name)?.version;
      if (name == null || higher === undefined || versionOfTag(template, draft.tag) === null) continue;
      if (!isAbove(higher, version)) continue;
      const made = await host.tag(name);
      if (made !== null && (made.sha === draft.target || (await host.isAfter(made.sha, draft.target)))) return name;
    }
  }
  return null;
}

function pageOf({ question: { repository } }: FlowArgs, draft: HostedRelease): string {
  const run = runOf(draft) ?? "";
  return repository !== null && /^\d+$/.test(run) ? `${repository}/actions/runs/${run}` : "another run";
}
