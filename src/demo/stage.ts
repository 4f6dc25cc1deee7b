// The stage of the demo: the pretend GitHub and the app as two processes on loopback, and a folder that is thrown away.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parse, stringify } from "yaml";
import * as z from "zod";
import { AppFile } from "../github/manifest.ts";
import { startProcess } from "./processes.ts";
import type { Running } from "./processes.ts";
import type { Stage } from "./telling.ts";
import type { Timeline } from "./timeline.ts";

export const REPOSITORY = "octo/app";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const Credentials = z.object({ id: z.number(), private_key: z.string(), webhook: z.object({ secret: z.string() }) });

const BUG_FORM = `name: Bug report
description: Something does not work.
body:
  - { type: input, id: version, attributes: { label: Version }, validations: { required: true } }
  - { type: dropdown, id: component, attributes: { label: Component, options: [API, Website] } }
  - { type: textarea, id: what, attributes: { label: What happened } }
`;

export interface OpenStage extends Stage {
  readonly appUrl: string;
  readonly databaseUrl: string;
  /** What both processes printed last, for when something went wrong. */
  tails(): string;
  close(): Promise<void>;
}

/** Builds the stage. The app is started, and not installed anywhere yet. */
export async function openStage(timeline: Timeline): Promise<OpenStage> {
  const folder = mkdtempSync(join(tmpdir(), "lamplighter-demo-"));
  const databaseUrl = `sqlite:${join(folder, "lamplighter.sqlite")}`;
  const github = await startGitHub(folder);
  try {
    return await openOn({ github, folder, databaseUrl, timeline });
  } catch (error) {
    await github.stop();
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

async function openOn(args: {
  readonly github: Running;
  readonly folder: string;
  readonly databaseUrl: string;
  readonly timeline: Timeline;
}): Promise<OpenStage> {
  const { github, folder, databaseUrl, timeline } = args;
  const credentials = Credentials.parse(await control(github.url, "GET", "/apps/lamplighter"));
  const env = (port: number): Record<string, string> => ({
    APP_ID: String(credentials.id),
    PRIVATE_KEY: credentials.private_key,
    WEBHOOK_SECRET: credentials.webhook.secret,
    GITHUB_API_URL: github.url,
    DATABASE_URL: databaseUrl,
    HOST: "127.0.0.1",
    PORT: String(port),
    LOG_LEVEL: "info",
  });
  const start = (port: number): Promise<Running> =>
    startProcess({ name: "the app", argv: [join(ROOT, "bin/lamplighter.js"), "start"], env: env(port), cwd: folder });
  let app = await start(0);
  const { url: appUrl } = app;
  await control(github.url, "PATCH", "/apps/lamplighter", { webhook: { url: `${appUrl}/api/github/webhooks` } });

  return {
    api: github.url,
    repository: REPOSITORY,
    timeline,
    appUrl,
    databaseUrl,
    install: async () => {
      const asked = { app: "lamplighter", account: "octo", repositories: ["app"], by: "mia" };
      await control(github.url, "POST", "/installations", asked);
    },
    killApp: () => app.kill(),
    startApp: async () => {
      app = await start(Number(new URL(appUrl).port));
    },
    tails: () => `--- the app\n${app.tail()}\n--- the pretend GitHub\n${github.tail()}`,
    close: async () => {
      await app.stop();
      await github.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function startGitHub(folder: string): Promise<Running> {
  const app = AppFile.parse(parse(readFileSync(join(ROOT, "app.yml"), "utf8")));
  const seed = {
    users: ["mia", "max", "nina"],
    organizations: { octo: { owners: ["mia"] } },
    apps: [
      {
        slug: "lamplighter",
        owner: "octo",
        webhook: { url: "http://127.0.0.1:9/api/github/webhooks", secret: "a secret of the demo alone" },
        permissions: app.default_permissions,
        events: app.default_events,
      },
    ],
    repositories: {
      [REPOSITORY]: {
        files: {
          "README.md": "# App\n",
          "src/index.ts": "export const at = (list, i) => list[i];\n",
          ".github/ISSUE_TEMPLATE/bug.yml": BUG_FORM,
        },
        labels: ["bug", "enhancement", "incident"],
        collaborators: { mia: "maintain", max: "maintain" },
      },
    },
  };
  const file = join(folder, "seed.yml");
  writeFileSync(file, stringify(seed));
  const argv = [join(ROOT, "test/pretend-github/main.ts"), "--port", "0", "--seed", file];
  return startProcess({ name: "the pretend GitHub", argv, env: {}, cwd: ROOT });
}

async function control(github: string, method: string, path: string, body?: object): Promise<unknown> {
  const response = await fetch(`${github}/_pretend${path}`, {
    method,
    ...(body && { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok)
    throw new Error(`the pretend GitHub answered ${response.status} to ${method} ${path}: ${text.slice(0, 300)}`);
  return text === "" ? null : JSON.parse(text);
}
