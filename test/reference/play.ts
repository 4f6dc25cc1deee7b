// Plays moves into a history, asking the app at its turns what it announces: a plain app on paper, or the real room.

import type { Instant } from "../../src/core/refs.ts";
import { AUTHOR, BEGIN, commit, POLICIES, START } from "./cast.ts";
import type { Event, History } from "./events.ts";
import { eventsOf, unheard, type Move } from "./moves.ts";
import { all, baseOf, hashOf, headOf, mergeBaseOf, policyOf, sayings, until } from "./past.ts";

/** What the app does at its turn: the events that this adds, such as `announced`. */
export type App = (history: History, at: Instant) => readonly Event[] | Promise<readonly Event[]>;

/** All that the comment names: an approval is for this. */
const named = (history: History) =>
  JSON.stringify([headOf(history), baseOf(history), mergeBaseOf(history), hashOf(policyOf(history))]);

/** The plainest app that keeps the rule: at each turn the comment comes to name what is so, if it does not yet. */
export const plainApp: App = (history, at) => {
  const last = all(history, "announced").at(-1);
  const isNamed = last !== undefined && named(until(history, last)) === named(history);
  return isNamed ? [] : [{ is: "announced", at, head: headOf(history) }];
};

/** One history as drawn: what happens, and under which policy it begins. */
export interface Draw {
  readonly policy: number;
  readonly moves: readonly Move[];
}

export interface Played {
  readonly history: History;
  readonly now: Instant;
}

/**
 * Plays the moves; at the end everything late is delivered, last written first, and the app has a last turn.
 * No comment is written in the second of a review: stamps cannot tell which of the two was first.
 */
export async function play(draw: Draw, app: App): Promise<Played> {
  const files = [{ path: "src/a.ts", mode: "100644", hunks: [" context\n-a\n+b\n"], on: 0 }];
  const opened: Event = {
    is: "opened",
    at: START,
    by: AUTHOR,
    head: commit(0),
    made: [AUTHOR],
    mergeBase: commit(999),
    files,
    base: "main",
    policy: POLICIES[draw.policy]!,
  };
  const history: Event[] = [opened, ...BEGIN.map(([who, role]): Event => ({ is: "gained", at: START, who, role }))];
  let at = START;
  let looked = 0;
  const turn = async () => {
    history.push({ is: "looked", at });
    history.push(...(await app([...history], at)));
    looked = history.length;
  };
  await turn();
  at += 5;
  for (const move of draw.moves) {
    if (move.move === "wait") at += move.seconds;
    const last = sayings(history).at(-1);
    if (last?.at === at && (move.move === "say" || move.move === "review")) {
      if ((move.move === "review") !== (last.review !== undefined)) at += 1;
    }
    const events = eventsOf(move, [...history], at);
    history.push(...events);
    const isTurn = move.move === "look" ? history.length > looked : events.some((event) => event.is === "heard");
    if (isTurn) await turn();
  }
  const late = unheard([...history]).reverse();
  // One alone in its turn, then the rest together.
  for (const said of late.slice(0, 1)) history.push({ is: "heard", at, id: said.id });
  if (late.length > 1) await turn();
  for (const said of late.slice(1).reverse()) history.push({ is: "heard", at, id: said.id });
  await turn();
  return { history, now: at };
}
