// The real room, looking at a history. `whole`: all of gather and decide, with its steps done on paper. `quick`: the
// same facts, hearing and verdict, and nothing printed: it keeps the records, and announces as the room would.

import type { PolicyState } from "../../src/core/policy.ts";
import { printSubject, type Instant, type Sha } from "../../src/core/refs.ts";
import { change } from "../../src/change/index.ts";
import { isAnnounced, termsOf } from "../../src/change/binding/binding.ts";
import type { ChangeConfig } from "../../src/change/config.ts";
import type { ChangeFacts } from "../../src/change/facts.ts";
import * as answers from "../../src/change/hearing/answers.ts";
import type { Bench } from "../../src/change/hearing/bench.ts";
import { hear } from "../../src/change/hearing/session.ts";
import { approvalsIn, type ApprovalState } from "../../src/change/people/approvals.ts";
import { entriesOf, outcomeAt, readHistory, type History as Records } from "../../src/change/records.ts";
import { contributorsIn } from "../../src/change/scene.ts";
import { findingOf, seeGoverned } from "../../src/change/verdicts.ts";
import { readsOf, record, take } from "../change/stage.ts";
import * as world from "../world.ts";
import type { Event, Said, Who } from "./events.ts";
import { blankPaper, put, settle, shaOfHead, turnFor } from "./paper.ts";
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
  readonly last: () => Thought;
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

export function room(manner: "whole" | "quick"): Room {
  const paper = blankPaper();
  const { stage } = paper;
  const place = printSubject(world.pullSubject(12));
  const announcements = () => (stage.records.get(place) ?? []).filter((one) => one.kind === "change.announced").length;
  let seen = 0;
  let thought: Thought | undefined;

  const look = async (history: readonly Event[], fresh: readonly Event[], at: Instant): Promise<boolean> => {
    const turn = turnFor(paper, { history, fresh, at });
    const state = stage.policy as State;
    const facts = await change.gather(turn, state, readsOf(stage));
    const records = facts.records.known ? facts.records.value : [];
    const session = hear({ facts, bench: benchFor(facts, state), history: records });
    const base = { facts, state, records: session.history };
    if (manner === "whole") {
      const plan = change.decide(facts, state);
      for (const step of plan.steps) take(stage, 12, step);
      const decided = readHistory((stage.records.get(place) ?? []).filter((one) => one.kind === "change.decided"));
      const counted = "broken" in decided ? [] : (entriesOf(decided, "change.decided").at(-1)?.data.counted ?? []);
      thought = thoughtOf({ ...base, verdict: plan.verdict, counted });
      return plan.lookAgainAt === turn.now;
    }
    for (const { record: one, meaning } of session.kept) record(stage, 12, { ...one, key: `${one.kind}:${meaning}` });
    for (const push of facts.pushes) {
      const key = `pushed:${push.head}:${push.by.id}`;
      record(stage, 12, { kind: "change.pushed", by: push.by, data: { head: push.head }, key });
    }
    if (!facts.own || state.is !== "ok") {
      thought = thoughtOf({ ...base, verdict: { state: "wait", code: "closed" }, counted: [] });
      return false;
    }
    const found = findingOf({ facts, pull: facts.own, policy: state.policy, history: session.history });
    thought = thoughtOf({ ...base, verdict: found.verdict, counted: found.counted });
    const head = shaOfHead(paper);
    const terms = termsOf({ ...facts.own, policy: state.policy });
    if (isAnnounced(session.history, head, terms)) return false;
    const data = { head, terms, body: "words", twins: [], commentId: 1, updatedAt: at * 1000 };
    record(stage, 12, { kind: "change.announced", by: null, data, key: `announced ${stage.ids}` });
    return true;
  };

  const app: App = async (history, at) => {
    const fresh = history.slice(seen).filter((event) => event.is !== "announced");
    for (const event of fresh) put(paper, event);
    settle(paper, history, at);
    seen = history.length;
    const before = announcements();
    if (await look(history, fresh, at)) await look(history, [], at);
    const head = shaOfHead(paper);
    return Array.from({ length: announcements() - before }, () => ({ is: "announced", at, head }) as const);
  };
  return {
    app,
    last: () => {
      if (!thought) throw new Error("the room has not looked yet");
      return thought;
    },
  };
}
