// Every sentence about the test gate's word, as the why of a line of the sum: no capital, no full stop.
import type { GateWord } from "../../core/gate-word.ts";
import { many } from "../phrases.ts";

export function noRun(): string {
  return "no run of this head, from its own repository, holds its job";
}

export function tooManyRuns(most: number): string {
  return `more than ${most} workflows ran its job on this head, too many to look into`;
}

export function leftNothing(path: string): string {
  return `the run of ${path} left no artifact of it, or GitHub has it no longer`;
}

export function notSound(path: string, why: string): string {
  return `the artifact of ${path} is not sound: ${why}`;
}

export function notTheGates(path: string): string {
  return `the artifact of ${path} holds no verdict of a test gate`;
}

export function aboutAnother(path: string): string {
  return `the artifact of ${path} is about another run or another commit`;
}

export function speaksAgainst({ code: reason, failed, new: fresh, tests }: GateWord): string {
  const ofThem = fresh === null ? "" : `, ${fresh} of them new`;
  const failures = failed > 0 ? `, ${failed} of ${many(tests, "test")} failed${ofThem}` : "";
  return `it says ${reason}${failures}`;
}

export function ofAFork(): string {
  return "it comes from a fork, whose good word does not count";
}

export function decidesItself(path: string): string {
  return `${path} is touched, which decides what it says`;
}
