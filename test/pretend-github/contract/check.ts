// Holds requests, answers and webhooks against GitHub's own description (openapi.json, a trimmed copy: see NOTICE.md).
import { readFileSync } from "node:fs";
import { Ajv2019, type ValidateFunction } from "ajv/dist/2019.js";
import * as formats from "ajv-formats";

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type Schema = Record<string, Json>;

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly schema: Schema;
  readonly "x-multi-segment"?: boolean;
}
interface Content {
  readonly content?: Record<string, { readonly schema?: Schema }>;
}
interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly (Parameter | { readonly $ref: string })[];
  readonly requestBody?: Content & { readonly required?: boolean };
  readonly responses: Record<string, Content | { readonly $ref: string }>;
}
interface Description {
  readonly paths: Record<string, Record<string, Operation>>;
  readonly "x-webhooks": Record<string, Schema>;
  readonly components: {
    readonly schemas: Record<string, Schema>;
    readonly parameters: Record<string, Parameter>;
    readonly responses: Record<string, Content>;
  };
}

/** One request and what was answered. Paths are without host, prefix (`/api/v3`) and query, and still percent-encoded. */
export interface Exchange {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** Parsed JSON, or the bytes of a file; undefined when there was no body. */
  readonly requestBody: unknown;
  readonly status: number;
  /** Parsed JSON; undefined when there was no body; a string when another media type (`diff`, `raw`) was asked for. */
  readonly responseBody: unknown;
}

const NAME = "github";
const description = JSON.parse(
  readFileSync(new URL("openapi.json", import.meta.url), "utf8").replaceAll('"#/components/', `"${NAME}#/components/`),
) as Description;

function engine(coerceTypes: boolean): Ajv2019 {
  const ajv = new Ajv2019({ strict: false, allErrors: true, coerceTypes });
  formats.default.default(ajv);
  ajv.addFormat("repo.nwo", /^[^/]+\/[^/]+$/);
  ajv.addSchema({ $id: NAME, components: description.components });
  return ajv;
}
const bodies = engine(false);
const texts = engine(true);

const compiled = new Map<string, ValidateFunction>();
function validator(key: string, ajv: Ajv2019, schema: () => Schema): ValidateFunction {
  let validate = compiled.get(key);
  if (!validate) {
    validate = ajv.compile(schema());
    compiled.set(key, validate);
  }
  return validate;
}

function complaints(validate: ValidateFunction, value: unknown, where: string): string[] {
  if (validate(value)) return [];
  const found = (validate.errors ?? []).map((error) => {
    const extra = Object.values(error.params as Record<string, unknown>)
      .map((part) => JSON.stringify(part))
      .join(", ");
    return `${where}${error.instancePath}: ${error.message ?? error.keyword} (${extra})`;
  });
  return [...new Set(found)].slice(0, 20);
}

/**
 * Refuses keys that the description does not name, which GitHub itself lets pass in silence: a misspelt key of ours
 * must fail in a test. Objects without any described property stay free (a deployment's payload, a workflow's inputs).
 */
function closed(schema: Schema): Schema {
  const walk = (value: Json, inPlace: boolean): Json => {
    if (Array.isArray(value)) return value.map((item) => walk(item, inPlace));
    if (typeof value !== "object" || value === null) return value;
    const result: Schema = {};
    for (const [key, item] of Object.entries(value)) {
      if (key === "properties" && typeof item === "object" && item !== null && !Array.isArray(item)) {
        result[key] = Object.fromEntries(Object.entries(item).map(([name, inner]) => [name, walk(inner, false)]));
      } else if (key === "items") result[key] = walk(item, false);
      else if (key === "oneOf" || key === "anyOf" || key === "allOf") result[key] = walk(item, true);
      else result[key] = item;
    }
    const describes = ["properties", "$ref", "oneOf", "anyOf", "allOf"].some((key) => key in result);
    if (!inPlace && describes && !("additionalProperties" in result)) result["unevaluatedProperties"] = false;
    return result;
  };
  return walk(schema, false) as Schema;
}

interface Route {
  readonly template: string;
  readonly pattern: RegExp;
  readonly names: readonly string[];
  readonly literals: number;
  readonly methods: Record<string, Operation>;
}

const resolved = <T extends object>(value: T | { readonly $ref: string }, kind: "parameters" | "responses"): T => {
  if (!("$ref" in value)) return value;
  return description.components[kind][value.$ref.split("/").at(-1) ?? ""] as unknown as T;
};

function route(template: string, methods: Record<string, Operation>): Route {
  const several = new Set<string>(["path"]);
  for (const operation of Object.values(methods)) {
    for (const given of operation.parameters ?? []) {
      const parameter = resolved<Parameter>(given, "parameters");
      if (parameter["x-multi-segment"] === true) several.add(parameter.name);
    }
  }
  const names: string[] = [];
  const pattern = template.replace(/[.]|\{([a-z_]+)\}/g, (text, name: string | undefined) => {
    if (name === undefined) return `\\${text}`;
    names.push(name);
    return several.has(name) ? "(.+?)" : "([^/]+?)";
  });
  return {
    template,
    pattern: new RegExp(`^${pattern}$`),
    names,
    literals: template.replace(/\{[a-z_]+\}/g, "").length,
    methods,
  };
}

// The most literal template first: `/issues/comments` before `/issues/{issue_number}`.
const routes = Object.entries(description.paths)
  .map(([template, methods]) => route(template, methods))
  .sort((a, b) => b.literals - a.literals);

function find(
  method: string,
  path: string,
): { readonly operation: Operation; readonly route: Route; readonly values: Record<string, string> } | undefined {
  for (const candidate of routes) {
    const operation = candidate.methods[method.toLowerCase()];
    const match = operation && candidate.pattern.exec(path);
    if (!operation || !match) continue;
    const values: Record<string, string> = {};
    candidate.names.forEach((name, i) => (values[name] = decodeURIComponent(match[i + 1] ?? "")));
    return { operation, route: candidate, values };
  }
  return undefined;
}

/** GitHub's operation id for a request (`issues/create-comment`); undefined when the contract has no such operation. */
export function operationOf(method: string, path: string): string | undefined {
  return find(method, path)?.operation.operationId;
}

/** What in a request alone GitHub's description does not allow; null when it has no such operation. */
export function checkRequest(request: Omit<Exchange, "status" | "responseBody">): string[] | null {
  const found = find(request.method, request.path);
  if (!found) return null;
  const body = { ...request, status: 0, responseBody: undefined };
  return [...checkParameters(found.operation, found.values, request.query), ...checkRequestBody(found.operation, body)];
}

/** What in a request and its answer GitHub's description does not allow; empty when it allows all. */
export function checkExchange(exchange: Exchange): string[] {
  // GraphQL is not part of this description: the schema itself is its contract.
  if (exchange.path === "/graphql") return [];
  const found = find(exchange.method, exchange.path);
  if (!found) return [`${exchange.method} ${exchange.path}: no such operation in the contract`];
  const { operation } = found;
  const answered = checkAnswer(operation, exchange);
  // A request that was refused may have been wrong on purpose.
  if (exchange.status >= 400) return answered;
  return [
    ...checkParameters(operation, found.values, exchange.query),
    ...checkRequestBody(operation, exchange),
    ...answered,
  ];
}

function anyOf({ oneOf, ...rest }: Schema): Schema {
  return oneOf === undefined ? rest : { ...rest, anyOf: oneOf };
}

function checkParameters(
  operation: Operation,
  values: Record<string, string>,
  query: Readonly<Record<string, string>>,
): string[] {
  const id = operation.operationId;
  const problems: string[] = [];
  const known = new Set<string>();
  for (const given of operation.parameters ?? []) {
    const parameter = resolved<Parameter>(given, "parameters");
    const source = parameter.in === "path" ? values : parameter.in === "query" ? query : undefined;
    if (!source) continue;
    if (parameter.in === "query") known.add(parameter.name);
    const value = source[parameter.name];
    if (value === undefined) {
      if (parameter.required) problems.push(`${id}: ${parameter.in} parameter ${parameter.name} is missing`);
      continue;
    }
    const validate = validator(`${id} parameter ${parameter.in} ${parameter.name}`, texts, () => ({
      type: "object",
      // In a URL 7 and "7" look the same, so that "exactly one of" cannot be asked.
      properties: { value: anyOf(parameter.schema) },
    }));
    problems.push(...complaints(validate, { value }, `${id} ${parameter.in} ${parameter.name}`));
  }
  for (const name of Object.keys(query)) {
    if (!known.has(name)) problems.push(`${id}: unknown query parameter ${name}`);
  }
  return problems;
}

function checkRequestBody(operation: Operation, { requestBody: body }: Exchange): string[] {
  const id = operation.operationId;
  const { content } = operation.requestBody ?? {};
  if (body instanceof Uint8Array)
    return content && "application/octet-stream" in content ? [] : [`${id}: takes no file`];
  const schema = content?.["application/json"]?.schema;
  if (body === undefined) return operation.requestBody?.required ? [`${id}: the request body is missing`] : [];
  if (!schema) return [`${id}: takes no request body`];
  return complaints(
    validator(`${id} request`, bodies, () => closed(schema)),
    body,
    `${id} request`,
  );
}

function checkAnswer(operation: Operation, { status, responseBody: body }: Exchange): string[] {
  const id = operation.operationId;
  const described = operation.responses[String(status)];
  if (status === 304) return body === undefined ? [] : [`${id} 304: a body where none belongs`];
  if (!described) {
    if (status < 400) return [`${id}: answers no ${status}`];
    // Any call can end in 401, 403, 404, 429 or 5xx, described or not.
    const message = typeof body === "object" && body !== null && "message" in body ? body.message : undefined;
    return status >= 500 || typeof message === "string" ? [] : [`${id} ${status}: no message`];
  }
  const content = resolved<Content>(described, "responses").content;
  const media = content?.["application/json"] ?? Object.values(content ?? {})[0];
  if (!media?.schema) return body === undefined ? [] : [`${id} ${status}: a body where none belongs`];
  if (typeof body === "string") return [];
  const { schema } = media;
  const found = complaints(
    validator(`${id} ${status}`, bodies, () => schema),
    body,
    `${id} ${status}`,
  );
  return found.filter((complaint) => !ERRATA.some((wrong) => wrong.test(complaint)));
}

// Where the description is wrong: GitHub's own example of the answer does not fit it.
const ERRATA: readonly RegExp[] = [
  // The account is said to be a user and an enterprise at once; it is one of them.
  /^apps\/list-installations 200\/\d+\/account: /,
];

/**
 * What in a webhook's payload GitHub's description does not allow. `event` is the header's name (`issue_comment`),
 * `action` the payload's, or null for an event without actions.
 */
export function checkWebhook(webhook: {
  readonly event: string;
  readonly action: string | null;
  readonly payload: unknown;
}): string[] {
  const parts = webhook.action === null ? [webhook.event] : [webhook.event, webhook.action];
  const name = parts.join("-").replaceAll("_", "-");
  const schema = description["x-webhooks"][name];
  if (!schema) return [`${parts.join(".")}: no such event in the contract`];
  return complaints(
    validator(`webhook ${name}`, bodies, () => schema),
    webhook.payload,
    parts.join("."),
  );
}
