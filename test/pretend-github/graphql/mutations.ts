// The few changes that GitHub offers by GraphQL alone.
import { GraphQLError } from "graphql";
import { react } from "../acts/comments.ts";
import { enqueue } from "../acts/mergequeue.ts";
import { setDraft } from "../acts/pulls.ts";
import { byOf } from "../http/actor.ts";
import { parseNodeId } from "../state/ids.ts";
import { isPull, REACTIONS } from "../state/issues.ts";
import type { Issue, PullIssue, Reaction } from "../state/issues.ts";
import type { Repository } from "../state/repositories.ts";
import { accountObject } from "./account.ts";
import { entryObject } from "./repository.ts";
import { REACTION_NAMES } from "./said.ts";
import { pullObject } from "./subject.ts";
import { demandHere, sees, unresolved } from "./sight.ts";
import type { Sight } from "./sight.ts";

interface Subject {
  readonly repository: Repository;
  readonly issue: Issue;
  readonly reactions: Reaction[];
}

/** What a reaction can be put on: an issue, a pull request, a comment, a review. */
function subjectOf(sight: Sight, id: string): Subject {
  const wanted = parseNodeId(id);
  for (const repository of sight.world.repositories.values()) {
    if (!wanted || !sees(sight, repository)) continue;
    for (const issue of repository.issues.values()) {
      const self =
        wanted.kind === "pull" ? issue.pull?.id === wanted.id : wanted.kind === "issue" && issue.id === wanted.id;
      const comment = wanted.kind === "comment" ? issue.comments.find((each) => each.id === wanted.id) : undefined;
      const review = wanted.kind === "review" ? issue.pull?.reviews.find((each) => each.id === wanted.id) : undefined;
      const reactions = self ? issue.reactions : (comment ?? review)?.reactions;
      if (reactions) return { repository, issue, reactions };
    }
  }
  throw unresolved(`a node with the global id of '${id}'`);
}

function pullOf(sight: Sight, id: string): { repository: Repository; issue: PullIssue } {
  const { repository, issue } = subjectOf(sight, id);
  if (!isPull(issue)) throw unresolved(`a PullRequest with the global id of '${id}'`);
  return { repository, issue };
}

interface Input<T> {
  readonly input: T & { readonly clientMutationId?: string | null };
}

export function mutationsOf(sight: Sight) {
  const { world } = sight;
  const by = byOf(sight.actor);
  return {
    addReaction: ({ input }: Input<{ subjectId: string; content: string }>) => {
      const { repository, issue, reactions } = subjectOf(sight, input.subjectId);
      demandHere(sight, repository, { app: [issue.pull ? "pull_requests" : "issues", "write"], user: "read" });
      const content = REACTIONS.find((each) => REACTION_NAMES[each] === input.content)!;
      const { reaction } = react(world, reactions, by, content);
      const user = accountObject(sight, reaction.by);
      return {
        clientMutationId: input.clientMutationId ?? null,
        reaction: {
          __typename: "Reaction",
          id: `REA_${reaction.id}`,
          databaseId: reaction.id,
          content: input.content,
          user,
        },
        subject: { __typename: isPull(issue) ? "PullRequest" : "Issue", id: input.subjectId },
      };
    },
    convertPullRequestToDraft: ({ input }: Input<{ pullRequestId: string }>) => draft(sight, input, "draft"),
    markPullRequestReadyForReview: ({ input }: Input<{ pullRequestId: string }>) => draft(sight, input, "ready"),
    enqueuePullRequest: ({ input }: Input<{ pullRequestId: string }>) => {
      const at = pullOf(sight, input.pullRequestId);
      demandHere(sight, at.repository, { app: ["contents", "write"], user: "write" });
      const group = enqueue(world, at, by);
      if (!group) throw new GraphQLError("Pull request is not mergeable", { extensions: { type: "UNPROCESSABLE" } });
      return {
        clientMutationId: input.clientMutationId ?? null,
        mergeQueueEntry: entryObject(sight, at.repository, group),
      };
    },
  };
}

function draft(sight: Sight, input: Input<{ pullRequestId: string }>["input"], to: "draft" | "ready") {
  const at = pullOf(sight, input.pullRequestId);
  if (at.issue.author !== sight.viewer) {
    demandHere(sight, at.repository, { app: ["pull_requests", "write"], user: "write" });
  }
  setDraft(sight.world, at, byOf(sight.actor), to);
  const pullRequest = pullObject(sight, at.repository, at.issue);
  return { clientMutationId: input.clientMutationId ?? null, pullRequest };
}
