// What a runner does about a release: complete what broke off, then propose or publish what is next. Every effect goes
// through the host that the door hands in; what it is decided from was read a moment before.
import type { HostedPull } from "../../core/release-host.ts";
import { prepareRelease } from "../prepare.ts";
import type { Prepared } from "../prepare.ts";
import type { Release } from "../outcome.ts";
import { codeOf } from "../report.ts";
import { publishApproved } from "./approved.ts";
import type { FlowArgs } from "./approved.ts";
import { completeBroken } from "./complete.ts";
import { isEdited, proposalFor, tagOfProposal } from "./proposal.ts";
import { nothingYet } from "./result.ts";
import type { Result } from "./result.ts";
import { newerOnLine, supersededBy } from "./superseded.ts";
import { tagsBeside, withOwed } from "./together.ts";
import { publishWords as words } from "./words.ts";

/** Publishes or proposes each package's release. A refusal or a failure of one does not stop the others. */
export async function runReleases(args: FlowArgs): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (const prepared of args.answer.prepared) results.push(...(await runRelease(args, prepared)));
  return results;
}

async function runRelease(args: FlowArgs, prepared: Prepared): Promise<readonly Result[]> {
  const { broken, untold } = await completeBroken(args, prepared);
  if (broken === null) {
    const result = await releaseNext(args, await withOwed(args, prepared));
    return [{ ...result, untold: [...untold, ...result.untold] }];
  }
  const completed = { ...broken, untold: [...untold, ...broken.untold] };
  if (!broken.ok || broken.tag === "") return [completed];
  const after = await preparedAfter(args, prepared, broken.tag);
  if (after?.outcome.is !== "release") return [completed];
  // One release a run, so that whoever goes on with its outputs sees each of them; a proposal is none.
  if (args.mode === "pull-request") return [completed, await releaseNext(args, after)];
  const { tag: next } = after.outcome;
  return [{ ...completed, reason: `${completed.reason} ${words.more(next)}`, next }];
}

/** What is next once a tag is there that the clone may not know; null where it does not hold the tagged commit either. */
async function preparedAfter(args: FlowArgs, prepared: Prepared, tag: string): Promise<Prepared | null> {
  const { question, answer, host } = args;
  const { refs } = answer.place;
  if (refs.tags.some(({ name }) => name === tag)) return prepared;
  const made = await host.tag(tag);
  if (made === null || (await question.reads.containing(made.sha)) === null) return null;
  const tags = [...refs.tags, { name: tag, sha: made.sha }];
  const reads = { ...question.reads, refs: () => Promise.resolve({ ...refs, tags }) };
  const again = await prepareRelease({ ...question, reads });
  return again.prepared.find((one) => one.package?.path === prepared.package?.path) ?? null;
}

async function releaseNext(args: FlowArgs, prepared: Prepared): Promise<Result> {
  const { outcome } = prepared;
  const line = args.answer.place.line.branch;
  const sha = outcome.looked.head ?? "";
  const stands = outcome.is === "nothing" || sha === "" ? "tip" : await args.host.onBranch(line, sha);
  const newer = stands === "passed" ? await newerOnLine(args, prepared, sha) : null;
  if (newer !== null) return supersededBy(prepared, words.superseded(newer, line, sha));
  if (outcome.is !== "release")
    return { ...nothingYet(prepared), code: codeOf(outcome), reason: outcome.reason, ok: outcome.is === "nothing" };
  if (stands === "missing")
    return { ...nothingYet(prepared), code: "not-on-line", reason: words.notOnLine(outcome.tag, line, sha), ok: false };
  if (args.mode === "pull-request") return propose(args, prepared, outcome);
  const { version, tag, changes } = outcome;
  const beside = tagsBeside(args, prepared);
  const what = { version, tag, sha, notes: prepared.notes, mode: args.mode, changes, beside };
  return publishApproved(args, prepared, { ...what, from: { commits: outcome.looked.shas } });
}

async function propose(args: FlowArgs, prepared: Prepared, release: Release): Promise<Result> {
  const { host, answer, token } = args;
  const place = { line: answer.place.line.branch, name: prepared.package?.name ?? null, token };
  const proposal = proposalFor(release, prepared.notes, place);
  const files = await args.files(release, prepared.notes, prepared);
  const { branch, message, title, body } = proposal;
  await host.commitFiles({ branch, parent: release.looked.head ?? "", message, files });
  const isOpen = (pull: HostedPull): boolean => pull.state === "open";
  let open = (await host.pullsFrom(branch, place.line)).find(isOpen);
  if (open === undefined) {
    await host.createPull({ branch, base: place.line, title, body, draft: false });
    open = (await host.pullsFrom(branch, place.line)).find(isOpen);
    // Notes that people edited for this version are kept; a new version has new notes.
  } else if ((tagOfProposal(open) !== release.tag || !isEdited(open)) && open.body !== body)
    await host.changePull(open.number, { title, body });
  return {
    ...nothingYet(prepared),
    version: release.version,
    tag: release.tag,
    url: open?.url ?? "",
    code: "proposed",
    reason: words.proposed(release.tag, open?.number ?? 0),
    notes: prepared.notes,
    ok: true,
  };
}
