// The backport: brings a merged pull request to maintenance lines, newest first.
import { readFileSync } from "node:fs";
import { HostError } from "../../src/core/release-host.ts";
import { openBackportClone } from "../../src/git/backport.ts";
import type { BackportClone } from "../../src/git/backport.ts";
import { dressPull, keepComment, landedPull } from "../../src/github/runner/backport.ts";
import type { LandedPull } from "../../src/github/runner/backport.ts";
import { releaseHost } from "../../src/github/runner/host.ts";
import { linesByLabels, nextLines } from "../../src/release/backport/proposal.ts";
import { predictBackports } from "../../src/release/backport/predict.ts";
import type { OpenPull } from "../../src/release/backport/predict.ts";
import { broughtBefore, runBackports } from "../../src/release/backport/run.ts";
import type { Outcome } from "../../src/release/backport/run.ts";
import { backportComment, backportMark } from "../../src/release/backport/words.ts";
import { linesOf, MOST_LINES } from "../../src/release/commands.ts";
import type { ReleaseConfig } from "../../src/release/config.ts";
import { Refusal, run, type Runner } from "../action.ts";
import type { ExitCode } from "../this-process.ts";
import { readReleasePolicy } from "../release-policy.ts";
import { signerFrom } from "./signer.ts";
import { targetFrom } from "./target.ts";
import type { Target } from "./target.ts";
import { spec, type InputName, type OutputName } from "./spec.ts";

async function backport(runner: Runner<InputName, OutputName>): Promise<ExitCode> {
  const number = pullFrom(runner);
  const cwd = runner.env["GITHUB_WORKSPACE"] ?? process.cwd();
  const target = await targetFrom(runner, cwd);
  const { source, place, remote } = target;
  const config = await readReleasePolicy(cwd);
  const landed = await landedPull(source, number);
  const { original, base, mergedAs, head, state } = landed;
  // The mark of a chain is a bot's to set: in a person's text it would choose lines for a job with a token.
  const chained = original.author === null ? nextLines(original.body) : [];
  const labelled = [...linesByLabels(original.labels, config.backport.label), ...chained];
  const asked = runner.lines("lines").join(" ");
  const lines = asked === "" ? labelled.filter((line) => linesOf(line) !== undefined) : linesOf(asked);
  if (lines === undefined)
    throw new Refusal({
      code: "input-malformed",
      message: `The input lines is "${asked.slice(0, 60)}".`,
      cure: `It takes one to ${MOST_LINES} branches, as in 2.x 1.x.`,
    });
  if (lines.length === 0) {
    tell(runner, [], `#${number} asks for no backport.`);
    return 0;
  }
  const signer = signerFrom(runner, target.token);
  try {
    const clone = await openBackportClone(place, {
      from: "origin",
      to: remote ?? "origin",
      fetch: [`refs/pull/${number}/head`, `refs/heads/${base}`],
      author: signer.author,
      signingKey: signer.key,
    });
    const about = { number, lines, clone, target };
    if (mergedAs !== null) return await bring(runner, { ...about, landed: { ...landed, mergedAs }, config, labelled });
    if (state === "open") return await foretell(runner, { ...about, pull: { head, base } });
  } finally {
    signer.forget();
  }
  tell(runner, [], `#${number} was closed without being merged; there is nothing to bring anywhere.`);
  return 0;
}

interface About {
  readonly number: number;
  readonly lines: readonly string[];
  readonly clone: BackportClone;
  readonly target: Target;
}

async function bring(
  runner: Runner<InputName, OutputName>,
  about: About & {
    readonly landed: LandedPull & { readonly mergedAs: string };
    readonly config: ReleaseConfig;
    /** Every line that it was ever asked for on. */
    readonly labelled: readonly string[];
  },
): Promise<ExitCode> {
  const { number, lines, clone, target, landed, config } = about;
  const { source, access, token, repository, remote } = target;
  const server = (runner.env["GITHUB_SERVER_URL"] ?? "https://github.com").replace(/\/+$/, "");
  const page = { repository: source.repository, url: `${server}/${source.repository}/pull/${number}` };
  const host = releaseHost(access);
  const outcomes = await runBackports({
    landed: { ...landed, original: { ...landed.original, from: repository === null ? null : page } },
    lines,
    label: config.backport.label,
    git: clone,
    token,
    remote,
    host: {
      pullsFrom: (branch, base) => host.pullsFrom(branch, base),
      createPull: (wanted) => patiently(() => host.createPull(wanted)),
      dress: (on, wanted) => dressPull(access, on, wanted),
    },
  });
  // The comment is rewritten: what it said of other lines stays said.
  const others = about.labelled.filter((line) => !lines.includes(line) && linesOf(line) !== undefined);
  const all = [...outcomes, ...(await broughtBefore(host, number, others))];
  const body = backportComment(all, { merge: "after", token, repository });
  runner.summary(body);
  tell(runner, outcomes, outcomes.map(({ line, reason }) => `${line}: ${reason}`).join("\n"));
  await comment(runner, about, body);
  return outcomes.some(({ is }) => is === "refused") ? 1 : 0;
}

const FAILED: readonly Outcome["is"][] = ["conflict", "unsettled", "refused", "waits", "would-conflict"];

/** What would become of it now. */
async function foretell(
  runner: Runner<InputName, OutputName>,
  about: About & { readonly pull: OpenPull },
): Promise<ExitCode> {
  const { lines, clone, pull, target } = about;
  const outcomes = await predictBackports({ pull, lines, git: clone });
  const { token, repository } = target;
  const body = backportComment(outcomes, { merge: "before", token, repository });
  runner.summary(body);
  tell(runner, outcomes, outcomes.map(({ line, reason }) => `${line}: ${reason}`).join("\n"));
  await comment(runner, about, body);
  return outcomes.some(({ is }) => is === "refused") ? 1 : 0;
}

/** A pull request of a fork has no right to a comment; then the summary alone says it. What was done counts for more. */
async function comment(runner: Runner<InputName, OutputName>, { number, target }: About, body: string): Promise<void> {
  try {
    await keepComment(target.source, { on: number, mark: backportMark(target.repository), body });
  } catch (error) {
    if (!(error instanceof HostError) || error.kind !== "refused") throw error;
    runner.annotate({ level: "warning", title: "Not said on the pull request", message: error.message });
  }
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
