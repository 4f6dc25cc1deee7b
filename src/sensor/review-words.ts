// Every sentence of an issue in which a review is owed, and of the answers to what is said there.
import { code, md, paragraphs, text, type Markdown } from "../core/markdown.ts";
import type { Unknown } from "../core/known.ts";
import type { Instant, Person, Sha } from "../core/refs.ts";
import type { OpenedReview } from "../core/review.ts";
import { sentenceMarkdown } from "../core/verdict-print.ts";
import type { Verdict } from "../core/verdict.ts";

export interface Refusal {
  readonly code: string;
  readonly title: string;
  readonly cure: string;
}

export const edited = (): Refusal => ({
  code: "edited",
  title: "The comment was edited before it was looked at, and only what was first written counts.",
  cure: "Write it in a new comment.",
});
export const byEmail = (): Refusal => ({
  code: "by-email",
  title: "It came by e-mail, and a forwarded mail speaks for whoever got it first.",
  cure: "Write it on GitHub.",
});
export const noReview = (): Refusal => ({
  code: "no-review",
  title: "No review is owed in this issue.",
  cure: "Write it in the issue that Lamplighter opened for the change.",
});
export const alreadyGiven = (): Refusal => ({
  code: "given",
  title: "This review was given already.",
  cure: "Open an issue of your own for what is left to say.",
});
export const ownHand = (): Refusal => ({
  code: "own-hand",
  title: "You had a hand in this, and somebody else has to look at it.",
  cure: "Ask somebody who had none.",
});
export const noRole = (roles: readonly string[]): Refusal => ({
  code: "no-role",
  title: "You hold no role that may do this.",
  cure: `Those may who hold ${roles.join(" or ")} in the policy.`,
});
export const notGoverned = (branch: string): Refusal => ({
  code: "not-governed",
  title: `There is no branch ${branch}, or the policy does not govern it.`,
  cure: "Name a branch of `change.branches`.",
});

export function refusal(name: string, { title, cure }: Refusal): Markdown {
  return md`${code(`/${name}`)} was not done. ${sentenceMarkdown(title)} ${sentenceMarkdown(cure)}`;
}

const node = (state: Verdict["state"], name: string, title: string): Verdict => ({
  state,
  code: name,
  title,
  because: [],
});

export const nothingOwed = (): Verdict => node("off", "no-review", "No review is owed in this issue.");
export const isOff = (): Verdict => node("off", "no-policy", "The default branch has no policy for changes.");
export const given = (outcome: string): Verdict => node("allow", "reviewed", `The review was given: ${outcome}.`);

export function policyUnread(): Unknown {
  return { failure: "malformed", what: "the policy", message: "it cannot be read" };
}

export function couldNotFindOut([first]: readonly Unknown[]): Verdict {
  const title = `Could not find out ${first ? `about ${first.what}: ${first.message}` : "what is so"}.`;
  return node("unknown", "read-failed", title);
}

export function owed({ what, by }: OpenedReview): Verdict {
  const cure = "`/review-change accept|reject because ...` by somebody who had no hand in it.";
  const title = `A review is owed: ${what}.`;
  return { state: "wait", code: "review-owed", title, cure, owes: by.join(" or "), because: [] };
}

export function reopened({ by }: OpenedReview): Markdown {
  return paragraphs([
    md`This issue was closed, and its review was not given: it is open again.`,
    md`Only ${code("/review-change accept because ...")} or ${code("/review-change reject because ...")} closes it, by ${text(by.join(" or "))} and by nobody who had a hand in the change.`,
  ]);
}

export function givenComment(outcome: "accept" | "reject"): Markdown {
  return outcome === "accept"
    ? md`Reviewed and accepted. It is on record.`
    : md`Reviewed and rejected. It is on record. Revert what was merged, by a change of its own.`;
}

export function late({ by, within }: OpenedReview, deadline: Instant): Markdown {
  const day = code(new Date(deadline).toISOString().slice(0, 16).replace("T", " "));
  return md`This review is overdue: it was owed within ${code(within)}, until ${day} UTC, by ${text(by.join(" or "))}. Until it is given no emergency may be declared here without them.`;
}

export function baselineSet(branch: string, sha: Sha): Markdown {
  return md`The record of ${code(branch)} begins anew at ${code(sha)}. What is older and was not explained is set aside, with your reason.`;
}

export const whySaid = (name: string, by: Person): string => `/${name} by @${by.login}`;
export const whyReact = (sign: "+1" | "-1"): string => (sign === "+1" ? "done" : "refused");
export const whyClose = (outcome: string): string => `the review was given: ${outcome}`;
export const whyReopen = (): string => "closing it by hand is no review";
export const whyLate = (): string => "the review is overdue";
