// What is kept of a merge: evaluated once, when the merge is first seen, and never again (spec: change, "Sensors").
// What stood on the head when it was merged is what counts, not what anybody says afterwards.
import { branchSubject, MERGED, type Merged } from "../core/merged.ts";
import type { Step } from "../core/plan.ts";
import type { Policy, PolicyState } from "../core/policy.ts";
import type { Known, Unknown } from "../core/known.ts";
import type { Pull } from "../core/pull.ts";
import type { Verdict } from "../core/verdict.ts";
import { expiryOf, type ChangeConfig } from "./config.ts";
import type { ChangeFacts } from "./facts.ts";
import { frozenAtMerge, mergedInFreezeSteps } from "./freezes/merged.ts";
import { CHECK_NAME, checkName, isGoverned } from "./governing.ts";
import type { RecordData } from "./record-shapes.ts";
import { entriesOf, recordStep, type EntryOf, type History } from "./records.ts";
import { ownRun } from "./steps.ts";
import * as words from "./words.ts";

/** `unknown`: nothing is recorded yet, because this could not be found out. */
export interface Merging {
  readonly steps: readonly Step[];
  readonly unknown?: Verdict;
}

/** The record of a merge, about the pull request and about the branch that it went into. */
export function mergeSteps(args: {
  readonly facts: ChangeFacts;
  readonly state: PolicyState<ChangeConfig>;
  readonly history: History;
  readonly pull: Pull;
}): Merging {
  const { facts, state, history, pull } = args;
  if (entriesOf(history, MERGED).length > 0 || state.is === "absent") return { steps: [] };
  const decided = decidedOn(history, pull);
  if (decided.length === 0) {
    // Never looked at: whether it should have been is the policy's to say.
    if (state.is !== "ok") return notYet([unreadable]);
    if (!facts.repository.known) return notYet([facts.repository.why]);
    const { defaultBranch } = facts.repository.value;
    if (!isGoverned({ pull, config: state.policy.section, defaultBranch })) return { steps: [] };
  }
  const asked: readonly Known<unknown>[] = [facts.app, facts.checkRuns];
  const whys = asked.flatMap((answer) => (answer.known ? [] : [answer.why]));
  if (whys.length > 0) return notYet(whys);

  const section = state.is === "ok" ? state.policy.section : null;
  const frozen = frozenAtMerge({ pull, section, repository: facts.repository, history });
  const expired = state.is === "ok" && isExpired({ policy: state.policy, pull, decided, history });
  const merged = mergedAs({ facts, state, pull, decided, frozen: frozen.length > 0, expired });
  const why = words.mergedAs(merged);
  const meaning = `${pull.number}:${pull.head.sha}`;
  const branch = branchSubject(facts.subject, pull.base.ref);
  const record = recordStep({ kind: MERGED, by: pull.mergedBy, data: merged }, why, meaning);
  return {
    steps: [
      ...mergedInFreezeSteps(pull, frozen),
      // The branch's first: where this one is there, the other may be made again, and the wake with it.
      { ...record, about: branch },
      { do: "wake", why, key: `wake:branch:${meaning}`, subject: branch, at: facts.now },
      record,
    ],
  };
}

const notYet = (whys: readonly Unknown[]): Merging => ({ steps: [], unknown: words.couldNotFindOut(whys) });

const unreadable: Unknown = { failure: "malformed", what: "the policy", message: "it cannot be read" };

/** What was said of the head that was merged, oldest first. */
function decidedOn(history: History, pull: Pull): readonly EntryOf<"change.decided">[] {
  return entriesOf(history, "change.decided").filter(({ data }) => (data.head ?? data.tuple?.head) === pull.head.sha);
}

/** Whether it is an approval for the branch that was merged into: of a head that was retargeted the last word counts. */
function isGreen({ data }: EntryOf<"change.decided">, pull: Pull): boolean {
  return data.state === "allow" && (data.base ?? data.tuple?.base) === pull.base.ref;
}

/** Whether the life of some counted person's approvals was over at the merge: nobody turned the check in time. */
function isExpired(args: {
  readonly policy: Policy<ChangeConfig>;
  readonly pull: Pull;
  readonly decided: readonly EntryOf<"change.decided">[];
  readonly history: History;
}): boolean {
  const { policy, pull, decided, history } = args;
  const { mergedAt } = pull;
  if (mergedAt === null) return false;
  const live = entriesOf(history, "change.approval").filter(({ data }) => expiryOf(policy, data.saidAt) > mergedAt);
  return (decided.at(-1)?.data.counted ?? []).some((id) => !live.some(({ by }) => by?.id === id));
}

function mergedAs(args: {
  readonly facts: ChangeFacts;
  readonly state: PolicyState<ChangeConfig>;
  readonly pull: Pull;
  readonly decided: readonly EntryOf<"change.decided">[];
  readonly frozen: boolean;
  readonly expired: boolean;
}): Merged {
  const { facts, state, pull, decided, frozen, expired } = args;
  const config = state.is === "ok" ? state.policy.section : null;
  const last = decided.at(-1)?.data;
  // A last look that could not tell takes nothing back: an emergency that was one on this head is reviewed.
  const as = decided.findLast(({ data }) => data.as)?.data.as;
  return {
    pull: pull.number,
    head: pull.head.sha,
    mergeBase: last?.tuple?.mergeBase ?? null,
    base: pull.base.ref,
    mergeCommit: pull.mergeCommit,
    commits: pull.commits,
    mergedAt: pull.mergedAt,
    mergedBy: pull.mergedBy?.id ?? null,
    author: pull.author?.id ?? null,
    ...verdictAtMerge({ facts, pull, decided, name: config ? checkName(config) : CHECK_NAME, frozen, expired }),
    mode: config?.mode ?? "enforce",
    type: as?.type ?? "normal",
    policy: last?.tuple?.policy ?? null,
    counted: [...(last?.counted ?? [])],
    lenders: [...(as?.lenders ?? [])],
    sample: as?.sample ?? null,
    emergency: emergencyIn(as),
    folders: as?.folders ? [...as.folders] : null,
    undoes: [...(as?.undoes ?? [])],
  };
}

function emergencyIn(as: RecordData<"change.decided">["as"] | undefined): Merged["emergency"] {
  const declared = as?.emergency;
  if (!declared) return null;
  const { by, because, incident, reviewWithin, reviewBy } = declared;
  return { declarer: by.id, because, incident, reviewWithin, reviewBy: [...reviewBy] };
}

/**
 * `allow` only where the check was green before the merge. It says when by GitHub's own clock, as the merge does. Words
 * that were added to a green check move its stamp, but it was green already when they were decided; and where it says
 * something else by now (another pull request has this head), the time of our record has to do.
 */
function verdictAtMerge(args: {
  readonly facts: ChangeFacts;
  readonly pull: Pull;
  readonly decided: readonly EntryOf<"change.decided">[];
  readonly name: string;
  readonly frozen: boolean;
  readonly expired: boolean;
}): Pick<Merged, "verdict" | "code"> {
  const { facts, pull, decided, name, frozen, expired } = args;
  const last = decided.at(-1);
  if (!last) return { verdict: "unknown", code: "never-decided" };
  const { state, code } = last.data;
  if (state !== "allow") return { verdict: state, code };
  // Green from before the freeze began, and not turned in time.
  if (frozen) return { verdict: "block", code: "merged-in-freeze" };
  if (expired) return { verdict: "block", code: "expired-before-merge" };
  if (!isGreen(last, pull)) return { verdict: "block", code: "green-for-another-base" };
  const run = ownRun(facts, name);
  // Turned by what was said on another pull request of this head, or by hand: it was red already when it was merged.
  const redSince = run?.conclusion === "failure" ? (run.completedAt ?? null) : null;
  if (redSince !== null && pull.mergedAt !== null && redSince < pull.mergedAt) {
    return { verdict: "block", code: "red-at-merge" };
  }
  const shownAt = run?.conclusion === "success" ? (run.completedAt ?? null) : last.recordedAt;
  if (pull.mergedAt === null || shownAt === null) return { verdict: "unknown", code: "no-time" };
  const greenSince = decided.slice(decided.findLastIndex((one) => !isGreen(one, pull)) + 1);
  const greenAt = Math.min(shownAt, greenSince[1]?.recordedAt ?? shownAt);
  return greenAt <= pull.mergedAt ? { verdict: "allow", code } : { verdict: "block", code: "green-after-merge" };
}
