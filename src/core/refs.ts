// What things are called. Identity is a numeric id (design rule 7); names are only how to address them today.

/** A commit, 40 (SHA-1) or 64 (SHA-256) lower-case hex digits. */
export type Sha = string;

/** Milliseconds since 1970-01-01T00:00Z, UTC. Zones exist only in calendars (`core/calendar.ts`). */
export type Instant = number;

/** A repository inside one installation. `id` is who it is; `owner` and `name` are where it was last seen. */
export interface Repo {
  readonly installation: number;
  readonly id: number;
  readonly owner: string;
  readonly name: string;
}

/** An account. Compared by `id`, never by `login`: a login can be renamed and taken by somebody else. */
export interface Person {
  readonly id: number;
  readonly login: string;
  readonly type: "User" | "Bot" | "Organization" | "Mannequin";
}

export type SubjectKind = "issue" | "pull" | "branch" | "merge-group" | "environment" | "repository" | "installation";

/**
 * The thing whose turn it is. `name` says which one of its kind: an issue's number, a branch, a merge group's head sha;
 * it is empty for a repository or an installation, and `repository` is 0 for an installation.
 */
export interface Subject {
  readonly installation: number;
  readonly repository: number;
  readonly kind: SubjectKind;
  readonly name: string;
}

const KINDS: readonly SubjectKind[] = [
  "issue",
  "pull",
  "branch",
  "merge-group",
  "environment",
  "repository",
  "installation",
];

/** A subject as one string, for keys of the store: `7/4711/pull/12`. The installation is always in it (rule 22). */
export function printSubject(subject: Subject): string {
  return `${subject.installation}/${subject.repository}/${subject.kind}/${subject.name}`;
}

/** The inverse of {@link printSubject}; undefined when the text is not one. */
export function parseSubject(text: string): Subject | undefined {
  const match = /^(\d+)\/(\d+)\/([a-z-]+)\/(.*)/s.exec(text);
  const kind = KINDS.find((one) => one === match?.[3]);
  if (!match || !kind) return undefined;
  return { installation: Number(match[1]), repository: Number(match[2]), kind, name: match[4] ?? "" };
}

/** The number of an issue or a pull request. Throws on any other kind: that is a bug of ours. */
export function subjectNumber(subject: Subject): number {
  if (subject.kind !== "issue" && subject.kind !== "pull") throw new Error(`a ${subject.kind} has no number`);
  return Number(subject.name);
}
