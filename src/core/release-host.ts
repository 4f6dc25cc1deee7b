// Where releases are kept, as a runner sees it: tags, releases, the pull request that proposes one. Doors hand in
// `github/runner.ts`; decisions about it are the release room's.
import type { TagRef } from "./history.ts";
import type { Sha } from "./refs.ts";

export interface HostedTag {
  /** The commit, also behind an annotated tag. */
  readonly sha: Sha;
  /** Null for a light tag. */
  readonly message: string | null;
}

export interface HostedRelease {
  readonly id: number;
  readonly tag: string;
  readonly body: string;
  readonly draft: boolean;
  readonly prerelease: boolean;
  /** What its tag is made at where there is none: a commit, or a branch. */
  readonly target: string;
  readonly url: string;
  /** The address that takes its files, without query. */
  readonly uploads: string;
}

/** A file that belongs to a release. Its name is the last part of its path: GitHub knows no folders. */
export interface Asset {
  readonly name: string;
  /** Absolute. */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  /** SHA-256, hex. */
  readonly digest: string;
}

export interface HostedAsset {
  readonly id: number;
  readonly name: string;
  readonly size: number;
  /** SHA-256, hex; null where GitHub tells none. */
  readonly digest: string | null;
  /** False for what an upload that broke off left behind. */
  readonly whole: boolean;
}

export interface WantedRelease {
  readonly tag: string;
  readonly sha: Sha;
  readonly name: string;
  readonly body: string;
  readonly draft: boolean;
  readonly prerelease: boolean;
  /** Whether the repository's page shows it as the latest. */
  readonly latest: boolean;
}

export interface HostedPull {
  readonly number: number;
  readonly url: string;
  readonly title: string;
  readonly body: string;
  readonly state: "open" | "closed";
  readonly draft: boolean;
  readonly head: Sha;
  readonly base: string;
  /** The commit on the base; null while it is not merged. */
  readonly mergedAs: Sha | null;
  readonly labels: readonly string[];
  readonly author: { readonly login: string; readonly bot: boolean } | null;
  /** GitHub's hint (`MEMBER`, `FIRST_TIME_CONTRIBUTOR`): never a reason to allow anything by itself. */
  readonly association: string;
}

/** A check run on a commit. */
export interface HostedCheck {
  readonly id: number;
  /** The id of the App that made it; null when GitHub does not say. */
  readonly app: number | null;
  /** Null while it runs. */
  readonly conclusion: string | null;
}

export interface HostedThread {
  readonly author: { readonly login: string; readonly bot: boolean } | null;
  readonly isPull: boolean;
  readonly comments: readonly string[];
}

export interface FileChange {
  readonly path: string;
  readonly text: string;
}

/**
 * A write answers `done`, or `exists` when what it would make is there already. It throws {@link HostError}: `lost` when
 * nobody knows whether it was done, so that the caller looks again.
 */
export type Written = "done" | "exists";

/**
 * How a commit stands to a branch: its tip, one that it has gone on from, or none of its own, as what nobody pushed and what
 * only a pull request has.
 */
export type OnBranch = "tip" | "passed" | "missing";

/** Who has a claim: the caller, or another one since so many milliseconds, by GitHub's clock. */
export type Claim = { readonly is: "ours" } | { readonly is: "taken"; readonly by: string; readonly age: number };

export interface ReleaseHost {
  /** All of them, in pages. */
  tags(): AsyncIterable<readonly TagRef[]> | Iterable<readonly TagRef[]>;
  tag(name: string): Promise<HostedTag | null>;
  createTag(wanted: { readonly name: string; readonly sha: Sha; readonly message: string }): Promise<Written>;
  /** Published and drafts, oldest first. */
  releases(tag: string): Promise<readonly HostedRelease[]>;
  /** Of the newest releases those that are drafts; none where the token may not see them. */
  drafts(): Promise<readonly HostedRelease[]>;
  createRelease(wanted: WantedRelease): Promise<Written>;
  changeRelease(
    id: number,
    change: Partial<Pick<WantedRelease, "body" | "draft" | "latest" | "prerelease">>,
  ): Promise<Written>;
  deleteRelease(id: number): Promise<Written>;
  /** The tag of the release that is shown as the latest; null when there is none. */
  latest(): Promise<string | null>;
  /** All files of a release. */
  assets(release: number): Promise<readonly HostedAsset[]>;
  uploadAsset(release: HostedRelease, asset: Asset): Promise<Written>;
  deleteAsset(id: number): Promise<Written>;
  onBranch(branch: string, sha: Sha): Promise<OnBranch>;
  /** Whether a commit holds another one and more. */
  isAfter(sha: Sha, other: Sha): Promise<boolean>;
  /** What a branch holds that this commit does not, in pages. */
  beyond(branch: string, sha: Sha): AsyncIterable<readonly Sha[]>;
  /** A commit of these files on `parent`, and the branch moved to it; `exists` when the branch holds just that. */
  commitFiles(wanted: {
    readonly branch: string;
    readonly parent: Sha;
    readonly message: string;
    readonly files: readonly FileChange[];
  }): Promise<Written>;
  /** Pull requests from a branch of this repository to `base`, newest first. */
  pullsFrom(branch: string, base: string): Promise<readonly HostedPull[]>;
  /** Pull requests that GitHub knows a commit from, merged or not. */
  pullsOfCommit(sha: Sha): Promise<readonly HostedPull[]>;
  /** The check runs of this name on a commit, the latest of each suite. */
  checksOf(sha: Sha, name: string): Promise<readonly HostedCheck[]>;
  createPull(wanted: {
    readonly branch: string;
    readonly base: string;
    readonly title: string;
    readonly body: string;
    readonly draft: boolean;
  }): Promise<Written>;
  changePull(number: number, change: { readonly title?: string; readonly body?: string }): Promise<Written>;
  /** Our own open issue with this marker. */
  ownIssue(marker: string): Promise<{ readonly number: number; readonly body: string } | null>;
  openIssue(wanted: { readonly title: string; readonly body: string }): Promise<Written>;
  changeIssue(number: number, change: { readonly body?: string; readonly state?: "closed" }): Promise<Written>;
  /** Of all who ask for this name one gets it, until it is given back. `at`: any commit. Asked again by the same, it is theirs. */
  claim(wanted: { readonly name: string; readonly at: Sha; readonly by: string }): Promise<Claim>;
  unclaim(name: string): Promise<Written>;
  /** An issue's text; null when there is none, or when it is a pull request. */
  report(number: number): Promise<string | null>;
  /** An issue or pull request and what was said on it; null when there is none, or it cannot be spoken on. */
  thread(number: number): Promise<HostedThread | null>;
  comment(number: number, body: string): Promise<Written>;
}

/**
 * `refused`: GitHub understood and says no (`status`). `lost`: no answer, a broken one or a fault of the server; it may or
 * may not have been done.
 */
export class HostError extends Error {
  override readonly name = "HostError";
  readonly kind: "refused" | "lost";
  readonly status: number | null;

  constructor(args: { kind: HostError["kind"]; status: number | null; message: string; cause?: unknown }) {
    super(args.message, { cause: args.cause });
    this.kind = args.kind;
    this.status = args.status;
  }
}
