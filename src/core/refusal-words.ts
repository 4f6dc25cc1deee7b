// What people are told of what GitHub refused, in a comment or, where none can be written, in a check.
import { bullets, code, join, md, paragraphs, text, type Markdown } from "./markdown.ts";
import type { Effect } from "./plan.ts";
import type { Refusal } from "./refusal.ts";

export interface Told {
  readonly step: Effect;
  readonly refusal: Refusal;
}

/** What was asked of GitHub, after "could not": a few words. */
export function nameOf(step: Effect): Markdown {
  switch (step.do) {
    case "comment":
      return md`write the comment ${code(step.slot)}`;
    case "react":
      return md`react to a comment`;
    case "label": {
      const changes = [...step.add.map((label) => `+${label}`), ...step.remove.map((label) => `-${label}`)];
      return md`change the labels ${join(changes.map(code), md`, `)}`;
    }
    case "assign": {
      const people = [...step.add.map(({ login }) => `+${login}`), ...step.remove.map(({ login }) => `-${login}`)];
      return md`change who is assigned: ${join(people.map(code), md`, `)}`;
    }
    case "request-reviews":
      return md`ask ${join(
        step.of.map(({ login }) => code(login)),
        md`, `,
      )} for a review`;
    case "check":
      return md`set the check ${code(step.name)}`;
    case "open-issue":
      return md`open the issue ${code(step.title)}`;
    case "dispatch-workflow":
      return md`start the workflow ${code(step.workflow)}`;
    case "close":
      return md`close it`;
    case "reopen":
      return md`reopen it`;
  }
}

export function body(refused: readonly Told[]): Markdown {
  const lines = refused.map(
    ({ step, refusal }) =>
      md`Could not ${nameOf(step)} (${code(refusal.code)}). ${text(refusal.so)} ${curing(refusal.mend)}`,
  );
  return paragraphs([
    md`**GitHub refused something, and trying again does not help.** What rests on it was not done either.`,
    bullets(lines),
    md`After that, whatever happens here next makes the app look again. What a command asked for, give that command for again.`,
  ]);
}

/** Our own sentence, in which back ticks are code. */
function curing(mend: string): Markdown {
  return join(mend.split("`").map((part, index) => (index % 2 === 1 ? code(part) : text(part))));
}

export const title = (refused: readonly Told[]): string =>
  refused.length === 1 ? "GitHub refused something" : `GitHub refused ${refused.length} things`;

export const mendedTitle = (): string => "Nothing is refused any more";
export const mendedBody = (): Markdown => md`What GitHub refused before is done, or is not asked for any more.`;

/** For the operator, one line: what is so, and what to do. */
export function line(refused: readonly Told[]): string {
  return refused.map(({ step, refusal }) => `${step.key}: ${refusal.so} ${refusal.mend}`).join(" ");
}

export const why = (): string => "people have to know what GitHub refused";
