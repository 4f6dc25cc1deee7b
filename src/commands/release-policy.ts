// The section `release:` of the policy in a work tree, for the command line and the Actions. Schema, YAML and RE2 are loaded
// only where there is a policy: they are most of what starting costs.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { good } from "../core/parsed.ts";
import type { Parsed } from "../core/parsed.ts";
import type { ReleaseConfig } from "../release/config.ts";
import { DEFAULTS } from "../release/defaults.ts";

/** What holds without a policy: nothing is named, and the defaults. */
export const WITHOUT_POLICY: ReleaseConfig = {
  ...DEFAULTS,
  lines: {},
  labels: {},
  packages: {},
  groups: {},
  files: [],
};

/** {@link WITHOUT_POLICY} where there is no file, or one sentence for what is wrong with it. */
export async function releasePolicyIn(cwd: string): Promise<Parsed<ReleaseConfig>> {
  const text = await readFile(join(cwd, ".github/lamplighter.yml"), "utf8").catch((error: unknown) => {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return "";
    throw error;
  });
  if (text.trim() === "") return good(WITHOUT_POLICY);
  const { readSection } = await import("../release/section.ts");
  return readSection(text);
}
