// Answers questions about history. A computation costs two processes, four when the newest tags are elsewhere, whatever
// the number of tags; no tree is read, so a clone with `filter: tree:0` is enough (but for packages, which need paths).
import type { BranchRef, HistoryReads, HistoryRefs, LogQuery, RawCommit, TagRef } from "../core/history.ts";
import { checkedOut, hasRemote, refuseShallow } from "./clone.ts";
import { git, GitError, gitFailed, streamGit, tryGit } from "./run.ts";
import type { GitPlace } from "./run.ts";

const LOG_FORMAT = "format:%x00%m%H%n%P%n%an%n%ae%n%ct%n%B%x00";

/** Throws {@link GitError} `shallow` for a clone whose history is cut. */
export function readHistory(place: GitPlace): HistoryReads {
  refuseShallow(place);
  // Without this a partial clone would fetch what it lacks, one object at a time.
  const local = { ...place, env: { ...place.env, GIT_NO_LAZY_FETCH: "1" } };
  return {
    async refs() {
      // A third of what for-each-ref costs, which opens every tag to see what it names.
      const { code, stdout, stderr } = await tryGit(local, ["show-ref", "--dereference"]);
      if (code !== 0 && stderr.trim() !== "") throw gitFailed(["show-ref"], code, stderr);
      return { ...readRefs(stdout), current: await currentBranch(local) };
    },
    async contained(tags, to) {
      const names = tags.map((tag) => `refs/tags/${tag}`);
      const out = await git(local, ["for-each-ref", "--format=%(refname)", `--merged=${to}`, ...names]);
      return new Set(
        out
          .split("\n")
          .filter(Boolean)
          .map((name) => name.slice("refs/tags/".length)),
      );
    },
    log: (query) => readLog(query.paths === "none" ? local : place, query),
    async commonAncestor(shas) {
      const { code, stdout } = await tryGit(local, ["merge-base", "--octopus", "--end-of-options", ...shas]);
      return code === 0 ? stdout.trim() : null;
    },
    async fileAt(commit, path) {
      const { code, stdout, stderr } = await tryGit(place, ["cat-file", "blob", `${commit}:${path}`]);
      if (code === 0) return stdout;
      if (/does not exist|exists on disk, but not/.test(stderr)) return null;
      throw new GitError({
        code: "git-failed",
        message: `git could not read ${path} at ${commit}.`,
        cure: "See that the clone has that commit.",
      });
    },
    async remoteTags() {
      if (!hasRemote(place)) return null;
      const out = await git(place, ["ls-remote", "--tags", "--refs", "origin"]);
      return out.split("\n").filter(Boolean).length;
    },
  };
}

async function currentBranch(place: GitPlace): Promise<string | null> {
  const known = checkedOut(place);
  if (known !== undefined) return known;
  const { code, stdout } = await tryGit(place, ["symbolic-ref", "--quiet", "--short", "HEAD"]);
  return code === 0 ? stdout.trim() : null;
}

const TAGS = "refs/tags/";
const HEADS = "refs/heads/";
const REMOTES = "refs/remotes/origin/";

/** Lines of `<sha> <ref>`; after an annotated tag comes the same with `^{}` and what the tag names. */
function readRefs(text: string): Omit<HistoryRefs, "current"> {
  const tags: TagRef[] = [];
  const branches: BranchRef[] = [];
  for (const line of text.split("\n")) {
    const space = line.indexOf(" ");
    const sha = line.slice(0, space);
    const name = line.slice(space + 1);
    if (name.startsWith(TAGS)) {
      const own = name.endsWith("^{}") ? name.slice(TAGS.length, -3) : name.slice(TAGS.length);
      if (tags.at(-1)?.name === own) tags.pop();
      tags.push({ name: own, sha });
    } else if (name.startsWith(HEADS)) branches.push({ name: name.slice(HEADS.length), sha, at: "local" });
    else if (name.startsWith(REMOTES) && name !== `${REMOTES}HEAD`)
      branches.push({ name: name.slice(REMOTES.length), sha, at: "origin" });
  }
  return { tags, branches };
}

async function* readLog(place: GitPlace, query: LogQuery): AsyncGenerator<readonly RawCommit[]> {
  const args = [
    "log",
    "--topo-order",
    "--no-decorate",
    "--no-color",
    "--encoding=UTF-8",
    `--format=${LOG_FORMAT}`,
    ...(query.follow === "first-parent" ? ["--first-parent"] : []),
    ...(query.boundary === undefined ? [] : ["--boundary"]),
    ...(query.paths === "changed" ? ["--name-only", "--no-renames", "--diff-merges=off"] : ["--no-patch"]),
    "--end-of-options",
    query.to,
    ...query.without.map((sha) => `^${sha}`),
    "--",
  ];
  // NUL before and after each record: what stands between a record's end and the next one's start are its paths. Each is
  // decoded by itself: a chunk with one sign beyond Latin-1 in it would take twice the memory as a whole.
  let begun: Buffer[] = [];
  let pending: Omit<RawCommit, "paths"> | null = null;
  let inside = false;
  const authors = new Map<string, RawCommit["author"]>();
  for await (const chunk of streamGit(place, args)) {
    const batch: RawCommit[] = [];
    let start = 0;
    for (let end = chunk.indexOf(0); end !== -1; end = chunk.indexOf(0, start)) {
      if (inside) pending = readRecord(decode(begun, chunk.subarray(start, end)), authors);
      else if (pending !== null) {
        batch.push(query.paths === "none" ? pending : withPaths(pending, decode(begun, chunk.subarray(start, end))));
        pending = null;
      }
      begun = [];
      inside = !inside;
      start = end + 1;
    }
    if (start < chunk.length) begun.push(chunk.subarray(start));
    if (batch.length > 0) yield batch;
  }
  if (pending !== null) yield [query.paths === "none" ? pending : withPaths(pending, Buffer.concat(begun).toString())];
}

function decode(begun: readonly Buffer[], last: Buffer): string {
  return (begun.length === 0 ? last : Buffer.concat([...begun, last])).toString();
}

function withPaths(commit: Omit<RawCommit, "paths">, text: string): RawCommit {
  return { ...commit, paths: text.split("\n").filter(Boolean).map(unquoted) };
}

/** git quotes a path that holds a quote, a backslash or a control character. */
function unquoted(path: string): string {
  if (!path.startsWith('"')) return path;
  return path.slice(1, -1).replace(/\\([\\"])/g, "$1");
}

function readRecord(text: string, authors: Map<string, RawCommit["author"]>): Omit<RawCommit, "paths"> {
  const cuts: number[] = [];
  for (let at = text.indexOf("\n"); at !== -1 && cuts.length < 5; at = text.indexOf("\n", at + 1)) cuts.push(at);
  const [sha = 0, parents = 0, , email = 0, date = 0] = cuts;
  const names = text.slice(sha + 1, parents);
  const commit = {
    sha: text.slice(1, sha),
    parents: names === "" ? NO_PARENTS : names.includes(" ") ? names.split(" ") : [names],
    author: authorOf(text.slice(parents + 1, email), authors),
    at: Number(text.slice(email + 1, date)) * 1000,
    message: text.slice(date + 1),
  };
  return text.startsWith("-") ? { ...commit, boundary: true } : commit;
}

const NO_PARENTS: readonly string[] = [];

/** One object for each person: a history has many commits and few authors. */
function authorOf(text: string, authors: Map<string, RawCommit["author"]>): RawCommit["author"] {
  const known = authors.get(text);
  if (known !== undefined) return known;
  const end = text.indexOf("\n");
  const author = { name: text.slice(0, end), email: text.slice(end + 1) };
  authors.set(text, author);
  return author;
}
