// A commit through the API: GitHub signs it for an App, and no branch protection of the line is in its way.
import type { FileChange, Written } from "../../core/release-host.ts";
import { call } from "./call.ts";
import type { RunnerAccess } from "./call.ts";
import { commitShape, refShape, shaShape } from "./shapes.ts";

/** Puts the branch on a commit of these files above `parent`; leaves it alone when it is that already. */
export async function commitFiles(
  access: RunnerAccess,
  wanted: {
    readonly branch: string;
    readonly parent: string;
    readonly message: string;
    readonly files: readonly FileChange[];
  },
): Promise<Written> {
  const { branch, parent, message, files } = wanted;
  const base = await commitAt(access, parent);
  const entries = files.map(({ path, text }) => ({ path, mode: "100644", type: "blob", content: text }));
  const body = { base_tree: base.tree.sha, tree: entries };
  const tree = shaShape.parse((await call(access, { method: "POST", path: "/git/trees", body })).body);
  const path = `/git/ref/heads/${branch.split("/").map(encodeURIComponent).join("/")}`;
  const ref = await call(access, { method: "GET", path, expected: [404] });
  if (ref.status !== 404) {
    const tip = await commitAt(access, refShape.parse(ref.body).object.sha);
    const same = tip.tree.sha === tree.sha && tip.parents.length === 1 && tip.parents[0]?.sha === parent;
    if (same && tip.message === message) return "exists";
  }
  const commit = { message, tree: tree.sha, parents: [parent] };
  const made = shaShape.parse((await call(access, { method: "POST", path: "/git/commits", body: commit })).body);
  if (ref.status === 404)
    await call(access, { method: "POST", path: "/git/refs", body: { ref: `refs/heads/${branch}`, sha: made.sha } });
  else
    await call(access, {
      method: "PATCH",
      path: path.replace("/git/ref/", "/git/refs/"),
      body: { sha: made.sha, force: true },
    });
  return "done";
}

async function commitAt(access: RunnerAccess, sha: string): Promise<ReturnType<typeof commitShape.parse>> {
  return commitShape.parse((await call(access, { method: "GET", path: `/git/commits/${sha}` })).body);
}
