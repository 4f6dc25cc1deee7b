// The section `change:` of the policy, and the only place for its defaults. `change: {}` is the smallest policy.
import * as z from "zod";
import { instantAfter } from "../core/calendar.ts";
import { parseDuration } from "../core/clock.ts";
import { checked, refusedBy } from "../core/parsed.ts";
import type { Policy } from "../core/policy.ts";
import type { Instant } from "../core/refs.ts";
import { freezes } from "./freezes/section.ts";
import { approvalRule } from "./rules/approval-rule.ts";
import { nameGlobs } from "./rules/by-path.ts";
import { demands } from "./rules/condition.ts";
import { riskSettings } from "./risk/settings.ts";
import { typeSettings } from "./types/settings.ts";

/** A key under `roles:`. Whether there is such a role is asked where the decision is made. */
const roleName = z.string().min(1).max(60);

export const changeConfig = z.strictObject({
  mode: z
    .enum(["enforce", "observe"])
    .default("enforce")
    .describe("observe: lamplighter/change-preview, which blocks nothing."),
  branches: nameGlobs.optional().describe("Globs of governed branches; the default branch when absent."),
  reviews: z.enum(["ignore", "count"]).default("ignore").describe("count: approving reviews are approvals too."),
  approvals: approvalRule
    .prefault({ count: 1, from: ["maintainers"] })
    .describe("Whose approvals are needed, by quorum, level of risk, and rules that apply or do not."),
  separation: z
    .array(z.enum(["author", "contributors", "requester", "deployer"]))
    .default(["author", "contributors"])
    .describe("None of these may approve."),
  keep_approval_on: z
    .array(z.enum(["same-patch", "base-merge"]))
    .max(2)
    .default([])
    .describe(
      "Pushes that keep approvals: same-patch, the same change on another base; base-merge, merges of the base.",
    ),
  expires: z.string().superRefine(refusedBy(parseDuration)).default("14d").describe("An approval's life."),
  hold: z
    .union([z.literal("anyone"), roleName])
    .default("anyone")
    .describe("Who may /hold: anyone, or a role."),
  types: typeSettings.prefault({}).describe("Which changes are standard, and what an emergency takes."),
  risk: riskSettings.describe(
    "How much could go wrong, as a sum of points; it decides where `approvals` ask by level.",
  ),
  require: demands.prefault({}).describe("What must be so besides. `false` and empty lists are not demanded."),
  reviewers: z
    .enum(["suggest", "request", "off"])
    .default("off")
    .describe("The fewest people whose approvals would do: suggest names them, request asks them for their review."),
  remind: z
    .string()
    .superRefine(refusedBy(parseDuration))
    .optional()
    .describe(
      "After so long whoever owes the next move is reminded, then weekly, in business hours; never when absent.",
    ),
  override_freeze: z
    .array(roleName)
    .max(20)
    .default([])
    .describe("Roles that may /override-freeze; nobody when absent."),
  freezes,
});

export type ChangeConfig = z.infer<typeof changeConfig>;

/** When an approval of that instant expires; business time by the policy's calendar. */
export function expiryOf({ section, calendar }: Policy<ChangeConfig>, instant: Instant): Instant {
  return instantAfter({ instant, duration: checked(parseDuration(section.expires)), calendar });
}
