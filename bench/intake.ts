// npm run bench:intake [-- --rounds 7 --requests 1500]
// Deliveries acknowledged a second and CPU a request, ours with a commit on disk before each answer, beside Probot, which
// keeps them in memory, and beside the limit: node:http and an HMAC. Interleaved rounds, medians; only ratios mean anything.
import { fork } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { createHmac, randomBytes, randomUUID } from "node:crypto";
import { once } from "node:events";
import { closeSync, fdatasyncSync, openSync, writeSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { Agent, request as httpRequest } from "node:http";
import { createRequire } from "node:module";
import { cpus, loadavg } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { WEBHOOK_PATH } from "../src/intake.ts";
import { openStore } from "../src/store/open.ts";
import { startPostgres } from "../test/store/postgres-server.ts";
import { CONTESTANTS } from "./intake/contestant.ts";
import type { Contestant } from "./intake/contestant.ts";

const { values } = parseArgs({
  options: { rounds: { type: "string", default: "7" }, requests: { type: "string", default: "1500" } },
});
const ROUNDS = Number(values.rounds);
const REQUESTS = Number(values.requests);
const CONNECTIONS = 16;
const BYTES = 24 * 1024;
const secret = randomBytes(24).toString("hex");

interface Sample {
  readonly perSecond: number;
  /** Microseconds, user and system, of the contestant's process. */
  readonly cpu: number;
  readonly p50: number;
  readonly p99: number;
}

interface Running {
  readonly child: ChildProcess;
  readonly port: number;
}

async function main(): Promise<void> {
  // Not the system's temporary folder: it may be in memory, and then nothing would be written to a disk.
  const folder = await mkdtemp(resolve(".bench-intake-"));
  const server = await startPostgres();
  const running = new Map<Contestant, Running>();
  try {
    for (const contestant of CONTESTANTS) running.set(contestant, await begin(contestant, folder, server.url));
    for (const one of running.values()) await round(one, 300);
    const samples = new Map<Contestant, Sample[]>(CONTESTANTS.map((contestant) => [contestant, []]));
    for (let n = 0; n < ROUNDS; n += 1) {
      // Another order each time, so that nobody always follows the same neighbour.
      for (const contestant of rotated(n))
        samples.get(contestant)!.push(await round(running.get(contestant)!, REQUESTS));
    }
    print(samples);
    for (const { child } of running.values()) child.kill();
    await printOneWrite(folder);
  } finally {
    for (const { child } of running.values()) child.kill();
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

function rotated(by: number): readonly Contestant[] {
  return CONTESTANTS.map((_, n) => CONTESTANTS[(n + by) % CONTESTANTS.length]!);
}

async function begin(contestant: Contestant, folder: string, postgresUrl: string): Promise<Running> {
  const child = fork(join(import.meta.dirname, "intake/contestant.ts"), {
    env: {
      ...process.env,
      BENCH_CONTESTANT: contestant,
      BENCH_SECRET: secret,
      BENCH_STORE: contestant === "ours, PostgreSQL" ? postgresUrl : `sqlite:${join(folder, "store.sqlite")}`,
    },
  });
  const [{ port }] = (await once(child, "message")) as [{ port: number }];
  return { child, port };
}

async function cpuOf({ child }: Running): Promise<number> {
  child.send("cpu");
  const [{ cpu }] = (await once(child, "message")) as [{ cpu: NodeJS.CpuUsage }];
  return cpu.user + cpu.system;
}

async function round(one: Running, requests: number): Promise<Sample> {
  const signed = Array.from({ length: requests }, makeDelivery);
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const times: number[] = [];
  let next = 0;
  const send = async (): Promise<void> => {
    for (let delivery = signed[next++]; delivery !== undefined; delivery = signed[next++]) {
      const began = performance.now();
      const status = await post(one.port, agent, delivery);
      times.push(performance.now() - began);
      if (Math.floor(status / 100) !== 2) throw new Error(`answered ${status}`);
    }
  };
  const before = await cpuOf(one);
  const began = performance.now();
  await Promise.all(Array.from({ length: CONNECTIONS }, send));
  const seconds = (performance.now() - began) / 1000;
  const cpu = ((await cpuOf(one)) - before) / requests;
  agent.destroy();
  times.sort((a, b) => a - b);
  return { perSecond: requests / seconds, cpu, p50: times[requests >> 1]!, p99: times[Math.floor(requests * 0.99)]! };
}

const examples = createRequire(import.meta.url)("@octokit/webhooks-examples") as readonly {
  readonly name: string;
  readonly examples: readonly Record<string, unknown>[];
}[];
const opened = examples
  .find(({ name }) => name === "pull_request")!
  .examples.find(({ action }) => action === "opened")!;

interface Delivery {
  readonly id: string;
  readonly body: string;
  readonly signature: string;
}

/** `pull_request.opened` of 24 kB; no two alike, or ours would store only the first. */
function makeDelivery(): Delivery {
  const id = randomUUID();
  const payload = { ...opened, action: "opened", id, pad: "" };
  const body = JSON.stringify({ ...payload, pad: "x".repeat(Math.max(0, BYTES - JSON.stringify(payload).length)) });
  return { id, body, signature: `sha256=${createHmac("sha256", secret).update(body).digest("hex")}` };
}

function post(port: number, agent: Agent, { id, body, signature }: Delivery): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = {
      "content-type": "application/json",
      "content-length": Buffer.byteLength(body),
      "x-github-delivery": id,
      "x-github-event": "pull_request",
      "x-hub-signature-256": signature,
    };
    httpRequest({ port, host: "127.0.0.1", path: WEBHOOK_PATH, method: "POST", headers, agent }, (response) => {
      response.resume().on("end", () => resolve(response.statusCode ?? 0));
    })
      .on("error", reject)
      .end(body);
  });
}

const median = (numbers: readonly number[]): number => numbers.toSorted((a, b) => a - b)[numbers.length >> 1]!;

function print(samples: ReadonlyMap<Contestant, readonly Sample[]>): void {
  const of = (contestant: Contestant, field: keyof Sample) => median(samples.get(contestant)!.map((one) => one[field]));
  const load = loadavg().map((one) => one.toFixed(1));
  console.log(
    `node ${process.version}, ${cpus().length} cores, load ${load.join(" ")}; ${ROUNDS} rounds of ${REQUESTS}, ${CONNECTIONS} connections, ${BYTES / 1024} kB\n`,
  );
  console.log("| | acknowledged/s | CPU us a request | of Probot's CPU | of the limit's CPU | p50 / p99 ms |");
  console.log("|---|---|---|---|---|---|");
  for (const contestant of CONTESTANTS) {
    const cpu = of(contestant, "cpu");
    const cells = [
      contestant,
      of(contestant, "perSecond").toFixed(0),
      cpu.toFixed(0),
      (cpu / of("probot", "cpu")).toFixed(2),
      (cpu / of("limit", "cpu")).toFixed(2),
      `${of(contestant, "p50").toFixed(1)} / ${of(contestant, "p99").toFixed(1)}`,
    ];
    console.log(`| ${cells.join(" | ")} |`);
  }
}

/** One durable delivery at a time beside one `fdatasync` of as many bytes. */
async function printOneWrite(folder: string): Promise<void> {
  const store = await openStore({ url: `sqlite:${join(folder, "one.sqlite")}` });
  const file = openSync(join(folder, "plain"), "w");
  const plain: number[] = [];
  const ours: number[] = [];
  for (let n = 0; n < 400; n += 1) {
    const { id, body } = makeDelivery();
    const bytes = Buffer.from(body);
    let began = performance.now();
    writeSync(file, bytes);
    fdatasyncSync(file);
    plain.push(performance.now() - began);
    began = performance.now();
    await store.accept({ id, event: "pull_request", body: bytes, receivedAt: 0 });
    ours.push(performance.now() - began);
  }
  closeSync(file);
  await store.close();
  const ratio = median(ours) / median(plain);
  console.log(
    `\none delivery: ${median(ours).toFixed(2)} ms, fdatasync of as many bytes: ${median(plain).toFixed(2)} ms (p50), ratio ${ratio.toFixed(2)}`,
  );
}

await main();
