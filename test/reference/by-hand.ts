// Short words for histories written by hand: each begins with H1 opened at 0 by the author and announced at 1.

import { judge, type Why } from "./approved.ts";
import type { Command, Event, Head, Merge, Patch, Policy, Said, Who } from "./events.ts";
import { AUTHOR, BEGIN, commit, POLICIES } from "./cast.ts";

export const [H1, H2, H3] = [commit(1), commit(2), commit(3)];
export const [plain, count, board, authorOnly] = POLICIES as [Policy, Policy, Policy, Policy];
export const src = (differs: Partial<Patch> = {}): Patch => ({
  path: "src/a.ts",
  mode: "100644",
  on: 0,
  hunks: ["-a +b"],
  ...differs,
});
export const files = [src()];
export const role = (at: number, is: "gained" | "lost", who: Who, name: string): Event => ({ is, at, who, role: name });
const roles = BEGIN.map(([who, role]): Event => ({ is: "gained", at: 0, who, role }));
export const push = (
  at: number,
  head: string,
  by: Who = AUTHOR,
  differs: Partial<Head> = {},
): Extract<Event, { is: "pushed" }> => {
  return { is: "pushed", at, by, head, made: [AUTHOR], mergeBase: commit(99), files, ...differs };
};
/** A merge on top of H1, pushed by 2. */
export const merge = (at: number, head: string, how: Merge["how"], differs: Partial<Head> = {}) =>
  push(at, head, 2, {
    merge: { onto: H1, how },
    mergeBase: commit(98),
    files: [src({ hunks: ["-a +c"] })],
    ...differs,
  });
export const announced = (at: number, head: string): Event => ({ is: "announced", at, head });
export const unheard = (at: number, by: Who, ...commands: Command[]): Said => {
  return { is: "said", at, id: at * 100 + by, by, commands };
};
export const heard = (said: Said): Event[] => [said, { is: "heard", at: said.at, id: said.id }];
export const says = (at: number, by: Who, ...commands: Command[]): Event[] => heard(unheard(at, by, ...commands));
type State = "approved" | "changes";
export const unheardReview = (at: number, by: Who, on: string, state: State = "approved"): Said => {
  return { is: "said", at, id: at * 100 + by, by, commands: [], review: { on, state } };
};
export const review = (...args: Parameters<typeof unheardReview>): Event[] => heard(unheardReview(...args));
export const yes: Command = { do: "approve" };
export const yesTo = (sha: string): Command => ({ do: "approve", sha });
export interface Case {
  readonly name: string;
  readonly policy?: Policy;
  readonly files?: readonly Patch[];
  readonly then: readonly (Event | readonly Event[])[];
  readonly now?: number;
  readonly whys: readonly Why[];
  /** Of each claim its reasons, with spaces between; none for one that stands. */
  readonly voids?: readonly string[];
}

export function past({ policy = plain, files: begin = files, then }: Case): Event[] {
  const opened: Event = {
    is: "opened",
    at: 0,
    by: AUTHOR,
    head: H1,
    made: [AUTHOR],
    mergeBase: commit(99),
    base: "main",
    files: begin,
    policy,
  };
  return [opened, ...roles, announced(1, H1), ...then.flat()];
}

/** What the house says to a case, its voids in the words of the table. */
export function judged(row: Case): { readonly whys: readonly Why[]; readonly voids: readonly string[] } {
  const { whys, claims } = judge(past(row), row.now ?? 100, "house");
  return { whys, voids: claims.map((claim) => claim.voids.join(" ")) };
}
