// Pure: each commit of a governed branch with its change or its exception, once; and the reviews that follow from both.
import type { Plan, Step } from "../../core/plan.ts";
import type { Instant } from "../../core/refs.ts";
import type { Verdict } from "../../core/verdict.ts";
import type { WatchedChange } from "../policy.ts";
import { entriesOf, recordStep } from "../records.ts";
import { reviewSteps } from "../reviews/open.ts";
import * as words from "../words.ts";
import { movesIn, startOf, type Position } from "../moves.ts";
import { exceptionsOf, type Exception } from "./exceptions.ts";
import { positionOf, type BranchHistory } from "./history.ts";
import type { BranchFacts, Span } from "./facts.ts";
import { moveSteps } from "./move-steps.ts";
import { pushedSteps } from "./pushed.ts";

const MINUTE = 60_000;
/** What could not be read is asked again this soon (ms). */
export const AGAIN_AFTER = 5 * MINUTE;
/** What explains a commit may be on its way: it is looked for this often, and this long (ms). */
export const LOOK_EVERY = MINUTE;
export const GRACE = 5 * MINUTE;

export function decideBranch(facts: BranchFacts, config: WatchedChange): Plan {
  const { now, subject, repository, history, adopted, tip, beginning, spans, lots, branch } = facts;
  if (repository.known && !facts.watched) return quiet(words.notWatched(branch));
  const kept = pushedSteps(facts.pushed, history.known ? history.value.entries : []);
  const asked = [repository, history, adopted, tip, beginning, spans, lots];
  const whys = asked.flatMap((answer) => (answer.known ? [] : [answer.why]));
  if (whys.length > 0 || !history.known || !adopted.known || !beginning.known || !spans.known || !lots.known) {
    return { verdict: words.couldNotFindOut(whys), steps: kept, lookAgainAt: now + AGAIN_AFTER };
  }
  const position = positionOf(history.value);
  const { isAside } = history.value;
  if (!position) return beginPlan(facts, { adopted: adopted.value, isAside, beginning: beginning.value, kept });

  const looked = lookAt({ facts, history: history.value, spans: spans.value, config });
  const reviews = reviewSteps({
    now,
    subject,
    branch,
    history: history.value,
    exceptions: looked.exceptions,
    lots: lots.value,
    config,
  });
  const found = [...kept, ...looked.steps, ...reviews];
  const isQuiet = found.length === 0 && spans.value.length === 0;
  const steps = isQuiet ? settleSteps({ history: history.value, position }) : found;
  return { verdict: looked.verdict, steps, ...(looked.again !== null && { lookAgainAt: looked.again }) };
}

/** So many records are read again and again; with more, a look that finds nothing to do says that all is done. */
export const SETTLE_AFTER = 50;

function settleSteps(args: { readonly history: BranchHistory; readonly position: Position }): readonly Step[] {
  const { history, position } = args;
  const { upTo, rows, entries } = history;
  if (rows < SETTLE_AFTER) return [];
  // An event may tell of a move before GitHub shows it: it is the only one who does.
  if (entriesOf(entries, "sensor.pushed").some(({ data }) => data.before === startOf(position))) return [];
  const { tip, isDeleted, id } = position;
  const data = { upTo, tip, isDeleted, id, moves: movesOf(history) };
  const why = words.whySettled(rows);
  return [recordStep({ kind: "sensor.settled", by: null, data, why, meaning: String(upTo) })];
}

const movesOf = ({ entries, settled, lostMoves }: BranchHistory): number =>
  (settled?.moves ?? 0) + lostMoves + movesIn(entries);

const quiet = (verdict: Verdict): Plan => ({ verdict, steps: [] });

/** The record of a branch begins at its tip; after a loss of our records only where somebody says so. */
function beginPlan(
  facts: BranchFacts,
  so: {
    readonly adopted: { readonly lost: boolean } | null;
    readonly isAside: boolean;
    readonly beginning: BeginningValue;
    readonly kept: readonly Step[];
  },
): Plan {
  const { now, subject, branch } = facts;
  const { adopted, isAside, beginning, kept } = so;
  if (adopted === null) {
    const repository = { ...subject, kind: "repository", name: "" } as const;
    const wake: Step = {
      do: "wake",
      subject: repository,
      at: now,
      why: words.whyAdopt(),
      key: `wake:repository:${now}`,
    };
    return { verdict: words.notAdopted(), steps: [wake], lookAgainAt: now + LOOK_EVERY };
  }
  if (!beginning) return quiet(words.noBranch(branch));
  const { sha, source, id } = beginning;
  // One that was made since we came is told apart from what was lost: all that it brought is looked at.
  if (isAside || (adopted.lost && source !== "created")) return quiet(words.baselineNeeded(branch));
  const why = words.whyBaseline(branch, source);
  const step = recordStep({
    kind: "sensor.baseline",
    by: null,
    data: { sha, source, because: "", id },
    why,
    meaning: `first:${sha}`,
  });
  return {
    verdict: words.begun(branch, sha),
    steps: [...kept, step],
    ...(source === "created" && { lookAgainAt: now }),
  };
}

type BeginningValue = Extract<BranchFacts["beginning"], { known: true }>["value"];

interface Looked {
  readonly verdict: Verdict;
  readonly steps: readonly Step[];
  readonly exceptions: readonly Exception[];
  readonly again: Instant | null;
}

/** Move after move, up to the first that is not explained yet and may still be. */
function lookAt(args: {
  readonly facts: BranchFacts;
  readonly history: BranchHistory;
  readonly spans: readonly Span[];
  readonly config: WatchedChange;
}): Looked {
  const { facts, history, spans, config } = args;
  const { now, branch } = facts;
  const steps: Step[] = [];
  const exceptions: Exception[] = [];
  const before = movesOf(history);
  for (const [index, span] of spans.entries()) {
    if (waitFor({ span, facts, history })) {
      // All that is open begins to wait now, not one after the other.
      const waits = spans.flatMap((one) => waitFor({ span: one, facts, history }) ?? []);
      const open = [...span.mapped.values()].filter((one) => one === null).length;
      return { verdict: words.waiting(branch, open), steps: [...steps, ...waits], exceptions, again: now + LOOK_EVERY };
    }
    const found = exceptionsOf({ span, history, branch, config });
    exceptions.push(...found);
    steps.push(...moveSteps({ span, exceptions: found, number: before + index }));
  }
  const left = exceptions.length;
  const verdict = left > 0 ? words.exceptional(branch, left) : words.explained(branch);
  // There may be more moves than one turn looks at; where there are none, the next look finds nothing to do.
  return { verdict, steps, exceptions, again: spans.length > 0 ? now : null };
}

/** Steps while a commit waits for its explanation; nothing when all are explained, or have waited long enough. */
function waitFor(args: {
  readonly span: Span;
  readonly facts: BranchFacts;
  readonly history: BranchHistory;
}): readonly Step[] | null {
  const { span, facts, history } = args;
  // Only an event tells of it yet: whether GitHub merged or a person pushed is the activity's to say.
  const isHearsay = span.move.id === null && span.commits.some(({ byGitHub }) => byGitHub);
  const isOpen = span.move.kind === "unknown" || isHearsay || [...span.mapped.values()].includes(null);
  if (!isOpen) return null;
  const { after } = span.move;
  const since = entriesOf(history.entries, "sensor.waiting").find(({ data }) => data.after === after)?.recordedAt;
  if (facts.now - (since ?? facts.now) >= GRACE) return null;
  const recorded = new Set(history.merged.map(({ pull }) => pull));
  const late = span.pulls.filter(({ number }) => !recorded.has(number));
  const why = words.whyWaiting(facts.branch);
  return [
    ...(since === undefined
      ? [recordStep({ kind: "sensor.waiting", by: null, data: { after }, why, meaning: after })]
      : []),
    // Its own turn keeps the verdict that stood at the merge: the event may be late, or lost.
    ...late.map(({ number }): Step => {
      const pull = { ...facts.subject, kind: "pull", name: String(number) } as const;
      return { do: "wake", subject: pull, at: facts.now, why, key: `wake:pull:${number}:${after}:${facts.now}` };
    }),
  ];
}
