// Who asks by GraphQL, and what they may see and do: the same authority as REST's, told as GraphQL errors.
import { GraphQLError } from "graphql";
import type { Actor } from "../http/actor.ts";
import { tokenGrants } from "../http/actor.ts";
import { canSee } from "../http/route.ts";
import type { Access } from "../state/apps.ts";
import { atLeast, roleIn } from "../state/authority.ts";
import type { Permission } from "../state/authority.ts";
import type { Account } from "../state/accounts.ts";
import { byOf } from "../http/actor.ts";
import type { Repository } from "../state/repositories.ts";
import type { World } from "../state/world.ts";

export interface Sight {
  readonly world: World;
  readonly actor: Actor;
  /** Who asks, as an account: for `viewer` and `viewerDidAuthor`. */
  readonly viewer: Account;
}

export function sightOf(world: World, actor: Actor): Sight {
  return { world, actor, viewer: byOf(actor).account };
}

export function unresolved(what: string): GraphQLError {
  return new GraphQLError(`Could not resolve to ${what}.`, { extensions: { type: "NOT_FOUND" } });
}

export function forbidden(): GraphQLError {
  return new GraphQLError("Resource not accessible by integration", { extensions: { type: "FORBIDDEN" } });
}

export function sees(sight: Sight, repository: Repository): boolean {
  return canSee(sight.world, sight.actor, repository);
}

/** Throws FORBIDDEN unless an installation has the permission, or a person the role. */
export function demandHere(
  sight: Sight,
  repository: Repository,
  wanted: { app: readonly [string, Access]; user: Permission },
): void {
  const { actor, world } = sight;
  const allowed =
    actor.kind === "installation"
      ? tokenGrants(actor, ...wanted.app)
      : actor.kind === "user" && atLeast(roleIn(world, repository, actor.account).level, wanted.user);
  if (!allowed) throw forbidden();
}
