// What only GraphQL tells of a pull request, and what it tells as well as REST: asked for in one moment, it is one query.
// A part that does not fit on its first page is read by its own paged query, so that each list is whole or an error.
import * as z from "zod";
import type { ZodType } from "zod";
import { ReadError } from "../core/reads.ts";
import type { Person, Sha } from "../core/refs.ts";
import type { Ask } from "./ask.ts";
import { query } from "./graphql.ts";
import { Id, ShaText, Text, Time } from "./shapes.ts";

const Page = {
  pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
  totalCount: z.number().int(),
};
const listOf = <T>(node: ZodType<T>) => z.object({ ...Page, nodes: z.array(node) }).optional();

const Actor = z.object({ __typename: z.string(), login: z.string(), databaseId: Id.nullish() }).nullable();
const Head = z.object({ id: z.string(), number: Id, headRefOid: ShaText });
const Happened = z.object({ __typename: z.string(), id: z.string(), createdAt: Time });
const Linked = z.object({ id: z.string(), number: Id, repository: z.object({ databaseId: Id }) });
const Reviewed = z.object({
  id: z.string(),
  fullDatabaseId: z.coerce.number().pipe(Id),
  author: Actor,
  state: z
    .string()
    .toLowerCase()
    .pipe(z.enum(["approved", "changes_requested", "commented", "dismissed", "pending"])),
  commit: z.object({ oid: ShaText }).nullable(),
  body: Text,
  submittedAt: Time.nullable(),
});
export const AuthorNode = z.object({
  name: z.string().nullable(),
  email: z.string().nullable(),
  user: z.object({ login: z.string(), databaseId: Id }).nullable(),
});
const Authored = z.object({
  id: z.string(),
  commit: z.object({
    oid: ShaText,
    authors: z.object({ totalCount: z.number().int(), nodes: z.array(AuthorNode) }),
  }),
});

const Answer = z.object({
  repository: z.object({
    databaseId: z.number(),
    heads: listOf(Head),
    pullRequest: z.object({
      events: listOf(Happened),
      issues: listOf(Linked),
      reviews: listOf(Reviewed),
      authors: listOf(Authored),
    }),
  }),
});
type Answer = z.infer<typeof Answer>["repository"];
type Part = "heads" | keyof Answer["pullRequest"];

/** Each answers the whole list, or null where it does not fit on one page: then it has to be asked for by itself. */
export interface Moment {
  events(number: number): Promise<readonly z.infer<typeof Happened>[] | null>;
  issues(number: number): Promise<readonly z.infer<typeof Linked>[] | null>;
  reviews(number: number): Promise<readonly z.infer<typeof Reviewed>[] | null>;
  authors(number: number): Promise<readonly z.infer<typeof Authored>[] | null>;
  /** Open pull requests; along with what is asked about this one. */
  heads(number: number): Promise<readonly z.infer<typeof Head>[] | null>;
}

export function openMoment(ask: Ask): Moment {
  const waiting = new Map<number, { readonly parts: Set<Part>; readonly answer: Promise<Answer> }>();

  /** The query that goes out when nothing more is asked in this moment. */
  function join(number: number, part: Part): Promise<Answer> {
    const under = waiting.get(number);
    if (under) {
      under.parts.add(part);
      return under.answer;
    }
    const parts = new Set([part]);
    const answer = new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
      waiting.delete(number);
      return askFor(ask, number, parts);
    });
    waiting.set(number, { parts, answer });
    return answer;
  }

  return {
    events: async (number) => whole((await join(number, "events")).pullRequest.events),
    issues: async (number) => whole((await join(number, "issues")).pullRequest.issues),
    reviews: async (number) => whole((await join(number, "reviews")).pullRequest.reviews),
    authors: async (number) => whole((await join(number, "authors")).pullRequest.authors),
    heads: async (number) => whole((await join(number, "heads")).heads),
  };
}

async function askFor(ask: Ask, number: number, parts: ReadonlySet<Part>): Promise<Answer> {
  const { owner, name } = ask.repo;
  const asked = Object.fromEntries(
    (["heads", "events", "issues", "reviews", "authors"] as const).map((part) => [part, parts.has(part)]),
  );
  const what = `${[...parts].sort().join(", ")} of ${ask.called}#${number}`;
  const variables = { owner, name, number, ...asked };
  const { repository } = await query(ask, { operation: "query Moment", variables, what, schema: Answer });
  if (repository.databaseId === ask.repo.id) return repository;
  throw new ReadError({ failure: "moved", what, message: `${owner}/${name} is another repository now.` });
}

/** Complete, with its proof: no further page, and as many distinct nodes as GitHub counts. */
function whole<T extends { readonly id: string }>(
  list:
    | {
        readonly pageInfo: { readonly hasNextPage: boolean };
        readonly totalCount: number;
        readonly nodes: readonly T[];
      }
    | undefined,
): readonly T[] | null {
  if (!list || list.pageInfo.hasNextPage) return null;
  return new Set(list.nodes.map(({ id }) => id)).size === list.totalCount ? list.nodes : null;
}

const KINDS: Readonly<Record<string, Person["type"]>> = {
  User: "User",
  Bot: "Bot",
  Organization: "Organization",
  Mannequin: "Mannequin",
};

/** An account as REST names it: there an App acts as `slug[bot]`. Null for one that GitHub no longer knows. */
export function personOf(actor: z.infer<typeof Actor>): Person | null {
  const type = actor && KINDS[actor.__typename];
  if (!type || actor.databaseId == null) return null;
  const { login, databaseId: id } = actor;
  return { id, login: type === "Bot" && !login.endsWith("[bot]") ? `${login}[bot]` : login, type };
}

/** One of the open pull requests, and its head. */
export interface OpenHead {
  readonly number: number;
  readonly head: Sha;
}
