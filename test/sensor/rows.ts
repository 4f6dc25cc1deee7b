// What the rows of this room's tables are made of.
import { expect } from "vitest";
import type { Unknown } from "../../src/core/known.ts";

/** A fact that is known. */
export const is = <T>(value: T) => ({ known: true, value }) as const;

const why: Unknown = { failure: "server", what: "the thing", message: "502" };
/** A fact that could not be read. */
export const unread = { known: false, why } as const;

// A matcher stands where a string would: vitest types it as `any`.
/** Some sentence: which one is `words.ts`'s. */
export const text = expect.stringMatching(/\S/u) as string;
export const holding = (part: string): string => expect.stringContaining(part) as string;
