// POST /api/github/webhooks: the body's cap, the signature over the raw bytes, a commit to disk, then 202. Nothing is parsed here.
import { createHmac, createSecretKey, timingSafeEqual } from "node:crypto";
import type { KeyObject } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Instant } from "./core/refs.ts";
import type { Accepted } from "./store/accept.ts";
import type { Raw } from "./store/frames.ts";

export const WEBHOOK_PATH = "/api/github/webhooks";

/** GitHub sends no more than 25 MB. */
export const MOST_BODY_BYTES = 25 * 1024 * 1024;

// All bodies that are being read at one time. Above it senders are asked to come back, so that memory stays bounded.
const MOST_BYTES_IN_FLIGHT = 256 * 1024 * 1024;

// How long a refused sender may go on sending into the void, so that it can read our answer before the connection closes.
const LINGER_MS = 1_000;

/** What became of a request, for counters. */
export type IntakeCode =
  | Accepted
  | "bad-method"
  | "bad-signature"
  | "bad-type"
  | "bad-headers"
  | "too-large"
  | "busy"
  | "store-failed"
  | "broken-off";

const STATUS: Record<Exclude<IntakeCode, "broken-off">, number> = {
  new: 202,
  known: 202,
  reopened: 202,
  replayed: 202,
  "bad-method": 405,
  "bad-signature": 401,
  "bad-type": 415,
  "bad-headers": 400,
  "too-large": 413,
  busy: 503,
  "store-failed": 503,
};

const SAYS: Record<Exclude<IntakeCode, "broken-off">, string> = {
  new: "Stored.",
  known: "This delivery is here already.",
  reopened: "This delivery had failed and is tried again.",
  replayed: "This body came before under another id; it has no effect.",
  "bad-method": "Webhooks come by POST.",
  "bad-signature": "X-Hub-Signature-256 is missing or wrong. Compare WEBHOOK_SECRET with the App's webhook secret.",
  "bad-type": "The body is a form. Set the App's webhook content type to application/json.",
  "bad-headers": "X-GitHub-Delivery or X-GitHub-Event is missing or malformed.",
  "too-large": "The body is larger than 25 MB, more than GitHub sends.",
  busy: "Too much is being received at once. Redeliver this later.",
  "store-failed": "The delivery could not be stored. Redeliver it later.",
};

const ANSWERS = Object.fromEntries(
  Object.entries(SAYS).map(([code, message]) => [code, Buffer.from(JSON.stringify({ code, message }))]),
) as Record<keyof typeof SAYS, Buffer>;

/**
 * Makes the handler of one route; the caller has matched {@link WEBHOOK_PATH}. `secrets` are the current one and, during a
 * rotation, the one before. `accept` resolves when the delivery is on disk. `told` hears what became of every request,
 * and why where the store failed.
 */
export function createIntake(args: {
  readonly secrets: readonly string[];
  readonly accept: (raw: Raw) => Promise<Accepted>;
  readonly told?: (code: IntakeCode, reason?: string) => void;
  readonly now?: () => Instant;
}): (request: IncomingMessage, response: ServerResponse) => void {
  if (args.secrets.length === 0) throw new Error("an intake without a secret would believe everybody");
  const keys = args.secrets.map((secret) => createSecretKey(secret, "utf8"));
  const { accept, told = () => undefined, now = Date.now } = args;
  let inFlight = 0;

  const answer = (response: ServerResponse, code: keyof typeof SAYS, reason?: string): void => {
    told(code, reason);
    const body = ANSWERS[code];
    response.writeHead(STATUS[code], { "content-type": "application/json", "content-length": body.length });
    response.end(body);
  };

  /**
   * Refuses before the body was read. What still comes is thrown away for a moment: a connection that is closed with
   * unread bytes is reset, and the sender would not see why.
   */
  const refuse = (request: IncomingMessage, response: ServerResponse, code: keyof typeof SAYS): void => {
    told(code);
    const body = ANSWERS[code];
    response.writeHead(STATUS[code], {
      "content-type": "application/json",
      "content-length": body.length,
      connection: "close",
      ...(code === "bad-method" ? { allow: "POST" } : {}),
      ...(code === "busy" ? { "retry-after": "60" } : {}),
    });
    response.write(body);
    const timer = setTimeout(() => request.socket.destroy(), LINGER_MS);
    request.once("close", () => clearTimeout(timer)).once("end", () => response.end());
    request.removeAllListeners("data").resume();
  };

  return (request, response) => {
    const problem = problemWith(request);
    const declared = Number(request.headers["content-length"] ?? 0);
    if (problem !== undefined || inFlight + declared > MOST_BYTES_IN_FLIGHT) {
      refuse(request, response, problem ?? "busy");
      return;
    }

    const chunks: Buffer[] = [];
    let size = 0;
    let isOver = false;
    const end = (): boolean => {
      if (isOver) return false;
      isOver = true;
      inFlight -= size;
      return true;
    };
    request.on("data", (chunk: Buffer) => {
      if (isOver) return;
      size += chunk.length;
      inFlight += chunk.length;
      chunks.push(chunk);
      const code = size > MOST_BODY_BYTES ? "too-large" : inFlight > MOST_BYTES_IN_FLIGHT ? "busy" : undefined;
      if (code === undefined) return;
      end();
      chunks.length = 0;
      refuse(request, response, code);
    });
    request.on("close", () => {
      if (end()) told("broken-off");
    });
    request.on("error", () => {
      // "close" follows and says all there is to say.
    });
    request.on("end", () => {
      if (isOver) return;
      const [first] = chunks;
      const body = chunks.length === 1 && first ? first : Buffer.concat(chunks, size);
      const { "x-github-delivery": id, "x-github-event": event, "x-hub-signature-256": signature } = request.headers;
      if (!isSigned(body, String(signature), keys)) {
        end();
        answer(response, "bad-signature");
        return;
      }
      accept({ id: String(id), event: String(event), body, receivedAt: now() }).then(
        (accepted) => {
          end();
          answer(response, accepted);
        },
        (error: unknown) => {
          end();
          answer(response, "store-failed", error instanceof Error ? error.message : String(error));
        },
      );
    });
  };
}

// Exactly one, of the strong kind. Two headers arrive as one, joined by a comma, and do not match.
const SIGNATURE = /^sha256=[0-9a-f]{64}$/;
const DELIVERY_ID = /^[A-Za-z0-9-]{1,100}$/;
// `projects_v2_item` has a digit.
const EVENT = /^[a-z][a-z0-9_]{0,99}$/;

/** What the headers alone refuse: most of what is not GitHub never gets to send a body. */
function problemWith({ method, headers }: IncomingMessage): keyof typeof SAYS | undefined {
  if (method !== "POST") return "bad-method";
  const signature = headers["x-hub-signature-256"];
  if (typeof signature !== "string" || !SIGNATURE.test(signature)) return "bad-signature";
  if (headers["content-type"]?.startsWith("application/x-www-form-urlencoded") === true) return "bad-type";
  const { "x-github-delivery": id, "x-github-event": event } = headers;
  if (typeof id !== "string" || typeof event !== "string") return "bad-headers";
  if (!DELIVERY_ID.test(id) || !EVENT.test(event)) return "bad-headers";
  return Number(headers["content-length"] ?? 0) > MOST_BODY_BYTES ? "too-large" : undefined;
}

// @octokit/webhooks-methods takes text: bytes that are not UTF-8 would be replaced before they are hashed.
function isSigned(body: Buffer, signature: string, keys: readonly KeyObject[]): boolean {
  const given = Buffer.from(signature.slice("sha256=".length), "hex");
  return keys.some((key) => timingSafeEqual(createHmac("sha256", key).update(body).digest(), given));
}
