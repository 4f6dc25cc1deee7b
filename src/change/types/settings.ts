// `types:` in the policy: which changes are standard, and what an emergency takes.
import * as z from "zod";
import { parseDuration } from "../../core/clock.ts";
import { refusedBy } from "../../core/parsed.ts";
import { approvalRule } from "../rules/approval-rule.ts";
import { condition, keysOf, type Condition } from "../rules/condition.ts";
import { groupsOf } from "../rules/groups.ts";
import type { Key } from "../rules/registry.ts";

const roles = z.array(z.string().min(1).max(60)).min(1).max(20);

/**
 * What nobody can bring about by a label, a title or a job of their own (ID-20). Not `author`: others push to that branch.
 */
const BOUNDS: readonly Key[] = ["only_paths", "not_paths", "max_lines", "max_files", "only_contributors"];

/** Whether every way to meet the template goes through a bound. */
function isBounded(node: Condition): boolean {
  if (keysOf(node).some((key) => BOUNDS.includes(key))) return true;
  return groupsOf(node).some(({ asks, of }) => (asks === "all" ? of.some(isBounded) : of.every(isBounded)));
}

const standard = z
  .strictObject({
    if: condition
      .refine(isBounded, {
        error: "a bound on paths, size or people in each of its branches: labels and words alone approve nothing",
      })
      .describe("The template: what is so of every such change."),
    sample: z
      .int()
      .min(1)
      .max(10_000)
      .optional()
      .describe("One in so many is reviewed after its merge; 1 is each, none when absent."),
  })
  .describe("Approved beforehand: green without a person where its template fits.");

const emergency = z
  .strictObject({
    declare: roles
      .default(["maintainers"])
      .describe("Roles that may declare one, by `/change-type emergency #n because ...`."),
    approvals: approvalRule
      .prefault({ count: 1, from: ["maintainers"] })
      .describe("Whose approvals it needs. Where `count` is 1 the declarer's own does not count."),
    needs: z
      .array(z.literal("incident"))
      .length(1)
      .default(["incident"])
      .describe("What the declaration names: an open issue here with the label `incident`."),
    review_within: z
      .string()
      .superRefine(refusedBy(parseDuration))
      .default("2bd")
      .describe("Until when after the merge it has to be reviewed."),
    review_by: roles
      .default(["maintainers"])
      .describe("Roles that may review it; neither author, declarer, approver, nor whom an approver stands in for."),
  })
  .describe("For when there is no time: declared with a reason and an incident, and reviewed afterwards.");

export const typeSettings = z.strictObject({
  standard: standard.optional(),
  emergency: emergency.optional(),
});

export type TypeSettings = z.infer<typeof typeSettings>;
