// Every sentence that a person reads from triage. Names of labels, fields and people, and what they wrote, are foreign text.
import { bullets, code, join, type Markdown, md, mention, paragraphs, table, text } from "../core/markdown.ts";
import type { PolicyProblem, PolicyState } from "../core/policy.ts";
import type { Known } from "../core/reads.ts";
import type { Verdict } from "../core/verdict.ts";
import { sentenceMarkdown, verdictMarkdown } from "../core/verdict-print.ts";
import type { Board, Held } from "./board.ts";
import type { TriageConfig } from "./config.ts";
import type { Asked } from "./facts.ts";
import type { Answered, Obeyed, Refusal } from "./obey.ts";
import type { Derivation, Level } from "./priority.ts";
import type { Cause } from "./provenance.ts";
import type { Said, Setting } from "./settings.ts";
import type { Wanted } from "./wanted.ts";

const leaf = (verdict: Omit<Verdict, "because">): Verdict => ({ ...verdict, because: [] });

export function off(): Verdict {
  return leaf({ state: "off", code: "no-section", title: "The policy has no section `triage:`." });
}

export function notOurs(): Verdict {
  return leaf({ state: "off", code: "not-triaged", title: "Pull requests and issues of our own are not triaged." });
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

// ---- answers to commands

export function answer(args: {
  readonly answered: readonly Answered[];
  readonly explain: () => Markdown;
}): Markdown | undefined {
  const { answered, explain } = args;
  const refusals = answered.filter(({ outcome }) => outcome.did === "refused");
  const explains = answered.some(({ asked, outcome }) => asked.command.name === "explain" && outcome.did === "done");
  const people = [...new Map(refusals.map(({ asked: { said } }) => [said.by.id, said.by])).values()];
  const lines = answered.map(({ asked, outcome }) =>
    outcome.did === "done" ? md`${said(asked)}: done.` : md`${said(asked)}: not done. ${refusal(outcome)}`,
  );
  const parts = [
    ...(refusals.length > 0
      ? [
          join(
            people.map((person) => mention(person)),
            md` `,
          ),
          bullets(lines),
        ]
      : []),
    ...(explains ? [explain()] : []),
  ];
  return parts.length === 0 ? undefined : paragraphs(parts);
}

export function cannotObey(asked: readonly Asked[], verdict: Verdict): Markdown | undefined {
  if (asked.length === 0) return undefined;
  const again =
    verdict.state === "unknown" ? md`Write the command again in a few minutes.` : sentenceMarkdown(verdict.cure ?? "");
  return paragraphs([
    md`Nothing was done. ${sentenceMarkdown(verdict.title)} ${again}`,
    bullets(asked.map((one) => md`${said(one)}: not done.`)),
  ]);
}

function said({ command }: Asked): Markdown {
  return code(`/${command.name}${command.args === "" ? "" : ` ${command.args}`}`);
}

function refusal(reason: Refusal): Markdown {
  switch (reason.why) {
    case "not-known":
      return md`Could not find out: ${text(reason.what)}. Write the command again in a few minutes.`;
    case "edited":
      return md`The comment was edited after it was written, and only what was written counts. Write a new comment.`;
    case "by-email":
      return md`Commands do not count when they come by e-mail. Write the comment on GitHub.`;
    case "no-right": {
      const who = reason.roles.length === 0 ? md`nobody, until the policy names a role for it` : names(reason.roles);
      const invited =
        reason.invited === null ? md`` : md` The invitation to ${code(reason.invited)} is not accepted yet.`;
      return md`You have none of the roles that may: ${who}.${invited} Ask somebody who has.`;
    }
    case "label-not-yours":
      return md`Your role does not cover the label ${code(reason.label)}. Ask somebody whose role does.`;
    case "no-section":
      return md`The policy says nothing about it here. Add ${code(`${reason.section}:`)} to its section ${code("triage:")}.`;
    case "no-such-kind":
      return md`The policy knows no such kind. Use one of ${names(reason.kinds)}.`;
    case "no-such-label":
      return md`The repository has no label ${code(reason.label)}, and commands create none. Names are parted by commas.`;
    case "own-command":
      return md`The label ${code(reason.label)} stands for a ${text(reason.command)}. Use ${code(`/${reason.command}`)}.`;
    case "no-such-person":
      return md`GitHub knows no person ${code(reason.login)}. Check the login.`;
  }
}

function names(list: readonly string[]): Markdown {
  return join(
    list.map((one) => code(one)),
    md`, `,
  );
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

// ---- the ledger

export function whyLabel(cause: Cause, did: "add" | "remove" | "keep"): string {
  switch (cause.by) {
    case "rule":
      return did === "add" ? `the rule "${cause.name}" holds` : `the rule "${cause.name}" no longer holds`;
    case "component":
      return did === "add"
        ? `it names the component "${cause.name}"`
        : `it no longer names the component "${cause.name}"`;
    case "priority":
      return "impact and urgency give this priority";
    case "needs-triage":
      return did === "add" ? "kind or priority is not decided" : "kind and priority are decided";
    case "exclusive":
      return `it goes with "${cause.name}" not at the same time`;
    case "cancel":
      return `/${cause.name} was cancelled`;
    case "command":
      return `a person said /${cause.name}`;
  }
}

export function whySet(what: string, value: string | null): string {
  return value === null ? `/${what} was cancelled` : `a person set ${what} to ${value}`;
}

export function whyAssign(): string {
  return "a person said /assign or /unassign";
}

export function whyReact(sign: "+1" | "-1" | "confused"): string {
  return { "+1": "the commands were done", "-1": "a command was refused", confused: "nothing could be done" }[sign];
}

export function whyAnswer(): string {
  return "a command needs an answer in words";
}

export function whyHeard(): string {
  return "the command was answered, and is not done twice";
}

export function whyShow(): string {
  return "the derivation of the priority is shown";
}
