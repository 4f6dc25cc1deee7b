// Every sentence about a group of the merge queue.
import type { Sha } from "../../core/refs.ts";
import type { Verdict } from "../../core/verdict.ts";
import { numbered } from "../check-words.ts";
import type { ContentFault } from "./content.ts";
import { list, many, short } from "../phrases.ts";

export function allowed(numbers: readonly number[]): string {
  return `All of this group may merge: ${list(numbers.map((number) => `pull request ${number}`))}.`;
}

export function unexplained(commits: readonly Sha[]): Verdict {
  const shown = commits.slice(0, 5).map(short);
  const more = commits.length > shown.length ? ` and ${commits.length - shown.length} more` : "";
  return {
    state: "block",
    code: "unexplained-commits",
    title: `${many(commits.length, "commit")} of this group ${commits.length === 1 ? "comes" : "come"} from none of its pull requests: ${shown.join(", ")}${more}.`,
    cure: "Take the group's pull requests out of the queue and put them in again.",
    because: [],
  };
}

/** Of paths in a title; the group's commit shows them all. */
const MOST_PATHS = 5;

export function otherContent(args: {
  readonly number: number;
  readonly branch: string;
  readonly fault: ContentFault;
}): Verdict {
  const { number, branch, fault } = args;
  const { code, paths } = fault;
  const more = paths.length > MOST_PATHS ? ` and ${paths.length - MOST_PATHS} more` : "";
  const shown = `${paths.slice(0, MOST_PATHS).join(", ")}${more}`;
  const verdict: Verdict =
    code === "other-content"
      ? {
          state: "block",
          code,
          title: `the group does not do what it does, to ${shown}.`,
          cure: "Take it out of the queue, look at the group's commit, and put it in again.",
          because: [],
        }
      : {
          state: "block",
          code,
          title: `what the group does to ${shown} cannot be compared with what was approved, since ${branch} or an entry before it changed the same.`,
          cure: `Merge ${branch} into it, have that approved, and put it into the queue again.`,
          because: [],
        };
  return numbered({ number, verdict });
}

export function notOnOneAnother(branch: string): Verdict {
  return {
    state: "unknown",
    code: "group-moved",
    title: `The entries of the queue do not stand on one another and on ${branch} as it is now.`,
    cure: "Nothing has to be done: it is looked at again at once.",
    because: [],
  };
}

export function memberGone(position: number): Verdict {
  return {
    state: "block",
    code: "member-gone",
    title: `GitHub no longer has the pull request at place ${position} of the queue.`,
    cure: "Take it out of the queue.",
    because: [],
  };
}

export function otherHead(number: number, queued: Sha): Verdict {
  return numbered({
    number,
    verdict: {
      state: "block",
      code: "other-head-queued",
      title: `the queue holds ${short(queued)}, which is not its head any more.`,
      cure: "Put it into the queue again.",
      because: [],
    },
  });
}

export function closedSince(number: number): Verdict {
  return numbered({
    number,
    verdict: {
      state: "block",
      code: "closed-in-queue",
      title: "it was closed since it was put into the queue.",
      cure: "Take it out of the queue.",
      because: [],
    },
  });
}

export function otherBase(args: { readonly number: number; readonly branch: string; readonly base: string }): Verdict {
  const { number, branch, base } = args;
  return numbered({
    number,
    verdict: {
      state: "block",
      code: "other-base-queued",
      title: `it is to be merged into ${base}, and the group goes to ${branch}.`,
      cure: "Take it out of the queue.",
      because: [],
    },
  });
}

/** A queue that waits only times out: what waits on a pull request fails here. */
export function notYet(verdict: Verdict): Verdict {
  return {
    ...verdict,
    state: "block",
    cure: `${verdict.cure ?? "Wait for it on the pull request."} Then put it into the queue again.`,
  };
}

export function askedAgain(verdict: Verdict): Verdict {
  return { ...verdict, state: "wait", owes: "GitHub", cure: "Nothing has to be done: it is asked again at once." };
}
