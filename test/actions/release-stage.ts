// A repository at v1.2.3, on disk and at the pretend GitHub, and the Action on it.
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
