import type { Sha } from "../../src/core/refs.ts";
import type { Event, History, Policy, Said, Who } from "./events.ts";

// --- What was so at the end of a (part of a) history. ---

type Of<K extends Event["is"]> = Extract<Event, { readonly is: K }>;
export const all = <K extends Event["is"]>(history: History, ...kinds: readonly K[]): Of<K>[] =>
  history.filter((event): event is Of<K> => (kinds as readonly string[]).includes(event.is));
export const heads = (history: History) => all(history, "opened", "pushed");
export const headOf = (history: History): Sha => heads(history).at(-1)!.head;
export const baseOf = (history: History): string => all(history, "opened", "retargeted").at(-1)!.base;
export const mergeBaseOf = (history: History): Sha => all(history, "opened", "pushed", "base-moved").at(-1)!.mergeBase;
export const policyOf = (history: History): Policy => all(history, "opened", "policy").at(-1)!.policy;
export const isClosed = (history: History): boolean => all(history, "closed", "reopened").at(-1)?.is === "closed";
export const isDraft = (history: History): boolean => all(history, "draft", "ready").at(-1)?.is === "draft";
export const sayings = (history: History) => all(history, "said");

/** Up to and with this event: what was so when it was written. */
export const until = (history: History, event: Event): History => history.slice(0, history.indexOf(event) + 1);

/** Up to the moment at which the app took it up; a redelivery changes nothing. [Safety rule 10] */
export function untilHeard(history: History, said: Said): History | undefined {
  const first = all(history, "heard").find((heard) => heard.id === said.id);
  return first && until(history, first);
}

/** [Who counts] Membership is what it is now; a role is had by id. */
export function rolesOf(history: History, who: Who): string[] {
  const changes = all(history, "gained", "lost").filter((change) => change.who === who);
  const names = [...new Set(changes.map((change) => change.role))];
  return names.filter((name) => changes.filter((change) => change.role === name).at(-1)!.is === "gained");
}

/** [Decisions: anyone with a role (any key under `roles:`)] at the command. */
export const hadARole = (history: History, said: Said) => {
  const then = untilHeard(history, said);
  return then !== undefined && rolesOf(then, said.by).length > 0;
};
