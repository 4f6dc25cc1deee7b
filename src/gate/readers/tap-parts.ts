// What TAP is made of: levels of tests, and what stands behind the number of a point.
import type { Outcome, TestCase } from "../tests.ts";

/** Tests that stand at the same depth, in one subtest. */
export interface Level {
  /** What the subtest is called, when a comment said so before it began. */
  readonly name: string;
  points: number;
  plan: number | null;
  failed: number;
  /** Failed points of the level below, since the last point of this one. */
  failedBelow: number;
  /** Whether a level below was open since the last point: then the next point sums it up. */
  below: "yes" | "no";
  numbered: "yes" | "no" | null;
  /** The point whose braces these tests stand in; null where the point comes after them. */
  readonly opener: TestCase | null;
  ended: "yes" | "no";
}

export function levelOf(name: string, opener: TestCase | null): Level {
  return { name, points: 0, plan: null, failed: 0, failedBelow: 0, below: "no", numbered: null, opener, ended: "no" };
}

const DIRECTIVE = /(?:^|\s)#\s*(skip\w*|todo)\b\s*(.*)$/is;

/** What a point says behind its number: its name, a directive that makes no failure of it, and node's time. */
export function readDescription(
  described: string,
  said: "passed" | "failed",
): { readonly name: string; readonly outcome: Outcome; readonly seconds: number } {
  const directive = DIRECTIVE.exec(described);
  const name = (directive === null ? described : described.slice(0, directive.index)).replaceAll("\\#", "#").trim();
  return {
    name: name.replace(/#\s*time=[\d.]+ms$/, "").trimEnd(),
    outcome: directive === null ? said : "skipped",
    seconds: Number(/#\s*time=([\d.]+)ms/.exec(described)?.[1] ?? 0) / 1000,
  };
}
