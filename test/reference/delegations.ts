// [Delegations] Who stands in for whom: the delegator's voice with another mouth, and no more than the delegator has now.

import type { Instant } from "../../src/core/refs.ts";
import { contributors, everPushed } from "./claims.ts";
import type { Command, History, Said, Who } from "./events.ts";
import { all, hasOneOf, heads, isClosed, once, policyOf, rolesOf, sayings, untilHeard } from "./past.ts";

type Of<Do extends Command["do"]> = Extract<Command, { readonly do: Do }>;
type Spoken = { readonly said: Said; readonly command: Of<"delegate"> | Of<"undelegate"> };

interface Given {
  readonly by: Who;
  readonly to: Who;
  readonly until: Instant;
  readonly spoken: Spoken;
}
/** Null: everybody. */
interface End {
  readonly from: Who | null;
  readonly to: Who | null;
  readonly spoken: Spoken;
}

/** In the order of writing. On a closed pull request delegations can be ended, and not begun. */
const spokenIn = once<readonly Spoken[]>((history) =>
  sayings(history).flatMap((said) => {
    const then = untilHeard(history, said);
    if (said.unfit !== undefined || then === undefined || said.commands.length > 10) return [];
    return said.commands.flatMap((command): Spoken[] =>
      command.do === "undelegate" || (command.do === "delegate" && !isClosed(then)) ? [{ said, command }] : [],
    );
  }),
);

/** Whose login it is at the end of a history: whoever takes one that somebody gave up is a stranger. */
function whoIs(history: History, login: string): Who {
  const renames = all(history, "renamed");
  const taken = renames.find((event) => event.login === login);
  const first = Number(/^user(\d+)$/.exec(login)?.[1] ?? Number.NaN);
  if (taken) return renames.findLast(({ who }) => who === taken.who) === taken ? taken.who : 900 + taken.who;
  return renames.some(({ who }) => who === first) ? 900 + first : first;
}

const timeOf = (history: History): Instant => history.at(-1)!.at;

function lookOf(history: History, { said }: Spoken): number {
  const heard = untilHeard(history, said)!.length;
  const look = history.findIndex((event, index) => index >= heard && event.is === "looked");
  return look === -1 ? history.length : look;
}

interface Standing {
  readonly given: readonly Given[];
  readonly ends: readonly End[];
}

/** Given by then, and ended by nothing that was written later: or, in the same second, heard later. */
function inForce({ given, ends }: Standing, history: History, at: Instant): readonly Given[] {
  const order = spokenIn(history);
  return given.filter(({ by, to, until, spoken }) => {
    const isEnded = ends.some((end) => {
      if ((end.from !== null && end.from !== by) || (end.to !== null && end.to !== to)) return false;
      const isLater = order.indexOf(end.spoken) > order.indexOf(spoken);
      const isHeardLater = lookOf(history, end.spoken) > lookOf(history, spoken);
      return isLater || (end.spoken.said.at === spoken.said.at && isHeardLater);
    });
    return until > at && !isEnded;
  });
}

const nothing: Standing = { given: [], ends: [] };
const isDelegation = ({ do: what }: Command): boolean => what === "delegate";

/** What was accepted, look by look: what is refused does nothing. */
const accepted = once<Standing>((history) => {
  // Most histories have none, and each is asked about many times.
  if (!history.some((event) => event.is === "said" && event.commands.some(isDelegation))) return nothing;
  const given: Given[] = [];
  const ends: End[] = [];
  const order = [...spokenIn(history)].sort((a, b) => lookOf(history, a) - lookOf(history, b));
  for (const spoken of order) {
    const { said, command } = spoken;
    const then = untilHeard(history, said)!;
    const { by } = said;
    const isHolder = rolesOf(then, by).length > 0;
    const to = command.login === undefined ? null : whoIs(then, command.login);
    if (command.do === "delegate") {
      const isFit = isHolder && to !== null && to !== by && command.until > timeOf(then);
      if (isFit) given.push({ by, to, until: command.until, spoken });
      continue;
    }
    const own = inForce({ given, ends }, history, timeOf(then)).some(
      (one) => one.by === by && (to === null || one.to === to),
    );
    if (own || (to === null && isHolder)) ends.push({ from: by, to, spoken });
    else if (to !== null && hasOneOf(then, by, ["maintainers"])) ends.push({ from: null, to, spoken });
  }
  return { given, ends };
});

/** [It gets round nothing] Whom a person stands in for here: nobody who has a hand in it, where hands may not approve. */
export const lendersOf = once<readonly Who[], Who>((history, who) => {
  if (accepted(history) === nothing) return [];
  const { separation } = policyOf(history);
  const isHand = (by: Who): boolean =>
    (separation.includes("author") && heads(history)[0]!.by === by) ||
    (separation.includes("contributors") && [...contributors(history), ...everPushed(history)].includes(by));
  const lenders = inForce(accepted(history), history, timeOf(history)).filter(({ by, to }) => to === who && by !== who);
  return [...new Set(lenders.map(({ by }) => by))].filter((by) => !isHand(by));
});

/** [for approving, and for overriding a freeze] Of their own, or of somebody whom they stand in for. */
export const speaksFor = (history: History, who: Who, roles: readonly string[]): boolean =>
  hasOneOf(history, who, roles) || lendersOf(history, who).some((by) => hasOneOf(history, by, roles));
