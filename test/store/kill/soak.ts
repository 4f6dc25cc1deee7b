// Deliveries go in, the process is killed again and again, and at the end everything was done once.
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { createHmac } from "node:crypto";
import { once } from "node:events";
import { Agent, request as httpRequest } from "node:http";
import { join } from "node:path";
import { WEBHOOK_PATH } from "../../../src/intake.ts";
import { openStore } from "../../../src/store/open.ts";
import { openEndpoint } from "./endpoint.ts";
import { POINTS } from "./points.ts";
import type { Life, Point } from "./points.ts";

const SECRET = "a webhook secret of the kill test";
const SENDERS = 8;

export interface SoakResult {
  /** Kills by point; `outside` are those that struck from outside, at any moment. */
  readonly kills: Readonly<Record<string, number>>;
  readonly acknowledged: number;
  /** Acknowledged, and no effect came of it. */
  readonly lost: readonly number[];
  /** Effects that were made more than once. */
  readonly doubled: readonly string[];
  readonly deadLetters: number;
  /** Intents without an outcome, and faults of the chains. */
  readonly unfinished: number;
  readonly faults: readonly string[];
}

/** Runs it. `storeUrl` is an empty store; `random` decides when each life ends. */
export async function soak(args: {
  readonly storeUrl: string;
  readonly deliveries: number;
  readonly kills: number;
  readonly random: () => number;
  readonly progress?: (line: string) => void;
}): Promise<SoakResult> {
  const { storeUrl, deliveries, kills, random, progress = () => undefined } = args;
  const endpoint = await openEndpoint();
  const acknowledged = new Set<number>();
  const waiting = Array.from({ length: deliveries }, (_, n) => n);
  const struck: Record<string, number> = {};
  const share = Math.ceil(deliveries / (kills + 1));
  try {
    for (let kill = 0; kill < kills; kill += 1) {
      const point = POINTS[kill % POINTS.length]!;
      const after = 1 + Math.floor(random() * share * OFTEN[point]);
      const from = await live({ storeUrl, endpoint: endpoint.url, point, after, waiting, acknowledged, share });
      struck[from] = (struck[from] ?? 0) + 1;
      progress(`kill ${kill + 1} of ${kills} at ${point}, passage ${after}: ${acknowledged.size} acknowledged`);
    }
    await lastLife({ storeUrl, endpoint: endpoint.url, waiting, acknowledged });
    const lost = [...acknowledged].filter((n) => !endpoint.created.has(`comment:${n}`));
    const doubled = [...endpoint.created].filter(([, times]) => times > 1).map(([key]) => key);
    return { kills: struck, acknowledged: acknowledged.size, lost, doubled, ...(await inspect(storeUrl)) };
  } finally {
    endpoint.close();
  }
}

/** How often a point is passed for each delivery, so that lives end early and late. Sorting takes many at once. */
const OFTEN: Record<Point, number> = {
  "before-commit": 2,
  "after-commit": 2,
  "after-accept": 0.9,
  "after-answer": 0.9,
  "before-sort": 0.1,
  "after-sort": 0.1,
  "after-take": 0.6,
  "after-intent": 0.7,
  "effect-in-flight": 0.7,
  "after-effect": 0.7,
  "after-outcome": 0.7,
  "before-finish": 0.5,
  "after-finish": 0.5,
};

interface Feed {
  readonly storeUrl: string;
  readonly endpoint: string;
  readonly waiting: number[];
  readonly acknowledged: Set<number>;
}

/** One life up to its death; answers what killed it. */
async function live(args: Feed & { point: Point; after: number; share: number }): Promise<Point | "outside"> {
  const { child, port, death } = await begin({ ...args, KILL_AT: args.point, KILL_AFTER: String(args.after) });
  await feed({ ...args, port, most: args.share });
  // What it has by now is enough for most points; where the passage does not come, it dies at whatever it is doing.
  const timer = setTimeout(() => child.kill("SIGKILL"), 1_500);
  const { signal } = await death;
  clearTimeout(timer);
  if (signal !== "SIGKILL") throw new Error(`the process ended by ${String(signal)} instead of being killed`);
  return child.killed ? "outside" : args.point;
}

async function lastLife(args: Feed): Promise<void> {
  const { child, port, death } = await begin({ ...args, KILL_AT: "", KILL_AFTER: "0" });
  await feed({ ...args, port, most: args.waiting.length });
  if (args.waiting.length > 0) throw new Error(`${args.waiting.length} deliveries were never acknowledged`);
  await call({ port, method: "GET", path: "/settled", body: "", headers: {}, agent: new Agent() });
  child.kill("SIGTERM");
  const { code } = await death;
  if (code !== 0) throw new Error(`the last life ended with ${String(code)}`);
}

interface Begun {
  readonly child: ChildProcess;
  /** 0 when it died before it listened. */
  readonly port: number;
  readonly death: Promise<{ readonly code: number | null; readonly signal: string | null }>;
}

async function begin(args: Feed & Pick<Life, "KILL_AT" | "KILL_AFTER">): Promise<Begun> {
  const life: Life = {
    STORE_URL: args.storeUrl,
    ENDPOINT: args.endpoint,
    SECRET,
    KILL_AT: args.KILL_AT,
    KILL_AFTER: args.KILL_AFTER,
  };
  const child = spawn(process.execPath, [join(import.meta.dirname, "app.ts")], {
    env: { ...process.env, NODE_OPTIONS: "", ...life },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const said: string[] = [];
  child.stderr.on("data", (data: Buffer) => said.push(data.toString()));
  const death = new Promise<Awaited<Begun["death"]>>((resolve) => {
    child.once("exit", (code, signal) => {
      if (signal !== "SIGKILL") process.stderr.write(said.join(""));
      resolve({ code, signal });
    });
  });
  const port = await Promise.race([
    once(child.stdout, "data").then(([data]) => Number(String(data))),
    death.then(() => 0),
  ]);
  return { child, port, death };
}

/** Sends what waits, at most `most`, until the process is gone. What was not acknowledged waits again, as GitHub's list of failed deliveries has it. */
async function feed(args: Feed & { port: number; most: number }): Promise<void> {
  const { waiting, acknowledged, port } = args;
  const agent = new Agent({ keepAlive: true, maxSockets: SENDERS });
  let left = args.most;
  let isGone = port === 0;
  const send = async (): Promise<void> => {
    while (left > 0 && !isGone) {
      left -= 1;
      const n = waiting.shift();
      if (n === undefined) return;
      const status = await deliver(n, port, agent).catch(() => 0);
      if (status === 202) acknowledged.add(n);
      else {
        waiting.push(n);
        isGone = status === 0;
      }
    }
  };
  await Promise.all(Array.from({ length: SENDERS }, send));
  agent.destroy();
}

function deliver(n: number, port: number, agent: Agent): Promise<number> {
  const body = JSON.stringify({ n, pad: "x".repeat(1_000) });
  return call({
    port,
    agent,
    method: "POST",
    path: WEBHOOK_PATH,
    body,
    headers: {
      "content-type": "application/json",
      "x-github-delivery": `00000000-0000-0000-0000-${String(n).padStart(12, "0")}`,
      "x-github-event": "issues",
      "x-hub-signature-256": `sha256=${createHmac("sha256", SECRET).update(body).digest("hex")}`,
    },
  });
}

function call(args: {
  port: number;
  agent: Agent;
  method: string;
  path: string;
  body: string;
  headers: Record<string, string>;
}): Promise<number> {
  const { body, ...options } = args;
  return new Promise((resolve, reject) => {
    const request = httpRequest({ host: "127.0.0.1", ...options }, (response) => {
      response.resume();
      response.on("end", () => resolve(response.statusCode ?? 0)).on("error", reject);
    });
    request.on("error", reject);
    request.end(body);
  });
}

async function inspect(storeUrl: string): Promise<Pick<SoakResult, "deadLetters" | "unfinished" | "faults">> {
  const store = await openStore({ url: storeUrl, durability: "waived" });
  const faults: string[] = [];
  let unfinished = 0;
  for (let installation = 1; installation <= 5; installation += 1) {
    const { fault } = await store.ledger.verify(installation);
    if (fault) faults.push(`${installation}: ${fault.message}`);
    const open = new Set<string>();
    for await (const entry of entriesOf(store.ledger, installation)) {
      if (entry.kind === "intent") open.add(entry.key ?? "");
      else open.delete(entry.key ?? "");
    }
    unfinished += open.size;
  }
  const dead = await store.deadLetters(10);
  await store.close();
  return { deadLetters: dead.length, unfinished, faults };
}

async function* entriesOf(ledger: Awaited<ReturnType<typeof openStore>>["ledger"], installation: number) {
  for (let after = 0; ; ) {
    const page = await ledger.list({ installation, after, limit: 500 });
    yield* page;
    const last = page.at(-1);
    if (last === undefined) return;
    after = last.sequence;
  }
}
