// The merge queue of a branch. GitHub's event about a group names its head and the last member alone.
import * as z from "zod";
import { ReadError } from "../core/known.ts";
import type { QueueEntry } from "../core/branch.ts";
import type { Reads } from "../core/reads.ts";
import type { Ask } from "./ask.ts";
import { query } from "./graphql.ts";
import { Id, ShaText } from "./shapes.ts";

const Commit = z.object({ oid: ShaText }).nullable();
const Entry = z.object({
  id: z.string(),
  position: z.number().int(),
  baseCommit: Commit,
  headCommit: Commit,
  pullRequest: z.object({ number: Id, headRefOid: ShaText }).nullable(),
});
const Answer = z.object({
  repository: z.object({
    databaseId: z.number(),
    mergeQueue: z
      .object({
        entries: z.object({
          pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
          totalCount: z.number().int(),
          nodes: z.array(Entry),
        }),
      })
      .nullable(),
  }),
});

/** More than this, and the queue is no queue. */
const MOST_PAGES = 10;

export function queueReads(ask: Ask): Pick<Reads, "mergeQueue"> {
  return {
    /** One GraphQL call for each 100. Whole, with as many distinct entries as GitHub counts, or an error. */
    async mergeQueue(branch) {
      const what = `the merge queue of ${branch} in ${ask.called}`;
      const found = new Map<string, z.infer<typeof Entry>>();
      const { owner, name } = ask.repo;
      let after: string | null = null;
      for (let page = 0; page < MOST_PAGES; page++) {
        const variables: Readonly<Record<string, unknown>> = { owner, name, branch, after };
        const { repository } = await query(ask, { operation: "query MergeQueue", variables, what, schema: Answer });
        if (repository.databaseId !== ask.repo.id) {
          throw new ReadError({ failure: "moved", what, message: `${owner}/${name} is another repository now.` });
        }
        if (!repository.mergeQueue) return [];
        const { nodes, pageInfo, totalCount } = repository.mergeQueue.entries;
        for (const one of nodes) found.set(one.id, one);
        if (!pageInfo.hasNextPage && found.size === totalCount) return inOrder([...found.values()]);
        if (!pageInfo.hasNextPage || pageInfo.endCursor === null || pageInfo.endCursor === after) break;
        after = pageInfo.endCursor;
      }
      const message = `GitHub showed ${found.size} entries of ${what}, which are not all.`;
      throw new ReadError({ failure: "incomplete", what, message });
    },
  };
}

function inOrder(entries: readonly z.infer<typeof Entry>[]): readonly QueueEntry[] {
  return entries
    .map(({ position, baseCommit, headCommit, pullRequest }) => ({
      position,
      base: baseCommit?.oid ?? null,
      head: headCommit?.oid ?? null,
      pull: pullRequest && { number: pullRequest.number, head: pullRequest.headRefOid },
    }))
    .sort((a, b) => a.position - b.position);
}
