// Verdicts as Markdown: the check's summary, our comment and `/explain` print the same tree.
import { bullets, code, cut, join, md, paragraphs, text, type Markdown } from "../core/markdown.ts";
import type { Verdict } from "../core/verdict.ts";
import { short } from "./words.ts";
import type { Tuple } from "./records.ts";

const MARKS: Readonly<Record<Verdict["state"], Markdown>> = {
  allow: md`✅`,
  block: md`❌`,
  wait: md`⏳`,
  unknown: md`❓`,
  off: md`▫️`,
};

/** A sentence: what it has between backticks is code, all of it is neutral, whoever wrote its parts. */
export function sentence(words: string): Markdown {
  const parts = words.split("`");
  // An odd number of backticks came in with foreign text: then none of them is ours to trust.
  if (parts.length % 2 === 0) return text(words);
  const spans = parts.map((part, index) => {
    if (index % 2 === 1) return code(part);
    // `text` trims nothing of ours away: the space around a span stays.
    return part === "" ? md`` : text(part);
  });
  return join(spans);
}

/** GitHub's limit is 65,535 for a check's summary and 65,536 for a comment (CHK-13). */
const LONGEST = 60_000;
/** Deeper than any verdict of ours: a bound, not a shape. */
const DEEPEST = 8;

function line(verdict: Verdict): Markdown {
  // The root says what its worst part says; the cure stands at the part.
  const isTold = verdict.because.some((one) => one.cure === verdict.cure);
  const cure = verdict.cure === undefined || isTold ? md`` : md` ${sentence(verdict.cure)}`;
  return md`${MARKS[verdict.state]} ${sentence(verdict.title)}${cure}`;
}

function branch(verdict: Verdict, depth: number): Markdown {
  if (verdict.because.length === 0 || depth === 0) return line(verdict);
  return md`${line(verdict)}\n${bullets(verdict.because.map((one) => branch(one, depth - 1)))}`;
}

/** The whole tree, with what would turn it green. */
export function printTree(verdict: Verdict): Markdown {
  return branch(verdict, DEEPEST);
}

/** The check's summary: the tree, and what it was decided on. */
export function printSummary(verdict: Verdict, tuple: Tuple | null): Markdown {
  return short64(paragraphs([printTree(verdict), tuple ? rests(tuple) : md``]));
}

function rests(tuple: Tuple): Markdown {
  const { head, base, mergeBase, epoch, policy } = tuple;
  return md`Decided for head ${code(short(head))} into ${code(base)}, merge base ${code(short(mergeBase))}, epoch ${epoch}, policy ${code(policy.slice(0, 12))}.`;
}

function short64(markdown: Markdown): Markdown {
  return cut({
    markdown,
    limit: LONGEST,
    note: md`The rest is cut. The ledger has all of it: ${code("lamplighter plan")}.`,
  });
}

/** Our one comment, which announces the head by naming it. */
export function printComment(args: {
  readonly verdict: Verdict;
  readonly head: string;
  readonly base: string;
  readonly observes: boolean;
}): Markdown {
  const { verdict, head, base, observes } = args;
  const note = observes ? md`The policy only observes: nothing waits for this.` : md``;
  const how = md`A push, a retarget, a draft or closing it voids approvals. ${code("/explain")} says more, ${code("/help")} lists what works here.`;
  const heading = md`**Change control** for head ${code(head)} into ${code(base)}`;
  return short64(paragraphs([heading, printTree(verdict), note, how]));
}

export function printExplanation(verdict: Verdict, tuple: Tuple | null): Markdown {
  return short64(paragraphs([md`**Why this change is where it is**`, printTree(verdict), tuple ? rests(tuple) : md``]));
}

/** A check's title, plain text: GitHub shows one line. */
export function printTitle(verdict: Verdict): string {
  const owes = verdict.state === "wait" && verdict.owes !== undefined ? `Waiting for ${verdict.owes}: ` : "";
  const title = `${owes}${verdict.title}`.replaceAll("`", "");
  return title.length <= 200 ? title : `${title.slice(0, 199)}…`;
}
