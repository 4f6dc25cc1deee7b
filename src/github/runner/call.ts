// GitHub's REST API from a runner: one token, one repository, plain fetch. A POST is never repeated here: who called it
// looks again and decides.
import { HostError } from "../../core/release-host.ts";

export interface RunnerAccess {
  /** `https://api.github.com`, without a slash at the end. */
  readonly api: string;
  /** `octo/app`. */
  readonly repository: string;
  readonly token: string;
}

export interface Called {
  readonly status: number;
  readonly body: unknown;
}

const TIMEOUT = 30_000;
/** A file of a release may have 2 GiB. */
const FILE_TIMEOUT = 20 * 60_000;
export const LARGEST_PAGE = 100;
/** Reads are repeated when the server stumbles; writes are not. */
const READS = 3;
const PAUSE = 250;

/**
 * One request below the repository (`/releases`) or the API (`//app`). Answers for 2xx and for each status in `expected`;
 * everything else throws {@link HostError}. Redirects are not followed: the token would go with them.
 */
export async function call(
  access: RunnerAccess,
  request: {
    readonly method: "GET" | "POST" | "PATCH" | "PUT" | "DELETE";
    readonly path: string;
    readonly body?: unknown;
    /** Sent as it is, to this address instead of the one below the API. */
    readonly file?: { readonly to: string; readonly bytes: Blob };
    readonly expected?: readonly number[];
  },
): Promise<Called> {
  const tries = request.method === "GET" ? READS : 1;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await once(access, request);
    } catch (error) {
      if (!(error instanceof HostError) || error.kind !== "lost" || attempt >= tries) throw error;
      await new Promise((resolve) => setTimeout(resolve, PAUSE * attempt));
    }
  }
}

async function once(access: RunnerAccess, request: Parameters<typeof call>[1]): Promise<Called> {
  const { method, path, body, file, expected = [] } = request;
  const below = path.startsWith("//") ? path.slice(1) : `/repos/${access.repository}${path}`;
  const what = `${method} ${below.split("?")[0] ?? below}`;
  const sent = file?.bytes ?? (body === undefined ? null : JSON.stringify(body));
  let response: Response;
  let text: string;
  try {
    response = await fetch(file?.to ?? `${access.api}${below}`, {
      method,
      redirect: "manual",
      signal: AbortSignal.timeout(file === undefined ? TIMEOUT : FILE_TIMEOUT),
      headers: {
        accept: "application/vnd.github+json",
        authorization: `Bearer ${access.token}`,
        "user-agent": "lamplighter",
        "x-github-api-version": "2022-11-28",
        ...(sent === null ? {} : { "content-type": file ? "application/octet-stream" : "application/json" }),
      },
      body: sent,
    });
    text = await response.text();
  } catch (cause) {
    throw new HostError({ kind: "lost", status: null, message: `${what}: no answer.`, cause });
  }
  const { status } = response;
  const parsed = parseBody(text, what, status);
  if ((status >= 200 && status < 300) || expected.includes(status)) return { status, body: parsed };
  const kind = status >= 500 || isAtLimit(response, saidIn(parsed)) ? "lost" : "refused";
  throw new HostError({ kind, status, message: `${what}: ${status} ${saidIn(parsed)}` });
}

/** GitHub says with 403 as well that it was too much for now; the token lacks nothing then. */
function isAtLimit({ status, headers }: Response, said: string): boolean {
  const isSpent = headers.get("retry-after") !== null || headers.get("x-ratelimit-remaining") === "0";
  // A secondary limit may name no time.
  const isSecondary = /secondary rate|abuse detection/i.test(said);
  return status === 429 || (status === 403 && (isSpent || isSecondary));
}

function parseBody(text: string, what: string, status: number): unknown {
  if (text === "") return null;
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new HostError({ kind: "lost", status, message: `${what}: an answer that is not JSON.`, cause });
  }
}

function saidIn(body: unknown): string {
  return typeof body === "object" && body !== null && "message" in body && typeof body.message === "string"
    ? body.message.slice(0, 300)
    : "";
}

/** All pages of a list, at most `most` items: then it throws rather than answer in part. */
export async function callAll(access: RunnerAccess, path: string, most = 10_000): Promise<readonly unknown[]> {
  const items: unknown[] = [];
  for await (const page of pagesOf(access, path)) {
    items.push(...page);
    if (items.length > most)
      throw new HostError({ kind: "refused", status: null, message: `${path}: more than ${most} items.` });
  }
  return items;
}

/** The pages of a list, as long as they are asked for. */
export async function* pagesOf(access: RunnerAccess, path: string): AsyncGenerator<readonly unknown[]> {
  for (let page = 1; ; page += 1) {
    const glue = path.includes("?") ? "&" : "?";
    const { body } = await call(access, { method: "GET", path: `${path}${glue}per_page=${LARGEST_PAGE}&page=${page}` });
    if (!Array.isArray(body))
      throw new HostError({ kind: "lost", status: null, message: `${path}: an answer that is no list.` });
    yield body as unknown[];
    if (body.length < LARGEST_PAGE) return;
  }
}
