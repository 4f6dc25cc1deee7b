// The policy file, `.github/lamplighter.yml` on the default branch at a commit, as rooms see it.
import type { Calendar } from "./calendar.ts";
import type { Sha } from "./refs.ts";

/** Who holds a role: any of its ways in suffices (spec: change, "Who counts"). */
export interface Role {
  readonly permission?: "admin" | "maintain" | "write" | "triage" | "read" | undefined;
  /** `owner/slug`. */
  readonly teams?: readonly string[] | undefined;
  /** Logins. */
  readonly users?: readonly string[] | undefined;
  readonly codeowners?: boolean | undefined;
}

export type Roles = Readonly<Record<string, Role>>;

/** One thing that is wrong with a policy file, and how to mend it. */
export interface PolicyProblem {
  /** `.github/lamplighter.yml`, with the repository in front when it is the organisation's. */
  readonly file: string;
  /** 1-based; 0 when the problem has no place. */
  readonly line: number;
  readonly column: number;
  readonly code: string;
  readonly message: string;
  readonly expected: string;
}

/** A resolved policy, as one room sees it. */
export interface Policy<Config> {
  readonly section: Config;
  readonly roles: Roles;
  readonly calendar: Calendar;
  /** E-mail address -> login, or `bot`: for commits that GitHub cannot attribute. */
  readonly identities: Readonly<Record<string, string>>;
  /** Names of the sections that the file has: which rooms are on here. */
  readonly sections: readonly string[];
  /** What they set, as `triage.kinds` (see policy-settings.ts). Told to rooms without a section of their own. */
  readonly settings?: readonly string[];
  /** SHA-256 (hex) of the canonical JSON of roles, identities and change without freezes: what an approval rests on. */
  readonly hash: string;
  /** The default branch's commit that it was read at. */
  readonly commit: Sha;
}

export type PolicyState<Config> =
  /** The section is there and valid. */
  | { readonly is: "ok"; readonly policy: Policy<Config> }
  /** No file, or no such section: the room is off. */
  | { readonly is: "absent"; readonly commit: Sha }
  /** Wrong: a required check turns red and names line and column. */
  | { readonly is: "broken"; readonly commit: Sha; readonly problems: readonly PolicyProblem[] }
  /** We could not read it: never "none". */
  | { readonly is: "unknown"; readonly message: string };
