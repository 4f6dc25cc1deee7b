// The words of a judge: what is allowed, what is not and what to do, and numbers of things.
import type { Verdict } from "../core/verdict.ts";

export const allow = (code: string, title: string): Verdict => ({ state: "allow", code, title, because: [] });

export const block = (code: string, title: string, cure: string): Verdict => ({
  state: "block",
  code,
  title,
  cure,
  because: [],
});

/** `1 test`, `2 tests`. */
export const many = (count: number, one: string, several = `${one}s`): string =>
  `${count} ${count === 1 ? one : several}`;
