// Next version and notes beside the programs that do the same, in one interleaved run: wall, CPU, peak memory, as ratios.
// usage: LAMPLIGHTER_BENCH_PEERS=DIR LAMPLIGHTER_BENCH_VITE=GIT LAMPLIGHTER_BENCH_ELECTRON=GIT npm run bench:release [rounds]
// GIT are clones (bare ones too) of vitejs/vite and electron/electron; they are only read.
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { bundleFrom } from "../scripts/build-actions.ts";
import { smallHistory } from "../scripts/bundle/samples.ts";

const PEERS = [
  "git-cliff@2.14.2",
  "semantic-release@25.0.9",
  "conventional-changelog@8.1.3",
  "conventional-changelog-conventionalcommits@10.4.1",
  "changelogen@0.6.2",
];
const ROUNDS = Number(process.argv[2] ?? "5");
const peers = process.env["LAMPLIGHTER_BENCH_PEERS"];
const sources = { vite: process.env["LAMPLIGHTER_BENCH_VITE"], electron: process.env["LAMPLIGHTER_BENCH_ELECTRON"] };

if (!peers || !existsSync(join(peers, "node_modules/semantic-release"))) {
  console.error(
    `The peers are not there. Install them:\n  mkdir peers && cd peers && npm init -y && npm install ${PEERS.join(" ")}`,
  );
  console.error("then set LAMPLIGHTER_BENCH_PEERS to that folder.");
  process.exit(2);
}
if (!sources.vite || !sources.electron) {
  console.error(
    "Set LAMPLIGHTER_BENCH_VITE and LAMPLIGHTER_BENCH_ELECTRON to clones of vitejs/vite and electron/electron.",
  );
  process.exit(2);
}

interface Contestant {
  readonly name: string;
  readonly command: readonly string[];
}
interface Cost {
  readonly wall: number;
  readonly cpu: number;
  /** MiB. */
  readonly peak: number;
  readonly ok: boolean;
}

const folder = mkdtempSync(join(tmpdir(), "lamplighter-bench-"));
const ours = join(folder, "ours/main.cjs");
const launcher = resolve(import.meta.dirname, "../bin/lamplighter.js");
const action = resolve(import.meta.dirname, "../actions/patch-release/dist/main.cjs");
// Built as the patch release Action is, by the same function.
const built = await bundleFrom({
  entry: "bench/release/ours.ts",
  folder: "ours",
  sample: (workspace) => ({ ...smallHistory(workspace), runs: [["notes"], ["next-version"]] }),
});
mkdirSync(join(folder, "ours"));
for (const [path, bytes] of built.files) writeFileSync(join(folder, path), bytes);

/** S: since the last tag. L and E: everything, in clones without tags. */
function histories(): { name: string; cwd: string; full: boolean }[] {
  const clone = (name: string, source: string, ...more: string[]): string => {
    const bare = join(folder, `${name}.git`);
    execFileSync("git", [
      "clone",
      "-q",
      "--bare",
      "--single-branch",
      "-b",
      "main",
      ...more,
      `file://${resolve(source)}`,
      bare,
    ]);
    execFileSync("git", ["clone", "-q", "-n", "--shared", bare, join(folder, name)]);
    writeFileSync(join(folder, name, "package.json"), '{"name":"x","version":"0.0.0-development"}\n');
    return join(folder, name);
  };
  return [
    { name: "S", cwd: clone("S", sources.vite ?? ""), full: true },
    { name: "L", cwd: clone("L", sources.vite ?? "", "--no-tags"), full: false },
    { name: "E", cwd: clone("E", sources.electron ?? "", "--no-tags"), full: false },
  ];
}

const bin = (path: string): string => join(peers, "node_modules", path);
const cliff = join(peers, "node_modules", `git-cliff-${process.platform}-${process.arch}`, "bin/git-cliff");

function contestants(cwd: string): Contestant[] {
  const node = process.execPath;
  const plugins = "@semantic-release/commit-analyzer,@semantic-release/release-notes-generator";
  return [
    { name: "git log of the range", command: ["git", "log", "--format=%H%n%B", ...rangeOf(cwd)] },
    {
      name: "node + describe + log",
      command: [
        "sh",
        "-c",
        `${node} -e 0; git describe --tags --match 'v*' --abbrev=0; git log --format=%B ${rangeOf(cwd).join(" ")}`,
      ],
    },
    { name: "lamplighter: version and notes", command: [node, ours, "notes", "--first-version", "0.1.0"] },
    { name: "lamplighter: version", command: [node, ours, "next-version", "--first-version", "0.1.0"] },
    // What a workflow runs, as it is shipped: besides, it writes outputs, a file with the notes and a summary.
    {
      name: "the patch release Action, whole",
      command: ["env", "INPUT_MODE=plan", "INPUT_FIRST-VERSION=0.1.0", `RUNNER_TEMP=${folder}`, node, action],
    },
    // What a person types: the sources as they are, whose types are stripped at each start.
    {
      name: "lamplighter: version, from its sources",
      command: [node, launcher, "next-version", "--first-version", "0.1.0"],
    },
    {
      name: "conventional-changelog 8: notes",
      command: [node, bin("conventional-changelog/dist/cli/index.js"), "-p", "conventionalcommits", "--stdout"],
    },
    { name: "git-cliff: notes", command: [cliff, "--unreleased", "--offline"] },
    {
      name: "semantic-release: dry run",
      command: [
        node,
        bin("semantic-release/bin/semantic-release.js"),
        "--dry-run",
        "--no-ci",
        "-b",
        "main",
        "-p",
        plugins,
        "-r",
        `file://${cwd}.git`,
      ],
    },
    { name: "changelogen: notes", command: [node, bin("changelogen/dist/cli.mjs")] },
  ];
}

function changelogs(): Contestant[] {
  const node = process.execPath;
  return [
    { name: "git log", command: ["git", "log", "--format=%H%n%D%n%B"] },
    { name: "lamplighter: all releases", command: [node, ours, "notes", "--all", "--prereleases"] },
    {
      name: "conventional-changelog 8: all releases",
      command: [
        node,
        bin("conventional-changelog/dist/cli/index.js"),
        "-p",
        "conventionalcommits",
        "--stdout",
        "-r",
        "0",
        "-t",
        "v",
      ],
    },
    { name: "git-cliff: all releases", command: [cliff, "--offline", "--tag-pattern", "^v"] },
  ];
}

function rangeOf(cwd: string): string[] {
  const { status, stdout } = spawnSync("git", ["describe", "--tags", "--match", "v*", "--abbrev=0"], {
    cwd,
    encoding: "utf8",
  });
  return status === 0 ? [`${stdout.trim()}..HEAD`] : ["HEAD"];
}

/** GNU time tells the memory, bash's own `time` the CPU to the millisecond: both of a command and all that it starts. */
function measure(cwd: string, { command }: Contestant): Cost {
  const file = join(folder, "time");
  const path = `${join(process.execPath, "..")}:${process.env["PATH"] ?? ""}`;
  const timed = 'TIMEFORMAT="%3U %3S"; time /usr/bin/time -o "$0" -f %M "$@" 2>/dev/null';
  const start = performance.now();
  const { status, stdout, stderr, error } = spawnSync("bash", ["-c", timed, file, ...command], {
    cwd,
    env: { ...process.env, PATH: path, NO_COLOR: "1", LC_ALL: "C" },
    maxBuffer: 1 << 30,
    encoding: "utf8",
  });
  if (error !== undefined) throw error;
  const wall = (performance.now() - start) / 1000;
  const [user = 0, system = 0] = (stderr.trim().split("\n").at(-1) ?? "").split(" ").map(Number);
  const kilobytes = Number(readFileSync(file, "utf8").trim().split("\n").at(-1));
  return { wall, cpu: user + system, peak: kilobytes / 1024, ok: status === 0 && stdout.length > 0 };
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

function run(title: string, cwd: string, all: readonly Contestant[], rounds: number): void {
  const costs = new Map<string, Cost[]>(all.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round += 1) for (const one of all) costs.get(one.name)?.push(measure(cwd, one));
  const mine = median(
    (costs.get(all.find(({ name }) => name.startsWith("lamplighter"))?.name ?? "") ?? []).map(({ cpu }) => cpu),
  );
  console.log(`\n${title}\n\n| | CPU s | wall s | MiB | its CPU in ours |\n|---|---|---|---|---|`);
  for (const { name } of all) {
    const own = costs.get(name) ?? [];
    const cpu = median(own.map((cost) => cost.cpu));
    const cells = [
      cpu.toFixed(3),
      median(own.map(({ wall }) => wall)).toFixed(2),
      median(own.map(({ peak }) => peak)).toFixed(0),
      (cpu / mine).toFixed(2),
    ];
    console.log(`| ${name}${own.every(({ ok }) => ok) ? "" : " (failed or printed nothing)"} | ${cells.join(" | ")} |`);
  }
}

try {
  console.log(
    `Node ${process.version}, ${execFileSync("git", ["--version"], { encoding: "utf8" }).trim()}, load ${loadavg()[0]?.toFixed(1) ?? "?"}, ${ROUNDS} interleaved rounds, medians`,
  );
  for (const { name, cwd, full } of histories()) {
    const count = execFileSync("git", ["rev-list", "--count", ...rangeOf(cwd)], { cwd, encoding: "utf8" }).trim();
    run(`${name}: ${count} commits in the range`, cwd, contestants(cwd), ROUNDS);
    if (full) run("The changelog of every release", cwd, changelogs(), Math.min(3, ROUNDS));
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
