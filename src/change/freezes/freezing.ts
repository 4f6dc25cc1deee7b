// Whether a pull request may go in now, by the calendar of freezes, and when that changes.
import { concerns, keptAt, nextTurnOf, type Freeze } from "../../core/freezes.ts";
import type { Pull } from "../../core/pull.ts";
import type { Repository } from "../../core/reads.ts";
import type { Instant } from "../../core/refs.ts";
import type { Verdict } from "../../core/verdict.ts";
import type { Span } from "../../core/window.ts";
import type { ChangeConfig } from "../config.ts";
import { governingBranch } from "../governing.ts";
import type { ChangeType } from "../record-shapes.ts";
import { commentOf, type History } from "../records.ts";
import { lentUntil, standingFor } from "../people/delegations.ts";
import type { Scene } from "../scene.ts";
import { askedFor } from "../types/asked-for.ts";
import { lastDeclared } from "../types/declared.ts";
import * as words from "../words.ts";
import * as freezeWords from "./freeze-words.ts";
import { overridesIn, type Override, type Worth } from "./override.ts";
import { calendarOf } from "./section.ts";

/** The freezes that concern pull requests into a branch. */
export function freezesFor(args: {
  readonly section: ChangeConfig;
  readonly repository: Pick<Repository, "owner" | "name">;
  readonly branch: string;
}): readonly Freeze[] {
  const { owner, name } = args.repository;
  const where = { repository: `${owner}/${name}`, branch: args.branch, environment: null };
  return calendarOf(args.section).filter((freeze) => concerns(freeze, where));
}

function worthOf(override: Override, scene: Scene): Worth {
  if (override.void !== null) return { is: "void", code: override.void };
  const standings = scene.policy.section.override_freeze.map((name) => standingFor(scene, override.by, name));
  if (standings.some(({ is }) => is === "holds" || is === "owns")) return { is: "stands" };
  for (const standing of standings) if (standing.is === "unknown") return { is: "unknown", why: standing.why };
  return { is: "void", code: "role-lost" };
}

export interface Freezing {
  readonly nodes: readonly Verdict[];
  /** The next instant at which one of the nodes may be another one. */
  readonly until: Instant | null;
}

/** One node for each freeze that is kept now, and the override that matters, with those that no longer do. */
export function freezingOf(scene: Scene): Freezing {
  const { now, policy, repository, pull, history, tuple } = scene;
  const { section } = policy;
  if (section.freezes.length === 0) return { nodes: [], until: null };
  const freezes = freezesFor({ section, repository, branch: governingBranch(pull) });
  const overrides = overridesIn({ history, head: tuple.head, base: tuple.base, at: now }).map((override) => ({
    override,
    worth: worthOf(override, scene),
  }));
  const nodes: Verdict[] = [];
  const turns: Instant[] = [];
  for (const freeze of freezes) {
    const turn = nextTurnOf(freeze, now);
    if (turn !== undefined) turns.push(turn + delayOf(scene, turn));
    const span = keptAt(freeze, now);
    if (!span) continue;
    const own = overrides.filter(({ override }) => isNamed(override.freeze, freeze));
    nodes.push(nodeOf({ freeze, span, scene, overrides: own }));
    // An override ends on the minute: nobody else's turn comes with it.
    turns.push(
      ...own.flatMap(({ override, worth }) =>
        worth.is === "stands"
          ? [Math.min(override.until, lentUntil(scene, override.by, section.override_freeze) ?? Infinity)]
          : [],
      ),
    );
  }
  return { nodes, until: turns.length > 0 ? Math.min(...turns) : null };
}

/**
 * The freezes that are kept now and that nothing lets this pull request pass, whatever else about it is not known: no
 * type that it may be passes, and no override on record may still stand. A freeze that may be passed is left out.
 */
export function surelyFrozen(args: {
  readonly now: Instant;
  readonly section: ChangeConfig;
  readonly repository: Pick<Repository, "owner" | "name">;
  readonly pull: Pull;
  readonly history: History;
}): readonly Verdict[] {
  const { now, section, repository, pull, history } = args;
  const may: readonly ChangeType[] = [
    "normal",
    ...(section.types.standard ? (["standard"] as const) : []),
    ...(lastDeclared(history) ? (["emergency"] as const) : []),
  ];
  const overrides = overridesIn({ history, head: pull.head.sha, base: pull.base.ref, at: now });
  return freezesFor({ section, repository, branch: governingBranch(pull) }).flatMap((freeze) => {
    const span = keptAt(freeze, now);
    if (!span || may.some((type) => freeze.allow.includes(type))) return [];
    if (overrides.some((one) => one.void === null && isNamed(one.freeze, freeze))) return [];
    return [freezeWords.frozen({ freeze, span, may: section.override_freeze, because: [] })];
  });
}

const isNamed = (name: string, freeze: Freeze): boolean => name.toLowerCase() === freeze.name.toLowerCase();

function nodeOf(args: {
  readonly freeze: Freeze;
  readonly span: Span;
  readonly scene: Scene;
  readonly overrides: readonly { readonly override: Override; readonly worth: Worth }[];
}): Verdict {
  const { freeze, span, scene, overrides } = args;
  const voided = overrides.filter(({ worth }) => worth.is === "void").slice(-MOST_SHOWN);
  const because = voided.map(({ override, worth }) => freezeWords.voidOverride(override, worth, freeze));
  const { type } = askedFor(scene).typed;
  if (freeze.allow.includes(type)) return freezeWords.passesAs({ freeze, span, type, because });
  const standing = overrides.find(({ worth }) => worth.is === "stands");
  if (standing) return freezeWords.overridden({ freeze, override: standing.override, because });
  const whys = overrides.flatMap(({ worth }) => (worth.is === "unknown" ? [worth.why] : []));
  const frozen = freezeWords.frozen({ freeze, span, may: scene.policy.section.override_freeze, because });
  return whys.length > 0 ? { ...words.couldNotFindOut(whys), because: [frozen] } : frozen;
}

/** Of voided overrides of one freeze; the ledger has them all. */
const MOST_SHOWN = 5;

const MINUTE = 60_000;

/**
 * Milliseconds after the turn of a freeze at which this pull request is looked at: those with the latest activity first,
 * all within half a minute (spec: change, "Freezes"). The agenda goes by due time and GitHub's limits do the pacing;
 * only the order has to come from here. A logarithm, because of two idle ones it matters less which comes first.
 */
function delayOf(scene: Scene, turn: Instant): number {
  const idle = Math.max(0, turn - lastActivityOn(scene)) / MINUTE;
  return Math.min(30_000, Math.round(1_000 * Math.log2(1 + idle)));
}

/** GitHub's own stamp, unless it is of our last writing there: then the last thing that a person did on record. */
function lastActivityOn({ pull, history }: Scene): Instant {
  const ours = commentOf(history)?.updatedAt ?? 0;
  if (pull.updatedAt > ours + MINUTE) return pull.updatedAt;
  return Math.max(pull.createdAt, ...personsIn(history));
}

function personsIn(history: History): readonly Instant[] {
  return history.flatMap(({ by, recordedAt }) => (by?.type === "User" ? [recordedAt] : []));
}
