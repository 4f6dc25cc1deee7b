// What the section `release:` means where it says nothing. Without a schema, so that a repository without a policy is
// answered without loading one; config.ts takes its defaults from here.
import type { Level } from "./levels.ts";

/** Types that release something, unless the policy says otherwise. What is not listed releases nothing. */
const LEVELS: Record<string, Level> = {
  fix: "patch",
  perf: "patch",
  revert: "patch",
  deps: "patch",
  security: "patch",
  feat: "minor",
  feature: "minor",
};

/** Where a type stands in the notes; what is not listed is hidden. Another map than the levels, on purpose. */
const SECTIONS: Record<string, string> = {
  security: "Security",
  feat: "Features",
  feature: "Features",
  fix: "Fixes",
  perf: "Performance",
  revert: "Reverts",
  deps: "Dependencies",
};

interface Defaults {
  tag: string;
  first: string;
  levels: Record<string, Level>;
  breaking: Level;
  breaking_below_one: Level;
  sections: Record<string, string>;
  commits: "all" | "titles";
  squash: "title" | "bullets";
  changelog: string | null;
  workflow: string | null;
  change_record: { app: number; check: string } | null;
  backport: { workflow: string; label: string; by: string[] };
  by: string[];
  notify: { released_in: boolean; verify: boolean };
}

export const DEFAULTS: Defaults = {
  tag: "v{version}",
  first: "0.1.0",
  levels: LEVELS,
  breaking: "major",
  breaking_below_one: "minor",
  sections: SECTIONS,
  commits: "all",
  squash: "title",
  changelog: "CHANGELOG.md",
  workflow: null,
  change_record: null,
  backport: { workflow: "backport.yml", label: "backport {line}", by: ["maintainers"] },
  by: ["maintainers"],
  notify: { released_in: true, verify: false },
};
