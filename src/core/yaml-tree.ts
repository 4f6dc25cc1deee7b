// A composed YAML document as plain JSON, with the place of each value.
import { isMap, isScalar, isSeq, type Pair, type ParsedNode, type Scalar } from "yaml";
import type { Json } from "./plan.ts";

/** Something wrong at an offset of the text. */
export interface Fault {
  readonly offset: number;
  readonly code: string;
  readonly message: string;
  readonly expected: string;
}

/** Keys of objects and indices of lists. */
export type Path = readonly (string | number)[];

export interface Found {
  /** Offset in the text. */
  readonly offset: number;
  /** Steps of the path that the document goes along; the offset is that of the last one's value. */
  readonly depth: number;
}

export interface YamlTree {
  /** Objects in it have no prototype. */
  readonly data: Json;
  /** The place of the value at a path, or of the deepest value on the way to it. */
  find(path: Path): Found;
  /** The place of the key that a path ends with; that of the value above when there is no such key. */
  findKey(path: Path): Found;
}

export function readTree(
  root: ParsedNode | null,
): { readonly ok: true; readonly tree: YamlTree } | { readonly ok: false; readonly faults: readonly Fault[] } {
  const faults: Fault[] = [];
  const data = read(root, faults);
  if (faults.length > 0) return { ok: false, faults };
  return { ok: true, tree: { data, find: (path) => find(root, path), findKey: (path) => findKey(root, path) } };
}

// The depth was bounded on the tokens (yaml.ts): this recursion is shallow.
function read(node: ParsedNode | null, faults: Fault[]): Json {
  if (isMap<ParsedNode, ParsedNode | null>(node)) return readMap(node.items, faults);
  if (isSeq<ParsedNode>(node)) return node.items.map((item) => read(item, faults));
  if (isScalar(node)) return readScalar(node, faults);
  return null;
}

function readMap(pairs: readonly Pair<ParsedNode, ParsedNode | null>[], faults: Fault[]): Json {
  const object = Object.create(null) as Record<string, Json>;
  for (const { key, value } of pairs) {
    const name = keyOf(key);
    const offset = key.range[0];
    const fault = (code: string, message: string, expected: string): number =>
      faults.push({ offset, code, message, expected });
    if (name === undefined) fault("key", "This key is not a name.", "a name or a whole number; put others in quotes");
    else if (["__proto__", "constructor", "prototype"].includes(name))
      fault("key", `"${name}" cannot be a key.`, "another name");
    else if (Object.hasOwn(object, name))
      fault("duplicate-key", `The key "${name}" stands here twice.`, "each key once");
    else object[name] = read(value, faults);
  }
  return object;
}

/** Whole numbers are names, too: `1: sev/1`. */
function keyOf(key: ParsedNode): string | undefined {
  if (!isScalar(key)) return undefined;
  if (typeof key.value === "string") return key.value;
  const { source } = key;
  return /^(?:0|[1-9]\d*)$/.test(source) ? source : undefined;
}

function readScalar(node: Scalar.Parsed, faults: Fault[]): Json {
  const { value } = node;
  if (value === null || typeof value === "string" || typeof value === "boolean") return value;
  // 1e3, 0o7, 0x1f, .5, .inf: readers take them for different things.
  if (/^-?(?:0|[1-9]\d*)(?:\.\d+)?$/.test(node.source)) return Number(node.source);
  const message = `${node.source} is a number in an uncommon form.`;
  faults.push({
    offset: node.range[0],
    code: "number-form",
    message,
    expected: "plain decimal digits, or text in quotes",
  });
  return null;
}

function find(root: ParsedNode | null, path: Path): Found {
  let node = root;
  let offset = root?.range[0] ?? 0;
  for (const [depth, step] of path.entries()) {
    const pair = isMap<ParsedNode, ParsedNode | null>(node)
      ? node.items.find(({ key }) => keyOf(key) === String(step))
      : undefined;
    const item = isSeq<ParsedNode>(node) ? node.items[Number(step)] : undefined;
    if (pair === undefined && item === undefined) return { offset, depth };
    node = pair ? pair.value : (item ?? null);
    // A key without a colon (`{ change }`) is its own place.
    offset = (node ?? pair?.key)?.range[0] ?? offset;
  }
  return { offset, depth: path.length };
}

function findKey(root: ParsedNode | null, path: Path): Found {
  const name = String(path.at(-1));
  let node = root;
  for (const step of path.slice(0, -1)) {
    if (isMap<ParsedNode, ParsedNode | null>(node))
      node = node.items.find(({ key }) => keyOf(key) === String(step))?.value ?? null;
    else node = isSeq<ParsedNode>(node) ? (node.items[Number(step)] ?? null) : null;
  }
  const pair = isMap<ParsedNode, ParsedNode | null>(node)
    ? node.items.find(({ key }) => keyOf(key) === name)
    : undefined;
  return pair ? { offset: pair.key.range[0], depth: path.length } : find(root, path);
}
