// What the command line and the Action do alike about releases: ask with what GitHub knows, publish, tell of failure.
import type { HistoryReads } from "../core/history.ts";
import { HostError } from "../core/release-host.ts";
import type { Asset, ReleaseHost } from "../core/release-host.ts";
import type { RunnerAccess } from "../github/runner/call.ts";
import { releaseHost } from "../github/runner/host.ts";
import { newcomers, pullsByNumber } from "../github/runner/pulls.ts";
import { knowledgeOf } from "../release/commits/pull-notes.ts";
import { ofMany } from "./release-assets.ts";
import { FileRefused } from "../release/files/refused.ts";
import { releaseFiles } from "../release/files/release-files.ts";
import { prepareRelease } from "../release/prepare.ts";
import type { Plan } from "../release/plan.ts";
import type { Answer, Question } from "../release/prepare.ts";
import type { FlowArgs } from "../release/publish/given.ts";
import { sweepDrafts } from "../release/publish/drafts.ts";
import { runReleases } from "../release/publish/flow.ts";
import { planOnPaper } from "../release/publish/on-paper.ts";
import type { Result } from "../release/publish/result.ts";
import { printReport, reportOf } from "../release/report.ts";
import { failureIssue } from "../release/publish/failure.ts";
import { tellOnce } from "../release/publish/telling.ts";
import { publishWords } from "../release/publish/words.ts";

/** So many pull requests of one release are asked about; beyond, commits speak for themselves. */
const MOST_PULLS = 200;
const MOST_PEOPLE = 50;
/** Rounds of {@link pauseFor}: a second, as GitHub asks for between two writes. */
const BETWEEN_COMMENTS = 5;

/** What would be released, with what GitHub knows of the pull requests. */
async function askWithPulls(question: Question, access: RunnerAccess): Promise<Answer> {
  const first = await prepareRelease(question);
  const numbers = pullsIn(first);
  if (numbers.length === 0) return first;
  const pulls = await pullsByNumber(access, numbers);
  const logins = pulls.flatMap(({ author }) => (author === null || author.bot ? [] : [author.login]));
  const [previous] = first.prepared.flatMap(({ outcome }) => outcome.looked.previous?.sha ?? []);
  const people = [...new Set(logins)].slice(0, MOST_PEOPLE);
  const firsts = previous === undefined ? new Set<string>() : await newcomers(access, people, previous);
  return prepareRelease({ ...question, pulls: knowledgeOf(pulls, question.config, firsts) });
}

function pullsIn({ prepared }: Answer): readonly number[] {
  const numbers = prepared.flatMap(({ outcome }) => outcome.looked.pulls);
  return [...new Set(numbers)].slice(0, MOST_PULLS);
}

/** What publishing would do now, by what stands at GitHub. Changes nothing. */
export async function planAtGitHub(args: Pick<PublishArgs, "question" | "access" | "mode" | "run">): Promise<Plan> {
  const { question, access, mode, run } = args;
  const answer = await askWithPulls(question, access);
  return { results: await planOnPaper(question, answer, { host: releaseHost(access), mode, run }), seen: "github" };
}

export interface PublishArgs {
  readonly question: Question;
  readonly access: RunnerAccess;
  readonly mode: "tag" | "draft" | "pull-request";
  readonly run: string;
  readonly token: "app" | "job";
  /** At a terminal a refusal is an answer to whoever asked; on a runner nobody may be looking, so it is told in an issue. */
  readonly at: "terminal" | "runner";
  /** Files that belong to the release: one package at a time. */
  readonly assets: readonly Asset[];
  readonly pause?: (round: number) => Promise<void>;
}

/** Publishes or proposes, and keeps one issue about what failed. Throws `AssetRefused` for files of several packages. */
export async function publishAll(
  args: PublishArgs,
): Promise<{ readonly answer: Answer; readonly results: readonly Result[]; readonly warnings: readonly string[] }> {
  const { question, access, mode, run, token, assets } = args;
  const host = releaseHost(access);
  const answer = await askWithPulls(question, access);
  if (assets.length > 0 && answer.prepared.length > 1) throw ofMany(answer.prepared.length);
  const reads: HistoryReads = question.reads;
  const { line } = answer.place;
  const flow: FlowArgs = {
    question,
    answer,
    host,
    mode,
    run,
    token,
    assets,
    pause: args.pause ?? pauseFor,
    files: (release, notes, prepared) =>
      releaseFiles(reads, { config: question.config, release, notes, package: prepared.package }),
  };
  const results = await orTold(host, answer, () => runReleases(flow));
  const drafts = await sweepDrafts(flow, results);
  const toTell = args.at === "runner" ? results : results.filter(({ ok, tag }) => ok || tag !== "");
  const untold = await tellOfFailure(host, line.branch, toTell);
  const warnings = await tellThreads(host, args, results);
  return { answer, results, warnings: [...drafts, ...untold, ...warnings] };
}

/** What ends a release in the middle is told in the same issue as what fails, and goes on. */
async function orTold<T>(host: ReleaseHost, { place, prepared }: Answer, publishing: () => Promise<T>): Promise<T> {
  try {
    return await publishing();
  } catch (error) {
    if (!(error instanceof HostError || error instanceof FileRefused)) throw error;
    const [tag = ""] = prepared.flatMap(({ outcome }) => (outcome.is === "release" ? [outcome.tag] : []));
    const code = error instanceof FileRefused ? error.code : error.kind === "lost" ? "host-lost" : "host-refused";
    await tellOfFailure(host, place.line.branch, [{ tag, code, reason: error.message, ok: false, released: false }]);
    throw error;
  }
}

/** What is out is told where it was waited for. The answers are sentences about what was not told. */
async function tellThreads(
  host: ReleaseHost,
  { question, run, pause = pauseFor }: PublishArgs,
  results: readonly Result[],
): Promise<readonly string[]> {
  const { released_in: wanted, verify } = question.config.notify;
  if (!wanted) return [];
  const warnings: string[] = [];
  for (const one of results.flatMap(({ untold }) => untold))
    warnings.push(...(await tellOnce(host, { ...one, verify, run }, () => pause(BETWEEN_COMMENTS))));
  return warnings;
}

/**
 * One issue for each line: opened when a release failed or was refused, closed when one went well. What is released counts
 * more than the issue: where GitHub takes none, the answer is a sentence that says so.
 */
async function tellOfFailure(
  host: ReleaseHost,
  line: string,
  results: readonly Pick<Result, "tag" | "code" | "reason" | "ok" | "released">[],
): Promise<readonly string[]> {
  const failed = results.filter(({ ok }) => !ok);
  const worked = results.some(({ released, code }) => released || code === "drafted");
  if (failed.length === 0 && !worked) return [];
  const issue = failureIssue(line, failed);
  try {
    const open = await host.ownIssue(issue.marker);
    if (failed.length === 0) {
      if (open !== null) await host.changeIssue(open.number, { state: "closed" });
    } else if (open === null) await host.openIssue({ title: issue.title, body: issue.body });
    else if (open.body !== issue.body) await host.changeIssue(open.number, { body: issue.body });
    return [];
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
    return [publishWords.noIssue(line, error.message)];
  }
}

/** What became of a release, for programs. */
export function printedOf(result: Result): Record<string, unknown> {
  const { released, version, tag, url, code, reason, notes } = result;
  return { released, version, tag, url, code, reason, notes, guilty: reportOf(result).guilty };
}

/** The same for people: a refusal names the commits that it rests on. */
export function printResult(result: Result): string {
  const { prepared, reason, url } = result;
  if (prepared.outcome.is === "refused") return printReport(result);
  return [reason, url].filter(Boolean).join(" ");
}

function pauseFor(round: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.min(1_000, 200 * round)));
}
