// The section `release:` of the policy in the work tree, for the Actions that need it.
import { releasePolicyIn } from "../src/commands/release-policy.ts";
import type { ReleaseConfig } from "../src/release/config.ts";
import { Refusal } from "./action.ts";

/** Its defaults when there is no file or no section. Throws {@link Refusal} when it is wrong. */
export async function readReleasePolicy(cwd: string): Promise<ReleaseConfig> {
  const section = await releasePolicyIn(cwd);
  if (section.ok) return section.value;
  throw new Refusal({ code: "bad-policy", message: section.reason, cure: "Mend the section release: there." });
}
