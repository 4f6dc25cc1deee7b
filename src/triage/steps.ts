// What is decided about an issue, as steps: labels first, words last, and then that it was done.
import { createHash } from "node:crypto";
import type { Markdown } from "../core/markdown.ts";
import type { Step } from "../core/plan.ts";
import type { LedgerRecord } from "../core/reads.ts";
import type { Verdict } from "../core/verdict.ts";
import * as answers from "./hearing/answer-words.ts";
import type { Board } from "./labels/board.ts";
import { deedData } from "./hearing/deeds.ts";
import type { TriageFacts } from "./facts.ts";
import type { Answered, Obeyed } from "./hearing/obey.ts";
import { LABEL_RECORD, labelRecord } from "./labels/provenance.ts";
import {
  HEARD_RECORD,
  placeOf,
  refusalsSince,
  SETTING_RECORD,
  settingData,
  SHOWN_RECORD,
  shownIn,
} from "./settings.ts";
import type { Wanted } from "./labels/wanted.ts";
import { whyAnswer, whyAssign, whyHeard, whyLabel, whyReact, whySet, whyShow } from "./why.ts";
import * as words from "./words.ts";

const DAY_MS = 86_400_000;
/** After so many refusals in a day a person gets a reaction and no more words (design rule 23). */
const MOST_REFUSALS = 5;
/** The slot of the one comment that shows the priority and where it comes from. */
const SHOWN = "triage";
/** The slot of answers to commands. */
const ANSWER = "triage-answer";

// The record goes first: a label whose cause the ledger does not know would pass for a rule's.
export function labelSteps(args: {
  readonly facts: TriageFacts;
  readonly board: Board;
  readonly obeyed: Obeyed;
}): Step[] {
  const { facts, board, obeyed } = args;
  const { asked, number: on } = facts;
  // What followed from a command is taken back with it, and is no deed of its own.
  const isOwnDeed = obeyed.answered.every(
    ({ outcome }) => outcome.did === "refused" || !(outcome.deed ?? outcome.undid),
  );
  return board.changes().flatMap(({ label, did, cause, changes, create }): Step[] => {
    const why = whyLabel(cause, did);
    const place = placeIn({ did, label, changes });
    const person = cause.by === "command" ? asked.find(({ said }) => said.by.id === cause.person)?.said.by : undefined;
    const record: Step = {
      do: "record",
      kind: LABEL_RECORD,
      by: person ?? null,
      data: labelRecord({ label, did, changes, cause, ...(isOwnDeed && { turn: facts.now }) }),
      why,
      key: `triage:${place}:${JSON.stringify(cause)}`,
    };
    if (did === "keep") return [record];
    const [add, remove] = did === "add" ? [[label], []] : [[], [label]];
    return [record, { do: "label", on, add, remove, create, why, key: `label:${place}` }];
  });
}

function placeIn({
  did,
  label,
  changes,
}: Pick<ReturnType<Board["changes"]>[number], "did" | "label" | "changes">): string {
  return `${did}:${label.toLowerCase()}:${changes}`;
}

export function settingSteps({ sets }: Obeyed): Step[] {
  return sets.map(({ what, value, asked: { said, command } }) => ({
    do: "record",
    kind: SETTING_RECORD,
    by: said.by,
    data: settingData({ what, value, because: command.because }),
    why: whySet(what, value),
    key: `triage:set:${placeOf({ comment: said.id, line: command.line })}`,
  }));
}

export function assignSteps(on: number, { assign, answered }: Obeyed): Step[] {
  if (assign.add.length + assign.remove.length === 0) return [];
  const comments = answered.map(({ asked }) => asked.said.id);
  return [{ do: "assign", on, ...assign, why: whyAssign(), key: `assign:${Math.max(...comments)}` }];
}

/** A reaction to each comment; words only where one was refused or asked for them. */
export function answerSteps(args: {
  readonly facts: TriageFacts;
  readonly obeyed: Obeyed;
  readonly explain: () => Markdown;
  readonly records: readonly LedgerRecord[];
}): Step[] {
  const { facts, explain, records } = args;
  const { answered } = args.obeyed;
  const comments = new Map(answered.map(({ asked }) => [asked.said.id, asked.said]));
  const reactions = [...comments.values()].map((said): Step => {
    const mine = answered.filter(({ asked }) => asked.said.id === said.id);
    const sign = mine.some(({ outcome }) => outcome.did === "refused") ? "-1" : "+1";
    const to = { channel: said.channel, id: said.id, nodeId: said.nodeId };
    return { do: "react", to, with: sign, why: whyReact(sign), key: `react:${said.channel}:${said.id}:${sign}` };
  });
  const last = answered.at(-1);
  if (!last) return [];
  const isTired = ({ asked, outcome }: Answered): boolean =>
    outcome.did === "refused" &&
    refusalsSince({ records, person: asked.said.by.id, since: facts.now - DAY_MS }) >= MOST_REFUSALS;
  const body = answers.answer({ answered: answered.filter((one) => !isTired(one)), explain });
  if (body === undefined) return reactions;
  const key = `comment:${ANSWER}:${last.asked.said.id}`;
  return [...reactions, { do: "comment", on: facts.number, slot: ANSWER, body, why: whyAnswer(), key }];
}

/** Where GitHub refuses what a command asked for, that is what people are told, and not that it was done. */
export function resting(
  said: readonly Step[],
  args: { readonly board: Board; readonly assigned: readonly Step[] },
): readonly Step[] {
  const labels = args.board.changes().filter(({ cause, did }) => cause.by === "command" && did !== "keep");
  const restsOn = [...labels.map((change) => `label:${placeIn(change)}`), ...args.assigned.map(({ key }) => key)];
  return restsOn.length > 0 ? said.map((step) => ({ ...step, restsOn })) : said;
}

// Last: a command that is on record as answered is not done again, so everything that it asked for must be done by then.
export function heardSteps(answered: readonly Answered[]): Step[] {
  return answered.map(({ asked: { said, command }, outcome }) => ({
    do: "record",
    kind: HEARD_RECORD,
    by: said.by,
    data: {
      comment: said.id,
      line: command.line,
      name: command.name,
      did: outcome.did,
      ...(outcome.did === "refused" ? { why: outcome.why } : deedData(outcome)),
    },
    why: whyHeard(),
    key: `triage:heard:${placeOf({ comment: said.id, line: command.line })}`,
  }));
}

export function showSteps(args: {
  readonly on: number;
  readonly wanted: Wanted | undefined;
  readonly obeyed: Obeyed;
  readonly records: readonly LedgerRecord[];
}): Step[] {
  if (!args.wanted?.derivation) return [];
  const body = words.priorityComment(args.wanted.derivation, args.obeyed.setting);
  const hash = createHash("sha256").update(body).digest("hex");
  if (shownIn(args.records) === hash) return [];
  const remember = { kind: SHOWN_RECORD, data: { hash } };
  return [{ do: "comment", on: args.on, slot: SHOWN, body, remember, why: whyShow(), key: `comment:${SHOWN}:${hash}` }];
}

/** Nothing was decided, so nothing is on record: people are told to say it again. */
export function cannotAnswer({ number, asked }: TriageFacts, verdict: Verdict): Step[] {
  const last = asked.at(-1);
  if (!last) return [];
  const { said } = last;
  const body = answers.cannotObey(asked, verdict);
  const to = { channel: said.channel, id: said.id, nodeId: said.nodeId };
  return [
    {
      do: "react",
      to,
      with: "confused",
      why: whyReact("confused"),
      key: `react:${said.channel}:${said.id}:confused`,
    },
    { do: "comment", on: number, slot: ANSWER, body, why: whyAnswer(), key: `comment:${ANSWER}:${said.id}` },
  ];
}
