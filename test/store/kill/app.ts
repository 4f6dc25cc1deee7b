// The process that is killed: the true intake, sorter, worker, store and ledger, with one effect for each delivery.
import { once } from "node:events";
import { request as httpRequest } from "node:http";
import type { AddressInfo } from "node:net";
import { DatabaseSync } from "node:sqlite";
import type { StatementSync } from "node:sqlite";
import { Client } from "pg";
import type { Trigger } from "../../../src/core/trigger.ts";
import { createIntake } from "../../../src/intake.ts";
import { createDoor } from "../../../src/listen.ts";
import { openStore } from "../../../src/store/open.ts";
import type { Store } from "../../../src/store/open.ts";
import type { Delivery } from "../../../src/store/bodies.ts";
import type { Taken } from "../../../src/store/turn.ts";
import { startWorker } from "../../../src/worker.ts";
import type { Life, Point } from "./points.ts";

const life = process.env as unknown as Life;
let left = Number(life.KILL_AFTER);

/** SIGKILL: no handler runs, nothing is flushed. */
function pass(point: Point): void {
  if (life.KILL_AT !== point) return;
  left -= 1;
  if (left === 0) process.kill(process.pid, "SIGKILL");
}

dieAroundCommits();

const store = await openStore({ url: life.STORE_URL, durability: "waived", connections: 6 });
const tapped: Store = {
  ...store,
  accept: async (raw) => {
    const accepted = await store.accept(raw);
    pass("after-accept");
    return accepted;
  },
  sort: async (sorted) => {
    pass("before-sort");
    await store.sort(sorted);
    pass("after-sort");
  },
  take: async (args) => {
    const taken = await store.take(args);
    if (taken) pass("after-take");
    return taken;
  },
  finish: async (lease, end) => {
    pass("before-finish");
    await store.finish(lease, end);
    pass("after-finish");
  },
};

const worker = startWorker({
  store: tapped,
  triggersOf,
  look,
  told: (event) => process.stderr.write(`${JSON.stringify(event)}\n`),
  leaseMs: 1_000,
  pollMs: 50,
  attempts: 1_000,
  pause: () => 20,
});
const intake = createIntake({
  secrets: [life.SECRET],
  accept: (raw) => tapped.accept(raw),
  told: (code) => {
    if (code === "new" || code === "known") worker.nudge();
  },
});
const door = createDoor((request, response) => {
  if (request.url === "/settled") {
    void worker.settled().then(() => response.end("settled"));
    return;
  }
  response.once("finish", () => pass("after-answer"));
  intake(request, response);
});
door.listen(0, "127.0.0.1");
await once(door, "listening");
process.stdout.write(`${(door.address() as AddressInfo).port}\n`);

process.on("SIGTERM", () => {
  door.close();
  door.closeAllConnections();
  void worker
    .stop()
    .then(() => store.close())
    .then(() => process.exit(0));
});

function numberOf({ body }: Delivery): number {
  return (JSON.parse(new TextDecoder().decode(body)) as { n: number }).n;
}

/** A hundred subjects of five installations. */
function triggersOf(delivery: Delivery): { triggers: readonly Trigger[] } {
  const n = numberOf(delivery);
  const subject = { installation: 1 + (n % 5), repository: 1, kind: "issue", name: String(n % 100) } as const;
  return {
    triggers: [{ kind: "issue", action: "opened", subject, repo: null, by: null, delivery: delivery.id, at: 0 }],
  };
}

async function look(taken: Taken): Promise<{ handled: readonly number[] }> {
  for (const delivery of taken.deliveries) await comment(taken, `comment:${numberOf(delivery)}`);
  return { handled: taken.deliveries.map(({ row }) => row) };
}

/** As for every call that GitHub does not make idempotent: intent, look for the marker when in doubt, create, outcome (design rule 11). */
async function comment(taken: Taken, key: string): Promise<void> {
  const begun = await store.ledger.intend(taken, { key, why: "the kill test wants it", do: "comment" });
  if (begun.is === "done") return;
  pass("after-intent");
  const isThere = begun.is === "unfinished" && (await ask("GET", key)) === 200;
  if (!isThere) await ask("POST", key);
  pass("after-effect");
  await store.ledger.outcome(taken, key, { found: isThere });
  pass("after-outcome");
}

function ask(method: "GET" | "POST", key: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(`${life.ENDPOINT}/${encodeURIComponent(key)}`, { method }, (response) => {
      response.resume().on("end", () => resolve(response.statusCode ?? 0));
    });
    request.on("error", reject);
    request.end(() => {
      if (method === "POST") pass("effect-in-flight");
    });
  });
}

/** The drivers' own commits: nothing in the store knows about this. */
function dieAroundCommits(): void {
  const sqlite = DatabaseSync.prototype as unknown as { prepare: (this: DatabaseSync, text: string) => StatementSync };
  const { prepare } = sqlite;
  sqlite.prepare = function (text) {
    const statement = prepare.call(this, text);
    // The rows of deliveries are a transaction of one statement.
    const isCommit = text === "commit" || text.startsWith('insert into "deliveries"');
    if (!isCommit) return statement;
    for (const method of ["run", "all"] as const) {
      const call = statement[method].bind(statement) as (...args: unknown[]) => never;
      statement[method] = (...args: unknown[]) => {
        pass("before-commit");
        const result = call(...args);
        pass("after-commit");
        return result;
      };
    }
    return statement;
  };
  type Query = (this: Client, ...args: unknown[]) => Promise<unknown>;
  const postgres = Client.prototype as unknown as { query: Query };
  const { query } = postgres;
  postgres.query = function (...args) {
    if (args[0] !== "commit") return query.apply(this, args);
    pass("before-commit");
    return query.apply(this, args).then((result) => {
      pass("after-commit");
      return result;
    });
  };
}
