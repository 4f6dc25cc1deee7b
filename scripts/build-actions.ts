// Bundles every Action into `actions/<name>/dist/`, with the licences of what is in it. What is imported late (schemas, YAML,
// RE2, GitHub) stands in parts beside the first file, which a run that does not need them does not compile.
// `--check` builds in memory and compares byte for byte with what is committed (ACT-25: a bundle is never its own source).
// usage: node scripts/build-actions.ts [--check] [name ...]
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { join, relative, resolve } from "node:path";
import { build as bundle, type BuildOptions, type Plugin } from "esbuild";
import { greenReport, smallHistory, type Sample } from "./bundle/samples.ts";
import { importedBack, importedLate, withOneStart } from "./bundle/one-start.ts";

const ROOT = resolve(import.meta.dirname, "..");
// Some packages are CommonJS inside and call `require`, which an ES module does not have.
const BANNER = 'const require=name=>process.getBuiltinModule("node:module").createRequire(import.meta.url)(name);';

/**
 * Node's own modules as plain objects, of which only what is imported is touched: the getters of `node:util` and `node:fs` load
 * streams, consoles and promises. An `import` of one as it stands would touch them all: 4 to 10 ms at every start.
 */
const BUILTINS: Plugin = {
  name: "builtins",
  setup(build) {
    build.onResolve({ filter: /.*/ }, ({ path, kind }) =>
      isBuiltin(path) ? { path, namespace: kind === "require-call" ? "required-builtin" : "builtin" } : undefined,
    );
    build.onLoad({ filter: /.*/, namespace: "required-builtin" }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule(${JSON.stringify(path)});`,
      loader: "js",
    }));
    build.onLoad({ filter: /.*/, namespace: "builtin" }, async ({ path }) => {
      const whole = (await import(path)) as Readonly<Record<string, unknown>>;
      const names = Object.keys(whole).filter((name) => name !== "default" && name !== "module.exports");
      // Marked pure, so that what nobody imports is dropped from the bundle.
      const one = (name: string): string => `/* @__PURE__ */ of(${JSON.stringify(name)})`;
      const named = names.map((name, index) => `const b${index} = ${one(name)};`);
      const exported = names.map((name, index) => `b${index} as ${name}`).join(", ");
      return {
        contents: [
          `const whole = /* @__PURE__ */ process.getBuiltinModule(${JSON.stringify(path)});`,
          "const of = (name) => whole[name];",
          ...named,
          `export { ${exported}, whole as default };`,
        ].join("\n"),
        loader: "js",
      };
    });
  },
};

/** How every bundle is made: the same sources give the same bytes on every machine. */
export const SHIPPED = {
  bundle: true,
  platform: "node",
  // A folder of packages that is a link gives the same bytes as one that is not.
  preserveSymlinks: true,
  target: "node24",
  format: "esm",
  minify: true,
  // Text in ASCII takes V8 half as long to read.
  charset: "ascii",
  legalComments: "none",
  banner: { js: BANNER },
  plugins: [BUILTINS],
  logLevel: "warning",
} as const satisfies BuildOptions;

/**
 * Actions whose first part holds all that their start needs, and is one file (scripts/bundle/one-start.ts). Such a `main.ts`
 * must not wait at its top level for what imports late: it would wait for itself.
 */
const IN_ONE_START: ReadonlyMap<string, Sample> = new Map([
  ["test-gate", greenReport],
  ["patch-release", smallHistory],
]);

interface Bundle {
  /** Path relative to the repository -> its bytes. */
  files: Map<string, Buffer>;
}

/** Builds one Action in memory. */
export function bundleAction(name: string): Promise<Bundle> {
  const sample = IN_ONE_START.get(name) ?? null;
  return bundleFrom({ entry: `actions/${name}/main.ts`, folder: `actions/${name}/dist`, sample });
}

/** Builds a bundle for a folder, as the Actions are; with a sample, in one start. Paths are relative to the repository. */
export async function bundleFrom(from: {
  readonly entry: string;
  readonly folder: string;
  readonly sample: Sample | null;
}): Promise<Bundle> {
  const { entry, folder, sample } = from;
  const options = {
    absWorkingDir: ROOT,
    entryPoints: { main: entry },
    ...SHIPPED,
    splitting: true,
    chunkNames: "part-[hash]",
    outdir: folder,
  } as const satisfies BuildOptions;
  const back = sample === null ? [] : [importedBack({ root: ROOT, main: entry, late: await importedLate(options) })];
  const plugins = [BUILTINS, ...back];
  const result = await bundle({ ...options, plugins, metafile: true, write: false });
  const licences = Buffer.from(licencesOf(Object.keys(result.metafile.inputs)));
  const built = new Map(
    result.outputFiles
      .map(({ path, contents }): [string, Buffer] => [relative(ROOT, path), Buffer.from(contents)])
      .sort(([one], [other]) => (one < other ? -1 : 1)),
  );
  const files = sample === null ? built : withOneStart(built, { folder, sample, banner: BANNER });
  return { files: files.set(`${folder}/licenses.txt`, licences) };
}

function licencesOf(inputs: readonly string[]): string {
  const packages = new Set<string>();
  for (const input of inputs) {
    const match = /(?:^|.*\/)node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input);
    if (match?.[1] !== undefined) packages.add(match[1]);
  }
  return [...packages].sort().map(licenceOf).join("\n");
}

function licenceOf(name: string): string {
  const folder = join(ROOT, "node_modules", name);
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  if (file === undefined) throw new Error(`${name} has no licence file: it cannot be bundled`);
  const { version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { version: string };
  return `${name} ${version}\n\n${readFileSync(join(folder, file), "utf8").replaceAll("\r\n", "\n").trim()}\n`;
}

/** The Actions that run on Node: those with a `main.ts`. */
export function actionNames(): string[] {
  return readdirSync(join(ROOT, "actions"), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(ROOT, "actions", entry.name, "main.ts")))
    .map((entry) => entry.name)
    .sort();
}

/** The scripts of a bundle, also those of an older one. */
export function scriptsOf(name: string): string[] {
  const folder = `actions/${name}/dist`;
  if (!existsSync(join(ROOT, folder))) return [];
  return readdirSync(join(ROOT, folder))
    .filter((file) => /\.c?js$/.test(file))
    .map((file) => `${folder}/${file}`);
}

if (import.meta.main) {
  const [...args] = process.argv.slice(2);
  const check = args.includes("--check");
  const asked = args.filter((arg) => !arg.startsWith("--"));
  for (const name of asked.length > 0 ? asked : actionNames()) {
    const { files } = await bundleAction(name);
    for (const path of scriptsOf(name).filter((part) => !files.has(part))) {
      console.log(`${path} is of no bundle any more`);
      if (check) process.exitCode = 1;
      else rmSync(join(ROOT, path));
    }
    for (const [path, bytes] of files) {
      const target = join(ROOT, path);
      const same = existsSync(target) && readFileSync(target).equals(bytes);
      if (check && !same) {
        console.error(`${path} differs from its source. Run: node scripts/build-actions.ts ${name}`);
        process.exitCode = 1;
      } else if (!check) {
        mkdirSync(join(target, ".."), { recursive: true });
        writeFileSync(target, bytes);
      }
      console.log(`${path} ${String(bytes.length)} bytes${check ? (same ? " equal" : " DIFFERENT") : ""}`);
    }
  }
}
