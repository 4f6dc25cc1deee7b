// What only GraphQL tells of a pull request, and what it tells as well as REST: asked for in one moment, it is one query.
// A part that does not fit on its first page is read by its own paged query, so that each list is whole or an error.
import * as z from "zod";
import type { ZodType } from "zod";
import { ReadError } from "../core/known.ts";
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

const SaidNode = z
  .object({
    __typename: z.string(),
    body: z.string().optional(),
    lastEditedAt: z.string().nullish(),
    createdViaEmail: z.boolean().optional(),
  })
  .nullable();
export type SaidNode = z.infer<typeof SaidNode>;
const OneSaid = z.object({ node: SaidNode });

const Answer = z.object({
  said: z.array(SaidNode).optional(),
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
type Answer = z.infer<typeof Answer>;
type Told = Answer["repository"];
type Part = "heads" | keyof Told["pullRequest"];

/** Each answers the whole list, or null where it does not fit on one page: then it has to be asked for by itself. */
export interface Moment {
  events(number: number): Promise<readonly z.infer<typeof Happened>[] | null>;
  issues(number: number): Promise<readonly z.infer<typeof Linked>[] | null>;
  reviews(number: number): Promise<readonly z.infer<typeof Reviewed>[] | null>;
  authors(number: number): Promise<readonly z.infer<typeof Authored>[] | null>;
  /** Open pull requests; along with what is asked about this one. */
  heads(number: number): Promise<readonly z.infer<typeof Head>[] | null>;
  /** A comment or review by its node id, along with whatever is asked; null for one that is gone. */
  said(id: string, what: string): Promise<SaidNode>;
}

export function openMoment(ask: Ask): Moment {
  const waiting = new Map<number, Query>();
  const momentEnds = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

  /** The query that goes out when nothing more is asked in this moment. */
  async function join(number: number, part: Part): Promise<Told> {
    const before = waiting.get(number);
    if (before) {
      before.parts.add(part);
      return (await before.answer).repository;
    }
    const [parts, said] = [new Set([part]), new Set<string>()];
    const answer = momentEnds().then(async () => {
      // What was said may still want to come along: it looks for a query when its own moment ends.
      await momentEnds();
      waiting.delete(number);
      return askFor(ask, { number, parts, said });
    });
    waiting.set(number, { parts, said, answer });
    return (await answer).repository;
  }

  async function said(id: string, what: string): Promise<SaidNode> {
    await momentEnds();
    const [other] = waiting.values();
    if (!other) return saidAlone(ask, id, what);
    other.said.add(id);
    const nodes = (await other.answer).said ?? [];
    // In the order in which they were asked for. One that is left out is not one that is gone.
    const node = nodes.length === other.said.size ? nodes[[...other.said].indexOf(id)] : undefined;
    if (node !== undefined) return node;
    throw new ReadError({ failure: "incomplete", what, message: `GitHub's answer leaves out ${what}.` });
  }

  return {
    events: async (number) => whole((await join(number, "events")).pullRequest.events),
    issues: async (number) => whole((await join(number, "issues")).pullRequest.issues),
    reviews: async (number) => whole((await join(number, "reviews")).pullRequest.reviews),
    authors: async (number) => whole((await join(number, "authors")).pullRequest.authors),
    heads: async (number) => whole((await join(number, "heads")).heads),
    said,
  };
}

interface Query {
  readonly parts: Set<Part>;
  /** Node ids. */
  readonly said: Set<string>;
  readonly answer: Promise<Answer>;
}

async function saidAlone(ask: Ask, id: string, what: string): Promise<SaidNode> {
  const variables = { id };
  return (await query(ask, { operation: "query Said", variables, what, schema: OneSaid, mayMiss: "node" })).node;
}

async function askFor(ask: Ask, asking: Omit<Query, "answer"> & { readonly number: number }): Promise<Answer> {
  const { number, parts, said } = asking;
  const { owner, name } = ask.repo;
  const asked = Object.fromEntries(
    (["heads", "events", "issues", "reviews", "authors"] as const).map((part) => [part, parts.has(part)]),
  );
  const what = `${[...parts].sort().join(", ")} of ${ask.called}#${number}`;
  const variables = { owner, name, number, ...asked, said: [...said], asksSaid: said.size > 0 };
  const operation = "query Moment";
  const answer = await query(ask, { operation, variables, what, schema: Answer, mayMiss: "said" });
  if (answer.repository.databaseId === ask.repo.id) return answer;
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
