// GitHub Apps, their installations and tokens.
import type { Account } from "./accounts.ts";
import type { Repository } from "./repositories.ts";

export type Access = "read" | "write" | "admin";
export type Permissions = Readonly<Record<string, Access>>;

export interface App {
  readonly id: number;
  readonly slug: string;
  readonly name: string;
  readonly clientId: string;
  readonly owner: Account;
  /** `slug[bot]`. */
  readonly bot: Account;
  readonly publicKey: string;
  /** PEM; null when the seed gave a public key only. */
  readonly privateKey: string | null;
  webhook: { url: string | null; secret: string };
  permissions: Permissions;
  events: readonly string[];
  readonly createdAt: number;
}

export interface Installation {
  readonly id: number;
  readonly app: App;
  readonly account: Account;
  /** Null means all repositories of the account. */
  repositories: Set<number> | null;
  permissions: Permissions;
  readonly events: readonly string[];
  suspendedAt: number | null;
  readonly createdAt: number;
  updatedAt: number;
}

export interface InstallationToken {
  readonly token: string;
  readonly installation: Installation;
  /** Null means every repository of the installation. */
  readonly repositories: ReadonlySet<number> | null;
  readonly permissions: Permissions;
  readonly expiresAt: number;
}

export function reaches(installation: Installation, repository: Repository): boolean {
  if (installation.account.id !== repository.owner.id) return false;
  return installation.repositories === null || installation.repositories.has(repository.id);
}

const RANK: Readonly<Record<Access, number>> = { read: 1, write: 2, admin: 3 };

export function grants(permissions: Permissions, name: string, wanted: Access): boolean {
  const has = permissions[name];
  // Every installation can read metadata.
  if (has === undefined) return name === "metadata" && wanted === "read";
  return RANK[has] >= RANK[wanted];
}
