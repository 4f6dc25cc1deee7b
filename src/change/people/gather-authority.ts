// The reads about people: each person whose word counts in this look, and only the ways in that some role has.
import type { Policy } from "../../core/policy.ts";
import { askPeople, type PeopleReads } from "../../core/ask-people.ts";
import type { Known } from "../../core/known.ts";
import type { Repository } from "../../core/reads.ts";
import type { Instant, Person, Sha } from "../../core/refs.ts";
import { questionsAbout, rolesWithDefault, type Authority, type Owner } from "../../core/people.ts";
import { behindMerges } from "../binding/base-merge.ts";
import { placeOf } from "../binding/evidence.ts";
import { candidateLogins } from "./candidates.ts";
import type { ChangeConfig } from "../config.ts";
import { identityOf } from "./contributors.ts";
import type { PullFacts } from "../pull-facts.ts";
import { rolesOfPredicates } from "../rules/asked.ts";
import { ownedPaths, touchedPaths } from "../rules/paths.ts";
import type { Spoken } from "../record-shapes.ts";
import { entriesOf, type History } from "../records.ts";
import { delegationsAt } from "./delegations.ts";
import { loginNamed } from "./judge-delegation.ts";

export async function gatherAuthority(args: {
  readonly repository: Known<Repository>;
  readonly policy: Policy<ChangeConfig>;
  readonly pulls: readonly PullFacts[];
  readonly spoken: readonly Spoken[];
  readonly delegations: Known<History>;
  readonly now: Instant;
  readonly reads: PeopleReads;
}): Promise<Authority> {
  const { repository, policy, pulls, spoken, delegations, now, reads } = args;
  const roles = Object.values(rolesWithDefault(policy.roles));
  const owners = pulls.flatMap((pull) => ownersAsked(pull)).flatMap((path) => path.owners);
  const speakers = [
    ...spoken.map((one) => one.by),
    ...pulls.flatMap(whoseWordCounts),
    ...(rolesOfPredicates(policy.section).length > 0 ? pulls.flatMap(whoseRoleIsAsked) : []),
  ];

  // Whoever is stood in for has to hold the role now.
  const said = new Set(speakers.map(({ id }) => id));
  const lent = delegationsAt(delegations.known ? [delegations.value] : [], now).filter(({ to }) => said.has(to.id));
  const people = [...speakers, ...lent.map(({ by }) => by)];

  const asked = questionsAbout(people, [...roles, { teams: teamsIn(owners) }]);
  const logins = new Set([
    ...asked.logins,
    ...spoken.flatMap((one) => loginNamed(one) ?? []),
    ...owners.flatMap((owner) => (owner.kind === "person" ? [owner.login] : [])),
    ...pulls.flatMap((pull) => identitiesAsked(pull, policy)),
    ...(repository.known ? (candidateLogins(policy, repository.value) ?? []) : []),
  ]);
  return askPeople({ questions: { ...asked, logins: [...logins] }, repository, reads });
}

function teamsIn(owners: readonly Owner[]): string[] {
  return owners.flatMap((owner) => (owner.kind === "team" ? [owner.team] : []));
}

/** Whoever approved this head, took back a rejection, let go of a hold, vouched, set type or risk, or overrode a freeze: green may rest on them, so their roles are read anew. */
function whoseWordCounts({ records, reviews, pull, evidence }: PullFacts): Person[] {
  const behind = behindMerges(evidence.merges, pull.head.sha);
  const isBehind = (head: Sha): boolean => behind.includes(head);
  const history = records.known ? records.value : [];
  const approvals = entriesOf(history, "change.approval").filter(
    ({ data: { tuple } }) =>
      tuple.head === pull.head.sha || evidence.patches.has(placeOf(tuple)) || isBehind(tuple.head),
  );
  const others = entriesOf(
    history,
    "change.rejection-lift",
    "change.unhold",
    "change.vouch",
    "change.override",
    "change.type",
    "change.risk",
  );
  const reviewers = (reviews.known ? reviews.value : []).filter(
    (review) => review.state === "approved" && review.commit === pull.head.sha,
  );
  const people = [...approvals, ...others, ...reviewers].map((one) => one.by);
  return people.filter((person): person is Person => person !== null);
}

/** Whoever had a hand in it, where a predicate asks for their roles. */
function whoseRoleIsAsked({ pull, commits, pushers, requesters }: PullFacts): Person[] {
  const made = (commits.known ? commits.value : []).flatMap((commit) => [...commit.authors, commit.committer]);
  const people = [
    pull.author,
    ...made.map((one) => one?.person ?? null),
    ...(pushers.known ? pushers.value.map(({ by }) => by) : []),
    ...(requesters.known ? requesters.value : []),
  ];
  return people.filter((person): person is Person => person !== null);
}

/** The touched paths that have owners, as far as they are known. */
export function ownersAsked(pull: PullFacts): ReturnType<typeof ownedPaths> {
  if (!pull.files.known || !pull.codeowners.known) return [];
  return ownedPaths(pull.codeowners.value, touchedPaths(pull.files.value));
}

/** Logins that `identities:` gives for people of these commits whom GitHub cannot name. */
function identitiesAsked({ commits }: PullFacts, policy: Policy<ChangeConfig>): string[] {
  const people = (commits.known ? commits.value : []).flatMap((commit) => [...commit.authors, commit.committer]);
  return people.flatMap((someone) => {
    const login = someone && !someone.person ? identityOf(someone.email, policy.identities) : undefined;
    return login === undefined || login === "bot" ? [] : [login.toLowerCase()];
  });
}
