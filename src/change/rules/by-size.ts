// Predicates on how much a change is, by GitHub's own counts.
import * as z from "zod";
import type { Pull } from "../../core/pull.ts";
import { either, type Predicate } from "./predicate.ts";

const COUNTS = {
  lines: { of: (pull: Pull) => pull.additions + pull.deletions, does: "It adds and removes" },
  files: { of: (pull: Pull) => pull.changedFiles, does: "It touches" },
  commits: { of: (pull: Pull) => pull.commits, does: "It has" },
} as const;

type Unit = keyof typeof COUNTS;

const amount = z.int().min(0).max(10_000_000);

function atLeast(unit: Unit): Predicate<number> {
  return {
    setting: amount,
    holds: `${COUNTS[unit].does} at least so many ${unit}.`,
    example: "10",
    asks: [],
    judge: (least, { pull }) =>
      either(COUNTS[unit].of(pull) >= least, {
        code: `min-${unit}`,
        title: `${COUNTS[unit].does} ${COUNTS[unit].of(pull)} ${unit}; asked for are at least ${least}.`,
        cure: `Make it at least ${least} ${unit}.`,
      }),
  };
}

function atMost(unit: Unit): Predicate<number> {
  return {
    setting: amount,
    holds: `${COUNTS[unit].does} at most so many ${unit}.`,
    example: "200",
    asks: [],
    judge: (most, { pull }) =>
      either(COUNTS[unit].of(pull) <= most, {
        code: `max-${unit}`,
        title: `${COUNTS[unit].does} ${COUNTS[unit].of(pull)} ${unit}; asked for are at most ${most}.`,
        cure: "Split it into smaller pull requests.",
      }),
  };
}

export const minLines = atLeast("lines");
export const maxLines = atMost("lines");
export const minFiles = atLeast("files");
export const maxFiles = atMost("files");
export const minCommits = atLeast("commits");
export const maxCommits = atMost("commits");
