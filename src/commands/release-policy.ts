// The section `release:` of the policy in a work tree, for the command line and the Actions. Schema, YAML and RE2 are loaded
// only where there is a policy: they are most of what starting costs.
import { existsSync, readFileSync } from "node:fs";
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
  const file = join(cwd, ".github/lamplighter.yml");
  // Not by a promise: that would load more of Node than reading this file is worth.
  const text = existsSync(file) ? readFileSync(file, "utf8") : "";
  if (text.trim() === "") return good(WITHOUT_POLICY);
  const { readSection } = await import("../release/section.ts");
  return readSection(text);
}
