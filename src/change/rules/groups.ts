// `and`, `or` and `any_of` over anything that can be asked: their schema, and what they make of their members.
import * as z from "zod";

/** How deep `and`, `or` and `any_of` nest (spec: change, "Decisions"). */
export const DEEPEST = 5;
const MOST_MEMBERS = 50;

/** At least `count` of these; a list alone means one of them. */
export type AnyOf<T> = readonly T[] | { readonly count: number; readonly of: readonly T[] };

export interface Groups<T> {
  readonly and?: readonly T[] | undefined;
  readonly or?: readonly T[] | undefined;
  readonly any_of?: AnyOf<T> | undefined;
}

/** All of them, or so many; where they stand below the node. */
export interface Group<T> {
  readonly asks: "all" | "some";
  readonly count: number;
  readonly of: readonly T[];
  readonly path: readonly string[];
}

/** The groups of one node; each of them counts. */
export function groupsOf<T>({ and, or, any_of }: Groups<T>): readonly Group<T>[] {
  const groups: Group<T>[] = [];
  if (and) groups.push({ asks: "all", count: and.length, of: and, path: ["and"] });
  if (or) groups.push({ asks: "some", count: 1, of: or, path: ["or"] });
  if (any_of && "of" in any_of) groups.push({ asks: "some", ...any_of, path: ["any_of", "of"] });
  else if (any_of) groups.push({ asks: "some", count: 1, of: any_of, path: ["any_of"] });
  return groups;
}

export const allOf = <T>(member: z.ZodType<T>) =>
  z.array(member).min(1).max(MOST_MEMBERS).optional().describe("All of these.");

export const oneOf = <T>(member: z.ZodType<T>) =>
  z.array(member).min(1).max(MOST_MEMBERS).optional().describe("At least one of these.");

export const anyOf = <T>(member: z.ZodType<T>) => {
  const list = z.array(member).min(1).max(MOST_MEMBERS);
  const counted = z
    .strictObject({ count: z.int().min(1).max(MOST_MEMBERS).describe("So many of them."), of: list })
    .refine(({ count, of }) => count <= of.length, { path: ["count"], error: "no more than there are to choose from" });
  return z
    .union([list, counted], { error: "a list, or { count, of }" })
    .optional()
    .describe("At least `count` of these; of a list, one.");
};

/** Something that is wrong below a node. */
export interface Fault {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** Faults of every node of a tree, `problemOf` being asked at each; and where it nests too deep. */
export function faultsIn<T extends Groups<T>>(
  node: T,
  args: { readonly faultsOf: (node: T, depth: number) => readonly Fault[]; readonly depth?: number },
): readonly Fault[] {
  const { faultsOf, depth = 0 } = args;
  const faults: Fault[] = [...faultsOf(node, depth)];
  for (const group of groupsOf(node)) {
    if (depth === DEEPEST) {
      faults.push({ path: group.path, message: `and, or and any_of nest at most ${DEEPEST} deep` });
      continue;
    }
    for (const [index, member] of group.of.entries()) {
      const below = faultsIn(member, { faultsOf, depth: depth + 1 });
      faults.push(...below.map(({ path, message }) => ({ path: [...group.path, index, ...path], message })));
    }
  }
  return faults;
}

export function refuse(faults: readonly Fault[], context: z.RefinementCtx): void {
  for (const { path, message } of faults) context.addIssue({ code: "custom", path: [...path], message });
}
