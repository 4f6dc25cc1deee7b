// The only place that starts git. Arguments are a list and never pass a shell; whatever a person named comes after
// `--end-of-options` or as a full ref or sha.
import { spawnSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

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

/**
 * Nothing else happens while git works, so it is waited for: a child process with streams costs several times as much at
 * each start as the answer to most questions.
 */
function start(
  place: GitPlace,
  args: readonly string[],
  streams: { readonly input: string; readonly output: "pipe" | number },
): GitResult {
  const settings = SETTINGS.flatMap((setting) => ["-c", setting]);
  const { status, stdout, stderr, error } = spawnSync("git", [...settings, ...args], {
    cwd: place.cwd,
    env: { ...place.env, GIT_TERMINAL_PROMPT: "0", GIT_FLUSH: "0", GIT_OPTIONAL_LOCKS: "0", LC_ALL: "C" },
    stdio: [streams.input === "" ? "ignore" : "pipe", streams.output, "pipe"],
    input: streams.input,
    maxBuffer: Infinity,
    encoding: "utf8",
  }) as { status: number | null; stdout: string | null; stderr: string | null; error?: Error };
  if (error !== undefined)
    throw new GitError({
      code: "git-missing",
      message: "git could not be started.",
      cure: "Install git 2.30 or newer and see that the folder exists.",
      cause: error,
    });
  return { code: status ?? 1, stdout: stdout ?? "", stderr: (stderr ?? "").slice(-STDERR_LIMIT) };
}

/** Runs git to its end and answers what it said, whatever its exit code. Throws only when git cannot be started. */
export function tryGit(place: GitPlace, args: readonly string[], input = ""): Promise<GitResult> {
  return new Promise((resolve) => {
    resolve(start(place, args, { input, output: "pipe" }));
  });
}

/** Runs git and answers its output. Throws {@link GitError}. */
export async function git(place: GitPlace, args: readonly string[], input = ""): Promise<string> {
  const { code, stdout, stderr } = await tryGit(place, args, input);
  if (code !== 0) throw gitFailed(args, code, stderr);
  return stdout;
}

/**
 * Runs git to its end and answers its output as a file that is open at its beginning and has no name any more; the caller
 * closes it. For what may be large: it never stands in memory as a whole, and a pipe would wake both sides for every 4 kB.
 * Throws {@link GitError}.
 */
export function gitIntoFile(place: GitPlace, args: readonly string[]): number {
  const folder = mkdtempSync(join(tmpdir(), "lamplighter-git-"));
  const writing = openSync(join(folder, "out"), "wx", 0o600);
  try {
    const { code, stderr } = start(place, args, { input: "", output: writing });
    if (code !== 0) throw gitFailed(args, code, stderr);
    return openSync(join(folder, "out"), "r");
  } finally {
    closeSync(writing);
    rmSync(folder, { recursive: true, force: true });
  }
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
