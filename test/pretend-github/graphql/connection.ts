// GitHub's connections: `first` or `last` is demanded, at most 100, with cursors and a total.
import { GraphQLError } from "graphql";

export interface Paging {
  readonly first?: number | null;
  readonly last?: number | null;
  readonly after?: string | null;
  readonly before?: string | null;
}

const MOST = 100;

function cursorOf(index: number): string {
  return Buffer.from(`cursor:v2:${index}`).toString("base64");
}

function indexOf(cursor: string): number {
  const match = /^cursor:v2:(\d+)$/.exec(Buffer.from(cursor, "base64").toString("utf8"));
  if (!match)
    throw new GraphQLError(`\`${cursor}\` does not appear to be a valid cursor.`, {
      extensions: { type: "INVALID_CURSOR_ARGUMENTS" },
    });
  return Number(match[1]);
}

export function connectionOf<T>(all: readonly T[], paging: Paging) {
  const size = paging.first ?? paging.last;
  if (size == null) {
    const message = "You must provide a `first` or `last` value to properly paginate the connection.";
    throw new GraphQLError(message, { extensions: { type: "MISSING_PAGINATION_BOUNDARIES" } });
  }
  if (size > MOST) {
    const message = `Requesting ${size} records on the connection exceeds the limit of ${MOST} records.`;
    throw new GraphQLError(message, { extensions: { type: "EXCESSIVE_PAGINATION" } });
  }
  let from = paging.after == null ? 0 : indexOf(paging.after) + 1;
  let to = paging.before == null ? all.length : indexOf(paging.before);
  if (paging.first != null) to = Math.min(to, from + paging.first);
  else from = Math.max(from, to - size);
  const nodes = all.slice(from, to);
  return {
    nodes,
    edges: nodes.map((node, offset) => ({ cursor: cursorOf(from + offset), node })),
    totalCount: all.length,
    pageInfo: {
      hasNextPage: to < all.length,
      hasPreviousPage: from > 0,
      startCursor: nodes.length > 0 ? cursorOf(from) : null,
      endCursor: nodes.length > 0 ? cursorOf(to - 1) : null,
    },
  };
}
