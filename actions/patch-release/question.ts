// Inputs and surroundings of a runner -> the question, and who asks.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { readHistory } from "../../src/git/read.ts";
import { GitError } from "../../src/git/run.ts";
import { appToken } from "../../src/github/runner/app-token.ts";
import type { RunnerAccess } from "../../src/github/runner/call.ts";
import type { ReleaseConfig } from "../../src/release/config.ts";
import type { Question } from "../../src/release/prepare.ts";
import { readSection } from "../../src/release/section.ts";
import { Refusal, type Runner } from "../action.ts";
import type { InputName, OutputName } from "./spec.ts";

export type Mode = "plan" | "tag" | "draft" | "pull-request";

export interface Asked {
  readonly question: Question;
  /** Null without a token: then commits speak for themselves. */
  readonly access: RunnerAccess | null;
  readonly mode: Mode;
  readonly token: "app" | "job";
}

const MODES: readonly string[] = ["plan", "tag", "draft", "pull-request"] satisfies Mode[];

export async function questionFrom(runner: Runner<InputName, OutputName>): Promise<Asked> {
  const { env } = runner;
  const mode = runner.input("mode");
  if (!isMode(mode)) throw malformed("mode", mode, MODES.join(", "));
  const only = runner.input("only");
  if (only !== "" && only !== "patch" && only !== "minor") throw malformed("only", only, "patch or minor");
  const firstVersion = runner.input("first-version");
  if (firstVersion !== "" && !/^\d+\.\d+\.\d+$/.test(firstVersion))
    throw malformed("first-version", firstVersion, "a version, as in 1.0.0");
  const template = runner.input("tag-template");
  if (template !== "" && template.split("{version}").length !== 2)
    throw malformed("tag-template", template, "a text with {version} in it once");
  const cwd = env["GITHUB_WORKSPACE"] ?? process.cwd();
  const { line, tip } = lineFrom(runner);
  const { access, token } = await accessFrom(runner);
  const question: Question = {
    reads: history(cwd, env),
    config: await readConfig(cwd),
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
  return { question, access, mode, token };
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

async function accessFrom(runner: Runner<InputName, OutputName>): Promise<Pick<Asked, "access" | "token">> {
  const { env } = runner;
  const repository = env["GITHUB_REPOSITORY"] ?? "";
  const api = (env["GITHUB_API_URL"] ?? "https://api.github.com").replace(/\/+$/, "");
  const appId = runner.input("app-id");
  const privateKey = runner.input("private-key");
  if ((appId === "") !== (privateKey === ""))
    throw new Refusal({
      code: "app-incomplete",
      message: "Of app-id and private-key one is given and the other is not.",
      cure: "Give both, or neither.",
    });
  if (appId !== "") {
    runner.mask(privateKey);
    const permissions = { contents: "write", pull_requests: "write", issues: "write" } as const;
    const token = await appToken({ api, repository, appId, privateKey, permissions });
    runner.mask(token);
    return { access: { api, repository, token }, token: "app" };
  }
  const token = runner.input("token");
  if (token === "" || repository === "") return { access: null, token: "job" };
  runner.mask(token);
  return { access: { api, repository, token }, token: "job" };
}

function history(cwd: string, env: Runner<InputName, OutputName>["env"]): Question["reads"] {
  try {
    return readHistory({ cwd, env });
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    throw new Refusal({ code: error.code, message: error.message, cure: error.cure });
  }
}

async function readConfig(cwd: string): Promise<ReleaseConfig> {
  const text = await readFile(join(cwd, ".github/lamplighter.yml"), "utf8").catch((error: unknown) => {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  });
  const section = readSection(text);
  if (section.ok) return section.value;
  throw new Refusal({ code: "bad-policy", message: section.reason, cure: "Mend the section release: there." });
}
