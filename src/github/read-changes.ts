// What a pull request changes: its files and its commits, whole, at a head that has not moved.
import * as z from "zod";
import { ReadError } from "../core/known.ts";
import type { ChangedFile, Commit, Contributor, Pull, SeenOfPull } from "../core/pull.ts";
import type { Reads } from "../core/reads.ts";
import type { Person, Sha } from "../core/refs.ts";
import type { Ask } from "./ask.ts";
import { CommitShape, commitsBetween, compare, filesBetween, FileShape, printFile } from "./compare.ts";
import { query } from "./graphql.ts";
import { AuthorNode } from "./moment.ts";
import type { Moment } from "./moment.ts";
import { all } from "./pages.ts";
import { readPullAt } from "./read-pull.ts";
import { ShaText } from "./shapes.ts";
import { differences } from "./trees.ts";

// GitHub's own limits of a pull request's lists.
const MOST_FILES = 3_000;
const MOST_COMMITS = 250;
const COMMITS_A_QUERY = 100;
// Fewer files than this and a comparison has them all.
const PER_COMPARISON = 299;

const Authors = z.object({
  nodes: z.array(
    z.object({
      oid: ShaText,
      authors: z.object({
        totalCount: z.number().int(),
        nodes: z.array(AuthorNode),
      }),
    }),
  ),
});

type ChangeReads = Pick<Reads, "pullFiles" | "pullCommits" | "mergeBase" | "changedEntries" | "patches">;

export function changeReads(ask: Ask, moment: Moment): ChangeReads {
  /** 1 call, kept for good; the same as that for the files and commits, where their base is known. */
  async function mergeBase(base: Sha, head: Sha): Promise<Sha> {
    return (await compare(ask, base, head)).mergeBase;
  }

  /**
   * The one comparison, where it has as many files as GitHub counts. Else one call for each 100 files and 2 more;
   * beyond 3,000 files two for each folder that differs, or for a part of the tree where many do.
   */
  async function pullFiles(number: number, head: Sha, seen?: SeenOfPull): Promise<readonly ChangedFile[]> {
    const compared = seen && seen.count <= PER_COMPARISON ? await compare(ask, seen.tip, head) : null;
    if (compared?.files?.length === seen?.count && compared?.files) return compared.files;
    return atHead(number, head, (pull) =>
      pull.changedFiles > MOST_FILES ? filesFromTrees(pull) : filesFromList(pull),
    );
  }

  /** GitHub's lists name no head: they belong to this one only if it is the same before and after. */
  async function atHead<T>(number: number, head: Sha, read: (pull: Pull) => Promise<T>): Promise<T> {
    const pull = await readPullAt(ask, number, head);
    try {
      return await read(pull);
    } finally {
      // Also when the list was wrong: a head that moved explains it better than a count that does not fit.
      await readPullAt(ask, number, head);
    }
  }

  async function filesFromList(pull: Pull): Promise<readonly ChangedFile[]> {
    const files = await all(ask, {
      route: "GET /repos/{owner}/{repo}/pulls/{pull_number}/files",
      parameters: { pull_number: pull.number },
      what: `files of ${ask.called}#${pull.number}`,
      item: FileShape,
      key: (file) => file.filename,
      total: pull.changedFiles,
    });
    return files.map(printFile);
  }

  async function filesFromTrees(pull: Pull): Promise<readonly ChangedFile[]> {
    const changed = await differences(ask, await mergeBase(pull.base.sha, pull.head.sha), pull.head.sha);
    // A rename is one of GitHub's and two of ours; fewer than GitHub counts would mean that something is hidden.
    if (changed.length < pull.changedFiles) {
      const what = `files of ${ask.called}#${pull.number}`;
      const message = `GitHub counts ${pull.changedFiles} ${what}, and the trees differ in ${changed.length}.`;
      throw new ReadError({ failure: "incomplete", what, message });
    }
    return changed.map(({ path, before, after }) => ({
      path,
      previousPath: null,
      status: !before ? "added" : !after ? "removed" : "modified",
      additions: 0,
      deletions: 0,
      blob: (after ?? before)?.sha ?? null,
      patch: null,
    }));
  }

  /**
   * The one comparison, where it has as many commits as GitHub counts; beyond 100 its further pages. Else one call for
   * each 100 commits and 2 more. One GraphQL call for each 100 commits with co-authors.
   */
  async function pullCommits(number: number, head: Sha, seen?: SeenOfPull): Promise<readonly Commit[]> {
    const what = `commits of ${ask.called}#${number}`;
    // Asked for now, to be a part of what else is asked; needed only where a commit has co-authors.
    const told = seen && seen.count <= COMMITS_A_QUERY ? moment.authors(number).catch(() => null) : null;
    const compared = seen && (await compare(ask, seen.tip, head));
    const commits =
      compared && compared.count === seen.count
        ? await commitsBetween(ask, { base: seen.tip, head, total: seen.count, what })
        : await atHead(number, head, (pull) =>
            pull.commits > MOST_COMMITS
              ? commitsBetween(ask, { base: pull.base.sha, head, total: pull.commits, what })
              : commitsFromList(pull),
          );
    if (!commits.some((commit) => commit.sha === head)) {
      throw new ReadError({ failure: "incomplete", what, message: `GitHub's ${what} do not hold their own head.` });
    }
    const named = new Map<Sha, readonly Contributor[]>();
    for (const { commit } of (await told) ?? []) {
      const { oid, authors } = commit;
      if (authors.nodes.length === authors.totalCount) named.set(oid, authors.nodes.map(printAuthor));
    }
    const coAuthored = commits.filter((commit) => /co-authored-by/i.test(commit.commit.message));
    const others = await coAuthors(coAuthored.filter((commit) => !named.has(commit.sha)));
    const authors = (sha: Sha): readonly Contributor[] | undefined => others.get(sha) ?? named.get(sha);
    return commits.map((commit) => printCommit(commit, coAuthored.includes(commit) ? authors(commit.sha) : undefined));
  }

  function commitsFromList(pull: Pull): Promise<readonly CommitShape[]> {
    return all(ask, {
      route: "GET /repos/{owner}/{repo}/pulls/{pull_number}/commits",
      parameters: { pull_number: pull.number },
      what: `commits of ${ask.called}#${pull.number}`,
      item: CommitShape,
      key: (commit) => commit.sha,
      total: pull.commits,
    });
  }

  /** GraphQL reads the Co-authored-by trailers as GitHub itself does; REST does not show them. */
  async function coAuthors(commits: readonly CommitShape[]): Promise<ReadonlyMap<Sha, readonly Contributor[]>> {
    const found = new Map<Sha, readonly Contributor[]>();
    for (let start = 0; start < commits.length; start += COMMITS_A_QUERY) {
      const batch = commits.slice(start, start + COMMITS_A_QUERY);
      const what = `co-authors of ${batch.length} commits of ${ask.called}`;
      const variables = { ids: batch.map((commit) => commit.node_id) };
      const { nodes } = await query(ask, { operation: "query CommitAuthors", variables, what, schema: Authors });
      for (const { oid, authors } of nodes) {
        if (authors.nodes.length !== authors.totalCount) {
          throw new ReadError({
            failure: "incomplete",
            what,
            message: `Commit ${oid.slice(0, 12)} has too many authors.`,
          });
        }
        found.set(oid, authors.nodes.map(printAuthor));
      }
      if (batch.some((commit) => !found.has(commit.sha))) {
        throw new ReadError({ failure: "incomplete", what, message: `GitHub left out some of the ${what}.` });
      }
    }
    return found;
  }

  return {
    mergeBase,
    pullFiles,
    pullCommits,
    changedEntries: (from, to) => differences(ask, from, to),
    patches: (from, to) => filesBetween(ask, from, to),
  };
}

// `GitActor.user` is of type User: a bot is null there, and REST names it.
function printAuthor({ name, email, user }: z.infer<typeof AuthorNode>): Contributor {
  const person: Person | null = user ? { id: user.databaseId, login: user.login, type: "User" } : null;
  return { person, name: name ?? "", email: email ?? "" };
}

function printCommit(commit: CommitShape, coAuthored: readonly Contributor[] | undefined): Commit {
  const { author, committer, message, verification } = commit.commit;
  const own: Contributor = { person: commit.author, name: author?.name ?? "", email: author?.email ?? "" };
  // GraphQL lists the git author first. REST knows that one better: it names bots.
  const [first, ...rest] = coAuthored ?? [];
  const others = first && first.email === own.email && first.name === own.name ? rest : (coAuthored ?? []);
  return {
    sha: commit.sha,
    parents: commit.parents.map((parent) => parent.sha),
    message,
    authors: [own, ...others],
    committer: committer ? { person: commit.committer, name: committer.name, email: committer.email } : null,
    verified: verification?.verified ?? false,
  };
}
