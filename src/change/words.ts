// Every sentence of a verdict. Titles may hold foreign text: whoever prints them neutralises it (print.ts).
import type { Unknown } from "../core/known.ts";
import type { Merged } from "../core/merged.ts";
import type { PolicyProblem } from "../core/policy.ts";
import type { Person } from "../core/refs.ts";
import type { Verdict } from "../core/verdict.ts";
import { LIFTERS_NEEDED, type Objection } from "./objections.ts";
import { at, because, ended, list, short } from "./phrases.ts";

export function couldNotFindOut(whys: readonly Unknown[]): Verdict {
  const [first] = whys;
  return {
    state: "unknown",
    code: "read-failed",
    title: ended(`Could not find out ${first ? `about ${first.what}: ${first.message}` : "what is so"}`),
    cure: "Nothing has to be done: it is looked at again within five minutes. `/recheck` looks at once.",
    because: whys.slice(1).map((why) => ({
      state: "unknown",
      code: "read-failed",
      title: ended(`Could not find out about ${why.what}: ${why.message}`),
      because: [],
    })),
  };
}

/** A remark: no verdict rests on it. */
export function noSuggestion(why: Unknown): Verdict {
  const title = `Whom to ask for an approval could not be found out: ${why.what}: ${why.message}.`;
  return { state: "off", code: "no-reviewers", title, because: [] };
}

export function policyUnreadable(message: string): Verdict {
  return {
    state: "unknown",
    code: "policy-unreadable",
    title: ended(`Could not find out what the policy asks for: ${message}`),
    cure: "Nothing has to be done: it is looked at again within five minutes.",
    because: [],
  };
}

export function policyBroken(problems: readonly PolicyProblem[]): Verdict {
  return {
    state: "block",
    code: "policy-broken",
    title: "The policy on the default branch is wrong, so nothing can be approved by it.",
    cure: "Mend the file on the default branch.",
    because: problems.map((problem) => ({
      state: "block",
      code: problem.code,
      title: `${problem.file}:${problem.line}:${problem.column}: ${problem.message}`,
      cure: `Expected: ${problem.expected}.`,
      because: [],
    })),
  };
}

export function unknownRoles(names: readonly string[]): Verdict {
  return {
    state: "block",
    code: "unknown-role",
    title: `The policy asks for ${list(names)}, which is no key under \`roles:\`.`,
    cure: "Add it under `roles:` in .github/lamplighter.yml, or name another role.",
    because: [],
  };
}

export function policyAbsent(): Verdict {
  return {
    state: "off",
    code: "no-policy",
    title: "The default branch has no policy for changes.",
    because: [],
  };
}

export function notGoverned(branch: string): Verdict {
  return { state: "off", code: "not-governed", title: `The policy does not govern ${branch}.`, because: [] };
}

export function closed(): Verdict {
  return {
    state: "off",
    code: "closed",
    title: "This pull request is closed; closing voids every approval.",
    cure: "Reopen it and have it approved again.",
    because: [],
  };
}

export function merged(): Verdict {
  return { state: "off", code: "merged", title: "This pull request is merged.", because: [] };
}

/** Why a merge is on record, for the ledger. */
export function mergedAs({ pull, head, base, verdict }: Merged): string {
  const said = verdict === "allow" ? "it was approved" : `the verdict was ${verdict}`;
  return `pull request ${pull} was merged into ${base} at ${short(head)}: ${said}`;
}

export function onlyObserved(): Verdict {
  return { state: "off", code: "observe", title: "The policy only observes: `mode: observe`.", because: [] };
}

export function stopped(by: Person | null, reason: string): Verdict {
  return {
    state: "block",
    code: "stopped",
    title: `${at(by)} stopped Lamplighter on this pull request${because(reason)}.`,
    cure: "A maintainer starts it again with `/lamplighter on`.",
    because: [],
  };
}

export function draft(author: Person | null): Verdict {
  return {
    state: "wait",
    code: "draft",
    title: "This is a draft, and drafts are not approved.",
    cure: "Mark it as ready for review.",
    owes: at(author),
    because: [],
  };
}

export function rejected({ by, because: reason, lifters }: Objection): Verdict {
  const others = lifters.length === 0 ? "" : ` ${list(lifters.map(at))} would lift it; ${LIFTERS_NEEDED} are needed.`;
  return {
    state: "block",
    code: "rejected",
    title: `${at(by)} rejected this change${because(reason)}.${others}`,
    cure: `${at(by)} or two others with a role take it back with \`/reject-change cancel\`.`,
    because: [],
  };
}

export function held({ by, because: reason }: Pick<Objection, "by" | "because">): Verdict {
  return {
    state: "wait",
    code: "on-hold",
    title: `${at(by)} put this on hold${because(reason)}.`,
    cure: "`/unhold` by them or by anyone with a role lets it go.",
    owes: at(by),
    because: [],
  };
}

export function isLinked(issues: readonly number[]): Verdict {
  const title = `It is linked to ${list(issues.map((issue) => `issue ${issue}`))}.`;
  return { state: "allow", code: "linked-issue", title, because: [] };
}

export function notLinked(): Verdict {
  return {
    state: "block",
    code: "no-linked-issue",
    title: "It is linked to no issue of this repository.",
    cure: "Link one: write `fixes` and the issue's number into the description, or use the sidebar.",
    because: [],
  };
}

export function sectionThere(name: string): Verdict {
  return { state: "allow", code: "section", title: `The description has a section ${name}.`, because: [] };
}

export function sectionMissing(name: string): Verdict {
  return {
    state: "block",
    code: "section-missing",
    title: `The description has no section ${name}, or nothing is written under it.`,
    cure: `Add the heading ${name} to the description, with words under it.`,
    because: [],
  };
}

export function checkSucceeded(name: string): Verdict {
  return { state: "allow", code: "check", title: `Check ${name} succeeded.`, because: [] };
}

export function checkRunning(name: string): Verdict {
  return {
    state: "wait",
    code: "check-running",
    title: `Check ${name} has not succeeded on this head yet.`,
    cure: "Wait for it, or start it.",
    owes: `check ${name}`,
    because: [],
  };
}

export function checkFailed(name: string): Verdict {
  return {
    state: "block",
    code: "check-failed",
    title: `Check ${name} did not succeed on this head.`,
    cure: "Mend what it found, or run it again.",
    because: [],
  };
}
