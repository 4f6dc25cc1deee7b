// The real room, looking at a history. `whole`: all of gather and decide, with its steps done on paper. `quick`: the
// same facts and hearing, the verdict when it is asked for, and nothing printed: it keeps the records, and announces as
// the room would.

import type { PolicyState } from "../../src/core/policy.ts";
import type { LedgerRecord } from "../../src/core/reads.ts";
import { printSubject, type Instant, type Sha } from "../../src/core/refs.ts";
import { change } from "../../src/change/index.ts";
import { isAnnounced, termsOf } from "../../src/change/binding/binding.ts";
import type { ChangeConfig } from "../../src/change/config.ts";
import type { ChangeFacts } from "../../src/change/facts.ts";
import * as answers from "../../src/change/hearing/answers.ts";
import type { Bench } from "../../src/change/hearing/bench.ts";
import { hear } from "../../src/change/hearing/session.ts";
import { approvalsIn, type ApprovalState } from "../../src/change/people/approvals.ts";
import {
  entriesOf,
  outcomeAt,
  readHistory,
  type History as Records,
  type NewRecord,
} from "../../src/change/records.ts";
import { contributorsIn } from "../../src/change/scene.ts";
import { findingOf, seeGoverned } from "../../src/change/verdicts.ts";
import { readsOf, take, type Stage } from "../change/stage.ts";
import * as world from "../world.ts";
import type { History, Said, Who } from "./events.ts";
import { blankPaper, put, settle, shaOfHead, turnFor } from "./paper.ts";
import { policyOf, sayings } from "./past.ts";
import type { App } from "./play.ts";

/** What the room thinks at the end of its last look. */
export interface Thought {
  readonly state: string;
  readonly code: string;
  readonly counted: readonly Who[];
  /** Each person's latest approval of each head. */
  readonly approvals: readonly { readonly by: Who; readonly head: Sha; readonly state: ApprovalState }[];
  /** Why a command was refused, `done` when it was not; undefined when nothing is on record. */
  readonly outcome: (said: Said, index: number) => string | undefined;
}

export interface Room {
  readonly app: App;
  readonly last: () => Promise<Thought>;
}

type State = PolicyState<ChangeConfig>;

function benchFor(facts: ChangeFacts, state: State): Bench {
  if (state.is !== "ok") throw new Error("the policies of histories are right");
  if (!facts.own) return { is: "refusing", refusal: answers.isClosed() };
  return seeGoverned(facts, facts.own, state.policy);
}

function outcomeIn(records: Records, said: Said, index: number): string | undefined {
  const channel = said.review ? "review" : "comment";
  const outcome = outcomeAt(records, { channel, id: said.id, line: index + 1 });
  return outcome?.kind === "change.refusal" ? outcome.data.code : outcome && "done";
}

function thoughtOf(args: {
  facts: ChangeFacts;
  state: State;
  records: Records;
  verdict: { state: string; code: string };
  counted: readonly Who[];
}): Thought {
  const { facts, state, records, verdict, counted } = args;
  const bench = benchFor(facts, state);
  const scene = bench.is === "scene" ? { ...bench.scene, history: records } : undefined;
  return {
    state: verdict.state,
    code: verdict.code,
    counted,
    approvals: (scene ? approvalsIn(scene, contributorsIn(scene)) : []).map(({ by, head, state: so }) => {
      return { by: by.id, head, state: so };
    }),
    outcome: (said, index) => outcomeIn(records, said, index),
  };
}

/** Quick: writes down as the ledger would, each meaning once. */
function writer(stage: Stage, place: string): (one: NewRecord, meaning: string) => void {
  const known = new Set<string>();
  return ({ kind, by, data }, meaning) => {
    if (known.has(`${kind}:${meaning}`)) return;
    known.add(`${kind}:${meaning}`);
    const entry: LedgerRecord = { sequence: ++stage.ids, at: stage.now, kind, by, data };
    stage.records.set(place, [...(stage.records.get(place) ?? []), entry]);
  };
}

/** Whether a turn writes anything down. Where it does not, quick looks only if it is the last one. */
const hasNews = (history: History, fresh: History): boolean =>
  fresh.some(({ is }) => is === "heard" || is === "opened" || is === "pushed") ||
  (policyOf(history).reviews === "count" && sayings(history).some(({ review }) => review));

export function room(manner: "whole" | "quick"): Room {
  const paper = blankPaper();
  const { stage } = paper;
  const reads = readsOf(stage);
  const place = printSubject(world.pullSubject(12));
  const write = writer(stage, place);
  /** All that an announcement tells. */
  const whatIsSo = (): string => {
    const { head, base, stackBase } = stage.pulls.get(12)!;
    const { policy } = stage.policy as Extract<State, { is: "ok" }>;
    return [head.sha, base.ref, stackBase, stage.mergeBase, policy.hash].join();
  };
  const announcements = () => (stage.records.get(place) ?? []).filter((one) => one.kind === "change.announced").length;
  let seen = 0;
  let announced: string | undefined;
  let thought: (() => Thought) | undefined;
  /** The last turn, as long as nobody has looked at it. */
  let unseen: { readonly history: History; readonly at: Instant } | undefined;

  /** Whether it has to look again at once. */
  const look = async (history: History, fresh: History, at: Instant): Promise<boolean> => {
    const turn = turnFor(paper, { history, fresh, at });
    const state = stage.policy as State;
    const facts = await change.gather(turn, state, reads);
    const records = facts.records.known ? facts.records.value : [];
    const session = hear({ facts, bench: benchFor(facts, state), history: records });
    const base = { facts, state, records: session.history };
    unseen = undefined;
    if (manner === "whole") {
      const plan = change.decide(facts, state);
      for (const step of plan.steps) take(stage, 12, step);
      const decided = readHistory((stage.records.get(place) ?? []).filter((one) => one.kind === "change.decided"));
      const counted = "broken" in decided ? [] : (entriesOf(decided, "change.decided").at(-1)?.data.counted ?? []);
      thought = () => thoughtOf({ ...base, verdict: plan.verdict, counted });
      return plan.lookAgainAt === turn.now;
    }
    for (const { record, meaning } of session.kept) write(record, meaning);
    for (const { head, by } of facts.pushes) write({ kind: "change.pushed", by, data: { head } }, `${head}:${by.id}`);
    if (!facts.own || state.is !== "ok") {
      thought = () => thoughtOf({ ...base, verdict: { state: "wait", code: "closed" }, counted: [] });
      return false;
    }
    const [pull, { policy }] = [facts.own, state];
    thought = () => thoughtOf({ ...base, ...findingOf({ facts, pull, policy, history: session.history }) });
    const head = shaOfHead(paper);
    announced = whatIsSo();
    const terms = termsOf({ ...facts.own, policy });
    if (isAnnounced(session.history, head, terms)) return false;
    const data = { head, terms, body: "words", twins: [], commentId: 1, updatedAt: at * 1000 };
    write({ kind: "change.announced", by: null, data }, `${stage.ids}`);
    return true;
  };

  const app: App = async (history, at) => {
    const fresh = history.slice(seen).filter((event) => event.is !== "announced");
    for (const event of fresh) put(paper, event);
    settle(paper, history, at);
    seen = history.length;
    unseen = { history, at };
    if (manner === "quick" && announced === whatIsSo() && !hasNews(history, fresh)) return [];
    const before = announcements();
    if (await look(history, fresh, at)) {
      if (manner === "whole" || hasNews(history, [])) await look(history, [], at);
      else unseen = { history, at };
    }
    const head = shaOfHead(paper);
    return Array.from({ length: announcements() - before }, () => ({ is: "announced", at, head }) as const);
  };
  return {
    app,
    last: async () => {
      if (unseen) await look(unseen.history, [], unseen.at);
      if (!thought) throw new Error("the room has not looked yet");
      return thought();
    },
  };
}
