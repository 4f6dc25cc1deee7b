// All routes, the more particular before the more general.
import type { Post } from "../events/post.ts";
import type { Route } from "../http/route.ts";
import type { Meter } from "../http/limits.ts";
import { accessRoutes } from "./access.ts";
import { actionRoutes } from "./actions.ts";
import { appRoutes } from "./app.ts";
import { deploymentRoutes } from "./deployments.ts";
import { otherRoutes } from "./others.ts";
import { releaseRoutes } from "./releases.ts";
import { ruleRoutes } from "./rules.ts";
import { timelineRoutes } from "./timeline.ts";
import { assigneeRoutes } from "./assignees.ts";
import { branchRoutes } from "./branches.ts";
import { checkRoutes } from "./checks.ts";
import { commentRoutes } from "./comments.ts";
import { commitRoutes, lastCommitRoutes } from "./commits.ts";
import { contentRoutes } from "./contents.ts";
import { gitDataRoutes } from "./gitdata.ts";
import { issueRoutes } from "./issues.ts";
import { labelRoutes } from "./labels.ts";
import { peopleRoutes } from "./people.ts";
import { mergeRoutes } from "./pull-merge.ts";
import { reviewerRoutes } from "./pull-reviewers.ts";
import { pullRoutes } from "./pulls.ts";
import { repositoryRoutes } from "./repositories.ts";
import { reviewRoutes } from "./reviews.ts";

export function apiRoutes(post: Post, meter: Meter): Route[] {
  return [
    ...appRoutes(post),
    ...otherRoutes(meter),
    ...ruleRoutes,
    ...releaseRoutes,
    ...deploymentRoutes,
    ...actionRoutes,
    ...accessRoutes,
    ...repositoryRoutes,
    ...contentRoutes,
    ...gitDataRoutes,
    ...labelRoutes,
    ...commentRoutes,
    ...timelineRoutes,
    ...assigneeRoutes,
    ...issueRoutes,
    ...reviewRoutes,
    ...pullRoutes,
    ...mergeRoutes,
    ...reviewerRoutes,
    ...checkRoutes,
    ...branchRoutes,
    ...commitRoutes,
    ...lastCommitRoutes,
    ...peopleRoutes,
  ];
}
