// Comparisons of two commits. One answer has the merge base, the first 100 commits and up to 300 files, and it is by
// sha, so it is kept for good. (GitHub: files stand on the first page only and end at 300; commits page to their end.)
import * as z from "zod";
import { ReadError } from "../core/known.ts";
import type { ChangedFile } from "../core/pull.ts";
import type { Sha } from "../core/refs.ts";
import type { Ask } from "./ask.ts";
import { all, PER_PAGE } from "./pages.ts";
import { MaybeAccount, ShaText } from "./shapes.ts";

/** So many files are shown: a comparison with fewer is whole. */
const MOST_COMPARED = 300;

export const FileShape = z.object({
  filename: z.string(),
  previous_filename: z.string().optional(),
  status: z.enum(["added", "removed", "modified", "renamed", "copied", "changed", "unchanged"]),
  additions: z.number().int(),
  deletions: z.number().int(),
  sha: ShaText.nullish(),
  patch: z.string().optional(),
});
const GitPerson = z.object({ name: z.string().default(""), email: z.string().default("") });
export const CommitShape = z.object({
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
export type CommitShape = z.infer<typeof CommitShape>;
const Comparison = z.object({
  merge_base_commit: z.object({ sha: ShaText }),
  total_commits: z.number().int(),
  commits: z.array(CommitShape),
  files: z.array(FileShape).optional(),
});

const ROUTE = "GET /repos/{owner}/{repo}/compare/{basehead}";

export interface Compared {
  readonly mergeBase: Sha;
  /** How many commits there are, and those of them that came: all, where there are no more than 100. */
  readonly count: number;
  readonly commits: readonly CommitShape[];
  /** Null where GitHub cuts the list. */
  readonly files: readonly ChangedFile[] | null;
}

/** 1 call, kept for good. */
export async function compare(ask: Ask, base: Sha, head: Sha): Promise<Compared> {
  const { value } = await ask({
    route: ROUTE,
    // As `all` asks for its first page: both are one question.
    parameters: { basehead: `${base}...${head}`, per_page: PER_PAGE, page: 1 },
    what: `comparison of ${base.slice(0, 12)} and ${head.slice(0, 12)} in ${ask.called}`,
    schema: Comparison,
    forever: true,
  });
  const { merge_base_commit, total_commits: count, commits, files } = value;
  const isWhole = files !== undefined && files.length < MOST_COMPARED;
  return { mergeBase: merge_base_commit.sha, count, commits, files: isWhole ? files.map(printFile) : null };
}

/** One call for each 100, kept for good; as many as the caller knows that there are. */
export function commitsBetween(
  ask: Ask,
  range: { readonly base: Sha; readonly head: Sha; readonly total: number; readonly what: string },
): Promise<readonly CommitShape[]> {
  return all(ask, {
    route: ROUTE,
    parameters: { basehead: `${range.base}...${range.head}` },
    what: range.what,
    item: CommitShape,
    under: "commits",
    key: (commit) => commit.sha,
    total: range.total,
    forever: true,
  });
}

/** 1 call, kept for good. Throws `incomplete` where GitHub cuts the list. */
export async function filesBetween(ask: Ask, from: Sha, to: Sha): Promise<readonly ChangedFile[]> {
  const { mergeBase, files } = await compare(ask, from, to);
  const what = `patches between ${from.slice(0, 12)} and ${to.slice(0, 12)} of ${ask.called}`;
  if (mergeBase !== from) {
    const message = `${to.slice(0, 12)} does not come after ${from.slice(0, 12)}.`;
    throw new ReadError({ failure: "incomplete", what, message });
  }
  if (files) return files;
  throw new ReadError({ failure: "incomplete", what, message: `GitHub shows no more than ${MOST_COMPARED} of them.` });
}

export function printFile(file: z.infer<typeof FileShape>): ChangedFile {
  return {
    path: file.filename,
    previousPath: file.previous_filename ?? null,
    status: file.status,
    additions: file.additions,
    deletions: file.deletions,
    blob: file.sha ?? null,
    patch: file.patch ?? null,
  };
}
