// Every sentence that a person reads from the desk.
import type { CommandSpec } from "../core/command.ts";
import { bullets, code, join, type Markdown, md, mention, paragraphs, table } from "../core/markdown.ts";
import type { Misheard } from "../core/trigger.ts";
import type { Verdict } from "../core/verdict.ts";
import { sentenceMarkdown } from "../core/verdict-print.ts";
import type { Menu } from "./offers.ts";

export function nothingToSay(): Verdict {
  return { state: "off", code: "nothing-asked", title: "Nobody asked the desk anything.", because: [] };
}

export function said(): Verdict {
  return { state: "allow", code: "answered", title: "A question was answered.", because: [] };
}

export function unknown(what: string): Verdict {
  const cure = "Write the comment again in a few minutes.";
  return { state: "unknown", code: "read-failed", title: `Could not find out: ${what}.`, cure, because: [] };
}

export function answer(args: {
  readonly menu: Menu;
  readonly isHelpAsked: boolean;
  readonly slips: readonly Misheard[];
}): Markdown {
  const people = [...new Map(args.slips.map(({ said: { by } }) => [by.id, by])).values()];
  return paragraphs([
    people.length === 0
      ? md``
      : join(
          people.map((person) => mention(person)),
          md` `,
        ),
    bullets(args.slips.map(slip)),
    ...(args.isHelpAsked ? menu(args.menu) : []),
  ]);
}

function slip({ problem }: Misheard): Markdown {
  const word = problem.word === "" ? md`` : md`${code(problem.word)} `;
  return md`${word}was not done. ${sentenceMarkdown(problem.message)}`;
}

function menu({ on, off }: Menu): Markdown[] {
  return [
    md`What can be said here, alone on a line of a new comment:`,
    table({ head: [md`command`, md`what it does`, md`who may`], rows: on.map(row) }),
    md`What ${code("/x")} set, ${code("/x cancel")} takes back where it can be taken back. A reason goes to the end of the line: ${code("because ...")}.`,
    off.length === 0
      ? md``
      : md`Off in this repository: ${join(
          off.map((room) => code(room)),
          md`, `,
        )}. A section or setting of that name in ${code(".github/lamplighter.yml")} turns it on.`,
  ];
}

function row(spec: CommandSpec): Markdown[] {
  return [code(spec.usage), sentenceMarkdown(spec.does), sentenceMarkdown(spec.who)];
}

export function whyReact(sign: "+1" | "confused"): string {
  return sign === "+1" ? "the question was answered" : "a command was not understood";
}

export function whyAnswer(): string {
  return "somebody asked, or slipped";
}

export function whyAnswered(): string {
  return "a comment is answered once";
}

export function whyHint(): string {
  return "a person is given a hint once a day";
}
