// The fields of GitHub's answers that more than one read uses, and how they become values of ours. Exactly the fields
// that are used are named: a field that GitHub drops is noticed, one that it adds is not.
import * as z from "zod";
import type { Instant, Person } from "../core/refs.ts";

export const Id = z.number().int().nonnegative();
export const ShaText = z.string().regex(/^([0-9a-f]{40}|[0-9a-f]{64})$/);

/** ISO 8601 from GitHub's clock, as milliseconds. */
export const Time = z.string().transform((text, context): Instant => {
  const at = Date.parse(text);
  if (Number.isNaN(at)) context.addIssue({ code: "custom", message: "no time" });
  return at;
});

export const Account = z.object({
  id: Id,
  login: z.string().min(1),
  // An unknown kind of account is no person: it may not approve, and commands nothing.
  type: z.enum(["User", "Bot", "Organization", "Mannequin"]).catch("Bot"),
});

/** An account that GitHub may have forgotten: null, or in some answers an empty object. */
export const MaybeAccount = z
  .union([Account, z.strictObject({}).transform(() => null)])
  .nullish()
  .transform((account): Person | null => account ?? null);

export const Text = z
  .string()
  .nullish()
  .transform((text) => text ?? "");

export const LabelName = z
  .union([z.string(), z.object({ name: z.string().nullish() })])
  .transform((label) => (typeof label === "string" ? label : (label.name ?? "")));

export const AppRef = z.object({ id: Id, slug: z.string().nullish() }).nullish();
