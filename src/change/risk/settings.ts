// `risk:` in the policy: how many points each signal gives, and from how many on a change is medium or high.
import * as z from "zod";
import { exactLength, parseDuration } from "../../core/clock.ts";
import { bad, checked, good, refusedBy, type Parsed } from "../../core/parsed.ts";
import { condition } from "../rules/condition.ts";
import { pathGlobs } from "../rules/by-path.ts";

const exactDuration = (text: string): Parsed<number> => {
  const duration = parseDuration(text);
  if (!duration.ok) return duration;
  const length = exactLength(duration.value);
  return length === undefined ? bad("An exact length of time, in days or weeks. Write it like 90d.") : good(length);
};

/** Milliseconds; of a text that the schema has checked. */
export function lengthOf(text: string): number {
  return checked(exactDuration(text));
}

const points = z.int().min(0).max(1000);

const rule = z.strictObject({
  name: z.string().min(1).max(120).describe("What it is, for the arithmetic: touches a migration."),
  if: condition.describe("The points count where this is so."),
  points,
});

/** What counts as such without a word in the policy; each list can be replaced. */
const GUARDED = [".github/lamplighter.yml", "{,.github/,docs/}CODEOWNERS"];
const MANIFESTS = [
  "**/{package.json,package-lock.json,npm-shrinkwrap.json,yarn.lock,pnpm-lock.yaml,bun.lock}",
  "**/{go.mod,go.sum,Cargo.toml,Cargo.lock,Gemfile,Gemfile.lock,composer.json,composer.lock}",
  "**/{pom.xml,build.gradle,build.gradle.kts,gradle.lockfile,*.csproj,packages.lock.json}",
  "**/{pyproject.toml,poetry.lock,uv.lock,Pipfile,Pipfile.lock,requirements*.txt,setup.py}",
];
const MIGRATIONS = ["**/{migrations,migrate}/**"];
const INFRASTRUCTURE = [
  ".github/{workflows,actions}/**",
  "**/{Dockerfile,Containerfile,docker-compose*.yml,compose*.yaml,compose*.yml,Procfile}",
  "**/*.{tf,tfvars,bicep}",
  "**/{terraform,helm,charts,k8s,kubernetes,ansible}/**",
];
const TESTS = ["**/{test,tests,__tests__,spec,specs,e2e}/**", "**/*{.,_,-}{test,tests,spec}.*", "**/test_*.*"];
const UNTESTED = ["**/*.{md,txt,rst,adoc}", "docs/**", "**/{LICENSE,NOTICE,CODEOWNERS}"];

const sized = (above: number, ofPoints: number) =>
  z
    .strictObject({
      above: z.int().min(0).default(above).describe("The points count beyond so many."),
      points: points.default(ofPoints),
    })
    .prefault({});

const placed = (paths: readonly string[], ofPoints: number) =>
  z
    .strictObject({
      paths: pathGlobs.default([...paths]).describe("Which paths those are."),
      points: points.default(ofPoints),
    })
    .prefault({});

const given = (ofPoints: number) => z.strictObject({ points: points.default(ofPoints) }).prefault({});

const signals = z.strictObject({
  lines: sized(400, 15).describe("Lines added and removed."),
  files: sized(20, 10).describe("Files touched."),
  guarded: placed(GUARDED, 40).describe("Paths that decide over others."),
  dependencies: placed(MANIFESTS, 10).describe("Dependency manifests and lock files."),
  migrations: placed(MIGRATIONS, 20).describe("Migrations of a database."),
  infrastructure: placed(INFRASTRUCTURE, 15).describe("Infrastructure and workflow files."),
  no_tests: z
    .strictObject({
      tests: pathGlobs.default([...TESTS]).describe("Which paths are tests."),
      except: pathGlobs.default([...UNTESTED]).describe("Which paths need none."),
      points: points.default(10),
    })
    .prefault({})
    .describe("No test is touched, though something is that needs one."),
  first_change: given(10).describe("The author's first change here, by GitHub's hint."),
  breaking: given(20).describe("A commit or the title says that it breaks: `feat!:` or `BREAKING CHANGE:`."),
  past: z
    .strictObject({
      within: z.string().superRefine(refusedBy(exactDuration)).default("90d").describe("How far back, exact time."),
      points: points.default(30),
    })
    .prefault({})
    .describe(
      "The share of recent changes to these folders that were reverted or caused an incident; of all, the points.",
    ),
  test_gate: z
    .strictObject({
      check: z.string().min(1).max(200).optional().describe("The test gate's job; absent: it does not count."),
      artifact: z
        .string()
        .regex(/^[^"':<>|*?\r\n\\/]{1,200}$/, "an artifact's name, as upload-artifact takes it")
        .optional()
        .describe("The artifact in which that job keeps the gate's digest: test-gate. Then its verdict is read, too."),
      points: points.default(30),
    })
    .refine(({ check, artifact }) => artifact === undefined || check !== undefined, {
      error: "artifact needs check, the job that leaves it",
    })
    .prefault({})
    .describe(
      "The test gate has not succeeded on the head, or its verdict speaks against it. It may raise the risk and never lowers it.",
    ),
});

export type Signals = z.infer<typeof signals>;

/** Each signal's key, what it is and its points without a word in the policy: the docs' table is printed from it. */
export const SIGNALS: readonly { readonly key: string; readonly says: string; readonly points: number }[] =
  Object.entries(signals.parse({})).map(([key, { points: given }]) => ({
    key,
    says: signals.shape[key as keyof Signals].description ?? "",
    points: given,
  }));

export const riskSettings = z
  .strictObject({
    signals: signals.prefault({}).describe("What is built in; `points: 0` turns a signal off."),
    rules: z.array(rule).max(100).default([]).describe("Points of your own."),
    levels: z
      .strictObject({
        medium: z.int().min(1).default(30).describe("Medium from so many points on."),
        high: z.int().min(1).default(60).describe("High from so many points on."),
      })
      .prefault({})
      .refine(({ medium, high }) => medium < high, { error: "medium has to begin below high" }),
    lower: z
      .array(z.string().min(1).max(60))
      .max(20)
      .default([])
      .describe("Roles that may lower the level by `/risk`; nobody when empty. Anybody with a role may raise it."),
  })
  .prefault({});

export type RiskSettings = z.infer<typeof riskSettings>;
