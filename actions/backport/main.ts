// The backport: brings a merged pull request to maintenance lines, newest first.
import { readFileSync } from "node:fs";
import { HostError } from "../../src/core/release-host.ts";
import { openBackportClone } from "../../src/git/backport.ts";
import type { BackportClone } from "../../src/git/backport.ts";
import type { RunnerAccess } from "../../src/github/runner/call.ts";
import { dressPull, keepComment, landedPull } from "../../src/github/runner/backport.ts";
import { releaseHost } from "../../src/github/runner/host.ts";
import { linesByLabels, nextLines } from "../../src/release/backport/proposal.ts";
import { predictBackports } from "../../src/release/backport/predict.ts";
import type { OpenPull } from "../../src/release/backport/predict.ts";
import { runBackports } from "../../src/release/backport/run.ts";
import type { Outcome } from "../../src/release/backport/run.ts";
import { BACKPORT_MARK, backportComment } from "../../src/release/backport/words.ts";
import { accessFrom } from "../access.ts";
import { Refusal, run, type Runner } from "../action.ts";
import type { ExitCode } from "../this-process.ts";
import { readReleasePolicy } from "../release-policy.ts";
import { spec, type InputName, type OutputName } from "./spec.ts";

async function backport(runner: Runner<InputName, OutputName>): Promise<ExitCode> {
  const { env } = runner;
  const number = pullFrom(runner);
  const { access, token } = await accessFrom(runner);
  if (access === null)
    throw new Refusal({ code: "token-missing", message: "There is no token.", cure: "Give the input token." });
  const cwd = env["GITHUB_WORKSPACE"] ?? process.cwd();
  const config = await readReleasePolicy(cwd);
  const { original, base, mergedAs, commits, head, state } = await landedPull(access, number);
  const asked = [...new Set(runner.lines("lines").flatMap((line) => line.split(/\s+/)))];
  const labelled = [...linesByLabels(original.labels, config.backport.label), ...nextLines(original.body)];
  const lines = asked.length > 0 ? asked : labelled;
  if (lines.length === 0) {
    tell(runner, [], `#${number} asks for no backport.`);
    return 0;
  }
  const who = token === "app" ? "lamplighter[bot]" : "github-actions[bot]";
  const author = { name: who, email: `${who}@users.noreply.github.com` };
  const clone = await openBackportClone(
    { cwd, env },
    {
      remote: "origin",
      fetch: [`refs/pull/${number}/head`, `refs/heads/${base}`],
      author,
    },
  );
  if (mergedAs === null) {
    if (state === "open") return foretell(runner, { access, number, lines, clone, pull: { head, base } });
    tell(runner, [], `#${number} was closed without being merged; there is nothing to bring anywhere.`);
    return 0;
  }
  const host = releaseHost(access);
  const outcomes = await runBackports({
    landed: { original, mergedAs, commits },
    lines,
    label: config.backport.label,
    git: clone,
    host: {
      pullsFrom: (branch, base) => host.pullsFrom(branch, base),
      createPull: (wanted) => patiently(() => host.createPull(wanted)),
      dress: (on, wanted) => dressPull(access, on, wanted),
    },
  });
  const body = backportComment(outcomes);
  await keepComment(access, { on: number, mark: BACKPORT_MARK, body });
  runner.summary(body);
  tell(runner, outcomes, outcomes.map(({ line, reason }) => `${line}: ${reason}`).join("\n"));
  return outcomes.some(({ is }) => is === "refused") ? 1 : 0;
}

const FAILED: readonly Outcome["is"][] = ["conflict", "refused", "waits", "would-conflict"];

/** What would become of it now. A pull request of a fork has no right to a comment; then the summary alone says it. */
async function foretell(
  runner: Runner<InputName, OutputName>,
  about: {
    readonly access: RunnerAccess;
    readonly number: number;
    readonly lines: readonly string[];
    readonly clone: BackportClone;
    readonly pull: OpenPull;
  },
): Promise<ExitCode> {
  const { access, number, lines, clone, pull } = about;
  const outcomes = await predictBackports({ pull, lines, git: clone });
  const body = backportComment(outcomes, "before");
  runner.summary(body);
  tell(runner, outcomes, outcomes.map(({ line, reason }) => `${line}: ${reason}`).join("\n"));
  try {
    await keepComment(access, { on: number, mark: BACKPORT_MARK, body });
  } catch (error) {
    if (!(error instanceof HostError) || error.kind !== "refused") throw error;
    runner.annotate({ level: "warning", title: "Not said on the pull request", message: error.message });
  }
  return outcomes.some(({ is }) => is === "refused") ? 1 : 0;
}

function tell(
  runner: Runner<InputName, OutputName>,
  outcomes: Awaited<ReturnType<typeof runBackports>>,
  said: string,
): void {
  const opened = outcomes.filter(({ is }) => is === "created" || is === "conflict");
  const failed = outcomes.filter(({ is }) => FAILED.includes(is));
  runner.output("created", opened.map((one) => String(one.number ?? "")).join(" "));
  runner.output("failed", failed.map(({ line }) => line).join(" "));
  runner.output(
    "backports",
    JSON.stringify(outcomes.map(({ line, is, number, url, reason }) => ({ line, is, number, url, reason }))),
  );
  for (const { line, is, reason } of failed)
    runner.annotate({
      level: is === "refused" ? "error" : "warning",
      title: `Backport to ${line}: ${is}`,
      message: reason,
    });
  runner.say(said);
}

function pullFrom(runner: Runner<InputName, OutputName>): number {
  const given = runner.input("pull-request") || numberInEvent(runner.env["GITHUB_EVENT_PATH"]);
  const number = Number(given);
  if (/^\d{1,10}$/.test(given) && number > 0) return number;
  throw new Refusal({
    code: "no-pull-request",
    message:
      given === "" ? "No pull request is named, and the event has none." : `"${given.slice(0, 40)}" is no number.`,
    cure: "Give the input pull-request, as in 12.",
  });
}

function numberInEvent(path: string | undefined): string {
  if (!path) return "";
  const event: unknown = JSON.parse(readFileSync(path, "utf8"));
  const pull = typeof event === "object" && event !== null && "pull_request" in event ? event.pull_request : null;
  return typeof pull === "object" && pull !== null && "number" in pull && typeof pull.number === "number"
    ? String(pull.number)
    : "";
}

/** A branch that was pushed a moment ago may not be known to the API yet: GitHub answers 422 then. */
async function patiently<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof HostError) || error.status !== 422 || tries >= 4) throw error;
      await new Promise((resolve) => setTimeout(resolve, 500 * tries));
    }
  }
}

await run(spec, backport);
