// Stands for GitHub in the kill test: every POST makes a comment, also the second one of the same key.
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export interface Endpoint {
  readonly url: string;
  /** How often each key was created. */
  readonly created: ReadonlyMap<string, number>;
  close(): void;
}

export async function openEndpoint(): Promise<Endpoint> {
  const created = new Map<string, number>();
  const server = createServer((request, response) => {
    const key = decodeURIComponent(request.url?.slice(1) ?? "");
    const times = created.get(key) ?? 0;
    if (request.method === "POST") created.set(key, times + 1);
    response.writeHead(request.method === "POST" ? 201 : times > 0 ? 200 : 404).end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    created,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
