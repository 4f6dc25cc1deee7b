// The reference model of "approved": the most obvious code that a reader can hold against the specification.
//
// Every rule names its sentence: [What is approved], [Who counts], [Decisions] are paragraphs of the specification of
// change management; [Commands] is the one of commands in comments. What GitHub keeps no history of (roles, the policy
// in force, the merge base) is read when the app takes a command up, as [Commands: authority is read live] has it.
//
// Not here, and where it would go: risk, types and freezes (`quorum`), keep_approval_on (`sameAsNow`), code owners and
// delegations (`rolesOf`), requesters (`contributors`), required checks and sections, the merge queue (`judge`).

import type { Instant, Sha } from "../../src/core/refs.ts";
import type { Command, History, Policy, Said, Who } from "./events.ts";
import {
  all,
  baseOf,
  hadARole,
  headOf,
  heads,
  isClosed,
  isDraft,
  mergeBaseOf,
  policyOf,
  rolesOf,
  sayings,
  until,
  untilHeard,
} from "./past.ts";

/**
 * `letter` is the specification and nothing more. `house` adds what Lamplighter refuses beyond it, to be safe where
 * stamps have whole seconds and deliveries come late: never does it allow what the letter does not.
 */
export type Reading = "letter" | "house";

/** Why an approval does not stand, by the letter. */
type LetterVoid =
  | "not-heard" // the app has not seen it yet
  | "unfit" // written by a bot or through an app, or edited before it was looked at
  | "reviews-ignored"
  | "short-sha"
  | "other-sha"
  | "unannounced"
  | "while-closed"
  | "while-draft"
  | "no-role"
  | "role-lost"
  | "author"
  | "contributor"
  | "withdrawn"
  | "closed-since"
  | "draft-since"
  | "retargeted-since"
  | "other-head"
  | "other-merge-base"
  | "other-policy"
  | "expired";

/** Why an approval that stands by the letter is refused all the same. */
type HouseVoid =
  | "second-of-epoch" // written in the second of a close, reopening, draft or retarget, or before one
  | "other-announced" // the announcement last seen before it names another head
  | "head-moved-unseen" // the head was another one when the app took it up
  | "pushed-once"; // pushed some head of this pull request, though not this one

export type Void = LetterVoid | HouseVoid;

/** One approval as asked for, and why it does not stand; `void` is undefined for those that do. */
export interface Claim {
  readonly id: number;
  readonly by: Who;
  readonly void: Void | undefined;
}

export interface Judgement {
  readonly verdict: "allow" | "wait" | "block";
  readonly why: "approved" | "closed" | "draft" | "nameless" | "rejected" | "held" | "missing";
  readonly claims: readonly Claim[];
  /** Distinct people whose approval stands, by id, ascending. */
  readonly counted: readonly Who[];
}

/** Roles whose holders fill the count or a seat. [Who counts: seats count towards `count`] */
const countingRoles = ({ approvals }: Policy) => [...approvals.from, ...Object.keys(approvals.of_which ?? {})];
const mayApprove = (history: History, who: Who) =>
  rolesOf(history, who).some((role) => countingRoles(policyOf(history)).includes(role));

/** [Who counts: contributors] the author, who made its commits, the senders of *opened* and *synchronize* for that head. */
function contributors(history: History, head: Sha): Who[] {
  const those = heads(history).filter((one) => one.head === head);
  return [heads(history)[0]!.by, ...those.flatMap((one) => [one.by, ...one.made])];
}
const everPushed = (history: History): Who[] => heads(history).map((one) => one.by);

/** One command at a time in the order of writing, with its comment, of those that the app has taken up and that act. */
function commands(history: History, ...kinds: readonly Command["do"][]): { said: Said; command: Command }[] {
  return sayings(history)
    .filter((said) => said.unfit === undefined && untilHeard(history, said) !== undefined)
    .filter((said) => said.commands.length <= 10) // [Commands: at most 10 a comment, more: none is done]
    .flatMap((said) => said.commands.map((command) => ({ said, command })))
    .filter(({ command }) => kinds.includes(command.do));
}

// --- One approval. ---

/** An approving command, or an approving review; `index` is the command's place in its comment, -1 for the review. */
interface Asked {
  readonly said: Said;
  readonly index: number;
  readonly sha: string | undefined;
}

function askedFor(history: History): Asked[] {
  return sayings(history).flatMap((said) => [
    ...(said.review?.state === "approved" ? [{ said, index: -1, sha: undefined }] : []),
    ...said.commands.flatMap((one, index) => (one.do === "approve" ? [{ said, index, sha: one.sha }] : [])),
  ]);
}

/** [What is approved: announce, then accept] Whether it binds to the present head, and else why not. */
function binding(history: History, { said, sha }: Asked, reading: Reading): Void | undefined {
  const head = headOf(history);
  const written = until(history, said);
  const heard = untilHeard(history, said)!;
  const announced = all(history, "announced").filter((one) => one.head === head);
  const last = all(written, "announced")
    .filter((one) => one.at < said.at)
    .at(-1); // strictly later counts
  if (sha !== undefined && !/^[0-9a-f]{12,}$/i.test(sha)) return "short-sha";
  if (said.review) {
    // "A review, as command or as approval, binds to its own `commit_id`, which must be an announced head."
    if (sha !== undefined && !said.review.on.startsWith(sha.toLowerCase())) return "other-sha";
    if (said.review.on !== head) return "other-head";
    if (announced.length === 0) return "unannounced";
  } else if (sha !== undefined) {
    // "or when it names the sha (at least 12 hex digits; another one is refused)"
    const meant = [headOf(written), headOf(heard)].filter((one) => one.startsWith(sha.toLowerCase()));
    if (meant.length === 0) return "other-sha";
    if (!meant.includes(head)) return "other-head";
  } else {
    // "A command counts for that head when its comment's `created_at` is strictly later"
    if (headOf(written) !== head && headOf(heard) !== head) return "other-head";
    if (!announced.some((one) => one.at < said.at)) return "unannounced";
  }
  if (reading === "letter") return undefined;
  if (headOf(heard) !== head) return "head-moved-unseen";
  if (said.review === undefined && sha === undefined && last?.head !== head) return "other-announced";
  return undefined;
}

/** [What is approved: epoch] It rises with close, conversion to draft and retarget, never with a push. */
function epoch(history: History, said: Said, reading: Reading): Void | undefined {
  const since = all(history.slice(history.indexOf(said)), "closed", "draft", "retargeted")[0];
  if (since) return `${since.is}-since`;
  const turns = all(history, "closed", "reopened", "draft", "retargeted");
  return reading === "house" && turns.some((turn) => turn.at >= said.at) ? "second-of-epoch" : undefined;
}

/** [What is approved] The rest of the tuple: base ref, merge base, policy hash. A place for keep_approval_on. */
function sameAsNow(history: History, heard: History): Void | undefined {
  if (mergeBaseOf(heard) !== mergeBaseOf(history)) return "other-merge-base";
  if (JSON.stringify(policyOf(heard)) !== JSON.stringify(policyOf(history))) return "other-policy";
  return baseOf(heard) === baseOf(history) ? undefined : "retargeted-since";
}

/** [Commands: for one person, the latest intent wins] Whether the same person took it back later. */
function withdrawn(history: History, { said, index }: Asked): boolean {
  const later = sayings(history).filter((one) => one.by === said.by && history.indexOf(one) > history.indexOf(said));
  const cancels = (one: Command) => one.do === "withdraw" || one.do === "reject";
  if (said.commands.slice(index + 1).some(cancels)) return true;
  if (commands(history, "withdraw", "reject").some((one) => later.includes(one.said))) return true;
  // "`dismissed`, or a later 'changes requested' by the same person, withdraws that person's review approval"
  if (index >= 0) return false;
  return (
    all(history, "dismissed").some((one) => one.id === said.id) ||
    later.some((one) => one.review?.state === "changes" && untilHeard(history, one) !== undefined)
  );
}

function voidOf(history: History, asked: Asked, at: { now: Instant; reading: Reading }): Void | undefined {
  const { said } = asked;
  const policy = policyOf(history);
  const head = headOf(history);
  const written = until(history, said);
  const heard = untilHeard(history, said);
  if (said.unfit !== undefined) return "unfit"; // [Commands: bots and apps are ignored; a text that has changed]
  if (!heard) return "not-heard";
  // A review that was heard while reviews were ignored is taken up when they count.
  const taken = asked.index < 0 && policyOf(heard).reviews === "ignore" ? history : heard;
  if (asked.index < 0 && policy.reviews === "ignore") return "reviews-ignored"; // [Who counts: first sentence]
  if (isClosed(written)) return "while-closed";
  if (isDraft(written)) return "while-draft"; // [AP-17]
  if (!mayApprove(heard, said.by)) return "no-role"; // [Commands: authority is read live, at the command]
  if (!mayApprove(history, said.by)) return "role-lost"; // [... and at every later decision]
  const moved = epoch(history, said, at.reading) ?? binding(history, asked, at.reading) ?? sameAsNow(history, taken);
  if (moved) return moved;
  if (policy.expires !== undefined && at.now - said.at >= policy.expires) return "expired"; // [expires; AP-26]
  // [policy: separation, none of these may approve]
  if (policy.separation.includes("author") && said.by === heads(history)[0]!.by) return "author";
  if (policy.separation.includes("contributors")) {
    if (contributors(history, head).includes(said.by)) return "contributor";
    if (at.reading === "house" && everPushed(history).includes(said.by)) return "pushed-once";
  }
  return withdrawn(history, asked) ? "withdrawn" : undefined;
}

// --- The pull request. ---

/** [Who counts: `count` is distinct people, by id; in `of_which` a person fills at most one seat] */
function quorum(history: History, people: readonly Who[]): boolean {
  const { count, of_which = {} } = policyOf(history).approvals;
  const seats = Object.entries(of_which).flatMap(([role, n]) => Array.from({ length: n }, () => role));
  const seated = ([seat, ...rest]: readonly string[], free: readonly Who[]): boolean =>
    seat === undefined ||
    free.some(
      (who) =>
        rolesOf(history, who).includes(seat) &&
        seated(
          rest,
          free.filter((one) => one !== who),
        ),
    );
  return people.length >= count && seated(seats, people);
}

/** Whether who said this approved by a review since, where reviews count: that is their latest intent. */
function approvesByReview(history: History, no: Said): boolean {
  if (policyOf(history).reviews === "ignore") return false;
  const later = sayings(history).filter((one) => history.indexOf(one) > history.indexOf(no));
  return later.some((one) => one.by === no.by && one.review?.state === "approved" && one.review.on === headOf(history));
}

/** [Decisions: `/reject-change`] It ends by its author, or by two others with a role; nothing else ends it here. */
function rejected(history: History): boolean {
  const said = commands(history, "reject", "unreject", "approve");
  return said.some(({ said: no, command }, place) => {
    if (command.do !== "reject" || !hadARole(history, no)) return false;
    const later = said.slice(place + 1);
    if (later.some((one) => one.said.by === no.by && one.command.do !== "reject")) return false; // the latest intent wins
    if (approvesByReview(history, no)) return false;
    const others = later.filter((one) => one.command.do === "unreject" && hadARole(history, one.said));
    return new Set(others.map((one) => one.said.by)).size < 2;
  });
}

/** [Decisions: `/hold` and `/unhold`: see `hold:`] Anyone, or a role; in the house, another's hold takes a role to lift. */
function held(history: History, reading: Reading): boolean {
  const may = (said: Said) => {
    const { hold } = policyOf(untilHeard(history, said)!);
    return hold === "anyone" || rolesOf(untilHeard(history, said)!, said.by).includes(hold);
  };
  const said = commands(history, "hold", "unhold").filter((one) => may(one.said));
  return said.some(({ said: hold, command }, place) => {
    const lifts = said.slice(place + 1).filter((one) => one.command.do === "unhold");
    const lifted = lifts.some((one) => reading === "letter" || one.said.by === hold.by || hadARole(history, one.said));
    return command.do === "hold" && !lifted;
  });
}

/** [Who counts: a person whom GitHub cannot name blocks; `/vouch <sha>` by a role] The house: by nobody with a hand in it. */
function nameless(history: History, reading: Reading): boolean {
  const head = headOf(history);
  if (!policyOf(history).separation.includes("contributors")) return false;
  if (!heads(history).some((one) => one.head === head && one.nameless)) return false;
  const hands = reading === "letter" ? [] : [...contributors(history, head), ...everPushed(history)];
  return !commands(history, "vouch").some(
    ({ said, command }) =>
      command.do === "vouch" &&
      /^[0-9a-f]{12,}$/i.test(command.sha) &&
      head.startsWith(command.sha.toLowerCase()) &&
      hadARole(history, said) &&
      rolesOf(history, said.by).length > 0 &&
      !hands.includes(said.by),
  );
}

/** The present verdict. `now` is in GitHub's seconds, not before the last event. */
export function judge(history: History, now: Instant, reading: Reading): Judgement {
  const claims = askedFor(history).map((asked) => ({
    id: asked.said.id,
    by: asked.said.by,
    void: voidOf(history, asked, { now, reading }),
  }));
  const standing = claims.filter((claim) => claim.void === undefined).map((claim) => claim.by);
  const counted = [...new Set(standing)].sort((a, b) => a - b);
  const say = (verdict: Judgement["verdict"], why: Judgement["why"]) => ({ verdict, why, claims, counted });
  if (isClosed(history)) return say("wait", "closed");
  if (nameless(history, reading)) return say("block", "nameless");
  if (rejected(history)) return say("block", "rejected");
  if (isDraft(history)) return say("wait", "draft");
  if (held(history, reading)) return say("wait", "held");
  return quorum(history, counted) ? say("allow", "approved") : say("wait", "missing");
}
