// Cuts GitHub's OpenAPI description down to the operations and events that the pretend GitHub plays.
//
//   npm pack @octokit/openapi@23.0.2 && tar xzf octokit-openapi-23.0.2.tgz package/generated/api.github.com.json
//   node scripts/trim-openapi.ts package/generated/api.github.com.json
//
// The whole package is 385 MB unpacked, so it is never a dependency: this script, the version and the notice are kept.
import { readFileSync, writeFileSync } from "node:fs";
import { EVENTS, OPERATIONS } from "./openapi-selection.ts";

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type JsonObject = Record<string, Json>;

const TARGET = new URL("../test/pretend-github/contract/openapi.json", import.meta.url);
// Words for people, and what a check of shapes cannot use.
const SILENT = new Set([
  "description",
  "summary",
  "example",
  "examples",
  "externalDocs",
  "x-github",
  "tags",
  "title",
  "deprecated",
  "x-github-breaking-changes",
  "default",
  "links",
  "headers",
]);

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const object = (value: Json | undefined): JsonObject => (isObject(value) ? value : {});

/** Drops prose, and writes OpenAPI 3.0's `nullable` as JSON Schema says it, so that ajv reads the result as it is. */
function trim(value: Json, named: boolean): Json {
  if (Array.isArray(value)) return value.map((item) => trim(item, false));
  if (!isObject(value)) return value;
  const kept: JsonObject = {};
  for (const [key, item] of Object.entries(value)) {
    // Below `properties` a key is a name: a property may well be called `title` or `description`.
    if (!named && SILENT.has(key)) continue;
    if (!named && key === "nullable") continue;
    // `true` is the default, and would hide unknown keys beside it.
    if (!named && key === "additionalProperties" && item === true) continue;
    kept[key] = trim(item, !named && key === "properties");
  }
  return !named && value["nullable"] === true ? orNull(kept) : kept;
}

function orNull(schema: JsonObject): JsonObject {
  if (typeof schema["type"] !== "string" || schema["enum"] !== undefined) return { anyOf: [schema, { type: "null" }] };
  return { ...schema, type: [schema["type"], "null"] };
}

function pointTo(root: JsonObject, reference: string): { readonly kind: string; readonly name: string; value: Json } {
  const [, , kind = "", name = ""] = reference.split("/");
  const value = object(object(root["components"])[kind])[name];
  if (value === undefined) throw new Error(`${reference} is not in the description`);
  return { kind, name, value };
}

/** The components that `value` reaches, trimmed, by kind and name. */
function reach(root: JsonObject, value: Json, found: Record<string, JsonObject>): void {
  if (Array.isArray(value)) {
    value.forEach((item) => reach(root, item, found));
    return;
  }
  if (!isObject(value)) return;
  const reference = value["$ref"];
  if (typeof reference === "string") {
    const target = pointTo(root, reference);
    const ofKind = (found[target.kind] ??= {});
    if (ofKind[target.name] === undefined) {
      ofKind[target.name] = trim(target.value, false);
      reach(root, ofKind[target.name]!, found);
    }
  }
  Object.values(value).forEach((item) => reach(root, item, found));
}

/** Payloads of events repeat the same inner schemas dozens of times: equal ones become one component. */
function shareEqual(root: JsonObject, found: Record<string, JsonObject>): void {
  const times = new Map<string, number>();
  const isSchema = (value: JsonObject): boolean =>
    (typeof value["type"] === "string" || Array.isArray(value["type"])) && isObject(value["properties"]);
  const count = (value: Json): void => {
    if (Array.isArray(value)) {
      value.forEach(count);
      return;
    }
    if (!isObject(value)) return;
    if (isSchema(value)) {
      const text = JSON.stringify(value);
      const seen = times.get(text) ?? 0;
      times.set(text, seen + 1);
      if (seen > 0) return;
    }
    Object.values(value).forEach(count);
  };
  count(root);
  const shared = new Map<string, string>();
  const schemas = (found["schemas"] ??= {});
  const share = (value: Json): Json => {
    if (Array.isArray(value)) return value.map(share);
    if (!isObject(value)) return value;
    const text = isSchema(value) ? JSON.stringify(value) : "";
    const name = shared.get(text);
    if (name !== undefined) return { $ref: `#/components/schemas/${name}` };
    const inner = Object.fromEntries(Object.entries(value).map(([key, item]) => [key, share(item)]));
    if (text.length < 120 || (times.get(text) ?? 0) < 2) return inner;
    const fresh = `equal-${shared.size + 1}`;
    shared.set(text, fresh);
    schemas[fresh] = inner;
    return { $ref: `#/components/schemas/${fresh}` };
  };
  for (const [key, value] of Object.entries(root)) if (key !== "components") root[key] = share(value);
  for (const kind of Object.values(found)) {
    for (const [name, value] of Object.entries(kind)) {
      if (isObject(value) && !name.startsWith("equal-")) {
        kind[name] = Object.fromEntries(Object.entries(value).map(([key, item]) => [key, share(item)]));
      }
    }
  }
}

function selectPaths(whole: JsonObject): JsonObject {
  const paths: JsonObject = {};
  const wanted = new Set<string>(OPERATIONS);
  for (const [path, methods] of Object.entries(object(whole["paths"]))) {
    for (const [method, operation] of Object.entries(object(methods))) {
      const id = object(operation)["operationId"];
      if (typeof id !== "string" || !wanted.delete(id)) continue;
      (paths[path] ??= {} as JsonObject)[method as never] = trim(operation, false) as never;
    }
  }
  if (wanted.size > 0) throw new Error(`not in the description: ${[...wanted].join(", ")}`);
  return paths;
}

// `pull-request-review-comment-created` begins like an action of `pull-request`, and is none.
const NOT_ACTIONS =
  /^(review-|thread-|comment-|advisory-|ruleset-|vulnerability-|dispatch|import|protection-|status-|repositories-)/;
function isActionOf(name: string, event: string): boolean {
  if (name === event) return true;
  if (!name.startsWith(`${event}-`)) return false;
  const action = name.slice(event.length + 1);
  return !NOT_ACTIONS.test(action) || action.startsWith("review-request");
}

function selectEvents(whole: JsonObject): JsonObject {
  const events: JsonObject = {};
  for (const [name, item] of Object.entries(object(whole["x-webhooks"]))) {
    if (!EVENTS.some((event) => isActionOf(name, event))) continue;
    const body = object(object(object(item)["post"])["requestBody"]);
    const schema = object(object(object(body["content"])["application/json"]))["schema"];
    if (schema === undefined) throw new Error(`${name} has no schema`);
    events[name] = trim(schema, false);
  }
  return events;
}

const [, , source] = process.argv;
if (source === undefined) throw new Error("usage: trim-openapi.ts path/to/api.github.com.json");
const whole = object(JSON.parse(readFileSync(source, "utf8")) as Json);
const found: Record<string, JsonObject> = {};
const paths = selectPaths(whole);
const webhooks = selectEvents(whole);
reach(whole, paths, found);
reach(whole, webhooks, found);
const trimmed: JsonObject = {
  openapi: "3.1.0",
  info: { title: "GitHub REST API, trimmed", version: "2022-11-28", "x-from": "@octokit/openapi 23.0.2" },
  paths,
  "x-webhooks": webhooks,
  components: found,
};
shareEqual(trimmed, found);
const text = JSON.stringify(trimmed);
writeFileSync(TARGET, text + "\n");
console.log(`${OPERATIONS.length} operations, ${Object.keys(webhooks).length} events, ${text.length} bytes`);
