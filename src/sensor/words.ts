// Every sentence about branches and what came onto them.
import { bullets, code, md, paragraphs, text, type Markdown } from "../core/markdown.ts";
import type { Unknown } from "../core/known.ts";
import type { Person, Sha } from "../core/refs.ts";
import type { OpenedReview } from "../core/review.ts";
import type { Verdict } from "../core/verdict.ts";
import type { Move } from "./moves.ts";
import type { SensorData } from "./records.ts";
import type { Owed } from "./reviews/owed.ts";

const node = (state: Verdict["state"], name: string, title: string, cure?: string): Verdict => {
  return { state, code: name, title, ...(cure !== undefined && { cure }), because: [] };
};
const short = (sha: Sha): string => sha.slice(0, 12);
export const many = (count: number, word: string): string => `${count} ${word}${count === 1 ? "" : "s"}`;
const LATER = "Nothing has to be done: it is looked at again within five minutes.";

export const notWatched = (branch: string): Verdict =>
  node("off", "not-governed", `The policy does not govern ${branch}.`);
export const noPolicy = (): Verdict => node("off", "no-policy", "The default branch has no policy for changes.");
export const policyUnread = (): Verdict =>
  node("unknown", "policy-unreadable", "Could not find out which branches the policy governs.", LATER);
export const policyBroken = (): Verdict =>
  node(
    "unknown",
    "policy-broken",
    "The policy is not valid, so nobody can say which branches it governs.",
    "Mend it, as the checks of open pull requests say: every branch is looked at again then.",
  );

export function couldNotFindOut(whys: readonly Unknown[]): Verdict {
  const [first] = whys;
  const about = first ? `about ${first.what}: ${first.message}` : "what is so";
  return node("unknown", "read-failed", `Could not find out ${about}.`, LATER);
}

export const notAdopted = (): Verdict => node("wait", "not-adopted", "The repository itself is looked at first.");
export const noBranch = (branch: string): Verdict => node("off", "no-branch", `There is no branch ${branch}.`);
export const begun = (branch: string, sha: Sha): Verdict =>
  node("allow", "begun", `The record of ${branch} begins at ${short(sha)}.`);
export const explained = (branch: string): Verdict =>
  node("allow", "explained", `Every commit of ${branch} has its change or its exception.`);

export function baselineNeeded(branch: string): Verdict {
  const cure = `A maintainer says where the record begins: \`/baseline ${branch} because ...\` on an issue.`;
  return node("block", "baseline-needed", `The records of ${branch} were lost.`, cure);
}

export function waiting(branch: string, open: number): Verdict {
  const what = open === 0 ? "a move that GitHub has not told of" : many(open, "commit");
  return node("wait", "looking", `Looking for the change behind ${what} on ${branch}.`);
}

export function exceptional(branch: string, count: number): Verdict {
  const cure = "Somebody who had no hand in it reviews it, in the issue that was opened.";
  return node(
    "block",
    "exception",
    `${many(count, "exception")} on ${branch}: commits without an approved change.`,
    cure,
  );
}

export const baselinesNeeded = (branches: readonly string[]): Verdict =>
  node(
    "block",
    "baseline-needed",
    `The records of ${branches.join(", ")} were lost.`,
    "See the issue that asks for a new baseline.",
  );
export const watching = (count: number): Verdict =>
  node("allow", "watching", `${count === 1 ? "1 branch is" : `${count} branches are`} looked after.`);

/** What each exception is, after "because". */
const CODES: Readonly<Record<string, string>> = {
  "direct-push": "it was pushed to the branch itself, without a pull request",
  "force-push": "the branch was pushed with force, and lost commits",
  "branch-created": "the branch was made with commits that no approved change brought",
  "branch-deleted": "the branch was deleted",
  "no-verdict": "nothing is on record of a verdict when it was merged",
  "never-decided": "its head was never looked at before it was merged",
  "green-after-merge": "the check turned green only after the merge",
  "red-at-merge": "the check had turned red before it was merged",
  "expired-before-merge": "an approval had expired before it was merged",
  "green-for-another-base": "it was approved for another branch",
  "merged-in-freeze": "it was merged during a freeze",
  "no-time": "GitHub does not say when it was merged",
  "merged-while-wait": "it was merged while the check was waiting for approval",
  "merged-while-block": "it was merged while the check was red",
  "merged-while-unknown": "it was merged while nobody could say whether it was approved",
  "merged-while-off": "it was merged while Lamplighter was off for it",
};

/** Why something is an exception, as half a sentence. */
export const meaningOf = (name: string): string => CODES[name] ?? "no approved change explains it";

export const whyAdopt = (): string => "the repository itself has not been looked at yet";
export const whyAdopted = (lost: boolean): string =>
  lost ? "our checks are here and our records are not: they were lost" : "the first look at this repository";
export const whyWatch = (): string => "governed branches are looked at now and then, since an event may be lost";
export const whyBaseline = (branch: string, source: string): string =>
  source === "created"
    ? `${branch} was made here: its record begins where it left the default branch`
    : `the first look at ${branch}`;
export const whyPushed = (by: Person | null): string => `a push by ${by ? `@${by.login}` : "somebody"}`;
export const whyWaiting = (branch: string): string => `what explains the commits of ${branch} may be on its way`;
export const whyMove = ({ kind, before, after }: Pick<Move, "kind" | "before" | "after">): string =>
  `${kind}: ${short(before)} to ${short(after)}, each commit with its change or its exception`;
export const whyException = (name: string): string => meaningOf(name);
export const whyDraw = ({ oneIn, drawn }: SensorData<"sensor.draw">): string =>
  `one standard change in ${oneIn} is reviewed: this one ${drawn ? "is" : "is not"}`;
export const whyReview = ({ what }: Pick<OpenedReview, "what">): string => `a review is owed: ${what}`;
export const whySettled = (rows: number): string =>
  `all of ${rows} records were looked at, and nothing is owed: the next look begins here`;

export const whyAsk = (): string => "our records were lost: a role says where they begin anew";

type Review = Omit<OpenedReview, "issue">;

export function reviewTitle({ what, branch, pull, commit }: Review): string {
  const which = pull === null ? `commit ${short(commit)}` : `pull request ${pull}`;
  const kinds = { emergency: "emergency change", standard: "standard change, drawn by lot", exception: "exception" };
  return `Review: ${kinds[what]}, ${which} on ${branch}`;
}

const roleList = (roles: readonly string[]): Markdown => text(roles.join(" or "));

export function reviewBody({ review, doer, exception, merged }: Owed): Markdown {
  const { what, code: name, branch, pull, commit, by, within } = review;
  const facts: Markdown[] = [
    md`Branch: ${code(branch)}`,
    ...(pull === null ? [] : [md`Pull request: #${pull}`]),
    md`Commit: ${code(commit)}`,
    ...(doer ? [md`By: ${code(doer.login)}`] : []),
    ...(merged?.emergency
      ? [md`Incident: #${merged.emergency.incident}, because ${code(merged.emergency.because)}`]
      : []),
    ...(merged && merged.verdict !== "allow"
      ? [md`The verdict at the merge was ${code(merged.verdict)}: ${code(merged.code)}`]
      : []),
  ];
  const opening = {
    emergency: md`This emergency change went in without the usual approvals.`,
    standard: md`This standard change went in without a person. One in so many is looked at, drawn by lot.`,
    exception: md`This came onto a governed branch without an approved change: ${text(meaningOf(name))}.`,
  };
  return paragraphs([
    md`${opening[what]} Somebody has to look at it now.`,
    bullets(facts),
    exception ? commitList(exception) : md``,
    md`Who: ${roleList(by)}, but nobody who wrote, approved, declared, merged or pushed it. Within: ${code(within)}.`,
    md`How: a comment of one line, ${code("/review-change accept because ...")} or ${code("/review-change reject because ...")}. This issue is closed by that and by nothing else. After a rejection, revert what was merged.`,
  ]);
}

function commitList({ commits, count, code: name }: SensorData<"sensor.exception">): Markdown {
  if (count === 0) return md``;
  const rest = count - commits.length;
  const lead = name === "force-push" ? md`Commits in question:` : md`Commits:`;
  const list = bullets([...commits.map((sha) => code(sha)), ...(rest > 0 ? [md`and ${rest} more`] : [])]);
  return paragraphs([lead, list]);
}

export const askTitle = (): string => "Lamplighter's records were lost: where do they begin anew?";

/** `lost`: the whole record of the repository is gone; `aside`: one that could not be read was set aside. */
export function askBody(branches: readonly string[], because: "lost" | "aside"): Markdown {
  return paragraphs([
    because === "lost"
      ? md`Lamplighter's checks stand on pull requests here of which it has no record: its database was lost or replaced. Every open pull request has to be approved again, and what was merged since cannot be explained.`
      : md`A record of these branches could not be read, and whoever runs Lamplighter set it aside (${code("lamplighter audit set-aside")}). Up to where they had been looked at went with it.`,
    md`A maintainer looks at what is on these branches and says where the record begins anew, here, one line for each:`,
    bullets(branches.map((branch) => code(`/baseline ${branch} because ...`))),
    md`Until then ${code("lamplighter change report")} explains nothing on them. If the database comes back, restore it instead: the command is ${code("lamplighter restore")}.`,
  ]);
}
