// Whom to ask: the fewest people whose approvals would do, with those that there are (issue of every waiting change).
import { isAway } from "../../core/calendar.ts";
import { hashOf } from "../../core/canonical.ts";
import { ownership } from "../../core/people.ts";
import type { Person } from "../../core/refs.ts";
import type { Verdict } from "../../core/verdict.ts";
import { approvalsIn, countOf, type Approval } from "../people/approvals.ts";
import { handsThatExclude } from "../people/contributors.ts";
import { delegationsIn, standingFor } from "../people/delegations.ts";
import { judgeApprovals } from "../rules/approval-tree.ts";
import type { Quorum } from "../rules/approval-rule.ts";
import { test } from "../rules/truth.ts";
import { contributorsIn, type Scene } from "../scene.ts";
import { askedFor, declarerLeftOut, quorumsAskedFor, rolesAskedFor } from "../types/asked-for.ts";
import { list, at } from "../phrases.ts";
import type { Pool } from "./pool.ts";
import { smallestSet } from "./smallest-set.ts";

export interface Suggestion {
  readonly people: readonly Person[];
  readonly note: Verdict;
}

/** Beyond so many the first of each kind are looked at; a suggestion need not be the only one. */
const MOST_CANDIDATES = 200;

/** Null where nothing is to be suggested: nobody is missing, or nobody that could be asked would be enough. */
export function suggest(scene: Scene, pool: Pool): Suggestion | null {
  const { typed } = askedFor(scene);
  if (typed.type === "standard" || scene.pull.draft) return null;
  // As it would be if what is known about the pool were asked about each of them.
  const wide: Scene = {
    ...scene,
    authority: {
      ...scene.authority,
      permissions: new Map([...pool.permissions, ...scene.authority.permissions]),
      teams: new Map([...pool.teams, ...scene.authority.teams]),
      accounts: new Map([...pool.accounts, ...scene.authority.accounts]),
    },
  };
  const given = approvalsIn(scene, contributorsIn(scene)).filter((one) => one.state.is === "counts");
  const candidates = candidatesIn(wide, pool, given);
  const found = smallestSet({
    candidates,
    kindOf: (person) => kindOf(person, wide),
    isEnough: (chosen) => isEnough(wide, [...given, ...chosen.map((person) => asApproval(person, wide))]),
  });
  if (!found || found.of.length === 0) return null;
  const people = found.of;
  const title = `${list(people.map(at))} could approve it: ${found.isSmallest ? "nobody less would do" : "all of them are needed"}.`;
  return { people, note: { state: "off", code: "reviewers", title, because: [] } };
}

/** Those who may, are here and had no hand in it: first who is asked already, then everybody in turn, another order for each change. */
function candidatesIn(scene: Scene, pool: Pool, given: readonly Approval[]): readonly Person[] {
  const { pull, policy, now } = scene;
  const contributors = contributorsIn(scene);
  const left = new Set(quorumsAskedFor(scene).flatMap((quorum) => declarerLeftOut(scene, quorum)?.id ?? []));
  const delegations = delegationsIn(scene);
  // Who has somebody stand in for them is away.
  const absent = new Set(delegations.map(({ by }) => by.id));
  const approved = new Set(given.map(({ by }) => by.id));
  const asked = new Set(pull.requestedReviewers.map(({ id }) => id));
  const turn = (person: Person): string => `${asked.has(person.id) ? 0 : 1}${hashOf([pull.number, person.id])}`;
  const people = new Map([...pool.people, ...delegations.map(({ to }) => to)].map((one) => [one.id, one]));
  return [...people.values()]
    .filter(({ id, type }) => type === "User" && !absent.has(id) && !approved.has(id) && !left.has(id))
    .filter(({ login }) => !isAway(policy.calendar, login, now))
    .filter((person) => handsThatExclude(person, contributors, policy.section.separation).length === 0)
    .filter((person) =>
      rolesAskedFor(scene).some((role) => ["holds", "owns"].includes(standingFor(scene, person, role).is)),
    )
    .sort((a, b) => (turn(a) < turn(b) ? -1 : 1))
    .slice(0, MOST_CANDIDATES);
}

/** What somebody may be counted as: roles, owned paths, and for whom they stand in. */
function kindOf(person: Person, scene: Scene): string {
  const roles = rolesAskedFor(scene).map((role) => standingFor(scene, person, role).is);
  const paths = scene.owned.map((path) => ownership({ path, person, authority: scene.authority }).is === "owns");
  const voices = delegationsIn(scene).flatMap(({ to, by }) => (to.id === person.id ? [by.id] : []));
  return JSON.stringify([roles, paths, voices]);
}

/** Whether the rules about approvals would be met; everything else is not asked here. */
function isEnough(scene: Scene, approvals: readonly Approval[]): boolean {
  const { risk, rule, matter } = askedFor(scene);
  const quorum = (one: Quorum): Verdict => {
    const leftOut = declarerLeftOut(scene, one);
    const eligible = approvals.filter(({ by }) => by.id !== leftOut?.id);
    const { reached } = countOf(eligible, scene, one).tally;
    return { state: reached ? "allow" : "wait", code: "approvals", title: "", because: [] };
  };
  const level = risk?.level ?? "low";
  return judgeApprovals(rule, { level, test: (condition) => test(condition, matter), quorum }).outcome === "met";
}

function asApproval(by: Person, scene: Scene): Approval {
  const state = { is: "counts", kept: null } as const;
  return { by, head: scene.tuple.head, because: "", until: Infinity, standsInFor: [], state };
}
