// The commands and reviews of one look: judged in order, each counting for the ones after it.
import type { Known, SaidNow, Unknown } from "../../core/reads.ts";
import * as answers from "./answers.ts";
import { problemOfBinding } from "../binding/binding.ts";
import { handsThatExclude } from "../people/contributors.ts";
import { saidKey, type ChangeFacts } from "../facts.ts";
import { isLoosening, judge } from "./judge.ts";
import type { Judgement } from "./judgement.ts";
import {
  entriesOf,
  outcomeAt,
  pendingOf,
  printPlace,
  withRecord,
  type History,
  type NewRecord,
  type Spoken,
} from "../records.ts";
import { standingFor } from "../people/delegations.ts";
import { contributorsIn, type Scene } from "../scene.ts";
import { rolesAskedFor } from "../types/asked-for.ts";

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

/** Where commands are judged: before a scene, or where there is none and one answer serves all. */
export type Bench =
  | { readonly is: "scene"; readonly scene: Scene }
  | { readonly is: "refusing"; readonly refusal: answers.Refusal }
  | { readonly is: "unknown"; readonly whys: readonly Unknown[] };

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

  for (const spoken of facts.spoken) {
    const place = printPlace(spoken.at);
    const keptAt = since.get(place);
    const first = alreadyJudged(spoken, history) ?? judgeAt(bench, { spoken, history, said: facts.said });
    const isOver = first.is === "later" && bench.is === "scene" && keptAt !== undefined && now - keptAt >= LONGEST_WAIT;
    const judgement: Judgement = isOver ? { is: "refused", refusal: answers.neverFoundOut() } : first;
    judged.push({ spoken, judgement, wasKept: keptAt !== undefined });
    const record = outcomeAt(history, spoken.at) ? undefined : recordOf(spoken, judgement);
    if (!record || (record.kind === "change.pending" && keptAt !== undefined)) continue;
    keep({ record, meaning: place, why: `/${spoken.name} by @${spoken.by.login}` });
  }
  const reviewed = bench.is === "scene" ? recordReviews({ ...bench.scene, history }) : { kept: [], whys: [] };
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

/** A command that could not be judged for so long is refused, so that an account that is gone cannot hold a change up. */
const LONGEST_WAIT = 3_600_000;

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
  if (bench.is === "unknown") return { is: "later", whys: bench.whys };
  if (bench.is === "refusing") return { is: "refused", refusal: bench.refusal };
  const said = args.said.get(saidKey(spoken.at)) ?? { known: false, why: notAsked };
  return judge({ spoken, scene: { ...bench.scene, history }, said });
}

const notAsked: Unknown = { failure: "incomplete", what: "a comment", message: "it was not asked for" };

function recordOf(spoken: Spoken, judgement: Judgement): NewRecord | undefined {
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
      return { kind: "change.pending", by: spoken.by, data: spoken };
    case "asked":
      return undefined;
  }
}

/** Approving reviews of the announced head become approvals on record when they are first seen (`reviews: count`). */
function recordReviews(scene: Scene): { readonly kept: readonly Kept[]; readonly whys: readonly Unknown[] } {
  const kept: Kept[] = [];
  const whys: Unknown[] = [];
  if (scene.policy.section.reviews !== "count" || scene.pull.draft) return { kept, whys };
  const contributors = contributorsIn(scene);
  const known = entriesOf(scene.history, "change.approval").filter((entry) => entry.data.source === "review");
  for (const review of scene.reviews) {
    const { by, submittedAt, commit } = review;
    if (by?.type !== "User" || review.state !== "approved") continue;
    if (known.some((entry) => entry.data.at.id === review.id)) continue;
    const at = { channel: "review", id: review.id, line: 0 } as const;
    const { history, tuple, events } = scene;
    const spoken = { at, args: "", createdAt: submittedAt, commit };
    if (problemOfBinding({ spoken, history, head: tuple.head, events })) continue;
    if (handsThatExclude(by, contributors, scene.policy.section.separation).length > 0) continue;
    const standings = rolesAskedFor(scene).map((name) => standingFor(scene, by, name));
    if (standings.some((one) => one.is === "holds" || one.is === "owns")) {
      const data = { at, because: "", source: "review", tuple, saidAt: submittedAt } as const;
      kept.push({
        record: { kind: "change.approval", by, data },
        meaning: printPlace(at),
        why: `approving review by @${by.login}`,
      });
    } else {
      whys.push(...standings.flatMap((one) => (one.is === "unknown" ? [one.why] : [])));
    }
  }
  return { kept, whys };
}
