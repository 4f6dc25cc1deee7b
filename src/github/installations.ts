// Where the App is installed, read from GitHub: what an outage or a lost store has to begin from.
import * as z from "zod";
import { ReadError } from "../core/known.ts";
import type { Repo } from "../core/refs.ts";
import type { Auth } from "./auth.ts";
import type { Route } from "./endpoints.ts";
import type { Credential, Send } from "./request.ts";
import { Id } from "./shapes.ts";

export interface Installation {
  readonly id: number;
  /** The account that it belongs to. */
  readonly account: string;
  /** The account's numeric id; 0 where GitHub does not say. */
  readonly accountId: number;
  readonly suspended: boolean;
}

export interface Installations {
  /** One call for each 100. */
  list(): Promise<readonly Installation[]>;
  /** The repositories that it may see. One call for each 100, with a token that can list them and do nothing else. */
  repositories(installation: number): Promise<readonly Repo[]>;
}

const InstallationShape = z.object({
  id: Id,
  account: z.object({ id: Id.optional(), login: z.string().optional(), slug: z.string().optional() }).nullable(),
  suspended_at: z.string().nullish(),
});
const RepositoryShape = z.object({ id: Id, name: z.string(), owner: z.object({ login: z.string() }) });
const Repositories = z.object({ total_count: z.number().int(), repositories: z.array(RepositoryShape) });

const MOST_PAGES = 1_000;

export function openInstallations({ send, auth }: { readonly send: Send; readonly auth: Auth }): Installations {
  /** Follows the pages to their end; `items` is what one of them holds. */
  async function pages<T>(args: {
    readonly route: Route;
    readonly what: string;
    readonly credential: () => Promise<Credential>;
    readonly items: (data: unknown) => readonly T[] | undefined;
  }): Promise<readonly T[]> {
    const { route, what } = args;
    const all: T[] = [];
    for (let page = 1; page <= MOST_PAGES; page++) {
      const answer = await send({
        route,
        parameters: { per_page: 100, page },
        what,
        credential: await args.credential(),
      });
      const items = args.items(answer.data);
      if (!items)
        throw new ReadError({ failure: "malformed", what, message: `GitHub's list of ${what} has another shape.` });
      all.push(...items);
      if (!/rel="next"/.test(answer.headers["link"] ?? "")) return all;
    }
    throw new ReadError({ failure: "incomplete", what, message: `The list of ${what} does not end.` });
  }

  return {
    async list() {
      const found = await pages({
        route: "GET /app/installations",
        what: "the App's installations",
        credential: () => auth.app(),
        items: (data) => z.array(InstallationShape).safeParse(data).data,
      });
      return found.map(({ id, account, suspended_at }) => ({
        id,
        account: account?.login ?? account?.slug ?? "",
        accountId: account?.id ?? 0,
        suspended: suspended_at != null,
      }));
    },

    async repositories(installation) {
      const what = `repositories of installation ${installation}`;
      let total = 0;
      const found = await pages({
        route: "GET /installation/repositories",
        what,
        credential: () => auth.token({ installation, repository: "all", level: "read" }),
        items(data) {
          const parsed = Repositories.safeParse(data).data;
          total = parsed?.total_count ?? 0;
          return parsed?.repositories;
        },
      });
      if (new Set(found.map(({ id }) => id)).size !== total) {
        const message = `GitHub counts ${total} ${what} and showed ${found.length}.`;
        throw new ReadError({ failure: "incomplete", what, message });
      }
      return found.map(({ id, name, owner }) => ({ installation, id, owner: owner.login, name }));
    },
  };
}
