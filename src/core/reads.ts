// What may be asked. Rooms take the few questions that they need (`Pick<Reads, "pull" | "reviews">`);
// `github/read.ts` answers them from GitHub, `store/` answers `records`. All answers are complete, or the read throws.
import type { Json } from "./plan.ts";
import type { Instant, Person, Sha } from "./refs.ts";

/** Why a read gave no answer. `gone` is not "no": GitHub answers 404 for "no right" too. */
export type ReadFailureKind =
  | "gone"
  | "forbidden"
  | "unauthorised"
  | "refused"
  | "rate-limited"
  | "server"
  | "timeout"
  | "malformed"
  | "incomplete"
  | "moved";

/** Thrown by every read that cannot give a whole and true answer. */
export class ReadError extends Error {
  override readonly name = "ReadError";
  readonly failure: ReadFailureKind;
  /** What was asked, for a person: "files of octo/app#12". */
  readonly what: string;
  readonly status: number | null;
  /** Not before then, when GitHub said so. */
  readonly retryAt: Instant | null;

  constructor(args: {
    failure: ReadFailureKind;
    what: string;
    message: string;
    status?: number | null;
    retryAt?: Instant | null;
    cause?: unknown;
  }) {
    super(args.message, { cause: args.cause });
    this.failure = args.failure;
    this.what = args.what;
    this.status = args.status ?? null;
    this.retryAt = args.retryAt ?? null;
  }
}

/** A read's answer as a fact: known, or not known and why. A decision cannot overlook the second. */
export type Known<T> = { readonly known: true; readonly value: T } | { readonly known: false; readonly why: Unknown };
export interface Unknown {
  readonly failure: ReadFailureKind;
  readonly what: string;
  readonly message: string;
}

/** Turns a failed read into a fact. Everything that is not a {@link ReadError} is a bug of ours and goes on flying. */
export async function known<T>(answer: Promise<T>): Promise<Known<T>> {
  try {
    return { known: true, value: await answer };
  } catch (error) {
    if (!(error instanceof ReadError)) throw error;
    return { known: false, why: { failure: error.failure, what: error.what, message: error.message } };
  }
}

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

export interface Pull {
  readonly number: number;
  readonly nodeId: string;
  readonly state: "open" | "closed";
  readonly merged: boolean;
  readonly draft: boolean;
  readonly title: string;
  readonly body: string;
  /** Null when GitHub no longer knows the account ("ghost"). */
  readonly author: Person | null;
  readonly authorAssociation: string;
  readonly head: { readonly sha: Sha; readonly ref: string; readonly repository: number | null };
  readonly base: { readonly sha: Sha; readonly ref: string };
  /** `stack.base.ref` of a stacked pull request, by whose rules GitHub judges it; else null. */
  readonly stackBase: string | null;
  readonly fork: boolean;
  readonly labels: readonly string[];
  readonly assignees: readonly Person[];
  readonly requestedReviewers: readonly Person[];
  readonly changedFiles: number;
  readonly commits: number;
  readonly additions: number;
  readonly deletions: number;
  readonly mergeCommit: Sha | null;
  readonly mergedBy: Person | null;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
  readonly mergedAt: Instant | null;
}

/** A pull request as lists show it: GitHub counts files, commits and lines only when it is asked for one. */
export type OpenPull = Omit<Pull, "changedFiles" | "commits" | "additions" | "deletions" | "mergedBy">;

export interface ChangedFile {
  readonly path: string;
  /** The old name of a renamed file: rules see both (POL-13). */
  readonly previousPath: string | null;
  readonly status: "added" | "removed" | "modified" | "renamed" | "copied" | "changed" | "unchanged";
  readonly additions: number;
  readonly deletions: number;
  readonly blob: Sha | null;
  /** Null when GitHub leaves it out: binary, or too large. */
  readonly patch: string | null;
}

/** What a commit's tree has at a path: a file (100644, 100755), a symlink (120000) or a submodule (160000). */
export interface TreeSide {
  readonly mode: string;
  readonly sha: Sha;
}

/** A path whose mode or content differs between two commits; a rename is a removal and an addition. */
export interface ChangedEntry {
  readonly path: string;
  readonly before: TreeSide | null;
  readonly after: TreeSide | null;
}

/** Somebody who had a hand in a commit. `person` is null when GitHub cannot name them, which blocks where it matters. */
export interface Contributor {
  readonly person: Person | null;
  readonly name: string;
  readonly email: string;
}

export interface Commit {
  readonly sha: Sha;
  readonly parents: readonly Sha[];
  readonly message: string;
  /** The git author and every co-author of the trailers. */
  readonly authors: readonly Contributor[];
  readonly committer: Contributor | null;
  readonly verified: boolean;
}

export interface Review {
  readonly id: number;
  readonly nodeId: string;
  readonly by: Person | null;
  readonly state: "approved" | "changes_requested" | "commented" | "dismissed" | "pending";
  readonly commit: Sha | null;
  readonly body: string;
  readonly submittedAt: Instant;
}

export interface Comment {
  readonly id: number;
  readonly nodeId: string;
  readonly by: Person | null;
  readonly viaApp: boolean;
  readonly body: string;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
}

/** A comment or review as it stands now, with what only GraphQL tells. `gone` when it was deleted: that changes nothing. */
export type SaidNow =
  | { readonly is: "there"; readonly body: string; readonly edited: boolean; readonly byEmail: boolean }
  | { readonly is: "gone" };

/** What raised the epoch of a pull request, in order: closed, converted to draft, base changed (also by GitHub itself). */
export interface EpochEvent {
  readonly kind: "closed" | "reopened" | "converted-to-draft" | "base-changed";
  readonly at: Instant;
}

export interface Issue {
  readonly number: number;
  readonly nodeId: string;
  readonly title: string;
  readonly body: string;
  readonly state: "open" | "closed";
  readonly stateReason: string | null;
  readonly author: Person | null;
  readonly labels: readonly string[];
  readonly assignees: readonly Person[];
  readonly isPull: boolean;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
}

/** Who put a label on or took it off, from the timeline: provenance survives the loss of our store. */
export interface LabelEvent {
  readonly action: "labeled" | "unlabeled";
  readonly label: string;
  readonly by: Person | null;
  /** The slug of the App that did it, ours or another's; null for a person. */
  readonly byApp: string | null;
  readonly at: Instant;
}

export interface Label {
  readonly id: number;
  readonly name: string;
  readonly color: string;
  readonly description: string;
}

export interface CheckRun {
  readonly id: number;
  readonly name: string;
  readonly app: { readonly id: number; readonly slug: string } | null;
  readonly status: string;
  readonly conclusion: string | null;
  readonly externalId: string;
  readonly title: string;
  /** By GitHub's clock, in whole seconds; null while it has not completed, left out where nobody asked. */
  readonly completedAt?: Instant | null;
}

/** Whether a branch requires our check, and from our App alone. `unknown` where the App may not look (CHK-01). */
export interface Requirement {
  readonly required: "yes" | "no" | "unknown";
  readonly pinned: "yes" | "no" | "unknown";
}

/** One pull request in a merge queue, in the order in which they merge. */
export interface QueueEntry {
  readonly position: number;
  /** What the entry stands on: the branch, or the head of the entry before it. Null while GitHub has not made it yet. */
  readonly base: Sha | null;
  /** The commit that would become the branch's tip. Null as above. */
  readonly head: Sha | null;
  /** Null where the pull request is gone. */
  readonly pull: { readonly number: number; readonly head: Sha } | null;
}

/** A commit of a branch's history, as GitHub tells it. */
export interface BranchCommit {
  readonly sha: Sha;
  readonly parents: readonly Sha[];
  readonly tree: Sha;
  readonly author: Person | null;
  readonly committer: Person | null;
  /** GitHub itself signed it: it was made by GitHub's own merge button or editor. */
  readonly byGitHub: boolean;
  /** The first line of the message. Foreign text. */
  readonly title: string;
}

/** One move of a branch, as the repository's activity tells it. A branch that is made or deleted has zeros for a side. */
export interface BranchMove {
  /** Grows with time. */
  readonly id: number;
  readonly before: Sha;
  readonly after: Sha;
  /** `push`, `force_push`, `branch_creation`, `branch_deletion`, `pr_merge`, `merge_queue_merge`. */
  readonly kind: string;
  /** Null when GitHub does not say. */
  readonly by: Person | null;
  /** By GitHub's clock. */
  readonly at: Instant;
}

/** What the ledger remembers about a subject, oldest first. `data` is checked by the room that wrote it. */
export interface LedgerRecord {
  readonly sequence: number;
  readonly at: Instant;
  readonly kind: string;
  readonly by: Person | null;
  readonly data: Json;
}

/** The repository's custom properties that are set, by name; one that takes a single value has a list of one. */
export type Properties = Readonly<Record<string, readonly string[]>>;

/** What was read of a pull request before: its base's tip, and GitHub's own count. With these one comparison may answer. */
export interface SeenOfPull {
  readonly tip: Sha;
  readonly count: number;
}

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
  /** Who we are: app id and slug, and the permissions that this installation granted. */
  app(): Promise<{
    readonly id: number;
    readonly slug: string;
    readonly permissions: Readonly<Record<string, string>>;
  }>;

  /** Our own records about a subject of this repository, oldest first; `kinds` as in `change.approval`. */
  records(subject: string, kinds: readonly string[]): Promise<readonly LedgerRecord[]>;
}
