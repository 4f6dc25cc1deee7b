// The only place that starts git. Arguments are a list and never pass a shell; whatever a person named comes after
// `--end-of-options` or as a full ref or sha.
import { spawn } from "node:child_process";
import type { ChildProcessByStdio } from "node:child_process";
import type { Readable, Writable } from "node:stream";

export interface GitPlace {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

export type GitFailure =
  | "git-missing"
  | "not-a-repository"
  | "shallow"
  | "tags-missing"
  | "no-such-branch"
  | "git-failed";

/** A code, a sentence for what is so, a sentence for what to do. */
export class GitError extends Error {
  override readonly name = "GitError";
  readonly code: GitFailure;
  readonly cure: string;

  constructor(args: { code: GitFailure; message: string; cure: string; cause?: unknown }) {
    super(args.message, { cause: args.cause });
    this.code = args.code;
    this.cure = args.cure;
  }
}

export interface GitResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const SETTINGS = ["core.quotePath=false", "color.ui=false", "log.showSignature=false", "core.fsmonitor=false"];
const STDERR_LIMIT = 16_384;

function start(place: GitPlace, args: readonly string[]): ChildProcessByStdio<Writable, Readable, Readable> {
  const settings = SETTINGS.flatMap((setting) => ["-c", setting]);
  // GIT_FLUSH: a log into a pipe would be flushed after each commit, one system call and one wake-up each.
  return spawn("git", [...settings, ...args], {
    cwd: place.cwd,
    env: { ...place.env, GIT_TERMINAL_PROMPT: "0", GIT_FLUSH: "0", GIT_OPTIONAL_LOCKS: "0", LC_ALL: "C" },
    stdio: ["pipe", "pipe", "pipe"],
  });
}

/** Runs git to its end and answers what it said, whatever its exit code. Throws only when git cannot be started. */
export async function tryGit(place: GitPlace, args: readonly string[], input = ""): Promise<GitResult> {
  const child = start(place, args);
  const ended = end(child);
  child.stdin.on("error", () => undefined);
  child.stdin.end(input);
  child.stdout.setEncoding("utf8");
  let stdout = "";
  child.stdout.on("data", (chunk: string) => (stdout += chunk));
  const { code, stderr } = await ended;
  return { code, stdout, stderr };
}

/** Runs git and answers its output. Throws {@link GitError}. */
export async function git(place: GitPlace, args: readonly string[], input = ""): Promise<string> {
  const { code, stdout, stderr } = await tryGit(place, args, input);
  if (code !== 0) throw gitFailed(args, code, stderr);
  return stdout;
}

/** The output of git in chunks, as they come. Throws {@link GitError} at the end when git failed. */
export async function* streamGit(place: GitPlace, args: readonly string[]): AsyncGenerator<Buffer> {
  const child = start(place, args);
  const ended = end(child);
  child.stdin.end();
  let whole = false;
  try {
    for await (const chunk of child.stdout) yield chunk as Buffer;
    whole = true;
  } finally {
    // The reader went away before the end: git need not go on.
    if (!whole) child.kill();
    else {
      const { code, stderr } = await ended;
      if (code !== 0) throw gitFailed(args, code, stderr);
    }
  }
}

function end(child: ChildProcessByStdio<Writable, Readable, Readable>): Promise<{ code: number; stderr: string }> {
  child.stderr.setEncoding("utf8");
  let stderr = "";
  child.stderr.on("data", (chunk: string) => (stderr = (stderr + chunk).slice(-STDERR_LIMIT)));
  const ended = new Promise<{ code: number; stderr: string }>((resolve, reject) => {
    child.on("error", (cause) =>
      reject(
        new GitError({
          code: "git-missing",
          message: "git could not be started.",
          cure: "Install git 2.30 or newer and see that the folder exists.",
          cause,
        }),
      ),
    );
    child.on("close", (code) => resolve({ code: code ?? 1, stderr }));
  });
  // A stream that is left early never awaits it.
  ended.catch(() => undefined);
  return ended;
}

/** What git said with an exit code, as an error that names the remedy. */
export function gitFailed(args: readonly string[], code: number, stderr: string): GitError {
  const said = stderr.trim().split("\n").slice(-3).join(" ").slice(0, 400);
  if (/not a git repository/i.test(stderr))
    return new GitError({
      code: "not-a-repository",
      message: "This folder is not in a git repository.",
      cure: "Run it in a clone; in a workflow, after actions/checkout with fetch-depth: 0.",
    });
  return new GitError({
    code: "git-failed",
    message: `git ${args[0] ?? ""} ended with ${code}: ${said}`,
    cure: "Run the same git command in this clone to see more.",
  });
}
