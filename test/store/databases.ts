// Fresh databases for a test, on both engines: the same suite runs on each.
import { randomBytes } from "node:crypto";
import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import { inject } from "vitest";
import { openStore } from "../../src/store/open.ts";
import type { OpenStore, Store } from "../../src/store/open.ts";

export type Engine = "sqlite" | "postgres";
export const ENGINES: readonly Engine[] = ["sqlite", "postgres"];

/** A database that nobody else has. Drop it when done. */
export interface Database {
  readonly url: string;
  drop(): Promise<void>;
}

/** Makes an empty database. Tests may stand on a file system in memory: open it with {@link openFresh}'s options. */
export async function freshDatabase(engine: Engine): Promise<Database> {
  if (engine === "sqlite") {
    const folder = mkdtempSync(join(tmpdir(), "lamplighter-store-"));
    return {
      url: `sqlite:${join(folder, "store.sqlite")}`,
      drop: () => rm(folder, { recursive: true, force: true }),
    };
  }
  const server = await postgresServer();
  const name = `t_${randomBytes(8).toString("hex")}`;
  await asSuperuser(server, (client) => client.query(`create database ${name}`));
  return {
    url: inDatabase(server, name),
    // It goes with the server at the end of the run; dropping it now would cost a checkpoint.
    drop: () => Promise.resolve(),
  };
}

/** A store on a database of its own; `close` drops the database too. */
export async function openFresh(engine: Engine, options: Omit<OpenStore, "url"> = {}): Promise<Store> {
  const database = await freshDatabase(engine);
  const store = await openStore({ url: database.url, durability: "waived", connections: 4, ...options });
  return {
    ...store,
    close: async () => {
      await store.close();
      await database.drop();
    },
  };
}

/** The superuser's URL of the run's server, which is started now if it was not. */
export async function postgresServer(): Promise<string> {
  const answer = await fetch(inject("postgresStarter"));
  const told = (await answer.json()) as { url?: string; error?: string };
  if (told.url === undefined) throw new Error(told.error);
  return told.url;
}

/** The same server, another database, and another user where one is named. */
export function inDatabase(
  server: string,
  name: string,
  user?: { readonly name: string; readonly password: string },
): string {
  const url = new URL(server);
  url.pathname = `/${name}`;
  if (user) {
    url.username = user.name;
    url.password = user.password;
  }
  return url.href;
}

export async function asSuperuser<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
