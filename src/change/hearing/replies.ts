// Reactions to comments that held commands, and words where a reaction does not say enough.
import { paragraphs, type Markdown } from "../../core/markdown.ts";
import type { Step } from "../../core/plan.ts";
import type { Verdict } from "../../core/verdict.ts";
import { printAnswers } from "./answers.ts";
import { saidKey } from "../told.ts";
import type { ChangeFacts } from "../facts.ts";
import { printExplanation } from "../print.ts";
import type { Tuple } from "../record-shapes.ts";
import { entriesOf, type History } from "../records.ts";
import type { Judged, Session } from "./session.ts";
import { answerStep } from "../steps.ts";

const DAY = 86_400_000;
/** After so many refusals in a day a person gets a reaction and no more words (design rule 23). */
export const MOST_ANSWERS = 5;

export function replySteps(args: {
  readonly facts: ChangeFacts;
  readonly session: Session;
  readonly verdict: Verdict;
  readonly tuple: Tuple | null;
}): readonly Step[] {
  const { facts, session, verdict, tuple } = args;
  const number = Number(facts.subject.name);
  const comments = byComment(session.judged.filter(({ judgement }) => judgement.is !== "ignored"));
  const bodies: Markdown[] = comments
    .filter((group) => group.some((one) => isWorthWords(one, session.history, facts.now)))
    .map((group) =>
      printAnswers(
        group.map(({ spoken, judgement }) => ({
          spoken,
          refusal: judgement.is === "refused" ? judgement.refusal : null,
        })),
      ),
    );
  const asked = session.judged.some(({ judgement }) => judgement.is === "asked" && judgement.what === "explain");
  if (asked) bodies.push(printExplanation(verdict, tuple));

  const answer =
    bodies.length > 0 ? [answerStep(number, paragraphs(bodies), "a command needs an answer in words")] : [];
  return [...answer, ...comments.flatMap((group) => reactionTo(group, facts))];
}

function byComment(judged: readonly Judged[]): readonly (readonly Judged[])[] {
  const groups = new Map<string, Judged[]>();
  for (const one of judged) {
    const key = saidKey(one.spoken.at);
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()];
}

function isWorthWords({ spoken, judgement }: Judged, history: History, now: number): boolean {
  if (judgement.is !== "refused") return false;
  const recent = entriesOf(history, "change.refusal").filter(
    (entry) => entry.by?.id === spoken.by.id && now - entry.recordedAt < DAY,
  );
  return recent.length <= MOST_ANSWERS;
}

/** One reaction to a comment, by the worst that became of its commands; those kept for later got their eyes before. */
function reactionTo(group: readonly Judged[], facts: ChangeFacts): readonly Step[] {
  const [first] = group;
  if (!first) return [];
  const { at, nodeId } = first.spoken;
  const said = facts.said.get(saidKey(at));
  if (said?.known === true && said.value.is === "gone") return [];
  const kinds = group.map(({ judgement }) => judgement.is);
  const isLater = kinds.includes("later");
  if (isLater && !kinds.includes("refused") && group.every((one) => one.wasKept)) return [];
  const sign = kinds.includes("refused") ? "-1" : isLater ? "eyes" : "+1";
  const to = { channel: at.channel, id: at.id, nodeId };
  return [{ do: "react", why: SIGNS[sign], key: `react:${to.channel}:${to.id}:${sign}`, to, with: sign }];
}

const SIGNS = { eyes: "seen", "+1": "done", "-1": "refused" } as const;
