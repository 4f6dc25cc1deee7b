// Markdown of ours, and the one way for foreign text to get into it.
//
// `md` takes Markdown and numbers and nothing else: a plain string does not compile. It gets in through `text` (as what
// it says), `code` (as one code span) or `mention` (an account that we mean to call). So the compiler knows that every
// foreign text was neutralised (design rule 17), and at run time Markdown is just a string.
import { BREAK, neutralBlock, neutralCode, neutralHtml, neutralText } from "./neutral.ts";
import type { Person } from "./refs.ts";

declare const ours: unique symbol;

/**
 * Markdown that is safe to send: written by us, with every foreign text in it neutralised.
 * Made only by {@link md} and the functions of this file.
 */
export type Markdown = string & { readonly [ours]: true };

/** The one place where a string becomes Markdown. */
function trusted(markdown: string): Markdown {
  return markdown as Markdown;
}

/** Our own words, with Markdown and numbers between them: md`Approved by ${mention(ada)} for ${code(sha)}.` */
export function md(words: TemplateStringsArray, ...values: readonly (Markdown | number)[]): Markdown {
  return trusted(words.reduce((before, word, index) => `${before}${String(values[index - 1])}${word}`));
}

/** Foreign text as one line of plain text: no mention, reference, link, image, HTML or Markdown of its own. */
export function text(foreign: string): Markdown {
  return trusted(neutralText(foreign));
}

/** Foreign text as one code span: names of branches, commits, paths, labels, and reasons that people gave. */
export function code(foreign: string): Markdown {
  return trusted(neutralCode(foreign));
}

/** Foreign text as a block of code with its own lines: stacks, output of tools. */
export function codeBlock(foreign: string): Markdown {
  return trusted(neutralBlock(foreign));
}

/** Calls a person: GitHub notifies them. Use {@link text} with the login where they need not know. */
export function mention(person: Pick<Person, "login">): Markdown {
  // Logins of managed users have an underscore; an App's `name[bot]` cannot be called.
  return /^[A-Za-z0-9_-]{1,100}$/.test(person.login) ? trusted(`@${person.login}`) : code(person.login);
}

/** A link of ours. `to` must be an absolute http(s) URL without credentials; anything else leaves the label alone. */
export function link(args: { readonly label: Markdown; readonly to: string }): Markdown {
  if (!URL.canParse(args.to)) return args.label;
  const url = new URL(args.to);
  if (!["http:", "https:"].includes(url.protocol) || url.username !== "" || url.password !== "") return args.label;
  const address = url.href.replace(/[()<>[\]\\`*_|'"]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
  // At the beginning of a line `[...]: ...` defines a reference, and is not shown; not even code in it keeps it from that.
  const label = args.label.replaceAll("]:", `]${BREAK}:`);
  return trusted(`[${label}](${address})`);
}

export function join(parts: readonly Markdown[], separator: Markdown = trusted("")): Markdown {
  return trusted(parts.join(separator));
}

/** Blocks, an empty line between them; empty ones are left out. */
export function paragraphs(parts: readonly Markdown[]): Markdown {
  return trusted(parts.filter((part) => part !== "").join("\n\n"));
}

/** A list; what an item holds beyond its first line is indented under it. */
export function bullets(items: readonly Markdown[]): Markdown {
  return trusted(items.map((item) => `- ${item.replaceAll("\n", "\n  ")}`).join("\n"));
}

/** A table. A cell is one line; a row that is short is filled with empty cells, a long one is an error of ours. */
export function table(args: {
  readonly head: readonly Markdown[];
  readonly rows: readonly (readonly Markdown[])[];
}): Markdown {
  const width = args.head.length;
  const print = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  const rows = args.rows.map((row) => {
    if (row.length > width) throw new Error(`a row of ${row.length} cells in a table of ${width}`);
    return Array.from({ length: width }, (_, column) => {
      const cell = row[column] ?? "";
      return cell.includes("\n") ? cell.replace(/\s*\n\s*/g, " ") : cell;
    });
  });
  return trusted([print(args.head), print(args.head.map(() => "---")), ...rows.map(print)].join("\n"));
}

/** What opens at a click. GitHub shows the summary as HTML, so it is plain text here, of ours or foreign. */
export function details(args: { readonly summary: string; readonly body: Markdown }): Markdown {
  return trusted(`<details><summary>${neutralHtml(args.summary)}</summary>\n\n${args.body}\n\n</details>`);
}

const CLOSING = "\n\n</details>";

/**
 * At most `limit` UTF-16 units (GitHub takes 65,535 in a check run and 65,536 in a comment): whole lines from the
 * beginning, then `note`. What was open where the cut fell ({@link details}) is closed.
 */
export function cut(args: { readonly markdown: Markdown; readonly limit: number; readonly note: Markdown }): Markdown {
  const { markdown, limit, note } = args;
  if (markdown.length <= limit) return markdown;
  if (note.length > limit) throw new Error(`a note of ${note.length} characters under a limit of ${limit}`);
  const ending = (open: number): string => `${CLOSING.repeat(open)}\n\n${note}`;
  let position = 0;
  let open = 0;
  let best = { end: 0, open: 0 };
  for (const line of markdown.split("\n")) {
    if (line.startsWith("<details>")) open++;
    if (line === "</details>") open--;
    const end = position + line.length;
    if (end + ending(open).length <= limit) best = { end, open };
    if (end > limit) break;
    position = end + 1;
  }
  const kept = markdown.slice(0, best.end).trimEnd();
  return kept === "" ? note : trusted(kept + ending(best.open));
}
