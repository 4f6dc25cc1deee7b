// How we find again what we wrote: a hidden marker in it, and our own authorship. A marker alone proves nothing, since
// anybody can copy it.
import type { z } from "zod";
import type { Ask } from "./ask.ts";
import { all } from "./pages.ts";
import { IssueShape } from "./read-issue.ts";
import type { CommentShape } from "./read-issue.ts";

export interface OurApp {
  readonly id: number;
  readonly slug: string;
}

export type Issue = z.infer<typeof IssueShape>;
export type Comment = z.infer<typeof CommentShape>;

/** Invisible in what GitHub shows. Slots are ours: lower case, digits, and `-._:/`. */
export function markerOf(slot: string): string {
  if (!/^[a-z0-9][a-z0-9._:/-]*$/.test(slot) || slot.includes("--")) throw new Error(`"${slot}" is no name for a slot`);
  return `<!-- lamplighter:slot=${slot} -->`;
}

type Written = Pick<Comment, "user" | "body" | "performed_via_github_app">;

export function isOurs(written: Written, app: OurApp): boolean {
  const via = written.performed_via_github_app;
  if (via != null) return via.id === app.id && written.user?.type === "Bot";
  return written.user?.type === "Bot" && written.user.login === `${app.slug}[bot]`;
}

/** Ours, in this slot; the oldest, should there ever be two. */
export function inSlot<T extends Written>(written: readonly T[], slot: string, app: OurApp): T | undefined {
  const marker = markerOf(slot);
  return written.find((one) => one.body.includes(marker) && isOurs(one, app));
}

/** Our issue of this slot, open or closed. One call for each 100 issues that we opened, twice beyond 100. */
export async function issueInSlot(ask: Ask, slot: string, app: OurApp): Promise<Issue | null> {
  const issues = await all(ask, {
    route: "GET /repos/{owner}/{repo}/issues",
    parameters: { creator: `${app.slug}[bot]`, state: "all", sort: "created", direction: "asc" },
    what: `issues of ours in ${ask.called}`,
    item: IssueShape,
    key: (issue) => issue.number,
  });
  return inSlot(issues, slot, app) ?? null;
}
