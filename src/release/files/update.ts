// The version in files: one value is replaced, and every other byte stays.
import { parseDocument } from "yaml";
import { bad, good } from "../../core/parsed.ts";
import type { Parsed } from "../../core/parsed.ts";
import { findString } from "./json.ts";
import type { Span } from "./json.ts";
import { findInToml } from "./toml.ts";

const SEMVER = /\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?/;
/** On the same line as the version; or `-start` and `-end` around several lines. */
const MARK = "x-release-version";

/** The file with the new version, by what kind of file it is; or one sentence for what is missing. */
export function updateVersion(
  file: { readonly path: string; readonly at?: string | undefined; readonly text: string },
  version: string,
): Parsed<string> {
  const { path, text, at } = file;
  const name = path.split("/").at(-1) ?? path;
  if (at === undefined && name === "package.json") return replaceAt(file, findString(text, ["version"]), version);
  if (at === undefined && (name === "package-lock.json" || name === "npm-shrinkwrap.json"))
    return updateLock(file, version);
  if (at === undefined) return updateMarked(file, version);
  if (/\.json[5c]?$/.test(name)) return replaceAt(file, findString(text, at.split(".")), version);
  if (/\.ya?ml$/.test(name)) return replaceAt(file, findInYaml(text, at.split(".")), version);
  if (/\.toml$|^(?:Cargo|uv)\.lock$/.test(name)) return replaceAt(file, findInToml(text, at), version);
  if (/\.(?:xml|csproj|props|pom|nuspec)$/.test(name)) return replaceAt(file, findInXml(text, at.split("/")), version);
  return bad(`${path} is of no kind that has paths; mark the line with ${MARK} instead of at.`);
}

function replaceAt(
  { path, text }: { path: string; text: string },
  span: Span | undefined,
  version: string,
): Parsed<string> {
  if (span === undefined) return bad(`${path} has no version where it was looked for.`);
  return good(text.slice(0, span.start) + version + text.slice(span.end));
}

/** npm's lock says it twice; version 1 of the format only once. */
function updateLock(file: { path: string; text: string }, version: string): Parsed<string> {
  const first = replaceAt(file, findString(file.text, ["version"]), version);
  if (!first.ok) return first;
  const second = findString(first.value, ["packages", "", "version"]);
  return second === undefined ? first : replaceAt({ path: file.path, text: first.value }, second, version);
}

function updateMarked({ path, text }: { path: string; text: string }, version: string): Parsed<string> {
  let block = false;
  let found = 0;
  const lines = text.split("\n").map((line) => {
    const starts = line.includes(`${MARK}-start`);
    const ends = line.includes(`${MARK}-end`);
    if (starts) block = true;
    if (ends) block = false;
    if (starts || ends || !(block || line.includes(MARK)) || !SEMVER.test(line)) return line;
    found += 1;
    return line.replace(SEMVER, version);
  });
  return found === 0 ? bad(`${path} has no version on a line marked ${MARK}.`) : good(lines.join("\n"));
}

function findInYaml(text: string, path: readonly string[]): Span | undefined {
  const document = parseDocument(text, { schema: "core", uniqueKeys: false });
  const keys = path.map((key) => (/^\d+$/.test(key) ? Number(key) : key));
  const node: unknown = document.getIn(keys, true);
  if (typeof node !== "object" || node === null || !("range" in node) || !Array.isArray(node.range)) return undefined;
  const [start, end] = node.range as number[];
  if (start === undefined || end === undefined) return undefined;
  const quote = /^["']/.test(text.slice(start, end)) ? 1 : 0;
  return { start: start + quote, end: end - quote };
}

/** `project/version`: the text of the first element at this path. Comments and CDATA are passed over. */
function findInXml(text: string, path: readonly string[]): Span | undefined {
  const open: string[] = [];
  const token = /<!--[\s\S]*?-->|<!\[CDATA\[[\s\S]*?\]\]>|<[?!][^>]*>|<(\/?)([\w:.-]+)[^>]*?(\/?)>/g;
  for (const match of text.matchAll(token)) {
    const [whole, closing, name, empty] = match;
    if (name === undefined) continue;
    if (closing === "/") open.pop();
    else if (empty !== "/") open.push(name);
    const here =
      closing !== "/" &&
      empty !== "/" &&
      open.length === path.length &&
      open.every((one, index) => one === path[index]);
    if (!here) continue;
    const start = match.index + whole.length;
    const end = text.indexOf("<", start);
    const inner = text.slice(start, end);
    const lead = inner.length - inner.trimStart().length;
    return end === -1 ? undefined : { start: start + lead, end: start + lead + inner.trim().length };
  }
  return undefined;
}
