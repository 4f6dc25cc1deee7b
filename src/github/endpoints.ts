// Every call that we make, and the permission that GitHub asks for it. A call that is not here is refused before it is
// made (TEN-11); tokens are minted with what stands here, and app.yml is held to it by a test.
// Source of the permissions: GitHub's "Permissions required for GitHub Apps"; where GitHub is stricter than it says, as
// it is: a comment, label or reaction on a pull request needs Pull requests write, not only Issues write.

export type PermissionName =
  | "actions"
  | "checks"
  | "contents"
  | "issues"
  | "members"
  | "merge_queues"
  | "metadata"
  | "pull_requests"
  | "statuses";
export type Level = "read" | "write";
export type Permissions = Readonly<Partial<Record<PermissionName, Level>>>;

export interface Endpoint {
  /** `app`: with the App's own JWT. `read` and `write`: with an installation token for one repository. */
  readonly by: "app" | Level;
  /** Without these the call is not made. */
  readonly needs: Permissions;
  /** Asked for as well where it was granted: what the same call needs on a pull request. */
  readonly onPulls?: Permissions;
  /** Creates what GitHub counts as content: 80 a minute and 500 an hour. */
  readonly content?: true;
}

const app: Endpoint = { by: "app", needs: {} };
const metadata: Endpoint = { by: "read", needs: { metadata: "read" } };
const contents: Endpoint = { by: "read", needs: { contents: "read" } };
const actions: Endpoint = { by: "read", needs: { actions: "read" } };
const members: Endpoint = { by: "read", needs: { members: "read" } };
const pulls: Endpoint = { by: "read", needs: { pull_requests: "read" } };
const issues: Endpoint = { by: "read", needs: { issues: "read" }, onPulls: { pull_requests: "read" } };
const writesIssues: Endpoint = { by: "write", needs: { issues: "write" }, onPulls: { pull_requests: "write" } };

export const ENDPOINTS = {
  "GET /app": app,
  "GET /app/installations": app,
  "GET /app/installations/{installation_id}": app,
  "POST /app/installations/{installation_id}/access_tokens": app,
  "GET /app/hook/deliveries": app,
  "POST /app/hook/deliveries/{delivery_id}/attempts": app,

  "GET /installation/repositories": metadata,
  "GET /repos/{owner}/{repo}": metadata,
  "GET /repos/{owner}/{repo}/properties/values": metadata,
  "GET /user/{account_id}": metadata,
  "GET /users/{username}": metadata,
  "GET /repos/{owner}/{repo}/collaborators": metadata,
  "GET /repos/{owner}/{repo}/collaborators/{username}/permission": metadata,
  "GET /repos/{owner}/{repo}/rules/branches/{branch}": metadata,
  "GET /orgs/{org}/teams/{team_slug}": members,
  "GET /orgs/{org}/teams/{team_slug}/members": members,
  "GET /orgs/{org}/teams/{team_slug}/memberships/{username}": members,

  "GET /repos/{owner}/{repo}/activity": contents,
  "GET /repos/{owner}/{repo}/branches": contents,
  "GET /repos/{owner}/{repo}/branches/{branch}": contents,
  "GET /repos/{owner}/{repo}/commits": contents,
  "GET /repos/{owner}/{repo}/git/ref/{ref}": contents,
  "GET /repos/{owner}/{repo}/git/matching-refs/{ref}": contents,
  "GET /repos/{owner}/{repo}/git/commits/{commit_sha}": contents,
  "GET /repos/{owner}/{repo}/git/trees/{tree_sha}": contents,
  "GET /repos/{owner}/{repo}/contents/{path}": contents,
  "GET /repos/{owner}/{repo}/compare/{basehead}": contents,

  "GET /repos/{owner}/{repo}/pulls": pulls,
  "GET /repos/{owner}/{repo}/pulls/{pull_number}": pulls,
  "GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls": pulls,
  "GET /repos/{owner}/{repo}/pulls/{pull_number}/files": pulls,
  "GET /repos/{owner}/{repo}/pulls/{pull_number}/commits": pulls,
  "GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews": pulls,

  "GET /repos/{owner}/{repo}/issues": issues,
  "GET /repos/{owner}/{repo}/issues/{issue_number}": issues,
  "GET /repos/{owner}/{repo}/issues/{issue_number}/comments": issues,
  "GET /repos/{owner}/{repo}/issues/{issue_number}/events": issues,
  "GET /repos/{owner}/{repo}/issues/comments/{comment_id}": issues,
  "GET /repos/{owner}/{repo}/labels": issues,

  "GET /repos/{owner}/{repo}/commits/{ref}/check-runs": { by: "read", needs: { checks: "read" } },
  "GET /repos/{owner}/{repo}/commits/{ref}/statuses": { by: "read", needs: { statuses: "read" } },

  "GET /repos/{owner}/{repo}/actions/runs": actions,
  "GET /repos/{owner}/{repo}/actions/runs/{run_id}/artifacts": actions,
  "GET /repos/{owner}/{repo}/actions/artifacts/{artifact_id}/{archive_format}": actions,

  "POST /repos/{owner}/{repo}/issues/{issue_number}/comments": { ...writesIssues, content: true },
  "PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}": writesIssues,
  "POST /repos/{owner}/{repo}/issues/comments/{comment_id}/reactions": { ...writesIssues, content: true },
  "POST /repos/{owner}/{repo}/labels": writesIssues,
  "POST /repos/{owner}/{repo}/issues/{issue_number}/labels": writesIssues,
  "DELETE /repos/{owner}/{repo}/issues/{issue_number}/labels/{name}": writesIssues,
  "POST /repos/{owner}/{repo}/issues/{issue_number}/assignees": writesIssues,
  "DELETE /repos/{owner}/{repo}/issues/{issue_number}/assignees": writesIssues,
  "POST /repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches": { by: "write", needs: { actions: "write" } },
  "POST /repos/{owner}/{repo}/issues": { ...writesIssues, content: true },
  "PATCH /repos/{owner}/{repo}/issues/{issue_number}": writesIssues,
  "PATCH /repos/{owner}/{repo}/pulls/{pull_number}": { by: "write", needs: { pull_requests: "write" } },
  "POST /repos/{owner}/{repo}/pulls/{pull_number}/requested_reviewers": {
    by: "write",
    needs: { pull_requests: "write" },
    content: true,
  },
  "POST /repos/{owner}/{repo}/check-runs": { by: "write", needs: { checks: "write" } },
  "PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}": { by: "write", needs: { checks: "write" } },

  // GraphQL, by the name of the operation: each is `POST /graphql`.
  "query Said": issues,
  "query Moment": { by: "read", needs: { pull_requests: "read", issues: "read", contents: "read" } },
  "query EpochEvents": pulls,
  "query LinkedIssues": { by: "read", needs: { pull_requests: "read", issues: "read" } },
  "query MergeQueue": { by: "read", needs: { merge_queues: "read", pull_requests: "read", contents: "read" } },
  "query CommitAuthors": contents,
  "mutation React": { by: "write", needs: { pull_requests: "write" }, content: true },
} as const satisfies Record<string, Endpoint>;

export type Route = keyof typeof ENDPOINTS;

/** The row for a route. Throws on a call that the table does not know: that is a bug of ours, and must not reach GitHub. */
export function endpointOf(route: string): Endpoint {
  const endpoint: Endpoint | undefined = Object.hasOwn(ENDPOINTS, route) ? ENDPOINTS[route as Route] : undefined;
  if (!endpoint)
    throw new Error(`${route} is not in the table of endpoints: declare it with the permission that it needs`);
  return endpoint;
}

/** Everything that calls of one kind may need: the most that a token for them is ever given. */
export function permissionsFor(by: Level): Permissions {
  const all: Partial<Record<PermissionName, Level>> = {};
  for (const endpoint of Object.values<Endpoint>(ENDPOINTS)) {
    if (endpoint.by === by) Object.assign(all, endpoint.onPulls, endpoint.needs);
  }
  return all;
}

/** Webhook events that we listen to, and the permission without which GitHub does not offer them. */
export const EVENTS = {
  issues: { issues: "read" },
  issue_comment: { issues: "read" },
  pull_request: { pull_requests: "read" },
  pull_request_review: { pull_requests: "read" },
  status: { statuses: "read" },
  push: { contents: "read" },
  merge_group: { merge_queues: "read" },
  repository: { metadata: "read" },
  member: { members: "read" },
  membership: { members: "read" },
  organization: { members: "read" },
  team: { members: "read" },
  team_add: { members: "read" },
  check_run: { checks: "read" },
  check_suite: { checks: "read" },
} as const satisfies Record<string, Permissions>;

/** Events that every App receives, subscribed or not. */
export const UNASKED_EVENTS = ["installation", "installation_repositories"] as const;
