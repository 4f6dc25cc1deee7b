// What has to be read for the signals of risk that are built in.
import type { Question } from "../rules/predicate.ts";
import type { Signals } from "./settings.ts";

export function questionsOfSignals({ test_gate }: Signals): readonly Question[] {
  return ["files", "commits", ...(test_gate.check === undefined ? [] : (["statuses"] as const))];
}
