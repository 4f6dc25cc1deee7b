// Check suites, check runs and commit statuses, which hang on a sha and not on a pull request.
import type { Sha } from "../git/objects.ts";
import type { Account } from "./accounts.ts";
import type { App } from "./apps.ts";

export const CONCLUSIONS = [
  "success",
  "failure",
  "neutral",
  "cancelled",
  "skipped",
  "timed_out",
  "action_required",
  "stale",
] as const;
export type Conclusion = (typeof CONCLUSIONS)[number];

export interface CheckSuite {
  readonly id: number;
  readonly app: App;
  readonly sha: Sha;
  readonly branch: string | null;
  readonly createdAt: number;
  updatedAt: number;
}

export interface Annotation {
  readonly path: string;
  readonly start_line: number;
  readonly end_line: number;
  readonly annotation_level: string;
  readonly message: string;
}

export interface CheckRun {
  readonly id: number;
  readonly app: App;
  readonly suite: CheckSuite;
  name: string;
  readonly sha: Sha;
  externalId: string;
  detailsUrl: string | null;
  status: "queued" | "in_progress" | "completed";
  conclusion: Conclusion | null;
  startedAt: number;
  completedAt: number | null;
  output: { title: string | null; summary: string | null; text: string | null };
  annotations: Annotation[];
  actions: readonly unknown[];
}

export interface Status {
  readonly id: number;
  readonly sha: Sha;
  readonly context: string;
  readonly state: "error" | "failure" | "pending" | "success";
  readonly description: string | null;
  readonly targetUrl: string | null;
  readonly by: Account;
  readonly at: number;
}

/** Success, skipped and neutral satisfy a required check. */
export function passes(conclusion: Conclusion | null): boolean {
  return conclusion === "success" || conclusion === "skipped" || conclusion === "neutral";
}
