// The adapter in front of the stand-in for GitHub, on one clock: what the adapter would wait for passes at once.
import { startPretendGitHub } from "../pretend-github/start.ts";
import type { PretendGitHub, Start } from "../pretend-github/start.ts";
import type { Seed } from "../pretend-github/seed.ts";
import { openGitHub } from "../../src/github/github.ts";
import type { GitHub, GitHubSettings } from "../../src/github/github.ts";
import type { Observed } from "../../src/github/request.ts";
import type { Reads } from "../../src/core/reads.ts";
import type { Person, Repo } from "../../src/core/refs.ts";
import { GRANTED, noRecords } from "./pretend.ts";

export interface Scene extends AsyncDisposable {
  readonly stand: PretendGitHub;
  readonly github: GitHub;
  readonly repo: Repo;
  readonly reads: Reads;
  readonly observed: Observed[];
  readonly slept: number[];
  person(login: string): Person;
  /** Commits files to a branch as somebody; null deletes one. */
  commit(args: {
    as: string;
    branch: string;
    from?: string;
    message?: string;
    files: Record<string, string | null>;
  }): Promise<string>;
  /** Requests to the stand-in since the last call of this, as `GET /repos/octo/app 200`. */
  requests(): string[];
  /** A second process with the same App: no tokens, no caches. */
  another(settings?: Partial<GitHubSettings>): GitHub;
}

export function seed(): Seed {
  return {
    users: ["mona", "ada", "ben", "kim", { login: "zoe", emails: ["zoe@example.com"] }],
    organizations: {
      octo: {
        owners: ["mona"],
        members: ["ada", "ben"],
        teams: { maintainers: { members: ["ada"], pending: ["zoe"] } },
      },
    },
    apps: [
      {
        slug: "lamplighter",
        owner: "octo",
        permissions: GRANTED as never,
        events: ["issues", "issue_comment", "pull_request"],
      },
    ],
    repositories: {
      "octo/app": {
        files: { "README.md": "# App\n", "src/main.ts": "one\n", ".github/lamplighter.yml": "version: 1\n" },
        labels: ["bug", "Needs Triage"],
        properties: { tier: "gold", uses: ["node", "postgres"], unset: null },
        teams: { maintainers: "maintain" },
        collaborators: { ben: "write", kim: { role: "deployers", base: "triage" } },
        branches: { fix: { by: "ada", message: "Fix it", files: { "src/main.ts": "two\n" } } },
      },
      "octo/.github": { files: { ".github/lamplighter.yml": "version: 1\nroles: {}\n" } },
    },
    installations: [{ app: "lamplighter", account: "octo" }],
  };
}

export async function startScene(
  args: {
    readonly start?: Omit<Start, "seed">;
    readonly change?: (seed: Seed) => Seed;
    readonly settings?: Partial<GitHubSettings>;
  } = {},
): Promise<Scene> {
  const stand = await startPretendGitHub({ ...args.start, seed: (args.change ?? ((same) => same))(seed()) });
  const { world } = stand;
  const app = [...world.apps.values()].find(({ slug }) => slug === "lamplighter")!;
  const [installation] = world.installations.values();
  const found = [...world.repositories.values()].find(({ name }) => name === "app")!;
  const repo: Repo = { installation: installation!.id, id: found.id, owner: "octo", name: "app" };
  const observed: Observed[] = [];
  const slept: number[] = [];
  const clock = {
    now: () => world.clock.now(),
    sleep: (ms: number) => {
      slept.push(ms);
      world.clock.advance(ms);
      return Promise.resolve();
    },
  };
  const another = (settings: Partial<GitHubSettings> = {}): GitHub =>
    openGitHub({
      appId: app.id,
      privateKey: app.privateKey!,
      apiUrl: stand.url,
      clock,
      limits: { betweenWrites: 0 },
      timeout: 2_000,
      observe: (one) => observed.push(one),
      ...settings,
    });
  const github = another(args.settings);
  let seen = 0;
  return {
    stand,
    github,
    repo,
    observed,
    slept,
    another,
    reads: github.reads(repo, noRecords),
    person(login) {
      const account = [...world.accounts.values()].find((one) => one.login === login)!;
      return { id: account.id, login: account.login, type: "User" };
    },
    async commit(body) {
      const answer = await stand.as(body.as).post("/_pretend/repos/octo/app/commits", { message: "Change", ...body });
      if (answer.status >= 300) throw new Error(JSON.stringify(answer.body));
      return (answer.body as { sha: string }).sha;
    },
    requests() {
      const ours = stand.log.requests
        .slice(seen)
        .filter(({ headers }) => headers["user-agent"]?.includes("lamplighter"));
      const fresh = ours.filter(({ path }) => !path.startsWith("/app"));
      seen = stand.log.requests.length;
      return fresh.map(({ method, path, status }) => `${method} ${path} ${status}`);
    },
    [Symbol.asyncDispose]: () => stand.stop(),
  };
}
