// A verdict's tree for people: as Markdown in checks and comments, as text in a terminal. One tree, every face alike.
import { bullets, code, join, type Markdown, md, paragraphs, text } from "./markdown.ts";
import { plainLine } from "./neutral.ts";
import { type Verdict, type VerdictState, worst } from "./verdict.ts";

interface Sign {
  readonly mark: Markdown;
  readonly word: string;
}

const SIGNS: Readonly<Record<VerdictState, Sign>> = {
  allow: { mark: md`✅`, word: "yes" },
  block: { mark: md`❌`, word: "no" },
  wait: { mark: md`⏳`, word: "wait" },
  unknown: { mark: md`❓`, word: "unknown" },
  off: { mark: md`➖`, word: "off" },
};

/** More is a list that nobody reads, and would not fit a check run. */
const MOST_NODES = 400;
const DEEPEST = 8;

/** The whole tree: what is so, who owes the next move, what would turn it green; and below it why. */
export function verdictMarkdown(verdict: Verdict): Markdown {
  return paragraphs([inMarkdown(verdict), list(verdict.because, { nodes: MOST_NODES, depth: DEEPEST })]);
}

interface Budget {
  /** Nodes that may still be printed, over the whole tree. */
  nodes: number;
  readonly depth: number;
}

function list(nodes: readonly Verdict[], budget: Budget): Markdown {
  const items: Markdown[] = [];
  for (const [index, node] of nodes.entries()) {
    if (budget.nodes === 0 || budget.depth === 0) {
      items.push(md`… and ${nodes.length - index} more`);
      break;
    }
    budget.nodes--;
    const deeper: Budget = { nodes: budget.nodes, depth: budget.depth - 1 };
    const below = list(node.because, deeper);
    budget.nodes = deeper.nodes;
    const line = md`${inMarkdown(node)} ${code(node.code)}`;
    items.push(below === "" ? line : md`${line}\n${below}`);
  }
  return bullets(items);
}

function inMarkdown(node: Verdict): Markdown {
  const parts = [md`${SIGNS[node.state].mark} ${sentenceMarkdown(node.title)}`];
  if (node.owes !== undefined) parts.push(md`**Next move: ${sentenceMarkdown(node.owes)}.**`);
  if (node.cure !== undefined) parts.push(md`*${sentenceMarkdown(node.cure)}*`);
  return join(parts, md` `);
}

/** A sentence of a verdict: what it has between backticks is code, and all of it is neutral, whoever wrote its parts. */
export function sentenceMarkdown(sentence: string): Markdown {
  const parts = sentence.split("`");
  // An odd number of backticks came in with foreign text: then none of them is trusted to be ours.
  if (parts.length % 2 === 0) return text(sentence);
  return join(parts.map((part, index) => (index % 2 === 1 ? code(part) : text(part))));
}

/** The same as lines for a terminal; control characters of foreign text do not reach it. */
export function verdictText(verdict: Verdict): string {
  const lines: string[] = [];
  const print = (node: Verdict, depth: number): void => {
    const indent = "  ".repeat(depth);
    lines.push(`${indent}${SIGNS[node.state].word}: ${plainLine(node.title)} [${plainLine(node.code)}]`);
    if (node.owes !== undefined) lines.push(`${indent}  next move: ${plainLine(node.owes)}`);
    if (node.cure !== undefined) lines.push(`${indent}  to do: ${plainLine(node.cure)}`);
    for (const reason of node.because) print(reason, depth + 1);
  };
  print(verdict, 0);
  return lines.join("\n");
}

/**
 * The reasons that a state rests on, without what only joins them: the leaves of the tree that are as bad as the whole.
 * For `allow` these are all that was looked at; for anything else what has to be mended.
 */
export function leafReasons(verdict: Verdict): readonly Verdict[] {
  if (verdict.because.length === 0) return [verdict];
  const worstBelow = worst(verdict.because.map(({ state }) => state));
  // A node can be worse than what is below it: then it is a reason of its own.
  if (worstBelow !== verdict.state) return [{ ...verdict, because: [] }];
  return verdict.because.filter(({ state }) => state === verdict.state).flatMap(leafReasons);
}
