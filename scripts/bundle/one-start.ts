// A bundle whose first part holds all that a start needs, and is one file.
import { readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { build as bundle, type BuildOptions, type Plugin } from "esbuild";
import { assignedLater } from "./assigned.ts";
import { LATE_FILE } from "./late.ts";
import type { Sample } from "./samples.ts";
import { startOf } from "./start.ts";

/** What is imported late imports the first file back, so that nothing is shared by some parts and not by the first. */
export function importedBack(args: {
  readonly root: string;
  readonly main: string;
  readonly late: ReadonlySet<string>;
}): Plugin {
  const { root, main, late } = args;
  return {
    name: "imported-back",
    setup(build) {
      build.onLoad({ filter: /\.ts$/ }, ({ path }) => {
        if (!late.has(relative(root, path))) return undefined;
        const back = JSON.stringify(join(root, main));
        return { contents: `${readFileSync(path, "utf8")}\nimport ${back};\n`, loader: "ts" };
      });
    },
  };
}

/** What is imported late; only a whole build knows, since a file may be imported in both ways. */
export async function importedLate(
  options: BuildOptions & { readonly entryPoints: { readonly main: string } },
): Promise<ReadonlySet<string>> {
  const { metafile } = await bundle({ ...options, metafile: true, write: false });
  const entries = Object.values(metafile.outputs).map(({ entryPoint }) => entryPoint ?? "");
  return new Set(entries.filter((path) => path !== "" && path !== options.entryPoints.main));
}

/**
 * The first part in the place of the entry, which does nothing but import it; as CommonJS, of which V8 compiles less than of
 * a module (1 ms). The others find its names in it as before: they stand in one object at its end, where Node's reader of
 * CommonJS looks for them.
 */
export function withOneStart(
  files: ReadonlyMap<string, Buffer>,
  { folder, sample, banner }: { readonly folder: string; readonly sample: Sample; readonly banner: string },
): Map<string, Buffer> {
  const entry = files.get(join(folder, "main.js"))?.toString() ?? "";
  const part = /^import"\.\/(part-\w+\.js)";\s*$/m.exec(entry)?.[1];
  const whole = part === undefined ? undefined : files.get(join(folder, part));
  if (part === undefined || whole === undefined) throw new Error(`${folder}/main.js is more than one import`);
  const renamed = (bytes: Buffer): string => bytes.toString().replaceAll(part, "main.cjs");
  const [, code = "", list = ""] = /^(.*)export\{([^{}]*)\};\s*$/s.exec(renamed(whole).replace(banner, "")) ?? [];
  if (code === "" || /(^|[;}])(import|export)[\s{*"]/.test(code))
    throw new Error(`${part} imports or exports on its way`);
  const names = list.split(",").map((one): readonly string[] => one.trim().split(" as "));
  const moving = assignedLater(code, new Set(names.map(([name = ""]) => name)));
  if (moving.length > 0)
    throw new Error(`${part} exports ${moving.join(", ")}, which it assigns later: the other parts would not see that`);
  const exported = names.map(([name = "", as = name]) => `${as}:${name}`).join(",");
  const start = startOf(`${code}module.exports={${exported}};\n`, sample);
  const others = [...files].filter(([path]) => path !== join(folder, "main.js") && path !== join(folder, part));
  const late = others.map(([path, bytes]): [string, Buffer] => [path, Buffer.from(renamed(bytes))]);
  return new Map([
    [join(folder, LATE_FILE), Buffer.from(start.late)],
    [join(folder, "main.cjs"), Buffer.from(start.main)],
    ...late,
  ]);
}
