// What a policy can ask about a change: one predicate for each question. A predicate is a pure function from facts to
// yes, no or unknown, with a sentence why. In `if:` it decides whether a rule applies, in `require:` what must be so.
import type * as z from "zod";
import type { Calendar } from "../../core/calendar.ts";
import type { Merged } from "../../core/merged.ts";
import type { Standing } from "../../core/people.ts";
import type { CheckRun } from "../../core/branch.ts";
import type { Known, Unknown } from "../../core/known.ts";
import type { ChangedFile, Commit, Pull } from "../../core/pull.ts";
import type { Properties, Repository } from "../../core/reads.ts";
import type { Instant, Person } from "../../core/refs.ts";
import type { GateFacts } from "../risk/gate.ts";

/** What is only read when some rule asks for it. */
export type Question = "files" | "commits" | "contributors" | "linked-issues" | "statuses" | "properties";

export interface Status {
  readonly context: string;
  readonly state: string;
}

/** Everybody who had a hand in it: people, and a program that opened it; other programs; `unnamed` are those whom GitHub cannot name. */
export interface Hands {
  readonly people: readonly Person[];
  readonly programs: readonly Person[];
  readonly unnamed: readonly Unknown[];
}

/** Everything that a predicate may look at: plain values. What nobody asked for is unknown. */
export interface Matter {
  readonly now: Instant;
  readonly calendar: Calendar;
  readonly pull: Pull;
  /** The branch by whose rules it is judged: of a stacked pull request the one below the whole stack. */
  readonly branch: string;
  readonly repository: Pick<Repository, "topics">;
  readonly files: Known<readonly ChangedFile[]>;
  readonly commits: Known<readonly Commit[]>;
  readonly hands: Known<Hands>;
  readonly linkedIssues: Known<readonly number[]>;
  readonly checkRuns: Known<readonly CheckRun[]>;
  readonly statuses: Known<readonly Status[]>;
  readonly properties: Known<Properties>;
  /** What the test gate's job left on the head; for the sum of risk. */
  readonly gate: Known<GateFacts>;
  /** What went into the base, as our ledger has it; for the past in the sum of risk. */
  readonly merges: Known<readonly Merged[]>;
  readonly standing: (person: Person, role: string) => Standing;
}

export type Answer =
  | { readonly is: "yes"; readonly code: string; readonly title: string }
  | {
      readonly is: "no";
      readonly code: string;
      readonly title: string;
      /** What would turn it green. */
      readonly cure: string;
      /** Who owes the next move, where nothing is wrong and it is only awaited. */
      readonly owes?: string;
    }
  | { readonly is: "unknown"; readonly whys: readonly Unknown[] };

export interface Predicate<Setting> {
  /** The schema of what a policy writes under the predicate's key; its description is the docs' sentence. */
  readonly setting: z.ZodType<Setting>;
  /** What is so where it answers yes, for the docs: "some touched path matches one of these globs". */
  readonly holds: string;
  /** What a policy writes, as YAML in one line: `[db/**]`. */
  readonly example: string;
  readonly asks: readonly Question[];
  /** Roles that the setting names, which have to be there. */
  readonly roles?: (setting: Setting) => readonly string[];
  readonly judge: (setting: Setting, matter: Matter) => Answer;
}

export const yes = (code: string, title: string): Answer => ({ is: "yes", code, title });
export const no = (args: Omit<Extract<Answer, { is: "no" }>, "is">): Answer => ({ is: "no", ...args });
export const unknown = (...whys: readonly Unknown[]): Answer => ({ is: "unknown", whys });

/** Either answer, by what was found. */
export function either(
  isSo: boolean,
  args: { readonly code: string; readonly title: string; readonly cure: string; readonly owes?: string },
): Answer {
  const { code, title, cure, owes } = args;
  return isSo ? yes(code, title) : no({ code: `not-${code}`, title, cure, ...(owes !== undefined && { owes }) });
}

/** The answer where the fact is there; unknown where it is not. */
export function given<T>(fact: Known<T>, then: (value: T) => Answer): Answer {
  return fact.known ? then(fact.value) : unknown(fact.why);
}
