// Moves, which make sense in any order, and `play`, which turns them into events and asks the app at its turns what it
// announces: a plain app on paper, or the real room.

import type { Instant, Sha } from "../../src/core/refs.ts";
import type { Command, Event, History, Policy, Said, Who } from "./events.ts";
import { all, headOf, isClosed, isDraft, mergeBaseOf, rolesOf, sayings } from "./past.ts";

export const AUTHOR = 1;
export const PEOPLE: readonly Who[] = [AUTHOR, 2, 3, 4, 5, 6];
/** Who has which role at the beginning; 6 has none, and the author has one. */
export const BEGIN: readonly (readonly [Who, string])[] = [
  [AUTHOR, "maintainers"],
  [2, "maintainers"],
  [3, "maintainers"],
  [4, "maintainers"],
  [4, "board"],
  [5, "board"],
];
const BOTH = ["author", "contributors"] as const;
const one = { count: 1, from: ["maintainers"] };
const two = { count: 2, from: ["maintainers", "board"], of_which: { board: 1 } };
export const DAY = 86_400;
export const POLICIES: readonly Policy[] = [
  { approvals: one, separation: BOTH, reviews: "ignore", hold: "anyone" },
  { approvals: one, separation: BOTH, reviews: "count", hold: "board", expires: DAY },
  { approvals: two, separation: BOTH, reviews: "count", hold: "anyone", expires: DAY },
  { approvals: one, separation: ["author"], reviews: "count", hold: "anyone" },
  { approvals: { ...one, count: 2 }, separation: [], reviews: "ignore", hold: "anyone", expires: DAY },
];

/** A commit of this number: 40 hex digits that differ from every other's within the first two. */
export const commit = (n: number): Sha => (n + 16).toString(16).padStart(2, "0").slice(-2).repeat(20);

/** Which sha a command names: the head's (whole, or its first digits), an older head's, or nobody's. */
export type Named = "none" | "full" | "twelve" | "seven" | "older" | "stranger";
export type Saying =
  | { readonly do: "withdraw" | "reject" | "unreject" | "hold" | "unhold" }
  | { readonly do: "approve" | "vouch"; readonly sha: Named };

export type Move =
  | { readonly move: "wait"; readonly seconds: number }
  | { readonly move: "look" }
  | {
      readonly move: "push";
      readonly by: Who;
      readonly made: readonly Who[];
      readonly back: number;
      readonly nameless: boolean;
      readonly merges: boolean;
    }
  | { readonly move: "rewrite base" | "open or close" | "draft or ready" }
  | { readonly move: "retarget"; readonly base: string }
  | { readonly move: "role"; readonly who: Who; readonly role: string }
  | { readonly move: "policy"; readonly index: number }
  | {
      readonly move: "say";
      readonly by: Who;
      readonly says: readonly Saying[];
      readonly heard: boolean;
      readonly unfit?: Said["unfit"];
    }
  | {
      readonly move: "review";
      readonly by: Who;
      readonly state: "approved" | "changes" | "commented";
      readonly older: boolean;
      readonly says: readonly Saying[];
      readonly heard: boolean;
    }
  | { readonly move: "dismiss"; readonly which: number }
  | { readonly move: "deliver"; readonly which: number };

/** What the app does at its turn: the events that this adds, such as `announced`. */
export type App = (history: History, at: Instant) => readonly Event[] | Promise<readonly Event[]>;

/** The plainest app that keeps the rule: at each turn the comment comes to name the head, if it does not yet. */
export const plainApp: App = (history, at) =>
  all(history, "announced").at(-1)?.head === headOf(history) ? [] : [{ is: "announced", at, head: headOf(history) }];

function shaOf(kind: Named, history: History): string | undefined {
  const heads = all(history, "opened", "pushed").map((head) => head.head);
  const older = heads.filter((head) => head !== heads.at(-1)).at(-1);
  switch (kind) {
    case "none":
      return undefined;
    case "full":
      return headOf(history);
    case "twelve":
      return headOf(history).slice(0, 12).toUpperCase();
    case "seven":
      return headOf(history).slice(0, 7);
    case "older":
      return older ?? commit(200);
    case "stranger":
      return commit(201);
  }
}

function commandsOf(says: readonly Saying[], history: History): Command[] {
  return says.map((saying): Command => {
    if (saying.do !== "approve" && saying.do !== "vouch") return { do: saying.do };
    const sha = shaOf(saying.sha, history);
    if (saying.do === "vouch") return { do: "vouch", sha: sha ?? headOf(history) };
    return sha === undefined ? { do: "approve" } : { do: "approve", sha };
  });
}

const unheard = (history: History): Said[] =>
  sayings(history).filter((said) => !all(history, "heard").some((heard) => heard.id === said.id));

/** The events of one move at one moment; nothing, where the move makes no sense now. */
function eventsOf(move: Move, history: History, at: Instant): Event[] {
  const heads = all(history, "opened", "pushed");
  const id = 1000 + sayings(history).length;
  switch (move.move) {
    case "wait":
    case "look":
      return [];
    case "push": {
      if (isClosed(history)) return [];
      const others = heads.filter((head) => head.head !== headOf(history));
      const back = move.back > 0 ? others.at(-1 - ((move.back - 1) % Math.max(1, others.length))) : undefined;
      const rewritten = all(history, "base-moved").at(-1);
      const now = mergeBaseOf(history);
      if (back) {
        const before = rewritten !== undefined && history.indexOf(rewritten) > history.indexOf(back);
        const { head, made, nameless, files } = back;
        const mergeBase = before ? now : back.mergeBase;
        return [{ is: "pushed", at, by: move.by, head, made, files, mergeBase, ...(nameless && { nameless }) }];
      }
      const n = new Set(heads.map((head) => head.head)).size;
      const mergeBase = move.merges ? commit(100 + n) : now;
      return [
        {
          is: "pushed",
          at,
          by: move.by,
          head: commit(n),
          made: [...new Set([...heads.at(-1)!.made, ...move.made])],
          mergeBase,
          files: [{ path: "src/a.ts", mode: "100644", hunks: [`+${n}`] }],
          ...(move.nameless && { nameless: true }),
        },
      ];
    }
    case "rewrite base":
      return isClosed(history)
        ? []
        : [{ is: "base-moved", at, mergeBase: commit(150 + all(history, "base-moved").length) }];
    case "open or close":
      return [{ is: isClosed(history) ? "reopened" : "closed", at }];
    case "draft or ready":
      return isClosed(history) ? [] : [{ is: isDraft(history) ? "ready" : "draft", at }];
    case "retarget": {
      const same = all(history, "opened", "retargeted").at(-1)!.base === move.base;
      return same || isClosed(history) ? [] : [{ is: "retargeted", at, base: move.base }];
    }
    case "role": {
      const has = rolesOf(history, move.who).includes(move.role);
      return [{ is: has ? "lost" : "gained", at, who: move.who, role: move.role }];
    }
    case "policy":
      return [{ is: "policy", at, policy: POLICIES[move.index]! }];
    case "say": {
      const said: Said = {
        is: "said",
        at,
        id,
        by: move.by,
        commands: commandsOf(move.says, history),
        ...(move.unfit && { unfit: move.unfit }),
      };
      return move.heard ? [said, { is: "heard", at, id }] : [said];
    }
    case "review": {
      const on = (move.older ? shaOf("older", history) : undefined) ?? headOf(history);
      const known = heads.some((head) => head.head === on);
      const review = { on: known ? on : headOf(history), state: move.state };
      const said: Said = { is: "said", at, id, by: move.by, commands: commandsOf(move.says, history), review };
      return move.heard ? [said, { is: "heard", at, id }] : [said];
    }
    case "dismiss": {
      const gone = all(history, "dismissed").map((event) => event.id);
      const reviews = sayings(history).filter(
        (said) => said.review && said.review.state !== "commented" && !gone.includes(said.id),
      );
      const review = reviews[move.which % Math.max(1, reviews.length)];
      return review ? [{ is: "dismissed", at, id: review.id }] : [];
    }
    case "deliver": {
      const pool = unheard(history).length > 0 ? unheard(history) : sayings(history); // nothing late: once more
      const said = pool[move.which % Math.max(1, pool.length)];
      return said ? [{ is: "heard", at, id: said.id }] : [];
    }
  }
}

/** One history as drawn: what happens, and under which policy it begins. */
export interface Draw {
  readonly policy: number;
  readonly moves: readonly Move[];
}

export interface Played {
  readonly history: History;
  readonly now: Instant;
}

/** 2026-03-02T09:00:00Z in seconds: where each history begins. */
export const START = Date.UTC(2026, 2, 2, 9) / 1000;

/** Plays the moves; at the end everything late is delivered, last written first, and the app has a last turn. */
export async function play(draw: Draw, app: App): Promise<Played> {
  const opened: Event = {
    is: "opened",
    at: START,
    by: AUTHOR,
    head: commit(0),
    made: [AUTHOR],
    mergeBase: commit(99),
    files: [{ path: "src/a.ts", mode: "100644", hunks: ["+1"] }],
    base: "main",
    policy: POLICIES[draw.policy]!,
  };
  const history: Event[] = [opened, ...BEGIN.map(([who, role]): Event => ({ is: "gained", at: START, who, role }))];
  let at = START;
  const turn = async () => {
    history.push({ is: "looked", at });
    history.push(...(await app(history, at)));
  };
  await turn();
  at += 5;
  for (const move of draw.moves) {
    if (move.move === "wait") at += move.seconds;
    const events = eventsOf(move, history, at);
    history.push(...events);
    if (move.move === "look" || events.some((event) => event.is === "heard")) await turn();
  }
  for (const said of unheard(history).reverse()) {
    history.push({ is: "heard", at, id: said.id });
    await turn();
  }
  await turn();
  return { history, now: at };
}
