// The part of the room that decides, and nothing printed: the same facts, the same hearing wherever there is something
// to hear, and the verdict at the end. It keeps the records and announces as the room would, which wholeRoom holds it to.

import type { LedgerRecord } from "../../src/core/reads.ts";
import type { Instant } from "../../src/core/refs.ts";
import { printSubject } from "../../src/core/refs.ts";
import { change } from "../../src/change/index.ts";
import { termsOf } from "../../src/change/binding/binding.ts";
import { hear, pushedNow } from "../../src/change/hearing/session.ts";
import { DELEGATION_KINDS } from "../../src/change/people/delegations.ts";
import { repositoryOf } from "../../src/change/people/judge-delegation.ts";
import { readHistory, type NewRecord } from "../../src/change/records.ts";
import { findingOf } from "../../src/change/verdicts.ts";
import { readsOf } from "../change/stage.ts";
import * as world from "../world.ts";
import type { History } from "./events.ts";
import { all, isClosed, policyOf, sayings } from "./past.ts";
import { blankPaper, pushesIn, put, settle, shaOfHead, turnFor, type Paper } from "./paper.ts";
import type { App } from "./play.ts";
import {
  announcedSince,
  announcements,
  benchFor,
  PLACE,
  thoughtOf,
  type Room,
  type State,
  type Thought,
} from "./room.ts";

const REPOSITORY = printSubject(repositoryOf(world.pullSubject(12)));

/** Writes down as the ledger would, each meaning once. */
function writerOn({ stage }: Paper): (one: NewRecord, meaning: string) => void {
  const known = new Set<string>();
  return ({ kind, by, data }, meaning) => {
    if (known.has(`${kind}:${meaning}`)) return;
    known.add(`${kind}:${meaning}`);
    const isLent = DELEGATION_KINDS.some((one) => one === kind);
    for (const place of isLent ? [REPOSITORY, PLACE] : [PLACE]) {
      const entry: LedgerRecord = { sequence: ++stage.ids, at: stage.now, kind, by, data };
      stage.records.set(place, [...(stage.records.get(place) ?? []), entry]);
    }
  };
}

const areReviewsHeard = (history: History): boolean =>
  policyOf(history).reviews === "count" && sayings(history).some(({ review }) => review);

export function quickRoom(): Room {
  const paper = blankPaper();
  const { stage } = paper;
  const reads = readsOf(stage);
  const write = writerOn(paper);
  let seen = 0;
  let announced = "";
  /** The last turn; and what was seen in it, if anybody looked. */
  let last: { readonly history: History; readonly at: Instant } | undefined;
  let view: Awaited<ReturnType<typeof look>> | undefined;

  const look = async (history: History, fresh: History, at: Instant) => {
    const state = stage.policy as Extract<State, { is: "ok" }>;
    const facts = await change.gather(turnFor(paper, { history, fresh, at }), state, reads);
    const records = facts.records.known ? facts.records.value : [];
    const session = hear({ facts, bench: benchFor(facts, state), history: records });
    for (const { record, meaning } of session.kept) write(record, meaning);
    return { facts, state, records: session.history };
  };

  /** Whether it had to. */
  const announce = (history: History, at: Instant): boolean => {
    const head = shaOfHead(paper);
    const { policy } = stage.policy as Extract<State, { is: "ok" }>;
    const mergeBase = { known: true, value: stage.mergeBase } as const;
    const terms = termsOf({ pull: stage.pulls.get(12)!, mergeBase, policy });
    const told = [head, ...Object.values(terms)].join();
    if (isClosed(history) || told === announced) return false;
    announced = told;
    const data = { head, terms, body: "words", twins: [], commentId: 1, updatedAt: at * 1000 };
    write({ kind: "change.announced", by: null, data }, String(stage.ids));
    return true;
  };

  const app: App = async (history, at) => {
    const fresh = history.slice(seen).filter((event) => event.is !== "announced");
    for (const event of fresh) put(paper, event);
    settle(paper, history, at);
    seen = history.length;
    last = { history, at };
    view = undefined;
    const before = announcements(paper);
    if (all(fresh, "heard").length > 0 || areReviewsHeard(history)) view = await look(history, fresh, at);
    const pushes = pushesIn(paper, fresh);
    const records = pushes.length > 0 ? readHistory(stage.records.get(PLACE) ?? []) : [];
    if ("broken" in records) throw new Error(records.broken);
    for (const { record, meaning } of pushedNow({ pushes }, records)) write(record, meaning);
    if (announce(history, at) && areReviewsHeard(history)) view = await look(history, [], at);
    return announcedSince(paper, before, at);
  };

  const thought = async (): Promise<Thought> => {
    if (!last) throw new Error("the room has not looked yet");
    const seenLast = view ?? (await look(last.history, [], last.at));
    const { facts, state, records } = seenLast;
    if (!facts.own) return thoughtOf({ ...seenLast, verdict: { state: "wait", code: "closed" }, counted: [] });
    const found = findingOf({ facts, pull: facts.own, policy: state.policy, history: records });
    return thoughtOf({ ...seenLast, verdict: found.verdict, counted: found.counted });
  };
  return { app, last: thought };
}
