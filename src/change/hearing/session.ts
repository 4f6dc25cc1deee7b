// The commands and reviews of one look: judged in order, each counting for the ones after it.
import type { SaidNow } from "../../core/issue.ts";
import type { Known, Unknown } from "../../core/known.ts";
import * as answers from "./answers.ts";
import { saidKey, type ReviewSeen } from "../told.ts";
import type { ChangeFacts } from "../facts.ts";
import type { Push } from "../people/gather-hands.ts";
import { doubtAt, isEnding, isHeardAt } from "./ending.ts";
import { isLoosening, judge, judgeApproval, judgeEnding } from "./judge.ts";
import { unlessInVain } from "./in-vain.ts";
import type { Bench } from "./bench.ts";
import type { Judgement } from "./judgement.ts";
import type { Spoken } from "../record-shapes.ts";
import { BY_ACTIVITY } from "../record-shapes.ts";
import { entriesOf, outcomeAt, pendingOf, printPlace, withRecord, type History, type NewRecord } from "../records.ts";
import type { Scene } from "../scene.ts";

/** A record of this look; `meaning` makes its key. */
export interface Kept {
  readonly record: NewRecord;
  readonly meaning: string;
  readonly why: string;
}

export interface Judged {
  readonly spoken: Spoken;
  readonly judgement: Judgement;
  /** It was kept for later before: its eyes were given then. */
  readonly wasKept: boolean;
}

export interface Session {
  readonly judged: readonly Judged[];
  readonly kept: readonly Kept[];
  /** The history with everything that this look adds. */
  readonly history: History;
  /** What could not be read and holds up something that would block: nothing is green until it is known. */
  readonly blocking: readonly Unknown[];
  /** What could not be read and holds up an approval or the like: without it nothing would be looser. */
  readonly waiting: readonly Unknown[];
}

export function hear(args: { readonly facts: ChangeFacts; readonly bench: Bench; readonly history: History }): Session {
  const { facts, bench } = args;
  const { now } = facts;
  const since = new Map(pendingOf(args.history).map((one) => [printPlace(one.data.at), one.recordedAt]));
  const judged: Judged[] = [];
  const kept: Kept[] = [];
  let history = args.history;
  const keep = (one: Kept): void => {
    kept.push(one);
    history = withRecord(history, one.record, now);
  };

  // First of all: an older head that was pushed, too, is one that a command may mean.
  pushedNow(facts, history).forEach(keep);
  pusherFound(facts, history).forEach(keep);
  for (const spoken of facts.spoken) {
    const place = printPlace(spoken.at);
    const keptAt = since.get(place);
    const first = alreadyJudged(spoken, history) ?? judgeAt(bench, { spoken, history, said: facts.said });
    const judgement =
      first.is === "later" && isHeardAt(bench, spoken)
        ? unlessInVain({ judgement: first, spoken, history, waited: now - (keptAt ?? now), now })
        : first;
    judged.push({ spoken, judgement, wasKept: keptAt !== undefined });
    const doubt = doubtAt(bench, { spoken, judgement, facts, history });
    if (doubt) keep({ record: doubt, meaning: place, why: `/${spoken.name} by @${spoken.by.login}` });
    const news = judgement.is === "later" ? pendingRecord(spoken) : recordOf(spoken, judgement);
    const record = outcomeAt(history, spoken.at) ? undefined : news;
    if (!record || (record.kind === "change.pending" && keptAt !== undefined)) continue;
    keep({ record, meaning: place, why: `/${spoken.name} by @${spoken.by.login}` });
  }
  const reviewed = bench.is === "scene" ? hearReviews(facts, { ...bench.scene, history }) : { kept: [], whys: [] };
  reviewed.kept.forEach(keep);
  const held = judged.flatMap(({ spoken, judgement }) =>
    judgement.is === "later" ? [{ isLoosening: isLoosening(spoken), whys: judgement.whys }] : [],
  );
  return {
    judged,
    kept,
    history,
    blocking: held.flatMap((one) => (one.isLoosening ? [] : one.whys)),
    waiting: [...held.flatMap((one) => (one.isLoosening ? one.whys : [])), ...reviewed.whys],
  };
}

/**
 * Pushes that this look's events tell of: for forks nobody else remembers who pushed. A head that comes back is pushed
 * once more, by another event: what ends on a push ends on the way there and back.
 */
export function pushedNow({ pushes }: Pick<ChangeFacts, "pushes">, history: History): readonly Kept[] {
  const known = entriesOf(history, "change.pushed");
  const isKnown = ({ head, by, delivery }: Push): boolean =>
    known.some(
      (one) => one.data.head === head && one.by?.id === by.id && (delivery === null || one.data.delivery === delivery),
    );
  const news = new Map(pushes.map((push) => [`${push.head}:${push.by.id}:${push.delivery ?? ""}`, push]));
  return [...news]
    .filter(([, push]) => !isKnown(push))
    .map(([meaning, { head, by, delivery }]) => {
      const record = { kind: "change.pushed", by, data: { head, delivery } } as const;
      return { record, meaning, why: `@${by.login} pushed ${head}` };
    });
}

/**
 * Whoever pushed a head that no event told of, as the repository's activity says: what it says is of one head, and who
 * pushed it has a hand in every one that comes after it.
 */
function pusherFound({ own, records }: Pick<ChangeFacts, "own" | "records">, history: History): readonly Kept[] {
  if (!records.known || !own?.pushers.known) return [];
  const known = entriesOf(history, "change.pushed");
  return own.pushers.value.flatMap(({ head, by }): Kept[] => {
    if (by === null || known.some((one) => one.data.head === head && one.by?.id === by.id)) return [];
    const record = { kind: "change.pushed", by, data: { head, delivery: BY_ACTIVITY } } as const;
    return [{ record, meaning: `${head}:${by.id}:${BY_ACTIVITY}`, why: `@${by.login} pushed ${head}` }];
  });
}

/** A turn that is tried again hears its commands again: what was recorded of them stands. */
function alreadyJudged(spoken: Spoken, history: History): Judgement | undefined {
  const outcome = outcomeAt(history, spoken.at);
  if (!outcome) return undefined;
  if (outcome.kind !== "change.refusal") return { is: "done", record: outcome };
  const { code, title, cure } = outcome.data;
  return { is: code === answers.notTyped().code ? "ignored" : "refused", refusal: { code, title, cure } };
}

function judgeAt(
  bench: Bench,
  args: {
    readonly spoken: Spoken;
    readonly history: History;
    readonly said: ReadonlyMap<string, Known<SaidNow>>;
  },
): Judgement {
  const { spoken, history } = args;
  if (spoken.by.type !== "User" || spoken.viaApp) return { is: "ignored", refusal: answers.notTyped() };
  if (spoken.name === "explain" || spoken.name === "recheck") return { is: "asked", what: spoken.name };
  const said = args.said.get(saidKey(spoken.at)) ?? { known: false, why: notAsked };
  if (bench.is !== "scene" && bench.lending && isEnding(spoken)) {
    return judgeEnding({ spoken, lending: bench.lending, said });
  }
  if (bench.is === "unknown") return { is: "later", whys: bench.whys };
  if (bench.is === "refusing") return { is: "refused", refusal: bench.refusal };
  return judge({ spoken, scene: { ...bench.scene, history }, said });
}

const notAsked: Unknown = { failure: "incomplete", what: "a comment", message: "it was not asked for" };

/** A command that could not be judged is kept whole, to be judged again. */
function pendingRecord(spoken: Spoken): NewRecord {
  return { kind: "change.pending", by: spoken.by, data: spoken };
}

function recordOf(spoken: Pick<Spoken, "at" | "name" | "by">, judgement: Judgement): NewRecord | undefined {
  switch (judgement.is) {
    case "done":
      return judgement.record;
    case "refused":
    case "ignored":
      return {
        kind: "change.refusal",
        by: spoken.by,
        data: { at: spoken.at, command: spoken.name, ...judgement.refusal },
      };
    case "later":
    case "asked":
      return undefined;
  }
}

/** An approving review that stands there, as far as it is judged by. */
function approvingIn({ reviews }: Scene): readonly ReviewSeen[] {
  return reviews.flatMap(({ id, by, submittedAt, commit, state }) =>
    by !== null && state === "approved" ? [{ id, by, createdAt: submittedAt, commit }] : [],
  );
}

/**
 * An approving review is judged when it is first seen, as a command would be, and what came of it is kept: where reviews
 * count, once its head is announced; where they do not, when its delivery comes. A policy that begins to count them
 * later does not find approvals that nobody gave under it.
 */
function hearReviews(
  facts: ChangeFacts,
  scene: Scene,
): { readonly kept: readonly Kept[]; readonly whys: readonly Unknown[] } {
  const kept: Kept[] = [];
  const whys: Unknown[] = [];
  const counts = scene.policy.section.reviews === "count";
  for (const review of counts ? approvingIn(scene) : facts.approvingReviews) {
    const { by, createdAt, commit } = review;
    const at = { channel: "review", id: review.id, line: 0 } as const;
    if (by.type !== "User" || outcomeAt(scene.history, at)) continue;
    const spoken = { name: "review", at, args: "", because: "", by, createdAt, commit };
    const first: Judgement = counts
      ? judgeApproval({ spoken, scene, source: "review" })
      : { is: "refused", refusal: answers.reviewsIgnored() };
    // Nobody wrote down when it was first seen: it waits as long as there is hope.
    const { history, now } = scene;
    const judgement =
      first.is === "later" ? unlessInVain({ judgement: first, spoken, history, waited: 0, now }) : first;
    if (judgement.is === "later") whys.push(...judgement.whys);
    if (judgement.is === "refused" && judgement.refusal.code === "not-announced") continue;
    const record = recordOf(spoken, judgement);
    if (record) kept.push({ record, meaning: printPlace(at), why: `approving review by @${by.login}` });
  }
  return { kept, whys };
}
