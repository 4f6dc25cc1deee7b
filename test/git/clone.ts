// Real temporary git repositories for stories. Nothing of the machine's own git settings gets in.
import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

const WHO = {
  GIT_AUTHOR_NAME: "Ada",
  GIT_AUTHOR_EMAIL: "ada@example.org",
  GIT_COMMITTER_NAME: "Ada",
  GIT_COMMITTER_EMAIL: "ada@example.org",
};

export interface Clone {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  git(...args: string[]): string;
  /** A commit with this message; it changes `path` (a file of its own by default). Answers its sha. */
  commit(message: string, files?: Readonly<Record<string, string | Buffer | null>>): string;
  /** Every git process that was started with `env`, by its arguments. */
  started(): string[];
  forget(): void;
  remove(): void;
}

let clock = Date.UTC(2026, 0, 1) / 1000;

export function openClone(cwd: string): Clone {
  const bin = join(dirname(cwd), "bin");
  const log = join(dirname(cwd), "git.log");
  mkdirSync(bin, { recursive: true });
  const real = execFileSync("which", ["git"], { encoding: "utf8" }).trim();
  // Counts processes without the code under test knowing.
  writeFileSync(join(bin, "git"), `#!/bin/sh\necho "$*" >> '${log}'\nexec '${real}' "$@"\n`);
  chmodSync(join(bin, "git"), 0o755);
  const env = { ...WHO, PATH: `${bin}:${process.env["PATH"] ?? ""}`, HOME: dirname(cwd), GIT_CONFIG_NOSYSTEM: "1" };
  const git = (...args: string[]): string => {
    clock += 60;
    const date = `${clock} +0000`;
    const own = { ...env, PATH: process.env["PATH"], GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date };
    return execFileSync(real, args, {
      cwd,
      env: own,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
      maxBuffer: 1 << 28,
    }).trim();
  };
  let count = 0;
  return {
    cwd,
    env,
    git,
    commit(message, files) {
      count += 1;
      const all = files ?? { [`file-${count}-${clock}.txt`]: `${message}\n` };
      for (const [path, text] of Object.entries(all)) {
        const target = join(cwd, path);
        mkdirSync(dirname(target), { recursive: true });
        if (text === null) rmSync(target);
        else writeFileSync(target, text);
      }
      git("add", "-A");
      git("commit", "-q", "--allow-empty", "-m", message);
      return git("rev-parse", "HEAD");
    },
    started: () => (existsSync(log) ? readFileSync(log, "utf8").trim().split("\n") : []),
    forget: () => rmSync(log, { force: true }),
    remove: () => rmSync(dirname(cwd), { recursive: true, force: true }),
  };
}

export function newClone(): Clone {
  const cwd = join(mkdtempSync(join(tmpdir(), "lamplighter-git-")), "repo");
  mkdirSync(cwd);
  const clone = openClone(cwd);
  clone.git("init", "-q", "-b", "main");
  return clone;
}

/** A clone of another one over the file protocol, as a runner makes it. */
export function cloneOf(origin: Clone, ...options: string[]): Clone {
  const parent = mkdtempSync(join(tmpdir(), "lamplighter-git-"));
  const cwd = join(parent, "repo");
  origin.git("config", "uploadpack.allowFilter", "true");
  origin.git("clone", "-q", ...options, `file://${origin.cwd}`, cwd);
  return openClone(cwd);
}
