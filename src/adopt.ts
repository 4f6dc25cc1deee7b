// Where the App is installed, as GitHub says it: what an outage missed, and what a lost store has to begin from.
// Waking a repository makes its upkeep wake every open pull request, which is then announced anew: nothing that is green
// on GitHub rests on records that are gone.
import type { Instant } from "./core/refs.ts";
import type { GitHub } from "./github/github.ts";
import type { Store } from "./store/open.ts";

export interface AdoptingHouse {
  readonly store: Pick<Store, "installations" | "repositories" | "wake">;
  readonly github: Pick<GitHub, "installations" | "forget">;
}

/** Repositories are woken one after the other, so that a start does not spend the rate limit at once. */
const SPREAD_MS = 200;

/**
 * Brings what the store knows of installations and repositories up to date, and wakes every repository. One installation
 * that cannot be read holds up no other; the first such error is thrown at the end.
 */
export async function adopt(house: AdoptingHouse, now: Instant): Promise<void> {
  const { store, github } = house;
  // The store first: what comes while GitHub lists is not missing from its list.
  const known = await store.installations.list();
  const listed = await github.installations.list();
  for (const { installation, account, login, state } of known) {
    if (state === "removed" || listed.some(({ id }) => id === installation)) continue;
    github.forget(installation);
    await store.installations.see({ installation, account, login, state: "removed", since: now });
  }
  const failures: unknown[] = [];
  let at = now;
  for (const { id: installation, account: login, accountId, suspended } of listed) {
    const state = suspended ? "suspended" : "active";
    const before = await store.installations.find(installation);
    if (before?.state !== state) {
      github.forget(installation);
      await store.installations.see({ installation, account: accountId, login, state, since: now });
    }
    if (suspended) continue;
    try {
      at = await adoptRepositories({ house, installation, now, at });
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
}

async function adoptRepositories(args: {
  readonly house: AdoptingHouse;
  readonly installation: number;
  readonly now: Instant;
  readonly at: Instant;
}): Promise<Instant> {
  const { installation, now } = args;
  const { repositories, wake } = args.house.store;
  const before = await repositories.list(installation);
  const listed = await args.house.github.installations.repositories(installation);
  for (const known of before) {
    if (known.state === "left" || listed.some(({ id }) => id === known.id)) continue;
    await repositories.see({ ...known, state: "left", seenAt: now });
  }
  let at = args.at;
  for (const repo of listed) {
    const before = await repositories.find(installation, repo.id);
    // The list does not name the default branch; the repository's own turn reads it.
    await repositories.see({ ...repo, defaultBranch: before?.defaultBranch ?? "", state: "here", seenAt: now });
    await wake({ installation, repository: repo.id, kind: "repository", name: "" }, at);
    at += SPREAD_MS;
  }
  return at;
}
