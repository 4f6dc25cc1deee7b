// The verdict on a pull request in its state, together with the others that have its head.
import { worst, type Verdict } from "../core/verdict.ts";
import type { Policy, PolicyState } from "../core/policy.ts";
import type { CheckRun, Requirement } from "../core/branch.ts";
import type { Known } from "../core/known.ts";
import type { Instant, Person } from "../core/refs.ts";
import type { ChangeConfig } from "./config.ts";
import { AGAIN_AFTER, evaluate } from "./evaluate.ts";
import type { ChangeFacts } from "./facts.ts";
import { surelyFrozen } from "./freezes/freezing.ts";
import { CHECK_NAME, governingBranch, isGoverned } from "./governing.ts";
import type { PullFacts } from "./pull-facts.ts";
import { isLoosening } from "./hearing/judge.ts";
import type { JudgedAs, Tuple } from "./record-shapes.ts";
import { pendingOf, type History } from "./records.ts";
import { see, whysOf, type Seen } from "./scene.ts";
import { suggest } from "./waiting/suggest.ts";
import * as checkWords from "./check-words.ts";
import * as words from "./words.ts";

/** One pull request as it was found. */
export interface Finding {
  readonly number: number;
  readonly verdict: Verdict;
  readonly counted: readonly number[];
  readonly tuple: Tuple | null;
  readonly until: Instant | null;
  /** Null where it cannot be said. */
  readonly as: JudgedAs | null;
}

const found = (number: number, verdict: Verdict): Finding => ({
  number,
  verdict,
  counted: [],
  tuple: null,
  until: null,
  as: null,
});

/** What is known about a governed pull request, or what is not. */
export function seeGoverned(facts: ChangeFacts, pull: PullFacts, policy: Policy<ChangeConfig>): Seen {
  const whys = whysOf([
    facts.repository,
    facts.app,
    facts.checkRuns,
    facts.statuses,
    facts.properties,
    facts.delegations,
    facts.namesakeOnMerge,
    pull.requirement,
  ]);
  const { repository, checkRuns, statuses, properties, gate, delegations } = facts;
  if (whys.length > 0 || !repository.known || !delegations.known) return { is: "unknown", whys };
  const pushed = facts.pushes.map(({ head }) => head);
  const around = { checkRuns, statuses, properties, gate, pushed, delegations: delegations.value };
  return see({ now: facts.now, policy, repository: repository.value, facts: pull, around, authority: facts.authority });
}

/** The verdict on one open pull request; `history` when it has more than what the facts hold. */
export function findingOf(args: {
  readonly facts: ChangeFacts;
  readonly pull: PullFacts;
  readonly policy: Policy<ChangeConfig>;
  readonly history?: History;
}): Finding {
  const { facts, pull, policy, history } = args;
  const { number } = pull.pull;
  const { repository } = facts;
  if (!repository.known) return found(number, words.couldNotFindOut([repository.why]));
  const branch = governingBranch(pull.pull);
  if (!isGoverned({ pull: pull.pull, config: policy.section, defaultBranch: repository.value.defaultBranch })) {
    return found(number, ungoverned(words.notGoverned(branch), pull.requirement, branch));
  }
  const seen = seeGoverned(facts, pull, policy);
  if (seen.is === "unknown") {
    const unknown = found(number, words.couldNotFindOut(seen.whys));
    const kept = history ?? (pull.records.known ? pull.records.value : null);
    if (!kept) return unknown;
    const { now } = facts;
    const about = { now, section: policy.section, repository: repository.value, pull: pull.pull, history: kept };
    return frozenFirst({ unknown, frozen: surelyFrozen(about), now });
  }
  const scene = history ? { ...seen.scene, history } : seen.scene;
  return { number, tuple: scene.tuple, ...evaluate(scene) };
}

/** With a freeze that is known to hold it up said first; what could not be found out is asked again all the same. */
function frozenFirst(args: {
  readonly unknown: Finding;
  readonly frozen: readonly Verdict[];
  readonly now: Instant;
}): Finding {
  const { unknown, frozen, now } = args;
  const [first] = frozen;
  if (!first) return unknown;
  return { ...unknown, verdict: { ...first, because: [...frozen, unknown.verdict] }, until: now + AGAIN_AFTER };
}

/** Where nothing will ever turn a required check green, it must say so and not hang. */
export function ungoverned(off: Verdict, requirement: Known<Requirement>, branch: string): Verdict {
  if (!requirement.known) return words.couldNotFindOut([requirement.why]);
  return requirement.value.required === "yes" ? checkWords.wouldHang(off, branch) : off;
}

/** A finding together with the numbers of those that share the head and have a say in it. */
export type Joined = Finding & {
  readonly twins: readonly number[];
  /** Whom to ask for an approval, if the policy wants it. */
  readonly suggested?: readonly Person[];
};

/**
 * With whom to ask, where approvals are missing and the policy wants it said. Who could be asked and could not be read
 * changes no verdict. Of several pull requests with one head nobody is asked: they have to be told apart first.
 */
export function withSuggestion(args: {
  readonly joined: Joined;
  readonly facts: ChangeFacts;
  readonly policy: Policy<ChangeConfig>;
  readonly history: History;
}): Joined {
  const { joined, facts, policy, history } = args;
  const { pool, own } = facts;
  if (!pool || !own || joined.verdict.state !== "wait" || joined.twins.length > 0) return joined;
  const seen = seeGoverned(facts, own, policy);
  if (seen.is === "unknown") return joined;
  const found = pool.known ? suggest({ ...seen.scene, history }, pool.value) : null;
  const note = pool.known ? found?.note : words.noSuggestion(pool.why);
  if (!note) return joined;
  const verdict = { ...joined.verdict, because: [...joined.verdict.because, note] };
  return { ...joined, verdict, suggested: found?.people ?? [] };
}

/**
 * All open pull requests of one head: a check sits on the commit, so each gets the worst of their verdicts. One to a
 * branch that does not ask for the check has no say.
 */
export function together(own: Finding, others: readonly Finding[]): Joined {
  const partners = others.filter((one) => one.verdict.state !== "off");
  if (own.verdict.state === "off" || partners.length === 0) return { ...own, twins: [] };
  const all = [own, ...partners].sort((a, b) => a.number - b.number);
  const untils = all.flatMap((one) => (one.until === null ? [] : [one.until]));
  const state = worst(all.map((one) => one.verdict.state));
  // Whichever is looked at writes the same check: nothing in it may depend on which one that was.
  const decisive = all.find((one) => one.verdict.state === state) ?? own;
  const because = [checkWords.sharedHead(all.map((one) => one.number)), ...all.map(checkWords.numbered)];
  return {
    ...own,
    verdict: { ...checkWords.numbered(decisive), because },
    tuple: null,
    until: untils.length > 0 ? Math.min(...untils) : null,
    twins: partners.map((one) => one.number),
  };
}

/** The verdict on a twin. To a branch of which nobody can say whether it requires our check, a green one would let it in. */
export function findingOfTwin(facts: ChangeFacts, twin: PullFacts, policy: Policy<ChangeConfig>): Finding {
  const finding = findingOf({ facts, pull: twin, policy });
  const pending = twin.records.known ? pendingOf(twin.records.value).filter(({ data }) => !isLoosening(data)) : [];
  if (finding.verdict.state !== "off" && pending.length > 0) {
    const whys = pending.map(({ data }) => ({
      failure: "incomplete" as const,
      what: `/${data.name} by @${data.by.login} on #${twin.pull.number}`,
      message: "it could not be judged yet",
    }));
    return { ...finding, verdict: words.couldNotFindOut(whys) };
  }
  const isClear = twin.requirement.known && twin.requirement.value.required === "no";
  if (finding.verdict.state !== "off" || isClear) return finding;
  return { ...finding, verdict: checkWords.mayBeRequired(governingBranch(twin.pull)) };
}

/** Remarks on the gate itself: whether it is pinned, and who else uses its name (CHK-01, CHK-18). They are of one base. */
export function remarksOn(facts: ChangeFacts): readonly Verdict[] {
  const { requirement, app, checkRuns, statuses, namesakeOnMerge } = facts;
  const remarks: Verdict[] = [];
  if (requirement.known && requirement.value.required === "yes" && requirement.value.pinned !== "yes") {
    remarks.push(checkWords.notPinned(requirement.value.pinned === "no"));
  }
  const runs = checkRuns.known && app.known ? checkRuns.value.filter((run) => !isOurs(run, app.value.id)) : [];
  const posted = statuses.known ? statuses.value : [];
  const isNamed = runs.some((run) => run.name === CHECK_NAME) || posted.some((one) => one.context === CHECK_NAME);
  if (isNamed) remarks.push(checkWords.namesake("this head"));
  if (namesakeOnMerge.known && namesakeOnMerge.value) remarks.push(checkWords.namesake("the test merge commit"));
  return remarks;
}

export function isOurs(run: CheckRun, app: number): boolean {
  return run.app?.id === app;
}

/** What a policy that is not there, wrong or unreadable makes of every pull request. */
export function verdictWithout(state: Exclude<PolicyState<ChangeConfig>, { is: "ok" }>): Verdict {
  switch (state.is) {
    case "absent":
      return words.policyAbsent();
    case "broken":
      return words.policyBroken(state.problems);
    case "unknown":
      return words.policyUnreadable(state.message);
  }
}
