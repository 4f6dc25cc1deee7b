// An HTTP server that slow or many connections cannot hold up (WH-06).
import { createServer } from "node:http";
import type { RequestListener, Server } from "node:http";
import type { Socket } from "node:net";

/** All in ms. GitHub hangs up after 10 s, Enterprise Server after 30 s: a request that takes longer has no one to answer. */
export const DEADLINES = {
  headersTimeout: 5_000,
  requestTimeout: 30_000,
  keepAliveTimeout: 10_000,
  // How often the first two are looked at; Node's default is 30 s, which would make them meaningless.
  connectionsCheckingInterval: 500,
} as const;

// Well above what GitHub and a proxy need, well below the usual limit of open files (1,024 with some to spare).
const MOST_CONNECTIONS = 700;

/** What a test may tighten. */
export interface ListenLimits {
  readonly deadlines?: Partial<Record<keyof typeof DEADLINES, number>>;
  readonly connections?: number;
}

/**
 * A server with deadlines and a bound on connections. When the bound is reached, the connection that has been without a
 * request for longest gives way to the new one: whoever opens thousands and says nothing pushes out their own.
 */
export function createDoor(listener: RequestListener, limits: ListenLimits = {}): Server {
  const most = limits.connections ?? MOST_CONNECTIONS;
  const server = createServer({ ...DEADLINES, ...limits.deadlines, maxHeaderSize: 16_384 }, (request, response) => {
    // Back to the end of the line: it has just said something whole.
    quiet.delete(request.socket);
    quiet.add(request.socket);
    listener(request, response);
  });
  const quiet = new Set<Socket>();
  server.on("connection", (socket) => {
    quiet.add(socket);
    socket.once("close", () => quiet.delete(socket));
    if (quiet.size <= most) return;
    for (const longest of quiet) {
      // Its "close" comes later; until then it must not be chosen again.
      quiet.delete(longest);
      longest.destroy();
      return;
    }
  });
  return server;
}
