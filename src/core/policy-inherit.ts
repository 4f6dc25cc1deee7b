// How a repository's policy completes and changes its organisation's (spec: change, "Inheritance").
import { canonicalJson } from "./canonical.ts";
import type { Json } from "./plan.ts";
import type { PolicyProblem } from "./policy.ts";
import { isMembers, type Members, type PolicyFile, placeOf } from "./policy-file.ts";
import { valueAt } from "./policy-problems.ts";

/** Keys that speak about files, not about the policy: they are not inherited and not overwritten. */
const ABOUT_FILES: readonly string[] = ["extends", "locked"];

/** Maps merge key by key, lists and scalars are replaced. */
export function mergePolicies(organisation: Members, repository: Members): Members {
  const own = Object.entries(repository).filter(([key]) => !ABOUT_FILES.includes(key));
  return mergeMembers(organisation, Object.fromEntries(own));
}

function mergeMembers(under: Members, over: Members): Members {
  const merged = Object.assign(Object.create(null) as Record<string, Json>, under);
  for (const [key, value] of Object.entries(over)) {
    const below = merged[key];
    merged[key] = isMembers(below) && isMembers(value) ? mergeMembers(below, value) : value;
  }
  return merged;
}

/** What is said where it cannot be said, and locked keys that the repository changes. `locked` are dotted paths. */
export function inheritanceProblems(args: {
  readonly repository: PolicyFile;
  readonly organisation: PolicyFile;
  readonly merged: Members;
  readonly locked: readonly string[];
}): readonly PolicyProblem[] {
  const { repository, organisation, merged, locked } = args;
  const problems: PolicyProblem[] = [];
  const misplaced = (file: PolicyFile, key: string, expected: string): void => {
    if (!Object.hasOwn(file.data, key)) return;
    const place = placeOf(file, { path: [key], at: "key" });
    problems.push({ ...place, code: "misplaced", message: `"${key}" cannot stand in this file.`, expected });
  };
  misplaced(repository, "locked", "locked: only in the organisation's file");
  misplaced(organisation, "extends", "an organisation's file that extends nothing");
  for (const name of locked) {
    const path = name.split(".");
    const there = canonicalJson(valueAt(organisation.data, path) ?? null);
    if (there === canonicalJson(valueAt(merged, path) ?? null)) continue;
    const place = placeOf(repository, { path, at: "value" });
    const message = `${name} is locked by the organisation, and this changes it.`;
    problems.push({
      ...place,
      code: "locked",
      message,
      expected: "what the organisation's policy says; leave it out here",
    });
  }
  return problems;
}
