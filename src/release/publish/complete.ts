// What an earlier run left half done, found by looking: merged and not tagged, tagged and not released.
import type { HostedPull } from "../../core/release-host.ts";
import type { Tagged } from "../lines/next.ts";
import { isAbove } from "../lines/version.ts";
import type { Prepared } from "../prepare.ts";
import { notesOfTagged } from "../tagged-release.ts";
import type { Told } from "../tagged-release.ts";
import { branchesOf, publishApproved, publishAs, versionIn } from "./approved.ts";
import type { FlowArgs } from "./given.ts";
import { changeRecordOf } from "./change-record.ts";
import { isEdited, mergedProposals, notesOfProposal, proposalBranch, tagOfProposal } from "./proposal.ts";
import { done, failed } from "./result.ts";
import type { Result, Untold } from "./result.ts";
import { isUntold, modeOfTag, runOf, runOfTag } from "./step.ts";
import { publishWords as words } from "./words.ts";

export interface Looked {
  /** The result of completing what was half done; null when nothing is. */
  readonly broken: Result | null;
  /** What is out, and nobody was told. */
  readonly untold: readonly Untold[];
}

export async function completeBroken(args: FlowArgs, prepared: Prepared): Promise<Looked> {
  const merged = await completeMerged(args, prepared);
  if (merged !== null) return { broken: merged, untold: [] };
  const { previous, ahead } = prepared.outcome.looked;
  const untold: Untold[] = [];
  for (const tagged of [previous, ahead]) {
    const looked = tagged === null ? null : await completeTagged(args, prepared, tagged);
    if (looked === null) continue;
    if ("prepared" in looked) return { broken: looked, untold };
    untold.push(looked);
  }
  return { broken: null, untold };
}

type Merged = HostedPull & { readonly mergedAs: string };

/** A merged proposal without its tag or release: merged is promised, so it is kept. */
async function completeMerged(args: FlowArgs, prepared: Prepared): Promise<Result | null> {
  if (args.mode !== "pull-request") return null;
  const [newest] = await proposalsOf(args, prepared);
  const tag = newest === undefined ? null : tagOfProposal(newest);
  const version = versionIn(tag);
  if (newest === undefined || tag === null || version === null) return null;
  const there = (await args.host.releases(tag)).find(({ draft }) => !draft);
  if (there !== undefined) return null;
  const tagged = { version, tag, sha: newest.mergedAs };
  if (await isPassedBy(args, prepared, tagged)) return null;
  const { notes, changes, ...since } = await contentsOf(args, prepared, tagged, newest);
  const what = { ...tagged, notes, mode: "tag", changes } as const;
  // A run that tagged it sent its files before.
  const made = await args.host.tag(tag);
  const begun = made === null ? {} : { tagged: { run: runOfTag(made.message) } };
  const result = await publishApproved(args, prepared, { ...what, ...begun, from: { proposal: newest } });
  return { ...result, ...since, proposed: { number: newest.number, sha: newest.mergedAs } };
}

/** Whether a newer release holds all of it: then nothing older follows. */
async function isPassedBy(
  { question }: FlowArgs,
  { outcome: { looked } }: Prepared,
  { version, sha }: Tagged,
): Promise<boolean> {
  const newer = [looked.previous, looked.ahead].filter((one) => one !== null && isAbove(one.version, version));
  const holding = newer.length === 0 ? null : await question.reads.containing(sha);
  return newer.some((one) => holding?.has(`refs/tags/${one?.tag ?? ""}`) === true);
}

async function proposalsOf({ host, answer }: FlowArgs, prepared: Prepared): Promise<readonly Merged[]> {
  const line = answer.place.line.branch;
  return mergedProposals(await host.pullsFrom(proposalBranch(line, prepared.package?.name ?? null), line));
}

/**
 * Notes as people left them in the proposal, else as its commit gives them: its text may have been cut to fit a pull
 * request, and the line may have gone on since.
 */
async function contentsOf(
  { question, answer }: FlowArgs,
  prepared: Prepared,
  tagged: Tagged,
  proposal: HostedPull,
): Promise<Pick<Told, "notes" | "changes"> & Pick<Result, "since">> {
  const written = notesOfProposal(proposal);
  // A clone from before the merge does not hold it.
  if ((await question.reads.containing(tagged.sha)) === null) return { notes: written ?? prepared.notes, changes: [] };
  const { notes, changes, previous } = await notesOfTagged(question, answer.place, prepared.package, tagged);
  // Without changes of its own it was proposed because of what it is built from, which need not be tagged yet.
  const isOwn = written !== null && (isEdited(proposal) || changes.length === 0);
  return { notes: isOwn ? written : notes, changes, since: { previous } };
}

/** A tag of the line, made by us, without its release: a run broke off in between. Or with it, and nobody was told. */
async function completeTagged(args: FlowArgs, prepared: Prepared, tagged: Tagged): Promise<Result | Untold | null> {
  const message = (await args.host.tag(tagged.tag))?.message ?? null;
  const mode = modeOfTag(message);
  if (mode === null) return null;
  const releases = await args.host.releases(tagged.tag);
  const published = releases.find(({ draft }) => !draft);
  // A second attempt of the run that published: the same answer as the first time.
  const again = published !== undefined && runOf(published) === args.run && prepared.outcome.is === "nothing";
  if (published !== undefined && !again)
    return isUntold(published) ? await untoldOf(args, prepared, tagged, published.url) : null;
  if (mode === "draft" && releases.length > 0 && !again) return null;
  const told = await notesOfTagged(args.question, args.answer.place, prepared.package, tagged);
  const { notes, changes, shas, previous } = told;
  const since = { previous };
  if (again) {
    const untold = isUntold(published) ? [{ tag: tagged.tag, url: published.url, changes }] : [];
    return { ...done(prepared, tagged, published.url), reason: words.released(tagged.tag), untold, since };
  }
  const missing = await unrecorded(args, prepared, { ...tagged, message: message ?? "", shas });
  if (missing !== null)
    return failed(prepared, tagged, { code: "not-approved", reason: words.notRecorded(tagged.tag, missing) });
  const what = { ...tagged, notes, mode, changes, tagged: { run: runOfTag(message) } };
  return { ...(await publishAs(args, prepared, what)), since };
}

async function untoldOf(
  { question, answer }: FlowArgs,
  prepared: Prepared,
  tagged: Tagged,
  url: string,
): Promise<Untold | null> {
  if (!question.config.notify.released_in) return null;
  const { changes } = await notesOfTagged(question, answer.place, prepared.package, tagged);
  return { tag: tagged.tag, url, changes };
}

/**
 * Anybody who may push can push a tag that looks like ours. Where the policy asks for the change record, what the tag holds
 * is judged anew, and the tag has to name it, as a run of ours would have had it do.
 */
async function unrecorded(
  args: FlowArgs,
  prepared: Prepared,
  tagged: Tagged & { readonly message: string; readonly shas: readonly string[] },
): Promise<string | null> {
  const { change_record: rule } = args.question.config;
  if (rule === null) return null;
  const { tag, sha, message, shas } = tagged;
  const proposal = (await proposalsOf(args, prepared)).find(
    (pull) => pull.mergedAs === sha && tagOfProposal(pull) === tag,
  );
  const what = proposal === undefined ? { commits: shas } : { proposal };
  const found = await changeRecordOf(args.host, rule, { what, lines: branchesOf(args) });
  if (found.is === "missing") return found.reason;
  const lines = message.split(/\r?\n/);
  // By pull request and head: a check that ran again has another number.
  const unnamed = found.trailers.find((trailer) => {
    const named = trailer.replace(/\d+$/, "");
    return !lines.some((line) => line.startsWith(named));
  });
  return unnamed === undefined ? null : words.notOurTag();
}
