// Predicates on what people wrote: title, commit messages, description, labels. Patterns are RE2's, linear in the text.
import * as z from "zod";
import { anyPattern, parsePattern } from "../../core/match.ts";
import { refusedBy } from "../../core/parsed.ts";
import { either, given, no, yes, type Predicate } from "./predicate.ts";
import { hasSection } from "./sections.ts";

const patterns = z
  .array(z.string().superRefine(refusedBy(parsePattern)))
  .min(1)
  .max(50);
const labelNames = z.array(z.string().min(1).max(50)).min(1).max(50);

export const title: Predicate<string[]> = {
  setting: patterns,
  holds: "One of these patterns occurs in the title.",
  example: '["^(feat|fix|docs)(\\\\(.+\\\\))?!?: "]',
  asks: [],
  judge: (asked, { pull }) =>
    either(anyPattern(asked)(pull.title), {
      code: "title",
      title: `Its title is ${quoted(pull.title)}.`,
      cure: `Give it a title that matches ${asked.map(quoted).join(" or ")}.`,
    }),
};

export const notTitle: Predicate<string[]> = {
  setting: patterns,
  holds: "None of these patterns occurs in the title.",
  example: '["(?i)\\\\bwip\\\\b"]',
  asks: [],
  judge: (asked, { pull }) =>
    either(!anyPattern(asked)(pull.title), {
      code: "not-title",
      title: `Its title is ${quoted(pull.title)}.`,
      cure: `Give it a title that does not match ${asked.map(quoted).join(" or ")}.`,
    }),
};

export const commitMessages: Predicate<string[]> = {
  setting: patterns,
  holds: "In some commit's message one of these patterns occurs.",
  example: '["(?m)^BREAKING CHANGE:"]',
  asks: ["commits"],
  judge: (asked, { commits }) =>
    given(commits, (all) => {
      const matches = anyPattern(asked);
      const found = all.find((commit) => matches(commit.message));
      return found
        ? yes("commit-messages", `Commit ${found.sha.slice(0, 12)} says ${quoted(subjectOf(found.message))}.`)
        : no({
            code: "not-commit-messages",
            title: `No commit message matches ${asked.map(quoted).join(" or ")}.`,
            cure: "Say it in a commit message.",
          });
    }),
};

export const onlyCommitMessages: Predicate<string[]> = {
  setting: patterns,
  holds: "In every commit's message one of these patterns occurs.",
  example: '["^(feat|fix|docs): "]',
  asks: ["commits"],
  judge: (asked, { commits }) =>
    given(commits, (all) => {
      const matches = anyPattern(asked);
      const other = all.find((commit) => !matches(commit.message));
      if (other) {
        return no({
          code: "not-only-commit-messages",
          title: `Commit ${other.sha.slice(0, 12)} says ${quoted(subjectOf(other.message))}.`,
          cure: `Reword it to match ${asked.map(quoted).join(" or ")}.`,
        });
      }
      return either(all.length > 0, {
        code: "only-commit-messages",
        title: all.length > 0 ? "Every commit message is as asked." : "It has no commit.",
        cure: "Push a commit.",
      });
    }),
};

export const sections: Predicate<string[]> = {
  setting: z.array(z.string().min(1).max(120)).max(20),
  holds: "The description has all of these headings, with words under each.",
  example: "[Rollback]",
  asks: [],
  judge(asked, { pull }) {
    const missing = asked.filter((name) => !hasSection(pull.body, name));
    return missing.length === 0
      ? yes("section", `The description has ${asked.length === 1 ? "a section" : "sections"} ${asked.join(", ")}.`)
      : no({
          code: "section-missing",
          title: `The description has no section ${missing.join(", ")}, or nothing is written under it.`,
          cure: `Add the heading ${missing.join(", ")} to the description, with words under it.`,
        });
  },
};

export const labels: Predicate<string[]> = {
  setting: labelNames,
  holds: "It has one of these labels; case does not count. A label is no approval.",
  example: "[ready]",
  asks: [],
  judge(asked, { pull }) {
    const found = among(pull.labels, asked);
    return found === undefined
      ? no({
          code: "not-labels",
          title: `It has no label ${asked.join(" or ")}.`,
          cure: `Label it ${asked.join(" or ")}.`,
        })
      : yes("labels", `It is labelled ${found}.`);
  },
};

export const notLabels: Predicate<string[]> = {
  setting: labelNames,
  holds: "It has none of these labels; case does not count.",
  example: "[do-not-merge]",
  asks: [],
  judge(asked, { pull }) {
    const found = among(pull.labels, asked);
    return found === undefined
      ? yes("not-labels", `It has no label ${asked.join(" or ")}.`)
      : no({ code: "has-label", title: `It is labelled ${found}.`, cure: `Take the label ${found} off.` });
  },
};

function among(has: readonly string[], asked: readonly string[]): string | undefined {
  const wanted = new Set(asked.map((one) => one.toLowerCase()));
  return has.find((label) => wanted.has(label.toLowerCase()));
}

/** A text as one code span: it cannot end the span that it stands in (CMD-20). */
function quoted(text: string): string {
  const inside = text.replaceAll("`", "'");
  return `\`${inside.length > 120 ? `${inside.slice(0, 120)}…` : inside}\``;
}

function subjectOf(message: string): string {
  return message.split("\n", 1)[0] ?? "";
}
