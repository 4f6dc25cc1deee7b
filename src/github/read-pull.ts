// Pull requests as they are now, and what was said and done on them.
import * as z from "zod";
import { ReadError } from "../core/known.ts";
import type { EpochEvent, OpenPull, Pull, Review } from "../core/pull.ts";
import type { Reads } from "../core/reads.ts";
import type { Person, Sha } from "../core/refs.ts";
import type { Ask } from "./ask.ts";
import { listOfPull } from "./graphql.ts";
import { personOf } from "./moment.ts";
import type { Moment } from "./moment.ts";
import { all } from "./pages.ts";
import { Account, Id, LabelName, MaybeAccount, ShaText, Text, Time } from "./shapes.ts";

export const ListedPull = z.object({
  number: Id,
  node_id: z.string(),
  state: z.enum(["open", "closed"]),
  draft: z.boolean().default(false),
  title: z.string(),
  body: Text,
  user: MaybeAccount,
  author_association: z.string(),
  head: z.object({ sha: ShaText, ref: z.string(), repo: z.object({ id: Id }).nullish() }),
  base: z.object({ sha: ShaText, ref: z.string(), repo: z.object({ id: Id }) }),
  stack: z.object({ base: z.object({ ref: z.string() }) }).nullish(),
  labels: z.array(LabelName),
  assignees: z.array(Account).nullish(),
  requested_reviewers: z.array(MaybeAccount).nullish(),
  merge_commit_sha: ShaText.nullish(),
  created_at: Time,
  updated_at: Time,
  merged_at: Time.nullish(),
});
const OnePull = ListedPull.extend({
  changed_files: z.number().int(),
  commits: z.number().int(),
  additions: z.number().int(),
  deletions: z.number().int(),
  merged_by: MaybeAccount,
});
const ReviewShape = z.object({
  id: Id,
  node_id: z.string(),
  user: MaybeAccount,
  state: z
    .string()
    .toLowerCase()
    .pipe(z.enum(["approved", "changes_requested", "commented", "dismissed", "pending"])),
  commit_id: ShaText.nullish(),
  body: Text,
  submitted_at: Time.optional(),
});
const Activity = z.object({ after: z.string(), actor: MaybeAccount });
const Happened = z.object({ __typename: z.string(), id: z.string(), createdAt: Time });
const Linked = z.object({ id: z.string(), number: Id, repository: z.object({ databaseId: Id }) });

const EPOCH_KINDS: Readonly<Record<string, EpochEvent["kind"]>> = {
  ClosedEvent: "closed",
  ReopenedEvent: "reopened",
  ConvertToDraftEvent: "converted-to-draft",
  ReadyForReviewEvent: "ready-for-review",
  BaseRefChangedEvent: "base-changed",
  AutomaticBaseChangeSucceededEvent: "base-changed",
};

type PullReads = Pick<
  Reads,
  "pull" | "openPulls" | "openHeads" | "reviews" | "epochEvents" | "pusher" | "linkedIssues"
>;

/** One of a list, as our own. */
export function printListed(pull: z.infer<typeof ListedPull>): OpenPull {
  const merged = pull.merged_at != null;
  return {
    number: pull.number,
    nodeId: pull.node_id,
    state: pull.state,
    merged,
    draft: pull.draft,
    title: pull.title,
    body: pull.body,
    author: pull.user,
    authorAssociation: pull.author_association,
    head: { sha: pull.head.sha, ref: pull.head.ref, repository: pull.head.repo?.id ?? null },
    base: { sha: pull.base.sha, ref: pull.base.ref },
    stackBase: pull.stack?.base.ref ?? null,
    fork: pull.head.repo?.id !== pull.base.repo.id,
    labels: pull.labels,
    assignees: pull.assignees ?? [],
    requestedReviewers: (pull.requested_reviewers ?? []).filter((reviewer): reviewer is Person => reviewer !== null),
    // Before the merge this field names GitHub's test merge, which is nobody's commit.
    mergeCommit: merged ? (pull.merge_commit_sha ?? null) : null,
    createdAt: pull.created_at,
    updatedAt: pull.updated_at,
    mergedAt: pull.merged_at ?? null,
  };
}

/** 1 call; unchanged answers are free. */
export async function readPull(ask: Ask, number: number): Promise<Pull> {
  const { value } = await ask({
    route: "GET /repos/{owner}/{repo}/pulls/{pull_number}",
    parameters: { pull_number: number },
    what: `${ask.called}#${number}`,
    schema: OnePull,
  });
  return {
    ...printListed(value),
    changedFiles: value.changed_files,
    commits: value.commits,
    additions: value.additions,
    deletions: value.deletions,
    mergedBy: value.merged_by,
  };
}

/** Throws `moved` when the pull request's head is not `head` any more. */
export async function readPullAt(ask: Ask, number: number, head: Sha): Promise<Pull> {
  const pull = await readPull(ask, number);
  if (pull.head.sha === head) return pull;
  const what = `${ask.called}#${number}`;
  throw new ReadError({
    failure: "moved",
    what,
    message: `The head of ${what} is ${pull.head.sha.slice(0, 12)} by now.`,
  });
}

/** One call for each 100, twice when there are more than 100. */
async function openPulls(ask: Ask): Promise<readonly OpenPull[]> {
  const pulls = await all(ask, {
    route: "GET /repos/{owner}/{repo}/pulls",
    // By creation, oldest first: a new one comes at the end and shifts no page.
    parameters: { state: "open", sort: "created", direction: "asc" },
    what: `open pull requests of ${ask.called}`,
    item: ListedPull,
    key: (pull) => pull.number,
  });
  return pulls.map(printListed);
}

export function pullReads(ask: Ask, moment: Moment): PullReads {
  return {
    pull: (number) => readPull(ask, number),

    openPulls: () => openPulls(ask),

    /** A part of one GraphQL call; beyond 100 one call for each 100, twice. */
    async openHeads(number) {
      const heads = await moment.heads(number);
      if (heads) return heads.map((one) => ({ number: one.number, head: one.headRefOid }));
      return (await openPulls(ask)).map((one) => ({ number: one.number, head: one.head.sha }));
    },

    /**
     * A part of one GraphQL call; beyond 100 one call for each 100, twice. Reviews not yet submitted are nobody's business.
     */
    async reviews(number) {
      const told = await moment.reviews(number);
      if (told) {
        return told.flatMap((review): Review[] => {
          const { fullDatabaseId: id, id: nodeId, state, body, submittedAt } = review;
          if (submittedAt === null) return [];
          return [
            { id, nodeId, by: personOf(review.author), state, commit: review.commit?.oid ?? null, body, submittedAt },
          ];
        });
      }
      const reviews = await all(ask, {
        route: "GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews",
        parameters: { pull_number: number },
        what: `reviews of ${ask.called}#${number}`,
        item: ReviewShape,
        key: (review) => review.id,
      });
      return reviews.flatMap((review): Review[] => {
        if (review.submitted_at === undefined) return [];
        const { id, node_id: nodeId, user: by, state, body } = review;
        return [{ id, nodeId, by, state, commit: review.commit_id ?? null, body, submittedAt: review.submitted_at }];
      });
    },

    /** A part of one GraphQL call; beyond 100 one for each 100. */
    async epochEvents(number) {
      const what = `closings and retargets of ${ask.called}#${number}`;
      const told = await moment.events(number);
      const events = told ?? (await listOfPull(ask, { operation: "query EpochEvents", number, what, node: Happened }));
      return events.flatMap(({ __typename, createdAt }): EpochEvent[] => {
        const kind = EPOCH_KINDS[__typename];
        return kind ? [{ kind, at: createdAt }] : [];
      });
    },

    /** 2 calls; 1 for a fork, whose pushes this repository's activity does not know. */
    async pusher(number, head) {
      const pull = await readPullAt(ask, number, head);
      if (pull.fork) return null;
      const { value } = await ask({
        route: "GET /repos/{owner}/{repo}/activity",
        parameters: { ref: `refs/heads/${pull.head.ref}`, per_page: 100 },
        what: `activity on ${pull.head.ref} of ${ask.called}`,
        schema: z.array(Activity),
      });
      return value.find((activity) => activity.after === head)?.actor ?? null;
    },

    /** A part of one GraphQL call; beyond 100 one for each 100. */
    async linkedIssues(number) {
      const what = `issues linked to ${ask.called}#${number}`;
      const told = await moment.issues(number);
      const linked = told ?? (await listOfPull(ask, { operation: "query LinkedIssues", number, what, node: Linked }));
      return linked.filter((one) => one.repository.databaseId === ask.repo.id).map((one) => one.number);
    },
  };
}
