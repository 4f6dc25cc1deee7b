// Answers to commands: why not, who may, and what to do instead.
import { bullets, code, md, paragraphs, text, type Markdown } from "../../core/markdown.ts";
import type { Unknown } from "../../core/known.ts";
import type { Sha } from "../../core/refs.ts";
import { sentenceMarkdown } from "../../core/verdict-print.ts";
import { LEAST_DIGITS, type BindingProblem, type Differing } from "../binding/binding.ts";
import type { Hand } from "../people/contributors.ts";
import type { Spoken } from "../record-shapes.ts";
import { handsOf } from "../people/approval-words.ts";
import { ended, list, short } from "../phrases.ts";
import type { Refusal } from "./refusal.ts";

export type { Refusal };

export function notTyped(): Refusal {
  return { code: "not-typed", title: "A program wrote it.", cure: "A person has to type it." };
}

export function notOurs(name: string): Refusal {
  return { code: "not-ours", title: `/${name} is not for changes.`, cure: "See `/help`." };
}

export function edited(): Refusal {
  return {
    code: "edited",
    title: "The comment was edited before it was looked at, and only what was first written counts.",
    cure: "Write it in a new comment.",
  };
}

export function byEmail(): Refusal {
  return {
    code: "by-email",
    title: "It came by e-mail, and a forwarded mail speaks for whoever got it first.",
    cure: "Write it on GitHub.",
  };
}

export const NOT_FOUND_OUT = "not-found-out";

/** Another look, and another after that, did not get over it. */
export function neverFoundOut(why: Unknown): Refusal {
  return {
    code: NOT_FOUND_OUT,
    title: ended(`It could not be found out whether you may do this: ${why.what}: ${why.message}`),
    cure: "Whoever looks after Lamplighter here can mend that; then write it again. Until then somebody with a role can say it.",
  };
}

/** No look ever will. */
export function cannotBeKnown(why: Unknown): Refusal {
  return {
    code: "cannot-be-known",
    title: ended(`Nobody can tell whether you may do this: ${why.what}: ${why.message}`),
    cure: "Ask for your account to be named there, or under `roles:` in the policy, and write it again; or ask somebody with a role to say it.",
  };
}

export function isStopped(): Refusal {
  return {
    code: "stopped",
    title: "Lamplighter is stopped on this pull request.",
    cure: "A maintainer starts it again with `/lamplighter on`.",
  };
}

export function isClosed(): Refusal {
  return { code: "closed", title: "This pull request is closed.", cure: "Reopen it first." };
}

export function isOff(): Refusal {
  return {
    code: "off",
    title: "The policy does not govern this pull request.",
    cure: "Add its base to `change.branches` in .github/lamplighter.yml.",
  };
}

export function isDraft(): Refusal {
  return {
    code: "draft",
    title: "This is a draft, and drafts are not approved.",
    cure: "Mark it as ready for review, then approve it.",
  };
}

export function needsReason(): Refusal {
  return { code: "no-reason", title: "It needs a reason.", cure: "Add `because ...` to the end of the line." };
}

export function nothingToTakeBack(what: "level of risk"): Refusal {
  return { code: "nothing-there", title: `There is no ${what} to take back.`, cure: "`/explain` says what stands." };
}

export function reviewsIgnored(): Refusal {
  return {
    code: "reviews-ignored",
    title: "Reviews approve nothing under this policy.",
    cure: "Comment `/approve-change`.",
  };
}

export function noSuchCommit(): Refusal {
  return {
    code: "no-such-commit",
    title: "No commit of this pull request is named by that.",
    cure: `Name one by at least ${LEAST_DIGITS} hex digits.`,
  };
}

export function nameAllOf(commit: Sha): Refusal {
  return {
    code: "ambiguous-sha",
    title: "The pull request was another one when this was written, and other commits may begin with the same digits.",
    cure: `Look at the commit and name all of it: ${commit}.`,
  };
}

export function ownHand(hands: readonly Hand[]): Refusal {
  return {
    code: hands.includes("author") ? "self-approval" : "own-hand",
    title: `You ${handsOf(hands)}, and the policy wants somebody else to answer for it.`,
    cure: "Ask somebody who had no hand in it.",
  };
}

export function noRole(roles: readonly string[], invited: string | null): Refusal {
  if (invited !== null) {
    return {
      code: "invitation-pending",
      title: `You have not accepted the invitation to ${invited}.`,
      cure: "Accept it, then write this again.",
    };
  }
  return {
    code: "no-role",
    title: "You hold no role that may do this.",
    cure: `Those may who hold ${list(roles, "or")} in the policy.`,
  };
}

const SINCE: Readonly<Record<Differing, string>> = {
  base: "The base has changed",
  stack: "The stack that it stands in has changed",
  policy: "The policy has changed",
  "merge base": "The commit where it leaves its base has changed",
};

export function notBound(problem: BindingProblem, head: Sha): Refusal {
  const name = `\`/approve-change ${head}\``;
  switch (problem.code) {
    case "sha-too-short":
      return {
        code: problem.code,
        title: `That are fewer than ${LEAST_DIGITS} digits, which could be another commit.`,
        cure: `The head is ${head}: ${name}.`,
      };
    case "another-sha":
      return { code: problem.code, title: "That is not the head.", cure: `The head is ${head}: ${name}.` };
    case "ambiguous-sha":
      return {
        code: problem.code,
        title: "Another head of this pull request begins with the same digits.",
        cure: `Look at the head and name all of it: ${name}.`,
      };
    case "not-announced":
      return {
        code: problem.code,
        title: `Head ${short(head)} was not announced yet when this was written.`,
        cure: `Look at it and write it again, or name it: ${name}.`,
      };
    case "another-head-announced":
      return {
        code: problem.code,
        title: `When this was written the announced head was ${short(problem.announced)}; now it is ${short(head)}.`,
        cure: `Look at it and write it again, or name it: ${name}.`,
      };
    case "announced-in-part":
      return {
        code: problem.code,
        title: "When this was written it was not announced yet what all an approval is for.",
        cure: "Look at it as it is now and write it again.",
      };
    case "announced-otherwise":
      return {
        code: problem.code,
        title: `${SINCE[problem.what]} since this was written, and what was announced then is not what is so now.`,
        cure: "Look at it as it is now and write it again.",
      };
    case "review-of-another-head":
      return {
        code: problem.code,
        title: `The review is of ${problem.commit === null ? "another commit" : short(problem.commit)}, and the head is ${short(head)}.`,
        cure: `Review the head, or name it in a comment: ${name}.`,
      };
    case "older-epoch":
      return {
        code: problem.code,
        title:
          "When this was written the pull request was closed or a draft, or it became that or was retargeted since.",
        cure: "Look at it as it is now and write it again.",
      };
  }
}

/** One line of an answer: the command, what became of it, what to do. */
export interface Answer {
  readonly spoken: Pick<Spoken, "name" | "by">;
  /** Null when it was done. */
  readonly refusal: Refusal | null;
}

/** Only where words are needed: a comment of which something was refused, with what was done. */
export function printAnswers(answers: readonly Answer[]): Markdown {
  const lines = answers.map(({ spoken, refusal }) => {
    const who = md`${code(`/${spoken.name}`)} by ${text(`@${spoken.by.login}`)}`;
    return refusal
      ? md`${who}: ${sentenceMarkdown(refusal.title)} ${sentenceMarkdown(refusal.cure)}`
      : md`${who}: done.`;
  });
  return paragraphs([md`**Not done**`, bullets(lines)]);
}
