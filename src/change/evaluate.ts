// The verdict on one open, governed pull request.
import type { Instant } from "../core/refs.ts";
import { worst, type Verdict } from "../core/verdict.ts";
import { freezingOf, surelyFrozen } from "./freezes/freezing.ts";
import { holdsIn, rejectionsIn, stopIn } from "./objections.ts";
import { askApprovals } from "./people/ask-approvals.ts";
import type { JudgedAs } from "./record-shapes.ts";
import { arithmetic } from "./risk/words.ts";
import { nextTurn, rolesNamed } from "./rules/asked.ts";
import { test } from "./rules/truth.ts";
import type { Scene } from "./scene.ts";
import { askedFor } from "./types/asked-for.ts";
import { judgedAs } from "./types/judged-as.ts";
import * as words from "./words.ts";

export interface Evaluation {
  readonly verdict: Verdict;
  /** Ids of the people that are counted. */
  readonly counted: readonly number[];
  /** When this may be another verdict without anybody's doing: an approval expires, a freeze begins or ends, the calendar turns. */
  readonly until: Instant | null;
  /** Null where it cannot be said. */
  readonly as: JudgedAs | null;
}

const nothingCounted = { counted: [], until: null, as: null } as const;

export function evaluate(scene: Scene): Evaluation {
  const { pull, policy, history } = scene;
  const missing = rolesNamed(policy.section).filter((name) => !Object.hasOwn(scene.roles, name));
  if (missing.length > 0) return { ...nothingCounted, verdict: words.unknownRoles(missing) };

  const { typed, risk, matter } = askedFor(scene);
  const stop = stopIn(history);
  const asked = askApprovals(scene);
  const whys = [...typed.unknown, ...(risk?.unknown ?? [])];
  const freezing = freezingOf(scene);
  const because: Verdict[] = [
    ...(stop ? [words.stopped(stop.by, stop.data.because)] : []),
    ...rejectionsIn(scene).map(words.rejected),
    ...holdsIn(scene).map(words.held),
    ...(pull.draft ? [words.draft(pull.author)] : []),
    ...(whys.length > 0 ? [words.couldNotFindOut(whys)] : []),
    ...asked.verdicts,
    ...freezing.nodes,
    ...test(policy.section.require, matter).nodes,
  ];
  const notes = [...typed.notes, ...(risk ? [arithmetic(risk)] : []), ...asked.notes];
  const whenAllowed = typed.type === "standard" ? "standard" : "approved";
  const verdict = rooted(because, notes, { code: whenAllowed, title: asked.whenAllowed });
  const { now } = scene;
  // Where its type is not known a freeze may pass it, so the nodes above are not enough to go by.
  const about = { now, section: policy.section, repository: scene.repository, pull, history };
  const [frozen] = verdict.state === "unknown" ? surelyFrozen(about) : [];
  return {
    verdict: frozen ? { ...frozen, because: verdict.because } : verdict,
    counted: asked.counted,
    until: earliest([asked.until, freezing.until, nextTurn(policy, now), frozen ? now + AGAIN_AFTER : null]),
    as: judgedAs(scene, asked.lenders),
  };
}

/** What could not be read is asked again this soon, in milliseconds. */
export const AGAIN_AFTER = 5 * 60_000;

/** A freeze that is known to hold this up: it is said first, also where something else could not be found out. */
export function isFrozen({ state, code }: Verdict): boolean {
  return state === "block" && code === "frozen";
}

function earliest(instants: readonly (Instant | null)[]): Instant | null {
  const known = instants.filter((one) => one !== null);
  return known.length > 0 ? Math.min(...known) : null;
}

/** The root says what the worst of its parts says: that is what somebody has to do something about. */
function rooted(
  because: readonly Verdict[],
  notes: readonly Verdict[],
  whenAllowed: { readonly code: string; readonly title: string },
): Verdict {
  const state = worst(because.map((one) => one.state));
  const first = because.find((one) => one.state === state);
  if (state === "allow" || !first) {
    return { state, ...whenAllowed, because: [...because, ...notes] };
  }
  const { code, title, cure, owes } = first;
  return {
    state,
    code,
    title,
    ...(cure !== undefined && { cure }),
    ...(owes !== undefined && { owes }),
    because: [...because, ...notes],
  };
}
