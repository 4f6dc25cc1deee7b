// The reads about people: each person whose word counts in this look, and only the ways in that some role has.
import type { Policy } from "../core/policy.ts";
import { known, type Known, type PermissionLevel, type Reads, type Repository } from "../core/reads.ts";
import type { Person } from "../core/refs.ts";
import { membership, questionsAbout, rolesWithDefault, type Authority, type Owner } from "../core/people.ts";
import { candidateLogins } from "./candidates.ts";
import type { ChangeConfig } from "./config.ts";
import { identityOf } from "./contributors.ts";
import type { PullFacts } from "./pull-facts.ts";
import { ownedPaths, touchedPaths } from "./paths.ts";
import { entriesOf, type Spoken } from "./records.ts";

type PeopleReads = Pick<Reads, "permission" | "team" | "person">;

export async function gatherAuthority(args: {
  readonly repository: Known<Repository>;
  readonly policy: Policy<ChangeConfig>;
  readonly pulls: readonly PullFacts[];
  readonly spoken: readonly Spoken[];
  readonly reads: PeopleReads;
}): Promise<Authority> {
  const { repository, policy, pulls, spoken, reads } = args;
  const roles = Object.values(rolesWithDefault(policy.roles));
  const owners = pulls.flatMap((pull) => ownersAsked(pull)).flatMap((path) => path.owners);
  const people = [...spoken.map((one) => one.by), ...pulls.flatMap(whoseWordCounts)];

  const asked = questionsAbout(people, [...roles, { teams: teamsIn(owners) }]);
  const logins = new Set([
    ...asked.logins,
    ...owners.flatMap((owner) => (owner.kind === "person" ? [owner.login] : [])),
    ...pulls.flatMap((pull) => identitiesAsked(pull, policy)),
    ...(repository.known ? (candidateLogins(policy, repository.value) ?? []) : []),
  ]);
  const [permissions, memberships, accounts] = await Promise.all([
    askEach(asked.permissions, async (person) => [person.id, await known(reads.permission(person))] as const),
    askEach(
      asked.teams,
      async ({ team, person }) => [membership(team, person), await known(reads.team(team, person))] as const,
    ),
    askEach([...logins], async (login) => [login, await known(reads.person(login))] as const),
  ]);
  return {
    // Where the owner could not be read, the stricter reading: `maintain` means admin.
    ownerType: repository.known ? repository.value.ownerType : "User",
    permissions: new Map<number, Known<PermissionLevel>>(permissions),
    teams: new Map(memberships),
    accounts: new Map(accounts),
  };
}

async function askEach<Question, Key, Answer>(
  questions: readonly Question[],
  ask: (question: Question) => Promise<readonly [Key, Answer]>,
): Promise<(readonly [Key, Answer])[]> {
  return Promise.all(questions.map(ask));
}

function teamsIn(owners: readonly Owner[]): string[] {
  return owners.flatMap((owner) => (owner.kind === "team" ? [owner.team] : []));
}

/** Whoever approved this head, took back a rejection or vouched: green may rest on them, so their roles are read anew. */
function whoseWordCounts({ records, reviews, pull }: PullFacts): Person[] {
  const history = records.known ? records.value : [];
  const approvals = entriesOf(history, "change.approval").filter((entry) => entry.data.tuple.head === pull.head.sha);
  const others = entriesOf(history, "change.rejection-lift", "change.vouch");
  const reviewers = (reviews.known ? reviews.value : []).filter(
    (review) => review.state === "approved" && review.commit === pull.head.sha,
  );
  const people = [...approvals, ...others, ...reviewers].map((one) => one.by);
  return people.filter((person): person is Person => person !== null);
}

function ownersAsked(pull: PullFacts): ReturnType<typeof ownedPaths> {
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
