// Verdicts on GitHub: the check's title and summary, our comment, and `/explain`. All print the same tree.
import { code, cut, md, paragraphs, type Markdown } from "../core/markdown.ts";
import type { Verdict } from "../core/verdict.ts";
import { verdictMarkdown } from "../core/verdict-print.ts";
import type { ChangeConfig } from "./config.ts";
import type { Terms, Tuple } from "./record-shapes.ts";
import { short } from "./phrases.ts";

/** Characters. GitHub's limit is 65,535 for a check's summary and 65,536 for a comment (CHK-13). */
const LONGEST = 60_000;

function bounded(markdown: Markdown): Markdown {
  const note = md`The rest is cut. ${code("lamplighter plan")} prints all of it.`;
  return cut({ markdown, limit: LONGEST, note });
}

/** The whole tree. What the root only repeats of one of its parts stands at that part. */
function tree(verdict: Verdict): Markdown {
  const { state, code: reason, title, because } = verdict;
  const isRepeated = because.some((one) => one.cure === verdict.cure && one.owes === verdict.owes);
  return verdictMarkdown(isRepeated ? { state, code: reason, title, because } : verdict);
}

/** The check's summary: the tree, and what it was decided on. */
export function printSummary(verdict: Verdict, tuple: Tuple | null): Markdown {
  return bounded(paragraphs([tree(verdict), tuple ? restsOn(tuple) : md``]));
}

function restsOn({ head, base, mergeBase, epoch, policy }: Tuple): Markdown {
  return md`Decided for head ${code(short(head))} into ${code(base)}, merge base ${code(short(mergeBase))}, epoch ${epoch}, policy ${code(policy.slice(0, 12))}.`;
}

/**
 * Our one comment, which announces the head by naming it, and all else that an approval of it is for: GitHub stamps the
 * comment anew only where its words differ.
 */
export function printComment(args: {
  readonly verdict: Verdict;
  readonly head: string;
  readonly terms: Terms;
  readonly config: Pick<ChangeConfig, "mode" | "keep_approval_on">;
}): Markdown {
  const { verdict, head, terms, config } = args;
  const note = config.mode === "observe" ? md`The policy only observes: nothing waits for this.` : md``;
  const but = config.keep_approval_on.length === 0 ? md`A push` : md`A push that changes what was approved`;
  const how = md`${but}, a retarget, a draft or closing it voids approvals. ${code("/explain")} says more, ${code("/help")} lists what works here.`;
  const heading = md`**Change control** for head ${code(head)} into ${code(terms.base)}`;
  // First of all: what is cut is cut at the end.
  return bounded(paragraphs([md`${heading}${restOf(terms)}`, tree(verdict), note, how]));
}

/** So many digits of a policy's hash that no other policy can be made to fit them. */
const POLICY_DIGITS = 24;

function restOf({ stackBase, mergeBase, policy }: Terms): Markdown {
  const since = mergeBase === null ? md`` : md`, merge base ${code(mergeBase)}`;
  const stack = stackBase === null ? md`` : md`, by the rules of ${code(stackBase)}`;
  return md`${since}${stack}, policy ${code(policy.slice(0, POLICY_DIGITS))}`;
}

export function printExplanation(verdict: Verdict, tuple: Tuple | null): Markdown {
  return bounded(paragraphs([md`**Why this change is where it is**`, tree(verdict), tuple ? restsOn(tuple) : md``]));
}

/** A check's title: one line of plain text. */
export function printTitle(verdict: Verdict): string {
  const owes = verdict.state === "wait" && verdict.owes !== undefined ? `Waiting for ${verdict.owes}: ` : "";
  const title = `${owes}${verdict.title}`.replaceAll("`", "");
  return title.length <= 200 ? title : `${title.slice(0, 199)}…`;
}
