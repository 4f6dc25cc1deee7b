// Merging a pull request, and bringing its branch up to date.
import * as z from "zod";
import { mergePull, updateBranch } from "../acts/pulls.ts";
import { Refusal } from "../http/refusal.ts";
import { by, demandRole, json, NOTHING, onRepository } from "../http/route.ts";
import type { RepositoryAsk, Route } from "../http/route.ts";
import { testMerge } from "../state/pulls.ts";
import { READ } from "./pulls.ts";
import { mergeObstacle } from "./refusals.ts";
import { pullIn } from "./subject.ts";

const merging = z.strictObject({
  commit_title: z.string().optional(),
  commit_message: z.string().optional(),
  sha: z.string().optional(),
  merge_method: z.enum(["merge", "squash", "rebase"]).optional(),
});

function merge(ask: RepositoryAsk<z.infer<typeof merging>>) {
  const at = pullIn(ask);
  const { issue, repository } = at;
  const method = ask.body.merge_method ?? "merge";
  if (issue.pull.mergedAt !== null) throw new Refusal(405, "Pull Request is not mergeable");
  if (ask.body.sha !== undefined && ask.body.sha !== issue.pull.head.sha) {
    throw new Refusal(409, "Head branch was modified. Review and try the merge again.");
  }
  if (issue.state === "closed" || issue.pull.draft) throw new Refusal(405, "Pull Request is still a draft");
  if (!repository.allowed[method]) throw new Refusal(405, `${method} merges are not allowed on this repository.`);
  if (!testMerge(repository, issue).clean) throw new Refusal(405, "Pull Request has merge conflicts");
  const obstacle = mergeObstacle(ask, issue);
  if (obstacle !== null) throw new Refusal(405, obstacle);
  const sha = mergePull(ask.world, at, by(ask), {
    method,
    title: ask.body.commit_title,
    message: ask.body.commit_message,
  });
  if (sha === null) throw new Refusal(405, "Rebase conflicts");
  return json({ sha, merged: true, message: "Pull Request successfully merged" });
}

export const mergeRoutes: readonly Route[] = [
  onRepository({
    on: "GET /repos/:owner/:repo/pulls/:number/merge",
    ...READ,
    answer: (ask) => {
      if (pullIn(ask).issue.pull.mergedAt === null) throw new Refusal(404, "Not Found");
      return NOTHING;
    },
  }),
  onRepository({
    on: "PUT /repos/:owner/:repo/pulls/:number/merge",
    app: ["contents", "write"],
    user: "write",
    body: merging,
    answer: merge,
  }),
  onRepository({
    on: "PUT /repos/:owner/:repo/pulls/:number/update-branch",
    app: ["pull_requests", "write"],
    user: "read",
    body: z.strictObject({ expected_head_sha: z.string().optional() }),
    answer: (ask) => {
      const at = pullIn(ask);
      demandRole(ask, "write");
      const { expected_head_sha: expected } = ask.body;
      if (expected !== undefined && expected !== at.issue.pull.head.sha) {
        throw new Refusal(422, "expected head sha didn't match current head ref.");
      }
      if (!updateBranch(ask.world, at, by(ask))) throw new Refusal(422, "merge conflict between base and head");
      return json({ message: "Updating pull request branch.", url: "" }, 202);
    },
  }),
];
