// The section `release:` of the policy, and the only place for its defaults.
import * as z from "zod";
import { parseGlob } from "../core/glob.ts";
import { parsePattern } from "../core/match.ts";

const level = z.enum(["none", "patch", "minor", "major"]);

/** Types that release something, unless the policy says otherwise. What is not listed releases nothing. */
const LEVELS: Readonly<Record<string, z.infer<typeof level>>> = {
  fix: "patch",
  perf: "patch",
  revert: "patch",
  deps: "patch",
  security: "patch",
  feat: "minor",
  feature: "minor",
};

/** Where a type stands in the notes; what is not listed is hidden. Another map than the levels, on purpose. */
const SECTIONS: Readonly<Record<string, string>> = {
  security: "Security",
  feat: "Features",
  feature: "Features",
  fix: "Fixes",
  perf: "Performance",
  revert: "Reverts",
  deps: "Dependencies",
};

const line = z.strictObject({
  /** RE2 with a group `v`: `release/(?P<v>\d+\.\d+)`. */
  version_from: z
    .string()
    .refine((source) => parsePattern(source).ok && source.includes("(?P<v>"), {
      error: "must be a pattern in RE2 syntax with a group v, as in release/(?P<v>\\d+\\.\\d+)",
    })
    .optional(),
  prerelease: z
    .string()
    .regex(/^[A-Za-z][0-9A-Za-z-]*$/)
    .optional(),
  only: z.enum(["patch", "minor"]).optional(),
});

const packages = z.strictObject({
  /** In tags and notes; the last part of the path when absent. */
  name: z.string().min(1).max(100).optional(),
  group: z.string().min(1).max(60).optional(),
  /** Paths of packages that this one is built from: it is patched when they are released. */
  needs: z.array(z.string()).default([]),
});

const file = z.union([
  z.string().min(1),
  z.strictObject({
    path: z.string().min(1),
    /** `a.b.0` for JSON and YAML, `a.b` for TOML, `a/b` for XML; absent: lines with the marker comment. */
    at: z.string().optional(),
  }),
]);

export const releaseConfig = z.strictObject({
  lines: z
    .record(
      z.string().refine((name) => parseGlob(name).ok, { error: "must be a branch or a glob, as in 1.x or release/*" }),
      line,
    )
    .default({}),
  tag: z
    .string()
    .refine((text) => text.split("{version}").length === 2, { error: "must hold {version} once, as in v{version}" })
    .default("v{version}"),
  first: z
    .string()
    .regex(/^\d+\.\d+\.\d+$/)
    .default("0.1.0"),
  levels: z
    .record(z.string(), level)
    .default({})
    .transform((own): Record<string, z.infer<typeof level>> => ({ ...LEVELS, ...lowered(own) })),
  breaking: level.default("major"),
  breaking_below_one: level.default("minor"),
  sections: z
    .record(z.string(), z.string())
    .default({})
    .transform((own): Record<string, string> => ({ ...SECTIONS, ...lowered(own) })),
  /** `titles`: one change for each pull request, by its title. */
  commits: z.enum(["all", "titles"]).default("all"),
  squash: z.enum(["title", "bullets"]).default("title"),
  /** Label of a pull request -> level, stronger than its commits. */
  labels: z.record(z.string(), level).default({}),
  packages: z.record(z.string(), packages).default({}),
  groups: z.record(z.string(), z.enum(["fixed", "linked"])).default({}),
  files: z.array(file).default([]),
  changelog: z.string().min(1).nullable().default("CHANGELOG.md"),
  workflow: z.string().min(1).nullable().default(null),
  backport: z
    .strictObject({
      workflow: z.string().min(1).default("backport.yml"),
      /** Labels that ask for a backport; `{line}` is a line's branch. */
      label: z.string().includes("{line}").default("backport {line}"),
      by: z.array(z.string()).default(["maintainers"]),
    })
    .prefault({}),
  /** Who may say `/release patch`. */
  by: z.array(z.string()).default(["maintainers"]),
  notify: z.strictObject({ released_in: z.boolean().default(true), verify: z.boolean().default(false) }).prefault({}),
});

export type ReleaseConfig = z.infer<typeof releaseConfig>;

function lowered<Value>(map: Readonly<Record<string, Value>>): Record<string, Value> {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key.toLowerCase(), value]));
}
