// The issue that a declared emergency names: an open issue here with the label `incident`.
import type { Issue } from "../../core/issue.ts";
import type { Known } from "../../core/known.ts";

/** By number; only those that a declaration names are asked for. */
export type Incidents = ReadonlyMap<number, Known<Issue>>;

export const INCIDENT_LABEL = "incident";

/** The issue that `/change-type emergency #n` names; null where it names none. */
export function incidentIn(args: string): number | null {
  const digits = /^emergency #([1-9]\d{0,9})$/i.exec(args)?.[1];
  return digits === undefined ? null : Number(digits);
}

/** Why the issue is no incident; undefined when it is one. Case of the label does not count, as on GitHub. */
export function whyNoIncident(issue: Issue): "is-pull" | "closed" | "not-labelled" | undefined {
  if (issue.isPull) return "is-pull";
  if (issue.state !== "open") return "closed";
  return issue.labels.some((label) => label.toLowerCase() === INCIDENT_LABEL) ? undefined : "not-labelled";
}
