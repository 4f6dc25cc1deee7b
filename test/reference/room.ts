// The real room, looking at a history: all of gather and decide, with its steps done on paper (quick.ts: the part of it
// that decides).

import type { PolicyState } from "../../src/core/policy.ts";
import { printSubject, type Instant, type Sha } from "../../src/core/refs.ts";
import { change } from "../../src/change/index.ts";
import type { ChangeConfig } from "../../src/change/config.ts";
import type { ChangeFacts } from "../../src/change/facts.ts";
import { benchOf } from "../../src/change/finding.ts";
import type { Bench } from "../../src/change/hearing/bench.ts";
import { approvalsIn, type ApprovalState } from "../../src/change/people/approvals.ts";
import { entriesOf, outcomeAt, readHistory, type History as Records } from "../../src/change/records.ts";
import { contributorsIn } from "../../src/change/scene.ts";
import { readsOf, take } from "../change/stage.ts";
import * as world from "../world.ts";
import type { Event, History, Said, Who } from "./events.ts";
import { blankPaper, type Paper, put, settle, shaOfHead, turnFor } from "./paper.ts";
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

export type State = PolicyState<ChangeConfig>;

export function benchFor(facts: ChangeFacts, state: State): Bench {
  if (state.is !== "ok") throw new Error("the policies of histories are right");
  return benchOf(facts, state);
}

function outcomeIn(records: Records, said: Said, index: number): string | undefined {
  const channel = said.review ? "review" : "comment";
  const outcome = outcomeAt(records, { channel, id: said.id, line: index + 1 });
  return outcome?.kind === "change.refusal" ? outcome.data.code : outcome && "done";
}

export function thoughtOf(args: {
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

/** What the app announced in a turn. */
export const announcedSince = (paper: Paper, before: number, at: Instant): readonly Event[] =>
  Array.from({ length: announcements(paper) - before }, () => ({ is: "announced", at, head: shaOfHead(paper) }));

export const announcements = ({ stage }: Paper): number =>
  (stage.records.get(PLACE) ?? []).filter((one) => one.kind === "change.announced").length;

export const PLACE = printSubject(world.pullSubject(12));

export function wholeRoom(): Room {
  const paper = blankPaper();
  const { stage } = paper;
  const reads = readsOf(stage);
  let seen = 0;
  let thought: Thought | undefined;

  /** Whether it has to look again at once. */
  const look = async (history: History, fresh: History, at: Instant): Promise<boolean> => {
    const turn = turnFor(paper, { history, fresh, at });
    const state = stage.policy as State;
    const facts = await change.gather(turn, state, reads);
    const plan = change.decide(facts, state);
    for (const step of plan.steps) take(stage, 12, step);
    const records = readHistory(stage.records.get(PLACE) ?? []);
    if ("broken" in records) throw new Error(records.broken);
    const counted = entriesOf(records, "change.decided").at(-1)?.data.counted ?? [];
    thought = thoughtOf({ facts, state, records, verdict: plan.verdict, counted });
    return plan.lookAgainAt === turn.now;
  };

  const app: App = async (history, at) => {
    const fresh = history.slice(seen).filter((event) => event.is !== "announced");
    for (const event of fresh) put(paper, event);
    settle(paper, history, at);
    seen = history.length;
    const before = announcements(paper);
    if (await look(history, fresh, at)) await look(history, [], at);
    return announcedSince(paper, before, at);
  };
  return {
    app,
    last: () => {
      if (!thought) throw new Error("the room has not looked yet");
      return Promise.resolve(thought);
    },
  };
}
