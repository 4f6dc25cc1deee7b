// What an approval is tied to, and which heads a command can speak of (spec: change, "What is approved").
import type { EpochEvent, Pull } from "../../core/pull.ts";
import type { Known } from "../../core/known.ts";
import type { Instant, Sha } from "../../core/refs.ts";
import type { Spoken, Terms, Tuple } from "../record-shapes.ts";
import { entriesOf, type EntryOf, type History } from "../records.ts";

/** A push never raises it; close, conversion to draft and retarget do. What ends these does not: they did. */
export function epochOf(events: readonly EpochEvent[]): number {
  return events.filter(({ kind }) => kind !== "reopened" && kind !== "ready-for-review").length;
}

/** What an approval that is given now would be for. */
export function tupleOf(args: {
  readonly pull: Pull;
  readonly events: readonly EpochEvent[];
  readonly mergeBase: Sha;
  readonly policy: { readonly hash: string };
}): Tuple {
  const { pull, events, mergeBase, policy } = args;
  return {
    epoch: epochOf(events),
    head: pull.head.sha,
    base: pull.base.ref,
    stackBase: pull.stackBase,
    mergeBase,
    policy: policy.hash,
  };
}

/** What an approval that is given from now on is for, beside the head, as our comment is to tell it. */
export function termsOf(args: {
  readonly pull: Pull;
  readonly mergeBase: Known<Sha>;
  readonly policy: { readonly hash: string };
}): Terms {
  const { pull, mergeBase, policy } = args;
  return {
    base: pull.base.ref,
    stackBase: pull.stackBase,
    mergeBase: mergeBase.known ? mergeBase.value : null,
    policy: policy.hash,
  };
}

export type VoidCode =
  | "new-head"
  | "new-base"
  | "new-stack-base"
  | "new-epoch"
  | "new-merge-base"
  | "new-policy"
  | "expired"
  | "withdrawn"
  | "review-dismissed"
  | "review-not-there";

/**
 * Why an approval of `was` does not hold for `is`; undefined when it does. The whole tuple counts, so a head that goes
 * away and comes back is approved again, and a base that does is not: the retarget raised the epoch.
 * (`keep.ts` asks whether the policy keeps it all the same.)
 */
export function whyUnbound(was: Tuple, is: Tuple): VoidCode | undefined {
  if (was.base !== is.base) return "new-base";
  if (was.stackBase !== is.stackBase) return "new-stack-base";
  if (was.epoch !== is.epoch) return "new-epoch";
  if (was.head !== is.head) return "new-head";
  if (was.mergeBase !== is.mergeBase) return "new-merge-base";
  if (was.policy !== is.policy) return "new-policy";
  return undefined;
}

/** GitHub's stamps have whole seconds; the same second is not later. */
function isLater(a: Instant, b: Instant): boolean {
  return Math.floor(a / 1000) > Math.floor(b / 1000);
}

/** The head that our comment names at present. */
export function announcedHead(history: History): Sha | null {
  return entriesOf(history, "change.announced").at(-1)?.data.head ?? null;
}

/** Whether our comment names this head and these terms at present; a merge base that cannot be read now is no news. */
export function isAnnounced(history: History, head: Sha, terms: Terms): boolean {
  const last = entriesOf(history, "change.announced").at(-1)?.data;
  if (last?.head !== head || !last.terms) return false;
  return whatDiffers(last.terms, { ...terms, mergeBase: terms.mergeBase ?? last.terms.mergeBase }) === undefined;
}

/** What an announcement told otherwise than it is. */
export type Differing = "base" | "stack" | "policy" | "merge base";

function whatDiffers(was: Terms, is: Terms): Differing | undefined {
  if (was.base !== is.base) return "base";
  if (was.stackBase !== is.stackBase) return "stack";
  if (was.policy !== is.policy) return "policy";
  return was.mergeBase === is.mergeBase ? undefined : "merge base";
}

/** At least so many hex digits name a commit: fewer can be made to fit another one. */
export const LEAST_DIGITS = 12;

export type BindingProblem =
  | { readonly code: "sha-too-short" }
  | { readonly code: "another-sha" }
  /** Another head begins with the same digits. */
  | { readonly code: "ambiguous-sha" }
  | { readonly code: "older-epoch"; readonly event: EpochEvent["kind"] }
  | { readonly code: "another-head-announced"; readonly announced: Sha }
  | { readonly code: "not-announced" }
  | { readonly code: "announced-in-part" }
  | { readonly code: "announced-otherwise"; readonly what: Differing }
  | { readonly code: "review-of-another-head"; readonly commit: Sha | null };

/**
 * Whether an approval that was written then may count for the present tuple. Announce, then accept: a comment counts
 * for the head that we had named before it was written, or for the one that it names itself; a review for its own commit,
 * when that was announced. Both stamps are GitHub's; commit dates are never read (design rule 2). What GitHub keeps no
 * history of (merge base, policy, stack) was so when it was written as we had announced it: a delivery that comes late
 * approves nothing that came since.
 */
export function problemOfBinding(args: {
  readonly spoken: Pick<Spoken, "at" | "args" | "createdAt" | "commit">;
  readonly history: History;
  readonly tuple: Tuple;
  readonly events: readonly EpochEvent[];
}): BindingProblem | undefined {
  const { spoken, history, tuple, events } = args;
  const { head } = tuple;
  const named = spoken.args.toLowerCase();
  if (named !== "" && named.length < LEAST_DIGITS) return { code: "sha-too-short" };
  if (!head.startsWith(named)) return { code: "another-sha" };
  // Two commits with the same first digits are made in seconds: the one that was looked at may be the other.
  const heads = entriesOf(history, "change.announced", "change.pushed").map((entry) => entry.data.head);
  if (named !== "" && heads.some((one) => one !== head && one.startsWith(named))) return { code: "ambiguous-sha" };

  // Written before (or in the second of) a close, draft or retarget: it was meant for what was so until then. Or before
  // the end of one: what is closed or a draft is not approved.
  const since = events.find((event) => !isLater(spoken.createdAt, event.at));
  if (since) return { code: "older-epoch", event: since.kind };

  const announced = entriesOf(history, "change.announced");
  if (spoken.at.channel === "review") {
    if (spoken.commit !== head) return { code: "review-of-another-head", commit: spoken.commit };
    if (!announced.some((entry) => entry.data.head === head)) return { code: "not-announced" };
    return problemOfTerms(announced, spoken.createdAt, tuple);
  }
  if (named !== "") return problemOfTerms(announced, spoken.createdAt, tuple);
  const seen = announced.findLast((entry) => isLater(spoken.createdAt, entry.data.updatedAt))?.data;
  if (!seen) return { code: "not-announced" };
  if (seen.head !== head) return { code: "another-head-announced", announced: seen.head };
  if (!seen.terms || seen.terms.mergeBase === null) return { code: "announced-in-part" };
  const what = whatDiffers(seen.terms, tuple);
  return what && { code: "announced-otherwise", what };
}

/**
 * The same of what names its commit and needs no announcement: where one tells what was so then, that counts. It is the
 * last one before, or else the first one after, since what was so had been so until that; of the merge base, one of the
 * same head. The base is the epoch's: its changes have stamps of their own.
 */
function problemOfTerms(
  announced: readonly EntryOf<"change.announced">[],
  createdAt: Instant,
  tuple: Tuple,
): BindingProblem | undefined {
  const seen = announced.findLast((entry) => isLater(createdAt, entry.data.updatedAt));
  const since = seen ? announced.slice(announced.indexOf(seen)) : announced;
  const told = since[0]?.data.terms ?? null;
  const ofHead = since.find((entry) => entry.data.head === tuple.head)?.data.terms ?? null;
  const stackBase = told ? told.stackBase : tuple.stackBase;
  const { policy } = told ?? tuple;
  const mergeBase = ofHead?.mergeBase ?? tuple.mergeBase;
  const what = whatDiffers({ base: tuple.base, stackBase, policy, mergeBase }, tuple);
  return what && { code: "announced-otherwise", what };
}
