// The app: webhooks in, durable before they are answered; a worker that looks at what is due; health and metrics.
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { attend } from "./attend.ts";
import { ROOMS } from "./capabilities.ts";
import { ReadError } from "./core/known.ts";
import { printSubject } from "./core/refs.ts";
import type { Instant } from "./core/refs.ts";
import type { Environment } from "./environment.ts";
import { openGitHub } from "./github/github.ts";
import type { GitHubSettings } from "./github/github.ts";
import { startHousekeeping } from "./housekeeping.ts";
import { createIntake, WEBHOOK_PATH } from "./intake.ts";
import type { IntakeCode } from "./intake.ts";
import { createDoor } from "./listen.ts";
import type { Log } from "./log.ts";
import { openMetrics } from "./metrics.ts";
import type { Metrics } from "./metrics.ts";
import { deliveryReader } from "./read-delivery.ts";
import { openStore } from "./store/open.ts";
import { startWorker } from "./worker.ts";

export interface App {
  /** Where it listens: `http://127.0.0.1:3000`. */
  readonly url: string;
  /** Resolves when nothing is unsorted, due or running. */
  readonly settled: () => Promise<void>;
  /** Takes no more, ends what runs, closes the store. */
  readonly stop: () => Promise<void>;
}

/** What a story plays with; an operator has no say in it. */
export interface Settings {
  /** The store's clock, where days pass in a moment; the database's own when left out. */
  readonly clock?: () => Instant;
  readonly github?: Pick<GitHubSettings, "clock" | "limits" | "timeout">;
}

/** Opens the store, GitHub and the door. Throws `StoreRefusal`, or `ReadError` when GitHub refuses the App's key. */
export async function startApp(environment: Environment, log: Log, settings: Settings = {}): Promise<App> {
  const metrics = openMetrics();
  const store = await openStore({
    url: environment.databaseUrl,
    onLost: (error) => log("warn", "a database connection was lost", { reason: error.message }),
    ...(settings.clock && { clock: settings.clock }),
  });
  const { appId, privateKey, apiUrl } = environment;
  const github = openGitHub({ appId, privateKey, apiUrl, ...settings.github });
  await refuseWrongKey(github, log).catch(async (error: unknown) => {
    await store.close();
    throw error;
  });
  const triggersOf = deliveryReader(appId);
  const house = { store, github, rooms: ROOMS, triggersOf, told: toldTurns(log, metrics) };
  const worker = startWorker({
    store,
    triggersOf,
    look: (taken, signal) => metrics.timed(() => attend(taken, house, signal)),
    told: ({ what, ...fields }) => {
      // The turn itself is counted as it ended.
      if (what !== "delivery-lost") metrics.turns.inc({ result: what });
      log(what === "gave-up" || what === "delivery-lost" ? "error" : "warn", what, fields);
    },
  });
  const housekeeping = startHousekeeping({ store, github, log, metrics, now: settings.clock ?? Date.now });
  const intake = createIntake({
    secrets: environment.webhookSecrets,
    accept: async (raw) => {
      const accepted = await store.accept(raw);
      worker.nudge();
      return accepted;
    },
    told: (code, reason) => toldIntake({ code, reason, log, metrics }),
  });
  const server = createDoor((request, response) => {
    const path = (request.url ?? "/").split("?", 1)[0];
    if (path === WEBHOOK_PATH) intake(request, response);
    else void answerPage({ path, request, response, ready: () => store.ping(), metrics });
  });
  await listen(server, environment).catch(async (error: unknown) => {
    housekeeping.stop();
    await worker.stop(0);
    await store.close();
    throw error;
  });
  const url = urlOf(server);
  log("info", "listening", { url });
  return {
    url,
    settled: worker.settled,
    stop: async () => {
      housekeeping.stop();
      server.close();
      server.closeIdleConnections();
      await worker.stop();
      server.closeAllConnections();
      await store.close();
      log("info", "stopped");
    },
  };
}

/** A key that GitHub refuses will be refused tomorrow too; a GitHub that does not answer is waited for. */
async function refuseWrongKey(github: ReturnType<typeof openGitHub>, log: Log): Promise<void> {
  try {
    const { id, slug } = await github.app();
    log("info", "acting as the App", { reason: `${slug} (${id})` });
  } catch (error) {
    if (!(error instanceof ReadError) || error.failure === "unauthorised") throw error;
    log("warn", "GitHub did not answer yet", { code: error.failure, reason: error.message });
  }
}

function toldTurns(log: Log, metrics: Metrics): Parameters<typeof attend>[1]["told"] {
  return (subject, { plans, written, refused }) => {
    metrics.turns.inc({ result: "done" });
    metrics.writes.inc(written);
    for (const { room, plan } of plans) {
      metrics.verdicts.inc({ room, state: plan.verdict.state });
      const { code, state: verdict, title: reason } = plan.verdict;
      log("info", "looked", { subject: printSubject(subject), room, verdict, code, reason });
    }
    for (const { step, refusal, isNews } of refused) {
      const { code, so: reason, mend } = refusal;
      if (isNews) log("warn", "refused", { subject: printSubject(subject), step: step.key, code, reason, mend });
    }
  };
}

function toldIntake(args: { code: IntakeCode; reason: string | undefined; log: Log; metrics: Metrics }): void {
  const { code, reason = "unknown", log, metrics } = args;
  metrics.deliveries.inc({ outcome: code });
  if (code === "bad-signature") log("warn", "a delivery was refused", { code });
  if (code === "store-failed") log("error", "a delivery could not be stored", { code, reason });
}

async function answerPage(args: {
  path: string | undefined;
  request: IncomingMessage;
  response: ServerResponse;
  ready: () => Promise<void>;
  metrics: Metrics;
}): Promise<void> {
  const { path, request, response, metrics } = args;
  const json = (status: number, code: string, message: string): void => {
    response.writeHead(status, { "content-type": "application/json" });
    response.end(JSON.stringify({ code, message }));
  };
  if (request.method !== "GET" && request.method !== "HEAD") {
    json(405, "bad-method", "This address is only read.");
    return;
  }
  if (path === "/healthz") {
    json(200, "alive", "The process answers.");
    return;
  }
  if (path === "/metrics") {
    response.writeHead(200, { "content-type": metrics.registry.contentType });
    response.end(await metrics.registry.metrics());
    return;
  }
  if (path !== "/readyz") {
    json(404, "no-such-page", `There is nothing here. Webhooks come to ${WEBHOOK_PATH}.`);
    return;
  }
  try {
    await args.ready();
    json(200, "ready", "The store answers.");
  } catch {
    json(503, "store-failed", "The store does not answer. See the log.");
  }
}

async function listen(server: Server, { port, host }: Environment): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen({ port, ...(host === "" ? {} : { host }) }, resolve);
  });
}

function urlOf(server: Server): string {
  const { address, family, port } = server.address() as AddressInfo;
  const isAny = address === "::" || address === "0.0.0.0";
  const host = isAny ? "127.0.0.1" : family === "IPv6" ? `[${address}]` : address;
  return `http://${host}:${port}`;
}
