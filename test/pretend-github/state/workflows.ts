// Workflows and their runs, as far as gates and dispatches need them: nothing is executed here.
import type { Sha } from "../git/objects.ts";
import type { Account } from "./accounts.ts";
import type { App } from "./apps.ts";
import type { CheckSuite } from "./checks.ts";

export interface Workflow {
  readonly id: number;
  readonly name: string;
  readonly path: string;
}

/** One answer of a gate: a report, or a decision. */
export interface GateAnswer {
  readonly app: App;
  readonly environment: string;
  readonly state: "approved" | "rejected" | null;
  readonly comment: string;
  readonly at: number;
}

export interface Job {
  readonly id: number;
  readonly name: string;
  status: "queued" | "waiting" | "in_progress" | "completed";
  conclusion: string | null;
  readonly environment: string | null;
  startedAt: number | null;
  completedAt: number | null;
}

export interface Artifact {
  readonly id: number;
  readonly name: string;
  /** The archive, whole. */
  readonly archive: Buffer;
  readonly createdAt: number;
  expired: boolean;
}

export interface WorkflowRun {
  readonly id: number;
  readonly workflow: Workflow;
  readonly number: number;
  attempt: number;
  readonly event: string;
  readonly sha: Sha;
  readonly branch: string;
  readonly actor: Account;
  readonly headRepository: number;
  status: "queued" | "waiting" | "in_progress" | "completed";
  conclusion: string | null;
  readonly jobs: Job[];
  readonly answers: GateAnswer[];
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly artifacts: Artifact[];
  /** What its jobs' checks are in, once they are posted. */
  suite: CheckSuite | null;
  readonly createdAt: number;
  updatedAt: number;
}
