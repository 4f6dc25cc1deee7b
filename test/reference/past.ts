import type { Sha } from "../../src/core/refs.ts";
import type { Command, Event, History, Patch, Policy, Said, Who } from "./events.ts";

// --- What was so at the end of a (part of a) history. ---

/** A history does not change: what follows from it, and from one thing more, is found out once. */
export function once<Answer, About = undefined>(
  find: (history: History, about: About) => Answer,
): (history: History, ...about: About extends undefined ? [] : [About]) => Answer {
  const known = new WeakMap<History, Map<unknown, Answer>>();
  return (history, about?: unknown) => {
    let answers = known.get(history);
    if (!answers) known.set(history, (answers = new Map<unknown, Answer>()));
    if (!answers.has(about)) answers.set(about, find(history, about as About));
    return answers.get(about)!;
  };
}

type Of<K extends Event["is"]> = Extract<Event, { readonly is: K }>;
export const all = <K extends Event["is"]>(history: History, ...kinds: readonly K[]): Of<K>[] =>
  history.filter((event): event is Of<K> => (kinds as readonly string[]).includes(event.is));
/** The last of them: there is one whenever `opened` is among the kinds. */
const last = <K extends Event["is"]>(history: History, ...kinds: readonly K[]): Of<K> | undefined =>
  history.findLast((event): event is Of<K> => (kinds as readonly string[]).includes(event.is));
export const heads = (history: History) => all(history, "opened", "pushed");
export const headOf = (history: History): Sha => last(history, "opened", "pushed")!.head;
export const baseOf = (history: History): string => last(history, "opened", "retargeted")!.base;
export const mergeBaseOf = (history: History): Sha => last(history, "opened", "pushed", "base-moved")!.mergeBase;
export const filesOf = (history: History): readonly Patch[] =>
  all(history, "opened", "pushed", "base-moved").findLast((event) => event.files !== undefined)!.files!;
export const policyOf = (history: History): Policy => last(history, "opened", "policy")!.policy;
/** [Inheritance] The policy hash is of everything here but the freezes. */
export const hashOf = (policy: Policy): string => {
  const hash = hashes.get(policy) ?? JSON.stringify({ ...policy, freezes: undefined });
  hashes.set(policy, hash);
  return hash;
};
const hashes = new WeakMap<Policy, string>();
export const isClosed = (history: History): boolean => last(history, "closed", "reopened")?.is === "closed";
export const isDraft = (history: History): boolean => last(history, "draft", "ready")?.is === "draft";
export const sayings = (history: History) => all(history, "said");
export const isIncident = (history: History, issue: number): boolean => {
  const so = all(history, "issue").findLast((event) => event.issue === issue);
  return so !== undefined && so.open && so.incident;
};

/** In the second of a close, reopening, draft, its end or a retarget, or before one: whole seconds cannot tell for which it was meant. */
export const isOfAnEarlierSecond = (history: History, said: Said): boolean =>
  all(history, "closed", "reopened", "draft", "ready", "retargeted").some((turn) => turn.at >= said.at);

/** Up to and with this event: what was so when it was written. */
export const until = (history: History, event: Event): History => history.slice(0, history.indexOf(event) + 1);

/** The last time that the pull request had this head. */
export function whileAt(history: History, head: Sha): History {
  const last = heads(history).findLast((event) => event.head === head)!;
  const next = heads(history)[heads(history).indexOf(last) + 1];
  return next ? history.slice(0, history.indexOf(next)) : history;
}

/** Up to the moment at which the app took it up; a redelivery changes nothing. [Safety rule 10] */
export const untilHeard = once<History | undefined, Said>((history, said) => {
  const first = history.find((event) => event.is === "heard" && event.id === said.id);
  return first && until(history, first);
});

/**
 * The same of a review as approval or objection: that is state, seen by whatever look comes first [Safety rule 4]; where
 * reviews are ignored nobody looks at them, and only their delivery tells of them. On a closed pull request nothing is
 * decided, and none is looked at.
 */
export const untilSeen = once<History | undefined, Said>((history, said) => {
  const sights = history.flatMap((event, index) => {
    if (event.is === "heard") return event.id === said.id ? [history.slice(0, index + 1)] : [];
    if (event.is !== "looked" || index < history.indexOf(said)) return [];
    const then = history.slice(0, index + 1);
    return policyOf(then).reviews === "count" ? [then] : [];
  });
  return sights.find((then) => !isClosed(then)) ?? sights[0];
});

/** [Who counts] Membership is what it is now; a role is had by id, whatever the login. */
export const rolesOf = once<readonly string[], Who>((history, who) => {
  const changes = all(history, "gained", "lost").filter((change) => change.who === who);
  const names = [...new Set(changes.map((change) => change.role))];
  return names.filter((name) => changes.findLast((change) => change.role === name)!.is === "gained");
});
export const hasOneOf = (history: History, who: Who, roles: readonly string[]) =>
  rolesOf(history, who).some((role) => roles.includes(role));

/** [Decisions: anyone with a role (any key under `roles:`)] at the command. */
export const hadARole = (history: History, said: Said) => {
  const then = untilHeard(history, said);
  return then !== undefined && rolesOf(then, said.by).length > 0;
};
/** [Commands: authority is read live, at the command and at every later decision that rests on it] */
export const hasARoleStill = (history: History, said: Said) =>
  hadARole(history, said) && rolesOf(history, said.by).length > 0;

export interface Spoken {
  readonly said: Said;
  readonly command: Command;
}

/** The app has taken it up; on a closed pull request nothing is decided, and what is said there is refused. */
function acts(history: History, said: Said): boolean {
  const then = untilHeard(history, said);
  return then !== undefined && !isClosed(then);
}

/** One command at a time in the order of writing, with its comment, of those that the app has taken up and that act. */
export const commands = (history: History, ...kinds: readonly Command["do"][]): Spoken[] =>
  spokenIn(history).filter(({ command }) => kinds.includes(command.do));

const spokenIn = once<readonly Spoken[]>((history) =>
  sayings(history)
    .filter((said) => said.unfit === undefined && acts(history, said))
    .filter((said) => said.commands.length <= 10) // [Commands: at most 10 a comment, more: none is done]
    .flatMap((said) => said.commands.map((command) => ({ said, command }))),
);
