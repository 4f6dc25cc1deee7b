// app.yml is what people grant: exactly what the code needs, and nothing more (TEN-11).
import { readdirSync, readFileSync } from "node:fs";
import { parse } from "yaml";
import { expect, test } from "vitest";
import { ENDPOINTS, endpointOf, EVENTS } from "../../src/github/endpoints.ts";
import type { Endpoint, Permissions } from "../../src/github/endpoints.ts";
import { AppFile } from "../../src/github/manifest.ts";
import { operationOf } from "../pretend-github/contract/check.ts";

const root = new URL("../../", import.meta.url);
const app = AppFile.parse(parse(readFileSync(new URL("app.yml", root), "utf8")));

function strongest(all: readonly Permissions[]): Record<string, string> {
  const needed: Record<string, string> = {};
  for (const permissions of all) {
    for (const [name, level] of Object.entries(permissions)) {
      needed[name] = needed[name] === "write" ? "write" : level;
    }
  }
  return needed;
}

test("app.yml asks for the permissions of our calls and events: none unused, none missing", () => {
  const ofCalls = Object.values<Endpoint>(ENDPOINTS).flatMap(({ needs, onPulls = {} }) => [needs, onPulls]);
  expect(app.default_permissions).toEqual(strongest([...ofCalls, ...Object.values<Permissions>(EVENTS)]));
});

test("app.yml subscribes to the events that we read: none unused, none missing", () => {
  expect([...app.default_events]).toEqual(Object.keys(EVENTS).sort());
});

test("TEN-11 a call that is not in the table is refused before it is made", () => {
  expect(() => endpointOf("DELETE /repos/{owner}/{repo}")).toThrow("is not in the table of endpoints");
  expect(() => endpointOf("toString")).toThrow("is not in the table of endpoints");
});

const sources = readdirSync(new URL("src/github/", root))
  .filter((name) => name.endsWith(".ts"))
  .map((name) => readFileSync(new URL(`src/github/${name}`, root), "utf8"));

test.each(Object.keys(ENDPOINTS))("%s is called somewhere: the table holds no permission in store", (route) => {
  const uses = sources.filter((text) => text.includes(`"${route}"`)).length;
  expect(uses).toBeGreaterThan(1);
});

test.each(Object.keys(ENDPOINTS).filter((route) => !/^(query|mutation) /.test(route)))(
  "%s is in GitHub's description",
  (route) => {
    const [method = "", template = ""] = route.split(" ");
    const path = template
      .replace("{basehead}", "a...b")
      .replace(/\{[a-z_]+_(id|number)\}/g, "7")
      .replace(/\{[a-z_]+\}/g, "x");
    expect(operationOf(method, path)).toBeDefined();
  },
);
