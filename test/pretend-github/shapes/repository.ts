// Repositories, branches and rules as GitHub's JSON.
import { stamp } from "../state/clock.ts";
import { nodeId } from "../state/ids.ts";
import { fullName } from "../state/repositories.ts";
import type { Repository } from "../state/repositories.ts";
import type { World } from "../state/world.ts";
import { userShape } from "./account.ts";
import type { Shape } from "./account.ts";

const LINKS: Readonly<Record<string, string>> = {
  archive: "{archive_format}{/ref}",
  assignees: "assignees{/user}",
  blobs: "git/blobs{/sha}",
  branches: "branches{/branch}",
  collaborators: "collaborators{/collaborator}",
  comments: "comments{/number}",
  commits: "commits{/sha}",
  compare: "compare/{base}...{head}",
  contents: "contents/{+path}",
  contributors: "contributors",
  deployments: "deployments",
  downloads: "downloads",
  events: "events",
  forks: "forks",
  git_commits: "git/commits{/sha}",
  git_refs: "git/refs{/sha}",
  git_tags: "git/tags{/sha}",
  hooks: "hooks",
  issue_comment: "issues/comments{/number}",
  issue_events: "issues/events{/number}",
  issues: "issues{/number}",
  keys: "keys{/key_id}",
  labels: "labels{/name}",
  languages: "languages",
  merges: "merges",
  milestones: "milestones{/number}",
  notifications: "notifications{?since,all,participating}",
  pulls: "pulls{/number}",
  releases: "releases{/id}",
  stargazers: "stargazers",
  statuses: "statuses/{sha}",
  subscribers: "subscribers",
  subscription: "subscription",
  tags: "tags",
  teams: "teams",
  trees: "git/trees{/sha}",
};

export function repositoryUrl(world: World, repository: Repository): string {
  return `${world.url}/repos/${fullName(repository)}`;
}

export function repositoryPage(world: World, repository: Repository): string {
  return `${world.url}/${fullName(repository)}`;
}

/** As in lists and payloads. */
export function repositoryShape(world: World, repository: Repository): Shape {
  const api = repositoryUrl(world, repository);
  const page = repositoryPage(world, repository);
  const open = [...repository.issues.values()].filter((issue) => issue.state === "open").length;
  const forks = [...world.repositories.values()].filter((each) => each.parent === repository).length;
  return {
    id: repository.id,
    node_id: nodeId("repository", repository.id),
    name: repository.name,
    full_name: fullName(repository),
    private: repository.private,
    owner: userShape(world, repository.owner),
    html_url: page,
    description: repository.description,
    fork: repository.parent !== null,
    url: api,
    ...Object.fromEntries(Object.entries(LINKS).map(([name, tail]) => [`${name}_url`, `${api}/${tail}`])),
    git_url: `git://${page.slice(page.indexOf("//") + 2)}.git`,
    ssh_url: `git@127.0.0.1:${fullName(repository)}.git`,
    clone_url: `${page}.git`,
    svn_url: page,
    mirror_url: null,
    homepage: null,
    language: null,
    forks_count: forks,
    forks,
    stargazers_count: 0,
    watchers_count: 0,
    watchers: 0,
    size: 0,
    default_branch: repository.defaultBranch,
    open_issues_count: open,
    open_issues: open,
    is_template: false,
    topics: repository.topics,
    has_issues: repository.hasIssues,
    has_projects: true,
    has_wiki: false,
    has_pages: false,
    has_downloads: true,
    has_discussions: false,
    has_pull_requests: true,
    archived: repository.archived,
    disabled: false,
    visibility: repository.private ? "private" : "public",
    license: null,
    allow_forking: true,
    web_commit_signoff_required: false,
    created_at: stamp(repository.createdAt),
    updated_at: stamp(repository.updatedAt),
    pushed_at: stamp(repository.pushedAt),
  };
}

/** `GET /repos/{owner}/{repo}`. */
export function fullRepositoryShape(world: World, repository: Repository): Shape {
  return {
    ...repositoryShape(world, repository),
    subscribers_count: 0,
    network_count: 0,
    allow_merge_commit: repository.allowed.merge,
    allow_squash_merge: repository.allowed.squash,
    allow_rebase_merge: repository.allowed.rebase,
    allow_auto_merge: false,
    allow_update_branch: false,
    delete_branch_on_merge: repository.deleteBranchOnMerge,
    custom_properties: Object.fromEntries(repository.properties),
    ...(repository.parent && {
      parent: repositoryShape(world, repository.parent),
      source: repositoryShape(world, repository.parent),
    }),
  };
}

/** In webhooks a repository has its properties; in `push` its dates are numbers besides, which is left to that event. */
export function repositoryInEvent(world: World, repository: Repository): Shape {
  return { ...repositoryShape(world, repository), custom_properties: Object.fromEntries(repository.properties) };
}
