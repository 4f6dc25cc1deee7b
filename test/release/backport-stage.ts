// A bare repository as the remote, a clone of it, and the pretend GitHub for pull requests.
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openBackportClone } from "../../src/git/backport.ts";
import { dressPull, landedPull } from "../../src/github/runner/backport.ts";
import { releaseHost } from "../../src/github/runner/host.ts";
import { runBackports } from "../../src/release/backport/run.ts";
import type { Outcome } from "../../src/release/backport/run.ts";
import { openClone } from "../git/clone.ts";
import type { Clone } from "../git/clone.ts";
import { startPretendGitHub } from "../pretend-github/start.ts";
import type { PretendGitHub } from "../pretend-github/start.ts";
import { repositoryByName } from "../pretend-github/state/repositories.ts";
import type { Repository } from "../pretend-github/state/repositories.ts";
import { mirror } from "./mirror.ts";

export interface Stage {
  readonly github: PretendGitHub;
  readonly repository: Repository;
  readonly clone: Clone;
  readonly bare: string;
  /** Opens a pull request for the branch that is checked out, and merges it as asked. Answers its number. */
  readonly merged: (how: "merge" | "squash" | "rebase", more?: { body?: string; labels?: string[] }) => Promise<number>;
  readonly backport: (number: number, lines: readonly string[]) => Promise<readonly Outcome[]>;
  readonly remote: (...args: string[]) => string;
}

const open: Stage[] = [];

export async function closeStages(): Promise<void> {
  for (const { github, clone } of open.splice(0)) {
    await github.stop();
    clone.remove();
  }
}

const FILE = Array.from({ length: 30 }, (_, index) => `line ${index}`);
export const text = (changes: Record<number, string> = {}): string =>
  FILE.map((line, index) => changes[index] ?? line).join("\n") + "\n";

/** Lines 1.x and 2.x begin where main began; the pull request starts from main. */
export async function stage(): Promise<Stage> {
  const github = await startPretendGitHub({
    seed: {
      users: [{ login: "ada", emails: ["ada@example.org"] }, "mona", "ben"],
      organizations: { octo: { owners: ["mona"], members: ["ada", "ben"] } },
      repositories: {
        "octo/lts": { collaborators: { ada: "admin", ben: "write" } },
        "octo/app": {
          collaborators: { ada: "admin", ben: "write" },
          labels: [
            { name: "bug", description: "A fault" },
            { name: "backport 1.x", description: "To be brought to 1.x" },
          ],
        },
      },
    },
  });
  const repository = repositoryByName(github.world, "octo", "app")!;
  const parent = mkdtempSync(join(tmpdir(), "lamplighter-backport-"));
  const bare = join(parent, "origin.git");
  const setup = openClone(parent + "/repo-none");
  const clone = openClone(join(parent, "repo"));
  setup.forget();
  const { execFileSync } = await import("node:child_process");
  execFileSync("git", ["init", "-q", "--bare", "-b", "main", bare]);
  execFileSync("git", ["clone", "-q", bare, clone.cwd], { stdio: "ignore" });
  clone.git("switch", "-q", "-c", "main");
  clone.commit("feat: begin", { "src/a.ts": text(), "src/b.ts": "b\n", "logo.bin": Buffer.from([0, 1, 2, 3, 255]) });
  for (const line of ["1.x", "2.x"]) clone.git("branch", line);
  clone.git("push", "-q", "origin", "main", "1.x", "2.x");
  clone.git("switch", "-q", "-c", "topic");
  mirror(bare, repository);
  const access = { api: github.url, repository: "octo/app", token: "user:ada" };
  const host = releaseHost(access);
  const ada = github.as("ada");
  const made: Stage = {
    github,
    repository,
    clone,
    bare,
    async merged(how, more = {}) {
      clone.git("push", "-q", "origin", "topic");
      mirror(bare, repository);
      const pull = await ada.post("/repos/octo/app/pulls", {
        title: "fix: ears",
        head: "topic",
        base: "main",
        body: more.body ?? "",
      });
      const { number } = pull.body as { number: number };
      if (more.labels) await ada.post(`/repos/octo/app/issues/${number}/labels`, { labels: more.labels });
      const answer = await ada.put(`/repos/octo/app/pulls/${number}/merge`, { merge_method: how });
      if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
      return pullBack(made, number);
    },
    async backport(number, lines) {
      const landed = await landedPull(access, number);
      const git = await openBackportClone(clone, {
        from: "origin",
        to: "origin",
        fetch: [`refs/pull/${number}/head`, `refs/heads/${landed.base}`],
        author: { name: "bot", email: "bot@example.org" },
      });
      return runBackports({
        landed: { ...landed, original: { ...landed.original, from: null }, mergedAs: landed.mergedAs ?? "" },
        lines,
        token: "app",
        remote: null,
        label: "backport {line}",
        git,
        host: {
          pullsFrom: (branch, base) => host.pullsFrom(branch, base),
          createPull(wanted) {
            mirror(bare, repository);
            return host.createPull(wanted);
          },
          dress: (on, wanted) => dressPull(access, on, wanted),
        },
      });
    },
    remote: (...args) => execFileSync("git", ["-C", bare, ...args], { encoding: "utf8" }).trim(),
  };
  open.push(made);
  return made;
}

/** What the pretend GitHub merged, back into the bare repository: the other way of the mirror. */
async function pullBack(stage: Stage, number: number): Promise<number> {
  const { unmirror } = await import("./unmirror.ts");
  unmirror(stage.repository, stage.bare, number);
  return number;
}
