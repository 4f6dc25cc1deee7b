// One way of taking webhooks, as a process of its own: it says its port, answers deliveries, and tells its CPU time when asked.
import { createHmac, createSecretKey, generateKeyPairSync, timingSafeEqual } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { createNodeMiddleware, createProbot } from "probot";
import { createIntake, WEBHOOK_PATH } from "../../src/intake.ts";
import { createDoor } from "../../src/listen.ts";
import { openStore } from "../../src/store/open.ts";

/** `limit` is raw node:http and an HMAC; `ours` without a store shows what the intake itself costs. */
export const CONTESTANTS = ["limit", "probot", "ours, no store", "ours, SQLite", "ours, PostgreSQL"] as const;
export type Contestant = (typeof CONTESTANTS)[number];

const secret = process.env["BENCH_SECRET"] ?? "";
const key = createSecretKey(secret, "utf8");
const which = process.env["BENCH_CONTESTANT"] as Contestant | undefined;

const makers: Record<Contestant, () => Promise<RequestListener>> = {
  limit: () =>
    Promise.resolve((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        const digest = createHmac("sha256", key).update(Buffer.concat(chunks)).digest();
        const given = Buffer.from(String(request.headers["x-hub-signature-256"]).slice(7), "hex");
        response.writeHead(timingSafeEqual(digest, given) ? 202 : 401, { "content-length": 0 }).end();
      });
    }),
  probot: async () => {
    const { privateKey } = generateKeyPairSync("rsa", {
      modulusLength: 2048,
      privateKeyEncoding: { type: "pkcs1", format: "pem" },
      publicKeyEncoding: { type: "pkcs1", format: "pem" },
    });
    const probot = createProbot({ overrides: { appId: 1, privateKey, secret, logLevel: "fatal" } });
    const middleware = await createNodeMiddleware((app) => app.on("pull_request.opened", () => Promise.resolve()), {
      probot,
      webhooksPath: WEBHOOK_PATH,
    });
    return (request, response) => void middleware(request, response);
  },
  "ours, no store": () => Promise.resolve(createIntake({ secrets: [secret], accept: () => Promise.resolve("new") })),
  "ours, SQLite": () => withStore(),
  "ours, PostgreSQL": () => withStore(),
};

async function withStore(): Promise<RequestListener> {
  const store = await openStore({ url: process.env["BENCH_STORE"] ?? "" });
  return createIntake({ secrets: [secret], accept: (raw) => store.accept(raw) });
}

if (which !== undefined) {
  const listener = await makers[which]();
  const server = which.startsWith("ours") ? createDoor(listener) : createServer(listener);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  process.on("message", () => process.send?.({ cpu: process.cpuUsage() }));
  process.send?.({ port: (server.address() as AddressInfo).port });
}
