// An App's end of the webhooks, for stories: checks each signature and keeps what came.
import { createHmac, timingSafeEqual } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export interface Received {
  readonly event: string;
  readonly guid: string;
  /** Whether the body is signed with the secret. */
  readonly authentic: boolean;
  readonly payload: Readonly<Record<string, unknown>>;
}

export interface Receiver extends AsyncDisposable {
  readonly url: string;
  readonly received: Received[];
  /** The status of the next answers; 202 at first. */
  answer: number;
}

export async function startReceiver(secret: string): Promise<Receiver> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      const body = Buffer.concat(parts);
      const wanted = Buffer.from(`sha256=${createHmac("sha256", secret).update(body).digest("hex")}`);
      const given = Buffer.from(String(request.headers["x-hub-signature-256"]));
      const authentic = wanted.length === given.length && timingSafeEqual(wanted, given);
      const payload = JSON.parse(body.toString("utf8")) as Record<string, unknown>;
      const event = String(request.headers["x-github-event"]);
      received.push({ event, guid: String(request.headers["x-github-delivery"]), authentic, payload });
      response.writeHead(receiver.answer).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const receiver: Receiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/github/webhooks`,
    received,
    answer: 202,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return receiver;
}

/** `issues.opened`, `push`: the event with its action. */
export function nameOf({ event, payload }: Received): string {
  return typeof payload["action"] === "string" ? `${event}.${payload["action"]}` : event;
}
