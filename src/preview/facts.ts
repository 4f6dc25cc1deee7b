import type { PolicyProblem, PolicyState } from "../core/policy.ts";
import { known } from "../core/known.ts";
import type { Known } from "../core/known.ts";
import type { Pull } from "../core/pull.ts";
import type { LedgerRecord, PermissionLevel, Reads } from "../core/reads.ts";
import { type Instant, printSubject, type Repo, type Sha, subjectNumber } from "../core/refs.ts";
import type { Turn } from "../core/trigger.ts";
import type { Verdict } from "../core/verdict.ts";

export const POLICY_PATH = ".github/lamplighter.yml";
export const SHOWN_RECORD = "preview.shown";
/** Changes that a policy is tried on: enough to see what it does, few enough for one turn. */
export const MOST_CHANGES = 20;

type Outcome = Pick<Verdict, "state" | "code" | "title">;

/** What a policy would do here. */
export type Tried =
  | { readonly is: "broken"; readonly problems: readonly PolicyProblem[] }
  | { readonly is: "unknown"; readonly message: string }
  | {
      readonly is: "right";
      /** Sections that it has, and those that the present policy has. */
      readonly sections: readonly string[];
      readonly before: readonly string[];
      /** How many changes it was tried on; null where it was not, for whom it was not. */
      readonly changes: number | null;
      readonly different: readonly {
        readonly number: number;
        readonly title: string;
        readonly now: Outcome;
        readonly proposed: Outcome;
      }[];
    };

/** Tries a policy's text, on at most so many of the newest changes. Throws what could not be read. */
export type TryPolicy = (args: {
  readonly text: string;
  readonly commit: Sha;
  readonly repo: Repo;
  readonly reads: Reads;
  readonly now: Instant;
  /** Pull requests to leave out: the one that proposes it. */
  readonly without: number;
  readonly most: number;
}) => Promise<Tried>;

export interface PreviewFacts {
  readonly number: number;
  readonly records: Known<readonly LedgerRecord[]>;
  /** Null where no event of the pull request woke us: what it proposes is as it was. */
  readonly proposal: Known<Proposal> | null;
}

export interface Proposal {
  readonly head: Sha;
  /** `untouched`: the pull request does not edit the policy, or is closed. `removed`: it deletes it. */
  readonly is: "untouched" | "removed" | Tried;
}

/** With these the files of a pull request may be others than before. */
const PROPOSING = ["opened", "reopened", "synchronize"];

/** Only events of the pull request itself are looked at: other looks would ask for its files anew each time. */
export async function gather(args: {
  readonly turn: Turn;
  readonly policy: PolicyState<null>;
  readonly reads: Reads;
  readonly tryPolicy: TryPolicy;
}): Promise<PreviewFacts> {
  const { turn, reads } = args;
  const number = subjectNumber(turn.subject);
  const isNews = turn.triggers.some((one) => one.kind === "pull" && PROPOSING.includes(one.action));
  const records = isNews
    ? await known(reads.records(printSubject(turn.subject), [SHOWN_RECORD]))
    : { known: true as const, value: [] };
  return { number, records, proposal: isNews ? await known(proposalOf(args, number)) : null };
}

async function proposalOf(
  args: { readonly turn: Turn; readonly reads: Reads; readonly tryPolicy: TryPolicy },
  number: number,
): Promise<Proposal> {
  const { turn, reads, tryPolicy } = args;
  const [pull, repository] = await Promise.all([reads.pull(number), reads.repository()]);
  const head = pull.head.sha;
  if (pull.state === "closed" || pull.base.ref !== repository.defaultBranch) return { head, is: "untouched" };
  // The comparison that the change room asked for answers this too.
  const tip = await reads.branch(pull.base.ref);
  const seen = tip ? { tip: tip.sha, count: pull.changedFiles } : undefined;
  const files = await reads.pullFiles(number, head, seen);
  const isTouched = files.some(({ path, previousPath }) => path === POLICY_PATH || previousPath === POLICY_PATH);
  if (!isTouched) return { head, is: "untouched" };
  const text = await reads.file(POLICY_PATH, head);
  if (text === null) return { head, is: "removed" };
  const most = (await mayAskForMuch(pull, reads)) ? MOST_CHANGES : 0;
  const { repo, now } = turn;
  return { head, is: await tryPolicy({ text, commit: head, repo, reads, now, without: number, most }) };
}

const MAY: readonly PermissionLevel[] = ["write", "maintain", "admin"];

/** Trying a policy reads a lot: strangers cannot make us do it. */
async function mayAskForMuch({ author }: Pull, reads: Pick<Reads, "permission">): Promise<boolean> {
  return author?.type === "User" && MAY.includes(await reads.permission(author));
}
