// Answers questions about history. A computation costs three processes, four when the newest tags are elsewhere, whatever
// the number of tags; no tree is read, so a clone with `filter: tree:0` is enough (but for packages, which need paths).
import type { BranchRef, HistoryReads, HistoryRefs, LogQuery, RawCommit, TagRef } from "../core/history.ts";
import { hasRemote, refuseShallow } from "./clone.ts";
import { git, GitError, streamGit, tryGit } from "./run.ts";
import type { GitPlace } from "./run.ts";

const REF_FORMAT = "%(objectname)%09%(*objectname)%09%(HEAD)%09%(refname)%09%(symref)";
const LOG_FORMAT = "format:%x00%H%n%P%n%an%n%ae%n%ct%n%B%x00";

/** Throws {@link GitError} `shallow` for a clone whose history is cut. */
export function readHistory(place: GitPlace): HistoryReads {
  refuseShallow(place);
  // Without this a partial clone would fetch what it lacks, one object at a time.
  const local = { ...place, env: { ...place.env, GIT_NO_LAZY_FETCH: "1" } };
  return {
    async refs() {
      const roots = ["refs/tags", "refs/heads", "refs/remotes/origin"];
      return readRefs(await git(local, ["for-each-ref", `--format=${REF_FORMAT}`, ...roots]));
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

function readRefs(text: string): HistoryRefs {
  const tags: TagRef[] = [];
  const branches: BranchRef[] = [];
  let current: string | null = null;
  let defaultBranch: string | null = null;
  for (const line of text.split("\n")) {
    const [object = "", peeled = "", head = "", name = "", symref = ""] = line.split("\t");
    const sha = peeled === "" ? object : peeled;
    if (name.startsWith("refs/tags/")) tags.push({ name: name.slice(10), sha });
    else if (name.startsWith("refs/heads/")) {
      branches.push({ name: name.slice(11), sha, at: "local" });
      if (head === "*") current = name.slice(11);
    } else if (name === "refs/remotes/origin/HEAD") defaultBranch = symref.replace("refs/remotes/origin/", "") || null;
    else if (name.startsWith("refs/remotes/origin/")) branches.push({ name: name.slice(20), sha, at: "origin" });
  }
  return { tags, branches, current, defaultBranch };
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
    ...(query.paths === "changed" ? ["--name-only", "--no-renames", "--diff-merges=off"] : ["--no-patch"]),
    "--end-of-options",
    query.to,
    ...query.without.map((sha) => `^${sha}`),
    "--",
  ];
  // NUL before and after each record: what stands between a record's end and the next one's start are its paths.
  let rest = "";
  let pending: Omit<RawCommit, "paths"> | null = null;
  let inside = false;
  for await (const chunk of streamGit(place, args)) {
    const parts = (rest + chunk).split("\0");
    rest = parts.pop() ?? "";
    const batch: RawCommit[] = [];
    for (const part of parts) {
      if (inside) pending = readRecord(part);
      else if (pending !== null) {
        batch.push(withPaths(pending, part, query));
        pending = null;
      }
      inside = !inside;
    }
    if (batch.length > 0) yield batch;
  }
  if (pending !== null) yield [withPaths(pending, rest, query)];
}

function withPaths(commit: Omit<RawCommit, "paths">, text: string, query: LogQuery): RawCommit {
  return query.paths === "none" ? commit : { ...commit, paths: text.split("\n").filter(Boolean).map(unquoted) };
}

/** git quotes a path that holds a quote, a backslash or a control character. */
function unquoted(path: string): string {
  if (!path.startsWith('"')) return path;
  return path.slice(1, -1).replace(/\\([\\"])/g, "$1");
}

function readRecord(text: string): Omit<RawCommit, "paths"> {
  const cuts: number[] = [];
  for (let at = text.indexOf("\n"); at !== -1 && cuts.length < 5; at = text.indexOf("\n", at + 1)) cuts.push(at);
  const [sha = 0, parents = 0, name = 0, email = 0, date = 0] = cuts;
  const names = text.slice(sha + 1, parents);
  return {
    sha: text.slice(0, sha),
    parents: names === "" ? [] : names.split(" "),
    author: { name: text.slice(parents + 1, name), email: text.slice(name + 1, email) },
    at: Number(text.slice(email + 1, date)) * 1000,
    message: text.slice(date + 1),
  };
}
