// Where the Action runs, from the environment that GitHub gives it. Nothing here is asked of GitHub.
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { Refusal } from "../action.ts";

export interface RunPlace {
  readonly workspace: string;
  /** Where results are written. */
  readonly results: string;
  /** `octo/app`; empty outside GitHub. */
  readonly repository: string;
  readonly repositoryId: number;
  readonly server: string;
  readonly api: string;
  readonly graphql: string;
  readonly sha: string;
  /** What GitHub checks out: on a pull request its head merged into the base. */
  readonly checkedOut: string;
  readonly run: string;
  /** `ci.yml`: the workflow's file. */
  readonly workflow: string;
  readonly event: string;
  /** The pull request, on its events. */
  readonly pull: {
    readonly number: number;
    readonly base: string;
    readonly baseRef: string;
    readonly head: string;
  } | null;
  /** The branch to compare with, and a commit on it. */
  readonly baseRef: string;
  readonly base: string;
  /** When the job began, as far as the runner's files tell; null when they do not. */
  readonly began: number | null;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads the environment and the event's payload, of which only commits, numbers and names are taken. */
export function placeFrom(env: Environment, folder: string): RunPlace {
  const eventPath = env["GITHUB_EVENT_PATH"] ?? "";
  const hasEvent = eventPath !== "" && existsSync(eventPath);
  const payload = hasEvent ? jsonOf(readFileSync(eventPath, "utf8")) : undefined;
  const pull = pullOf(payload);
  const group = at(payload, "merge_group");
  const sha = env["GITHUB_SHA"] ?? "";
  const ref = branchOf(text(at(group, "base_ref")));
  return {
    workspace: withoutEnd(env["GITHUB_WORKSPACE"] ?? process.cwd()),
    results: join(env["RUNNER_TEMP"] ?? join(process.cwd(), ".test-gate"), folder),
    repository: env["GITHUB_REPOSITORY"] ?? "",
    repositoryId: Number(env["GITHUB_REPOSITORY_ID"] ?? 0),
    server: env["GITHUB_SERVER_URL"] ?? "https://github.com",
    api: env["GITHUB_API_URL"] ?? "https://api.github.com",
    graphql: env["GITHUB_GRAPHQL_URL"] ?? "https://api.github.com/graphql",
    sha: pull?.head ?? sha,
    checkedOut: sha,
    run: env["GITHUB_RUN_ID"] ?? "",
    workflow: workflowOf(env["GITHUB_WORKFLOW_REF"] ?? ""),
    event: env["GITHUB_EVENT_NAME"] ?? "",
    pull,
    baseRef: pull?.baseRef ?? (ref !== "" ? ref : (env["GITHUB_REF_NAME"] ?? "")),
    base: pull?.base ?? (text(at(group, "base_sha")) || text(at(payload, "before")) || sha),
    began: hasEvent ? statSync(eventPath).mtimeMs : null,
  };
}

// No patterns here: each costs a tenth of a millisecond at every start.

const branchOf = (ref: string): string => (ref.startsWith("refs/heads/") ? ref.slice("refs/heads/".length) : ref);

const withoutEnd = (path: string): string => (path.endsWith("/") ? withoutEnd(path.slice(0, -1)) : path);

/** `ci.yml` of `octo/app/.github/workflows/ci.yml@refs/heads/main`; empty when it is no such thing. */
function workflowOf(reference: string): string {
  const end = reference.indexOf("@");
  const [, file = "", ...more] = reference.slice(0, Math.max(end, 0)).split("/.github/workflows/");
  return more.length > 0 || file.includes("/") ? "" : file;
}

function jsonOf(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw new Refusal({
      code: "event-malformed",
      message: "The event's payload is no JSON.",
      cure: "Run this in a job of GitHub Actions, or without GITHUB_EVENT_PATH.",
    });
  }
}

function at(value: unknown, ...keys: readonly string[]): unknown {
  return keys.reduce<unknown>(
    (inner, key) => (typeof inner === "object" && inner !== null ? (inner as Record<string, unknown>)[key] : undefined),
    value,
  );
}

const text = (value: unknown): string => (typeof value === "string" ? value : "");

function pullOf(payload: unknown): RunPlace["pull"] {
  const pull = at(payload, "pull_request");
  const number = at(pull, "number");
  const [base, head] = [text(at(pull, "base", "sha")), text(at(pull, "head", "sha"))];
  if (typeof number !== "number" || base === "" || head === "") return null;
  return { number, base, head, baseRef: text(at(pull, "base", "ref")) };
}
