// The release commands that talk to GitHub: release plan, publish, withdraw.
import type { RunnerAccess } from "../github/runner/call.ts";
import { releaseHost } from "../github/runner/host.ts";
import { planByClone } from "../release/plan.ts";
import type { Question } from "../release/prepare.ts";
import { affectedBy, printAffected, toldIn } from "../release/affected/affected.ts";
import { gatherBug } from "../release/affected/bug-facts.ts";
import { printFixes } from "../release/readiness.ts";
import { printStates } from "../release/status.ts";
import { withdrawRelease } from "../release/publish/withdraw.ts";
import { CommandRefused, EXIT } from "./command-line.ts";
import type { Arguments, Io } from "./command-line.ts";
import { printPlan } from "./release-answers.ts";
import { findAssets } from "./release-assets.ts";
import { attempt, misused, questionOf } from "./release-question.ts";
import { keepReadinessIssue, readinessOf } from "./release-readiness.ts";
import { planAtGitHub, printResult, publishAll, printedOf } from "./release-work.ts";

export async function plan(args: Arguments, io: Io): Promise<number> {
  const mode = modeOf(args, "release plan");
  const question = await questionOf(args, io);
  const access = accessOf(args, io, question);
  const planned = await attempt(() =>
    access === null ? planByClone(question) : planAtGitHub({ question, access, mode, run: runOf(io) }),
  );
  return printPlan(planned, args, io);
}

function modeOf(args: Arguments, command: string): "tag" | "draft" | "pull-request" {
  const mode = args.value("mode") ?? "tag";
  if (mode === "tag" || mode === "draft" || mode === "pull-request") return mode;
  throw misused(`--mode takes tag, draft or pull-request, not ${mode}.`, command);
}

function runOf(io: Io): string {
  return io.env["GITHUB_RUN_ID"] ?? crypto.randomUUID();
}

/** A comma, but not one of `*.{tgz,txt}`. */
const BETWEEN_GLOBS = /,(?![^{}]*\})/;

export async function publish(args: Arguments, io: Io): Promise<number> {
  const mode = modeOf(args, "release publish");
  const question = await questionOf(args, io);
  const access = neededAccess(args, io, question);
  const run = runOf(io);
  const globs = (args.value("assets") ?? "").split(BETWEEN_GLOBS).map((glob) => glob.trim());
  const { results, warnings } = await attempt(async () => {
    const assets = await findAssets(globs.filter(Boolean), io.cwd);
    const at = io.env["GITHUB_ACTIONS"] === "true" ? "runner" : "terminal";
    return publishAll({ question, access, mode, run, token: at === "runner" ? "job" : "app", at, assets });
  });
  if (args.flags.has("json")) io.out(JSON.stringify(results.map(printedOf), null, 2));
  else io.out(results.map(printResult).join("\n"));
  for (const warning of warnings) io.err(warning);
  return results.every(({ ok }) => ok) ? EXIT.ok : EXIT.refused;
}

export async function withdraw(args: Arguments, io: Io): Promise<number> {
  const [tag = "", because = "", ...words] = args.positionals;
  if (because !== "because")
    throw misused("A withdrawal has its reason: release withdraw TAG because REASON.", "release withdraw");
  const question = await questionOf(args, io);
  const host = releaseHost(neededAccess(args, io, question));
  const refs = await attempt(() => question.reads.refs());
  const tags = refs.tags.map(({ name }) => name);
  const done = await attempt(() => withdrawRelease(host, { tag, tags, because: words.join(" ") }));
  if (args.flags.has("json")) io.out(JSON.stringify(done));
  else io.out(done.reason);
  return done.ok ? EXIT.ok : EXIT.refused;
}

/** What waits on each line; with `--issue` the issue that shows it is kept up to date. */
export async function status(args: Arguments, io: Io): Promise<number> {
  const question = await questionOf(args, io);
  const access = args.flags.has("issue") ? neededAccess(args, io, question) : accessOf(args, io, question);
  const readiness = await attempt(() => readinessOf(question, access, Date.now()));
  if (args.flags.has("issue") && access !== null) await attempt(() => keepReadinessIssue(access, readiness));
  if (args.flags.has("json")) io.out(JSON.stringify(readiness, null, 2));
  else io.out(`${printStates(readiness.lines)}\n${printFixes(readiness.fixes)}`);
  return EXIT.ok;
}

/** Which releases have a bug, from the histories and, with a token, from its report. */
export async function affected(args: Arguments, io: Io): Promise<number> {
  const issue = Number(args.positionals[0]);
  if (!Number.isSafeInteger(issue) || issue <= 0)
    throw misused("The number of an issue, as in 12.", "release affected");
  const given = args.value("introduced-by") ?? null;
  if (given !== null && !/^[0-9a-f]{7,64}$/i.test(given))
    throw misused("--introduced-by takes a commit's sha, of at least 7 digits.", "release affected");
  const question = await questionOf(args, io);
  const access = accessOf(args, io, question);
  const found = await attempt(async () => {
    const report = access === null ? null : await releaseHost(access).report(issue);
    const told = toldIn(report ?? "");
    const broughtBy = given === null ? told.broughtBy : [given.toLowerCase()];
    const seen = args.value("seen")?.replace(/^v/, "") ?? told.seen;
    return affectedBy(await gatherBug(question, { issue, broughtBy, seen }));
  });
  if (found === null)
    throw new CommandRefused({
      code: "cannot-tell",
      exit: EXIT.refused,
      message: `Neither what brought #${issue} is known, nor a version in which it was seen.`,
      mend: "Name --introduced-by SHA or --seen VERSION. A report says it with a field Version, a fix with a line Introduced-by: SHA.",
    });
  if (args.flags.has("json")) io.out(JSON.stringify({ issue, ...found }, null, 2));
  else io.out(printAffected(issue, found));
  return EXIT.ok;
}

/** Null without a token, or where it is not known which repository this is: then the history speaks for itself. */
function accessOf(args: Arguments, io: Io, question: Question): RunnerAccess | null {
  const token = tokenIn(io);
  const repository = repositoryNamed(args, question);
  if (token === null || repository === null) return null;
  const api = (io.env["GITHUB_API_URL"] ?? "https://api.github.com").replace(/\/+$/, "");
  return { api, repository, token };
}

function tokenIn(io: Io): string | null {
  return io.env["GITHUB_TOKEN"] || io.env["GH_TOKEN"] || null;
}

function repositoryNamed(args: Arguments, question: Question): string | null {
  const named = args.value("repo") ?? question.repository?.split("/").slice(3, 5).join("/") ?? "";
  return /^[\w.-]+\/[\w.-]+$/.test(named) ? named : null;
}

/** What is missing in the environment is another exit code than what is missing among the words. */
function neededAccess(args: Arguments, io: Io, question: Question): RunnerAccess {
  const access = accessOf(args, io, question);
  if (access !== null) return access;
  if (tokenIn(io) === null)
    throw new CommandRefused({
      code: "no-token",
      exit: EXIT.config,
      message: "GITHUB_TOKEN is not set, and this talks to GitHub.",
      mend: "Set GITHUB_TOKEN to a token that may do this; lamplighter COMMAND --help says which permissions it needs.",
    });
  throw new CommandRefused({
    code: "no-repository",
    exit: EXIT.usage,
    message: "It is not known which repository on GitHub this is.",
    mend: "Name the repository with --repo OWNER/REPO.",
  });
}
