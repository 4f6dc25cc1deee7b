// Which workflows to start, once. Pure. A start is recorded right after it, so that a turn which breaks off later does not
// start it again; only an answer of GitHub that is lost does, and both Actions find then that there is nothing left to do.
import type { Step, StepOf } from "../core/plan.ts";
import type { Pull } from "../core/pull.ts";
import type { LedgerRecord } from "../core/reads.ts";
import { roomWords as words } from "./answers.ts";
import { linesByLabels, nextLines } from "./backport/proposal.ts";
import { linesOf } from "./commands.ts";
import type { ReleaseConfig } from "./config.ts";
import { DISPATCHED_RECORD } from "./facts.ts";
import type { Asked, RoomFacts, Seen } from "./facts.ts";

/** What a decision about one issue or pull request looks at. */
export interface Around {
  readonly facts: RoomFacts;
  readonly seen: Seen;
  readonly section: ReleaseConfig;
  readonly branch: string;
  /** Null on an issue. */
  readonly pull: Pull | null;
  readonly records: readonly LedgerRecord[];
}

export function workflowIn(seen: Seen, file: string): "there" | "missing" | "unfit" | "unread" {
  const read = seen.workflows.get(file);
  if (read?.known !== true) return "unread";
  if (seen.unfit.has(file)) return "unfit";
  return read.value ? "there" : "missing";
}

/** A merged pull request's lines, by label and by command, each started once. */
export function dueLines({ section, pull, records }: Around, asked: readonly string[]): readonly string[] {
  if (pull?.merged !== true) return [];
  const started = new Set(
    records.filter(({ kind }) => kind === DISPATCHED_RECORD).flatMap(({ data }) => fieldOf(data, "lines")),
  );
  // A command asks again on purpose; a label alone is heard once.
  const labelled = linesByLabels(pull.labels, section.backport.label).filter((line) => linesOf(line) !== undefined);
  // A backport that waited with older lines behind it: they follow now. Only a bot writes that mark for others to act on.
  const chained = pull.author?.type === "Bot" ? nextLines(pull.body).filter((line) => linesOf(line) !== undefined) : [];
  return [...new Set([...[...labelled, ...chained].filter((line) => !started.has(line)), ...asked])];
}

/** The record comes right after the start: whatever fails later, the next turn knows of it. */
export function startSteps(asked: Asked, start: StepOf<"dispatch-workflow">): Step[] {
  const data = { lines: [], places: [placeOf(asked)] };
  return [
    start,
    {
      do: "record",
      kind: DISPATCHED_RECORD,
      by: asked.said.by,
      data,
      why: start.why,
      key: `release:${start.key}`,
      restsOn: [start.key],
    },
  ];
}

export function backportSteps(
  { facts, section, branch }: Around,
  { lines, places }: { readonly lines: readonly string[]; readonly places: readonly string[] },
): Step[] {
  const file = section.backport.workflow;
  const key = `${facts.number}:${lines.join(",")}:${facts.asked.map(placeOf).join(",")}`;
  return [
    {
      do: "dispatch-workflow",
      workflow: file,
      ref: branch,
      inputs: { "pull-request": String(facts.number), lines: lines.join(" ") },
      why: words.whyBackport(lines),
      key: `dispatch:${file}:${key}`,
    },
    {
      do: "record",
      kind: DISPATCHED_RECORD,
      by: null,
      data: { lines, places },
      why: words.whyBackport(lines),
      key: `release:dispatched:${key}`,
      restsOn: [`dispatch:${file}:${key}`],
    },
  ];
}

export function placeOf({ said, command }: Asked): string {
  return `${said.id}:${command.line}`;
}

/** One field of a record's data, which may be of any shape. */
export function fieldOf(data: unknown, name: "place" | "places" | "lines"): unknown {
  return new Map<string, unknown>(Object.entries(data ?? {})).get(name);
}
