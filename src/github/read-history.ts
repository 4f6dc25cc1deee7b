// How a branch came to be what it is: its moves, its commits, and the pull requests that GitHub knows them from.
import { createHmac } from "node:crypto";
import * as z from "zod";
import { ReadError } from "../core/known.ts";
import type { BranchCommit, BranchMove } from "../core/branch.ts";
import type { OpenPull } from "../core/pull.ts";
import type { Reads } from "../core/reads.ts";
import type { Sha } from "../core/refs.ts";
import type { Ask } from "./ask.ts";
import { all } from "./pages.ts";
import { ListedPull, printListed } from "./read-pull.ts";
import { Id, MaybeAccount, ShaText, Time } from "./shapes.ts";

const BranchShape = z.object({ name: z.string(), commit: z.object({ sha: ShaText }) });
const Activity = z.object({
  id: Id,
  before: ShaText,
  after: ShaText,
  activity_type: z.string(),
  actor: MaybeAccount,
  timestamp: Time,
});
const CommitShape = z.object({
  sha: ShaText,
  parents: z.array(z.object({ sha: ShaText })),
  author: MaybeAccount,
  committer: MaybeAccount,
  commit: z.object({
    message: z.string(),
    tree: z.object({ sha: ShaText }),
    verification: z.object({ verified: z.boolean() }).optional(),
  }),
});
const Counted = z.object({ total_commits: z.number().int() });

/** GitHub's own account for what its pages commit. It signs with a key that nobody else has. */
const WEB_FLOW = "web-flow";
const LATEST = 100;
// More than this, and the question is too large for one answer.
const MOST_PAGES = 100;

type HistoryReads = Pick<
  Reads,
  "branches" | "branchMoves" | "commitsBetween" | "commitsDated" | "pullsWith" | "latestClosed" | "closedSince" | "lot"
>;

export function historyReads(ask: Ask, secret: Uint8Array): HistoryReads {
  const compare = "GET /repos/{owner}/{repo}/compare/{basehead}";
  const between = (from: Sha, to: Sha): string => `commits ${from.slice(0, 12)}...${to.slice(0, 12)} of ${ask.called}`;

  return {
    /** One call for each 100, twice beyond 100. */
    async branches() {
      const found = await all(ask, {
        route: "GET /repos/{owner}/{repo}/branches",
        what: `branches of ${ask.called}`,
        item: BranchShape,
        key: (branch) => branch.name,
      });
      return found.map(({ name, commit }) => ({ name, sha: commit.sha }));
    },

    /** 1 call. The list goes by cursors, and the newest hundred are enough between two looks. */
    async branchMoves(name) {
      const { value } = await ask({
        route: "GET /repos/{owner}/{repo}/activity",
        parameters: { ref: `refs/heads/${name}`, per_page: LATEST },
        what: `activity on ${name} of ${ask.called}`,
        schema: z.array(Activity),
      });
      return value
        .map(({ id, before, after, activity_type, actor, timestamp }): BranchMove => {
          return { id, before, after, kind: activity_type, by: actor, at: timestamp };
        })
        .toSorted((a, b) => a.id - b.id);
    },

    /** 1 call and one for each 100 commits, kept for good. */
    async commitsBetween(from, to) {
      const what = between(from, to);
      const basehead = `${from}...${to}`;
      const parameters = { basehead };
      const first = { route: compare, parameters: { basehead, per_page: 1 }, what, schema: Counted } as const;
      const { value } = await ask({ ...first, forever: true });
      const commits = await all(ask, {
        route: compare,
        parameters,
        what,
        item: CommitShape,
        under: "commits",
        key: (commit) => commit.sha,
        total: value.total_commits,
        forever: true,
      });
      return commits.map(printCommit);
    },

    /** One call for each 100, twice beyond 100. */
    async commitsDated({ at, since, until }) {
      const commits = await all(ask, {
        route: "GET /repos/{owner}/{repo}/commits",
        parameters: { sha: at, since: new Date(since).toISOString(), until: new Date(until).toISOString() },
        what: `commits before ${at.slice(0, 12)} of ${ask.called}`,
        item: CommitShape,
        key: (commit) => commit.sha,
      });
      return commits.map(printCommit);
    },

    /** 1 call. */
    async pullsWith(commit) {
      const pulls = await all(ask, {
        route: "GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls",
        parameters: { commit_sha: commit },
        what: `pull requests with ${commit.slice(0, 12)} of ${ask.called}`,
        item: ListedPull,
        key: (pull) => pull.number,
      });
      return pulls.map(printListed);
    },

    /** 1 call. */
    async latestClosed(most) {
      const { value } = await ask({
        route: "GET /repos/{owner}/{repo}/pulls",
        parameters: { state: "closed", sort: "updated", direction: "desc", per_page: Math.min(most, LATEST) },
        what: `closed pull requests of ${ask.called}`,
        schema: z.array(ListedPull),
      });
      return value.map(printListed);
    },

    /**
     * One call for each 100. The list grows at its front while it is read: what moves there was changed after we began,
     * and is seen twice or was seen before, so that nothing older is missed.
     */
    async closedSince(since) {
      const found = new Map<number, OpenPull>();
      for (let page = 1; ; page += 1) {
        const { value } = await ask({
          route: "GET /repos/{owner}/{repo}/pulls",
          parameters: { state: "closed", sort: "updated", direction: "desc", per_page: LATEST, page },
          what: `closed pull requests of ${ask.called}`,
          schema: z.array(ListedPull),
        });
        for (const one of value) if (one.updated_at >= since) found.set(one.number, printListed(one));
        if (value.length < LATEST || value.some((one) => one.updated_at < since)) return [...found.values()];
        if (page === MOST_PAGES) {
          const what = `closed pull requests of ${ask.called}`;
          throw new ReadError({ failure: "incomplete", what, message: `there are more than ${LATEST * MOST_PAGES}` });
        }
      }
    },

    /** No call. Its own for each repository, and without the App's key nobody can tell it before. */
    lot(text) {
      const { installation, id } = ask.repo;
      const digest = createHmac("sha256", secret).update(`${installation}/${id}/${text}`).digest();
      return Promise.resolve(digest.readUIntBE(0, 6));
    },
  };
}

function printCommit(commit: z.infer<typeof CommitShape>): BranchCommit {
  const { message, tree, verification } = commit.commit;
  return {
    sha: commit.sha,
    parents: commit.parents.map((parent) => parent.sha),
    tree: tree.sha,
    author: commit.author,
    committer: commit.committer,
    byGitHub: verification?.verified === true && commit.committer?.login === WEB_FLOW,
    title: message.split("\n", 1)[0] ?? "",
  };
}
