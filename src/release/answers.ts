// What the App says in threads about backports and releases.
import { bullets, code, codeBlock, join, md, paragraphs } from "../core/markdown.ts";
import type { Markdown } from "../core/markdown.ts";
import type { Verdict } from "../core/verdict.ts";

const because: readonly Verdict[] = [];

/** The workflow that `/backport` starts. The version stays a placeholder: a commit's sha stands there, never a tag. */
export const BACKPORT_WORKFLOW = `name: Backport
on:
  workflow_dispatch:
    inputs:
      pull-request: { required: true, type: string }
      lines: { required: true, type: string }
permissions:
  contents: write
  pull-requests: write
  issues: write
jobs:
  backport:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@08c6903cd8c0fde910a37f88322edcfb5dd907a8 # v5.0.0
        with: { fetch-depth: 0 }
      - uses: lamplighter/lamplighter/actions/backport@COMMIT-SHA-OF-A-RELEASE
        with:
          pull-request: \${{ inputs.pull-request }}
          lines: \${{ inputs.lines }}
`;

export const roomWords = {
  off: (): Verdict => ({
    state: "off",
    code: "no-release-section",
    title: "The policy has no section release.",
    because,
  }),
  idle: (): Verdict => ({ state: "off", code: "nothing-asked", title: "Nothing here concerns releases.", because }),
  looked: (): Verdict => ({ state: "allow", code: "looked", title: "Backports and releases were looked at.", because }),
  noPolicy: (is: "broken" | "unknown"): Verdict => ({
    state: "unknown",
    code: `policy-${is}`,
    title: is === "broken" ? "The policy is not valid." : "The policy could not be read.",
    because,
  }),
  unknown: (what: string): Verdict => ({
    state: "unknown",
    code: "read-failed",
    title: `${what} could not be read.`,
    because,
  }),

  together: (parts: readonly Markdown[]): Markdown => paragraphs(parts),
  unread: (): Markdown =>
    md`Something that this rests on could not be read, so nothing was done. Say it again in a while.`,
  edited: (): Markdown =>
    md`The comment was changed or deleted before it was looked at, so nothing was done. Say it in a new comment.`,
  unsure: (): Markdown =>
    md`It could not be found out whether you hold a role for this, so nothing was done. Say it again in a while.`,
  notUnderstood: (): Markdown => md`That was not understood. See ${code("/help")}.`,
  notAllowed: (roles: readonly string[]): Markdown =>
    md`This takes one of these roles: ${join(roles.map(code), md`, `)}. Ask somebody who holds one.`,
  neverMerged: (): Markdown =>
    md`This pull request was closed without being merged, so there is nothing to bring anywhere.`,
  whenMerged: (lines: readonly string[]): Markdown =>
    paragraphs([
      md`When this is merged, it is brought to:`,
      bullets(lines.map(code)),
      md`Whether it would apply there as it is now is being tried; the answer follows here.`,
    ]),
  started: (line: string): Markdown =>
    md`The patch release of ${code(line)} is started; its workflow run tells the rest.`,
  noWorkflow: (): Markdown =>
    md`The policy does not say which workflow releases. Set ${code("release: workflow:")} in ${code(".github/lamplighter.yml")}.`,
  missingWorkflow: (file: string): Markdown =>
    md`There is no ${code(`.github/workflows/${file}`)} on the default branch. Add it: the README of actions/patch-release has an example.`,
  noSuchLine: (line: string): Markdown =>
    md`There is no branch ${code(line)}, so nothing is started. Name one that there is.`,
  unfitWorkflow: (file: string, inputs: readonly string[]): Markdown =>
    md`${code(`.github/workflows/${file}`)} cannot be started for this: it has to listen to ${code("workflow_dispatch")} with the inputs ${join(inputs.map(code), md` and `)}. Add them; the README of its Action has an example.`,
  addBackportWorkflow: (file: string): Markdown =>
    paragraphs([
      md`There is no ${code(`.github/workflows/${file}`)} on the default branch, so nothing can be brought anywhere. Add this file, with the commit of a release of Lamplighter in its place:`,
      codeBlock(BACKPORT_WORKFLOW),
    ]),

  whyAnswer: (): string => "Somebody asked in a comment, and a reaction does not say enough.",
  whyReact: (): string => "Whoever asked sees that it was heard.",
  whyHeard: (): string => "The command is answered, and is not done again.",
  whyLabel: (): string => "The lines are asked for; the label keeps that until the merge.",
  whyRelease: (line: string): string => `A role asked for a patch release of ${line}.`,
  whyForetell: (lines: readonly string[]): string =>
    `Whether it would apply to ${lines.join(", ")} is best known early.`,
  whyBackport: (lines: readonly string[]): string => `It is merged, and is asked for on ${lines.join(", ")}.`,
};
