// Finds the route of a path, and the repository that it names: by name, by id, or by a name that it had before.
import { fullName, movedRepository, repositoryByName } from "../state/repositories.ts";
import type { World } from "../state/world.ts";
import { notFound } from "./refusal.ts";
import type { Route } from "./route.ts";

export type Found =
  | { readonly is: "route"; readonly route: Route; readonly params: Readonly<Record<string, string>> }
  | { readonly is: "moved"; readonly to: string }
  /** The path is known, the method is not. */
  | { readonly is: "none" };

interface Compiled {
  readonly route: Route;
  readonly pattern: RegExp;
}

export type Router = (world: World, method: string, path: string) => Found;

export function compile(routes: readonly Route[]): Router {
  const table: Compiled[] = routes.map((route) => ({ route, pattern: patternOf(route.path) }));
  return (world, method, path) => {
    const named = nameRepository(world, path);
    if (named.moved !== null) return { is: "moved", to: named.moved };
    for (const { route, pattern } of table) {
      if (route.method !== method) continue;
      const match = pattern.exec(named.path);
      if (!match) continue;
      const params = Object.fromEntries(Object.entries(match.groups ?? {}).map(([name, text]) => [name, decode(text)]));
      return { is: "route", route, params: { ...params, repositoryId: named.repositoryId } };
    }
    return { is: "none" };
  };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw notFound();
  }
}

function patternOf(path: string): RegExp {
  const parts = path.split("/").map((part) => {
    if (part === "*") return "(?<rest>.*)";
    return part.replace(/[.+]/g, "\\$&").replace(/:(\w+)/g, "(?<$1>[^/]+?)");
  });
  return new RegExp(`^${parts.join("/").replace("/(?<rest>.*)", "(?:/(?<rest>.*))?")}$`);
}

/** `/repositories/7/issues` becomes `/repos/octo/app/issues`; an old name is answered with a redirect to the id. */
function nameRepository(world: World, path: string): { path: string; repositoryId: string; moved: string | null } {
  const byId = /^\/repositories\/(\d+)(\/.*)?$/.exec(path);
  if (byId) {
    const repository = world.repositories.get(Number(byId[1]));
    if (!repository) throw notFound();
    return { path: `/repos/${fullName(repository)}${byId[2] ?? ""}`, repositoryId: String(repository.id), moved: null };
  }
  const byName = /^\/repos\/([^/]+)\/([^/]+)(\/.*)?$/.exec(path);
  if (!byName) return { path, repositoryId: "", moved: null };
  const [, owner = "", name = "", rest = ""] = byName;
  const repository = repositoryByName(world, decode(owner), decode(name));
  if (repository) return { path, repositoryId: String(repository.id), moved: null };
  const moved = movedRepository(world, decode(owner), decode(name));
  return { path, repositoryId: "", moved: moved ? `${world.url}/repositories/${moved.id}${rest}` : null };
}
