// Everything that the stand-in knows, in memory.
import type { Account } from "./accounts.ts";
import type { App, Installation, InstallationToken } from "./apps.ts";
import { startClock } from "./clock.ts";
import type { Clock } from "./clock.ts";
import { startIds } from "./ids.ts";
import type { Ids } from "./ids.ts";
import type { Repository } from "./repositories.ts";

export interface World {
  readonly clock: Clock;
  readonly ids: Ids;
  /** `http://127.0.0.1:4010`, known once the server listens. */
  url: string;
  readonly accounts: Map<number, Account>;
  readonly repositories: Map<number, Repository>;
  readonly apps: Map<number, App>;
  readonly installations: Map<number, Installation>;
  readonly tokens: Map<string, InstallationToken>;
  /** Codes of the manifest flow: App by code, with its end. */
  readonly manifests: Map<string, { readonly app: App; readonly until: number }>;
  /** Told of every change of state; the events room turns it into deliveries. */
  tell: (event: Event) => void;
}

/** A webhook before it is addressed: which event, about what, by whom. `body` is in GitHub's shape. */
export interface Event {
  readonly name: string;
  readonly action: string | null;
  readonly repository: Repository | null;
  readonly organization?: Account | null;
  readonly sender: Account;
  readonly body: Readonly<Record<string, unknown>>;
  /** When set, the only App that gets it (check runs, gates, installations), subscribed or not. */
  readonly only?: App;
  readonly installation?: Installation;
}

export function startWorld(now?: number): World {
  return {
    clock: startClock(now),
    ids: startIds(),
    url: "http://127.0.0.1",
    accounts: new Map(),
    repositories: new Map(),
    apps: new Map(),
    installations: new Map(),
    tokens: new Map(),
    manifests: new Map(),
    tell: () => undefined,
  };
}
