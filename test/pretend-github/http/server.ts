// One request from the socket to the answer: faults, who asks, limits, route, body, ETag, log.
import { createHash } from "node:crypto";
import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import type { Faults, RequestFault } from "../faults/faults.ts";
import type { World } from "../state/world.ts";
import { accountOfLimit, actorOf } from "./actor.ts";
import type { Actor } from "./actor.ts";
import type { Meter } from "./limits.ts";
import type { Inspector } from "./inspector.ts";
import type { RequestLog } from "./log.ts";
import { Refusal } from "./refusal.ts";
import type { Answer, Ask, Route } from "./route.ts";
import type { Router } from "./router.ts";

const MOST_BODY = 30 * 1024 * 1024;

export interface Serving {
  readonly world: World;
  readonly router: Router;
  readonly faults: Faults;
  readonly meter: Meter;
  readonly log: RequestLog;
  readonly inspector: Inspector;
  /** `/_pretend/...`: answered before all else, without limits. */
  readonly control: (ask: { method: string; path: string; query: URLSearchParams; body: unknown }) => Promise<Answer>;
  /** Answers `POST /graphql`; it reads the body itself. */
  readonly graphql: (world: World, actor: Actor, body: unknown) => Promise<Answer>;
}

export function createGitHubServer(serving: Serving): Server {
  return createServer((request, response) => {
    serve(serving, request, response).catch((error: unknown) => {
      // A bug of the stand-in must not look like an answer of GitHub.
      serving.inspector.fault(error);
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
      if (!response.headersSent) response.writeHead(500, { "content-type": "text/plain" });
      response.end(`the stand-in itself failed: ${text}`);
    });
  });
}

async function serve(serving: Serving, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const method = request.method ?? "GET";
  const [rawPath = "/", rawQuery = ""] = (request.url ?? "/").split(/\?(.*)/s);
  const path = rawPath.replace(/^\/api\/v3(?=\/|$)/, "").replace(/^\/api\/graphql$/, "/graphql") || "/";
  const query = new URLSearchParams(rawQuery);
  const bytes = await readBody(request);
  const isFile = request.headers["content-type"] === "application/octet-stream";
  const text = isFile ? "" : bytes.toString("utf8");
  if (path.startsWith("/_pretend")) {
    const answer = await serving.control({ method, path, query, body: parseBody(text) }).catch(refusalAnswer);
    write(serving, response, answer);
    return;
  }
  const fault = serving.faults.strikeRequest(method, path);
  const entry = serving.log.begin({
    at: serving.world.clock.now(),
    method,
    path,
    query: rawQuery,
    body: text,
    headers: request.headers,
  });
  if (fault?.kind === "slow") await wait(fault.milliseconds);
  const answer =
    faultAnswer(serving, fault) ??
    (await answerTo(serving, { method, path, query, text, file: isFile ? bytes : null, request, entry }));
  entry.status = fault?.kind === "lost" ? 0 : answer.status;
  if (fault?.kind === "hang") return;
  if (fault?.kind === "cut" || fault?.kind === "lost") {
    entry.lost = true;
    request.socket.destroy();
    return;
  }
  write(serving, response, fault?.kind === "garbage" ? { status: 200, body: fault.body } : answer);
}

function faultAnswer(serving: Serving, fault: RequestFault["do"] | null): Answer | null {
  if (fault === null || fault.kind === "slow" || fault.kind === "lost") return null;
  if (fault.kind === "status") {
    const retry = fault.retryAfterSeconds === undefined ? {} : { "retry-after": String(fault.retryAfterSeconds) };
    return { status: fault.status, body: { message: fault.message ?? "Server Error" }, headers: retry };
  }
  if (fault.kind === "secondary-limit") return secondaryLimit(fault.retryAfterSeconds);
  if (fault.kind === "primary-limit") {
    const reset = Math.ceil(serving.world.clock.now() / 1000) + fault.resetInSeconds;
    return primaryLimit({
      "x-ratelimit-limit": "5000",
      "x-ratelimit-remaining": "0",
      "x-ratelimit-reset": String(reset),
    });
  }
  return { status: 0 };
}

function secondaryLimit(seconds: number): Answer {
  const message = "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.";
  return { status: 403, body: { message, documentation_url: DOCS }, headers: { "retry-after": String(seconds) } };
}

function primaryLimit(headers: Record<string, string>): Answer {
  return { status: 403, body: { message: "API rate limit exceeded", documentation_url: DOCS }, headers };
}

const DOCS = "https://docs.github.com/rest";

interface Incoming {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly text: string;
  /** A body that is no JSON. */
  readonly file: Buffer | null;
  readonly request: IncomingMessage;
  readonly entry: { actor: string; route: string };
}

async function answerTo(serving: Serving, incoming: Incoming): Promise<Answer> {
  const { world, meter } = serving;
  let actor: Actor;
  try {
    actor = actorOf(world, incoming.request.headers.authorization);
  } catch (error) {
    return refusalAnswer(error);
  }
  const who = accountOfLimit(actor);
  incoming.entry.actor = who;
  const write = incoming.method !== "GET" && incoming.method !== "HEAD";
  const found = findOrRefuse(serving, incoming);
  const content = "route" in found && found.route.content;
  const charge = meter.charge(who, { write, content });
  if (charge.exceeded === "primary") return primaryLimit(meter.headers(who));
  if (charge.exceeded === "secondary") return secondaryLimit(charge.retryAfterSeconds);
  const answer = "route" in found ? await ask(serving, { ...incoming, actor, ...found }) : found;
  const tagged = tag(answer, actor, incoming.request.headers);
  if (tagged.status === 304) meter.refund(who);
  return { ...tagged, headers: { ...meter.headers(who), ...tagged.headers } };
}

interface Matched {
  readonly route: Route;
  readonly params: Readonly<Record<string, string>>;
}

const GRAPHQL: Route = {
  method: "POST",
  path: "/graphql",
  who: ["user", "installation"],
  content: false,
  body: null,
  answer: () => ({ status: 500 }),
};

function findOrRefuse(serving: Serving, incoming: Incoming): Matched | Answer {
  try {
    return find(serving, incoming);
  } catch (error) {
    return refusalAnswer(error);
  }
}

function find(serving: Serving, { method, path, entry }: Incoming): Matched | Answer {
  if (path === "/graphql" && method === "POST") {
    entry.route = "POST /graphql";
    return { route: GRAPHQL, params: {} };
  }
  const found = serving.router(serving.world, method, path);
  if (found.is === "moved") {
    const body = { message: "Moved Permanently", url: found.to, documentation_url: DOCS };
    return { status: method === "GET" ? 301 : 307, body, headers: { location: found.to } };
  }
  if (found.is === "none") throw new Refusal(404, "Not Found");
  entry.route = `${method} ${found.route.path}`;
  return found;
}

async function ask(serving: Serving, asked: Incoming & Matched & { actor: Actor }): Promise<Answer> {
  const { world, inspector } = serving;
  const { actor, route, request } = asked;
  // An address by id is the same operation: the description knows the one by name only.
  const canonical = asked.path.replace(
    /^\/repositories\/\d+/,
    `/repos/${asked.params["owner"]}/${asked.params["repo"]}`,
  );
  try {
    if (
      (actor.kind === "app" || actor.kind === "installation") &&
      request.headers["x-github-api-version"] === undefined
    ) {
      throw new Refusal(
        400,
        "The header X-GitHub-Api-Version is missing: Lamplighter pins the version of every request",
      );
    }
    if (!route.who.includes(actor.kind)) throw refusedKind(actor);
    const body = asked.file ?? parseBody(asked.text);
    const examined = { method: asked.method, path: canonical, query: asked.query, body, actor };
    if (route === GRAPHQL) return await serving.graphql(world, actor, body);
    inspector.request(examined);
    const parsed = readAs(route, body);
    const given: Ask = {
      world,
      actor,
      params: asked.params,
      query: asked.query,
      body: parsed,
      headers: request.headers,
      url: `${world.url}${asked.path}`,
    };
    const answer = route.answer(given);
    inspector.response(examined, answer);
    return answer;
  } catch (error) {
    return refusalAnswer(error);
  }
}

function refusedKind(actor: Actor): Refusal {
  if (actor.kind === "anonymous") return new Refusal(401, "Requires authentication");
  if (actor.kind === "app") return new Refusal(401, "A JSON web token could not be decoded");
  if (actor.kind === "user") return new Refusal(403, "Resource not accessible by personal access token");
  return new Refusal(403, "Resource not accessible by integration");
}

/** The body as the route's schema reads it: a key that the schema does not know is refused, where GitHub would be silent. */
function readAs(route: Route, body: unknown): unknown {
  if (route.body === null) return undefined;
  const read = route.body.safeParse(body ?? {});
  if (read.success) return read.data;
  const errors = read.error.issues.map((issue) => ({
    code: issue.code === "unrecognized_keys" ? "unknown_key" : "invalid",
    field: issue.path.join("."),
    message: issue.message,
  }));
  throw new Refusal(422, "Invalid request.", { errors });
}

export function refusalAnswer(error: unknown): Answer {
  if (!(error instanceof Refusal)) throw error;
  const errors = error.errors.length > 0 ? { errors: error.errors } : {};
  const body = { message: error.message, ...errors, documentation_url: DOCS, status: String(error.status) };
  return { status: error.status, body, headers: error.headers };
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > MOST_BODY) throw new Error("the request's body is too large");
    parts.push(part);
  }
  return Buffer.concat(parts);
}

function parseBody(text: string): unknown {
  if (text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal(400, "Problems parsing JSON");
  }
}

/** An ETag is bound to the token: another token never gets a 304. */
function tag(answer: Answer, actor: Actor, headers: IncomingMessage["headers"]): Answer {
  if (answer.status !== 200) return answer;
  const hash = createHash("sha256")
    .update(actor.token)
    .update("\0")
    .update(JSON.stringify(answer.body ?? null));
  const etag = `W/"${hash.digest("hex")}"`;
  const asked = headers["if-none-match"]?.split(",").map((each) => each.trim().replace(/^W\//, ""));
  if (asked?.includes(etag.slice(2))) return { status: 304, headers: { etag, ...answer.headers } };
  return { ...answer, headers: { etag, ...answer.headers } };
}

function write(serving: Serving, response: ServerResponse, answer: Answer): void {
  const raw = typeof answer.body === "string";
  const isBinary = answer.body instanceof Uint8Array;
  const text = answer.body === undefined ? "" : raw || isBinary ? answer.body : JSON.stringify(answer.body);
  response.writeHead(answer.status, {
    ...(text !== "" && {
      "content-type": isBinary
        ? "application/zip"
        : raw
          ? "text/plain; charset=utf-8"
          : "application/json; charset=utf-8",
    }),
    "x-github-media-type": "github.v3; format=json",
    "x-github-request-id": "0000:0000:0000:0000:00000000",
    date: new Date(serving.world.clock.now()).toUTCString(),
    "cache-control": "private, max-age=60, s-maxage=60",
    vary: "Accept, Authorization",
    ...answer.headers,
  });
  response.end(text);
}
