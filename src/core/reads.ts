// What may be asked. Rooms take the few questions that they need (`Pick<Reads, "pull" | "reviews">`);
// `github/read.ts` answers them from GitHub, `store/` answers `records`. All answers are complete, or the read throws.
import type { Requirement, QueueEntry, BranchCommit, BranchMove, CheckRun } from "./branch.ts";
import type { Issue, Comment, SaidNow, LabelEvent, Label } from "./issue.ts";
import type { Pull, OpenPull, ChangedFile, ChangedEntry, Commit, Review, EpochEvent, SeenOfPull } from "./pull.ts";
import type { Json } from "./plan.ts";
import type { Instant, Person, Sha } from "./refs.ts";
import type { ArtifactLine, WorkflowRun } from "./workflow-run.ts";

export type PermissionLevel = "admin" | "maintain" | "write" | "triage" | "read" | "none";

export interface Repository {
  readonly id: number;
  readonly owner: string;
  readonly ownerType: "User" | "Organization";
  readonly name: string;
  readonly defaultBranch: string;
  readonly private: boolean;
  readonly archived: boolean;
  readonly topics: readonly string[];
}

/** What the ledger remembers about a subject, oldest first. `data` is checked by the room that wrote it. */
export interface LedgerRecord {
  readonly sequence: number;
  readonly at: Instant;
  readonly kind: string;
  readonly by: Person | null;
  readonly data: Json;
}

/** Which records of a subject: all, where nothing is said. What a look has dealt with it need not read again. */
export interface RecordBounds {
  /** Those with a higher sequence number. */
  readonly after?: number;
  /** The latest so many of them, still oldest first. */
  readonly last?: number;
}

/** The repository's custom properties that are set, by name; one that takes a single value has a list of one. */
export type Properties = Readonly<Record<string, readonly string[]>>;

/** Questions about one repository. Lists are complete or the read throws `incomplete`. */
export interface Reads {
  repository(): Promise<Repository>;
  /** Empty in a repository of a user, who has no custom properties. */
  properties(): Promise<Properties>;
  /** The tip of a branch; null when there is no such branch. */
  branch(name: string): Promise<{ readonly sha: Sha } | null>;
  /** The entries of a branch's merge queue, first to merge first; empty where it has none. */
  mergeQueue(branch: string): Promise<readonly QueueEntry[]>;
  /** All branches with their tips. */
  branches(): Promise<readonly { readonly name: string; readonly sha: Sha }[]>;
  /** The latest moves of a branch, oldest first: at most 100, so that older ones may be missing. */
  branchMoves(name: string): Promise<readonly BranchMove[]>;
  /** Every commit that `to` has and `from` has not, parents before children. Throws `gone` where the two share nothing. */
  commitsBetween(from: Sha, to: Sha): Promise<readonly BranchCommit[]>;
  /** The latest commits of this one's history between two times, by their own dates, which prove nothing. */
  commitsDated(args: {
    readonly at: Sha;
    readonly since: Instant;
    readonly until: Instant;
  }): Promise<readonly BranchCommit[]>;
  /** Pull requests that GitHub knows this commit from. Empty is no proof that there is none. */
  pullsWith(commit: Sha): Promise<readonly OpenPull[]>;
  /** Every pull request that was closed or merged since then, by GitHub's stamp of its last change or later. */
  closedSince(since: Instant): Promise<readonly OpenPull[]>;
  /** The pull requests that were closed or merged last, at most so many (100). */
  latestClosed(most: number): Promise<readonly OpenPull[]>;
  /** A number below 2^48 that follows from the text, and that nobody can foretell without the App's key. */
  lot(text: string): Promise<number>;
  /** A file's text at a commit; null only when that commit's tree has no such path (a 404 alone throws `gone`). */
  file(path: string, commit: Sha): Promise<string | null>;
  /** Names below a folder at a commit, sorted; empty when the tree has no such folder. */
  folder(path: string, commit: Sha): Promise<readonly string[]>;
  /** A file of the owner's `.github` repository on its default branch, with its commit (`extends: org`). A 404 throws `gone`. */
  organisationFile(path: string): Promise<{ readonly text: string; readonly commit: Sha }>;

  pull(number: number): Promise<Pull>;
  openPulls(): Promise<readonly OpenPull[]>;
  /** Heads of all open pull requests, this one's among them: cheaper than their list when asked with other things about it. */
  openHeads(number: number): Promise<readonly { readonly number: number; readonly head: Sha }[]>;
  /** Files between the merge base and this head; throws `moved` when the head is no longer `head`. */
  pullFiles(number: number, head: Sha, seen?: SeenOfPull): Promise<readonly ChangedFile[]>;
  pullCommits(number: number, head: Sha, seen?: SeenOfPull): Promise<readonly Commit[]>;
  mergeBase(base: Sha, head: Sha): Promise<Sha>;
  /** All paths whose mode or content differs between the trees of two commits, by path; throws `incomplete` when there are too many. */
  changedEntries(from: Sha, to: Sha): Promise<readonly ChangedEntry[]>;
  /** Files between a commit and a later one with their patches, as far as GitHub prints them; throws `incomplete` at 300 files. */
  patches(from: Sha, to: Sha): Promise<readonly ChangedFile[]>;
  reviews(number: number): Promise<readonly Review[]>;
  epochEvents(number: number): Promise<readonly EpochEvent[]>;
  /** Who pushed this head, as far as the repository's activity tells; null when it does not (forks, null actors). */
  pusher(number: number, head: Sha): Promise<Person | null>;

  /** Open or closed issues of this repository that GitHub links to the pull request (`closingIssuesReferences`). */
  linkedIssues(number: number): Promise<readonly number[]>;
  /** Who assigned whom to an issue or pull request, oldest first, from the timeline: who asked a bot for the work (ID-15). */
  assignments(
    number: number,
  ): Promise<readonly { readonly by: Person | null; readonly to: Person | null; readonly at: Instant }[]>;

  issue(number: number): Promise<Issue>;
  labelEvents(number: number): Promise<readonly LabelEvent[]>;
  comments(number: number): Promise<readonly Comment[]>;
  said(said: {
    readonly channel: "comment" | "review";
    readonly id: number;
    readonly nodeId: string;
  }): Promise<SaidNow>;
  labels(): Promise<readonly Label[]>;
  /** Our own issue of this slot (`open-issue`), found by its marker and our authorship; null when there is none. */
  ownIssue(slot: string): Promise<{ readonly number: number; readonly state: "open" | "closed" } | null>;

  /** By numeric id: the login is looked up just before, and the answer's id must agree. */
  permission(person: Person): Promise<PermissionLevel>;
  /** `team` is `owner/slug`; `pending` is an invitation that was not accepted (ID-05). */
  team(team: string, person: Person): Promise<"active" | "pending" | "none">;
  /** An account by its login; null when there is none. */
  person(login: string): Promise<Person | null>;
  /** Whether the person is a member of this team (CODEOWNERS, `roles:`), by slug, for suggestions: active members only. */
  teamMembers(team: string): Promise<readonly Person[]>;

  /** Everybody with a right of their own or by a team here, and which one: for suggestions. */
  collaborators(): Promise<readonly { readonly person: Person; readonly level: PermissionLevel }[]>;

  checkRuns(sha: Sha): Promise<readonly CheckRun[]>;
  statuses(
    sha: Sha,
  ): Promise<readonly { readonly context: string; readonly state: string; readonly by: Person | null }[]>;
  requirement(branch: string, check: string): Promise<Requirement>;
  /** Every run of a workflow for this commit, whatever started it. */
  workflowRuns(head: Sha): Promise<readonly WorkflowRun[]>;
  /** The first line of a file in the newest artifact of that name that the run left and GitHub still has. */
  artifactLine(at: { readonly run: number; readonly artifact: string; readonly file: string }): Promise<ArtifactLine>;
  /** Who we are: app id and slug, and the permissions that this installation granted. */
  app(): Promise<{
    readonly id: number;
    readonly slug: string;
    readonly permissions: Readonly<Record<string, string>>;
  }>;

  /** Our own records about a subject of this repository, oldest first; `kinds` as in `change.approval`. */
  records(subject: string, kinds: readonly string[], bounds?: RecordBounds): Promise<readonly LedgerRecord[]>;
}
