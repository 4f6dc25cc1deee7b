// Repositories by their numeric id: a rename or a transfer changes what they are called, not what is known of them.
import type { Instant, Repo } from "../core/refs.ts";
import type { Connected, Db } from "./tables.ts";
import { asTenant, know } from "./tenant.ts";

export interface KnownRepository extends Repo {
  readonly defaultBranch: string;
  /** `left`: deleted, transferred away, or taken out of the installation. What is known stays. */
  readonly state: "here" | "left";
  readonly seenAt: Instant;
}

/** One of the names that a repository had, and since when we knew it by that name. */
export interface RepositoryName {
  readonly owner: string;
  readonly name: string;
  readonly since: Instant;
}

export interface Repositories {
  /** Keeps what was seen, and says what is different from before. */
  see(repository: KnownRepository): Promise<"new" | "same" | "renamed" | "default-branch" | "back" | "left">;
  find(installation: number, repository: number): Promise<KnownRepository | null>;
  /** By today's name; null when none of the installation's repositories is called that now. */
  named(installation: number, owner: string, name: string): Promise<KnownRepository | null>;
  list(installation: number): Promise<readonly KnownRepository[]>;
  /** All names, oldest first, today's included. */
  names(installation: number, repository: number): Promise<readonly RepositoryName[]>;
}

export function openRepositories(connected: Connected): Repositories {
  const findIn = async (trx: Db, installation: number, repository: number): Promise<KnownRepository | null> => {
    const row = await trx
      .selectFrom("repositories")
      .selectAll()
      .where("installation", "=", installation)
      .where("repository", "=", repository)
      .executeTakeFirst();
    return row ? knownOf(row) : null;
  };
  return {
    find: (installation, repository) =>
      asTenant(connected, installation, (trx) => findIn(trx, installation, repository)),
    see: (seen) =>
      asTenant(connected, seen.installation, async (trx) => {
        await know(trx, seen.installation);
        const before = await findIn(trx, seen.installation, seen.id);
        const row = {
          owner: seen.owner,
          name: seen.name,
          default_branch: seen.defaultBranch,
          state: seen.state,
          seen_at: seen.seenAt,
        };
        await trx
          .insertInto("repositories")
          .values({ installation: seen.installation, repository: seen.id, ...row })
          .onConflict((conflict) => conflict.columns(["installation", "repository"]).doUpdateSet(row))
          .execute();
        const difference = differenceOf(before, seen);
        if (difference === "new" || before?.owner !== seen.owner || before.name !== seen.name) {
          const { installation, id: repository, owner, name, seenAt: since } = seen;
          await trx
            .insertInto("repository_names")
            .values({ installation, repository, since, owner, name })
            .onConflict((conflict) => conflict.doNothing())
            .execute();
        }
        return difference;
      }),
    named: (installation, owner, name) =>
      asTenant(connected, installation, async (trx) => {
        const rows = await trx
          .selectFrom("repositories")
          .selectAll()
          .where("installation", "=", installation)
          // GitHub's names differ in more than case.
          .where((where) => where(where.fn<string>("lower", ["owner"]), "=", owner.toLowerCase()))
          .where((where) => where(where.fn<string>("lower", ["name"]), "=", name.toLowerCase()))
          // Another repository may have taken the name of one that left.
          .orderBy("state")
          .orderBy("seen_at", "desc")
          .execute();
        return rows[0] ? knownOf(rows[0]) : null;
      }),
    list: (installation) =>
      asTenant(connected, installation, async (trx) => {
        const rows = await trx
          .selectFrom("repositories")
          .selectAll()
          .where("installation", "=", installation)
          .orderBy("repository")
          .execute();
        return rows.map(knownOf);
      }),
    names: (installation, repository) =>
      asTenant(connected, installation, (trx) =>
        trx
          .selectFrom("repository_names")
          .select(["owner", "name", "since"])
          .where("installation", "=", installation)
          .where("repository", "=", repository)
          .orderBy("since")
          .execute(),
      ),
  };
}

function differenceOf(before: KnownRepository | null, seen: KnownRepository) {
  if (before === null) return "new";
  if (before.state !== seen.state) return seen.state === "left" ? "left" : "back";
  if (before.owner !== seen.owner || before.name !== seen.name) return "renamed";
  return before.defaultBranch === seen.defaultBranch ? "same" : "default-branch";
}

function knownOf(row: {
  installation: number;
  repository: number;
  owner: string;
  name: string;
  default_branch: string;
  state: "here" | "left";
  seen_at: number;
}): KnownRepository {
  const { repository: id, default_branch: defaultBranch, seen_at: seenAt, ...same } = row;
  return { id, defaultBranch, seenAt, ...same };
}
