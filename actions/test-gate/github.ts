// The few questions that the gate asks GitHub, over plain fetch: a client would cost more than the rest of the Action.
// Only reads. The token goes to the API's own host and nowhere else.
import { isRecord, parsedJson } from "../../src/gate/json/shape.ts";

/** GitHub gave no whole and true answer; the message is a sentence for a person. */
export class Unanswered extends Error {
  override readonly name = "Unanswered";
}

const TIMEOUT_MS = 20_000;
const LARGEST_ANSWER = 64 * 1024 * 1024;

export class GitHub {
  readonly #token: string;
  readonly #api: string;
  readonly #graphql: string;

  constructor(args: { token: string; api: string; graphql: string }) {
    this.#token = args.token;
    this.#api = args.api.replace(/\/+$/, "");
    this.#graphql = args.graphql;
  }

  /** A JSON answer; null for 404. Throws {@link Unanswered}. */
  async json(path: string): Promise<unknown> {
    const bytes = await this.bytes(path, "application/vnd.github+json");
    return bytes === null ? null : parse(bytes, path);
  }

  /** An answer's bytes; null for 404. A redirect is followed once, without the token: GitHub's storage needs none. */
  async bytes(path: string, accept: string): Promise<Buffer | null> {
    const answer = await this.#send(`${this.#api}${path}`, { headers: this.#headers(accept) }, path);
    if (answer.status === 404) return null;
    if (answer.status >= 300 && answer.status < 400) {
      const to = answer.headers.get("location") ?? "";
      if (!URL.canParse(to)) throw new Unanswered(`GitHub sent ${path} to nowhere.`);
      const there = await this.#send(to, {}, path);
      return body(there, path);
    }
    return body(answer, path);
  }

  async query(query: string, variables: Readonly<Record<string, unknown>>): Promise<unknown> {
    const init = {
      method: "POST",
      headers: this.#headers("application/json"),
      body: JSON.stringify({ query, variables }),
    };
    const answer = parse(await body(await this.#send(this.#graphql, init, "GraphQL"), "GraphQL"), "GraphQL");
    if (!isRecord(answer) || answer["errors"] !== undefined || !isRecord(answer["data"])) {
      throw new Unanswered(
        "GitHub answered a question about the pull request with an error; see the token's permissions.",
      );
    }
    return answer["data"];
  }

  #headers(accept: string): Record<string, string> {
    return {
      accept,
      authorization: `Bearer ${this.#token}`,
      "user-agent": "lamplighter-test-gate",
      "x-github-api-version": "2022-11-28",
    };
  }

  async #send(url: string, init: RequestInit, what: string): Promise<Response> {
    try {
      return await fetch(url, { ...init, redirect: "manual", signal: AbortSignal.timeout(TIMEOUT_MS) });
    } catch (error) {
      // fetch tells a broken connection and a time-out by throwing; both mean that there is no answer.
      throw new Unanswered(`GitHub did not answer ${what}: ${error instanceof Error ? error.message : "no reason"}.`);
    }
  }
}

/** GitHub refuses with 403 also who asked too often; the headers say which it is. */
const isLimited = ({ status, headers }: Response): boolean =>
  status === 429 || (status === 403 && (headers.has("retry-after") || headers.get("x-ratelimit-remaining") === "0"));

async function body(answer: Response, what: string): Promise<Buffer> {
  if (isLimited(answer)) {
    throw new Unanswered(`GitHub's rate limit is used up, so it did not answer ${what}: run the job again later.`);
  }
  if (answer.status === 403 || answer.status === 401) {
    throw new Unanswered(
      `The token may not read ${what}: the job needs actions: read, contents: read, pull-requests: read.`,
    );
  }
  if (!answer.ok) throw new Unanswered(`GitHub answered ${what} with status ${answer.status}.`);
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of answer.body ?? []) {
    size += (piece as Uint8Array).length;
    if (size > LARGEST_ANSWER)
      throw new Unanswered(`GitHub's answer to ${what} is larger than ${LARGEST_ANSWER} bytes.`);
    pieces.push(piece as Uint8Array);
  }
  return Buffer.concat(pieces);
}

function parse(bytes: Buffer, what: string): unknown {
  const parsed = parsedJson(bytes.toString("utf8"));
  if (parsed === undefined) throw new Unanswered(`GitHub's answer to ${what} is no JSON.`);
  return parsed.value;
}
