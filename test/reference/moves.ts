// Moves, which make sense in any order, and the events that each comes to at one moment.

import type { Instant, Sha } from "../../src/core/refs.ts";
import { commit, HOUR, INCIDENT, POLICIES } from "./cast.ts";
import type { Command, Event, Head, History, Level, Merge, Patch, Said, Who } from "./events.ts";
import { all, filesOf, headOf, heads, isClosed, isDraft, mergeBaseOf, rolesOf, sayings } from "./past.ts";

/** Which sha a command names: the head's (whole, or its first digits), an older head's, or nobody's. */
export type Named = "none" | "full" | "twelve" | "seven" | "older" | "stranger";
export type Saying =
  | { readonly do: "withdraw" | "reject" | "unreject" | "hold" | "unhold" | "emergency" | "no emergency" }
  | { readonly do: "approve" | "vouch"; readonly sha: Named }
  | { readonly do: "override"; readonly hours: number }
  | { readonly do: "no override" | "no risk" }
  | { readonly do: "risk"; readonly level: Level }
  | { readonly do: "delegate"; readonly to: Who; readonly hours: number }
  | { readonly do: "undelegate"; readonly to: Who | null };

/** Delivered at once, or in whatever move comes to it. */
type Delivery = { readonly heard: boolean };

export interface Push {
  readonly move: "push";
  readonly by: Who;
  readonly made: readonly Who[];
  /** `back`: to an older head; `rebase`: the same patch on another base; `anew`: by force, other commits. */
  readonly how: "on top" | "back" | "rebase" | "anew" | Merge["how"];
  readonly nameless: boolean;
  readonly docs: boolean;
  readonly flaw: "cut" | "repeated" | "none";
}

export type Move =
  | { readonly move: "wait"; readonly seconds: number }
  | { readonly move: "look" | "catch up" }
  | Push
  | { readonly move: "rewrite base"; readonly keeps: boolean }
  | { readonly move: "open or close" | "draft or ready" }
  | { readonly move: "retarget"; readonly base: string }
  | { readonly move: "role"; readonly who: Who; readonly role: string }
  | { readonly move: "rename"; readonly who: Who }
  | { readonly move: "incident"; readonly open: boolean; readonly labelled: boolean }
  | { readonly move: "policy"; readonly index: number }
  | ({
      readonly move: "say";
      readonly by: Who;
      readonly says: readonly Saying[];
      readonly unfit?: Said["unfit"];
    } & Delivery)
  | ({
      readonly move: "review";
      readonly by: Who;
      readonly state: "approved" | "changes" | "commented";
      readonly older: boolean;
      readonly says: readonly Saying[];
    } & Delivery)
  | { readonly move: "dismiss"; readonly which: number }
  /** One that is late, in any order; where none is, one once more. */
  | { readonly move: "deliver"; readonly which: number };

function shaOf(kind: Named, history: History): string | undefined {
  const all = heads(history).map((head) => head.head);
  const older = all.findLast((head) => head !== all.at(-1));
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
      return older ?? commit(2000);
    case "stranger":
      return commit(2001);
  }
}

const loginOf = (history: History, who: Who): string =>
  all(history, "renamed").findLast((event) => event.who === who)?.login ?? `user${who}`;

function commandOf(saying: Saying, history: History, at: Instant): Command {
  switch (saying.do) {
    case "approve": {
      const sha = shaOf(saying.sha, history);
      return sha === undefined ? { do: "approve" } : { do: "approve", sha };
    }
    case "vouch": {
      const nameless = heads(history).at(-1)?.nameless?.[0];
      const sha = saying.sha === "full" ? nameless : shaOf(saying.sha, history);
      return { do: "vouch", sha: sha ?? headOf(history) };
    }
    case "override":
      return { do: "override", freeze: "year end", until: at + saying.hours * HOUR };
    case "emergency":
      return { do: "emergency", incident: INCIDENT };
    case "risk":
      return saying;
    case "delegate":
      return { do: "delegate", login: loginOf(history, saying.to), until: at + saying.hours * HOUR };
    case "undelegate":
      return saying.to === null ? { do: "undelegate" } : { do: "undelegate", login: loginOf(history, saying.to) };
    default:
      return { do: saying.do };
  }
}

export const unheard = (history: History): Said[] => {
  const heard = new Set(all(history, "heard").map((event) => event.id));
  return sayings(history).filter((said) => !heard.has(said.id));
};

const patch = (n: number, { docs }: Push): Patch => {
  return { path: docs ? "docs/a.md" : "src/a.ts", mode: "100644", hunks: [` context\n-a\n+b${n}\n`], on: 0 };
};

/** What a merge makes of the files that its first parent changed. */
function merged(files: readonly Patch[], how: Merge["how"], n: number): readonly Patch[] {
  switch (how) {
    case "clean":
      return files;
    case "altered":
      return files.map((file) => ({ ...file, hunks: file.hunks.map((hunk) => `${hunk}+smuggled ${n}\n`) }));
    case "both sides":
      return files.map((file) => ({ ...file, on: n }));
    case "of another branch":
      return [...files, { path: `other/${n}.ts`, mode: "100644", hunks: ["-old\n+new\n"], on: 0 }];
  }
}

function pushed(move: Push, history: History, at: Instant): Head & { readonly is: "pushed" } {
  const known = heads(history);
  const now = known.at(-1)!;
  const n = new Set(known.map((head) => head.head)).size;
  const base = mergeBaseOf(history);
  const { by } = move;
  if (move.how === "back") {
    const others = known.filter((head) => head.head !== now.head);
    const back = others.at(-1) ?? now;
    const rewritten = all(history, "base-moved").at(-1);
    const before = rewritten !== undefined && history.indexOf(rewritten) > history.indexOf(back);
    return { ...back, is: "pushed", at, by, mergeBase: before ? base : back.mergeBase };
  }
  const head: Sha = commit(n);
  const nameless = move.nameless ? { nameless: [...(now.nameless ?? []), head] } : {};
  const mine = { is: "pushed", at, by, head } as const;
  if (move.how === "on top" || move.how === "anew") {
    const isForce = move.how === "anew";
    const made = [...new Set([...(isForce ? [1] : now.made), ...move.made])];
    const before = isForce || !now.nameless ? {} : { nameless: now.nameless };
    return { ...mine, made, files: [patch(n, move)], mergeBase: base, ...before, ...nameless };
  }
  const carried = { made: now.made, ...(now.nameless && { nameless: now.nameless }) };
  if (move.how === "rebase") {
    const files = filesOf(history).map((file): Patch => {
      const { path, mode, hunks } = file;
      return {
        path,
        mode: move.docs ? "100755" : mode,
        hunks,
        on: n,
        ...(move.flaw === "cut" && { cut: true }),
        ...(move.flaw === "repeated" && { repeated: true }),
      };
    });
    return { ...mine, ...carried, files, mergeBase: commit(1000 + n) };
  }
  const { how } = move;
  const made = how === "clean" ? now.made : [...new Set([...now.made, by])];
  const mergeBase = how === "of another branch" ? base : commit(1000 + n);
  return {
    ...mine,
    ...carried,
    made,
    files: merged(filesOf(history), how, n),
    mergeBase,
    merge: { onto: now.head, how },
  };
}

const hasBeenElsewhere = (history: History) => heads(history).some((head) => head.head !== headOf(history));

/** The events of one move at one moment; nothing, where the move makes no sense now. */
export function eventsOf(move: Move, history: History, at: Instant): Event[] {
  const id = 1000 + sayings(history).length;
  const delivered = (said: Said, isHeard: boolean): Event[] => (isHeard ? [said, { is: "heard", at, id }] : [said]);
  switch (move.move) {
    case "wait":
    case "look":
      return [];
    case "catch up":
      return unheard(history).map((said) => ({ is: "heard", at, id: said.id }));
    case "push":
      return isClosed(history) || (move.how === "back" && !hasBeenElsewhere(history))
        ? []
        : [pushed(move, history, at)];
    case "rewrite base": {
      const mergeBase = commit(1500 + all(history, "base-moved").length);
      const on = 500 + all(history, "base-moved").length;
      const files = filesOf(history).map((file) => {
        return { ...file, on, hunks: file.hunks.map((hunk) => (move.keeps ? hunk : `${hunk}+rewritten\n`)) };
      });
      return isClosed(history) ? [] : [{ is: "base-moved", at, mergeBase, files }];
    }
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
    case "rename":
      return [{ is: "renamed", at, who: move.who, login: `renamed${all(history, "renamed").length}` }];
    case "incident":
      return [{ is: "issue", at, issue: INCIDENT, open: move.open, incident: move.labelled }];
    case "policy":
      return [{ is: "policy", at, policy: POLICIES[move.index]! }];
    case "say": {
      const commands = move.says.map((saying) => commandOf(saying, history, at));
      const said: Said = { is: "said", at, id, by: move.by, commands, ...(move.unfit && { unfit: move.unfit }) };
      return delivered(said, move.heard);
    }
    case "review": {
      const older = move.older ? shaOf("older", history) : undefined;
      const on = heads(history).some((one) => one.head === older) ? older! : headOf(history);
      const commands = move.says.map((saying) => commandOf(saying, history, at));
      return delivered({ is: "said", at, id, by: move.by, commands, review: { on, state: move.state } }, move.heard);
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
      const late = unheard(history);
      const pool = late.length > 0 ? late : sayings(history);
      const said = pool[move.which % Math.max(1, pool.length)];
      return said ? [{ is: "heard", at, id: said.id }] : [];
    }
  }
}
