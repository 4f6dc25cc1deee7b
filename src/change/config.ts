// The section `change:` of the policy, and the only place for its defaults. `change: {}` is the smallest policy.
import * as z from "zod";
import { parseGlob, parsePathGlob, type Glob } from "../core/glob.ts";
import { instantAfter } from "../core/calendar.ts";
import { parseDuration } from "../core/clock.ts";
import { checked, type Parsed, refusedBy } from "../core/parsed.ts";
import type { Policy } from "../core/policy.ts";
import type { Instant } from "../core/refs.ts";
import { freezes } from "./freezes/section.ts";
import type { Level } from "./records.ts";

/** A key under `roles:`. Whether there is such a role is asked where the decision is made. */
const roleName = z.string().min(1).max(60);

const quorum = z
  .strictObject({
    count: z.int().min(1).max(20).default(1).describe("How many people have to approve, each counted once."),
    from: z.array(roleName).min(1).max(20).describe("Roles whose approvals count."),
    of_which: z
      .record(roleName, z.int().min(1).max(20))
      .default({})
      .describe("Seats: so many of them from these roles. One person fills one seat."),
  })
  .describe("Whose approvals are needed.");

/** Whose approvals are needed. */
export type Quorum = z.infer<typeof quorum>;

const byLevel = z
  .strictObject({ low: quorum, medium: quorum, high: quorum })
  .describe("Whose approvals are needed at each level of risk.");

const globs = (parse: (source: string) => Parsed<Glob>) =>
  z
    .array(z.string().superRefine(refusedBy(parse)))
    .min(1)
    .max(200);

const riskRule = z.strictObject({
  name: z.string().min(1).max(120).describe("What it is, for the arithmetic: touches a migration."),
  if: z.strictObject({ paths: globs(parsePathGlob).describe("Globs; a renamed file counts under both names.") }),
  points: z.int().min(0).max(1000),
});

const risk = z.strictObject({
  rules: z.array(riskRule).max(100).default([]),
  levels: z
    .strictObject({ medium: z.int().min(1).default(30), high: z.int().min(1).default(60) })
    .default({ medium: 30, high: 60 })
    .describe("From how many points on a change is medium or high."),
});

const demands = z.strictObject({
  linked_issue: z.boolean().default(false).describe("The pull request is linked to an issue of this repository."),
  sections: z
    .array(z.string().min(1).max(120))
    .max(20)
    .default([])
    .describe("Headings that its description has, with words under them."),
  checks: z
    .array(
      z
        .string()
        .min(1)
        .max(200)
        .refine((name) => !name.startsWith("lamplighter/change"), "a check cannot wait for itself"),
    )
    .max(50)
    .default([])
    .describe("Checks or statuses that have succeeded on its head."),
});

export const changeConfig = z
  .strictObject({
    mode: z
      .enum(["enforce", "observe"])
      .default("enforce")
      .describe("observe: lamplighter/change-preview, which blocks nothing."),
    branches: globs(parseGlob).optional().describe("Globs of governed branches; the default branch when absent."),
    reviews: z.enum(["ignore", "count"]).default("ignore").describe("count: approving reviews are approvals too."),
    approvals: z
      .union([quorum, byLevel], { error: "neither { count, from, of_which } nor { low, medium, high } of these" })
      .default({ count: 1, from: ["maintainers"], of_which: {} }),
    separation: z
      .array(z.enum(["author", "contributors", "requester", "deployer"]))
      .default(["author", "contributors"])
      .describe("None of these may approve."),
    keep_approval_on: z
      .array(z.enum(["same-patch", "base-merge"]))
      .refine((kinds) => kinds.length === 0, "nothing, for now: a push asks for approval again")
      .default([]),
    expires: z.string().superRefine(refusedBy(parseDuration)).default("14d").describe("An approval's life."),
    hold: z
      .union([z.literal("anyone"), roleName])
      .default("anyone")
      .describe("Who may /hold: anyone, or a role."),
    risk: risk.default({ rules: [], levels: { medium: 30, high: 60 } }),
    require: demands.default({ linked_issue: false, sections: [], checks: [] }),
    override_freeze: z
      .array(roleName)
      .max(20)
      .default([])
      .describe("Roles that may /override-freeze; nobody when absent."),
    freezes,
  })
  .refine((section) => section.risk.levels.medium < section.risk.levels.high, {
    path: ["risk", "levels"],
    error: "medium has to begin below high",
  });

export type ChangeConfig = z.infer<typeof changeConfig>;

/** When an approval of that instant expires; business time by the policy's calendar. */
export function expiryOf({ section, calendar }: Policy<ChangeConfig>, instant: Instant): Instant {
  return instantAfter({ instant, duration: checked(parseDuration(section.expires)), calendar });
}

/** The quorum for a level; a flat one serves them all. */
export function quorumFor(config: ChangeConfig, level: Level): Quorum {
  return "from" in config.approvals ? config.approvals : config.approvals[level];
}
