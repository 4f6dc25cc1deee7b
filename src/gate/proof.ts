// A bug fix carries proof: a pull request that closes a bug brings a test, and with `base-results` one that fails on the
// base and passes here.
import type { Verdict } from "../core/verdict.ts";
import type { GateConfig } from "./config.ts";
import type { GateFacts } from "./facts.ts";
import { allow, block } from "./judged.ts";
import { outOfLeg } from "./leg-name.ts";

/** Where tests live in the languages whose reports we read. */
const TEST_PATH =
  /(^|\/)(tests?|specs?|__tests__|testing|features)\/|[._-](test|tests|spec|unittest)\.[^/]+$|(^|\/)test_[^/]+$|[a-z0-9](Test|Tests|TestCase|Spec|IT)\.[^/]+$/;

const UNPROVEN = "Add a test that fails without the fix.";

/** Nothing when no bug is closed, or no proof is asked. */
export function judgeProof(facts: GateFacts, config: GateConfig): Verdict[] {
  if (config.bugLabels.length === 0 || !facts.pull) return [];
  const { proof } = facts;
  if (proof.is === "unknown") {
    const title = `Whether this pull request closes a bug is not known: ${proof.why}`;
    return [block("proof-unjudged", title, "Mend that, or take require-regression-test out.")];
  }
  const { bugs, changed, onBase } = proof.value;
  if (bugs.length === 0) return [];
  const names = bugs.map((bug) => `#${bug.number}`).join(", ");
  if (onBase === null) {
    const touched = changed.filter((path) => TEST_PATH.test(path));
    if (touched.length > 0) {
      return [allow("proof", `It closes ${names} and changes ${touched.length} test files.`)];
    }
    const title = `It closes ${names}, and no test is added or changed.`;
    return [block("no-regression-test", title, UNPROVEN)];
  }
  const failedOnBase = new Set(onBase.told.filter((one) => one.outcome === "failed").map((one) => one.id));
  const proven: string[] = [];
  for (const [row, id] of facts.tests.names.entries())
    if (facts.tests.outcomeAt(row) === "passed" && failedOnBase.has(outOfLeg(id, facts.legs).name)) proven.push(id);
  if (proven.length > 0) {
    const title = `It closes ${names}; ${proven[0] ?? ""}${proven.length > 1 ? ` and ${proven.length - 1} more` : ""} failed on the base and passes here.`;
    return [allow("proof", title)];
  }
  const title = `It closes ${names}, and no test failed on the base and passes here.`;
  return [block("no-regression-test", title, UNPROVEN)];
}
