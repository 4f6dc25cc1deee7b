// The turn of a whole installation: it came, went, was suspended, was given or lost repositories, or who belongs to it changed.
import type { Instant, Repo, Subject } from "./core/refs.ts";
import type { Trigger } from "./core/trigger.ts";
import type { GitHub } from "./github/github.ts";
import type { InstallationState } from "./store/installations.ts";
import type { Store } from "./store/open.ts";

type InstallationTrigger = Extract<Trigger, { kind: "installation" }>;

export interface InstallationHouse {
  readonly store: Pick<Store, "installations" | "repositories" | "wake">;
  readonly github: Pick<GitHub, "forget">;
}

/** Repositories are woken one after the other: a large installation does not spend its rate limit at once. */
const SPREAD_MS = 200;

const STATE_AFTER: Readonly<Record<string, InstallationState>> = {
  created: "active",
  unsuspend: "active",
  new_permissions_accepted: "active",
  added: "active",
  removed: "active",
  suspend: "suspended",
  deleted: "removed",
};

/**
 * What it means, in the order in which it came. Tokens and grants are dropped, because they may no longer be true (TEN-12);
 * data stay until somebody purges them.
 */
export async function attendInstallation(args: {
  readonly subject: Subject;
  readonly triggers: readonly Trigger[];
  readonly house: InstallationHouse;
  readonly now: Instant;
}): Promise<void> {
  const { subject, triggers, house, now } = args;
  const { installation } = subject;
  for (const trigger of triggers) {
    if (trigger.kind !== "installation") continue;
    house.github.forget(installation);
    const state = STATE_AFTER[trigger.action];
    if (state !== undefined) await keepState({ installation, trigger, state, house, now });
    if (state === "suspended" || state === "removed") return;
    await keepRepositories({ trigger, house, now });
    // Without a list it may concern any of them: a team's member left, say.
    const touched = trigger.repos.length > 0 ? trigger.repos : await house.store.repositories.list(installation);
    await wakeEach({ touched, house, now });
  }
}

async function keepState(args: {
  readonly installation: number;
  readonly trigger: InstallationTrigger;
  readonly state: InstallationState;
  readonly house: InstallationHouse;
  readonly now: Instant;
}): Promise<void> {
  const { installation, trigger, state, house, now } = args;
  const known = await house.store.installations.find(installation);
  const account = trigger.account ?? (known && { id: known.account, login: known.login });
  if (!account) return;
  await house.store.installations.see({ installation, account: account.id, login: account.login, state, since: now });
}

async function keepRepositories(args: {
  readonly trigger: InstallationTrigger;
  readonly house: InstallationHouse;
  readonly now: Instant;
}): Promise<void> {
  const { trigger, house, now } = args;
  const state = trigger.action === "removed" ? "left" : "here";
  for (const repo of trigger.repos) {
    const before = await house.store.repositories.find(repo.installation, repo.id);
    // The event does not name the default branch: the repository's own turn reads it.
    await house.store.repositories.see({ ...repo, defaultBranch: before?.defaultBranch ?? "", state, seenAt: now });
  }
}

async function wakeEach(args: {
  readonly touched: readonly Repo[];
  readonly house: InstallationHouse;
  readonly now: Instant;
}): Promise<void> {
  let at = args.now;
  for (const { installation, id } of args.touched) {
    await args.house.store.wake({ installation, repository: id, kind: "repository", name: "" }, at);
    at += SPREAD_MS;
  }
}
