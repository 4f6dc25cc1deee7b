// One move, kept with what became of each of its commits.
import type { Step } from "../../core/plan.ts";
import { PART, recordStep, type Mapped } from "../records.ts";
import * as words from "../words.ts";
import type { Exception } from "./exceptions.ts";
import type { Span } from "./facts.ts";

/** The exceptions first: a move counts as looked at once its last part is kept. */
export function moveSteps(args: {
  readonly span: Span;
  readonly exceptions: readonly Exception[];
  /** How many moves were looked at before it: the same two commits may come again. */
  readonly number: number;
}): readonly Step[] {
  const { span, exceptions, number } = args;
  const { move, commits, removed } = span;
  const { id, before, after, kind, at, by } = move;
  const meaning = `${number}:${before}:${after}`;
  const rest = exceptions.find(({ data }) => data.slot.startsWith("review/push-"))?.data.code ?? "no-verdict";
  const mapped = commits.map(({ sha }): Mapped => {
    return span.mapped.get(sha) ?? { sha, is: "exception", pull: null, code: rest };
  });
  const parts = Math.max(1, Math.ceil(Math.max(mapped.length, removed.length) / PART));
  const records = Array.from({ length: parts }, (_, index) => {
    const [from, to] = [index * PART, (index + 1) * PART];
    const data = {
      ...{ id, before, after, kind, at, part: index + 1, parts },
      commits: mapped.slice(from, to),
      removed: removed.slice(from, to).map((commit) => commit.sha),
    };
    return recordStep({ kind: "sensor.move", by, data, why: words.whyMove(move), meaning: `${meaning}:${index + 1}` });
  });
  const kept = exceptions.map(({ data, by: who }) =>
    recordStep({
      kind: "sensor.exception",
      by: who,
      data,
      why: words.whyException(data.code),
      meaning: `${data.slot}:${meaning}`,
    }),
  );
  return [...kept, ...records];
}
