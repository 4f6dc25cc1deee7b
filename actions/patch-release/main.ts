// The patch release: computes the next version of a line and, when asked to, proposes or publishes it.
import { GitError } from "../../src/git/run.ts";
import { HostError } from "../../src/core/release-host.ts";
import { FileRefused } from "../../src/release/files/refused.ts";
import { HistoryRefused } from "../../src/release/history-facts.ts";
import { Refusal, run, type ExitCode, type Runner } from "../action.ts";
import { prepareRelease } from "../../src/release/prepare.ts";
import type { Answer, Question } from "../../src/release/prepare.ts";
import type { RunnerAccess } from "../../src/github/runner/call.ts";
import { questionFrom } from "./question.ts";
import { show, wouldBe } from "./show.ts";
import { spec, type InputName, type OutputName } from "./spec.ts";

async function patchRelease(runner: Runner<InputName, OutputName>): Promise<ExitCode> {
  const { question, access, mode, token } = await questionFrom(runner);
  try {
    if (mode === "plan") {
      const answer = await ask(question, access);
      return show(runner, { results: answer.prepared.map(wouldBe), mode, token });
    }
    if (access === null)
      throw new Refusal({
        code: "token-missing",
        message: `Mode ${mode} writes to the repository, and there is no token.`,
        cure: "Give the input token, or app-id and private-key.",
      });
    const run = runner.env["GITHUB_RUN_ID"] ?? crypto.randomUUID();
    const { publishAll } = await import("../../src/commands/release-work.ts");
    const { results, warnings } = await publishAll({ question, access, mode, run, token });
    for (const message of warnings) runner.annotate({ level: "warning", title: "Not everybody was told", message });
    return show(runner, { results, mode, token });
  } catch (error) {
    throw refusalOf(error);
  }
}

/** What talks to GitHub is loaded when there is a token to talk with. */
async function ask(question: Question, access: RunnerAccess | null): Promise<Answer> {
  if (access === null) return prepareRelease(question);
  const { askWithPulls } = await import("../../src/commands/release-work.ts");
  return askWithPulls(question, access);
}

function refusalOf(error: unknown): unknown {
  if (error instanceof HistoryRefused || error instanceof GitError || error instanceof FileRefused)
    return new Refusal({ code: error.code, message: error.message, cure: error.cure });
  if (error instanceof HostError)
    return new Refusal({
      code: error.kind === "lost" ? "github-silent" : "github-refused",
      message: error.message,
      cure:
        error.kind === "lost"
          ? "Run the job again: it looks at what is there and completes it."
          : "See which permission the token lacks: contents: write to publish; for mode pull-request also pull-requests: write, and the repository's setting that lets Actions create pull requests.",
    });
  return error;
}

await run(spec, patchRelease);
