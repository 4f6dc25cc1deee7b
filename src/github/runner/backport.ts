// The GitHub half of backports, on a runner.
import * as z from "zod";
import { call, callAll } from "./call.ts";
import type { RunnerAccess } from "./call.ts";

/** GitHub lists so many commits of a pull request and no more. */
const MOST_COMMITS = 250;

const login = z.object({ login: z.string() });
const pullShape = z.object({
  number: z.number(),
  title: z.string(),
  body: z.string().nullable(),
  user: login.nullable(),
  merged: z.boolean(),
  merge_commit_sha: z.string().nullable(),
  commits: z.number(),
  base: z.object({ ref: z.string() }),
  head: z.object({ sha: z.string() }),
  state: z.enum(["open", "closed"]),
  labels: z.array(z.object({ name: z.string() })),
  assignees: z.array(login).nullish(),
  requested_reviewers: z.array(login).nullish(),
});
const commitShape = z.object({
  sha: z.string(),
  commit: z.object({ message: z.string() }),
  parents: z.array(z.object({ sha: z.string() })),
});
const reviewShape = z.object({ user: login.nullable() });
const commentShape = z.object({
  id: z.number(),
  body: z.string().nullish(),
  user: login.nullable(),
  author_association: z.string().nullish(),
});
/** Whose token a person may have given us. */
const OWN: readonly string[] = ["OWNER", "MEMBER", "COLLABORATOR"];

export interface LandedPull {
  readonly original: {
    readonly number: number;
    readonly title: string;
    readonly body: string;
    readonly author: string | null;
    readonly labels: readonly string[];
    readonly assignees: readonly string[];
    readonly reviewers: readonly string[];
  };
  /** The branch that it was, or would be, merged into. */
  readonly base: string;
  readonly head: string;
  readonly state: "open" | "closed";
  /** Null: not merged. */
  readonly mergedAs: string | null;
  /** Oldest first; null where GitHub does not list all of them: the clone has them. */
  readonly commits: readonly { readonly sha: string; readonly message: string; readonly merge: boolean }[] | null;
}

/** A pull request with its commits and everybody who reviewed it. */
export async function landedPull(access: RunnerAccess, number: number): Promise<LandedPull> {
  const pull = pullShape.parse((await call(access, { method: "GET", path: `/pulls/${number}` })).body);
  const listed = pull.commits > MOST_COMMITS ? [] : await callAll(access, `/pulls/${number}/commits`, MOST_COMMITS);
  const commits = listed.map((one) => commitShape.parse(one));
  const reviews = (await callAll(access, `/pulls/${number}/reviews`)).map((one) => reviewShape.parse(one));
  const author = pull.user?.login ?? null;
  const asked = (pull.requested_reviewers ?? []).map((person) => person.login);
  const reviewers = [...new Set([...asked, ...reviews.flatMap(({ user }) => user?.login ?? [])])];
  return {
    original: {
      number,
      title: pull.title,
      body: pull.body ?? "",
      author: author?.endsWith("[bot]") === true ? null : author,
      labels: pull.labels.map(({ name }) => name),
      assignees: (pull.assignees ?? []).map((person) => person.login),
      reviewers: reviewers.filter((name) => name !== author && !name.endsWith("[bot]")),
    },
    base: pull.base.ref,
    head: pull.head.sha,
    state: pull.state,
    mergedAs: pull.merged ? pull.merge_commit_sha : null,
    commits:
      commits.length === pull.commits
        ? commits.map(({ sha, commit, parents }) => ({ sha, message: commit.message, merge: parents.length > 1 }))
        : null,
  };
}

/** Labels, assignees, reviewers. Whom GitHub does not take (left, no right) is left out: the backport matters more. */
export async function dressPull(
  access: RunnerAccess,
  number: number,
  wanted: {
    readonly labels: readonly string[];
    readonly assignees: readonly string[];
    readonly reviewers: readonly string[];
  },
): Promise<void> {
  const post = (path: string, body: unknown): Promise<unknown> =>
    call(access, { method: "POST", path, body, expected: [403, 404, 422] });
  if (wanted.labels.length > 0) await post(`/issues/${number}/labels`, { labels: wanted.labels });
  if (wanted.assignees.length > 0)
    await post(`/issues/${number}/assignees`, { assignees: wanted.assignees.slice(0, 10) });
  for (const reviewer of wanted.reviewers.slice(0, 15))
    await post(`/pulls/${number}/requested_reviewers`, { reviewers: [reviewer] });
}

/** Our one comment that ends with this mark: rewritten, not repeated. */
export async function keepComment(
  access: RunnerAccess,
  wanted: { readonly on: number; readonly mark: string; readonly body: string },
): Promise<void> {
  const { on, mark, body } = wanted;
  const comments = (await callAll(access, `/issues/${on}/comments`)).map((one) => commentShape.parse(one));
  const isOurs = ({ user, author_association: association }: (typeof comments)[number]): boolean =>
    user?.login.endsWith("[bot]") === true || OWN.includes(association ?? "");
  // At its end: whoever quotes one of ours has words of their own after it.
  const ours = comments.find((one) => one.body?.trimEnd().endsWith(mark) === true && isOurs(one));
  if (ours === undefined) await call(access, { method: "POST", path: `/issues/${on}/comments`, body: { body } });
  else if (ours.body !== body)
    await call(access, { method: "PATCH", path: `/issues/comments/${ours.id}`, body: { body } });
}
