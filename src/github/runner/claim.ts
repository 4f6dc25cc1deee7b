// Something that of all who ask for it one gets.
import type { Claim } from "../../core/release-host.ts";
import { call } from "./call.ts";
import type { RunnerAccess } from "./call.ts";
import { claimShape, refShape, shaShape } from "./shapes.ts";
import { encodePath, find, write } from "./written.ts";

const CLAIMS = "lamplighter/";

/**
 * A ref of its own, which GitHub makes once: no branch and no tag, so that nobody's clone has it. It names a tag object that
 * says who made it and when.
 */
export async function claim(
  access: RunnerAccess,
  { name, at, by }: { readonly name: string; readonly at: string; readonly by: string },
): Promise<Claim> {
  const body = { tag: name, message: by, object: at, type: "commit" };
  const own = (await call(access, { method: "POST", path: "/git/tags", body })).body;
  const ref = { ref: `refs/${CLAIMS}${name}`, sha: shaShape.parse(own).sha };
  if ((await write(access, { method: "POST", path: "/git/refs", body: ref })) === "done") return { is: "ours" };
  const there = await find(access, `/git/ref/${CLAIMS}${encodePath(name)}`);
  // Given back in between: whoever had it is done.
  if (there === null) return { is: "taken", by: "", age: 0 };
  const path = `/git/tags/${refShape.parse(there).object.sha}`;
  const other = claimShape.parse((await call(access, { method: "GET", path })).body);
  if (other.message.trim() === by) return { is: "ours" };
  const age = Date.parse(claimShape.parse(own).tagger.date) - Date.parse(other.tagger.date);
  return { is: "taken", by: other.message.trim(), age };
}

export async function unclaim(access: RunnerAccess, name: string): Promise<"done"> {
  // 422: it is gone already.
  await call(access, { method: "DELETE", path: `/git/refs/${CLAIMS}${encodePath(name)}`, expected: [404, 422] });
  return "done";
}
