// Commits as GraphQL's objects, with all their authors.
import { commitAt } from "../git/objects.ts";
import type { Commit, Sha, Signature } from "../git/objects.ts";
import { accountByEmail } from "../state/accounts.ts";
import { stamp } from "../state/clock.ts";
import { isPull } from "../state/issues.ts";
import { commitsOf } from "../state/pulls.ts";
import type { Repository } from "../state/repositories.ts";
import { commitNode } from "../shapes/commit.ts";
import { repositoryPage } from "../shapes/repository.ts";
import { accountObject } from "./account.ts";
import { connectionOf } from "./connection.ts";
import type { Paging } from "./connection.ts";
import { repositoryObject } from "./repository.ts";
import type { Sight } from "./sight.ts";
import { pullObject } from "./subject.ts";

function gitActor(sight: Sight, signature: Signature) {
  const account = accountByEmail(sight.world, signature.email);
  return {
    __typename: "GitActor",
    name: signature.name,
    email: signature.email,
    date: stamp(signature.at),
    // A user, never a bot.
    user: account?.type === "User" ? accountObject(sight, account) : null,
  };
}

const CO_AUTHOR = /^co-authored-by:\s*(.+?)\s*<([^>]*)>\s*$/gim;

/** The git author first, then each `Co-authored-by:` of the message, each address once. */
function authorsOf(commit: Commit): Signature[] {
  const named = [...commit.message.matchAll(CO_AUTHOR)].map(([, name = "", email = ""]) => ({
    name,
    email,
    at: commit.author.at,
  }));
  return [
    ...new Map([...named.toReversed(), commit.author].map((each) => [each.email.toLowerCase(), each])).values(),
  ].reverse();
}

export function commitObject(sight: Sight, repository: Repository, sha: Sha) {
  const commit = commitAt(repository.objects, sha);
  const page = `${repositoryPage(sight.world, repository)}/commit/${sha}`;
  const [headline = "", ...rest] = commit.message.split("\n");
  const signature =
    commit.signature === null
      ? null
      : {
          __typename: "GpgSignature",
          isValid: true,
          state: "VALID",
          email: commit.committer.email,
          signature: commit.signature,
          wasSignedByGitHub: commit.signature === "web-flow",
          signer: null,
        };
  return {
    __typename: "Commit",
    id: commitNode(repository, sha),
    oid: sha,
    abbreviatedOid: sha.slice(0, 7),
    message: commit.message,
    messageHeadline: headline,
    messageBody: rest.join("\n").trim(),
    committedDate: stamp(commit.committer.at),
    authoredDate: stamp(commit.author.at),
    url: page,
    author: gitActor(sight, commit.author),
    committer: gitActor(sight, commit.committer),
    authors: (paging: Paging) =>
      connectionOf(
        authorsOf(commit).map((each) => gitActor(sight, each)),
        paging,
      ),
    parents: (paging: Paging) =>
      connectionOf(
        commit.parents.map((parent) => commitObject(sight, repository, parent)),
        paging,
      ),
    authoredByCommitter: commit.author.email === commit.committer.email,
    committedViaWeb: commit.committer.email === "noreply@github.com",
    signature,
    repository: () => repositoryObject(sight, repository),
    associatedPullRequests: (paging: Paging) => {
      const pulls = [...repository.issues.values()].filter(isPull);
      const known = pulls.filter(
        (issue) => issue.pull.mergeCommit === sha || commitsOf(repository, issue).includes(sha),
      );
      return connectionOf(
        known.map((issue) => pullObject(sight, repository, issue)),
        paging,
      );
    },
  };
}
