// The section `release:` of the policy. Its defaults stand in defaults.ts, for those who start without a policy and
// should not wait for the schema to load.
import * as z from "zod";
import { parseGlob } from "../core/glob.ts";
import { parsePattern } from "../core/match.ts";
import { checked } from "../core/parsed.ts";
import { DEFAULTS } from "./defaults.ts";
import { isFirst } from "./lines/version.ts";

const level = z.enum(["none", "patch", "minor", "major"]);

const line = z
  .strictObject({
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
  })
  // Compiled here, where RE2 is loaded anyway: without such a line nobody needs it.
  .transform(({ version_from: source, ...own }) => ({
    ...own,
    versionIn: source === undefined ? null : versionReader(source),
  }));

function versionReader(source: string): (branch: string) => string | undefined {
  const { program } = checked(parsePattern(source));
  return (branch) => {
    const matcher = program.matcher(branch);
    return matcher.matches() ? (matcher.group("v") ?? undefined) : undefined;
  };
}

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
    .default(DEFAULTS.tag),
  first: z
    .string()
    .regex(/^\d+\.\d+\.\d+$/)
    .refine(isFirst, { error: "must be a version, as in 1.0.0: no number begins with a zero" })
    .default(DEFAULTS.first),
  levels: z
    .record(z.string(), level)
    .default({})
    .transform((own): Record<string, z.infer<typeof level>> => ({ ...DEFAULTS.levels, ...lowered(own) })),
  breaking: level.default(DEFAULTS.breaking),
  breaking_below_one: level.default(DEFAULTS.breaking_below_one),
  sections: z
    .record(z.string(), z.string())
    .default({})
    .transform((own): Record<string, string> => ({ ...DEFAULTS.sections, ...lowered(own) })),
  /** `titles`: one change for each pull request, by its title. */
  commits: z.enum(["all", "titles"]).default(DEFAULTS.commits),
  squash: z.enum(["title", "bullets"]).default(DEFAULTS.squash),
  /** Label of a pull request -> level, stronger than its commits. */
  labels: z.record(z.string(), level).default({}),
  packages: z.record(z.string(), packages).default({}),
  groups: z.record(z.string(), z.enum(["fixed", "linked"])).default({}),
  files: z.array(file).default([]),
  changelog: z.string().min(1).nullable().default(DEFAULTS.changelog),
  workflow: z.string().min(1).nullable().default(DEFAULTS.workflow),
  backport: z
    .strictObject({
      workflow: z.string().min(1).default(DEFAULTS.backport.workflow),
      /** Labels that ask for a backport; `{line}` is a line's branch. */
      label: z.string().includes("{line}").default(DEFAULTS.backport.label),
      by: z.array(z.string()).default(DEFAULTS.backport.by),
    })
    .prefault({}),
  /** With it nothing is tagged whose changes lack this App's approving check; without it releases rest on the line alone. */
  change_record: z
    .strictObject({
      /** The id of the App that judges changes: a check of the same name from anybody else does not count. */
      app: z.int().positive(),
      check: z.string().min(1).default("lamplighter/change"),
    })
    .nullable()
    .default(DEFAULTS.change_record),
  /** Who may say `/release patch`. */
  by: z.array(z.string()).default(DEFAULTS.by),
  notify: z
    .strictObject({
      released_in: z.boolean().default(DEFAULTS.notify.released_in),
      verify: z.boolean().default(DEFAULTS.notify.verify),
    })
    .prefault({}),
});

export type ReleaseConfig = z.infer<typeof releaseConfig>;

function lowered<Value>(map: Readonly<Record<string, Value>>): Record<string, Value> {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key.toLowerCase(), value]));
}
