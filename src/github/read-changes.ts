// What a pull request changes: its files and its commits, whole, at a head that has not moved.
import * as z from "zod";
import { ReadError } from "../core/reads.ts";
import type { ChangedFile, Commit, Contributor, Pull, Reads } from "../core/reads.ts";
import type { Person, Sha } from "../core/refs.ts";
import type { Ask } from "./ask.ts";
import { query } from "./graphql.ts";
import { all } from "./pages.ts";
import { readPullAt } from "./read-pull.ts";
import { Id, MaybeAccount, ShaText } from "./shapes.ts";
import { differences } from "./trees.ts";

// GitHub's own limits of a pull request's lists.
const MOST_FILES = 3_000;
const MOST_COMMITS = 250;
const COMMITS_A_QUERY = 100;

const FileShape = z.object({
  filename: z.string(),
  previous_filename: z.string().optional(),
  status: z.enum(["added", "removed", "modified", "renamed", "copied", "changed", "unchanged"]),
  additions: z.number().int(),
  deletions: z.number().int(),
  sha: ShaText.nullish(),
  patch: z.string().optional(),
});
const GitPerson = z.object({ name: z.string().default(""), email: z.string().default("") });
const CommitShape = z.object({
  sha: ShaText,
  node_id: z.string(),
  parents: z.array(z.object({ sha: ShaText })),
  author: MaybeAccount,
  committer: MaybeAccount,
  commit: z.object({
    message: z.string(),
    author: GitPerson.nullish(),
    committer: GitPerson.nullish(),
    verification: z.object({ verified: z.boolean() }).optional(),
  }),
});
type CommitShape = z.infer<typeof CommitShape>;
const Comparison = z.object({ merge_base_commit: z.object({ sha: ShaText }), total_commits: z.number().int() });
const Authors = z.object({
  nodes: z.array(
    z.object({
      oid: ShaText,
      authors: z.object({
        totalCount: z.number().int(),
        nodes: z.array(
          z.object({
            name: z.string().nullable(),
            email: z.string().nullable(),
            user: z.object({ login: z.string(), databaseId: Id }).nullable(),
          }),
        ),
      }),
    }),
  ),
});

type ChangeReads = Pick<Reads, "pullFiles" | "pullCommits" | "mergeBase">;

export function changeReads(ask: Ask): ChangeReads {
  const compare = "GET /repos/{owner}/{repo}/compare/{basehead}";

  /** 1 call, kept for good. */
  async function mergeBase(base: Sha, head: Sha): Promise<Sha> {
    const { value } = await ask({
      route: compare,
      parameters: { basehead: `${base}...${head}`, per_page: 1 },
      what: `merge base of ${base.slice(0, 12)} and ${head.slice(0, 12)} in ${ask.called}`,
      schema: Comparison,
      forever: true,
    });
    return value.merge_base_commit.sha;
  }

  /** One call for each 100 files and 2 more; beyond 3,000 files two for each folder that differs. */
  async function pullFiles(number: number, head: Sha): Promise<readonly ChangedFile[]> {
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
    return files.map((file) => ({
      path: file.filename,
      previousPath: file.previous_filename ?? null,
      status: file.status,
      additions: file.additions,
      deletions: file.deletions,
      blob: file.sha ?? null,
      patch: file.patch ?? null,
    }));
  }

  async function filesFromTrees(pull: Pull): Promise<readonly ChangedFile[]> {
    const changed = await differences(ask, await mergeBase(pull.base.sha, pull.head.sha), pull.head.sha);
    // A rename is one of GitHub's and two of ours; fewer than GitHub counts would mean that something is hidden.
    if (changed.length < pull.changedFiles) {
      const what = `files of ${ask.called}#${pull.number}`;
      const message = `GitHub counts ${pull.changedFiles} ${what}, and the trees differ in ${changed.length}.`;
      throw new ReadError({ failure: "incomplete", what, message });
    }
    return changed.map((file) => ({ ...file, previousPath: null, additions: 0, deletions: 0, patch: null }));
  }

  /** One call for each 100 commits and 2 more; one GraphQL call for each 100 commits with co-authors. */
  async function pullCommits(number: number, head: Sha): Promise<readonly Commit[]> {
    const commits = await atHead(number, head, (pull) =>
      pull.commits > MOST_COMMITS ? commitsFromCompare(pull) : commitsFromList(pull),
    );
    if (!commits.some((commit) => commit.sha === head)) {
      const what = `commits of ${ask.called}#${number}`;
      throw new ReadError({ failure: "incomplete", what, message: `GitHub's ${what} do not hold their own head.` });
    }
    const coAuthored = await coAuthors(commits.filter((commit) => /co-authored-by/i.test(commit.commit.message)));
    return commits.map((commit) => printCommit(commit, coAuthored.get(commit.sha)));
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

  /** The list of a pull request ends at 250; a comparison is paged to its end, and says how many there are. */
  function commitsFromCompare(pull: Pull): Promise<readonly CommitShape[]> {
    return all(ask, {
      route: compare,
      parameters: { basehead: `${pull.base.sha}...${pull.head.sha}` },
      what: `commits of ${ask.called}#${pull.number}`,
      item: CommitShape,
      under: "commits",
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

  return { mergeBase, pullFiles, pullCommits };
}

interface AuthorNode {
  readonly name: string | null;
  readonly email: string | null;
  readonly user: { readonly login: string; readonly databaseId: number } | null;
}

// `GitActor.user` is of type User: a bot is null there, and REST names it.
function printAuthor({ name, email, user }: AuthorNode): Contributor {
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
