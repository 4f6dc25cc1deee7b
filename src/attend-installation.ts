// The turn of a whole installation: it came, went, was suspended, was given or lost repositories, or who belongs to it changed.
import { known, ReadError } from "./core/known.ts";
import type { Instant, Repo, Subject } from "./core/refs.ts";
import type { Trigger } from "./core/trigger.ts";
import type { GitHub } from "./github/github.ts";
import type { InstallationState } from "./store/installations.ts";
import type { Store } from "./store/open.ts";

type InstallationTrigger = Extract<Trigger, { kind: "installation" }>;

export interface InstallationHouse {
  readonly store: Pick<Store, "installations" | "repositories" | "wake">;
  readonly github: Pick<GitHub, "forget" | "granted">;
}

/** Repositories are woken one after the other: a large installation does not spend its rate limit at once. */
const SPREAD_MS = 200;

/**
 * What it means now. Whether it may be acted for is asked of GitHub, since events come late and in any order (WH-12).
 * Tokens and grants are dropped, because they may no longer be true (TEN-12); data stay until somebody purges them.
 * Throws what could not be read: the turn is tried again.
 */
export async function attendInstallation(args: {
  readonly subject: Subject;
  readonly triggers: readonly Trigger[];
  readonly house: InstallationHouse;
  readonly now: Instant;
}): Promise<void> {
  const { subject, house, now } = args;
  const { installation } = subject;
  const triggers = args.triggers.filter((one) => one.kind === "installation");
  house.github.forget(installation);
  const state = await stateOf(installation, house.github);
  await keepState({ installation, triggers, state, house, now });
  if (state !== "active") return;
  // Woken by nothing that GitHub sent: the policy that its repositories extend has changed.
  if (triggers.length === 0) await wakeEach({ touched: await present(house, installation), house, now });
  for (const trigger of triggers) {
    await keepRepositories({ trigger, house, now });
    // Without a list it may concern any of them: a team's member left, say.
    const touched = trigger.repos.length > 0 ? trigger.repos : await present(house, installation);
    await wakeEach({ touched, house, now });
  }
}

async function present({ store }: InstallationHouse, installation: number): Promise<readonly Repo[]> {
  return (await store.repositories.list(installation)).filter(({ state }) => state === "here");
}

async function stateOf(installation: number, github: InstallationHouse["github"]): Promise<InstallationState> {
  const granted = await known(github.granted(installation));
  if (granted.known) return "active";
  const { failure, what, message } = granted.why;
  if (failure === "forbidden") return "suspended";
  if (failure === "gone") return "removed";
  throw new ReadError({ failure, what, message });
}

async function keepState(args: {
  readonly installation: number;
  readonly triggers: readonly InstallationTrigger[];
  readonly state: InstallationState;
  readonly house: InstallationHouse;
  readonly now: Instant;
}): Promise<void> {
  const { installation, triggers, state, house, now } = args;
  const before = await house.store.installations.find(installation);
  const told = triggers.findLast(({ account }) => account !== null)?.account;
  const account = told ?? (before && { id: before.account, login: before.login });
  if (!account) return;
  const { id, login } = account;
  const since = before?.state === state ? before.since : now;
  await house.store.installations.see({ installation, account: id, login, state, since });
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
