// The few addresses that the app answers, as a stranger meets them.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openHouse } from "./house.ts";
import type { House } from "./house.ts";

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(async () => {
  await house[Symbol.asyncDispose]();
});

const get = async (path: string, init: RequestInit = {}) => {
  const response = await fetch(house.app.url + path, init);
  return { status: response.status, body: await response.text() };
};

describe("the app's pages", () => {
  it("/healthz says that the process answers, /readyz that the store does", async () => {
    expect(await get("/healthz")).toMatchObject({ status: 200, body: expect.stringContaining('"alive"') as string });
    expect(await get("/readyz")).toMatchObject({ status: 200, body: expect.stringContaining('"ready"') as string });
  });

  it("/metrics counts deliveries, turns and verdicts, and names no repository or person", async () => {
    await house.act("mia", "POST /repos/octo/app/issues", { title: "panic: at night" });
    await house.settle();
    const { status, body } = await get("/metrics");
    expect(status).toBe(200);
    expect(body).toMatch(/lamplighter_deliveries_total\{outcome="new"\} [1-9]/);
    expect(body).toMatch(/lamplighter_verdicts_total\{room="triage",state="\w+"\} [1-9]/);
    expect(body).not.toMatch(/octo|mia/);
  });

  it("TEN-03 a setup address with somebody's installation id is no page of ours", async () => {
    const { status, body } = await get("/setup?installation_id=1&setup_action=install");
    expect(status).toBe(404);
    expect(JSON.parse(body)).toMatchObject({ code: "no-such-page" });
  });

  it.each(["/", "/probot", "/ping", "/../../etc/passwd"])(
    "%s is not there: no page of the framework is open",
    async (path) => {
      expect((await get(path)).status).toBe(404);
    },
  );

  it("only webhooks are written", async () => {
    expect((await get("/healthz", { method: "POST" })).status).toBe(405);
    expect((await get("/api/github/webhooks")).status).toBe(405);
  });
});
