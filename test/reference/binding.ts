// [What is approved: announce, then accept] Which head a command or a review means.

import type { Sha } from "../../src/core/refs.ts";
import type { History, Reading, Said } from "./events.ts";
import { all, baseOf, hashOf, headOf, mergeBaseOf, policyOf, until, untilHeard, untilSeen } from "./past.ts";

export type Unbound =
  | "short-sha" // "at least 12 hex digits"
  | "other-sha" // "another one is refused"
  | "unannounced"
  | "other-announced" // in the house: the announcement last seen before it names another head
  | "other-terms" // in the house: that announcement was of another base, merge base or policy
  | "head-moved-unseen"; // in the house: the head was another one when the app took it up

/** An approving command, or an approving review; `index` is the command's place in its comment, -1 for the review. */
export interface Asked {
  readonly said: Said;
  readonly index: number;
  readonly sha: string | undefined;
}

/** The history at whose end it was taken up. A review that comes before its head is announced waits for that. */
export function taken(history: History, { said, index }: Pick<Asked, "said" | "index">): History | undefined {
  if (index >= 0) return untilHeard(history, said);
  const seen = untilSeen(history, said);
  if (!seen || headOf(seen) !== said.review!.on) return seen;
  const announced = all(history, "announced").filter((one) => one.head === said.review!.on);
  if (announced.some((one) => seen.includes(one))) return seen;
  const first = announced.find((one) => history.indexOf(one) >= seen.length);
  return first ? until(history, first) : seen;
}

type Announced = ReturnType<typeof announcements>[number];
const announcements = (history: History) => all(history, "announced");

/**
 * [What is approved: the tuple] In the house it is what was announced before it was written, since GitHub keeps no history
 * of merge base and policy: what came in between is not approved by what was written before.
 */
function hasOtherTerms(then: History, { said }: Asked): boolean {
  const seen = announcements(then).findLast((one) => one.at < said.at);
  if (!seen) return false;
  const was = until(then, seen);
  return (
    baseOf(was) !== baseOf(then) ||
    mergeBaseOf(was) !== mergeBaseOf(then) ||
    hashOf(policyOf(was)) !== hashOf(policyOf(then))
  );
}

/** The same of what names its commit: by the last announcement before it, or else the first after it; of the merge base, by one of this head. */
function hasOtherTermsNamed(then: History, { said }: Asked): boolean {
  const before = announcements(then).filter((one) => one.at < said.at);
  const [...told] = announcements(then).slice(Math.max(0, before.length - 1));
  const ofHead = told.find((one) => one.head === headOf(then));
  const isOtherPolicy = (one: Announced) => hashOf(policyOf(until(then, one))) !== hashOf(policyOf(then));
  const isOtherBase = (one: Announced) => mergeBaseOf(until(then, one)) !== mergeBaseOf(then);
  return told.slice(0, 1).some(isOtherPolicy) || (ofHead !== undefined && isOtherBase(ofHead));
}

/** The heads that it can have meant, of those when it was written and when it was taken up; or why there is none. */
export function meant(history: History, asked: Asked, reading: Reading): readonly Sha[] | Unbound {
  const { said, sha } = asked;
  const written = until(history, said);
  const then = taken(history, asked)!;
  const announced = all(history, "announced");
  if (sha !== undefined && !/^[0-9a-f]{12,}$/i.test(sha)) return "short-sha";
  if (said.review) {
    // "A review, as command or as approval, binds to its own `commit_id`, which must be an announced head."
    const { on } = said.review;
    if (sha !== undefined && !on.startsWith(sha.toLowerCase())) return "other-sha";
    // A command is judged when it is taken up; a review that comes before the announcement waits for it.
    const known = asked.index < 0 ? announced : all(then, "announced");
    if (!known.some((one) => one.head === on)) return "unannounced";
    if (reading === "letter") return [on];
    if (headOf(then) !== on) return "head-moved-unseen";
    return hasOtherTermsNamed(then, asked) ? "other-terms" : [on];
  }
  const heads = [headOf(written), headOf(then)];
  if (sha !== undefined) {
    // "or when it names the sha (at least 12 hex digits; another one is refused)"
    const named = heads.filter((head) => head.startsWith(sha.toLowerCase()));
    if (named.length === 0) return "other-sha";
    if (reading === "letter") return named;
    if (!named.includes(headOf(then))) return "head-moved-unseen";
    return hasOtherTermsNamed(then, asked) ? "other-terms" : named;
  }
  // "A command counts for that head when its comment's `created_at` is strictly later"
  const told = heads.filter((head) => announced.some((one) => one.head === head && one.at < said.at));
  if (told.length === 0) return "unannounced";
  if (reading === "letter") return told;
  if (!told.includes(headOf(then))) return "head-moved-unseen";
  const last = all(written, "announced").findLast((one) => one.at < said.at);
  if (last?.head !== headOf(then)) return "other-announced";
  return hasOtherTerms(then, asked) ? "other-terms" : [headOf(then)];
}

/** Whether a command without a sha means the present head, for commands that can name none. */
export function isMeant(history: History, said: Said, reading: Reading): boolean {
  const heads = meant(history, { said, index: 0, sha: undefined }, reading);
  return typeof heads !== "string" && heads.includes(headOf(history));
}
