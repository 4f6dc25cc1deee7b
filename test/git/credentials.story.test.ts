// What git sends to a remote: real git, and a server that writes down which tokens it is shown.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { withSettings, withToken } from "../../src/git/credentials.ts";
import { newClone } from "./clone.ts";

const open: (() => void)[] = [];
afterEach(() => {
  for (const close of open.splice(0)) close();
});

/** A clone as actions/checkout leaves it: with a header for all of the server. */
async function stage() {
  const seen: string[] = [];
  const server = createServer((request, response) => {
    const headers = request.headersDistinct["authorization"] ?? [];
    seen.push(`${request.url?.split("?")[0] ?? ""} ${headers.join(" & ")}`);
    response.writeHead(404).end();
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const clone = newClone();
  open.push(() => {
    server.close();
    clone.remove();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  clone.git("config", `http.${url}/.extraheader`, "AUTHORIZATION: basic job");
  const ask = async (path: string, token: { url: string; token: string } | null): Promise<string> => {
    const env = token === null ? clone.env : withToken(clone.env, token);
    // Not as the adapter starts it, which waits: the server is in this process.
    const child = spawn("git", ["ls-remote", `${url}${path}`], {
      cwd: clone.cwd,
      env: { ...env, GIT_TERMINAL_PROMPT: "0" },
      stdio: "ignore",
    });
    await once(child, "close");
    return seen.splice(0).join("\n");
  };
  return { url, ask };
}

const basic = (token: string): string => `basic ${Buffer.from(`x-access-token:${token}`).toString("base64")}`;

describe("a token for one address", () => {
  it("goes there alone, once, and instead of what the clone's configuration would send", async () => {
    const { url, ask } = await stage();
    const token = { url: `${url}/octo/lts.git`, token: "ghs_x" };
    expect(await ask("/octo/lts.git", token)).toBe(`/octo/lts.git/info/refs ${basic("ghs_x")}`);
    expect(await ask("/octo/app.git", token)).toBe("/octo/app.git/info/refs basic job");
    expect(await ask("/octo/lts.git", null)).toBe("/octo/lts.git/info/refs basic job");
  });

  it("is for HTTP; an address of another kind changes nothing", () => {
    expect(withToken({ A: "1" }, { url: "git@github.com:octo/app.git", token: "x" })).toEqual({ A: "1" });
  });
});

describe("settings in the environment", () => {
  it("come after those that are there", () => {
    const before = { GIT_CONFIG_COUNT: "1", GIT_CONFIG_KEY_0: "a.b", GIT_CONFIG_VALUE_0: "1" };
    expect(withSettings(before, [["c.d", "2"]])).toEqual({
      GIT_CONFIG_COUNT: "2",
      GIT_CONFIG_KEY_0: "a.b",
      GIT_CONFIG_VALUE_0: "1",
      GIT_CONFIG_KEY_1: "c.d",
      GIT_CONFIG_VALUE_1: "2",
    });
  });
});
