// Every sentence that a person reads from triage. Names of labels, fields and people, and what they wrote, are foreign text.
import { code, type Markdown, md, paragraphs, table, text } from "../core/markdown.ts";
import type { PolicyProblem, PolicyState } from "../core/policy.ts";
import type { Known } from "../core/known.ts";
import type { Verdict } from "../core/verdict.ts";
import { verdictMarkdown } from "../core/verdict-print.ts";
import type { Board, Held } from "./labels/board.ts";
import type { TriageConfig } from "./config.ts";
import type { Obeyed } from "./hearing/obey.ts";
import type { Derivation, Level } from "./labels/priority.ts";
import type { Said, Setting } from "./settings.ts";
import type { Wanted } from "./labels/wanted.ts";

const leaf = (verdict: Omit<Verdict, "because">): Verdict => ({ ...verdict, because: [] });

export function off(): Verdict {
  return leaf({ state: "off", code: "no-section", title: "The policy has no section `triage:`." });
}

export function pull(): Verdict {
  const title = "Pull requests are not triaged: their labels and assignees are set by hand and by command.";
  return leaf({ state: "off", code: "pull-request", title });
}

export function notOurs(): Verdict {
  return leaf({ state: "off", code: "not-triaged", title: "Issues of our own are not triaged." });
}

export function gone(number: number): Verdict {
  return leaf({
    state: "off",
    code: "gone",
    title: `Issue ${number} is gone: deleted, transferred, or out of our sight.`,
  });
}

export function unknown(what: string): Verdict {
  return leaf({
    state: "unknown",
    code: "read-failed",
    title: `Could not find out: ${what}.`,
    cure: "Nothing to do: it is looked at again within five minutes.",
  });
}

export function broken(problems: readonly PolicyProblem[]): Verdict {
  const [first] = problems;
  const place = first ? ` at line ${first.line}, column ${first.column}: ${first.message}` : "";
  return leaf({
    state: "block",
    code: "policy-invalid",
    title: `The policy file is not valid${place}`,
    cure: "Mend it on the default branch; `lamplighter config check` says what is wrong.",
  });
}

export function policyUnknown(policy: PolicyState<TriageConfig>): Verdict {
  return unknown(policy.is === "unknown" ? `the policy (${policy.message})` : "the policy");
}

/** What `/explain` and the verdict are printed from. */
export interface Shown {
  readonly board: Board;
  readonly obeyed: Obeyed;
  readonly wanted: Wanted | undefined;
  readonly forms: Known<unknown>;
}

export function verdict(shown: Shown): Verdict {
  const { board, wanted, forms } = shown;
  const because: Verdict[] = (wanted?.rules ?? []).map(({ name, holds }) => {
    const title = {
      yes: "holds",
      no: "does not hold",
      unknown: "cannot be judged: its form's fields are not known",
    }[holds];
    return leaf({ state: holds === "yes" ? "allow" : "off", code: `rule-${holds}`, title: `Rule "${name}" ${title}.` });
  });
  if (wanted?.derivation) {
    const { priority, impact, urgency } = wanted.derivation;
    const title = `Priority ${priority} = impact ${impact.value} x urgency ${urgency.value}.`;
    because.push(leaf({ state: "allow", code: "priority", title }));
  }
  for (const label of wanted?.missing ?? []) {
    because.push(
      leaf({
        state: "block",
        code: "label-missing",
        title: `The repository has no label "${label}", and \`create: false\` forbids to make it.`,
        cure: "Create the label, or take it out of the policy.",
      }),
    );
  }
  if (!forms.known) because.push(unknown(forms.why.what));
  const labels = board.all().map((one) => one.label);
  const on = labels.length === 0 ? "no label" : labels.join(", ");
  if (!wanted) return { state: "off", code: "closed", title: `The issue is closed and carries ${on}.`, because };
  if (wanted.triaged) return { state: "allow", code: "triaged", title: `The issue is triaged: ${on}.`, because };
  return {
    state: "wait",
    code: "needs-triage",
    title: `Kind or priority is not decided: ${on}.`,
    cure: "Say /kind, /impact or /urgency, or set the labels by hand.",
    owes: "a maintainer",
    because,
  };
}

// ---- the comment that shows the priority

export function priorityComment(derivation: Derivation, setting: Setting): Markdown {
  const { priority, impact, urgency } = derivation;
  const said = setting.priority;
  const head = said
    ? md`**Priority ${text(said.value)}**, set by ${text(said.by)}${because(said.because)}. Impact and urgency would give ${text(priority)}.`
    : md`**Priority ${text(priority)}** = impact ${text(impact.value)} × urgency ${text(urgency.value)}.`;
  const rows = [
    [md`impact`, text(impact.value), source(impact)],
    [md`urgency`, text(urgency.value), source(urgency)],
  ];
  const severity = setting.severity;
  if (severity) rows.push([md`severity`, text(severity.value), by(severity)]);
  return paragraphs([
    head,
    table({ head: [md``, md`value`, md`because`], rows }),
    md`Who has a role here changes it by \`/impact\`, \`/urgency\` or \`/priority\`; \`/explain\` says where each label comes from.`,
  ]);
}

function by({ by: login, because: reason }: Said): Markdown {
  return md`${text(login)} said so${because(reason)}`;
}

function because(reason: string): Markdown {
  return reason === "" ? md`` : md` because ${code(reason)}`;
}

function source({ from }: Level<string>): Markdown {
  switch (from.by) {
    case "command":
      return md`${text(from.person)} said so${because(from.because)}`;
    case "field":
      return md`the field ${code(from.field)} says ${code(from.value)}`;
    case "label":
      return md`the label ${code(from.label)} is on`;
    case "component":
      return md`it is about ${code(from.component)}`;
    case "otherwise":
      return md`nothing says otherwise`;
  }
}

// ---- /explain

export function explanation(shown: Shown): Markdown {
  const { board, obeyed, wanted } = shown;
  const rows = board.all().map((held) => [code(held.label), origin(held)]);
  return paragraphs([
    verdictMarkdown(verdict(shown)),
    rows.length === 0 ? md`` : table({ head: [md`label`, md`where it comes from`], rows }),
    wanted?.derivation ? priorityComment(wanted.derivation, obeyed.setting) : md``,
  ]);
}

function origin({ by: whose, cause }: Held): Markdown {
  if (cause === null) return whose === "us" ? md`Lamplighter; the rule is not on record` : md`a person`;
  switch (cause.by) {
    case "rule":
      return md`the rule ${code(cause.name)}`;
    case "component":
      return md`words of the component ${code(cause.name)}`;
    case "priority":
      return md`impact and urgency`;
    case "needs-triage":
      return md`nobody has decided kind or priority`;
    case "command":
      return md`a person, by ${code(`/${cause.name}`)}`;
    case "exclusive":
      return md`the group of ${code(cause.name)}`;
    case "cancel":
      return md`${code(`/${cause.name} cancel`)}`;
  }
}
