// The whole house for a story: the stand-in for GitHub and the app, both in this process, over real HTTP, on one clock.
import { createHmac, randomUUID } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { startApp } from "../../src/app.ts";
import type { App } from "../../src/app.ts";
import type { Environment } from "../../src/environment.ts";
import { AppFile } from "../../src/github/manifest.ts";
import { openLog } from "../../src/log.ts";
import { openStore } from "../../src/store/open.ts";
import type { Store } from "../../src/store/open.ts";
import type { Client } from "../pretend-github/client.ts";
import { mintToken as mint } from "../pretend-github/http/actor.ts";
import { startPretendGitHub } from "../pretend-github/start.ts";
import type { PretendGitHub } from "../pretend-github/start.ts";
import type { Seed } from "../pretend-github/seed.ts";

export const SECRET = "a webhook secret of the stories";
export const CHECK = "lamplighter/change";
export const BOT = "lamplighter[bot]";

export const POLICY = `version: 1
roles:
  maintainers: { permission: maintain }
triage:
  rules:
    - { name: crash, if: { any: [title, body], matches: "(?i)panic:" }, add: [crash] }
  needs_triage: needs-triage
change: {}
`;

/** A story that moves for so many rounds moves for ever: two parts of the house answer each other. */
const MOST_ROUNDS = 200;

export interface Check {
  readonly name: string;
  readonly status: string;
  readonly conclusion: string | null;
  readonly app: string;
  readonly title: string;
  readonly summary: string;
}

export interface Told {
  readonly id: number;
  readonly by: string;
  readonly body: string;
}

export interface House extends AsyncDisposable {
  readonly github: PretendGitHub;
  readonly app: App;
  readonly environment: Environment;
  /** The installation of the App on `octo`, and the id of `octo/app`. */
  readonly installation: number;
  readonly repository: number;
  /** Every line that the app logged, at trace level. */
  readonly lines: string[];
  /** One call of GitHub's API as a person; throws with the answer when it is refused. */
  act(login: string, call: string, body?: object): Promise<unknown>;
  /** The same as an App's bot, with a token of its installation on `octo`. */
  actAsApp(slug: string, call: string, body?: object): Promise<unknown>;
  /** A push in one call; answers its sha. */
  push(as: string, branch: string, more?: object): Promise<string>;
  /** A branch with one commit and a pull request from it; settled, so its head is announced. */
  open(as: string, branch: string, more?: { files?: Record<string, string | null>; pull?: object }): Promise<number>;
  /** A comment, a few seconds after whatever came before it, with all that follows from it. */
  say(login: string, number: number, body: string): Promise<void>;
  commitPolicy(text: string): Promise<void>;
  /** Until nothing moves: no webhook under way, nothing due, nothing running. */
  settle(): Promise<void>;
  advance(seconds: number): void;
  headOf(number: number): Promise<string>;
  /** Our check on a commit: `in_progress`, or its conclusion; `none`. */
  checkOn(sha: string): Promise<string>;
  checks(sha: string): Promise<readonly Check[]>;
  labels(number: number): Promise<readonly string[]>;
  comments(number: number): Promise<readonly Told[]>;
  /** The comments that the app wrote, as one text. */
  ours(number: number): Promise<string>;
  /** A signed delivery of a test's own; answers the status. */
  deliver(args: { event: string; payload: unknown; id?: string; secret?: string }): Promise<number>;
  /** A look into the app's store, beside it. */
  visit<T>(look: (store: Store) => Promise<T>): Promise<T>;
  /** The logins of the ledger's records of this kind about an issue or pull request. */
  records(number: number, kind: string): Promise<readonly string[]>;
  /** GitHub sends again what did not arrive, with all that follows from it. */
  redeliver(): Promise<void>;
  stopApp(): Promise<void>;
  startApp(differs?: Partial<Environment>): Promise<void>;
  /** The database is lost, with all that was in it. The app has to be stopped. */
  loseDatabase(): void;
}

export interface Play {
  /** The policy on the default branch; null for none. */
  readonly policy?: string | null;
  readonly seed?: (seed: Seed) => Seed;
  /** Where the store is; a SQLite file of its own when left out. */
  readonly database?: string;
  /** How far the host's clock, which the app and its store go by, is ahead of GitHub's, in seconds. */
  readonly ahead?: number;
}

const manifest = AppFile.parse(parse(readFileSync(new URL("../../app.yml", import.meta.url), "utf8")));

/** mia and max maintain, nina and ben write, rick reads. */
function seedOf(policy: string | null): Seed {
  return {
    users: ["mona", "mia", "max", "nina", "ben", "rick"],
    organizations: {
      octo: {
        owners: ["mona"],
        members: ["mia", "max", "nina", "ben", "rick"],
        teams: { board: { members: ["max"], pending: ["ben"] } },
      },
    },
    apps: [
      {
        slug: "lamplighter",
        owner: "octo",
        webhook: { url: "http://127.0.0.1:9/", secret: SECRET },
        permissions: manifest.default_permissions as Record<string, "read" | "write">,
        // GitHub's description of some webhooks does not list this event among those of an App.
        events: manifest.default_events.filter((event) => event !== "merge_group"),
      },
      {
        slug: "other",
        owner: "octo",
        permissions: { checks: "write", issues: "write", pull_requests: "write", metadata: "read" },
      },
    ],
    repositories: {
      "octo/app": {
        files: {
          "README.md": "# App\n",
          "src/a.ts": "one\n",
          ...(policy !== null && { ".github/lamplighter.yml": policy }),
        },
        labels: [{ name: "bug", description: "Something does not work" }],
        collaborators: { mia: "maintain", max: "maintain", nina: "write", ben: "write", rick: "read" },
      },
    },
    installations: [
      { app: "lamplighter", account: "octo" },
      { app: "other", account: "octo" },
      { app: "github-actions", account: "octo" },
    ],
  };
}

export async function openHouse(play: Play = {}): Promise<House> {
  const folder = mkdtempSync(join(tmpdir(), "lamplighter-story-"));
  const planted = seedOf(play.policy === undefined ? POLICY : play.policy);
  const github = await startPretendGitHub({ seed: play.seed ? play.seed(planted) : planted });
  const { world } = github;
  const registered = [...world.apps.values()].find(({ slug }) => slug === "lamplighter")!;
  const installation = [...world.installations.values()].find(({ app: { slug } }) => slug === "lamplighter")!;
  const repository = [...world.repositories.values()].find(({ name }) => name === "app")!;
  const file = join(folder, "lamplighter.sqlite");
  const lines: string[] = [];
  const log = openLog("trace", { write: (line) => void lines.push(line) });
  const clock = {
    now: () => world.clock.now() + (play.ahead ?? 0) * 1000,
    sleep: (ms: number) => {
      world.clock.advance(ms);
      return Promise.resolve();
    },
  };
  let environment: Environment = {
    appId: registered.id,
    privateKey: registered.privateKey!,
    webhookSecrets: [SECRET],
    port: 0,
    host: "127.0.0.1",
    apiUrl: github.url,
    databaseUrl: play.database ?? `sqlite:${file}`,
    logLevel: "trace",
  };
  let app: App | undefined;

  const call = async (client: Client, call: string, body?: object): Promise<unknown> => {
    const [method = "", path = ""] = call.split(" ");
    const verb = method.toLowerCase() as "get" | "post" | "put" | "patch" | "delete";
    const answer = verb === "get" ? await client.get(path) : await client[verb](path, body);
    if (answer.status < 300) return answer.body;
    throw new Error(`${call} was answered ${answer.status}: ${JSON.stringify(answer.body).slice(0, 400)}`);
  };
  const act = (login: string, what: string, body?: object): Promise<unknown> => call(github.as(login), what, body);
  const launch = async (differs: Partial<Environment> = {}): Promise<void> => {
    environment = { ...environment, ...differs };
    const github = { clock, limits: { betweenWrites: 0, contentPerMinute: 10_000, pointsPerMinute: 100_000 } };
    app = await startApp(environment, log, { clock: clock.now, github });
    await act("mona", "PATCH /_pretend/apps/lamplighter", { webhook: { url: `${app.url}/api/github/webhooks` } });
  };
  const halt = async (): Promise<void> => {
    const running = app;
    app = undefined;
    await running?.stop();
  };
  const settle = async (): Promise<void> => {
    let before = "";
    let rounds = 0;
    for (let quiet = 0; quiet < 2; ) {
      if (rounds++ === MOST_ROUNDS) throw new Error(`it does not come to rest: ${before} (deliveries, requests)`);
      await github.settled();
      await app?.settled();
      const now = `${github.post.deliveries.length} ${github.log.requests.length}`;
      quiet = now === before ? quiet + 1 : 0;
      before = now;
    }
  };
  const advance = (seconds: number): void => world.clock.advance(seconds * 1000);
  const at = (path: string): string => `/repos/${repository.owner.login}/${repository.name}${path}`;
  const headOf = async (number: number): Promise<string> =>
    ((await act("mona", `GET ${at(`/pulls/${number}`)}`)) as { head: { sha: string } }).head.sha;
  const checks = async (sha: string): Promise<readonly Check[]> => {
    const { check_runs } = (await act("mona", `GET ${at(`/commits/${sha}/check-runs?filter=all`)}`)) as {
      check_runs: {
        name: string;
        status: string;
        conclusion: string | null;
        app: { slug: string };
        output: { title: string | null; summary: string | null };
      }[];
    };
    return check_runs.map(({ name, status, conclusion, app, output }) => ({
      name,
      status,
      conclusion,
      app: app.slug,
      title: output.title ?? "",
      summary: output.summary ?? "",
    }));
  };
  const comments = async (number: number): Promise<readonly Told[]> => {
    const all = (await act("mona", `GET ${at(`/issues/${number}/comments?per_page=100`)}`)) as {
      id: number;
      body: string;
      user: { login: string };
    }[];
    return all.map(({ id, body, user }) => ({ id, body, by: user.login }));
  };
  const push = async (as: string, branch: string, more: object = {}): Promise<string> => {
    const body = { as, branch, message: "Change", files: { "src/a.ts": `${randomUUID()}\n` }, ...more };
    return ((await act(as, `POST /_pretend${at("/commits")}`, body)) as { sha: string }).sha;
  };

  const house: House = {
    github,
    get app() {
      if (!app) throw new Error("the app is stopped");
      return app;
    },
    get environment() {
      return environment;
    },
    installation: installation.id,
    repository: repository.id,
    lines,
    act,
    actAsApp(slug, what, body) {
      const theirs = [...world.installations.values()].find(({ app: { slug: one } }) => one === slug)!;
      const { token } = mint(world, { installation: theirs, repositories: null, permissions: theirs.permissions });
      return call(github.with(`token ${token}`), what, body);
    },
    push,
    settle,
    advance,
    headOf,
    checks,
    comments,
    async open(as, branch, { files, pull = {} } = {}) {
      await push(as, branch, { from: "main", ...(files && { files }) });
      const body = { title: "Change", head: branch, base: "main", ...pull };
      const { number } = (await act(as, `POST ${at("/pulls")}`, body)) as { number: number };
      await settle();
      advance(5);
      return number;
    },
    async say(login, number, body) {
      advance(5);
      await act(login, `POST ${at(`/issues/${number}/comments`)}`, { body });
      await settle();
      advance(5);
    },
    async commitPolicy(text) {
      await push("mona", "main", { files: { ".github/lamplighter.yml": text } });
      await settle();
    },
    async checkOn(sha) {
      const check = (await checks(sha)).find(({ name, app }) => name === CHECK && app === "lamplighter");
      return check?.conclusion ?? check?.status ?? "none";
    },
    async labels(number) {
      const all = (await act("mona", `GET ${at(`/issues/${number}/labels`)}`)) as { name: string }[];
      return all.map(({ name }) => name);
    },
    async ours(number) {
      return (await comments(number))
        .filter(({ by }) => by === BOT)
        .map(({ body }) => body)
        .join("\n\n");
    },
    async deliver({ event, payload, id = randomUUID(), secret = SECRET }) {
      const body = JSON.stringify(payload);
      const answer = await fetch(`${house.app.url}/api/github/webhooks`, {
        method: "POST",
        headers: {
          "content-type": "application/json",
          "x-github-delivery": id,
          "x-github-event": event,
          "x-hub-signature-256": `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`,
        },
        body,
      });
      await answer.arrayBuffer();
      return answer.status;
    },
    async visit(look) {
      const store = await openStore({ url: environment.databaseUrl, stay: "visit", clock: clock.now });
      try {
        return await look(store);
      } finally {
        await store.close();
      }
    },
    async records(number, kind) {
      const subject = { installation: installation.id, repository: repository.id, name: String(number) };
      const found = await house.visit((store) =>
        Promise.all((["issue", "pull"] as const).map((is) => store.ledger.records({ ...subject, kind: is }, [kind]))),
      );
      return found.flat().map(({ by }) => by?.login ?? "");
    },
    async redeliver() {
      const failed = github.post.deliveries.filter(({ statusCode, redelivery }) => statusCode !== 202 && !redelivery);
      for (const delivery of failed) github.post.redeliver(delivery);
      await settle();
    },
    stopApp: halt,
    startApp: launch,
    loseDatabase() {
      for (const end of ["", "-wal", "-shm", "-journal", ".lock"]) rmSync(`${file}${end}`, { force: true });
      rmSync(`${file}-spool`, { recursive: true, force: true });
    },
    async [Symbol.asyncDispose]() {
      await halt();
      rmSync(folder, { recursive: true, force: true });
      await github.stop();
    },
  };
  await launch();
  return house;
}
