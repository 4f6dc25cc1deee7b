// What is so of one issue: whether a review is owed in it, what was said, and whether those who said it may.
import { askPeople, type PeopleReads } from "../../core/ask-people.ts";
import { questionsAbout, rolesWithDefault, type Authority } from "../../core/people.ts";
import type { PolicyState, Role } from "../../core/policy.ts";
import type { Issue, SaidNow } from "../../core/issue.ts";
import { known, type Known } from "../../core/known.ts";
import type { LedgerRecord, Reads, Repository } from "../../core/reads.ts";
import { printSubject, subjectNumber, type Instant, type Sha, type Subject } from "../../core/refs.ts";
import { openedIn, REVIEW_JUDGED, REVIEW_OPENED, type OpenedReview } from "../../core/review.ts";
import type { Heard, Turn } from "../../core/trigger.ts";
import { isWatched, type WatchedChange } from "../policy.ts";

/** Lines about a review that is late, and that the issue was closed by us, which happens once. */
export const REMINDED = "review.reminded";
export const CLOSED = "review.closed";

export interface IssueFacts {
  readonly is: "issue";
  readonly now: Instant;
  readonly subject: Subject;
  readonly number: number;
  readonly heard: readonly Heard[];
  readonly records: Known<readonly LedgerRecord[]>;
  /** The review that this issue was opened for, and the issue as it is; null for every other issue. */
  readonly owed: { readonly review: OpenedReview; readonly issue: Known<Issue> } | null;
  readonly authority: Authority;
  /** What each comment says now, by its id. */
  readonly said: ReadonlyMap<number, Known<SaidNow>>;
  /** For `/baseline`: the tip of each branch that is named and governed; null where there is none. */
  readonly tips: ReadonlyMap<string, Known<Sha | null>>;
}

export type IssueReads = PeopleReads & Pick<Reads, "repository" | "issue" | "records" | "said" | "branch">;

export async function gatherIssue(
  turn: Turn,
  state: PolicyState<WatchedChange>,
  reads: IssueReads,
): Promise<IssueFacts> {
  const { subject, now, heard } = turn;
  const number = subjectNumber(subject);
  const records = await known(reads.records(printSubject(subject), [REVIEW_OPENED, REVIEW_JUDGED, REMINDED, CLOSED]));
  const opened = records.known ? (openedIn(records.value)[0] ?? null) : null;
  const repository = heard.length > 0 ? await known(reads.repository()) : null;
  const [issue, authority, said, tips] = await Promise.all([
    opened ? known(reads.issue(number)) : null,
    authorityOf({ heard, opened, state, repository, reads }),
    Promise.all(
      heard.map(async ({ said: { channel, id, nodeId } }) => {
        return [id, await known(reads.said({ channel, id, nodeId }))] as const;
      }),
    ),
    tipsOf({ heard, state, repository, reads }),
  ]);
  const owed = opened && issue && { review: opened, issue };
  return { is: "issue", now, subject, number, heard, records, owed, authority, said: new Map(said), tips };
}

function authorityOf(args: {
  readonly heard: readonly Heard[];
  readonly opened: OpenedReview | null;
  readonly state: PolicyState<WatchedChange>;
  readonly repository: Known<Repository> | null;
  readonly reads: IssueReads;
}): Promise<Authority> {
  const { heard, opened, state, repository, reads } = args;
  const roles = state.is === "ok" ? rolesWithDefault(state.policy.roles) : {};
  const names = new Set(["maintainers", ...(opened?.by ?? [])]);
  const asked = Object.entries(roles).flatMap(([name, role]): Role[] => (names.has(name) ? [role] : []));
  const questions = questionsAbout(
    heard.map(({ said }) => said.by),
    asked,
  );
  return askPeople({ questions, repository, reads });
}

async function tipsOf(args: {
  readonly heard: readonly Heard[];
  readonly state: PolicyState<WatchedChange>;
  readonly repository: Known<Repository> | null;
  readonly reads: IssueReads;
}): Promise<IssueFacts["tips"]> {
  const { heard, state, repository, reads } = args;
  if (state.is !== "ok" || !repository) return new Map();
  const named = heard.filter(({ command }) => command.name === "baseline").map(({ command }) => command.args);
  const tips = [...new Set(named)].map(async (branch): Promise<readonly [string, Known<Sha | null>]> => {
    if (!repository.known) return [branch, repository];
    const watched = isWatched(branch, state.policy.section, repository.value.defaultBranch);
    if (!watched) return [branch, { known: true, value: null }];
    return [branch, await known(reads.branch(branch).then((tip) => tip?.sha ?? null))];
  });
  return new Map(await Promise.all(tips));
}
