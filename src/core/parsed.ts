// What a parser of ours answers: the value, or one sentence for what is wrong with the text.
import type * as z from "zod";

export type Parsed<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly reason: string };

export function good<T>(value: T): Parsed<T> {
  return { ok: true, value };
}

export function bad<T>(reason: string): Parsed<T> {
  return { ok: false, reason };
}

/** The value of a text that was checked when the policy was read. Throws where it was not: that is a bug of ours. */
export function checked<T>(parsed: Parsed<T>): T {
  if (!parsed.ok) throw new Error(parsed.reason);
  return parsed.value;
}

/** For a schema's `superRefine`: a text that our parser refuses is refused in the parser's own words. */
export function refusedBy(parse: (text: string) => Parsed<unknown>) {
  return (text: string, context: z.RefinementCtx): void => {
    const parsed = parse(text);
    if (!parsed.ok) context.addIssue({ code: "custom", message: parsed.reason });
  };
}
