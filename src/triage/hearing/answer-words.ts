// What triage answers to commands. What people wrote is foreign text.
import { bullets, code, join, type Markdown, md, mention, paragraphs, text } from "../../core/markdown.ts";
import type { Verdict } from "../../core/verdict.ts";
import { sentenceMarkdown } from "../../core/verdict-print.ts";
import type { Effect, Undone } from "./deeds.ts";
import type { Asked } from "../facts.ts";
import type { Answered } from "./obey.ts";
import type { Refusal } from "./refusals.ts";

export function answer(args: {
  readonly answered: readonly Answered[];
  readonly explain: () => Markdown;
}): Markdown | undefined {
  const { answered, explain } = args;
  const refusals = answered.filter(({ outcome }) => outcome.did === "refused");
  const undone = answered.flatMap(({ outcome }) => (outcome.did === "done" && outcome.undid ? [outcome.undid] : []));
  const explains = answered.some(({ asked, outcome }) => asked.command.name === "explain" && outcome.did === "done");
  const people = [...new Map(refusals.map(({ asked: { said } }) => [said.by.id, said.by])).values()];
  const lines = answered.map(({ asked, outcome }) =>
    outcome.did === "done"
      ? md`${said(asked)}: done.${outcome.undid ? md` ${whatWasUndone(outcome.undid)}` : md``}`
      : md`${said(asked)}: not done. ${refusal(outcome)}`,
  );
  const parts = [
    ...(refusals.length + undone.length > 0
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

export function cannotObey(asked: readonly Asked[], verdict: Verdict): Markdown {
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
    case "no-such-component":
      return md`The policy knows no such component. Name one or more of ${names(reason.components)}, parted by commas.`;
    case "nothing-to-undo":
      return md`There is nothing here that could be taken back. Set what you want by its own command, or by hand.`;
    case "no-such-label":
      return md`The repository has no label ${code(reason.label)}, and commands create none. Names are parted by commas.`;
    case "own-command":
      return reason.on === "issue"
        ? md`The label ${code(reason.label)} stands for a ${text(reason.command)}. Use ${code(`/${reason.command}`)}.`
        : md`The label ${code(reason.label)} stands for the ${text(reason.command)} of an issue, and no command moves it here. Set it by hand.`;
    case "no-such-person":
      return md`GitHub knows no person ${code(reason.login)}. Check the login.`;
  }
}

/** What was taken back, and what of it there was still to take back. */
function whatWasUndone({ deed, taken }: Undone): Markdown {
  const what = deed.command
    ? md`${code(`/${deed.command.name}${deed.command.args === "" ? "" : ` ${deed.command.args}`}`)} of ${code(deed.command.by)} is taken back`
    : md`What rules had changed is taken back`;
  if (taken.length === 0) return md`${what}; of its effects none was left.`;
  return md`${what}: ${join(taken.map(effectUndone), md`, `)}.`;
}

function effectUndone(effect: Effect): Markdown {
  if ("set" in effect)
    return effect.before === null
      ? md`${text(effect.set)} is not set any more`
      : md`${text(effect.set)} is ${code(effect.before)} again`;
  if ("person" in effect)
    return md`${code(effect.person.login)} is ${effect.did === "assign" ? md`not assigned any more` : md`assigned again`}`;
  return md`the label ${code(effect.label)} is ${effect.did === "add" ? md`off` : md`on again`}`;
}

function names(list: readonly string[]): Markdown {
  return join(
    list.map((one) => code(one)),
    md`, `,
  );
}
