// Every sentence about the check itself: whether it would hang, whose it is, and which pull requests share it.
import type { Verdict } from "../core/verdict.ts";
import { list } from "./phrases.ts";

/** A check that is required, or was posted before, where nothing will ever turn it green: it must not hang. */
export function wouldHang(off: Verdict, branch: string): Verdict {
  const cures: Readonly<Record<string, string>> = {
    "not-governed": `Add ${branch} to \`change.branches\`, or no longer require lamplighter/change there.`,
    "no-policy": "Add a section `change:` to .github/lamplighter.yml, or no longer require lamplighter/change.",
    observe: "Set `change.mode: enforce`, or no longer require lamplighter/change.",
  };
  return {
    state: "block",
    code: `${off.code}-but-required`,
    title: off.title,
    cure: cures[off.code] ?? off.cure ?? "Look at the policy.",
    because: [],
  };
}

/** For a twin whose branch is not governed, where a green check on the shared head might let it in. */
export function mayBeRequired(branch: string): Verdict {
  return {
    state: "block",
    code: "may-be-required",
    title: `The policy does not govern ${branch}, and whether lamplighter/change is required there cannot be seen.`,
    cure: `Close the one that is not wanted, or add ${branch} to \`change.branches\`.`,
    because: [],
  };
}

/** For a check of ours that was posted while the head had a governed, open pull request. The same words whoever looks. */
export function leftOver(): Verdict {
  return {
    state: "block",
    code: "left-over",
    title: "No open pull request with this head goes to a branch that the policy governs.",
    cure: "Reopen or retarget it: it is looked at anew then, and closing or retargeting voided every approval.",
    because: [],
  };
}

export function notPinned(known: boolean): Verdict {
  return {
    state: "off",
    code: "not-pinned",
    title: known
      ? "The required check is not pinned to this app: whoever may write here can post one of the same name."
      : "Whether the required check is pinned to this app could not be seen.",
    cure: "In the branch's rule, choose this app as the check's source.",
    because: [],
  };
}

export function namesake(where: string): Verdict {
  return {
    state: "off",
    code: "namesake",
    title: `Somebody else posted a check or status named lamplighter/change on ${where}. It is not ours.`,
    cure: "Find out who did, and pin the required check to this app.",
    because: [],
  };
}

interface Numbered {
  readonly number: number;
  readonly verdict: Verdict;
}

/** The remark on both of them that a head is shared. */
export function sharedHead(numbers: readonly number[]): Verdict {
  return {
    state: "off",
    code: "twins",
    title: `${list(numbers.map((number) => `pull request ${number}`))} have the same head, and a check belongs to the head: the worse verdict counts for each.`,
    cure: "Close the one that is not wanted.",
    because: [],
  };
}

/** A verdict under the number of its pull request. */
export function numbered({ number, verdict }: Numbered): Verdict {
  return { ...verdict, title: `Pull request ${number}, which has this head: ${verdict.title}` };
}
