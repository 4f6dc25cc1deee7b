// A route: what is asked, who may ask, what the body must be, and the answer.
import type { ZodType } from "zod";
import { atLeast, roleIn } from "../state/authority.ts";
import type { Permission } from "../state/authority.ts";
import { reaches } from "../state/apps.ts";
import type { Access } from "../state/apps.ts";
import type { By } from "../state/issues.ts";
import type { Repository } from "../state/repositories.ts";
import type { World } from "../state/world.ts";
import { byOf, tokenGrants } from "./actor.ts";
import type { Actor } from "./actor.ts";
import { notFound, Refusal } from "./refusal.ts";

export interface Ask<Body = unknown> {
  readonly world: World;
  readonly actor: Actor;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: Body;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The address that was asked, without its query: pages link to it. */
  readonly url: string;
}

export interface RepositoryAsk<Body = unknown> extends Ask<Body> {
  readonly repository: Repository;
}

export interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Route {
  readonly method: string;
  /** `/repos/:owner/:repo/issues/:number`; `*` at the end takes the rest. */
  readonly path: string;
  /** Which kinds of caller may ask at all. */
  readonly who: readonly Actor["kind"][];
  /** Counts against GitHub's limits on content. */
  readonly content: boolean;
  readonly body: ZodType | null;
  answer(ask: Ask): Answer;
}

interface Spec<Body> {
  readonly on: `${"GET" | "POST" | "PUT" | "PATCH" | "DELETE"} /${string}`;
  readonly body?: ZodType<Body>;
  readonly content?: true;
}

const PEOPLE_AND_INSTALLATIONS = ["user", "installation"] as const;
const ALL = ["anonymous", "user", "app", "installation"] as const;

function base<Body>(spec: Spec<Body>): Pick<Route, "method" | "path" | "content" | "body"> {
  const [method = "", path = ""] = spec.on.split(" ");
  return { method, path, content: spec.content ?? false, body: spec.body ?? null };
}

/** A route that belongs to no repository. */
export function route<Body = undefined>(
  spec: Spec<Body> & { who?: readonly Actor["kind"][]; answer: (ask: Ask<Body>) => Answer },
): Route {
  return { ...base(spec), who: spec.who ?? ALL, answer: (ask) => spec.answer(ask as Ask<Body>) };
}

/**
 * A route below `/repos/:owner/:repo`. `app` is what an installation's token must carry, `user` the role that a
 * person needs; null leaves that to the answer, where it depends on what is there.
 */
export function onRepository<Body = undefined>(
  spec: Spec<Body> & {
    app: readonly [string, Access] | null;
    user: Permission;
    who?: readonly Actor["kind"][];
    answer: (ask: RepositoryAsk<Body>) => Answer;
  },
): Route {
  const reading = spec.on.startsWith("GET");
  return {
    ...base(spec),
    who: spec.who ?? (reading ? ["anonymous", ...PEOPLE_AND_INSTALLATIONS] : PEOPLE_AND_INSTALLATIONS),
    answer: (ask) => {
      const repository = visibleRepository(ask);
      const unlocks = spec.on === "PATCH /repos/:owner/:repo";
      if (!reading && !unlocks && repository.archived)
        throw new Refusal(403, "Repository was archived so is read-only.");
      const inside = { ...(ask as Ask<Body>), repository };
      if (ask.actor.kind === "installation") {
        if (spec.app) demand(inside, ...spec.app);
      } else demandRole(inside, spec.user);
      return spec.answer(inside);
    },
  };
}

/** The repository of the path, which the router has put in; 404 when this caller cannot see it. */
function visibleRepository(ask: Ask): Repository {
  const repository = ask.world.repositories.get(Number(ask.params["repositoryId"]));
  if (!repository || !canSee(ask.world, ask.actor, repository)) throw notFound();
  return repository;
}

export function canSee(world: World, actor: Actor, repository: Repository): boolean {
  if (actor.kind === "anonymous") return !repository.private;
  if (actor.kind === "user") return atLeast(roleIn(world, repository, actor.account).level, "read");
  if (actor.kind === "app") return false;
  const { installation, repositories } = actor.grant;
  const covered = reaches(installation, repository) && (repositories === null || repositories.has(repository.id));
  return covered || !repository.private;
}

/** Demands a permission of an installation's token on this repository; people pass, their roles are asked elsewhere. */
export function demand(ask: RepositoryAsk, name: string, wanted: Access): void {
  const { actor, repository } = ask;
  if (actor.kind !== "installation") return;
  const { installation, repositories } = actor.grant;
  const covered = reaches(installation, repository) && (repositories === null || repositories.has(repository.id));
  const open = wanted === "read" && !repository.private && (name === "metadata" || name === "contents");
  if ((covered && tokenGrants(actor, name, wanted)) || (!covered && open)) return;
  throw new Refusal(403, "Resource not accessible by integration", {
    headers: { "x-accepted-github-permissions": `${name}=${wanted}` },
  });
}

export function demandRole(ask: RepositoryAsk, wanted: Permission): void {
  const { actor, repository, world } = ask;
  if (actor.kind === "installation") return;
  if (actor.kind === "anonymous" && wanted === "read") return;
  const level = actor.kind === "user" ? roleIn(world, repository, actor.account).level : "none";
  if (atLeast(level, wanted)) return;
  if (!atLeast(level, "read") && repository.private) throw notFound();
  const admin = wanted === "admin" ? "Must have admin rights to Repository." : "Must have push access to repository";
  throw new Refusal(403, admin);
}

/** Whether the caller holds a role here (people) or a permission (installations). */
export function may(ask: RepositoryAsk, wanted: { user: Permission; app: readonly [string, Access] }): boolean {
  if (ask.actor.kind === "installation") return tokenGrants(ask.actor, ...wanted.app);
  return ask.actor.kind === "user" && atLeast(roleIn(ask.world, ask.repository, ask.actor.account).level, wanted.user);
}

export function by(ask: Ask): By {
  return byOf(ask.actor);
}

export function json(body: unknown, status = 200): Answer {
  return { status, body };
}

export const NOTHING: Answer = { status: 204 };

/** A whole number of the path; 404 for anything else. */
export function numberIn(ask: Ask, name: string): number {
  const text = ask.params[name] ?? "";
  if (!/^\d{1,15}$/.test(text)) throw notFound();
  return Number(text);
}
