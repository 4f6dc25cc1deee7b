// The verdict on a group of the merge queue: the worst of its members', each judged against the branch as it is now.
import type { Plan, Step } from "../../core/plan.ts";
import type { PolicyState } from "../../core/policy.ts";
import type { Known, Unknown } from "../../core/known.ts";
import type { Instant } from "../../core/refs.ts";
import { worst, type Verdict } from "../../core/verdict.ts";
import type { ChangeConfig } from "../config.ts";
import { decide } from "../decide.ts";
import { CHECK_NAME, checkName, governingBranch } from "../governing.ts";
import { entriesOf, recordStep } from "../records.ts";
import { checkSteps, type Decision } from "../steps.ts";
import { numbered, wouldHang } from "../check-words.ts";
import { couldNotFindOut, onlyObserved } from "../words.ts";
import { faultsOf } from "./content.ts";
import { isChained, unexplained, type Group, type Member } from "./explain.ts";
import type { GroupFacts, QueuedPull } from "./facts.ts";
import * as words from "./words.ts";

/** What could not be found out is asked again for so long, then it is a failure (ms). */
export const PATIENCE = 5 * 60_000;
const SOON = 20_000;
/** A freeze may begin, and an approval end, while the group waits for other checks (ms). */
const AGAIN = 60_000;

export function decideGroup(facts: GroupFacts, state: PolicyState<ChangeConfig>): Plan {
  const { group, now, isThere } = facts;
  if (!group || (isThere.known && !isThere.value)) return { verdict: gone, steps: [] };
  const since = firstSeen(facts) ?? now;
  const found = findingOf({ facts, state, branch: group.branch });
  const isPatient = found.state === "unknown" && now - since < PATIENCE;
  const verdict = isPatient ? words.askedAgain(found) : found.state === "wait" ? words.notYet(found) : found;
  const steps = [...recordSteps(facts, group), ...checksFor({ facts, state, verdict, branch: group.branch })];
  return { verdict, steps, lookAgainAt: now + (isPatient ? SOON : AGAIN) };
}

const gone: Verdict = { state: "off", code: "no-group", title: "GitHub no longer has this group.", because: [] };

function firstSeen({ records }: GroupFacts): Instant | undefined {
  return records.known ? entriesOf(records.value, "change.group")[0]?.recordedAt : undefined;
}

function findingOf(args: {
  readonly facts: GroupFacts;
  readonly state: PolicyState<ChangeConfig>;
  readonly branch: string;
}): Verdict {
  const { facts, state, branch } = args;
  const { members, tip, commits, requirement, records, app, checkRuns } = facts;
  const asked: readonly Known<unknown>[] = [members, tip, commits, requirement, records, app, checkRuns];
  const whys = asked.flatMap((one) => (one.known ? [] : [one.why]));
  if (!members.known || !tip.known || !commits.known || whys.length > 0) return couldNotFindOut(whys);
  const each = members.value.map((member) => verdictOn(member, { state, branch }));
  // Where the policy does not govern the branch its members say so, and fail where our check is required all the same.
  const [first, ...others] = each;
  if (!first) return couldNotFindOut([nobody]);
  if (each.every((one) => one.state === "off")) return { ...first, because: others };
  const group = { tip: tip.value, head: facts.head, commits: commits.value };
  const because = [...each, ...explained({ group, members: members.value, branch })];
  const worstState = worst(because.map((one) => one.state));
  const decisive = because.find((one) => one.state === worstState);
  if (worstState !== "allow") return { ...(decisive ?? first), because };
  const numbers = members.value.flatMap(({ entry }) => (entry.pull ? [entry.pull.number] : []));
  return { state: "allow", code: "group-approved", title: words.allowed(numbers), because };
}

/** One member as its own pull request is judged now: a freeze or a withdrawal that came since counts. */
function verdictOn(
  { entry, facts }: QueuedPull,
  { state, branch }: { readonly state: PolicyState<ChangeConfig>; readonly branch: string },
): Verdict {
  if (!entry.pull || !facts) return words.memberGone(entry.position);
  const { number, head } = entry.pull;
  if (facts.pull.known) {
    const pull = facts.pull.value;
    if (pull.head.sha !== head) return words.otherHead(number, head);
    // What is said of it then is not said of this branch; where the others are green, "off" would let it through.
    if (pull.state === "closed" && !pull.merged) return words.closedSince(number);
    if (governingBranch(pull) !== branch) return words.otherBase({ number, branch, base: governingBranch(pull) });
  }
  return numbered({ number, verdict: decide(facts, state).verdict });
}

const nobody: Unknown = { failure: "incomplete", what: "the merge queue", message: "it names no pull request" };

function explained(args: {
  readonly group: Omit<Group, "members">;
  readonly members: readonly QueuedPull[];
  readonly branch: string;
}): readonly Verdict[] {
  const { members, branch } = args;
  const whys = members.flatMap(({ commits }) => (commits.known ? [] : [commits.why]));
  if (whys.length > 0) return [couldNotFindOut(whys)];
  const known = members.flatMap(({ entry, commits }): Member[] =>
    commits.known ? [{ entry, commits: commits.value }] : [],
  );
  const group: Group = { ...args.group, members: known };
  if (!isChained(group)) return [words.notOnOneAnother(branch)];
  const others = unexplained(group);
  const contents = members.flatMap((member) => contentVerdicts(member, branch));
  return [...(others.length > 0 ? [words.unexplained(others)] : []), ...contents];
}

/** Whatever the entry's commits are called: they do what the pull request does, which is what was approved. */
function contentVerdicts({ entry, content }: QueuedPull, branch: string): readonly Verdict[] {
  if (!entry.pull || !content) return [];
  if (!content.known) return [couldNotFindOut([content.why])];
  const { number } = entry.pull;
  return faultsOf(content.value).map((fault) => words.otherContent({ number, branch, fault }));
}

function recordSteps(facts: GroupFacts, group: NonNullable<GroupFacts["group"]>): readonly Step[] {
  const { head, subject, records, members } = facts;
  if (!records.known) return [];
  const { branch, ref } = group;
  const isKnown = entriesOf(records.value, "change.group").length > 0;
  const own = recordStep({ kind: "change.group", by: null, data: { branch, ref } }, `a group for ${branch}`, head);
  const pulls = (members.known ? members.value : []).flatMap(({ entry, facts: its }): Step[] => {
    if (!entry.pull || !its?.records.known) return [];
    if (entriesOf(its.records.value, "change.queued").some((one) => one.data.group === head)) return [];
    const about = { ...subject, kind: "pull" as const, name: String(entry.pull.number) };
    return [
      { ...recordStep({ kind: "change.queued", by: null, data: { group: head } }, "it is in a group", head), about },
    ];
  });
  return [...(isKnown ? [] : [own]), ...pulls];
}

function checksFor(args: {
  readonly facts: GroupFacts;
  readonly state: PolicyState<ChangeConfig>;
  readonly verdict: Verdict;
  readonly branch: string;
}): readonly Step[] {
  const { facts, state, verdict, branch } = args;
  const { head, members, records, now, app, checkRuns, requirement } = facts;
  const numbers = (members.known ? members.value : []).flatMap(({ entry }) => (entry.pull ? [entry.pull.number] : []));
  const config = state.is === "ok" ? state.policy.section : null;
  const nobodys = { number: 0, head, tuple: null, counted: [], as: null, twins: [], sharers: numbers };
  const about = { now, app, checkRuns, pull: notOne };
  const decision: Decision = { ...nobodys, verdict, name: config ? checkName(config) : CHECK_NAME };
  const history = records.known ? records.value : null;
  const steps = [...checkSteps({ decision, facts: about, history }).steps];
  const isRequired = requirement.known && requirement.value.required === "yes";
  if (config?.mode === "observe" && isRequired) {
    const hangs = wouldHang(onlyObserved(), branch);
    steps.push(
      ...checkSteps({ decision: { ...nobodys, verdict: hangs, name: CHECK_NAME }, facts: about, history: null }).steps,
    );
  }
  // The group's head is nobody's pull request: no push can move it.
  return steps.map((step) => (step.do === "check" ? { ...step, onlyIfHeadOf: null } : step));
}

const notOne: Known<never> = {
  known: false,
  why: { failure: "incomplete", what: "the pull request", message: "a group is none" },
};
