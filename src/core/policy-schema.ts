// The parts of the policy that belong to no room, and the JSON schema of the whole for editors.
import * as z from "zod";
import type { Calendar } from "./calendar.ts";
import { isZone } from "./clock.ts";
import { WEEKDAYS } from "./local-time.ts";

/** The schema of each room's section, by its name in the file. */
export type Sections = Readonly<Record<string, z.ZodType>>;

const login = z.string().regex(/^[A-Za-z0-9](?:[A-Za-z0-9_-]{0,98}[A-Za-z0-9])?$/, "a login, without @");
const team = z.string().regex(/^[A-Za-z0-9_-]{1,100}\/[A-Za-z0-9_.-]{1,100}$/, "organisation/team, without @");
const roleName = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9_-]{0,59}$/, "a name of letters, digits, hyphens and underscores");

const role = z
  .strictObject({
    permission: z
      .enum(["admin", "maintain", "write", "triage", "read"])
      .optional()
      .describe("This permission level or a higher one."),
    teams: z.array(team).min(1).max(50).optional().describe("Active members of any of these teams."),
    users: z.array(login).min(1).max(200).optional().describe("Logins."),
    codeowners: z.boolean().optional().describe("true: owners of the touched paths, by CODEOWNERS of the base branch."),
  })
  .refine((ways) => Object.values(ways).some((way) => way !== false), {
    error: "permission, teams, users or codeowners: without any of them nobody holds the role",
  })
  .describe("Who holds the role: any of its ways in suffices.");

/** Minutes since midnight of `08:30`. */
const minutesAt = (text: string): number => Number(text.slice(0, 2)) * 60 + Number(text.slice(3));

const hours = z
  .string()
  .regex(/^(?:[01]\d|2[0-3]):[0-5]\d-(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/, {
    error: 'hours like "09:00-17:00"',
    abort: true,
  })
  .refine((text) => text.slice(0, 5) < text.slice(6), { error: "hours that end after they begin", abort: true })
  // With less of it in a week, a term of business hours would lie further ahead than is looked for.
  .refine((text) => minutesAt(text.slice(6)) - minutesAt(text.slice(0, 5)) >= 60, {
    error: "hours of at least one hour",
  })
  .default("09:00-17:00")
  .describe("Business hours of each business day, the end not included.");

const day = z.iso.date({ error: 'a date like "2026-12-25"' });
const absence = z
  .strictObject({ user: login, from: day, to: day.describe("The last day, included.") })
  .refine(({ from, to }) => from <= to, { path: ["to"], error: "a day that is not before `from`" })
  .transform((written) => ({ ...written, user: written.user.toLowerCase() }));

const calendar = z
  .strictObject({
    zone: z
      .string()
      .refine(isZone, { error: "a time zone like Europe/Stockholm or UTC" })
      .default("UTC")
      .describe("IANA time zone."),
    days: z
      .array(z.enum(WEEKDAYS))
      .min(1)
      .max(7)
      .default(["mon", "tue", "wed", "thu", "fri"])
      .describe("Business days."),
    hours,
    holidays: z.array(day).max(1000).default([]).describe("Days that are no business days."),
    away: z.array(absence).max(1000).optional().describe("Who is away when: they are not suggested as reviewers."),
  })
  .transform(
    (written): Calendar => ({
      ...written,
      hours: { from: written.hours.slice(0, 5), to: written.hours.slice(6) },
    }),
  );

export const BASE = {
  version: z.literal(1).default(1).describe("Of this format."),
  extends: z
    .literal("org")
    .optional()
    .describe("Start from .github/lamplighter.yml in the owner's .github repository."),
  locked: z
    .array(z.string().min(1).max(200))
    .max(100)
    .default([])
    .describe("In an organisation's file: keys that repositories cannot change, as in change.approvals."),
  roles: z
    .record(roleName, role)
    .default({ maintainers: { permission: "maintain" } })
    .describe("Who may do what: name -> who holds it."),
  calendar: calendar.prefault({}).describe("Business days and hours."),
  identities: z
    .record(z.string().regex(/^[^@\s]{1,200}@[^@\s]{1,200}$/, "an e-mail address"), login.describe("A login, or bot."))
    .default({})
    .describe("Who stands behind an e-mail address that GitHub cannot attribute: a login, or `bot`."),
} as const;

/** The whole file, strict: an unknown key is an error. Each section may be absent. */
export function policyObject(sections: Sections) {
  const optional = Object.entries(sections).map(([name, schema]) => [name, schema.optional()] as const);
  return z.strictObject({ ...Object.fromEntries(optional), ...BASE });
}

/** JSON schema (draft 2020-12) of what people write, for editors: `schema/lamplighter.schema.json`. */
export function policySchema(sections: Sections): Readonly<Record<string, unknown>> {
  const { $schema, ...schema } = z.toJSONSchema(policyObject(sections), { io: "input", unrepresentable: "any" });
  return {
    $schema,
    title: "Lamplighter's policy",
    description:
      "The file .github/lamplighter.yml. A section a room; an absent section is off; an unknown key is an error.",
    ...schema,
  };
}
