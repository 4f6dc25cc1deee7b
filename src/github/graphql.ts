// The few questions that only GraphQL answers. Each has a name that the table of endpoints knows; a test holds the
// texts against GitHub's schema.
import * as z from "zod";
import type { ZodType } from "zod";
import { ReadError } from "../core/known.ts";
import type { ReadFailureKind } from "../core/known.ts";
import { withoutSecrets } from "../core/secrets.ts";
import type { Ask } from "./ask.ts";
import type { Parameters } from "./request.ts";

const PULL = `repository(owner: $owner, name: $name) { databaseId pullRequest(number: $number)`;
const PAGE = `pageInfo { hasNextPage endCursor } totalCount`;

const EPOCH_ITEMS = `CLOSED_EVENT, REOPENED_EVENT, CONVERT_TO_DRAFT_EVENT, READY_FOR_REVIEW_EVENT,
      BASE_REF_CHANGED_EVENT, AUTOMATIC_BASE_CHANGE_SUCCEEDED_EVENT`;
const EPOCH_NODE = `__typename ... on ClosedEvent { id createdAt } ... on ReopenedEvent { id createdAt }
        ... on ConvertToDraftEvent { id createdAt } ... on ReadyForReviewEvent { id createdAt }
        ... on BaseRefChangedEvent { id createdAt }
        ... on AutomaticBaseChangeSucceededEvent { id createdAt }`;
const SAID_NODE = `... on IssueComment { body lastEditedAt createdViaEmail }
      ... on PullRequestReview { body lastEditedAt createdViaEmail }`;
const LINKED_NODE = `id number repository { databaseId }`;

export const QUERIES = {
  "query Said": `query Said($id: ID!) { node(id: $id) { __typename ${SAID_NODE} } }`,
  "query Moment": `query Moment($owner: String!, $name: String!, $number: Int!, $heads: Boolean!, $events: Boolean!,
    $issues: Boolean!, $reviews: Boolean!, $authors: Boolean!, $said: [ID!]!, $asksSaid: Boolean!) {
    said: nodes(ids: $said) @include(if: $asksSaid) { __typename ${SAID_NODE} }
    repository(owner: $owner, name: $name) { databaseId
    heads: pullRequests(first: 100, states: OPEN) @include(if: $heads) { ${PAGE} nodes { id number headRefOid } }
    pullRequest(number: $number) {
      events: timelineItems(first: 100, itemTypes: [${EPOCH_ITEMS}]) @include(if: $events) { ${PAGE} nodes { ${EPOCH_NODE} } }
      issues: closingIssuesReferences(first: 100) @include(if: $issues) { ${PAGE} nodes { ${LINKED_NODE} } }
      reviews(first: 100) @include(if: $reviews) { ${PAGE} nodes { id fullDatabaseId state body submittedAt commit { oid }
        author { __typename login ... on User { databaseId } ... on Bot { databaseId } ... on Mannequin { databaseId }
          ... on Organization { databaseId } } } }
      authors: commits(first: 100) @include(if: $authors) { ${PAGE} nodes { id commit { oid authors(first: 10) {
        totalCount nodes { name email user { login databaseId } } } } } } } } }`,
  "query EpochEvents": `query EpochEvents($owner: String!, $name: String!, $number: Int!, $after: String) { ${PULL} {
    list: timelineItems(first: 100, after: $after, itemTypes: [${EPOCH_ITEMS}]) { ${PAGE} nodes { ${EPOCH_NODE} } } } } }`,
  "query LinkedIssues": `query LinkedIssues($owner: String!, $name: String!, $number: Int!, $after: String) { ${PULL} {
    list: closingIssuesReferences(first: 100, after: $after) { ${PAGE} nodes { ${LINKED_NODE} } } } } }`,
  "query MergeQueue": `query MergeQueue($owner: String!, $name: String!, $branch: String!, $after: String) {
    repository(owner: $owner, name: $name) { databaseId mergeQueue(branch: $branch) {
      entries(first: 100, after: $after) { ${PAGE} nodes { id position baseCommit { oid } headCommit { oid }
        pullRequest { number headRefOid } } } } } }`,
  "query CommitAuthors": `query CommitAuthors($ids: [ID!]!) { nodes(ids: $ids) { ... on Commit { oid
    authors(first: 100) { totalCount nodes { name email user { login databaseId } } } } } }`,
  "mutation React": `mutation React($id: ID!, $content: ReactionContent!) {
    addReaction(input: { subjectId: $id, content: $content }) { reaction { content } } }`,
} as const;

export type Operation = keyof typeof QUERIES;

const Reply = z.object({
  data: z.unknown().optional(),
  errors: z
    .array(
      z.object({
        type: z.string().optional(),
        message: z.string(),
        path: z.array(z.union([z.string(), z.number()])).optional(),
      }),
    )
    .optional(),
});

const KINDS: Readonly<Record<string, ReadFailureKind>> = {
  NOT_FOUND: "gone",
  FORBIDDEN: "forbidden",
  INSUFFICIENT_SCOPES: "forbidden",
  RATE_LIMITED: "rate-limited",
  SERVICE_UNAVAILABLE: "server",
};

/** Runs one operation. GraphQL answers 200 with `errors` for what REST answers by status: any error is a failure here. */
export async function query<T>(
  ask: Ask,
  args: {
    readonly operation: Operation;
    readonly variables: Parameters;
    readonly what: string;
    readonly schema: ZodType<T>;
    /** A field at the top whose nodes may be gone: they are null then, and nothing else is any the worse for it. */
    readonly mayMiss?: string;
  },
): Promise<T> {
  const { operation, variables, what, schema, mayMiss } = args;
  const { value } = await ask({
    route: operation,
    parameters: { query: QUERIES[operation], variables },
    what,
    schema: Reply,
  });
  const isMissed = ({ type, path }: { type?: string | undefined; path?: readonly unknown[] | undefined }): boolean =>
    mayMiss !== undefined && type === "NOT_FOUND" && path?.[0] === mayMiss;
  const error = value.errors?.find((one) => !isMissed(one));
  if (error) {
    const failure =
      KINDS[error.type ?? ""] ?? (/something went wrong|timeout/i.test(error.message) ? "server" : "refused");
    const sentence = withoutSecrets(error.message).slice(0, 300);
    throw new ReadError({
      failure,
      what,
      message: `GitHub's GraphQL API answered ${error.type ?? "an error"} about ${what}: ${sentence}`,
    });
  }
  const parsed = schema.safeParse(value.data);
  if (parsed.success) return parsed.data;
  throw new ReadError({
    failure: "malformed",
    what,
    message: `GitHub's GraphQL answer about ${what} has another shape.`,
  });
}

/**
 * A list below a pull request, followed to its end: the cursor must move, and as many distinct nodes must come as the
 * connection counts. One call for each 100.
 */
export async function listOfPull<T extends { readonly id: string }>(
  ask: Ask,
  args: { readonly operation: Operation; readonly number: number; readonly what: string; readonly node: ZodType<T> },
): Promise<readonly T[]> {
  const { operation, number, what, node } = args;
  const Connection = z.object({
    pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
    totalCount: z.number().int(),
    nodes: z.array(node),
  });
  const schema = z.object({
    repository: z.object({ databaseId: z.number(), pullRequest: z.object({ list: Connection }) }),
  });
  const found = new Map<string, T>();
  const { owner, name } = ask.repo;
  let after: string | null = null;
  for (;;) {
    const variables: Parameters = { owner, name, number, after };
    const { repository } = await query(ask, { operation, variables, what, schema });
    if (repository.databaseId !== ask.repo.id) {
      throw new ReadError({ failure: "moved", what, message: `${owner}/${name} is another repository now.` });
    }
    const { nodes, pageInfo, totalCount } = repository.pullRequest.list;
    for (const one of nodes) found.set(one.id, one);
    if (!pageInfo.hasNextPage) {
      if (found.size === totalCount) return [...found.values()];
      throw new ReadError({
        failure: "incomplete",
        what,
        message: `GitHub counts ${totalCount} ${what} and showed ${found.size}.`,
      });
    }
    if (pageInfo.endCursor === null || pageInfo.endCursor === after) {
      throw new ReadError({ failure: "incomplete", what, message: `GitHub's list of ${what} did not move on.` });
    }
    after = pageInfo.endCursor;
  }
}
