// Pushes that events tell of. They are kept although nothing else could be read: nobody tells of them twice.
import type { Step } from "../../core/plan.ts";
import type { Person, Sha } from "../../core/refs.ts";
import type { Turn } from "../../core/trigger.ts";
import { entriesOf, recordStep, type Entry } from "../records.ts";
import * as words from "../words.ts";

/** Zeros stand for a branch that is not there. */
export interface Pushed {
  readonly before: Sha;
  readonly after: Sha;
  readonly by: Person | null;
}

/** What this turn's events tell of its branch. */
export function pushedNow({ subject, triggers }: Pick<Turn, "subject" | "triggers">): readonly Pushed[] {
  return triggers.flatMap((trigger) => {
    if (trigger.kind !== "push" || trigger.branch !== subject.name) return [];
    return [{ before: trigger.before, after: trigger.after, by: trigger.by }];
  });
}

/** Those that are not on record yet, as far as that is known: one that is kept twice is one record. */
export function pushedSteps(pushed: readonly Pushed[], entries: readonly Entry[]): readonly Step[] {
  const known = new Set(entriesOf(entries, "sensor.pushed").map(({ data, by }) => meaningOf({ ...data, by })));
  return pushed.flatMap((one) => {
    const meaning = meaningOf(one);
    if (known.has(meaning)) return [];
    const { before, after, by } = one;
    return [recordStep({ kind: "sensor.pushed", by, data: { before, after }, why: words.whyPushed(by), meaning })];
  });
}

const meaningOf = ({ before, after, by }: Pushed): string => `${before}:${after}:${by?.id ?? 0}`;
