// Inputs and surroundings of a runner -> the question, and who asks.
import { readHistory } from "../../src/git/read.ts";
import type { RunnerAccess } from "../../src/github/runner/call.ts";
import { isFirst } from "../../src/release/lines/version.ts";
import type { Question } from "../../src/release/prepare.ts";
import { accessFrom } from "../access.ts";
import { readReleasePolicy } from "../release-policy.ts";
import { Refusal, type Runner } from "../action.ts";
import type { InputName, OutputName } from "./spec.ts";

export type Mode = "plan" | "tag" | "draft" | "pull-request" | "readiness";

export interface Asked {
  readonly question: Question;
  /** Null without a token: then commits speak for themselves. */
  readonly access: RunnerAccess | null;
  readonly mode: Mode;
  readonly token: "app" | "job";
  /** Asked to write on a pull request: nothing is, and what merging would release is told. */
  readonly onPull: boolean;
}

const MODES: readonly string[] = ["plan", "tag", "draft", "pull-request", "readiness"] satisfies Mode[];

const WRITING: readonly Mode[] = ["tag", "draft", "pull-request"];

export async function questionFrom(runner: Runner<InputName, OutputName>): Promise<Asked> {
  const { env } = runner;
  const mode = runner.input("mode");
  if (!isMode(mode)) throw malformed("mode", mode, MODES.join(", "));
  const only = runner.input("only");
  if (only !== "" && only !== "patch" && only !== "minor") throw malformed("only", only, "patch or minor");
  const firstVersion = runner.input("first-version");
  if (firstVersion !== "" && !isFirst(firstVersion))
    throw malformed("first-version", firstVersion, "a version, as in 1.0.0");
  const template = runner.input("tag-template");
  if (template !== "" && template.split("{version}").length !== 2)
    throw malformed("tag-template", template, "a text with {version} in it once");
  const cwd = env["GITHUB_WORKSPACE"] ?? process.cwd();
  const { line, tip } = lineFrom(runner);
  const config = await readReleasePolicy(cwd);
  const { access, token } = await accessFrom(runner, config.change_record === null ? {} : { checks: "read" });
  const question: Question = {
    reads: readHistory({ cwd, env }),
    config,
    line,
    ...(tip === undefined ? {} : { tip }),
    ask: { only: only === "" ? null : only, prerelease: null },
    path: runner.input("path") || null,
    firstVersion: firstVersion || null,
    tagTemplate: template || null,
    repository: env["GITHUB_REPOSITORY"]
      ? `${env["GITHUB_SERVER_URL"] ?? "https://github.com"}/${env["GITHUB_REPOSITORY"]}`
      : null,
    date: new Date().toISOString().slice(0, 10),
    pulls: null,
  };
  // What is checked out there nobody has merged yet.
  const onPull = tip !== undefined && WRITING.includes(mode);
  return { question, access, mode: onPull ? "plan" : mode, token, onPull };
}

function isMode(mode: string): mode is Mode {
  return MODES.includes(mode);
}

function malformed(input: InputName, value: string, expected: string): Refusal {
  return new Refusal({
    code: "input-malformed",
    message: `The input ${input} is "${value.slice(0, 60)}".`,
    cure: `It takes ${expected}.`,
  });
}

/** On a pull request its target is the line, and what is checked out is looked at as if it were merged. */
function lineFrom(runner: Runner<InputName, OutputName>): { line: string | null; tip?: "HEAD" } {
  const { env } = runner;
  const asked = runner.input("line");
  if (asked !== "") return { line: asked };
  const target = env["GITHUB_BASE_REF"];
  if (target) return { line: target, tip: "HEAD" };
  if (env["GITHUB_REF_TYPE"] === "branch" && env["GITHUB_REF_NAME"]) return { line: env["GITHUB_REF_NAME"] };
  return { line: null };
}
