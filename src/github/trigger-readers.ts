// How payloads are read: which actions an event has, which fields are needed, and what they are about.
import type { ZodType } from "zod";
import type { Person, Repo, Subject, SubjectKind } from "../core/refs.ts";
import type { Trigger } from "../core/trigger.ts";
import * as shapes from "./trigger-shapes.ts";

export interface About {
  readonly event: string;
  readonly action: string;
  readonly payload: unknown;
  readonly app: number;
  readonly by: Person | null;
  readonly installation: number;
  readonly repo: Repo | null;
  /** What all triggers of the delivery share, with their subject. */
  readonly on: (kind: SubjectKind, name: string) => Base;
}
export type Base = Pick<Trigger, "subject" | "repo" | "by" | "delivery" | "at">;
export type Reading =
  | { readonly triggers: readonly Trigger[] }
  | { readonly ignored: string }
  | { readonly malformed: string };

/** `issues.opened`, or `push` for an event without actions; cut, because it is foreign text. */
export function nameOf(event: string, action: string): string {
  if (action === "") return event.slice(0, 100);
  return `${event}.${action}`.slice(0, 100);
}

export function whereOf(event: string, issues: readonly { readonly path: readonly PropertyKey[] }[]): string {
  const where = issues[0]?.path.map(String).join(".") ?? "";
  return `${event} has another shape than GitHub documents${where === "" ? "" : `, at ${where}`}`;
}

/** A reader for one event: the actions that it knows (none listed: any), the fields that it needs, and what they mean. */
export function reader<T>(args: {
  readonly actions?: readonly string[];
  readonly shape: ZodType<T>;
  readonly read: (fields: T, about: About & { readonly repo: Repo }) => readonly Trigger[] | string;
}): (about: About) => Reading {
  return (about) => {
    const name = nameOf(about.event, about.action);
    if (args.actions && !args.actions.includes(about.action)) return { ignored: `${name} is not listened to` };
    const parsed = args.shape.safeParse(about.payload);
    if (!parsed.success) return { malformed: whereOf(name, parsed.error.issues) };
    const { repo } = about;
    if (!repo) return { malformed: `${name} names no repository` };
    const read = args.read(parsed.data, { ...about, repo });
    return typeof read === "string" ? { ignored: `${name}: ${read}` } : { triggers: read };
  };
}

/** A reader for events of a whole installation or organisation; the subject is the installation. */
export function widely(args: {
  readonly actions: readonly string[];
  readonly repos?: (about: About) => readonly Repo[] | undefined;
}) {
  return (about: About): Reading => {
    const name = nameOf(about.event, about.action);
    if (!args.actions.includes(about.action)) return { ignored: `${name} is not listened to` };
    const repos = args.repos ? args.repos(about) : [];
    if (!repos) return { malformed: `${name} has a list of repositories in another shape than GitHub documents` };
    const subject: Subject = { installation: about.installation, repository: 0, kind: "installation", name: "" };
    const action = about.event.startsWith("installation") ? about.action : name;
    const told = shapes.InstallationAccount.safeParse(about.payload);
    const account = told.success ? told.data.installation.account : null;
    const base = { ...about.on("installation", ""), subject, repo: null };
    return { triggers: [{ ...base, kind: "installation", action, repos, account }] };
  };
}

/** A reader for what changes a repository, or who may do what in it. */
export function aboutRepository(actions: readonly string[]): (about: About) => Reading {
  return reader({
    actions,
    shape: shapes.RepositoryEditedPayload,
    read: ({ changes }, { event, action, on }) => {
      if (event === "repository" && action === "edited" && changes?.default_branch === undefined) {
        return "its default branch is the same";
      }
      return [
        { ...on("repository", ""), kind: "repository", action: event === "repository" ? action : `${event}.${action}` },
      ];
    },
  });
}

export const issueKind = (issue: { readonly pull_request?: unknown }): "issue" | "pull" =>
  issue.pull_request == null ? "issue" : "pull";

export function reposOf(about: About, listed: readonly shapes.ListedRepository[]): readonly Repo[] {
  return listed.map(({ id, name, full_name }) => {
    const owner = full_name.slice(0, full_name.indexOf("/"));
    return { installation: about.installation, id, owner, name };
  });
}

type CheckTrigger = Extract<Trigger, { kind: "check" }>;
/** The pull requests that GitHub names; for a fork it names none, and the branch's turn finds them by their head. */
export function checkTriggers(
  about: About,
  check: {
    readonly name: string;
    readonly head: string;
    readonly branch: string | null | undefined;
    readonly pulls: readonly { readonly number: number }[];
  },
): readonly CheckTrigger[] {
  const { name, head, branch, pulls } = check;
  const rest = { kind: "check", action: about.action, name, head } as const;
  if (pulls.length === 0) return [{ ...about.on("branch", branch ?? head), ...rest }];
  return pulls.map(({ number }) => ({ ...about.on("pull", String(number)), ...rest }));
}
