// Deployments, environments and the gates in front of them.
import type { Sha } from "../git/objects.ts";
import type { Account } from "./accounts.ts";
import type { App } from "./apps.ts";

export interface DeploymentStatus {
  readonly id: number;
  readonly state: string;
  readonly description: string;
  readonly logUrl: string;
  readonly by: Account;
  readonly at: number;
}

export interface Deployment {
  readonly id: number;
  readonly sha: Sha;
  readonly ref: string;
  readonly task: string;
  readonly environment: string;
  readonly description: string | null;
  readonly payload: unknown;
  readonly by: Account;
  readonly createdAt: number;
  updatedAt: number;
  readonly statuses: DeploymentStatus[];
  /** The workflow run whose job waits for it; null for a deployment made through the API. */
  readonly run: number | null;
}

export interface Environment {
  readonly id: number;
  readonly name: string;
  readonly createdAt: number;
  /** Custom gates; each belongs to one App. */
  readonly gates: { readonly id: number; readonly app: App; enabled: boolean }[];
}
