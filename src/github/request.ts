// The one function through which every call to GitHub goes: version header, timeout, limits, conditional requests,
// answers by commit kept for good, and every failure as a ReadError. Nothing here retries a write: that is the step
// engine's business, which looks before it writes again (design rule 11).
import { ProbotOctokit } from "probot";
import { openCache } from "./cache.ts";
import type { Clock } from "./clock.ts";
import { endpointOf } from "./endpoints.ts";
import type { Endpoint, Route } from "./endpoints.ts";
import { answerIn, failureOf, silenceOf, stopOf, textHeaders } from "./failures.ts";
import type { Answer } from "./failures.ts";
import type { Account, CallKind, Limits, Resource } from "./limits.ts";
import type { TheirClock } from "./their-clock.ts";
import type { Instant } from "../core/refs.ts";

/** As a parameter of the route's template, the query, or the body: Octokit sorts them by the template and the method. */
export type Parameters = Readonly<Record<string, unknown>>;

/** What a call is made with. `serial` names the credential without being it: ETags are bound to it. */
export interface Credential {
  readonly account: Account;
  readonly serial: string;
  readonly authorization: string;
}

export interface Call {
  readonly route: Route;
  readonly parameters: Parameters;
  /** For a person: "files of octo/app#12". */
  readonly what: string;
  readonly credential: Credential;
  /** The answer can never change: it is asked for by commit sha. The key says whose it is: `7/4711`. */
  readonly foreverIn?: string | undefined;
  /** A redirect is the answer; else it is a failure. */
  readonly elsewhere?: boolean | undefined;
}

/** What may be told about one call, for metrics and logs: allow-listed fields, no payloads, no credentials. */
export interface Observed {
  readonly route: Route;
  readonly installation: Account;
  readonly status: number;
  readonly source: "github" | "unchanged" | "kept";
  readonly ms: number;
}

export type Send = (call: Call) => Promise<Answer>;

export interface RequestSettings {
  /** Without a trailing slash; Enterprise Server's ends in `/api/v3`. */
  readonly apiUrl: string;
  readonly limits: Limits;
  readonly clock: Clock;
  readonly theirs: TheirClock;
  /** How long to wait for an answer, in ms. GitHub itself gives up after 10 s. */
  readonly timeout: number;
  readonly observe: (observed: Observed) => void;
}

const VERSION = "2022-11-28";
// In characters of JSON, all installations together.
const MOST_KEPT = 64 * 1024 * 1024;
// A read that met a server error or silence is asked twice more, after these pauses (ms).
const AGAIN = [250, 1_000];

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

/**
 * Octokit as Probot builds it, without its throttling and retrying: limits are kept in one place (limits.ts), and no
 * POST is retried blindly. It holds no credential: each call brings its own.
 */
export function openOctokit(apiUrl: string): InstanceType<typeof ProbotOctokit> {
  return new ProbotOctokit({
    baseUrl: apiUrl,
    userAgent: "lamplighter",
    log: silent,
    authStrategy: undefined,
    throttle: { enabled: false },
    retry: { enabled: false },
  });
}

/** GraphQL of `https://ghe.example/api/v3` is at `https://ghe.example/api/graphql`; else it is beside the REST API. */
export function graphqlBase(apiUrl: string): string {
  return apiUrl.replace(/\/api\/v3$/, "/api");
}

const isGraphql = (route: Route): boolean => /^(query|mutation) /.test(route);

function kindOf(endpoint: Endpoint, route: Route): CallKind {
  if (endpoint.content) return "content";
  return /^(GET|query) /.test(route) ? "read" : "write";
}

export function openRequest(settings: RequestSettings): Send {
  const { apiUrl, limits, clock, theirs, timeout, observe } = settings;
  const octokit = openOctokit(apiUrl);
  // Octokit reads integers beyond 2^53 as BigInt, which JSON.stringify refuses.
  const weigh = (answer: Answer): number =>
    JSON.stringify(answer, (_, value: unknown) => (typeof value === "bigint" ? String(value) : value)).length;
  const forever = openCache<Answer>({ most: MOST_KEPT, weigh });
  const tagged = openCache<Answer>({ most: MOST_KEPT, weigh });
  const asked = new Map<string, Promise<Answer>>();

  /** One exchange over the wire, whatever its status; throws only when no answer came. */
  async function exchange(call: Call, headers: Record<string, string>): Promise<Answer> {
    const graphql = isGraphql(call.route);
    try {
      const answer = await octokit.request(graphql ? "POST /graphql" : call.route, {
        ...call.parameters,
        ...(graphql && { baseUrl: graphqlBase(apiUrl) }),
        headers: { "x-github-api-version": VERSION, authorization: call.credential.authorization, ...headers },
        // A redirect would carry the credential to wherever it points (design rule 19).
        request: { redirect: "manual", signal: AbortSignal.timeout(timeout) },
      });
      return { status: answer.status, headers: textHeaders(answer.headers), data: answer.data as unknown };
    } catch (error) {
      const answer = answerIn(error);
      if (!answer) throw silenceOf(call.what, timeout);
      return answer;
    }
  }

  function keepLimits(call: Call, answer: Answer, at: { readonly resource: Resource; readonly now: Instant }): void {
    const { resource, now } = at;
    const stop = stopOf(answer, now);
    if (stop) limits.pause(call.credential.account, stop.until, stop.whole ? undefined : resource);
  }

  async function once(call: Call, kind: CallKind, etag: string | undefined): Promise<Answer> {
    const resource: Resource = isGraphql(call.route) ? "graphql" : "core";
    const { account } = call.credential;
    return limits.run({ account, kind, resource, what: call.what }, async () => {
      const started = clock.now();
      const answer = await exchange(call, etag === undefined ? {} : { "if-none-match": etag });
      theirs.hear(answer.headers["date"]);
      const now = clock.now();
      keepLimits(call, answer, { resource, now });
      const source = answer.status === 304 ? "unchanged" : "github";
      observe({ route: call.route, installation: account, status: answer.status, source, ms: now - started });
      if (answer.status < 300 || (answer.status === 304 && etag !== undefined)) return answer;
      if (answer.status === 302 && call.elsewhere === true) return answer;
      throw failureOf({ answer, what: call.what, now });
    });
  }

  async function withPatience(call: Call, kind: CallKind, etag: string | undefined): Promise<Answer> {
    for (const pause of kind === "read" ? AGAIN : []) {
      try {
        return await once(call, kind, etag);
      } catch (error) {
        if (!isPassing(error)) throw error;
        await clock.sleep(pause);
      }
    }
    return once(call, kind, etag);
  }

  return async function send(call) {
    const endpoint = endpointOf(call.route);
    const kind = kindOf(endpoint, call.route);
    if (!call.route.startsWith("GET ")) return withPatience(call, kind, undefined);
    const url = `${call.route} ${JSON.stringify(call.parameters)}`;
    const foreverKey = `${call.foreverIn ?? ""} ${url}`;
    const kept = call.foreverIn === undefined ? undefined : forever.get(foreverKey);
    if (kept) return kept;
    if (call.foreverIn !== undefined) {
      // Asked for by sha and under way already: one answer serves both.
      const underWay = asked.get(foreverKey) ?? withPatience(call, kind, undefined);
      asked.set(foreverKey, underWay);
      try {
        const answer = await underWay;
        forever.set(foreverKey, answer);
        return answer;
      } finally {
        asked.delete(foreverKey);
      }
    }
    const tagKey = `${call.credential.serial} ${url}`;
    const before = tagged.get(tagKey);
    const answer = await withPatience(call, kind, before?.headers["etag"]);
    if (answer.status === 304 && before) return before;
    if (answer.headers["etag"] !== undefined) tagged.set(tagKey, answer);
    return answer;
  };
}

function isPassing(error: unknown): boolean {
  const failure = error instanceof Error && "failure" in error ? error.failure : undefined;
  return failure === "server" || failure === "timeout";
}
