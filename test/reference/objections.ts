// What stops a pull request whatever the approvals: rejections, holds, hands that GitHub cannot name.
//
// What makes red rests on authority at the command; what makes green, a lift or a vouching, rests on it now as well.
// [Commands: "authority is read live ..., at the command and at every later decision that rests on it"]

import { askedFor, contributors, everPushed, wasAccepted } from "./claims.ts";
import type { History, Reading, Said, Who } from "./events.ts";
import { commands, hadARole, hasARoleStill, hasOneOf, heads, policyOf, type Spoken, untilHeard } from "./past.ts";

/** [Commands: for one person, the latest intent wins] A later approval that was accepted ends one's own rejection. */
function hasApprovedSince(history: History, no: Spoken, reading: Reading): boolean {
  const place = no.said.commands.indexOf(no.command);
  return askedFor(history).some((asked) => {
    if (asked.said.by !== no.said.by) return false;
    const isLater =
      asked.said === no.said ? asked.index > place : history.indexOf(asked.said) > history.indexOf(no.said);
    return isLater && wasAccepted(history, asked, reading);
  });
}

/** [Decisions: `/reject-change`] It ends by its author, or by two others with a role; nothing else ends it here. */
export function isRejected(history: History, reading: Reading): boolean {
  const said = commands(history, "reject", "unreject");
  return said.some((no, place) => {
    if (no.command.do !== "reject" || !hadARole(history, no.said)) return false;
    const lifts = said.slice(place + 1).filter((one) => one.command.do === "unreject");
    if (lifts.some((one) => one.said.by === no.said.by)) return false;
    if (hasApprovedSince(history, no, reading)) return false;
    const others = lifts.filter((one) => hasARoleStill(history, one.said));
    return new Set(others.map((one) => one.said.by)).size < 2;
  });
}

const mayHold = (history: History, who: Who) => {
  const { hold } = policyOf(history);
  return hold === "anyone" || hasOneOf(history, who, [hold]);
};

/** [Decisions: `/hold` and `/unhold`: see `hold:`] Anyone, or a role; in the house, another's hold takes a role to lift. */
export function isHeld(history: History, reading: Reading): boolean {
  const said = commands(history, "hold", "unhold");
  const mightHold = (one: Said) => mayHold(untilHeard(history, one)!, one.by);
  return said.some(({ said: hold, command }, place) => {
    const lifts = said.slice(place + 1).filter((one) => one.command.do === "unhold");
    const isLifted = lifts.some(({ said: lift }) => {
      if (lift.by === hold.by) return true; // its author needs no role, as with a rejection
      const may = mightHold(lift) && mayHold(history, lift.by);
      return may && (reading === "letter" || hasARoleStill(history, lift));
    });
    return command.do === "hold" && mightHold(hold) && !isLifted;
  });
}

/**
 * [Who counts: a person whom GitHub cannot name blocks where contributors may not approve; `/vouch <sha>` by a role]
 * In the house, nobody vouches who has a hand in it.
 */
export function isNameless(history: History, reading: Reading): boolean {
  if (!policyOf(history).separation.includes("contributors")) return false;
  const vouches = commands(history, "vouch").flatMap(({ said, command }) => {
    if (command.do !== "vouch" || !/^[0-9a-f]{12,}$/i.test(command.sha) || !hasARoleStill(history, said)) return [];
    const then = untilHeard(history, said)!;
    const hands = reading === "letter" ? [] : [...contributors(then), ...everPushed(then)];
    return hands.includes(said.by) ? [] : [command.sha.toLowerCase()];
  });
  const nameless = heads(history).at(-1)!.nameless ?? [];
  return nameless.some((sha) => !vouches.some((named) => sha.startsWith(named)));
}
