// What GitHub Actions did at a commit, and what it left there. Who wrote the workflow decided what is in an artifact: only
// what GitHub itself says of a run is evidence.
import type { Sha } from "./refs.ts";

/** A run of a workflow, as GitHub tells it. */
export interface WorkflowRun {
  readonly id: number;
  /** The commit that it ran for: of a pull request its head. */
  readonly head: Sha;
  /** The repository that the commit came from, a fork's own for a fork; null when it is gone. */
  readonly from: number | null;
  /** `pull_request`, `push`, `workflow_dispatch` ... */
  readonly event: string;
  /** The workflow's file: `.github/workflows/ci.yml`. */
  readonly path: string;
  /** Ties it to the checks of its jobs ({@link CheckRun.suite}). */
  readonly suite: number | null;
}

/** The beginning of a file in an artifact: its first line. `unsound` is an archive that cannot be trusted to be whole. */
export type ArtifactLine =
  | { readonly is: "line"; readonly text: string }
  | { readonly is: "none" }
  | { readonly is: "unsound"; readonly why: string };
