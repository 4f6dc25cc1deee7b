// What reading reports costs: the shipped bundle beside its peers' parsers, in one run, interleaved; prints Markdown.
// usage: PEERS=<folder> node bench/test-gate/main.ts [rounds] [start]
//   start   measures the start alone, which wants an idle machine.
//   PEERS   a folder in which `npm install xml2js@0.6.2 xml-js@1.6.11` was run; without it only ours, saxes and the bytes.
//   DORNY, MIKEPENZ   paths of those Actions' dist/index.js, for the start; without them only ours.
import { spawnSync } from "node:child_process";
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { build } from "esbuild";
import * as z from "zod";

const Usage = z.object({ cpu: z.number(), rss: z.number() });
const BUNDLE = resolve(import.meta.dirname, "../../actions/test-gate/dist/main.cjs");
const USAGE = resolve(import.meta.dirname, "usage.mjs");
const READ = resolve(import.meta.dirname, "read.mjs");
const GATE = resolve(import.meta.dirname, "../../src/gate/readers/junit.ts");
const home = mkdtempSync(join(tmpdir(), "lamplighter-bench-"));
const READER = join(home, "reader.mjs");
const rounds = Number(process.argv[2] ?? 5);
const STARTS = 12;
const { PEERS, DORNY, MIKEPENZ } = process.env;

const output = "2026-01-01T00:00:00Z INFO  some service said something of no consequence <here>\n".replace(
  "<here>",
  "&lt;here&gt;",
);

function testcase(index: number, lines: number): string {
  const name = `classname="com.example.app.module${index % 50}.SomeServiceTest" name="does the right thing in case ${index}" time="0.0${index % 10}"`;
  if (index % 500 === 0) {
    const stack = "\tat com.example.app.SomeService.call(SomeService.java:42)\n".repeat(20);
    return `  <testcase ${name}><failure message="expected ${index}" type="AssertionError"><![CDATA[${stack}]]></failure></testcase>\n`;
  }
  return lines === 0
    ? `  <testcase ${name}/>\n`
    : `  <testcase ${name}>\n    <system-out>${output.repeat(lines)}</system-out>\n  </testcase>\n`;
}

function report(path: string, tests: number, lines: number): void {
  const file = openSync(path, "w");
  writeSync(file, `<?xml version="1.0" encoding="UTF-8"?>\n<testsuite name="bench" tests="${tests}">\n`);
  let waiting = "";
  for (let index = 1; index <= tests; index += 1) {
    waiting += testcase(index, lines);
    if (waiting.length > 1 << 20) {
      writeSync(file, waiting);
      waiting = "";
    }
  }
  writeSync(file, `${waiting}</testsuite>\n`);
  closeSync(file);
}

interface Set {
  name: string;
  folder: string;
  ways: string[];
}

function sets(): Set[] {
  const folder = (name: string): string => {
    mkdirSync(join(home, name));
    return join(home, name);
  };
  const many = folder("many");
  for (let file = 0; file < 1_000; file += 1) report(join(many, `junit-${file}.xml`), 100, 10);
  const one = folder("one");
  report(join(one, "junit.xml"), 300_000, 10);
  const dense = folder("dense");
  report(join(dense, "junit.xml"), 300_000, 0);
  const peers = PEERS === undefined ? [] : ["xml2js", "xml-js"];
  const all = ["bytes", "pieces", "ours", "reader", "saxes", ...peers];
  return [
    { name: "1,000 files, 100,000 tests", folder: many, ways: all },
    { name: "one file, 300,000 tests", folder: one, ways: all },
    { name: "one file, 300,000 tests, tags only", folder: dense, ways: all },
  ];
}

interface Cost {
  wall: number;
  cpu: number;
  rss: number;
}

function measure(command: string[], env: Record<string, string> = {}): Cost {
  const started = performance.now();
  const given = { ...process.env, READER, ...env };
  const { stderr } = spawnSync(process.execPath, ["--import", USAGE, ...command], {
    env: given,
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  const wall = (performance.now() - started) / 1000;
  const line = /^usage (.*)$/m.exec(stderr)?.[1];
  if (line === undefined) throw new Error(`${command.join(" ")} told no usage:\n${stderr.slice(-2000)}`);
  return { wall, ...Usage.parse(JSON.parse(line)) };
}

function gate(folder: string): Cost {
  return measure([BUNDLE], {
    INPUT_REPORTS: "**/junit*.xml",
    "INPUT_FAIL-ON": "none",
    GITHUB_WORKSPACE: folder,
    RUNNER_TEMP: join(home, "temp"),
    GITHUB_STEP_SUMMARY: join(home, "summary"),
    GITHUB_OUTPUT: join(home, "output"),
  });
}

const median = (values: number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;
const middle = (costs: Cost[]): Cost => ({
  wall: median(costs.map((one) => one.wall)),
  cpu: median(costs.map((one) => one.cpu)),
  rss: Math.max(...costs.map((one) => one.rss)),
});

const bestOf = (costs: Cost[]): Cost => ({
  wall: Math.min(...costs.map((one) => one.wall)),
  cpu: Math.min(...costs.map((one) => one.cpu)),
  rss: 0,
});

const TITLES: Readonly<Record<string, string>> = {
  bytes: "bytes, file by file",
  pieces: "bytes, in pieces of 256 kB into the same memory",
  ours: "our Action, whole",
  reader: "our reader alone",
  saxes: "saxes, parsing alone",
  xml2js: "xml2js, parsing alone",
  "xml-js": "xml-js, parsing alone",
};
const ratioOf = (one: number, other: number): string =>
  other > one ? `1/${(other / one).toFixed(1)}` : (one / other).toFixed(2);

function printReading({ name, folder, ways }: Set): void {
  const costs = new Map(ways.map((way): [string, Cost[]] => [way, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const way of ways) {
      // The slowest need minutes and gigabytes: once is enough.
      if (round > 0 && (costs.get(way)?.[0]?.wall ?? 0) > 10) continue;
      costs.get(way)?.push(way === "ours" ? gate(folder) : measure(["--max-old-space-size=8192", READ, way, folder]));
    }
  }
  const reader = middle(costs.get("reader") ?? []);
  const ours = middle(costs.get("ours") ?? []);
  console.log(`\n${name}\n\n| | wall s | CPU s | peak MiB | CPU of our reader / its | CPU of our Action / its |`);
  console.log("|---|---|---|---|---|---|");
  for (const [way, all] of costs) {
    const cost = middle(all);
    const ratios = [reader, ours].map((one) => ratioOf(one.cpu, cost.cpu)).join(" | ");
    console.log(
      `| ${TITLES[way] ?? way} | ${cost.wall.toFixed(2)} | ${cost.cpu.toFixed(2)} | ${cost.rss.toFixed(0)} | ${ratios} |`,
    );
  }
}

function printStart(): void {
  const folder = join(home, "small");
  mkdirSync(folder);
  writeFileSync(join(folder, "junit.xml"), `<testsuite name="s"><testcase classname="a" name="b"/></testsuite>\n`);
  const ways: [string, () => Cost][] = [
    ["node -e 0", () => bare(["-e", "0"])],
    ["ours: one small report, green", () => bare([BUNDLE], folder)],
    // They are given nothing, and stop at their first missing input: less than a run of theirs costs.
    ...[DORNY, MIKEPENZ].flatMap((path): [string, () => Cost][] =>
      path !== undefined && existsSync(path) ? [[path.split("/").at(-3) ?? path, () => bare([path])]] : [],
    ),
  ];
  const costs = new Map(ways.map(([way]): [string, Cost[]] => [way, []]));
  for (let round = 0; round < rounds * STARTS; round += 1) for (const [way, once] of ways) costs.get(way)?.push(once());
  const floor = middle(costs.get("node -e 0") ?? []);
  const bestFloor = bestOf(costs.get("node -e 0") ?? []);
  console.log(
    "\nStart, best and median\n\n| | wall ms | | CPU ms | | wall, times `node -e 0` | | CPU, times `node -e 0` | |\n|---|---|---|---|---|---|---|---|---|",
  );
  for (const [way, all] of costs) {
    const { wall, cpu } = middle(all);
    const best = bestOf(all);
    const ratios = [best.wall / bestFloor.wall, wall / floor.wall, best.cpu / bestFloor.cpu, cpu / floor.cpu];
    const times = [best.wall, wall, best.cpu, cpu].map((one) => (one * 1000).toFixed(1));
    console.log(`| ${way} | ${[...times, ...ratios.map((one) => one.toFixed(2))].join(" | ")} |`);
  }
}

/** Nothing is preloaded here: bash tells what the process cost. */
function bare(command: string[], workspace = home): Cost {
  // A step finds an empty folder for its results: to write over those of another takes longer.
  rmSync(join(home, "temp"), { recursive: true });
  mkdirSync(join(home, "temp"));
  const env = { INPUT_REPORTS: "**/junit*.xml", GITHUB_WORKSPACE: workspace, RUNNER_TEMP: join(home, "temp") };
  const files = { GITHUB_STEP_SUMMARY: join(home, "summary"), GITHUB_OUTPUT: join(home, "output") };
  // The clock of bash counts in microseconds, its `time` in milliseconds.
  const script =
    'TIMEFORMAT="usage %3U %3S"; from=$EPOCHREALTIME; time "$0" "$@" >/dev/null 2>&1; echo "wall $from $EPOCHREALTIME" >&2';
  const { stderr } = spawnSync("bash", ["-c", script, process.execPath, ...command], {
    env: { ...env, ...files },
    encoding: "utf8",
  });
  const numbers = (name: string): number[] =>
    (new RegExp(`^${name} (.*)$`, "m").exec(stderr)?.[1] ?? "").split(" ").map(Number);
  const [from = 0, to = 0] = numbers("wall");
  const [user = 0, system = 0] = numbers("usage");
  const wall = to - from;
  if (!(wall > 0)) throw new Error(`${command.join(" ")} told no usage:\n${stderr}`);
  return { wall, cpu: user + system, rss: 0 };
}

mkdirSync(join(home, "temp"));
await build({ entryPoints: [GATE], bundle: true, format: "esm", platform: "node", outfile: READER, logLevel: "error" });
const load = (): string =>
  loadavg()
    .map((one) => one.toFixed(1))
    .join(", ");
console.log(
  `Node ${process.version}, ${cpus().length} cores, load before ${load()}; bundle of ${readFileSync(BUNDLE).length} bytes; ${rounds} rounds, medians.`,
);
printStart();
if (process.argv[3] !== "start") for (const set of sets()) printReading(set);
console.log(`\nLoad after: ${load()}.`);
