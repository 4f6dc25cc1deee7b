// What a runner does about a release: complete what broke off, then propose or publish what is next. Every effect goes
// through the host that the door hands in; what it is decided from was read a moment before.
import lte from "semver/functions/lte.js";
import prereleaseOf from "semver/functions/prerelease.js";
import validVersion from "semver/functions/valid.js";
import type { Asset, FileChange, HostedPull, ReleaseHost } from "../../core/release-host.ts";
import type { Change } from "../commits/change.ts";
import { notesOfTagged } from "../prepare.ts";
import type { Answer, Prepared, Question } from "../prepare.ts";
import type { Release } from "../outcome.ts";
import { codeOf } from "../report.ts";
import { changeRecordOf } from "./change-record.ts";
import type { Asked } from "./change-record.ts";
import { isEdited, mergedProposals, notesOfProposal, proposalBranch, proposalFor, tagOfProposal } from "./proposal.ts";
import { publish } from "./publish.ts";
import type { NotPublished, Published } from "./publish.ts";
import { modeOfTag, runOf } from "./step.ts";
import { publishWords as words } from "./words.ts";

export interface FlowArgs {
  readonly question: Question;
  readonly answer: Answer;
  readonly host: ReleaseHost;
  readonly mode: "tag" | "draft" | "pull-request";
  /** The workflow run's id, or a random one. */
  readonly run: string;
  /** Files that belong to the release; a proposal has none yet. */
  readonly assets: readonly Asset[];
  /** Whose token it is: what the job's own opens starts no workflows. */
  readonly token: "app" | "job";
  /** The files of a release, changed: versions and changelog. */
  readonly files: (release: Release, notes: string, prepared: Prepared) => Promise<readonly FileChange[]>;
  readonly pause: (round: number) => Promise<void>;
}

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
  /** What is in it, when this run released it (or completed it). */
  readonly changes: readonly Change[];
}

/** Publishes or proposes each package's release. A refusal or a failure of one does not stop the others. */
export async function runReleases(args: FlowArgs): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (const prepared of args.answer.prepared) results.push(await runRelease(args, prepared));
  return results;
}

async function runRelease(args: FlowArgs, prepared: Prepared): Promise<Result> {
  const broken = (await completeMerged(args, prepared)) ?? (await completeTagged(args, prepared));
  if (broken !== null) return broken;
  const { outcome } = prepared;
  if (outcome.is !== "release")
    return { ...nothingYet(prepared), code: codeOf(outcome), reason: outcome.reason, ok: outcome.is === "nothing" };
  if (args.mode === "pull-request") return propose(args, prepared, outcome);
  const sha = outcome.looked.head ?? "";
  const { version, tag, changes } = outcome;
  const what = { version, tag, sha, notes: prepared.notes, mode: args.mode, changes };
  return publishApproved(args, prepared, { ...what, from: { commits: outcome.looked.shas } });
}

/** A merged proposal without its tag or release: merged is promised, so it is kept. */
async function completeMerged(args: FlowArgs, prepared: Prepared): Promise<Result | null> {
  if (args.mode !== "pull-request") return null;
  const line = args.answer.place.line.branch;
  const branch = proposalBranch(line, prepared.package?.name ?? null);
  const [newest] = mergedProposals(await args.host.pullsFrom(branch, line));
  const tag = newest === undefined ? null : tagOfProposal(newest);
  const version = versionIn(tag);
  if (newest === undefined || tag === null || version === null) return null;
  const there = (await args.host.releases(tag)).find(({ draft }) => !draft);
  if (there !== undefined) return null;
  const notes = notesOfProposal(newest) ?? prepared.notes;
  const { outcome } = prepared;
  const changes = outcome.is === "release" && outcome.tag === tag ? outcome.changes : [];
  const what = { version, tag, sha: newest.mergedAs, notes, mode: "tag", changes } as const;
  return publishApproved(args, prepared, { ...what, from: { proposal: newest } });
}

/** The line's newest tag, made by us, without its release: a run broke off in between. */
async function completeTagged(args: FlowArgs, prepared: Prepared): Promise<Result | null> {
  const { previous } = prepared.outcome.looked;
  if (previous === null) return null;
  const mode = modeOfTag((await args.host.tag(previous.tag))?.message ?? null);
  if (mode === null) return null;
  const releases = await args.host.releases(previous.tag);
  const published = releases.find(({ draft }) => !draft);
  // A second attempt of the run that published: the same answer as the first time.
  const again = published !== undefined && runOf(published) === args.run && prepared.outcome.is === "nothing";
  if (published !== undefined && !again) return null;
  if (mode === "draft" && releases.length > 0 && !again) return null;
  const { notes, changes } = await notesOfTagged(args.question, args.answer.place, prepared.package, previous);
  // The tag is ours, so it was approved before it was made.
  if (!again) return publishAs(args, prepared, { ...previous, notes, mode, changes });
  return { ...done(prepared, previous, published.url), reason: words.released(previous.tag), changes };
}

interface What {
  readonly version: string;
  readonly tag: string;
  readonly sha: string;
  readonly notes: string;
  readonly mode: "tag" | "draft";
  readonly changes: readonly Change[];
  readonly record?: readonly string[];
}

/** What is not tagged yet waits for its change record, where the policy asks for one. */
async function publishApproved(
  args: FlowArgs,
  prepared: Prepared,
  { from, ...what }: What & { readonly from: Asked["what"] },
): Promise<Result> {
  const { change_record: rule } = args.question.config;
  if (rule === null) return publishAs(args, prepared, what);
  const { line, lines } = args.answer.place;
  const branches = [line, ...lines].map(({ branch }) => branch);
  const found = await changeRecordOf(args.host, rule, { what: from, lines: branches });
  const { version, tag } = what;
  if (found.is === "missing")
    return {
      ...nothingYet(prepared),
      version,
      tag,
      code: "not-approved",
      reason: words.notApproved(tag, found.reason),
      ok: false,
    };
  const notes = `${what.notes.trimEnd()}\n\n${words.recorded(found.pulls, args.question.repository)}\n`;
  return publishAs(args, prepared, { ...what, notes, record: found.trailers });
}

async function publishAs(args: FlowArgs, prepared: Prepared, what: What): Promise<Result> {
  const stray = strayAssets(args, prepared, what);
  if (stray !== null) return resultOf(stray, prepared, what);
  const taken = args.answer.place.refs.tags.map(({ name }) => versionIn(name)).filter((one) => one !== null);
  const prerelease = prereleaseOf(what.version) !== null;
  const latest = !prerelease && taken.every((other) => prereleaseOf(other) !== null || lte(other, what.version));
  const wanted = { ...what, prerelease, latest, assets: args.assets, run: args.run };
  return resultOf(await publish(args.host, wanted, args.pause), prepared, what);
}

/** Files are built from what is checked out: a release of another commit, which a run before began, is not theirs. */
function strayAssets({ answer, assets }: FlowArgs, { outcome }: Prepared, { sha, tag }: What): NotPublished | null {
  const { tip, refs } = answer.place;
  const isOtherBranch = tip !== "HEAD" && refs.current !== null;
  const { head } = outcome.looked;
  if (assets.length === 0 || (!isOtherBranch && sha === head)) return null;
  const here = isOtherBranch ? refs.current : (head ?? "").slice(0, 9);
  const message = `The files are of ${here}, not of ${tag} at ${sha.slice(0, 9)}.`;
  return { is: "failed", code: "assets-elsewhere", message, steps: [] };
}

function resultOf(result: Published | NotPublished, prepared: Prepared, what: What): Result {
  const { version, tag, notes } = what;
  if (result.is === "failed")
    return {
      ...nothingYet(prepared),
      version,
      tag,
      notes,
      code: result.code,
      reason: words.failed(what.tag, result),
      ok: false,
    };
  const { release, by } = result;
  if (release.draft)
    return { ...done(prepared, what, release.url), released: false, code: "drafted", reason: words.drafted(what.tag) };
  if (by === "us")
    return { ...done(prepared, what, release.url), notes, reason: words.released(tag), changes: what.changes };
  return {
    ...done(prepared, what, release.url),
    released: false,
    code: "released-by-another",
    reason: words.byAnother(what.tag),
  };
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

function nothingYet(prepared: Prepared): Result {
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
    changes: [],
  };
}

function done(prepared: Prepared, what: { readonly version: string; readonly tag: string }, url: string): Result {
  const { version, tag } = what;
  return { ...nothingYet(prepared), released: true, version, tag, url, code: "released" };
}

/** The version at the end of a tag, whatever stands before it. */
function versionIn(tag: string | null): string | null {
  const text = /\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?$/.exec(tag ?? "")?.[0];
  return text === undefined ? null : validVersion(text);
}
