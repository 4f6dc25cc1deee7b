// A small world for the stand-in's own tests: an organisation, four people, an App, a repository with a branch.
import { createSign } from "node:crypto";
import type { Client } from "./client.ts";
import { startReceiver } from "./receiver.ts";
import type { Receiver } from "./receiver.ts";
import type { Seed } from "./seed.ts";
import { startPretendGitHub } from "./start.ts";
import type { PretendGitHub, Start } from "./start.ts";
import type { App } from "./state/apps.ts";

export const SECRET = "the secret of the example";

export function exampleSeed(hook: string | null): Seed {
  return {
    users: ["mona", "ada", "ben", "kim", { login: "zoe", name: "Zoe Outside", emails: ["zoe@example.com"] }],
    organizations: {
      octo: {
        owners: ["mona"],
        members: ["ada", "ben"],
        teams: {
          maintainers: { members: ["ada"], pending: ["zoe"] },
          "on-call": { parent: "maintainers", members: ["ben"] },
        },
      },
    },
    apps: [
      {
        slug: "lamplighter",
        owner: "octo",
        webhook: { url: hook, secret: SECRET },
        permissions: { checks: "write", issues: "write", pull_requests: "write", contents: "read", members: "read" },
        events: ["issues", "issue_comment", "pull_request", "pull_request_review", "push", "label", "repository"],
      },
    ],
    repositories: {
      "octo/app": {
        files: { "README.md": "# App\n", "src/main.ts": "one\ntwo\nthree\nfour\nfive\n" },
        labels: ["bug"],
        teams: { maintainers: "maintain" },
        collaborators: { ben: "write", kim: { role: "deployers", base: "write" } },
        branches: { fix: { by: "ada", files: { "src/main.ts": "one\ntwo\n3\nfour\nfive\n" } } },
      },
    },
    installations: [{ app: "lamplighter", account: "octo" }],
  };
}

export interface Example extends AsyncDisposable {
  readonly github: PretendGitHub;
  readonly hooks: Receiver;
  readonly app: App;
  /** The App by its JWT. */
  readonly asApp: Client;
  /** The App in the organisation, with an installation token narrowed as asked. */
  token(narrowed?: Record<string, unknown>): Promise<Client>;
}

export async function startExample(
  start: Omit<Start, "seed"> = {},
  change: (seed: Seed) => Seed = (seed) => seed,
): Promise<Example> {
  const hooks = await startReceiver(SECRET);
  const github = await startPretendGitHub({ ...start, seed: change(exampleSeed(hooks.url)) });
  const app = [...github.world.apps.values()].find((each) => each.slug === "lamplighter")!;
  const asApp = github.with(`Bearer ${jwt(app)}`);
  return {
    github,
    hooks,
    app,
    asApp,
    token: async (narrowed = {}) => {
      const [installation] = github.world.installations.values();
      const answer = await asApp.post(`/app/installations/${installation!.id}/access_tokens`, narrowed);
      if (answer.status !== 201) throw new Error(`no token: ${JSON.stringify(answer.body)}`);
      return github.with(`token ${(answer.body as { token: string }).token}`);
    },
    [Symbol.asyncDispose]: async () => {
      await github.stop();
      await hooks[Symbol.asyncDispose]();
    },
  };
}

/** An App's JWT, of the machine's clock; `change` spoils its claims. */
export function jwt(app: App, change: Record<string, unknown> = {}): string {
  const now = Math.floor(Date.now() / 1000);
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  const claims = { iat: now - 30, exp: now + 540, iss: String(app.id), ...change };
  const body = `${part({ alg: "RS256", typ: "JWT" })}.${part(claims)}`;
  return `${body}.${createSign("RSA-SHA256").update(body).sign(app.privateKey!, "base64url")}`;
}
