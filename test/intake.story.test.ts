import { createHmac, randomBytes } from "node:crypto";
import { request as httpRequest } from "node:http";
import type { Server } from "node:http";
import { connect } from "node:net";
import type { AddressInfo, Socket } from "node:net";
import { once } from "node:events";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createIntake, MOST_BODY_BYTES, WEBHOOK_PATH } from "../src/intake.ts";
import type { IntakeCode } from "../src/intake.ts";
import { createDoor } from "../src/listen.ts";
import type { ListenLimits } from "../src/listen.ts";
import type { Store } from "../src/store/open.ts";
import { openFresh } from "./store/databases.ts";

const SECRET = "a webhook secret of the tests";
const OLD = "the webhook secret before that";

let store: Store;
let server: Server;
let codes: IntakeCode[];

async function open(limits: ListenLimits = {}, secrets: readonly string[] = [SECRET, OLD]): Promise<void> {
  codes = [];
  const intake = createIntake({ secrets, accept: (raw) => store.accept(raw), told: (code) => codes.push(code) });
  server = createDoor(intake, limits);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
}

beforeEach(async () => {
  store = await openFresh("sqlite");
});
afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await store.close();
});

const sign = (body: Uint8Array | string, secret = SECRET) =>
  `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`;

const port = () => (server.address() as AddressInfo).port;

interface Answer {
  readonly status: number;
  readonly code: string;
}

/** Sends one delivery; `headers` go over the right ones, and undefined takes one away. */
function post(body: Uint8Array | string, headers: Record<string, string | string[] | undefined> = {}): Promise<Answer> {
  const all: Record<string, string | string[] | undefined> = {
    "content-type": "application/json",
    "content-length": String(Buffer.byteLength(body)),
    "x-github-delivery": "72d3162e-cc78-11e3-81ab-4c9367dc0958",
    "x-github-event": "pull_request",
    "x-hub-signature-256": sign(body),
    ...headers,
  };
  const present = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      { port: port(), host: "127.0.0.1", path: WEBHOOK_PATH, method: "POST", headers: present, agent: false },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", () => {
          const { code } = JSON.parse(Buffer.concat(chunks).toString()) as { code: string };
          resolve({ status: response.statusCode ?? 0, code });
        });
      },
    );
    request.on("error", reject);
    request.end(body);
  });
}

const stored = async () => (await store.unsorted(100)).length;

/** Until it is closed, by a reset too: whoever still writes meets one. */
function closed(socket: Socket): Promise<void> {
  return new Promise((resolve) => socket.resume().once("close", () => resolve()));
}

describe("the webhook intake", () => {
  it("a signed delivery is on disk when it is answered", async () => {
    await open();
    const body = Buffer.from('{"action":"opened","title":"\u00e9\u{1f600}"}');
    expect(await post(body)).toEqual({ status: 202, code: "new" });
    const [delivery] = await store.unsorted(1);
    expect(Buffer.from(delivery!.body).equals(body)).toBe(true);
    expect(delivery).toMatchObject({ id: "72d3162e-cc78-11e3-81ab-4c9367dc0958", event: "pull_request" });
  });

  it("WH-14 the answer waits for the commit, and a store that fails is no 2xx", async () => {
    await open();
    server.removeAllListeners("request");
    let commit: (() => void) | undefined;
    const order: string[] = [];
    const intake = createIntake({
      secrets: [SECRET],
      accept: () =>
        new Promise((resolve) => {
          commit = () => {
            order.push("committed");
            resolve("new");
          };
        }),
    });
    server.on("request", intake);
    const answer = post("{}").then((told) => {
      order.push("answered");
      return told;
    });
    await expect.poll(() => commit).toBeDefined();
    commit!();
    expect((await answer).status).toBe(202);
    expect(order).toEqual(["committed", "answered"]);
    server.removeAllListeners("request");
    server.on("request", createIntake({ secrets: [SECRET], accept: () => Promise.reject(new Error("disk full")) }));
    expect(await post("{}")).toEqual({ status: 503, code: "store-failed" });
  });

  it("WH-01 no signature or an empty one is 401, and nothing is stored", async () => {
    await open();
    for (const signature of [undefined, ""]) {
      expect(await post("{}", { "x-hub-signature-256": signature })).toEqual({ status: 401, code: "bad-signature" });
    }
    expect(await stored()).toBe(0);
  });

  const hex = createHmac("sha256", SECRET).update("{}").digest("hex");
  it.each<[string, string | string[]]>([
    ["sha1 in its place", `sha1=${createHmac("sha1", SECRET).update("{}").digest("hex")}`],
    ["a wrong prefix", `sha512=${hex}`],
    ["no prefix", hex],
    ["a short one", `sha256=${hex.slice(0, 40)}`],
    ["a long one", `sha256=${hex}00`],
    ["not hex", `sha256=${"z".repeat(64)}`],
    ["upper case", `sha256=${hex.toUpperCase()}`],
    ["a blank in front", `sha256= ${hex}`],
    ["two headers, one of them right", [`sha256=${hex}`, `sha256=${"0".repeat(64)}`]],
    ["two headers, the same", [`sha256=${hex}`, `sha256=${hex}`]],
    ["two in one header", `sha256=${hex}, sha256=${hex}`],
    ["one of another body", sign("{ }")],
    ["one by another secret", sign("{}", "somebody else's secret")],
    ["one by the empty secret", sign("{}", "")],
    ["one by Probot's default secret", sign("{}", "development")],
  ])("WH-02 %s is 401", async (_name, signature) => {
    await open();
    expect(await post("{}", { "x-hub-signature-256": signature })).toEqual({ status: 401, code: "bad-signature" });
    expect(await stored()).toBe(0);
  });

  it("WH-02 only an old sha1 header is 401", async () => {
    await open();
    const sha1 = `sha1=${createHmac("sha1", SECRET).update("{}").digest("hex")}`;
    expect(await post("{}", { "x-hub-signature-256": undefined, "x-hub-signature": sha1 })).toMatchObject({
      status: 401,
    });
  });

  it("WH-03 an intake without a secret cannot be made", () => {
    expect(() => createIntake({ secrets: [], accept: () => Promise.resolve("new") })).toThrow(/believe everybody/);
  });

  it("WH-18 two secrets are accepted during a rotation, and the old one no longer after it", async () => {
    await open();
    expect(await post("{1}", { "x-hub-signature-256": sign("{1}", SECRET) })).toMatchObject({ status: 202 });
    expect(await post("{2}", { "x-hub-signature-256": sign("{2}", OLD) })).toMatchObject({ status: 202 });
    server.close();
    await open({}, [SECRET]);
    expect(await post("{3}", { "x-hub-signature-256": sign("{3}", OLD) })).toMatchObject({ status: 401 });
    expect(await post("{4}", { "x-hub-signature-256": sign("{4}", SECRET) })).toMatchObject({ status: 202 });
  });

  it("WH-08 a delivery that is sent twice is answered 202 and stored once", async () => {
    await open();
    expect(await post("{}")).toEqual({ status: 202, code: "new" });
    expect(await post("{}")).toEqual({ status: 202, code: "known" });
    expect(await post("{}", { "x-github-delivery": "another" })).toEqual({ status: 202, code: "replayed" });
    expect(await stored()).toBe(1);
  });

  it("WH-15 WH-16 nothing is parsed before the answer: any signed bytes are stored", async () => {
    await open();
    const bodies = ["", "null", "{", '{"repository":null}', `{"id":${"9".repeat(400)}}`, randomBytes(64)];
    for (const body of bodies) expect(await post(body)).toMatchObject({ status: 202 });
    expect(await post("{}", { "x-github-event": "not_invented_yet" })).toMatchObject({ status: 202 });
    expect(await stored()).toBe(bodies.length + 1);
  });

  it.each<[string, Record<string, string | undefined>, Answer]>([
    ["no delivery id", { "x-github-delivery": undefined }, { status: 400, code: "bad-headers" }],
    ["a delivery id with a slash", { "x-github-delivery": "7/700/pull/1" }, { status: 400, code: "bad-headers" }],
    ["a long delivery id", { "x-github-delivery": "a".repeat(101) }, { status: 400, code: "bad-headers" }],
    ["an event with a capital", { "x-github-event": "Push" }, { status: 400, code: "bad-headers" }],
    ["a form", { "content-type": "application/x-www-form-urlencoded" }, { status: 415, code: "bad-type" }],
  ])("%s is refused with its reason", async (_name, headers, answer) => {
    await open();
    expect(await post("{}", headers)).toEqual(answer);
    expect(await stored()).toBe(0);
  });

  it("another method is refused", async () => {
    await open();
    const answer = await fetch(`http://127.0.0.1:${port()}${WEBHOOK_PATH}`);
    expect(answer.status).toBe(405);
    expect(answer.headers.get("allow")).toBe("POST");
  });
});

describe("WH-05 the size of a body", () => {
  it("25 MB are stored", async () => {
    await open();
    const body = Buffer.alloc(MOST_BODY_BYTES, "a");
    expect(await post(body)).toEqual({ status: 202, code: "new" });
  });

  it("a declared 30 MB is 413 before a byte of it was read", async () => {
    await open();
    const socket = connect(port(), "127.0.0.1");
    socket.write(head({ "content-length": String(30 * 1024 * 1024) }));
    expect(await firstAnswer(socket)).toMatch(/^HTTP\/1\.1 413 [\s\S]*"too-large"/);
    expect(codes).toEqual(["too-large"]);
    socket.destroy();
  });

  it("endless chunks are 413 at the cap, are not kept, and the connection is closed", async () => {
    await open();
    const socket = connect(port(), "127.0.0.1");
    socket.on("error", () => undefined);
    socket.write(head({ "transfer-encoding": "chunked" }));
    const chunk = Buffer.concat([Buffer.from("100000\r\n"), Buffer.alloc(0x100000, "a"), Buffer.from("\r\n")]);
    let sent = 0;
    const feed = (): void => {
      while (!socket.destroyed && sent < 500) {
        sent += 1;
        if (!socket.write(chunk)) {
          socket.once("drain", feed);
          return;
        }
      }
    };
    const answer = firstAnswer(socket);
    feed();
    expect(await answer).toMatch(/^HTTP\/1\.1 413 /);
    await expect.poll(() => socket.destroyed, { timeout: 10_000 }).toBe(true);
    expect(codes).toEqual(["too-large"]);
    expect(await stored()).toBe(0);
  });

  it("a sender that breaks off leaves nothing behind", async () => {
    await open();
    const socket = connect(port(), "127.0.0.1");
    socket.write(`${head({ "content-length": "1000" })}half a bo`);
    await once(socket, "connect");
    socket.end();
    await expect.poll(() => codes).toEqual(["broken-off"]);
    expect(await stored()).toBe(0);
  });
});

describe("WH-06 slow senders", () => {
  it("headers that never end are closed by a deadline", async () => {
    await open({ deadlines: { headersTimeout: 200, requestTimeout: 400, connectionsCheckingInterval: 50 } });
    const socket = connect(port(), "127.0.0.1");
    socket.on("error", () => undefined);
    const drip = setInterval(() => socket.write("x-a: b\r\n"), 20);
    socket.write("POST / HTTP/1.1\r\n");
    await closed(socket);
    clearInterval(drip);
    expect(codes).toEqual([]);
  });

  it("a body that never ends is closed by a deadline, and is not kept", async () => {
    await open({ deadlines: { headersTimeout: 200, requestTimeout: 400, connectionsCheckingInterval: 50 } });
    const socket = connect(port(), "127.0.0.1");
    socket.on("error", () => undefined);
    socket.write(head({ "content-length": "1000000" }));
    const drip = setInterval(() => socket.write("a"), 20);
    await closed(socket);
    clearInterval(drip);
    expect(codes).toEqual(["broken-off"]);
  });

  it("twenty times as many silent sockets as are allowed do not keep a delivery out", async () => {
    await open({ connections: 50 });
    const silent: Socket[] = [];
    for (let n = 0; n < 1_000; n += 1) {
      const socket = connect(port(), "127.0.0.1");
      socket.on("error", () => undefined);
      silent.push(socket);
      if (n % 50 === 49) await once(socket, "connect");
    }
    expect(await post("{}")).toEqual({ status: 202, code: "new" });
    const left = await new Promise<number>((resolve) => server.getConnections((_error, count) => resolve(count)));
    expect(left).toBeLessThanOrEqual(51);
    for (const socket of silent) socket.destroy();
  });
});

function head(headers: Record<string, string>): string {
  const lines = Object.entries({
    host: "localhost",
    "content-type": "application/json",
    "x-github-delivery": "d",
    "x-github-event": "push",
    "x-hub-signature-256": sign("{}"),
    ...headers,
  }).map(([name, value]) => `${name}: ${value}`);
  return [`POST ${WEBHOOK_PATH} HTTP/1.1`, ...lines, "", ""].join("\r\n");
}

async function firstAnswer(socket: Socket): Promise<string> {
  const [data] = (await once(socket, "data")) as [Buffer];
  return data.toString();
}
