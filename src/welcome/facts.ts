import { CODEOWNERS_PATHS, parseCodeowners } from "../core/codeowners.ts";
import type { PolicyState } from "../core/policy.ts";
import { known } from "../core/known.ts";
import type { Known } from "../core/known.ts";
import type { LedgerRecord, Reads } from "../core/reads.ts";
import { type Instant, printSubject, type Repo } from "../core/refs.ts";
import type { Turn } from "../core/trigger.ts";
import type { StarterFacts } from "./starter.ts";

export const SLOT = "welcome";
/** What was said in the issue, as a hash; and that it was closed by us, which happens once. */
export const SAID_RECORD = "welcome.said";
export const CLOSED_RECORD = "welcome.closed";

export interface WelcomeFacts {
  readonly now: Instant;
  readonly repo: Repo;
  readonly issue: Known<{ readonly number: number; readonly state: "open" | "closed" } | null>;
  readonly records: Known<readonly LedgerRecord[]>;
  /** Asked for only where an issue is to be opened. */
  readonly starter: Known<StarterFacts & { readonly archived: boolean }> | null;
}

export type WelcomeReads = Pick<Reads, "file" | "labels" | "ownIssue" | "records" | "repository">;

export async function gather(turn: Turn, policy: PolicyState<null>, reads: WelcomeReads): Promise<WelcomeFacts> {
  const [issue, records] = await Promise.all([
    known(reads.ownIssue(SLOT)),
    known(reads.records(printSubject(turn.subject), [SAID_RECORD, CLOSED_RECORD])),
  ]);
  const isFirst = issue.known && issue.value === null && (policy.is === "absent" || policy.is === "broken");
  const starter = isFirst ? await known(readStarter(policy.commit, reads)) : null;
  return { now: turn.now, repo: turn.repo, issue, records, starter };
}

async function readStarter(
  commit: string,
  reads: Pick<Reads, "file" | "labels" | "repository">,
): Promise<StarterFacts & { readonly archived: boolean }> {
  const [repository, labels, codeowners] = await Promise.all([
    reads.repository(),
    reads.labels(),
    // An empty repository has no commit, and so no files.
    Promise.all(CODEOWNERS_PATHS.map((path) => (commit === "" ? Promise.resolve(null) : reads.file(path, commit)))),
  ]);
  // The first that is there counts.
  const text = codeowners.find((one) => one !== null) ?? null;
  const owners = text === null ? [] : parseCodeowners(text).rules.flatMap((rule) => rule.owners);
  const { owner, name, ownerType, defaultBranch, archived } = repository;
  return {
    owner,
    name,
    ownerType,
    defaultBranch,
    archived,
    labels: labels.map((label) => label.name),
    hasCodeowners: text !== null,
    teams: [...new Set(owners.flatMap((one) => (one.kind === "team" ? [one.team] : [])))],
  };
}
