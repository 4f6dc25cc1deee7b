// Issues, what was said on them, and their labels. GitHub's issue routes serve pull requests too.
import * as z from "zod";
import { ReadError } from "../core/known.ts";
import type { Comment, LabelEvent } from "../core/issue.ts";
import type { Reads } from "../core/reads.ts";
import type { Person } from "../core/refs.ts";
import type { Ask } from "./ask.ts";
import type { Moment } from "./moment.ts";
import { all } from "./pages.ts";
import { Account, AppRef, Id, LabelName, MaybeAccount, Text, Time } from "./shapes.ts";

export const IssueShape = z.object({
  number: Id,
  node_id: z.string(),
  title: z.string(),
  body: Text,
  state: z.enum(["open", "closed"]),
  state_reason: z.string().nullish(),
  user: MaybeAccount,
  labels: z.array(LabelName),
  assignees: z.array(Account).nullish(),
  pull_request: z.unknown().optional(),
  performed_via_github_app: AppRef,
  created_at: Time,
  updated_at: Time,
});
export const CommentShape = z.object({
  id: Id,
  node_id: z.string(),
  user: MaybeAccount,
  body: Text,
  performed_via_github_app: AppRef,
  created_at: Time,
  updated_at: Time,
});
export const LabelShape = z.object({ id: Id, name: z.string(), color: z.string(), description: Text });
const EventShape = z.object({
  id: Id,
  event: z.string(),
  actor: MaybeAccount,
  performed_via_github_app: AppRef,
  label: z.object({ name: z.string() }).nullish(),
  assignee: MaybeAccount,
  assigner: MaybeAccount,
  created_at: Time,
});
type IssueReads = Pick<Reads, "issue" | "labelEvents" | "assignments" | "comments" | "said" | "labels">;

/** 1 call; unchanged answers are free. */
export async function readIssue(ask: Ask, number: number): Promise<z.infer<typeof IssueShape>> {
  const what = `${ask.called}#${number}`;
  const { value } = await ask({
    route: "GET /repos/{owner}/{repo}/issues/{issue_number}",
    parameters: { issue_number: number },
    what,
    schema: IssueShape,
  });
  return value;
}

/** One call for each 100, twice when there are more than 100; unchanged answers are free. */
export function readComments(ask: Ask, number: number): Promise<readonly z.infer<typeof CommentShape>[]> {
  return all(ask, {
    route: "GET /repos/{owner}/{repo}/issues/{issue_number}/comments",
    parameters: { issue_number: number },
    what: `comments of ${ask.called}#${number}`,
    item: CommentShape,
    key: (comment) => comment.id,
  });
}

/** As {@link readComments}. */
export function readLabels(ask: Ask): Promise<readonly z.infer<typeof LabelShape>[]> {
  return all(ask, {
    route: "GET /repos/{owner}/{repo}/labels",
    what: `labels of ${ask.called}`,
    item: LabelShape,
    key: (label) => label.id,
  });
}

export function issueReads(ask: Ask, moment: Moment): IssueReads {
  const events = (number: number): Promise<readonly z.infer<typeof EventShape>[]> =>
    all(ask, {
      route: "GET /repos/{owner}/{repo}/issues/{issue_number}/events",
      parameters: { issue_number: number },
      what: `events of ${ask.called}#${number}`,
      item: EventShape,
      key: (event) => event.id,
    });

  return {
    async issue(number) {
      const issue = await readIssue(ask, number);
      return {
        number: issue.number,
        nodeId: issue.node_id,
        title: issue.title,
        body: issue.body,
        state: issue.state,
        stateReason: issue.state_reason ?? null,
        author: issue.user,
        labels: issue.labels,
        assignees: issue.assignees ?? [],
        isPull: issue.pull_request != null,
        createdAt: issue.created_at,
        updatedAt: issue.updated_at,
      };
    },

    /** One call for each 100 events, twice beyond 100; shared with `assignments`. */
    async labelEvents(number) {
      return (await events(number)).flatMap(({ event, label, actor, performed_via_github_app, created_at }) => {
        if ((event !== "labeled" && event !== "unlabeled") || !label) return [];
        const byApp = performed_via_github_app?.slug ?? slugOf(actor);
        return [{ action: event, label: label.name, by: actor, byApp, at: created_at } satisfies LabelEvent];
      });
    },

    /** As `labelEvents`. */
    async assignments(number) {
      return (await events(number))
        .filter(({ event }) => event === "assigned")
        .map(({ actor, assigner, assignee, created_at }) => ({ by: assigner ?? actor, to: assignee, at: created_at }));
    },

    async comments(number) {
      return (await readComments(ask, number)).map(printComment);
    },

    /** A part of one GraphQL call, or one. A node that was there, and is not found now, was deleted. */
    async said({ channel, id, nodeId }) {
      const what = `${channel} ${id} in ${ask.called}`;
      const node = await moment.said(nodeId, what);
      if (node === null) return { is: "gone" };
      const expected = channel === "comment" ? "IssueComment" : "PullRequestReview";
      if (node.__typename !== expected || node.body === undefined) {
        throw new ReadError({
          failure: "malformed",
          what,
          message: `GitHub says that ${what} is a ${node.__typename}.`,
        });
      }
      const edited = node.lastEditedAt != null;
      return { is: "there", body: node.body, edited, byEmail: node.createdViaEmail ?? false };
    },

    async labels() {
      return readLabels(ask);
    },
  };
}

/** An App acts as the account `slug[bot]`, also in events that do not name the App. */
function slugOf(actor: Person | null): string | null {
  return actor?.type === "Bot" && actor.login.endsWith("[bot]") ? actor.login.slice(0, -"[bot]".length) : null;
}

function printComment(comment: z.infer<typeof CommentShape>): Comment {
  const { id, node_id: nodeId, user: by, body } = comment;
  const viaApp = comment.performed_via_github_app != null;
  return { id, nodeId, by, viaApp, body, createdAt: comment.created_at, updatedAt: comment.updated_at };
}
