// Issues, and pull requests as the issues that they also are.
import type { Account } from "./accounts.ts";
import type { App } from "./apps.ts";
import type { Pull } from "./pulls.ts";
import type { Repository } from "./repositories.ts";

/** Who did something: an account, and the App through which it was done. */
export interface By {
  readonly account: Account;
  readonly app: App | null;
}

export interface Label {
  readonly id: number;
  name: string;
  color: string;
  description: string | null;
  readonly default: boolean;
}

export interface Milestone {
  readonly id: number;
  readonly number: number;
  title: string;
  readonly creator: Account;
  readonly createdAt: number;
}

export const REACTIONS = ["+1", "-1", "laugh", "confused", "heart", "hooray", "rocket", "eyes"] as const;
export type ReactionContent = (typeof REACTIONS)[number];
export interface Reaction {
  readonly id: number;
  readonly content: ReactionContent;
  readonly by: Account;
  readonly at: number;
}

export interface Comment {
  readonly id: number;
  readonly by: By;
  body: string;
  readonly createdAt: number;
  updatedAt: number;
  /** Set by a change of the body, never by a reaction. */
  lastEditedAt: number | null;
  editor: Account | null;
  readonly byEmail: boolean;
  readonly reactions: Reaction[];
}

/** What happened to an issue or pull request, as its timeline tells. Fields belong to some kinds of event only. */
export interface Happened {
  readonly id: number;
  readonly event: string;
  readonly by: By;
  readonly at: number;
  readonly label?: Label;
  readonly assignee?: Account;
  readonly milestone?: Milestone;
  readonly rename?: { readonly from: string; readonly to: string };
  readonly requested?: Account;
  readonly commit?: string;
  readonly before?: string;
  readonly reason?: string | null;
  readonly oldBase?: string;
  readonly newBase?: string;
  readonly dismissed?: { readonly review: number; readonly state: string; readonly message: string };
}

export interface Issue {
  readonly id: number;
  readonly number: number;
  title: string;
  body: string | null;
  state: "open" | "closed";
  stateReason: string | null;
  readonly author: Account;
  readonly via: App | null;
  labels: Label[];
  assignees: Account[];
  milestone: Milestone | null;
  locked: boolean;
  type: string | null;
  readonly comments: Comment[];
  readonly reactions: Reaction[];
  readonly timeline: Happened[];
  readonly createdAt: number;
  updatedAt: number;
  closedAt: number | null;
  closedBy: Account | null;
  readonly pull: Pull | null;
}

/** An issue that certainly is a pull request. */
export type PullIssue = Issue & { readonly pull: Pull };

export function isPull(issue: Issue): issue is PullIssue {
  return issue.pull !== null;
}

export function pullsOf(repository: Repository): PullIssue[] {
  return [...repository.issues.values()].filter(isPull);
}

export function labelByName(repository: Repository, name: string): Label | undefined {
  return repository.labels.find((label) => label.name.toLowerCase() === name.toLowerCase());
}

export function commentById(repository: Repository, id: number): { issue: Issue; comment: Comment } | undefined {
  for (const issue of repository.issues.values()) {
    const comment = issue.comments.find((each) => each.id === id);
    if (comment) return { issue, comment };
  }
  return undefined;
}
