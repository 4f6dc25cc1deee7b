// What a policy writes under `if:` and `require:`: predicates, all of which have to hold, and groups of more of the same.
import * as z from "zod";
import { allOf, anyOf, faultsIn, groupsOf, oneOf, refuse, type Fault, type Groups } from "./groups.ts";
import { KEYS, PREDICATES, type Asked, type Key } from "./registry.ts";
import type { Question } from "./predicate.ts";

export interface Condition extends Asked, Groups<Condition> {}

const settings = Object.fromEntries(
  KEYS.map((key) => [key, (PREDICATES[key].setting as z.ZodType).optional().describe(PREDICATES[key].holds)]),
);

// The registry's schemas are these very settings, which the compiler cannot follow through a table.
const shape = z.strictObject({
  ...settings,
  get and() {
    return allOf(shape);
  },
  get or() {
    return oneOf(shape);
  },
  get any_of() {
    return anyOf(shape);
  },
}) as z.ZodType<Condition>;

/** Under `if:` and inside of groups: something is asked, and `false` means that it is not so. */
export const condition: z.ZodType<Condition> = shape.superRefine((written, context) => {
  refuse(faultsIn(written, { faultsOf }), context);
});

type Demands = Condition & { readonly sections?: readonly string[] | undefined };

/** Under `require:`: what is `false` or an empty list there is not demanded, so that a repository can lift its organisation's demand. */
export const demands = (
  z.strictObject({
    ...settings,
    sections: PREDICATES.has_section.setting.optional().describe("The same as `has_section`."),
    and: allOf(shape),
    or: oneOf(shape),
    any_of: anyOf(shape),
  }) as z.ZodType<Demands>
)
  .superRefine((written, context) => {
    const demanded = demandedOf(written);
    refuse(isEmpty(demanded) ? [] : faultsIn(demanded, { faultsOf }), context);
  })
  .transform(demandedOf);

function demandedOf({ sections = [], ...written }: Demands): Condition {
  const all = { ...written, has_section: [...(written.has_section ?? []), ...sections] };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== false && !isEmptyList(value)));
}

function faultsOf(node: Condition): readonly Fault[] {
  if (isEmpty(node)) return [{ path: [], message: "at least one question" }];
  return Object.entries(node).flatMap(([key, value]) =>
    isEmptyList(value) ? [{ path: [key], message: "a list of length at least 1" }] : [],
  );
}

export function isEmpty(node: Condition): boolean {
  return Object.values(node).every((value) => value === undefined);
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

/** The keys that a node asks about itself, in the registry's order. */
export function keysOf(node: Condition): readonly Key[] {
  return KEYS.filter((key) => node[key] !== undefined);
}

/** A node and every one below it. */
export function nodesOf(node: Condition): readonly Condition[] {
  return [node, ...groupsOf(node).flatMap(({ of }) => of.flatMap(nodesOf))];
}

/** What has to be read before it can be answered. */
export function questionsOf(asked: readonly Condition[]): ReadonlySet<Question> {
  return new Set(asked.flatMap(nodesOf).flatMap((node) => keysOf(node).flatMap((key) => PREDICATES[key].asks)));
}

/** Roles that it names. */
export function rolesIn(asked: readonly Condition[]): readonly string[] {
  return asked.flatMap(nodesOf).flatMap((node) => keysOf(node).flatMap((key) => rolesAt(key, node)));
}

function rolesAt<K extends Key>(key: K, node: Pick<Asked, K>): readonly string[] {
  const setting = node[key];
  return setting === undefined ? [] : (PREDICATES[key].roles?.(setting) ?? []);
}
