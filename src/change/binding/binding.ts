// What an approval is tied to, and which heads a command can speak of (spec: change, "What is approved").
import type { EpochEvent, Pull } from "../../core/pull.ts";
import type { Instant, Sha } from "../../core/refs.ts";
import { entriesOf, type EntryOf, type History, type Spoken, type Tuple } from "../records.ts";

/** A push never raises it; close, conversion to draft and retarget do. Opening again does not: the close did. */
export function epochOf(events: readonly EpochEvent[]): number {
  return events.filter((event) => event.kind !== "reopened").length;
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

/** The announcement that could be seen when something was written at `instant`. */
function seenAt(history: History, instant: Instant): EntryOf<"change.announced"> | undefined {
  return entriesOf(history, "change.announced").findLast((entry) => isLater(instant, entry.data.updatedAt));
}

/** At least so many hex digits name a commit: fewer can be made to fit another one. */
export const LEAST_DIGITS = 12;

export type BindingProblem =
  | { readonly code: "sha-too-short" }
  | { readonly code: "another-sha" }
  | { readonly code: "older-epoch"; readonly event: EpochEvent["kind"] }
  | { readonly code: "another-head-announced"; readonly announced: Sha }
  | { readonly code: "not-announced" }
  | { readonly code: "review-of-another-head"; readonly commit: Sha | null };

/**
 * Whether an approval that was written then may count for the present tuple. Announce, then accept: a comment counts
 * for the head that we had named before it was written, or for the one that it names itself; a review for its own commit,
 * when that was announced. Both stamps are GitHub's; commit dates are never read (design rule 2).
 */
export function problemOfBinding(args: {
  readonly spoken: Pick<Spoken, "at" | "args" | "createdAt" | "commit">;
  readonly history: History;
  readonly head: Sha;
  readonly events: readonly EpochEvent[];
}): BindingProblem | undefined {
  const { spoken, history, head, events } = args;
  const named = spoken.args.toLowerCase();
  if (named !== "" && named.length < LEAST_DIGITS) return { code: "sha-too-short" };
  if (!head.startsWith(named)) return { code: "another-sha" };

  // Written before (or in the second of) a close, draft or retarget: it was meant for what was so until then.
  const since = events.find((event) => !isLater(spoken.createdAt, event.at));
  if (since) return { code: "older-epoch", event: since.kind };

  if (spoken.at.channel === "review") {
    const announced = entriesOf(history, "change.announced").some((entry) => entry.data.head === head);
    if (spoken.commit !== head) return { code: "review-of-another-head", commit: spoken.commit };
    return announced ? undefined : { code: "not-announced" };
  }
  if (named !== "") return undefined;
  const seen = seenAt(history, spoken.createdAt)?.data.head;
  if (seen === head) return undefined;
  return seen === undefined ? { code: "not-announced" } : { code: "another-head-announced", announced: seen };
}
