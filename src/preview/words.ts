import { bullets, code, join, md, paragraphs, text, type Markdown } from "../core/markdown.ts";
import { clip } from "../core/neutral.ts";
import type { Verdict } from "../core/verdict.ts";
import type { Proposal, Tried } from "./facts.ts";

type Right = Extract<Tried, { is: "right" }>;

/** More than these are counted, not listed. */
const MOST_SHOWN = 10;

const quiet = (code: string, title: string): Verdict => ({ state: "off", code, title, because: [] });

export function nothingNew(): Verdict {
  return quiet("nothing-new", "What this pull request proposes is as it was.");
}

export function untouched(): Verdict {
  return quiet("untouched", "This pull request does not edit the policy.");
}

export function shown(): Verdict {
  return quiet("shown", "What the edited policy would do is said in a comment.");
}

export function couldNotFindOut(what: string): Verdict {
  return {
    state: "unknown",
    code: "read-failed",
    title: `Could not find out ${what}.`,
    cure: "Nothing to do: the next push is looked at anew.",
    because: [],
  };
}

export function whyShown(): string {
  return "the pull request edits the policy";
}

export function preview(is: Proposal["is"]): Markdown {
  return paragraphs([md`**What this edit of the policy would do**`, ...parts(is)]);
}

const untilMerged = md`Until it is merged the policy of the default branch counts, also for this pull request.`;

function parts(is: Proposal["is"]): readonly Markdown[] {
  if (is === "untouched") return [md`Nothing any more: this pull request does not edit the policy now.`];
  if (is === "removed") {
    return [
      md`It deletes the policy. Every room would be off here, and a required check of ours would fail.`,
      untilMerged,
    ];
  }
  if (is.is === "unknown") {
    return [md`It could not be found out: ${text(clip(is.message, 300))}. The next push is looked at anew.`];
  }
  if (is.is === "broken") {
    const listed = is.problems.slice(0, MOST_SHOWN).map(({ file, line, column, message, expected }) => {
      const place = code(line === 0 ? file : `${file}:${line}:${column}`);
      return expected === ""
        ? md`${place}: ${text(message)}`
        : md`${place}: ${text(message)} Expected: ${text(expected)}`;
    });
    return [
      md`It is **wrong**, and would turn every governed pull request red:`,
      bullets(listed),
      ...more(is.problems.length - listed.length, "problem"),
      md`${code("lamplighter config check")} says the same before a push.`,
      untilMerged,
    ];
  }
  return [...sectionsOf(is), ...outcomesOf(is), untilMerged];
}

function sectionsOf({ sections, before }: Right): readonly Markdown[] {
  const on = sections.filter((name) => !before.includes(name));
  const off = before.filter((name) => !sections.includes(name));
  const list = (names: readonly string[]): Markdown => join(names.map(code), md`, `);
  return [
    ...(on.length > 0 ? [md`It turns on: ${list(on)}.`] : []),
    ...(off.length > 0 ? [md`It turns **off**: ${list(off)}.`] : []),
  ];
}

function outcomesOf({ changes, different }: Right): readonly Markdown[] {
  if (changes === null) {
    return [md`It is right. What it would decide is tried for authors who may write to this repository.`];
  }
  if (changes === 0) return [md`It is right. There is no other pull request to try it on.`];
  const tried = md`Tried on the ${changes} newest of the other open and merged pull requests, each as it stood at its merge or stands now`;
  if (different.length === 0) return [md`It is right. ${tried}: every one would be decided as now.`];
  const listed = different
    .slice(0, MOST_SHOWN)
    .map(
      ({ number, title, now, proposed }) =>
        md`${code(`#${number}`)} ${text(clip(title, 80))}: now ${code(now.state)} (${code(now.code)}), then **${code(proposed.state)}** (${code(proposed.code)}): ${text(clip(proposed.title, 200))}`,
    );
  return [
    md`It is right. ${tried}: **${different.length}** would be decided otherwise.`,
    bullets(listed),
    ...more(different.length - listed.length, "pull request"),
    md`Who holds which role, and what checks said, is taken as it is today. For more, and further back: ${code("lamplighter simulate")}.`,
  ];
}

function more(count: number, what: string): readonly Markdown[] {
  if (count <= 0) return [];
  return [md`And ${count} more ${code(count === 1 ? what : `${what}s`)}.`];
}
