// What GitHub will not do however often it is asked: told from what passes, with what a person can do about it. GitHub
// gives most of these as 403 or 422 and tells them apart in words alone, so its words are what is looked at here.
import type { ReadFailureKind } from "./known.ts";

/** One refusal that no other try mends. */
export interface Refusal {
  readonly code: string;
  /** What is so, as a sentence. */
  readonly so: string;
  /** What to do, as a sentence. */
  readonly mend: string;
}

/** A write that failed, as far as its refusal is told by it. */
export interface FailedWrite {
  readonly failure: ReadFailureKind;
  /** Null where GitHub was not asked, or asked by GraphQL. */
  readonly status: number | null;
  readonly message: string;
  /** What was asked, if the message repeats it: names that people chose are no words of GitHub's. */
  readonly what?: string;
}

interface Known extends Refusal {
  readonly says: RegExp;
  /** From this attempt on it is believed: GitHub says some of these of what it has not seen itself yet. */
  readonly from: number;
}

/** Seconds pass until the third attempt, a minute until the sixth. */
const AT_ONCE = 1;
const AFTER_A_LAG = 3;
const AFTER_AN_OUTAGE = 6;

const KNOWN: readonly Known[] = [
  {
    code: "locked",
    says: /(?:issue|conversation) is locked/i,
    so: "The conversation is locked, and GitHub lets no App write in it.",
    mend: "Unlock it.",
    from: AT_ONCE,
  },
  {
    code: "archived",
    says: /archived so is read-only/i,
    so: "The repository is archived, and nothing in it can be changed.",
    mend: "Unarchive it, or take the App off it.",
    from: AT_ONCE,
  },
  {
    code: "no-permission",
    says: /not accessible by integration|installation has not granted/i,
    so: "The App lacks a permission for it.",
    mend: "Accept the App's permissions on its installation page; `lamplighter doctor` names what is missing.",
    from: AT_ONCE,
  },
  {
    code: "no-label",
    says: /There is no label "/,
    so: "There is no such label in the repository.",
    mend: "Create it, or correct its name in the policy or the command.",
    from: AT_ONCE,
  },
  {
    code: "not-assignable",
    says: /did not assign |cannot be assigned/i,
    so: "GitHub does not assign issues to this account here.",
    mend: "Give the account access to the repository, or assign somebody else.",
    from: AT_ONCE,
  },
  {
    code: "no-collaborator",
    says: /may only be requested from collaborators|Could not (?:resolve|add) .*reviewer/i,
    so: "A review can be asked of collaborators only, and one of them is none.",
    mend: "Give them access to the repository, or take them out of the policy's roles.",
    from: AT_ONCE,
  },
  {
    code: "reviewer-is-author",
    says: /requested from pull request author/i,
    so: "The author of a pull request cannot be asked to review it.",
    mend: "Ask somebody else.",
    from: AT_ONCE,
  },
  {
    code: "blocked",
    says: /\b(?:is|are|was|been|has) blocked\b|'re blocked\b|\bblocked (?:you|by|from)\b/i,
    so: "One of the accounts has blocked the other, or its owner has.",
    mend: "Lift the block.",
    from: AT_ONCE,
  },
  {
    code: "interactions-limited",
    says: /interactions on this repository have been (?:restricted|limited)/i,
    so: "The repository limits who may interact with it for now.",
    mend: "Lift the limit, or wait for its end, and then make the app look again.",
    from: AT_ONCE,
  },
  {
    code: "workflow",
    says: /workflow_dispatch|Unexpected inputs provided|Required input|No ref found for|workflow is disabled/i,
    so: "GitHub does not start this workflow so.",
    mend: "Check that it is enabled, listens to `workflow_dispatch` on this branch, and takes these inputs.",
    from: AFTER_A_LAG,
  },
  {
    code: "no-commit",
    says: /No commit found for SHA/i,
    so: "GitHub finds no such commit in the repository.",
    mend: "Push once more; where the commit is on the branch, tell GitHub's support.",
    from: AFTER_AN_OUTAGE,
  },
  {
    code: "too-long",
    says: /is too long/i,
    so: "The text is longer than GitHub takes.",
    mend: "Make the policy or the command that it comes from say less.",
    from: AT_ONCE,
  },
];

const OTHERS: Readonly<Partial<Record<ReadFailureKind, Omit<Known, "says">>>> = {
  refused: {
    code: "refused",
    so: "GitHub refuses it.",
    mend: "See what GitHub says; where that is no setting of yours, it is a fault of Lamplighter: report it.",
    from: AFTER_A_LAG,
  },
  forbidden: {
    code: "forbidden",
    so: "GitHub forbids it.",
    mend: "See what GitHub says, and look at the App's permissions and the organization's policies.",
    from: AFTER_AN_OUTAGE,
  },
};

/** The refusal in a failed write that no other try mends; null where another try may do, or this is not the first to say so. */
export function refusalIn({ failure, status, message, what = "" }: FailedWrite, attempt: number): Refusal | null {
  const other = OTHERS[failure];
  // A conflict is with what goes on at the same time: it passes.
  if (other === undefined || status === 409) return null;
  const said = what === "" ? message : message.replaceAll(what, "");
  const { code, so, mend, from } = KNOWN.find(({ says }) => says.test(said)) ?? other;
  return attempt < from ? null : { code, so, mend };
}

/** Whether a refusal was believed for being said again and again alone: a long outage says so, too. */
export function mayPass(code: string): boolean {
  return [...KNOWN, ...Object.values(OTHERS)].some((one) => one.code === code && one.from !== AT_ONCE);
}

/** The refusal of this code; null for one that this version does not know. */
export function refusalOf(code: string): Refusal | null {
  const known = [...KNOWN, ...Object.values(OTHERS)].find((one) => one.code === code);
  return known ? { code, so: known.so, mend: known.mend } : null;
}
