// The section `release:` of the policy in the work tree, for the Actions that need it.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { ReleaseConfig } from "../src/release/config.ts";
import { readSection } from "../src/release/section.ts";
import { Refusal } from "./action.ts";

/** Its defaults when there is no file or no section. Throws {@link Refusal} when it is wrong. */
export async function readReleasePolicy(cwd: string): Promise<ReleaseConfig> {
  const text = await readFile(join(cwd, ".github/lamplighter.yml"), "utf8").catch((error: unknown) => {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  });
  const section = readSection(text);
  if (section.ok) return section.value;
  throw new Refusal({ code: "bad-policy", message: section.reason, cure: "Mend the section release: there." });
}
