// Pure: the issue as it is, the issue as it should be, and the steps in between. Labels first, words last.
import { createHash } from "node:crypto";
import type { Markdown } from "../core/markdown.ts";
import type { Plan, Step } from "../core/plan.ts";
import type { PolicyState } from "../core/policy.ts";
import type { Issue, Label, LabelEvent } from "../core/issue.ts";
import type { Known } from "../core/known.ts";
import type { LedgerRecord } from "../core/reads.ts";
import type { Verdict } from "../core/verdict.ts";
import * as answers from "./answer-words.ts";
import { boardOf, type Board } from "./board.ts";
import type { TriageConfig } from "./config.ts";
import type { Asked, IssueFacts, TriageFacts } from "./facts.ts";
import { readForm } from "./filled.ts";
import { readFormFile } from "./forms.ts";
import { type Answered, obey, type Obeyed } from "./obey.ts";
import { LABEL_RECORD, labelRecord, provenanceOf } from "./provenance.ts";
import {
  answeredIn,
  HEARD_RECORD,
  placeOf,
  refusalsSince,
  SETTING_RECORD,
  settingData,
  settingsIn,
  SHOWN_RECORD,
  shownIn,
} from "./settings.ts";
import type { Written } from "./rules.ts";
import { settleGroups, want, type Wanted } from "./wanted.ts";
import { whyAnswer, whyAssign, whyHeard, whyLabel, whyReact, whySet, whyShow } from "./why.ts";
import * as words from "./words.ts";

/** When something could not be read, soon. */
const AGAIN_MS = 5 * 60_000;
const DAY_MS = 86_400_000;
/** After so many refusals in a day a person gets a reaction and no more words (design rule 23). */
const MOST_REFUSALS = 5;
/** The slot of the one comment that shows the priority and where it comes from. */
const SHOWN = "triage";
/** The slot of answers to commands. */
const ANSWER = "triage-answer";

export function decide(facts: TriageFacts, policy: PolicyState<TriageConfig>): Plan {
  if (policy.is === "absent") return { verdict: words.off(), steps: [] };
  if (policy.is !== "ok" || !facts.issue) {
    const verdict = policy.is === "broken" ? words.broken(policy.problems) : words.policyUnknown(policy);
    const steps = cannotAnswer(facts, verdict);
    return policy.is === "broken" ? { verdict, steps } : { verdict, steps, lookAgainAt: facts.now + AGAIN_MS };
  }
  const gone = [facts.issue.issue, facts.issue.events].find((one) => !one.known && one.why.failure === "gone");
  if (gone) return { verdict: words.gone(facts.number), steps: [] };
  const read = readAll(facts.issue);
  if (!read.known) {
    const verdict = words.unknown(read.why.what);
    const steps = cannotAnswer(facts, verdict);
    return { verdict, steps, lookAgainAt: facts.now + AGAIN_MS };
  }
  const { issue, us } = read.value;
  if (issue.isPull || issue.author?.login === `${us}[bot]`) return { verdict: words.notOurs(), steps: [] };
  return decideIssue({ facts, policy: policy.policy, of: facts.issue, read: read.value });
}

interface Read {
  readonly issue: Issue;
  readonly us: string;
  readonly labels: readonly Label[];
  readonly events: readonly LabelEvent[];
  readonly records: readonly LedgerRecord[];
}

// Without one of these no label may move: a label whose story is not known could be a person's.
function readAll({ issue, us, labels, events, records }: IssueFacts): Known<Read> {
  if (!issue.known) return issue;
  if (!us.known) return us;
  if (!labels.known) return labels;
  if (!events.known) return events;
  if (!records.known) return records;
  const [value, slug] = [issue.value, us.value];
  return {
    known: true,
    value: { issue: value, us: slug, labels: labels.value, events: events.value, records: records.value },
  };
}

function decideIssue(args: {
  readonly facts: TriageFacts;
  readonly policy: Extract<PolicyState<TriageConfig>, { is: "ok" }>["policy"];
  readonly of: IssueFacts;
  readonly read: Read;
}): Plan {
  const { facts, policy, of, read } = args;
  const { issue, labels, events, records, us } = read;
  const config = policy.section;
  const provenance = provenanceOf({ labels: issue.labels, events, records, us });
  const board = boardOf({ existing: labels, on: issue.labels, provenance });
  const answered = answeredIn(records);
  const asked = facts.asked.filter(
    ({ command, said }) => !answered.has(placeOf({ comment: said.id, line: command.line })),
  );
  const obeyed = obey({
    asked,
    setting: settingsIn(records),
    room: {
      config,
      roles: policy.roles,
      authority: of.authority,
      accounts: of.accounts,
      assignees: issue.assignees,
      board,
    },
  });
  const written = writtenIn(issue, of);
  // What is closed is left as people left it; only what they ask for is done.
  let wanted: Wanted | undefined;
  if (issue.state === "open") {
    wanted = want({ config, board, written, setting: obeyed.setting, author: issue.author?.id ?? null });
  } else if (asked.length > 0) settleGroups({ config, board });

  const shown = { board, obeyed, wanted, forms: of.forms };
  const verdict = words.verdict(shown);
  const steps = [
    ...labelSteps(facts.number, board, asked),
    ...settingSteps(obeyed),
    ...assignSteps(facts.number, obeyed),
    ...answerSteps({ facts, obeyed, explain: () => words.explanation(shown), records }),
    ...heardSteps(obeyed.answered),
    ...showSteps({ on: facts.number, wanted, obeyed, records }),
  ];
  return of.forms.known ? { verdict, steps } : { verdict, steps, lookAgainAt: facts.now + AGAIN_MS };
}

function writtenIn(issue: Issue, { forms }: IssueFacts): Written {
  const files = forms.known ? forms.value : [];
  const readable = files.flatMap(({ file, text }) => readFormFile(file, text) ?? []);
  const others = readable.length === files.length ? "none" : "unreadable";
  return { title: issue.title, body: issue.body, form: readForm({ body: issue.body, forms: readable, others }) };
}

// The record goes first: a label whose cause the ledger does not know would pass for a rule's.
function labelSteps(on: number, board: Board, asked: readonly Asked[]): Step[] {
  return board.changes().flatMap(({ label, did, cause, changes, create }): Step[] => {
    const why = whyLabel(cause, did);
    const place = `${did}:${label.toLowerCase()}:${changes}`;
    const person = cause.by === "command" ? asked.find(({ said }) => said.by.id === cause.person)?.said.by : undefined;
    const record: Step = {
      do: "record",
      kind: LABEL_RECORD,
      by: person ?? null,
      data: labelRecord({ label, did, changes, cause }),
      why,
      key: `triage:${place}:${JSON.stringify(cause)}`,
    };
    if (did === "keep") return [record];
    const [add, remove] = did === "add" ? [[label], []] : [[], [label]];
    return [record, { do: "label", on, add, remove, create, why, key: `label:${place}` }];
  });
}

function settingSteps({ sets }: Obeyed): Step[] {
  return sets.map(({ what, value, asked: { said, command } }) => ({
    do: "record",
    kind: SETTING_RECORD,
    by: said.by,
    data: settingData({ what, value, because: command.because }),
    why: whySet(what, value),
    key: `triage:set:${placeOf({ comment: said.id, line: command.line })}`,
  }));
}

function assignSteps(on: number, { assign, answered }: Obeyed): Step[] {
  if (assign.add.length + assign.remove.length === 0) return [];
  const comments = answered.map(({ asked }) => asked.said.id);
  return [{ do: "assign", on, ...assign, why: whyAssign(), key: `assign:${Math.max(...comments)}` }];
}

/** A reaction to each comment; words only where one was refused or asked for them. */
function answerSteps(args: {
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

// Last: a command that is on record as answered is not done again, so everything that it asked for must be done by then.
function heardSteps(answered: readonly Answered[]): Step[] {
  return answered.map(({ asked: { said, command }, outcome }) => ({
    do: "record",
    kind: HEARD_RECORD,
    by: said.by,
    data: {
      comment: said.id,
      line: command.line,
      name: command.name,
      did: outcome.did,
      ...(outcome.did === "refused" && { why: outcome.why }),
    },
    why: whyHeard(),
    key: `triage:heard:${placeOf({ comment: said.id, line: command.line })}`,
  }));
}

function showSteps(args: {
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
function cannotAnswer({ number, asked }: TriageFacts, verdict: Verdict): Step[] {
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
