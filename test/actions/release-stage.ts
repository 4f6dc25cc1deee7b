// A repository at v1.2.3, on disk and at the pretend GitHub, and the Action on it.
import { main } from "../../src/cli.ts";
import { releaseCommands } from "../../src/commands/release.ts";
import { WITHOUT_POLICY } from "../../src/commands/release-policy.ts";
import { readHistory } from "../../src/git/read.ts";
import type { Question } from "../../src/release/prepare.ts";
import { newClone } from "../git/clone.ts";
import type { Clone } from "../git/clone.ts";
import { newKey } from "../pretend-github/seed.ts";
import { startPretendGitHub } from "../pretend-github/start.ts";
import type { PretendGitHub } from "../pretend-github/start.ts";
import { repositoryByName } from "../pretend-github/state/repositories.ts";
import type { Repository } from "../pretend-github/state/repositories.ts";
import { mirror } from "../release/mirror.ts";
import { runAction } from "./runner.ts";
import type { Ran } from "./runner.ts";

export interface Stage {
  readonly github: PretendGitHub;
  readonly clone: Clone;
  readonly repository: Repository;
  /** Pushes everything that the clone has. */
  readonly push: () => void;
  readonly run: (inputs?: Record<string, string>, env?: Record<string, string>) => Promise<Ran>;
}

/** The App `releaser`'s, installed on all of octo. */
export const APP_KEY = newKey();
export const APP = { token: "", "app-id": "71", "private-key": APP_KEY };

const open: Stage[] = [];

/** Every tag of GitHub's, annotated as there: as a runner's next checkout has them. */
export function fetchTags({ clone, repository }: Pick<Stage, "clone" | "repository">): void {
  for (const [ref, sha] of repository.refs) {
    if (!ref.startsWith("refs/tags/")) continue;
    const object = repository.objects.get(sha);
    const name = ref.slice("refs/tags/".length);
    if (object?.kind !== "tag") clone.git("update-ref", ref, sha);
    else clone.git("tag", "-f", "-a", "--cleanup=verbatim", "-m", object.message, name, object.object);
  }
}

/** The question about the branch that is checked out, without a policy. */
export function questionIn({ clone }: Pick<Stage, "clone">): Question {
  return {
    reads: readHistory({ cwd: clone.cwd, env: clone.env }),
    config: WITHOUT_POLICY,
    line: null,
    ask: { only: null, prerelease: null },
    path: null,
    firstVersion: null,
    tagTemplate: null,
    repository: "https://github.com/octo/app",
    date: "2026-11-01",
    pulls: null,
  };
}

/** One command of the release room in the stage's clone, with ada's token or without any. */
export async function typed(
  { clone, github }: Pick<Stage, "clone" | "github">,
  line: string,
  more: Readonly<Record<string, string>> = { GITHUB_TOKEN: "user:ada" },
): Promise<{ readonly exit: number; readonly out: string; readonly err: string }> {
  const said = { out: "", err: "" };
  const io = {
    out: (text: string) => void (said.out += `${text}\n`),
    err: (text: string) => void (said.err += `${text}\n`),
    input: () => Promise.resolve(""),
    env: { ...clone.env, GITHUB_API_URL: github.url, GITHUB_REPOSITORY: "octo/app", ...more },
    cwd: clone.cwd,
  };
  return { exit: await main(line.split(" "), io, releaseCommands), ...said };
}

export async function closeStages(): Promise<void> {
  for (const { github, clone } of open.splice(0)) {
    await github.stop();
    clone.remove();
  }
}

export async function openStage(): Promise<Stage> {
  const github = await startPretendGitHub({
    seed: {
      users: [{ login: "ada", emails: ["ada@example.org"] }, "mona"],
      organizations: { octo: { owners: ["mona"], members: ["ada"] } },
      repositories: { "octo/app": { collaborators: { ada: "admin" } }, "octo/other": { files: { "a.txt": "a" } } },
      apps: [
        {
          slug: "releaser",
          id: 71,
          owner: "octo",
          private_key: APP_KEY,
          permissions: {
            metadata: "read",
            contents: "write",
            pull_requests: "write",
            issues: "write",
            checks: "write",
          },
        },
      ],
      installations: [{ app: "releaser", account: "octo" }],
    },
  });
  const clone = newClone();
  clone.commit("feat: begin", { "package.json": '{\n  "name": "app",\n  "version": "1.2.3"\n}\n' });
  clone.git("tag", "v1.2.3");
  const repository = repositoryByName(github.world, "octo", "app");
  if (repository === undefined) throw new Error("the seed has no octo/app");
  const push = (): void => mirror(clone.cwd, repository);
  push();
  const stage: Stage = {
    github,
    clone,
    repository,
    push,
    run: (inputs = {}, env = {}) =>
      runAction("patch-release", {
        cwd: clone.cwd,
        env: {
          ...clone.env,
          GITHUB_API_URL: github.url,
          GITHUB_SERVER_URL: "https://github.com",
          GITHUB_REPOSITORY: "octo/app",
          GITHUB_RUN_ID: "100",
          ...env,
        },
        inputs: { token: "user:ada", ...inputs },
      }),
  };
  open.push(stage);
  return stage;
}
