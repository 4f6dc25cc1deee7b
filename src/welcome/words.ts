// Every sentence of the first contact.
import { bullets, code, codeBlock, join, type Markdown, md, paragraphs, text } from "../core/markdown.ts";
import type { PolicyProblem } from "../core/policy.ts";
import type { Verdict } from "../core/verdict.ts";
import { POLICY_PATH, type StarterFacts } from "./starter.ts";

const leaf = (verdict: Omit<Verdict, "because">): Verdict => ({ ...verdict, because: [] });

export function unknown(what: string): Verdict {
  return leaf({ state: "unknown", code: "read-failed", title: `Could not find out: ${what}.` });
}

export function ready(sections: readonly string[]): Verdict {
  return leaf({ state: "allow", code: "policy-there", title: `The policy is there: ${listOf(sections)}.` });
}

export function waiting(): Verdict {
  return leaf({
    state: "wait",
    code: "no-policy",
    title: `There is no ${POLICY_PATH} on the default branch yet.`,
    cure: "Commit one; the issue that Lamplighter opened shows how.",
    owes: "a maintainer",
  });
}

export function broken(problems: readonly PolicyProblem[]): Verdict {
  const first = problems[0];
  return leaf({
    state: "block",
    code: "policy-invalid",
    title: first ? `The policy is not valid: ${placeOf(first)}: ${first.message}` : "The policy is not valid.",
    cure: "Mend it on the default branch.",
  });
}

export function archived(): Verdict {
  return leaf({ state: "off", code: "archived", title: "The repository is archived." });
}

export function title(): string {
  return "Set up Lamplighter in three steps";
}

export function welcome(args: {
  readonly facts: StarterFacts;
  readonly policy: string;
  readonly problems: readonly PolicyProblem[];
}): Markdown {
  const { facts, policy, problems: faults } = args;
  const file = code(POLICY_PATH);
  const branch = code(facts.defaultBranch);
  return paragraphs([
    faults.length > 0
      ? problems(faults)
      : md`Lamplighter is installed here and does nothing yet: there is no ${file} on ${branch}.`,
    md`1. **Take this policy**, made from what the repository has, and cut it down to what you want. ${code("lamplighter init")} writes the same file.`,
    codeBlock(policy),
    md`2. **Commit it** as ${file} to ${branch}. This issue says what is wrong with it, with line and column, and closes itself once it is valid.`,
    md`3. **Make it count**: open a pull request, so that the check ${code("lamplighter/change")} runs once; then require that check for ${branch} in the repository's rules, from this App as its source. Until then it only advises.`,
    md`On any issue or pull request ${code("/help")} lists what can be said there.`,
  ]);
}

export function problems(faults: readonly PolicyProblem[]): Markdown {
  const items = faults.slice(0, 20).map((one) => {
    const expected = one.expected === "" ? md`` : md` Expected: ${text(one.expected)}.`;
    return md`${code(placeOf(one))}: ${text(one.message)}${expected}`;
  });
  return paragraphs([
    md`The policy is there and **not valid**, so nothing of it is in force, and its required check is red. Mend it on the default branch:`,
    bullets(items),
    faults.length > items.length ? md`${faults.length - items.length} more are not shown.` : md``,
  ]);
}

function placeOf({ file, line, column }: PolicyProblem): string {
  return line === 0 ? file : `${file}:${line}:${column}`;
}

export function done(sections: readonly string[]): Markdown {
  const on =
    sections.length === 0
      ? md`nothing yet: it has no sections`
      : join(
          sections.map((one) => code(one)),
          md`, `,
        );
  return md`The policy is there and valid. On from now on: ${on}. ${code("/help")} on an issue or a pull request lists what can be said.`;
}

function listOf(sections: readonly string[]): string {
  return sections.length === 0 ? "nothing is on" : `${sections.join(", ")} on`;
}

export function whyOpen(): string {
  return "the repository has no policy that can be read";
}

export function whySay(): string {
  return "what stands in the way of the policy, or that nothing does, is said once";
}

export function whyClose(): string {
  return "the policy is there";
}
