// Who we are to GitHub: the App by its JWT, and installation tokens that can do no more than the calls need (TEN-01).
// Tokens live in memory, for at most their hour, and are given out only as headers.
import * as z from "zod";
import { ReadError } from "../core/known.ts";
import type { Repo } from "../core/refs.ts";
import type { Clock } from "./clock.ts";
import { permissionsFor } from "./endpoints.ts";
import type { Level, PermissionName, Permissions } from "./endpoints.ts";
import type { Credential, Send } from "./request.ts";

/**
 * What a token is for: one repository, by its id or (an owner's `.github`) by its name, and reading or writing. `all`
 * is only for listing the repositories, and can read nothing in them.
 */
export interface Scope {
  readonly installation: number;
  readonly repository: { readonly id: number } | { readonly name: string } | "all";
  readonly level: Level;
}

export interface Token extends Credential {
  /** What was asked for and granted. */
  readonly permissions: Readonly<Record<string, string>>;
  /** The repository as GitHub names it now, by id: a rename cannot lead us astray. Null when GitHub did not say. */
  readonly repository: { readonly id: number; readonly owner: string; readonly name: string } | null;
}

export interface Auth {
  /** The App's own credential; a JWT is good for ten minutes, and made for each call. */
  app(): Promise<Credential>;
  token(scope: Scope): Promise<Token>;
  /** What the installation granted, at most five minutes old. */
  granted(installation: number): Promise<Readonly<Record<string, string>>>;
  /** After a 401 or a rename: the next call gets a fresh one. */
  drop(token: Token): void;
  /** Suspended, removed, or its permissions changed: nothing that we hold for it is used again (TEN-12). */
  forget(installation: number): void;
}

export interface AuthSettings {
  readonly createJwt: () => Promise<string>;
  readonly send: Send;
  readonly clock: Clock;
}

// GitHub's tokens live an hour. Ours are put away earlier, so that none ends in mid-turn.
const TOKEN_LIFE = 55 * 60_000;
const GRANT_LIFE = 5 * 60_000;

const Minted = z.object({
  token: z.string().min(1),
  expires_at: z.string(),
  permissions: z.record(z.string(), z.string()).default({}),
  repositories: z.array(z.object({ id: z.number().int(), full_name: z.string().regex(/^[^/]+\/[^/]+$/) })).optional(),
});
const Installation = z.object({ permissions: z.record(z.string(), z.string()), suspended_at: z.string().nullish() });

interface Kept<T> {
  readonly value: Promise<T>;
  readonly until: number;
}

export function scopeFor(repo: Repo, level: Level): Scope {
  return { installation: repo.installation, repository: { id: repo.id }, level };
}

function keyOf(scope: Scope): string {
  const { repository } = scope;
  const which = repository === "all" ? "all" : "id" in repository ? repository.id : `name ${repository.name}`;
  return `${scope.installation}/${which}/${scope.level}`;
}

function whichOf({ repository }: Scope): Record<string, unknown> {
  if (repository === "all") return {};
  return "id" in repository ? { repository_ids: [repository.id] } : { repositories: [repository.name] };
}

/** What is asked for: the needs of our calls, as far as the installation granted them; asking for more is answered 422. */
function within(wanted: Permissions, granted: Readonly<Record<string, string>>): Record<string, string> {
  const asked: Record<string, string> = {};
  for (const [name, level] of Object.entries(wanted) as [PermissionName, Level][]) {
    if (granted[name] === "write" || granted[name] === level) asked[name] = level;
  }
  return asked;
}

// GitHub answers 422, and not 404, for a repository that was deleted or taken out of the installation.
function isNotOurs(error: unknown): error is ReadError {
  return error instanceof ReadError && error.status === 422 && /repository that does not exist/i.test(error.message);
}

function goneFrom({ what, status, message, cause }: ReadError): ReadError {
  return new ReadError({ failure: "gone", what, status, message, cause });
}

export function openAuth({ createJwt, send, clock }: AuthSettings): Auth {
  const tokens = new Map<string, Kept<Token>>();
  const grants = new Map<number, Kept<Readonly<Record<string, string>>>>();
  let minted = 0;

  /** One promise for all who ask at once; a failure is not kept. */
  function keep<K, T>(kept: Map<K, Kept<T>>, key: K, life: number, make: () => Promise<T>): Promise<T> {
    const known = kept.get(key);
    if (known && known.until > clock.now()) return known.value;
    const value = make();
    const fresh = { value, until: clock.now() + life };
    kept.set(key, fresh);
    value.catch(() => {
      if (kept.get(key) === fresh) kept.delete(key);
    });
    return value;
  }

  async function app(): Promise<Credential> {
    return { account: 0, serial: "app", authorization: `bearer ${await createJwt()}` };
  }

  async function readGrants(installation: number): Promise<Readonly<Record<string, string>>> {
    const what = `what installation ${installation} granted`;
    const { data } = await send({
      route: "GET /app/installations/{installation_id}",
      parameters: { installation_id: installation },
      what,
      credential: await app(),
    });
    const parsed = Installation.safeParse(data);
    if (!parsed.success)
      throw new ReadError({ failure: "malformed", what, message: `GitHub's answer about ${what} has another shape` });
    if (parsed.data.suspended_at != null) {
      throw new ReadError({
        failure: "forbidden",
        what,
        message: `Installation ${installation} is suspended. Unsuspend it on its settings page to go on.`,
      });
    }
    return parsed.data.permissions;
  }

  async function mint(scope: Scope): Promise<Token> {
    const granted = await auth.granted(scope.installation);
    const needed: Permissions = scope.repository === "all" ? { metadata: "read" } : permissionsFor(scope.level);
    const permissions = within(needed, granted);
    const what = `a token for installation ${scope.installation}`;
    const asked = send({
      route: "POST /app/installations/{installation_id}/access_tokens",
      parameters: {
        installation_id: scope.installation,
        ...whichOf(scope),
        permissions,
      },
      what,
      credential: await app(),
    });
    const { data } = await asked.catch((error: unknown) => {
      throw isNotOurs(error) ? goneFrom(error) : error;
    });
    const parsed = Minted.safeParse(data);
    if (!parsed.success)
      throw new ReadError({ failure: "malformed", what, message: `GitHub's answer about ${what} has another shape` });
    const [only] = parsed.data.repositories ?? [];
    const [owner = "", name = ""] = only?.full_name.split("/") ?? [];
    return {
      account: scope.installation,
      serial: `${keyOf(scope)}/${++minted}`,
      authorization: `token ${parsed.data.token}`,
      permissions,
      repository: only ? { id: only.id, owner, name } : null,
    };
  }

  const auth: Auth = {
    app,
    granted: (installation) => keep(grants, installation, GRANT_LIFE, () => readGrants(installation)),
    token: (scope) => keep(tokens, keyOf(scope), TOKEN_LIFE, () => mint(scope)),
    drop(token) {
      tokens.delete(token.serial.slice(0, token.serial.lastIndexOf("/")));
    },
    forget(installation) {
      grants.delete(installation);
      for (const key of tokens.keys()) if (key.startsWith(`${installation}/`)) tokens.delete(key);
    },
  };
  return auth;
}
