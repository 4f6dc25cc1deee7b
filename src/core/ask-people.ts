// The reads about people that every room needs before it can tell who holds a role. With core/known.ts the only
// file of core that waits: it turns promises into facts, and decides nothing.
import { membership, type Authority, type Questions } from "./people.ts";
import { known, type Known } from "./known.ts";
import type { Reads, Repository } from "./reads.ts";

export type PeopleReads = Pick<Reads, "permission" | "team" | "person">;

/** Asks each question once; what could not be read stays in the answer as such. */
export async function askPeople(args: {
  readonly questions: Questions;
  /** Null where nobody is asked about. */
  readonly repository: Known<Repository> | null;
  readonly reads: PeopleReads;
}): Promise<Authority> {
  const { questions, repository, reads } = args;
  const [permissions, teams, accounts] = await Promise.all([
    askEach(questions.permissions, async (person) => [person.id, await known(reads.permission(person))] as const),
    askEach(
      questions.teams,
      async ({ team, person }) => [membership(team, person), await known(reads.team(team, person))] as const,
    ),
    askEach(questions.logins, async (login) => [login, await known(reads.person(login))] as const),
  ]);
  return {
    // Where the owner could not be read, the stricter reading: `maintain` means admin.
    ownerType: repository?.known === true ? repository.value.ownerType : "User",
    permissions: new Map(permissions),
    teams: new Map(teams),
    accounts: new Map(accounts),
  };
}

async function askEach<Question, Key, Answer>(
  questions: readonly Question[],
  ask: (question: Question) => Promise<readonly [Key, Answer]>,
): Promise<(readonly [Key, Answer])[]> {
  return Promise.all(questions.map(ask));
}
