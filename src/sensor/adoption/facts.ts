// The first look at a repository: whether we were here before and our records are gone; and which branches are governed.
import { known, type Known } from "../../core/known.ts";
import type { Json } from "../../core/plan.ts";
import type { OpenPull } from "../../core/pull.ts";
import type { Reads, Repository } from "../../core/reads.ts";
import { printSubject, type Instant, type Subject } from "../../core/refs.ts";
import type { Turn } from "../../core/trigger.ts";
import { leftOf, SET_ASIDE } from "../../core/set-aside.ts";
import { adoptedIn } from "../branch/history.ts";
import { isWatched, type SensorPolicy } from "../policy.ts";

/** Where a new baseline is asked for. */
export const SLOT = "baseline";
export const ASKED = "sensor.asked";
export const ANSWERED = "sensor.answered";

export interface AdoptionFacts {
  readonly is: "repository";
  readonly now: Instant;
  /** By GitHub's clock; undefined where nobody asked it. */
  readonly nowOnGitHub: Instant | undefined;
  readonly subject: Subject;
  /** Governed branches that are there, sorted. */
  readonly branches: Known<readonly string[]>;
  /** Those whose record has not begun. */
  readonly unbegun: Known<readonly string[]>;
  readonly adopted: Known<{ readonly lost: boolean } | null>;
  /** Those of them of which a record was set aside since it began last. */
  readonly aside: Known<readonly string[]>;
  /** Only asked at the first look: our checks stand on pull requests of which we know nothing. */
  readonly lost: Known<boolean>;
  readonly asked: Known<Asked>;
}

/** Where new baselines are asked for. */
export interface Asked {
  /** The issue that is not answered yet. */
  readonly issue: number | null;
  /** How many were answered before. */
  readonly answered: number;
}

export type AdoptionReads = Pick<
  Reads,
  "repository" | "branches" | "branch" | "records" | "latestClosed" | "openPulls" | "checkRuns" | "app"
>;

/** Pull requests that are looked at for checks of ours, at the first look. */
const MOST_LOOKED_AT = 10;

export async function gatherRepository(turn: Turn, policy: SensorPolicy, reads: AdoptionReads): Promise<AdoptionFacts> {
  const { subject, now, nowOnGitHub } = turn;
  const [branches, adopted, asked] = await Promise.all([
    known(watchedBranches(policy, reads)),
    known(adoptedIn(subject, reads)),
    known(askedIn(subject, reads)),
  ]);
  const begun = branches.known ? await known(begunOf(branches.value, subject, reads)) : branches;
  const unbegun = begun.known ? is(begun.value.unbegun) : begun;
  const aside = begun.known ? is(begun.value.aside) : begun;
  const [lost] = await Promise.all([adopted.known && adopted.value === null ? known(isLost(subject, reads)) : no]);
  return { is: "repository", now, nowOnGitHub, subject, branches, unbegun, adopted, aside, lost, asked };
}

const is = <T>(value: T): Known<T> => ({ known: true, value });

const no = { known: true, value: false } as const;

export async function watchedBranches(
  policy: SensorPolicy,
  reads: Pick<Reads, "repository" | "branches" | "branch">,
): Promise<readonly string[]> {
  const { defaultBranch }: Repository = await reads.repository();
  const { section } = policy;
  if (section.branches === undefined) return (await reads.branch(defaultBranch)) ? [defaultBranch] : [];
  const all = await reads.branches();
  return all
    .map(({ name }) => name)
    .filter((name) => isWatched(name, section, defaultBranch))
    .sort();
}

async function begunOf(
  branches: readonly string[],
  subject: Subject,
  reads: Pick<Reads, "records">,
): Promise<{ readonly unbegun: readonly string[]; readonly aside: readonly string[] }> {
  const each = branches.map(async (name) => {
    const branch = printSubject({ ...subject, kind: "branch", name });
    const { records, asides } = leftOf(await reads.records(branch, ["sensor.baseline", SET_ASIDE]), () => true);
    return { name, isBegun: records.length > 0, isAside: asides.length > 0 };
  });
  const unbegun = (await Promise.all(each)).filter(({ isBegun }) => !isBegun);
  const aside = unbegun.filter(({ isAside }) => isAside);
  return { unbegun: unbegun.map(({ name }) => name), aside: aside.map(({ name }) => name) };
}

/**
 * Whether a check of ours stands on a pull request that our records do not know: then they were lost, and what was merged
 * in between is not to be waved through as older than we are (spec: change, last paragraph).
 */
async function isLost(subject: Subject, reads: AdoptionReads): Promise<boolean> {
  const { id } = await reads.app();
  const [closed, open] = await Promise.all([reads.latestClosed(MOST_LOOKED_AT), reads.openPulls()]);
  const pulls: readonly OpenPull[] = [...closed, ...open.slice(-MOST_LOOKED_AT)];
  for (const { number, head } of pulls) {
    const runs = await reads.checkRuns(head.sha);
    if (!runs.some(({ name, app }) => app?.id === id && /^lamplighter\/change(-preview)?$/.test(name))) continue;
    const records = await reads.records(printSubject({ ...subject, kind: "pull", name: String(number) }), KNOWN_BY);
    if (records.length === 0) return true;
  }
  return false;
}

/** Any of these says that we have looked at the pull request before. */
const KNOWN_BY = ["seen", "change.decided", "change.merged"];

async function askedIn(subject: Subject, reads: Pick<Reads, "records">): Promise<Asked> {
  const records = await reads.records(printSubject(subject), [ASKED, ANSWERED]);
  const issuesOf = (kind: string) => records.flatMap((one) => (one.kind === kind ? issueOf(one.data) : []));
  const answered = new Set(issuesOf(ANSWERED));
  return { issue: issuesOf(ASKED).find((issue) => !answered.has(issue)) ?? null, answered: answered.size };
}

function issueOf(data: Json): readonly number[] {
  if (typeof data !== "object" || data === null || !("issue" in data)) return [];
  return typeof data.issue === "number" ? [data.issue] : [];
}
