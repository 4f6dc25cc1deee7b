// What a policy writes under `approvals:`: a quorum, one for each level of risk, a demand, or groups of more of the same.
import * as z from "zod";
import { LEVELS, type Level } from "../record-shapes.ts";
import { condition, type Condition } from "./condition.ts";
import { allOf, anyOf, faultsIn, groupsOf, oneOf, refuse, type AnyOf, type Fault, type Group } from "./groups.ts";

const roleName = z.string().min(1).max(60);

/** Whose approvals are needed. */
export interface Quorum {
  readonly count: number;
  readonly from: readonly string[];
  readonly of_which: Readonly<Record<string, number>>;
}

/** As a policy writes it: exactly one of a quorum, levels, `require`, `and`, `or` and `any_of`. */
interface Written {
  readonly name?: string | undefined;
  readonly if?: Condition | undefined;
  readonly count?: number | undefined;
  readonly from?: readonly string[] | undefined;
  readonly of_which?: Readonly<Record<string, number>> | undefined;
  readonly require?: Condition | undefined;
  readonly low?: Written | undefined;
  readonly medium?: Written | undefined;
  readonly high?: Written | undefined;
  readonly and?: readonly Written[] | undefined;
  readonly or?: readonly Written[] | undefined;
  readonly any_of?: AnyOf<Written> | undefined;
}

/** One rule about approvals, understood. */
export type ApprovalRule = { readonly name: string | null; readonly if: Condition | null } & (
  | { readonly asks: "quorum"; readonly quorum: Quorum }
  | { readonly asks: "demand"; readonly require: Condition }
  | { readonly asks: "level"; readonly levels: Readonly<Record<Level, ApprovalRule>> }
  | { readonly asks: "group"; readonly group: Group<ApprovalRule> }
);

const written: z.ZodType<Written> = z.strictObject({
  name: z.string().min(1).max(120).optional().describe("What the rule is called in the verdict."),
  if: condition.optional().describe("The rule applies where this is so; without it, always."),
  count: z
    .int()
    .min(1)
    .max(20)
    .optional()
    .describe("How many people have to approve, each counted once; 1 when absent."),
  from: z.array(roleName).min(1).max(20).optional().describe("Roles whose approvals count."),
  of_which: z
    .record(roleName, z.int().min(1).max(20))
    .optional()
    .describe("Seats: so many of them from these roles. One person fills one seat."),
  require: condition.optional().describe("What must be so, beside approvals."),
  get low() {
    return written.optional().describe("Asked for at low risk.");
  },
  get medium() {
    return written.optional().describe("Asked for at medium risk.");
  },
  get high() {
    return written.optional().describe("Asked for at high risk.");
  },
  get and() {
    return allOf(written);
  },
  get or() {
    return oneOf(written);
  },
  get any_of() {
    return anyOf(written);
  },
});

const FORMS = "one of { count, from, of_which }, { low, medium, high }, { and }, { or }, { any_of } and { require }";

function faultsOf(node: Written, depth: number): readonly Fault[] {
  const isLevelled = LEVELS.some((level) => node[level] !== undefined);
  const forms = [
    node.from !== undefined,
    isLevelled,
    node.require !== undefined,
    ...["and", "or", "any_of"].map((key) => node[key as "and" | "or" | "any_of"] !== undefined),
  ].filter((isThere) => isThere).length;
  const faults: Fault[] = [];
  if (forms !== 1 && node.from === undefined && (node.count !== undefined || node.of_which !== undefined)) {
    faults.push({ path: ["from"], message: "the roles whose approvals count" });
  } else if (forms !== 1) faults.push({ path: [], message: FORMS });
  if (isLevelled) {
    for (const level of LEVELS) {
      const at = node[level];
      if (at === undefined) faults.push({ path: [level], message: "all three of low, medium and high" });
      else
        faults.push(...faultsIn(at, { faultsOf, depth }).map((fault) => ({ ...fault, path: [level, ...fault.path] })));
    }
  }
  return faults;
}

export const approvalRule = written
  .superRefine((rule, context) => {
    refuse(faultsIn(rule, { faultsOf }), context);
  })
  .transform(understood);

function understood(rule: Written): ApprovalRule {
  const about = { name: rule.name ?? null, if: rule.if ?? null };
  const { from, count = 1, of_which = {}, require, low, medium, high } = rule;
  if (from) return { ...about, asks: "quorum", quorum: { count, from, of_which } };
  if (require) return { ...about, asks: "demand", require };
  if (low && medium && high) {
    const levels = { low: understood(low), medium: understood(medium), high: understood(high) };
    return { ...about, asks: "level", levels };
  }
  const [group] = groupsOf(rule);
  // The refinement above has made sure of one form.
  if (!group) throw new Error("an approval rule of no form");
  return { ...about, asks: "group", group: { ...group, of: group.of.map(understood) } };
}

/** A rule and every one below it. */
export function rulesOf(rule: ApprovalRule): readonly ApprovalRule[] {
  if (rule.asks === "level") return [rule, ...LEVELS.flatMap((level) => rulesOf(rule.levels[level]))];
  return rule.asks === "group" ? [rule, ...rule.group.of.flatMap(rulesOf)] : [rule];
}

export function conditionsOf(rule: ApprovalRule): readonly Condition[] {
  return rulesOf(rule).flatMap((one) => [...(one.if ? [one.if] : []), ...(one.asks === "demand" ? [one.require] : [])]);
}

export function quorumsOf(rule: ApprovalRule): readonly Quorum[] {
  return rulesOf(rule).flatMap((one) => (one.asks === "quorum" ? [one.quorum] : []));
}

export function rolesOf({ from, of_which }: Quorum): readonly string[] {
  return [...new Set([...from, ...Object.keys(of_which)])];
}
