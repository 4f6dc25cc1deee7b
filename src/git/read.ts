// Answers questions about history. A computation costs one process or two, and two more when the newest tags are elsewhere,
// whatever the number of tags; no tree is read, so a clone with `filter: tree:0` is enough (but for packages, which need paths).
import type { BranchRef, HistoryReads, HistoryRefs, TagRef } from "../core/history.ts";
import { checkedOut, findFolders, refuseShallow } from "./clone.ts";
import type { CloneFolders } from "./clone.ts";
import { readLog } from "./log.ts";
import { refsInFiles } from "./refs-in-files.ts";
import { git, GitError, gitFailed, tryGit } from "./run.ts";
import type { GitPlace } from "./run.ts";

const EVERYWHERE = ["refs/tags", "refs/heads", "refs/remotes/origin"];

/** Throws {@link GitError} `shallow` for a clone whose history is cut. */
export function readHistory(place: GitPlace, folders = findFolders(place)): HistoryReads {
  refuseShallow(folders);
  // Without this a partial clone would fetch what it lacks, one object at a time.
  const local = { ...place, env: { ...place.env, GIT_NO_LAZY_FETCH: "1" } };
  return {
    async refs() {
      const known = refsInFiles(place, folders);
      if (known !== null) return { ...known, current: await currentBranch(local, folders) };
      // A third of what for-each-ref costs, which opens every tag to see what it names.
      const { code, stdout, stderr } = await tryGit(local, ["show-ref", "--dereference"]);
      if (code !== 0 && stderr.trim() !== "") throw gitFailed(["show-ref"], code, stderr);
      return { ...readRefs(stdout), current: await currentBranch(local, folders) };
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
    async containing(sha, { refs, without } = { refs: EVERYWHERE, without: [] }) {
      const beside = without.map((one) => `--no-merged=${one}`);
      const asked = ["for-each-ref", "--format=%(refname)", `--contains=${sha}`, ...beside, ...refs];
      const { code, stdout, stderr } = await tryGit(local, asked);
      if (code === 0) return new Set(stdout.split("\n").filter(Boolean));
      if (/no such commit|malformed object name|not a commit|is a \w+, not a commit/i.test(stderr)) return null;
      throw gitFailed(asked, code, stderr);
    },
    async tagMessage(tag) {
      const { code, stdout } = await tryGit(local, ["cat-file", "tag", `refs/tags/${tag}`]);
      return code === 0 ? stdout.slice(stdout.indexOf("\n\n") + 2) : null;
    },
    log: (query) => readLog(query.paths === "none" ? local : place, query),
    async commonAncestor(shas) {
      const { code, stdout } = await tryGit(local, ["merge-base", "--octopus", "--end-of-options", ...shas]);
      return code === 0 ? stdout.trim() : null;
    },
    async everTouched(to, folder) {
      const args = ["--literal-pathspecs", "log", "--max-count=1", "--format=%H", "--end-of-options", to, "--", folder];
      return (await git(place, args)).trim() !== "";
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
      // Asked of git: a remote may have another name, and stand in a file that the configuration includes.
      const remotes = (await git(local, ["remote"])).split("\n").filter(Boolean);
      const remote = remotes.includes("origin") ? "origin" : remotes[0];
      if (remote === undefined) return null;
      const out = await git(place, ["ls-remote", "--tags", "--refs", "--end-of-options", remote]);
      return out.split("\n").filter(Boolean).length;
    },
  };
}

async function currentBranch(place: GitPlace, folders: CloneFolders): Promise<string | null> {
  const known = checkedOut(folders);
  if (known !== undefined) return known;
  const { code, stdout } = await tryGit(place, ["symbolic-ref", "--quiet", "--short", "HEAD"]);
  return code === 0 ? stdout.trim() : null;
}

const TAGS = "refs/tags/";
const HEADS = "refs/heads/";
const REMOTES = "refs/remotes/origin/";

/** Lines of `<sha> <ref>`; after an annotated tag comes the same with `^{}` and what the tag names. */
function readRefs(text: string): Omit<HistoryRefs, "current"> {
  const refs = { tags: [], branches: [] };
  for (const line of text.split("\n")) readRef(line, refs);
  return refs;
}

/** Apart from the loop: a loop of thousands of rounds makes V8 compile its whole body at length, for no more use. */
function readRef(line: string, { tags, branches }: { readonly tags: TagRef[]; readonly branches: BranchRef[] }): void {
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
