// Complete or error (design rule 9): a list is whole, with a proof, or the read throws `incomplete`. The proof is one of
//   - GitHub named a total, and that many distinct items came;
//   - it was one page: one answer is one moment;
//   - several pages without a total were read twice, the second time mostly as "unchanged", and were equal.
import * as z from "zod";
import type { ZodType } from "zod";
import type { Ask, Question } from "./ask.ts";
import { ReadError } from "../core/known.ts";

export const PER_PAGE = 100;
// Beyond this a list is not a list any more; a repository with more labels or comments than this is told so.
const MOST_PAGES = 400;
// A list that changes while it is read is read again, this often.
const ATTEMPTS = 3;

interface Page<T> {
  readonly items: readonly T[];
  readonly last: boolean;
  readonly total: number | undefined;
}

export interface ListQuestion<T> extends Omit<Question<never>, "schema"> {
  readonly item: ZodType<T>;
  /** The key under which the answer holds the list; without one the answer is the list. */
  readonly under?: string;
  /** What tells two items apart. */
  readonly key: (item: T) => string | number;
  /** How many there must be, where another answer told (`changed_files`); `total_count` in the answer is seen by itself. */
  readonly total?: number;
}

function incomplete(what: string, message: string): ReadError {
  return new ReadError({
    failure: "incomplete",
    what,
    message: `The list of ${what} could not be read whole: ${message}`,
  });
}

async function readPage<T>(ask: Ask, question: ListQuestion<T>, page: number): Promise<Page<T>> {
  const { item, under, route, what, forever } = question;
  const list = z.array(item);
  const parameters = { ...question.parameters, per_page: PER_PAGE, page };
  const rest = { route, what, parameters, ...(forever === true && { forever }) };
  if (under === undefined) {
    const { value, headers } = await ask({ ...rest, schema: list });
    return { items: value, last: !hasNext(headers), total: undefined };
  }
  const whole = z.object({ total_count: z.number().int().optional() }).catchall(z.unknown());
  const { value, headers } = await ask({ ...rest, schema: whole });
  const inner = list.safeParse(value[under]);
  if (!inner.success) {
    throw new ReadError({ failure: "malformed", what, message: `GitHub's answer about ${what} has no list ${under}.` });
  }
  return { items: inner.data, last: !hasNext(headers), total: value.total_count };
}

function hasNext(headers: Readonly<Record<string, string>>): boolean {
  return /<[^>]*>;\s*rel="next"/.test(headers["link"] ?? "");
}

type Reading<T> = { readonly items: readonly T[]; readonly proved: boolean } | "moved";

async function readOnce<T>(ask: Ask, question: ListQuestion<T>): Promise<Reading<T>> {
  const { what, key } = question;
  const items: T[] = [];
  const pageKeys: string[] = [];
  let total = question.total;
  for (let number = 1; ; number++) {
    if (number > MOST_PAGES) throw incomplete(what, `it has more than ${MOST_PAGES * PER_PAGE} entries`);
    const page = await readPage(ask, question, number);
    if (page.items.length === 0 && !page.last) throw incomplete(what, "a page in the middle was empty");
    if (number > 1 && page.total !== undefined && page.total !== total) return "moved";
    total ??= page.total;
    items.push(...page.items);
    pageKeys.push(page.items.map(key).join("\n"));
    if (page.last) break;
  }
  if (new Set(items.map(key)).size !== items.length) return "moved";
  if (total !== undefined) {
    if (items.length === total) return { items, proved: true };
    throw incomplete(what, `GitHub counts ${total} and showed ${items.length}`);
  }
  return { items, proved: pageKeys.length === 1 || (await isUnchanged(ask, question, pageKeys)) };
}

async function isUnchanged<T>(ask: Ask, question: ListQuestion<T>, pageKeys: readonly string[]): Promise<boolean> {
  for (const [index, keys] of pageKeys.entries()) {
    const page = await readPage(ask, question, index + 1);
    if (page.items.map(question.key).join("\n") !== keys) return false;
  }
  return true;
}

/** All of a list, in GitHub's order. One call for each 100; without a total and beyond 100, twice that. */
export async function all<T>(ask: Ask, question: ListQuestion<T>): Promise<readonly T[]> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const reading = await readOnce(ask, question);
    if (reading !== "moved" && reading.proved) return reading.items;
  }
  throw incomplete(question.what, "it changed each time while it was read");
}
