// Accounts and Apps that every GitHub has.
import { accountByLogin, addAccount } from "./accounts.ts";
import type { Account } from "./accounts.ts";
import type { App, Permissions } from "./apps.ts";
import type { World } from "./world.ts";

/** Commits made through GitHub's pages are committed by web-flow, who is no person. */
export function addKnownAccounts(world: World): void {
  addAccount(world, { login: "web-flow", type: "User", id: 19_864_447, emails: ["noreply@github.com"] });
  addAccount(world, { login: "ghost", type: "User", id: 10_137 });
  const github = addAccount(world, { login: "github", type: "Organization", id: 9_919 });
  addApp(world, {
    id: 15_368,
    slug: "github-actions",
    name: "GitHub Actions",
    owner: github,
    botId: 41_898_282,
    publicKey: "",
    privateKey: null,
    webhook: { url: null, secret: "" },
    permissions: {
      contents: "write",
      issues: "write",
      pull_requests: "write",
      checks: "write",
      statuses: "write",
      actions: "write",
    },
    events: [],
  });
}

export interface NewApp {
  readonly id?: number | undefined;
  readonly slug: string;
  readonly name?: string | undefined;
  readonly owner: Account;
  readonly botId?: number;
  readonly publicKey: string;
  readonly privateKey: string | null;
  readonly webhook: { url: string | null; secret: string };
  readonly permissions: Permissions;
  readonly events: readonly string[];
}

export function addApp(world: World, fresh: NewApp): App {
  const id = fresh.id ?? world.ids.next("app");
  const login = `${fresh.slug}[bot]`;
  const bot =
    accountByLogin(world, login) ??
    addAccount(world, { login, type: "Bot", ...(fresh.botId !== undefined && { id: fresh.botId }) });
  const app: App = {
    id,
    slug: fresh.slug,
    name: fresh.name ?? fresh.slug,
    clientId: `Iv23li${String(id).padStart(14, "0")}`,
    owner: fresh.owner,
    bot,
    publicKey: fresh.publicKey,
    privateKey: fresh.privateKey,
    webhook: fresh.webhook,
    permissions: fresh.permissions,
    events: fresh.events,
    createdAt: world.clock.now(),
  };
  world.apps.set(id, app);
  return app;
}
