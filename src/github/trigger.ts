// Webhook payloads end here: what they say becomes triggers of ours, or a reason why they say nothing to us.
import type { Instant, Subject, SubjectKind } from "../core/refs.ts";
import type { Said, Trigger } from "../core/trigger.ts";
import {
  aboutRepository,
  checkTriggers,
  issueKind,
  nameOf,
  reader,
  reposOf,
  whereOf,
  widely,
} from "./trigger-readers.ts";
import type { About, Base, Reading } from "./trigger-readers.ts";
import * as shapes from "./trigger-shapes.ts";

/** One delivery. The event's name is an unsigned header: it chooses the schema, and the signed body has to fit it. */
export interface Delivered {
  readonly event: string;
  readonly payload: unknown;
  readonly delivery: string | null;
  /** When it was received: our clock, for the record only. */
  readonly at: Instant;
  /** Our App's id: what we wrote ourselves does not wake us (TRI-03). */
  readonly app: number;
}

/** `ignored`: none of our business, by name. `malformed`: ought to have been readable, and was not (WH-16). */
export type Told =
  | { readonly triggers: readonly Trigger[] }
  | { readonly ignored: string; readonly installation?: number }
  | { readonly malformed: string; readonly installation?: number };

/** Reads one delivery. Never throws, whatever the payload holds. */
export function readTriggers({ event, payload, delivery, at, app }: Delivered): Told {
  const read = Object.hasOwn(EVENTS, event) ? EVENTS[event] : undefined;
  const envelope = shapes.Envelope.safeParse(payload);
  if (!envelope.success) {
    return read ? { malformed: whereOf(event, envelope.error.issues) } : { ignored: `${event} is not listened to` };
  }
  const { installation, repository, sender: by, action = "" } = envelope.data;
  if (!installation) return { ignored: `${nameOf(event, action)} came without an installation` };
  const { id } = installation;
  if (!read) return { ignored: `${nameOf(event, action)} is not listened to`, installation: id };
  const repo = repository
    ? { installation: id, id: repository.id, owner: repository.owner.login, name: repository.name }
    : null;
  const on = (kind: SubjectKind, name: string): Base => {
    const subject: Subject = { installation: id, repository: repo?.id ?? 0, kind, name };
    return { subject, repo, by, delivery, at };
  };
  return { installation: id, ...read({ event, action, payload, app, by, installation: id, repo, on }) };
}

const OURS = "our own doing";

const EVENTS: Readonly<Record<string, (about: About) => Reading>> = {
  issues: reader({
    actions: [
      "assigned closed deleted demilestoned edited field_added field_removed labeled locked milestoned opened pinned",
      "reopened transferred typed unassigned unlabeled unlocked unpinned untyped",
    ].flatMap((line) => line.split(" ")),
    shape: shapes.IssuesPayload,
    read: ({ issue }, { action, on }) => [{ ...on(issueKind(issue), String(issue.number)), kind: "issue", action }],
  }),

  issue_comment: reader({
    actions: ["created", "edited", "deleted"],
    shape: shapes.CommentPayload,
    read({ issue, comment }, { action, on, app, by }) {
      const author = comment.user;
      const viaApp = comment.performed_via_github_app != null;
      if (!author) return "its author's account is gone";
      if (comment.performed_via_github_app?.id === app && author.type === "Bot" && by?.id === author.id) return OURS;
      const said: Said = {
        channel: "comment",
        id: comment.id,
        nodeId: comment.node_id,
        on: issue.number,
        body: comment.body,
        by: author,
        viaApp,
        createdAt: comment.created_at,
        commit: null,
      };
      const base = on(issueKind(issue), String(issue.number));
      return [{ ...base, kind: "comment", action: action as "created" | "edited" | "deleted", said }];
    },
  }),

  pull_request: reader({
    actions: [
      "assigned auto_merge_disabled auto_merge_enabled closed converted_to_draft demilestoned dequeued edited enqueued",
      "labeled locked milestoned opened ready_for_review reopened review_request_removed review_requested stacked",
      "synchronize unassigned unlabeled unlocked",
    ].flatMap((line) => line.split(" ")),
    shape: shapes.PullPayload,
    read: ({ pull_request: pull, before }, { action, on }) => [
      {
        ...on("pull", String(pull.number)),
        kind: "pull",
        action,
        head: pull.head.sha,
        base: pull.base.ref,
        before: before ?? null,
      },
    ],
  }),

  pull_request_review: reader({
    actions: ["submitted", "edited", "dismissed"],
    shape: shapes.ReviewPayload,
    read({ pull_request: pull, review }, { action, on }) {
      if (!review.user) return "its author's account is gone";
      if (review.submitted_at == null) return "it is not submitted";
      const said: Said = {
        channel: "review",
        id: review.id,
        nodeId: review.node_id,
        on: pull.number,
        body: review.body,
        by: review.user,
        // GitHub does not tell this of a review.
        viaApp: false,
        createdAt: review.submitted_at,
        commit: review.commit_id ?? null,
      };
      const base = on("pull", String(pull.number));
      return [
        { ...base, kind: "review", action: action as "submitted" | "edited" | "dismissed", state: review.state, said },
      ];
    },
  }),

  check_run: reader({
    actions: ["completed", "rerequested"],
    shape: shapes.CheckRunPayload,
    read({ check_run: run }, about) {
      if (about.action === "completed" && run.app?.id === about.app) return OURS;
      const branch = run.check_suite?.head_branch;
      return checkTriggers(about, { name: run.name, head: run.head_sha, branch, pulls: run.pull_requests });
    },
  }),

  check_suite: reader({
    actions: ["rerequested"],
    shape: shapes.CheckSuitePayload,
    read: ({ check_suite: suite }, about) =>
      checkTriggers(about, { name: "", head: suite.head_sha, branch: suite.head_branch, pulls: suite.pull_requests }),
  }),

  status: reader({
    shape: shapes.StatusPayload,
    // It names no pull request: the branch's turn finds those with this head.
    read: ({ context, sha, branches }, { on }) => [
      { ...on("branch", branches[0]?.name ?? sha), kind: "status", context, head: sha },
    ],
  }),

  push: reader({
    shape: shapes.PushPayload,
    read({ ref, before, after, forced }, { on }) {
      const branch = /^refs\/heads\/(.+)$/.exec(ref)?.[1];
      if (branch === undefined) return "it is no branch";
      return [{ ...on("branch", branch), kind: "push", branch, before, after, forced }];
    },
  }),

  merge_group: reader({
    actions: ["checks_requested", "destroyed"],
    shape: shapes.MergeGroupPayload,
    read: ({ merge_group: group }, { action, on }) => [
      {
        ...on("merge-group", group.head_sha),
        kind: "merge-group",
        action,
        head: group.head_sha,
        base: group.base_ref.replace(/^refs\/heads\//, ""),
        ref: group.head_ref,
      },
    ],
  }),

  installation: widely({
    actions: ["created", "deleted", "new_permissions_accepted", "suspend", "unsuspend"],
    repos(about) {
      const parsed = shapes.InstallationPayload.safeParse(about.payload);
      return parsed.success ? reposOf(about, parsed.data.repositories ?? []) : undefined;
    },
  }),
  installation_repositories: widely({
    actions: ["added", "removed"],
    repos(about) {
      const parsed = shapes.InstallationRepositoriesPayload.safeParse(about.payload);
      if (!parsed.success) return undefined;
      return reposOf(
        about,
        about.action === "added" ? parsed.data.repositories_added : parsed.data.repositories_removed,
      );
    },
  }),

  repository: aboutRepository(
    "archived deleted edited privatized publicized renamed transferred unarchived".split(" "),
  ),
  member: aboutRepository(["added", "edited", "removed"]),
  team_add: reader({
    shape: shapes.RepositoryEditedPayload,
    read: (_, { on }) => [{ ...on("repository", ""), kind: "repository", action: "team_add" }],
  }),

  membership: widely({ actions: ["added", "removed"] }),
  organization: widely({ actions: ["deleted", "member_added", "member_removed", "renamed"] }),
  team: widely({ actions: ["added_to_repository", "created", "deleted", "edited", "removed_from_repository"] }),
};

/** The events that become triggers. app.yml is held to them. */
export const HEARD_EVENTS: readonly string[] = Object.keys(EVENTS);
