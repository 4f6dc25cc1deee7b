// What a run of releases is given: the question with its answer, GitHub, and how to go about it.
import type { Asset, FileChange, ReleaseHost } from "../../core/release-host.ts";
import type { Release } from "../outcome.ts";
import type { Answer, Prepared, Question } from "../prepare.ts";

/** What a release is decided by, and what it does. */
export type FlowHost = Omit<
  ReleaseHost,
  "ownIssue" | "openIssue" | "changeIssue" | "report" | "thread" | "comment" | "claim" | "unclaim"
>;

export interface FlowArgs {
  readonly question: Question;
  readonly answer: Answer;
  readonly host: FlowHost;
  readonly mode: "tag" | "draft" | "pull-request";
  /** The workflow run's id, or a random one. */
  readonly run: string;
  /** Files that belong to the release; a proposal has none yet. */
  readonly assets: readonly Asset[];
  /** Whose token it is: what the job's own opens starts no workflows. */
  readonly token: "app" | "job";
  /** The files of a release, changed: versions and changelog. */
  readonly files: (release: Release, notes: string, prepared: Prepared) => Promise<readonly FileChange[]>;
  readonly pause: (round: number) => Promise<void>;
}
