// A GitHub of a few lines for unit tests: routes answered by nock, a clock that nobody waits for, and an App whose key
// is made here.
import { generateKeyPairSync } from "node:crypto";
import nock from "nock";
import type { Clock } from "../../src/github/clock.ts";
import { openGitHub } from "../../src/github/github.ts";
import type { GitHub, GitHubSettings } from "../../src/github/github.ts";
import type { Reads } from "../../src/core/reads.ts";
import type { Repo } from "../../src/core/refs.ts";

export const API = "https://api.github.test";
export const APP = { id: 7, slug: "lamplighter", name: "Lamplighter" };
export const REPO: Repo = { installation: 1, id: 4711, owner: "octo", name: "app" };
export const A = "a".repeat(40);
export const B = "b".repeat(40);

export const KEY = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  publicKeyEncoding: { type: "spki", format: "pem" },
  privateKeyEncoding: { type: "pkcs1", format: "pem" },
}).privateKey;

export const GRANTED = {
  actions: "write",
  checks: "write",
  contents: "read",
  issues: "write",
  members: "read",
  metadata: "read",
  pull_requests: "write",
  statuses: "read",
};

/** A clock that jumps over every pause and remembers it. */
export function pretendClock(
  start = Date.parse("2026-11-22T12:00:00Z"),
): Clock & { slept: number[]; tick(ms: number): void } {
  let now = start;
  const slept: number[] = [];
  return {
    slept,
    now: () => now,
    tick: (ms) => (now += ms),
    sleep: (ms) => {
      now += ms;
      slept.push(ms);
      return Promise.resolve();
    },
  };
}

export const noRecords = (): Promise<never[]> => Promise.resolve([]);

export interface Asked {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly headers: Headers;
}
export interface Answer {
  readonly status?: number;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
}
type Give = Answer | Error | ((asked: Asked) => Answer | Error);
/** `GET /repos/octo/app` -> what is answered: always the same, or from a list one after the other. */
export type Table = Readonly<Record<string, Give | readonly Give[]>>;

export interface Played {
  readonly github: GitHub;
  readonly clock: ReturnType<typeof pretendClock>;
  /** Every request for the installation, in order; the App's own are in `asApp`. */
  readonly asked: Asked[];
  readonly asApp: Asked[];
  readonly reads: Reads;
  /** `GET /repos/octo/app`, for each request. */
  readonly routes: () => string[];
  readonly set: (table: Table) => void;
}

/** GitHub with the App's own routes answered, and the test's table for everything else; the last one played counts. */
export function play(
  table: Table,
  settings: Partial<GitHubSettings> & { granted?: Record<string, string> } = {},
): Played {
  clear();
  const clock = pretendClock();
  const { granted = GRANTED, ...rest } = settings;
  const asked: Asked[] = [];
  const asApp: Asked[] = [];
  const turns = new Map<string, number>();
  const own: Table = {
    "GET /app": { body: APP },
    "GET /app/installations/1": { body: { permissions: granted } },
    "POST /app/installations/1/access_tokens": () => ({
      status: 201,
      body: {
        token: tokenNumber(asApp.filter(({ path }) => path.endsWith("/access_tokens")).length),
        expires_at: "2026-11-22T13:00:00Z",
        repositories: [{ id: REPO.id, full_name: `${REPO.owner}/${REPO.name}` }],
      },
    }),
  };
  let all: Table = { ...own, ...table };
  const give = (one: Asked): Answer | Error => {
    const route = `${one.method} ${one.path}`;
    const rule = all[route];
    if (rule === undefined) return { status: 404, body: { message: `Not Found` } };
    const turn = turns.get(route) ?? 0;
    turns.set(route, turn + 1);
    const chosen = Array.isArray(rule) ? (rule as readonly Give[])[Math.min(turn, rule.length - 1)]! : (rule as Give);
    return typeof chosen === "function" ? chosen(one) : chosen;
  };
  const reply = async (request: Request): Promise<[number, string, Record<string, string>]> => {
    const url = new URL(request.url);
    const text = await request.text();
    const one: Asked = {
      method: request.method,
      path: decodeURIComponent(url.pathname),
      query: Object.fromEntries(url.searchParams),
      body: text === "" ? undefined : (JSON.parse(text) as unknown),
      headers: request.headers,
    };
    (one.path.startsWith("/app") ? asApp : asked).push(one);
    const answer = give(one);
    if (answer instanceof Error) throw answer;
    const { status = 200, body, headers = {} } = answer;
    const none = status === 204 || status === 304 || body === undefined;
    return [status, none ? "" : JSON.stringify(body), { "content-type": "application/json", ...headers }];
  };
  const api = nock(API).persist();
  for (const verb of ["get", "post", "patch", "delete"] as const) api[verb](/.*/).reply(reply);
  const github = openGitHub({
    appId: APP.id,
    privateKey: KEY,
    apiUrl: API,
    clock,
    limits: { betweenWrites: 0 },
    ...rest,
  });
  return {
    github,
    clock,
    asked,
    asApp,
    reads: github.reads(REPO, noRecords),
    routes: () => asked.map(({ method, path }) => `${method} ${path}`),
    set: (more) => (all = { ...all, ...more }),
  };
}

export const tokenNumber = (number: number): string => `ghs_${number}${"x".repeat(36)}`;

/** Forgets every answer; no request may leave. */
export function clear(): void {
  nock.cleanAll();
  nock.disableNetConnect();
}

/** A list in pages of 100, with Link headers, from whatever `items` gives at that moment. */
export function paged(items: (asked: Asked) => readonly unknown[], under?: string): (asked: Asked) => Answer {
  return (asked) => {
    const page = Number(asked.query["page"] ?? 1);
    const whole = items(asked);
    const part = whole.slice((page - 1) * 100, page * 100);
    const more = whole.length > page * 100;
    return {
      body: under === undefined ? part : { total_count: whole.length, [under]: part },
      headers: more ? { link: `<${API}${asked.path}?page=${page + 1}>; rel="next"` } : {},
    };
  };
}
