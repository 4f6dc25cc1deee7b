// Builders for facts that several rooms share: each gives a whole, ordinary thing, and a test states only what differs.
import type { Commit, ChangedFile, Contributor, Pull } from "../src/core/pull.ts";
import type { Repository } from "../src/core/reads.ts";
import type { Instant, Person, Repo, Sha, Subject } from "../src/core/refs.ts";

/** 2026-03-02 09:00 UTC, a Monday. */
export const MONDAY: Instant = Date.UTC(2026, 2, 2, 9);
export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** A commit's sha from a short name: `sha("a1")` is `a1` again and again. The name has to be hex. */
export function sha(name: string): Sha {
  return name.repeat(40).slice(0, 40);
}

export function person(login: string, id: number, type: Person["type"] = "User"): Person {
  return { id, login, type };
}

export const ada = person("ada", 1);
export const bob = person("bob", 2);
export const cyd = person("cyd", 3);
export const dee = person("dee", 4);
/** Opens pull requests; holds no role. */
export const olu = person("olu", 9);
export const dependabot = person("dependabot[bot]", 49699333, "Bot");
export const copilot = person("copilot-swe-agent[bot]", 198982749, "Bot");
export const webFlow = person("web-flow", 19864447);

export const repo: Repo = { installation: 7, id: 4711, owner: "octo", name: "app" };

export function pullSubject(number: number): Subject {
  return { installation: repo.installation, repository: repo.id, kind: "pull", name: String(number) };
}

export function repository(differs: Partial<Repository> = {}): Repository {
  return {
    id: repo.id,
    owner: repo.owner,
    ownerType: "Organization",
    name: repo.name,
    defaultBranch: "main",
    private: false,
    archived: false,
    topics: [],
    ...differs,
  };
}

export function contributor(who: Person | null, email = `${who?.login ?? "nobody"}@example.com`): Contributor {
  return { person: who, name: who?.login ?? "Nobody", email };
}

export function commit(name: string, by: Contributor, differs: Partial<Commit> = {}): Commit {
  return {
    sha: sha(name),
    parents: [sha("ba5e")],
    message: "Mend it",
    authors: [by],
    committer: by,
    verified: false,
    ...differs,
  };
}

export function file(path: string, differs: Partial<ChangedFile> = {}): ChangedFile {
  return {
    path,
    previousPath: null,
    status: "modified",
    additions: 1,
    deletions: 0,
    blob: sha("b10b"),
    patch: null,
    ...differs,
  };
}

export function pull(number: number, differs: Partial<Pull> = {}): Pull {
  return {
    number,
    nodeId: `PR_${number}`,
    state: "open",
    merged: false,
    draft: false,
    title: "Mend it",
    body: "",
    author: olu,
    authorAssociation: "CONTRIBUTOR",
    head: { sha: sha("a1"), ref: "mend", repository: repo.id },
    base: { sha: sha("ba5e"), ref: "main" },
    stackBase: null,
    fork: false,
    labels: [],
    assignees: [],
    requestedReviewers: [],
    changedFiles: 1,
    commits: 1,
    additions: 1,
    deletions: 0,
    mergeCommit: null,
    mergedBy: null,
    createdAt: MONDAY,
    updatedAt: MONDAY,
    mergedAt: null,
    ...differs,
  };
}
