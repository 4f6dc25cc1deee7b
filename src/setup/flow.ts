// The manifest flow on loopback: a page with a one-time token in its address, GitHub, and back with a code.
import { randomBytes, timingSafeEqual } from "node:crypto";
import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { convertManifest } from "../github/manifest.ts";
import type { AppManifest, RegisteredApp } from "../github/manifest.ts";
import { askPage, donePage, refusedPage } from "./page.ts";

export interface SetupPlan {
  /** Everything but `redirect_url`, which is this server's. */
  readonly manifest: Omit<AppManifest, "redirect_url">;
  readonly apiUrl: string;
  /** Where the browser posts the manifest: the person's or an organisation's page. */
  readonly registerAt: string;
  /** A sentence about how events will reach the App. */
  readonly hook: string;
  readonly port: number;
  /** Writes the credentials, and answers the file's name. */
  readonly save: (app: RegisteredApp) => string;
}

export interface SetupServer {
  /** What the person opens; it holds the one-time token. */
  readonly url: string;
  /** Settles when the App is registered and saved, or the flow failed for good. */
  readonly registered: Promise<RegisteredApp>;
  stop(): Promise<void>;
}

/** Listens on loopback only. The token opens the page once shown in the terminal; the state ties GitHub's answer to it. */
export async function startSetup(plan: SetupPlan): Promise<SetupServer> {
  const token = randomBytes(24).toString("base64url");
  const state = randomBytes(24).toString("base64url");
  const done = Promise.withResolvers<RegisteredApp>();
  // A flow that fails before anybody waits for it must not end the process.
  done.promise.catch(() => undefined);
  let spent = false;
  const server = createServer((request, response) => {
    void answer(request, response);
  });
  server.requestTimeout = 30_000;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(plan.port, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  const home = `http://127.0.0.1:${port}`;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", home);
    // Another site that resolves its name to loopback sends its own host (DNS rebinding).
    const isHere = request.headers.host === `127.0.0.1:${port}`;
    if (!isHere || request.method !== "GET") {
      send(response, 404, refusedPage("There is nothing here."));
      return;
    }
    if (url.pathname === "/" && same(url.searchParams.get("token"), token)) {
      const manifest = { ...plan.manifest, redirect_url: `${home}/registered` };
      send(response, 200, askPage({ postTo: plan.registerAt, manifest, state, hook: plan.hook }));
      return;
    }
    if (url.pathname === "/registered") return receive(url, response);
    send(response, 404, refusedPage("There is nothing here. Open the address that the terminal shows."));
  }

  async function receive(url: URL, response: ServerResponse): Promise<void> {
    const code = url.searchParams.get("code") ?? "";
    if (!same(url.searchParams.get("state"), state)) {
      send(response, 403, refusedPage("This answer does not belong to this setup. Start again from the terminal."));
      return;
    }
    if (spent || code === "") {
      send(response, 409, refusedPage("This setup was used already, or GitHub sent no code."));
      return;
    }
    spent = true;
    try {
      const app = await convertManifest({ apiUrl: plan.apiUrl, code });
      const file = plan.save(app);
      send(response, 200, donePage({ slug: app.slug, installUrl: `${app.html_url}/installations/new`, file }));
      done.resolve(app);
    } catch (error) {
      send(response, 502, refusedPage("GitHub did not hand over the App's credentials. The terminal says more."));
      done.reject(error);
    }
  }

  const stop = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url: `${home}/?token=${token}`, registered: done.promise, stop };
}

function send(response: ServerResponse, status: number, html: string): void {
  response.writeHead(status, {
    "content-type": "text/html; charset=utf-8",
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'",
  });
  response.end(html);
}

function same(given: string | null, wanted: string): boolean {
  const a = Buffer.from(given ?? "");
  const b = Buffer.from(wanted);
  return a.length === b.length && timingSafeEqual(a, b);
}
