// The section `triage:` of the policy, and the only place for its defaults. `triage: {}` answers commands and sets nothing.
import * as z from "zod";
import { parseGlob } from "../core/glob.ts";
import { parsePattern } from "../core/match.ts";
import { refusedBy } from "../core/parsed.ts";

export const IMPACTS = ["wide", "moderate", "narrow"] as const;
export type Impact = (typeof IMPACTS)[number];
export const URGENCIES = ["urgent", "normal", "low"] as const;
export type Urgency = (typeof URGENCIES)[number];
export const PRIORITIES = ["P1", "P2", "P3", "P4", "P5"] as const;
export type Priority = (typeof PRIORITIES)[number];
export const SEVERITIES = ["1", "2", "3", "4", "5"] as const;
export type Severity = (typeof SEVERITIES)[number];

const name = z.string().trim().min(1).max(60);
/** GitHub takes 50 characters; a comma separates names in `/label`. */
const label = z.string().trim().min(1).max(50).describe("The name of a label.");
const labels = z.array(label).min(1).max(20);

const pattern = z
  .string()
  .min(1)
  .max(500)
  .superRefine(refusedBy(parsePattern))
  .describe("A regular expression (RE2 syntax).");
const glob = z.string().min(1).max(100).superRefine(refusedBy(parseGlob)).describe("A label, with * for any text.");

/** What a condition asks, once it is known which kind it is. */
export type Condition =
  | { readonly asks: "text"; readonly where: readonly ("title" | "body")[]; readonly matches: string }
  | { readonly asks: "field"; readonly form: string; readonly field: string; readonly is: readonly string[] }
  | { readonly asks: "field"; readonly form: string; readonly field: string; readonly matches: string };

const CONDITION =
  "{ any: [title, body], matches: ... }, { form: ..., field: ..., is: ... } or { form: ..., field: ..., matches: ... }";

const keys = {
  any: z
    .array(z.enum(["title", "body"]))
    .min(1)
    .max(2)
    .optional()
    .describe("Where to look."),
  form: z
    .string()
    .regex(/^[^/]+\.ya?ml$/, "a form's file name, as in bug.yml")
    .optional()
    .describe("A file of .github/ISSUE_TEMPLATE/."),
  field: z.string().min(1).max(100).optional().describe("The field's id in that form."),
  is: z
    .union([z.string().max(500), z.array(z.string().max(500)).min(1).max(100)], { error: "text, or a list of texts" })
    .optional()
    .describe("A value, or one of several. Empty text: the field is empty."),
  matches: pattern.optional(),
};
type Keys = z.output<z.ZodObject<typeof keys>>;

// One object of optional keys and not a union of three: so a misspelt value is told by its own place and name.
function conditionOf(written: Keys, context: z.RefinementCtx): Condition {
  const { any: where, form, field, is, matches } = written;
  const count = Object.keys(written).length;
  if (where && matches !== undefined && count === 2) return { asks: "text", where, matches };
  if (form !== undefined && field !== undefined && count === 3) {
    if (is !== undefined) return { asks: "field", form, field, is: typeof is === "string" ? [is] : is };
    if (matches !== undefined) return { asks: "field", form, field, matches };
  }
  context.addIssue({ code: "custom", message: CONDITION });
  return z.NEVER;
}

const condition = z.strictObject(keys).transform(conditionOf);

const conditions = z
  .strictObject({ ...keys, all: z.array(condition).min(1).max(20).optional().describe("All of these.") })
  .transform(({ all, ...one }, context): readonly Condition[] => {
    if (!all) return [conditionOf(one, context)];
    if (Object.keys(one).length === 0) return all;
    context.addIssue({ code: "custom", message: `${CONDITION}; or { all: [...] } of these, alone` });
    return z.NEVER;
  });

const rule = z.strictObject({
  name: name.describe("What the rule is called where its label is explained."),
  if: conditions,
  add: labels.describe("Labels that it sets while it holds, and takes back when it no longer does."),
});
export type Rule = z.infer<typeof rule>;

const component = z.strictObject({
  name: name
    .regex(/^(?!cancel$)[^,]*$/i, { error: "a name without commas, and not cancel" })
    .describe("What `/component` calls it."),
  label: label.describe("The label that says that an issue is about it."),
  words: z
    .array(z.string().trim().min(2).max(60))
    .max(50)
    .default([])
    .describe("Words of title or body that mean it. With a capital letter: exactly so."),
  critical: z.boolean().default(false),
});
export type Component = z.infer<typeof component>;

/** Where a level comes from; the first source that yields one wins. */
function levels<const Levels extends readonly [string, ...string[]]>(of: Levels) {
  const level = z.enum(of);
  return z.strictObject({
    from: z
      .array(
        z.union(
          [
            z.strictObject({
              form: z.string().min(1).describe("A field's id, in whichever form."),
              map: z.record(z.string(), level),
            }),
            z.strictObject({ label, is: level }),
            z.strictObject({ component: name.describe("A component's name, or `critical`."), is: level }),
          ],
          { error: "{ form: ..., map: { ... } }, { label: ..., is: ... } or { component: ..., is: ... }" },
        ),
      )
      .max(50)
      .default([]),
    otherwise: level.optional().describe("When no source yields one. Without it there is no priority then."),
  });
}

const priority = z.strictObject({
  impact: levels(IMPACTS),
  urgency: levels(URGENCIES),
  labels: z.partialRecord(z.enum(PRIORITIES), label).default({}),
});
export type PriorityConfig = z.infer<typeof priority>;

const roles = z.array(name).min(1).max(20);
const bounds = z.strictObject({
  allow: z.array(glob).min(1).max(100).default(["*"]),
  deny: z.array(glob).max(100).default([]),
});

/** Who may use a command. What is not named here: anyone with a role; for labels and assignees also who may triage on GitHub. */
const commands = z.strictObject({
  kind: roles.optional(),
  component: roles.optional(),
  severity: roles.optional(),
  priority: roles.optional(),
  impact: roles.optional(),
  urgency: roles.optional(),
  assign: roles.optional().describe("/assign and /unassign"),
  label: z
    .union([roles, z.record(name, bounds)], {
      error: "a list of roles, or a map of role -> { allow: [...], deny: [...] }",
    })
    .optional()
    .describe("/label and /remove-label; for each role which labels."),
});

export const triageConfig = z
  .strictObject({
    rules: z.array(rule).max(200).default([]),
    kinds: z.record(name, label).default({}).describe("Kind -> its label: { bug: bug, feature: enhancement }."),
    needs_triage: label.optional().describe("Set while nobody and nothing has decided kind and priority."),
    confirmed: z.array(label).max(20).default([]).describe("Any of these says that an issue is triaged."),
    severity: z.strictObject({ labels: z.partialRecord(z.enum(SEVERITIES), label).default({}) }).optional(),
    components: z.array(component).max(200).default([]),
    priority: priority.optional(),
    exclusive: z
      .array(z.array(glob).min(1).max(50))
      .max(50)
      .default([])
      .describe("Groups of labels of which an issue has one at most."),
    create: z.boolean().default(true).describe("Create labels that this section spells out and the repository lacks."),
    commands: commands.default({}),
  })
  .superRefine((config, context) => {
    for (const list of ["rules", "components"] as const) {
      const names = config[list].map((one) => one.name.toLowerCase());
      for (const [index, one] of names.entries()) {
        if (names.indexOf(one) === index) continue;
        context.addIssue({
          code: "custom",
          path: [list, index, "name"],
          message: "This name is taken by an earlier entry.",
        });
      }
    }
  });

export type TriageConfig = z.infer<typeof triageConfig>;
