// What zod found wrong, in words for the author of the policy: what stands there, and what was expected.
import type * as z from "zod";
import type { Json } from "./plan.ts";
import type { Path } from "./yaml-tree.ts";

/** One fault of the data, not yet placed in a file. */
export interface DataFault {
  readonly path: Path;
  /** Whether the key is at fault, and not its value. */
  readonly at: "value" | "key";
  readonly code: string;
  readonly message: string;
  readonly expected: string;
}

type Issue = z.core.$ZodIssue;

/** Characters of a value that are shown where it is refused. */
const LONGEST_SHOWN = 60;

/** Every issue as faults, in the order of the schema. `schema` is the JSON schema of the whole: it knows the keys. */
export function faultsOf(args: {
  readonly issues: readonly Issue[];
  readonly data: Json;
  readonly schema: Readonly<Record<string, unknown>>;
}): readonly DataFault[] {
  return args.issues.flatMap((issue) => faultsOfIssue({ ...args, issue, base: [] }));
}

interface Context {
  readonly data: Json;
  readonly schema: Readonly<Record<string, unknown>>;
  readonly issue: Issue;
  /** Where the issue's own path begins; not the root inside a union. */
  readonly base: Path;
}

function faultsOfIssue(context: Context): readonly DataFault[] {
  const { issue, data } = context;
  const path = [...context.base, ...issue.path.map((step) => (typeof step === "symbol" ? String(step) : step))];
  const name = nameOf(path);
  const value = valueAt(data, path);
  const fault = (code: string, message: string, expected: string): readonly DataFault[] => [
    { path, at: "value", code, message, expected },
  ];
  if (issue.code === "unrecognized_keys") {
    const known = keysAt(context.schema, path);
    const expected = known.length > 0 ? `one of: ${known.join(", ")}` : "no such key";
    return issue.keys.map((key): DataFault => {
      const message = `"${key}" is not a key of ${name}.`;
      return { path: [...path, key], at: "key", code: "unknown-key", message, expected };
    });
  }
  if (issue.code === "invalid_union") {
    const branch = likeliest(issue.errors);
    if (branch) return branch.flatMap((inner) => faultsOfIssue({ ...context, issue: inner, base: path }));
    const known = keysAt(context.schema, path);
    const form = known.length > 0 ? `a map of some of: ${known.join(", ")}` : "another value";
    const expected = issue.message === "Invalid input" ? form : issue.message;
    if (value === undefined) return fault("missing", `${name} is missing.`, expected);
    return fault("no-form", `${name} is ${kindOf(value)} of no known form.`, expected);
  }
  if (issue.code === "invalid_key") {
    const expected = issue.issues.map(expectedOf).join("; ");
    return [{ path, at: "key", code: "key", message: `"${String(path.at(-1))}" cannot be a key here.`, expected }];
  }
  if (value === undefined) return fault("missing", `${name} is missing.`, expectedOf(issue));
  if (issue.code === "invalid_type" || value === null)
    return fault("type", `${name} is ${kindOf(value)}.`, expectedOf(issue));
  const expected = expectedOf(issue);
  // A check that says in a whole sentence what is so and what to do needs no other.
  if (issue.code === "custom" && expected.endsWith(".")) return fault("value", `${name}: ${expected}`, "");
  return fault("value", `${name} is ${kindOf(value)}, which is not accepted.`, expected);
}

/** Of a union, the branch that was probably meant: the one that failed deepest, if there is only one such. */
function likeliest(branches: readonly (readonly Issue[])[]): readonly Issue[] | undefined {
  const meant = branches.filter((issues) =>
    issues.every((issue) => issue.path.length > 0 || issue.code === "unrecognized_keys" || issue.code === "custom"),
  );
  const fewest = Math.min(...meant.map((issues) => issues.length));
  const best = meant.filter((issues) => issues.length === fewest);
  return best.length === 1 ? best[0] : undefined;
}

function expectedOf(issue: Issue): string {
  switch (issue.code) {
    case "invalid_type":
      return TYPES[issue.expected] ?? issue.expected;
    case "invalid_value":
      return issue.values.length === 1 ? String(issue.values[0]) : `one of: ${issue.values.map(String).join(", ")}`;
    case "too_small":
      return `${sizeOf(issue.origin)} ${issue.inclusive === false ? "more than" : "at least"} ${String(issue.minimum)}`;
    case "too_big":
      return `${sizeOf(issue.origin)} ${issue.inclusive === false ? "less than" : "at most"} ${String(issue.maximum)}`;
    case "not_multiple_of":
      return `a multiple of ${issue.divisor}`;
    default:
      return issue.message;
  }
}

const TYPES: Readonly<Record<string, string>> = {
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  object: "a map of keys and values",
  record: "a map of names and values",
  array: "a list",
  null: "nothing",
};

function sizeOf(origin: string): string {
  if (origin === "array") return "a list of length";
  return origin === "string" ? "text of length" : "a number of";
}

function kindOf(value: Json): string {
  if (value === null) return "empty";
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : "a list";
  if (typeof value === "object") return Object.keys(value).length === 0 ? "an empty map" : "a map";
  return typeof value === "string" ? `the text ${shortened(value)}` : `the ${typeof value} ${String(value)}`;
}

/** Enough of it to be found again in the file; on one line. */
function shortened(text: string): string {
  return JSON.stringify(text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}...` : text);
}

/** `change.approvals.from[0]` */
export function nameOf(path: Path): string {
  if (path.length === 0) return "the policy";
  return path.reduce<string>((name, step) => {
    if (typeof step === "number") return `${name}[${step}]`;
    return name === "" ? step : `${name}.${step}`;
  }, "");
}

export function valueAt(data: Json, path: Path): Json | undefined {
  let value: Json | undefined = data;
  for (const step of path) {
    if (value === null || typeof value !== "object") return undefined;
    value = (value as Readonly<Record<string, Json | undefined>>)[String(step)];
  }
  return value;
}

/** The keys that the schema knows at a path, over all forms of a union. */
function keysAt(root: Readonly<Record<string, unknown>>, path: Path): readonly string[] {
  return keysBelow(root, { path, schema: root });
}

function keysBelow(
  root: Readonly<Record<string, unknown>>,
  { path, schema }: { readonly path: Path; readonly schema: unknown },
): readonly string[] {
  if (typeof schema !== "object" || schema === null) return [];
  const node = schema as Readonly<Record<string, unknown>>;
  const ref = node["$ref"];
  // The whole policy's own form has no name.
  if (ref === "#") return keysBelow(root, { path, schema: root });
  if (typeof ref === "string") {
    const named = (root["$defs"] ?? {}) as Readonly<Record<string, unknown>>;
    return keysBelow(root, { path, schema: named[ref.slice("#/$defs/".length)] });
  }
  const forms = [node["anyOf"], node["oneOf"], node["allOf"]].flatMap((all) =>
    Array.isArray(all) ? (all as unknown[]) : [],
  );
  if (forms.length > 0) return [...new Set(forms.flatMap((schema) => keysBelow(root, { path, schema })))];
  const properties = (node["properties"] ?? {}) as Readonly<Record<string, unknown>>;
  const [step, ...rest] = path;
  // The names of a map may be a closed list too.
  if (step === undefined) return [...Object.keys(properties), ...namesIn(node["propertyNames"])];
  if (typeof step === "number") return keysBelow(root, { path: rest, schema: node["items"] });
  return keysBelow(root, { path: rest, schema: properties[step] ?? node["additionalProperties"] });
}

function namesIn(schema: unknown): readonly string[] {
  const names = typeof schema === "object" && schema !== null && "enum" in schema ? schema.enum : [];
  return Array.isArray(names) ? names.filter((name) => typeof name === "string") : [];
}
