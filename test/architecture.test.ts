// The one-way rule (docs/architecture.md), read from the imports themselves. A fault names the line and the rule.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, it } from "vitest";

const root = resolve(import.meta.dirname, "..");
const ADAPTERS = ["github", "git", "store", "notify", "web"];
const CONDUCTORS = [
  "src/run.ts",
  "src/apply.ts",
  "src/hear.ts",
  "src/load-policy.ts",
  "src/simulate.ts",
  "src/sorter.ts",
  "src/worker.ts",
];
const NOT_ROOMS = new Set(["core", "commands", "demo", "setup", ...ADAPTERS]);

interface Import {
  from: string;
  line: number;
  target: string;
}

function sourceFiles(folder: string): string[] {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .filter((path) => !path.includes("/dist/"))
    .sort();
}

const files = [...sourceFiles("src"), ...sourceFiles("actions")];
const imports = files.flatMap(importsOf);

function importsOf(from: string): Import[] {
  const text = readFileSync(join(root, from), "utf8");
  const found: Import[] = [];
  const statement = /(?:^|\n)\s*(?:import|export)\b[^;"'(=]*?["']([^"']+)["']|import\(\s*["']([^"']+)["']\s*\)/g;
  for (const match of text.matchAll(statement)) {
    const name = match[1] ?? match[2] ?? "";
    const line = text.slice(0, match.index + match[0].length).split("\n").length;
    const target = name.startsWith(".") ? relative(root, resolve(root, dirname(from), name)) : name;
    found.push({ from, line, target });
  }
  return found;
}

const isOurs = (target: string): boolean => target.startsWith("src/") || target.startsWith("actions/");
const folderOf = (path: string): string | undefined => /^src\/([^/]+)\//.exec(path)?.[1];
const roomOf = (path: string): string | undefined => {
  const folder = folderOf(path);
  return folder !== undefined && !NOT_ROOMS.has(folder) ? folder : undefined;
};
const isAdapter = (path: string): boolean => ADAPTERS.includes(folderOf(path) ?? "");
const isCore = (path: string): boolean => folderOf(path) === "core";

/** The floor a file stands on; an import may only go down, or stay within one folder. */
function floor(path: string): number {
  if (isCore(path)) return 0;
  if (isAdapter(path)) return 1;
  if (roomOf(path) !== undefined) return 2;
  if (CONDUCTORS.includes(path)) return 3;
  if (["src/capabilities.ts", "actions/action.ts", "actions/this-process.ts"].includes(path)) return 4;
  return 5;
}

function faults(rule: string, isFault: (one: Import) => boolean): string[] {
  return imports.filter(isFault).map((one) => `${one.from}:${one.line} imports ${one.target}: ${rule}`);
}

function linesWith(paths: string[], pattern: RegExp, rule: string): string[] {
  return paths.flatMap((path) =>
    readFileSync(join(root, path), "utf8")
      .split("\n")
      .flatMap((text, index) => {
        const code = text.replace(/^\s*(\/\/|\*|\/\*).*/, "").replace(/\s\/\/ .*$/, "");
        return pattern.test(code) ? [`${path}:${index + 1} ${rule}: ${text.trim()}`] : [];
      }),
  );
}

const isPureByName = (path: string): boolean => /\/(decide|config|([a-z]+-)?words)\.ts$/.test(path);
const pureFiles = files.filter((path) => isCore(path) || (roomOf(path) !== undefined && isPureByName(path)));

describe("the one-way rule", () => {
  it("an import goes down, never up", () => {
    const goesUp = (one: Import): boolean => isOurs(one.target) && floor(one.target) > floor(one.from);
    expect(faults("an import goes down (rule 1)", goesUp)).toEqual([]);
  });

  it("rooms know nothing of each other, nor of adapters", () => {
    const leavesItsRoom = ({ from, target }: Import): boolean => {
      const room = roomOf(from);
      return room !== undefined && isOurs(target) && !isCore(target) && roomOf(target) !== room;
    };
    expect(faults("rooms import core and their own files (rule 2)", leavesItsRoom)).toEqual([]);
  });

  it("adapters know nothing of rooms, nor of each other", () => {
    const leavesItsAdapter = ({ from, target }: Import): boolean =>
      isAdapter(from) && isOurs(target) && !isCore(target) && folderOf(target) !== folderOf(from);
    expect(faults("adapters import core and their own files (rule 1)", leavesItsAdapter)).toEqual([]);
  });

  it("rooms take nothing from Octokit, Probot, Kysely or Node's I/O", () => {
    const outside = /^(@octokit|probot|kysely|pg$|node:(fs|http|https|net|child_process|sqlite|process|os|timers))/;
    const doesIo = ({ from, target }: Import): boolean => roomOf(from) !== undefined && outside.test(target);
    expect(faults("a room does no I/O (rule 2)", doesIo)).toEqual([]);
  });

  it("only the GitHub adapter knows Octokit, only the store knows SQL, only the git adapter runs processes", () => {
    const owners: [RegExp, string[]][] = [
      [/^@octokit\//, ["src/github/"]],
      [/^(kysely|pg|node:sqlite)$/, ["src/store/"]],
      [/^node:child_process$/, ["src/git/", "src/demo/"]],
    ];
    const trespasses = ({ from, target }: Import): boolean =>
      owners.some(([pattern, homes]) => pattern.test(target) && !homes.some((home) => from.startsWith(home)));
    expect(faults("an adapter's own business (rule 5)", trespasses)).toEqual([]);
  });

  it("core, decide, words and config are pure: no async, no clock, no process, no I/O", () => {
    // These two alone turn promises into facts.
    const purity = pureFiles.filter((path) => path !== "src/core/known.ts" && path !== "src/core/ask-people.ts");
    const impure =
      /\basync\b|\bawait\b|\bDate\.now\b|new Date\(\)|\bprocess\.|Math\.random|\bconsole\.|\bfetch\(|setTimeout/;
    expect(linesWith(purity, impure, "is not pure (rule 3)")).toEqual([]);
    const doesIo = ({ from, target }: Import): boolean => purity.includes(from) && /^node:(?!crypto$)/.test(target);
    expect(faults("a pure file imports no Node API but crypto (rule 3)", doesIo)).toEqual([]);
  });

  it("TEN-07 calls go out of four files alone, each to the GitHub that the operator or the runner names", () => {
    const homes = [
      "src/github/download.ts",
      "src/github/manifest.ts",
      "src/github/runner/call.ts",
      "actions/test-gate/github.ts",
    ];
    const others = files.filter((path) => !homes.includes(path) && !path.startsWith("src/demo/"));
    expect(linesWith(others, /\bfetch\(|new WebSocket|http\.request|https\.request/, "calls out")).toEqual([]);
    const connects = ({ from, target }: Import): boolean =>
      !from.startsWith("src/github/") && /^(node:https|node:tls|node:dgram|undici|axios|got)$/.test(target);
    expect(faults("only the GitHub adapter calls out", connects)).toEqual([]);
  });

  it("no file imports itself in a circle", () => {
    expect(circles()).toEqual([]);
  });
});

function circles(): string[] {
  const edges = new Map<string, string[]>();
  for (const { from, target } of imports.filter((one) => isOurs(one.target))) {
    edges.set(from, [...(edges.get(from) ?? []), target]);
  }
  const state = new Map<string, "open" | "done">();
  const found: string[] = [];
  const visit = (path: string, trail: string[]): void => {
    if (state.get(path) === "done") return;
    if (state.get(path) === "open") {
      found.push([...trail.slice(trail.indexOf(path)), path].join(" -> "));
      return;
    }
    state.set(path, "open");
    for (const next of edges.get(path) ?? []) visit(next, [...trail, path]);
    state.set(path, "done");
  };
  for (const path of files) visit(path, []);
  return found;
}

describe("names", () => {
  it("no drawer is called util, helper, common, misc, manager, service, handler, base or types", () => {
    const drawer = /(util|helper|common|misc|manager|service|handler)s?(\/|\.ts|-)|\/(base|types)\.ts$/i;
    expect(files.filter((path) => drawer.test(path))).toEqual([]);
  });

  it("no barrel hands on what another file makes", () => {
    expect(linesWith(files, /^export \*/, "is a barrel")).toEqual([]);
  });
});
