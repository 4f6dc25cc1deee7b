// The patch release: computes the next version of a line and, when asked to, proposes or publishes it.
import { Refusal, run, type Runner } from "../action.ts";
import type { ExitCode } from "../this-process.ts";
import { planByClone } from "../../src/release/plan.ts";
import type { Plan } from "../../src/release/plan.ts";
import type { Question } from "../../src/release/prepare.ts";
import type { RunnerAccess } from "../../src/github/runner/call.ts";
import { questionFrom } from "./question.ts";
import { show } from "./show.ts";
import { spec, type InputName, type OutputName } from "./spec.ts";

async function patchRelease(runner: Runner<InputName, OutputName>): Promise<ExitCode> {
  const { question, access, mode, token, onPull } = await questionFrom(runner);
  if (onPull)
    runner.annotate({
      level: "notice",
      title: "Nothing is released on a pull request",
      message: "This is what merging it would release. Run it on push to the line to release it.",
    });
  if (mode === "plan") {
    const { results, seen } = await ask(question, access, runOf(runner));
    return show(runner, { results, mode, token, seen });
  }
  if (access === null)
    throw new Refusal({
      code: "token-missing",
      message: `Mode ${mode} writes to the repository, and there is no token.`,
      cure: "Give the input token, or app-id and private-key.",
    });
  if (mode === "readiness") return keepReadiness(runner, question, access);
  const run = runOf(runner);
  const { publishAll } = await import("../../src/commands/release-work.ts");
  const { findAssets } = await import("../../src/commands/release-assets.ts");
  const globs = runner
    .input("assets")
    .split(/\r?\n/)
    .map((glob) => glob.trim());
  const assets = await findAssets(globs.filter(Boolean), runner.env["GITHUB_WORKSPACE"] ?? process.cwd());
  const { results, warnings } = await publishAll({ question, access, mode, run, token, at: "runner", assets });
  for (const message of warnings) runner.annotate({ level: "warning", title: "Beside the release", message });
  return show(runner, { results, mode, token, seen: "github" });
}

function runOf({ env }: Runner<InputName, OutputName>): string {
  return env["GITHUB_RUN_ID"] ?? crypto.randomUUID();
}

/** Releases nothing: shows what waits on each line, here and in one issue. */
async function keepReadiness(
  runner: Runner<InputName, OutputName>,
  question: Question,
  access: RunnerAccess,
): Promise<ExitCode> {
  const { keepReadinessIssue, readinessOf } = await import("../../src/commands/release-readiness.ts");
  const { readinessBody } = await import("../../src/release/readiness.ts");
  const { printStates } = await import("../../src/release/status.ts");
  const readiness = await readinessOf(question, access, Date.now());
  await keepReadinessIssue(access, readiness);
  runner.summary(readinessBody(readiness.lines, readiness.fixes));
  const said = printStates(readiness.lines);
  for (const name of ["would-release", "released"] as const) runner.output(name, "false");
  runner.output("reason", said.split("\n")[0] ?? "");
  runner.say(said);
  return 0;
}

/** What talks to GitHub is loaded when there is a token to talk with. */
async function ask(question: Question, access: RunnerAccess | null, run: string): Promise<Plan> {
  if (access === null) return planByClone(question);
  const { planAtGitHub } = await import("../../src/commands/release-work.ts");
  return planAtGitHub({ question, access, mode: "tag", run });
}

// Not awaited: what is imported late imports this file, and would wait for it.
void run(spec, patchRelease);
