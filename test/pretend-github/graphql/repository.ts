// Repositories and merge queues as GraphQL's objects.
import { accountObject } from "./account.ts";
import { stamp } from "../state/clock.ts";
import { nodeId } from "../state/ids.ts";
import { isPull } from "../state/issues.ts";
import type { PullIssue } from "../state/issues.ts";
import { fullName } from "../state/repositories.ts";
import type { Repository } from "../state/repositories.ts";
import { repositoryPage } from "../shapes/repository.ts";
import { commitObject } from "./commit.ts";
import { connectionOf } from "./connection.ts";
import type { Paging } from "./connection.ts";
import type { Sight } from "./sight.ts";
import { issueObject, pullObject, stateOf } from "./subject.ts";

export function entryObject(sight: Sight, repository: Repository, group: Repository["queue"][number]) {
  const queue = repository.queue.filter((each) => each.branch === group.branch);
  return {
    __typename: "MergeQueueEntry",
    id: nodeId("event", group.id),
    position: queue.indexOf(group) + 1,
    state: group.state,
    solo: false,
    jump: false,
    enqueuedAt: stamp(group.enqueuedAt),
    enqueuer: accountObject(sight, sight.world.accounts.get(group.enqueuer)!),
    baseCommit: () => commitObject(sight, repository, group.base),
    headCommit: () => commitObject(sight, repository, group.head),
    pullRequest: () => pullObject(sight, repository, repository.issues.get(group.pull) as PullIssue),
  };
}

export function repositoryObject(sight: Sight, repository: Repository) {
  const page = repositoryPage(sight.world, repository);
  return {
    __typename: "Repository",
    id: nodeId("repository", repository.id),
    databaseId: repository.id,
    name: repository.name,
    nameWithOwner: fullName(repository),
    description: repository.description,
    isPrivate: repository.private,
    isArchived: repository.archived,
    isFork: repository.parent !== null,
    url: page,
    owner: accountObject(sight, repository.owner),
    defaultBranchRef: () => refObject(sight, repository, `refs/heads/${repository.defaultBranch}`),
    ref: ({ qualifiedName: name }: { qualifiedName: string }) =>
      refObject(sight, repository, name.startsWith("refs/") ? name : `refs/heads/${name}`),
    object: ({ oid }: { oid?: string | null }) =>
      oid != null && repository.objects.get(oid)?.kind === "commit" ? commitObject(sight, repository, oid) : null,
    mergeQueue: ({ branch = repository.defaultBranch }: { branch?: string | null }) => {
      const name = branch ?? repository.defaultBranch;
      const groups = repository.queue.filter((group) => group.branch === name);
      return {
        __typename: "MergeQueue",
        id: `MQ_${repository.id}_${name}`,
        url: `${page}/queue/${name}`,
        entries: (paging: Paging) =>
          connectionOf(
            groups.map((group) => entryObject(sight, repository, group)),
            paging,
          ),
      };
    },
    ...numbered(sight, repository),
  };
}

function refObject(sight: Sight, repository: Repository, ref: string) {
  const sha = repository.refs.get(ref);
  if (sha === undefined) return null;
  const name = ref.replace(/^refs\/(heads|tags)\//, "");
  const prefix = ref.slice(0, ref.length - name.length);
  return {
    __typename: "Ref",
    id: `REF_${repository.id}_${ref}`,
    name,
    prefix,
    target: () => commitObject(sight, repository, sha),
  };
}

function numbered(sight: Sight, repository: Repository) {
  return {
    pullRequest: ({ number }: { number: number }) => {
      const issue = repository.issues.get(number);
      return issue && isPull(issue) ? pullObject(sight, repository, issue) : missing("PullRequest", number);
    },
    issue: ({ number }: { number: number }) => {
      const issue = repository.issues.get(number);
      return issue && !isPull(issue) ? issueObject(sight, repository, issue) : missing("Issue", number);
    },
    pullRequests: (
      asked: Paging & { states?: readonly string[] | null; headRefName?: string | null; baseRefName?: string | null },
    ) => {
      const wanted = [...repository.issues.values()]
        .filter(isPull)
        .filter(
          (issue) =>
            (asked.states == null || asked.states.includes(stateOf(issue))) &&
            (asked.headRefName == null || issue.pull.head.ref === asked.headRefName) &&
            (asked.baseRefName == null || issue.pull.base.ref === asked.baseRefName),
        );
      return connectionOf(
        wanted.map((issue) => pullObject(sight, repository, issue)),
        asked,
      );
    },
  };
}

function missing(type: string, number: number): Missing {
  return { missing: `a ${type} with the number of ${number}` };
}

/** Turned into `null` beside a NOT_FOUND error. */
export interface Missing {
  readonly missing: string;
}
