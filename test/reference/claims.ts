// Each approval that was asked for, and every reason why it does not stand.

import { type Asked, meant, taken, type Unbound } from "./binding.ts";
import type { Command, Head, History, Reading, Said, Who } from "./events.ts";
import { speaksFor } from "./delegations.ts";
import { moved, type Moved } from "./kept.ts";
import { approvalsFor, type At, declarer, everyRoleIn, rolesIn } from "./kinds.ts";
import {
  all,
  commands,
  hadARole,
  hashOf,
  headOf,
  heads,
  isClosed,
  isDraft,
  isOfAnEarlierSecond,
  once,
  policyOf,
  sayings,
  until,
  untilSeen,
  whileAt,
} from "./past.ts";

export type Void =
  | Unbound
  | Moved
  | "not-heard" // the app has not seen it yet
  | "unfit" // written by a bot or through an app, or edited before it was looked at
  | "reviews-ignored"
  | "while-closed"
  | "while-draft"
  | "no-role"
  | "role-lost"
  | "not-asked" // a role that another kind of change asks for, and this one does not
  | "author"
  | "contributor"
  | "declarer"
  | "withdrawn"
  | "closed-since"
  | "draft-since"
  | "retargeted-since"
  | "other-policy"
  | "expired"
  | "second-of-epoch" // in the house: in the second of a close, reopening, draft or retarget, or before one
  | "pushed-once"; // in the house: pushed some head of this pull request, though not this one

/** One approval as asked for, and why it does not stand: nothing for those that do. */
export interface Claim extends Asked {
  readonly by: Who;
  readonly voids: readonly Void[];
}

/** [Who counts: contributors] "Whoever made a merge that passes the `base-merge` test" is none for having made it. */
const isOfItsMaker = (history: History, push: Head): boolean =>
  push.merge?.how === "clean" && heads(history).find((one) => one.head === push.head)!.by === push.by;

export const contributors = once<readonly Who[]>((history) => {
  const those = heads(history).filter((one) => one.head === headOf(history));
  const pushers = those.filter((one) => !isOfItsMaker(history, one)).map((one) => one.by);
  return [heads(history)[0]!.by, ...pushers, ...those.flatMap((one) => one.made)];
});
const mergedInto = <H extends Head>(known: readonly H[], onto: string) => known.find((one) => one.head === onto);

/** The house forgives the makers of clean merges only those that lead to the present head. */
export const everPushed = once<readonly Who[]>((history) => {
  const known = heads(history);
  const chain: string[] = [];
  for (let at = known.at(-1); at?.merge; at = mergedInto(known, at.merge.onto)) chain.push(at.head);
  return known.filter((one) => !chain.includes(one.head) || !isOfItsMaker(history, one)).map((one) => one.by);
});

export function askedFor(history: History): Asked[] {
  return sayings(history).flatMap((said) => [
    ...(said.review?.state === "approved" ? [{ said, index: -1, sha: undefined }] : []),
    ...said.commands.flatMap((one, index) => (one.do === "approve" ? [{ said, index, sha: one.sha }] : [])),
  ]);
}

/** For a standard change nobody is asked, and who would be for a normal one may approve. */
function isNotAsked(history: History, by: Who): boolean {
  const { approvals } = policyOf(history);
  const asked = rolesIn(approvalsFor(history) ?? approvals);
  return speaksFor(history, by, everyRoleIn(policyOf(history))) && !speaksFor(history, by, asked);
}

/** [Who counts, Commands] Whether this person may approve: when it was taken up, and now. */
function authority(history: History, then: History, by: Who): Void[] {
  if (!speaksFor(then, by, everyRoleIn(policyOf(then)))) return ["no-role"];
  if (!speaksFor(history, by, everyRoleIn(policyOf(history)))) return ["role-lost"];
  return isNotAsked(history, by) ? ["not-asked"] : [];
}

/** [policy: separation, none of these may approve; Types: the declarer's own approval, when `count` is 1] */
function separated(history: History, by: Who, reading: Reading): Void[] {
  const { separation } = policyOf(history);
  const isApart = separation.includes("contributors");
  const isHand = isApart && contributors(history).includes(by);
  const isDeclarer = approvalsFor(history)?.count === 1 && declarer(history) === by;
  return [
    ...(separation.includes("author") && by === heads(history)[0]!.by ? ["author" as const] : []),
    ...(isHand ? ["contributor" as const] : []),
    ...(reading === "house" && isApart && !isHand && everPushed(history).includes(by) ? ["pushed-once" as const] : []),
    ...(isDeclarer ? ["declarer" as const] : []),
  ];
}

/** [What is approved: epoch] It rises with close, conversion to draft and retarget, never with a push. */
function epoch(history: History, said: Said, reading: Reading): Void[] {
  const since = new Set(all(history.slice(history.indexOf(said)), "closed", "draft", "retargeted").map(({ is }) => is));
  return [
    ...[...since].map((is): Void => `${is}-since`),
    ...(reading === "house" && since.size === 0 && isOfAnEarlierSecond(history, said)
      ? ["second-of-epoch" as const]
      : []),
  ];
}

/** [What is approved] The rest of the tuple: head, base, merge base, policy hash. */
function tuple(history: History, asked: Asked, reading: Reading): Void[] {
  const then = taken(history, asked)!;
  const bound = meant(history, asked, reading);
  const differs = typeof bound === "string" ? [bound] : bound.map((head) => moved(whileAt(then, head), history));
  const isKept = typeof bound !== "string" && differs.some((reasons) => reasons.length === 0);
  return [
    ...(isKept ? [] : differs.flat()),
    ...(hashOf(policyOf(then)) === hashOf(policyOf(history)) ? [] : ["other-policy" as const]),
  ];
}

/** [Commands: for one person, the latest intent wins] Whether the same person took it back later. */
function isWithdrawn(history: History, { said, index }: Asked, reading: Reading): boolean {
  const later = sayings(history).filter((one) => one.by === said.by && history.indexOf(one) > history.indexOf(said));
  const cancels = (command: Command, by: Said) =>
    command.do === "withdraw" || (command.do === "reject" && hadARole(history, by)); // what is refused does nothing
  if (said.commands.slice(index + 1).some((command) => cancels(command, said))) return true;
  if (commands(history, "withdraw", "reject").some((one) => later.includes(one.said) && cancels(one.command, one.said)))
    return true;
  // "`dismissed`, or a later 'changes requested' by the same person, withdraws that person's review approval"
  if (index >= 0) return false;
  // In the house also one of the same second: of two reviews the one that was begun first may be submitted last.
  const inSecond = sayings(history).filter(({ by, at }) => reading === "house" && by === said.by && at === said.at);
  const isDismissed = (one: Said) => all(history, "dismissed").some(({ id }) => id === one.id);
  const others = [...later, ...inSecond].filter((one) => one !== said && one.review !== undefined);
  return (
    isDismissed(said) ||
    others.some((one) => one.review?.state === "changes" && untilSeen(history, one) !== undefined) ||
    // In the house a later one that was dismissed may have asked for changes: GitHub no longer tells.
    (reading === "house" && others.some(isDismissed))
  );
}

/** Up to this line of the comment: its commands are done in order. [Commands] */
function untilLine(then: History, asked: Asked): { readonly then: History; readonly asked: Asked } {
  const { said, index } = asked;
  if (index < 0 || index === said.commands.length - 1) return { then, asked };
  const cut = { ...said, commands: said.commands.slice(0, index + 1) };
  return { then: then.map((event) => (event === said ? cut : event)), asked: { ...asked, said: cut } };
}

/** Why it was refused when it was taken up: what is refused does nothing, whatever comes later. */
function refusals(taken: History, asked: Asked, reading: Reading): Void[] {
  const { said, index } = asked;
  const { then } = untilLine(taken, asked);
  return [
    ...(index < 0 && policyOf(then).reviews === "ignore" ? ["reviews-ignored" as const] : []),
    ...(isClosed(then) ? ["while-closed" as const] : []),
    ...(isDraft(then) || isDraft(until(taken, said)) ? ["while-draft" as const] : []), // [AP-17]
    // By the letter the quorum is counted anew; the house refuses who could not be counted when they said it.
    ...separated(then, said.by, reading).filter((reason) => reading === "house" || reason !== "declarer"),
    ...(reading === "house" && isNotAsked(then, said.by) ? ["not-asked" as const] : []),
  ];
}

/** Every reason why it does not stand at the end of this history. */
export function voidsOf(history: History, asked: Asked, at: At): Void[] {
  const { said, index } = asked;
  const { reviews, expires } = policyOf(history);
  if (said.unfit !== undefined) return ["unfit"]; // [Commands: bots and apps are ignored; a text that has changed]
  const then = taken(history, asked);
  if (!then) return ["not-heard"];
  const reasons: Void[] = [
    ...refusals(then, asked, at.reading),
    ...(index < 0 && reviews === "ignore" ? ["reviews-ignored" as const] : []), // [Who counts: first sentence]
    ...epoch(history, said, at.reading),
    ...authority(history, then, said.by),
    ...tuple(history, asked, at.reading),
    ...(expires !== undefined && at.now - said.at >= expires ? ["expired" as const] : []), // [expires; AP-26]
    ...separated(history, said.by, at.reading),
    ...(isWithdrawn(history, asked, at.reading) ? ["withdrawn" as const] : []),
  ];
  return [...new Set(reasons)];
}

/**
 * What is refused does nothing: whether it stood when it was taken up, but for what its author said elsewhere and the
 * time gone by. A review is state: one that was dismissed before anybody saw it never was an approval.
 */
export function wasAccepted(history: History, asked: Asked, reading: Reading): boolean {
  const heard = taken(history, asked);
  if (!heard) return false;
  if (asked.index < 0 && all(heard, "dismissed").some((one) => one.id === asked.said.id)) return false;
  const { then, asked: own } = untilLine(heard, asked);
  return voidsOf(then, own, { now: then.at(-1)!.at, reading }).every(
    (reason) => reason === "withdrawn" || reason === "expired",
  );
}
