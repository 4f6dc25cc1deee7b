// Pure: every commit of a branch in a period, with its change or its exception. A commit that the records do not know is
// unexplained, whenever it is dated: dates of commits prove nothing.
import type { Merged } from "../../core/merged.ts";
import type { BranchCommit } from "../../core/branch.ts";
import type { Instant, Sha } from "../../core/refs.ts";
import { pullSlot } from "../branch/exceptions.ts";
import { entriesOf, type EntryOf, type Mapped } from "../records.ts";
import type { ReportFacts, ReviewState } from "./facts.ts";

export interface Row {
  readonly branch: string;
  readonly commit: Sha;
  /** Foreign text; empty for a commit that is not on the branch any more. */
  readonly title: string;
  readonly author: string | null;
  /** When it came onto the branch; null where nobody knows. */
  readonly arrived: Instant | null;
  readonly is: "change" | "exception" | "set-aside" | "before" | "unexplained";
  readonly code: string;
  /** False for one that was taken off the branch again. */
  readonly onBranch: boolean;
  readonly pull: number | null;
  readonly type: Merged["type"] | null;
  /** Ids of those whose approvals were counted. */
  readonly approvedBy: readonly number[];
  readonly policy: string | null;
  /** Login of whoever moved the branch, or set the baseline. */
  readonly by: string | null;
  readonly review: ReviewState | null;
}

export interface Totals {
  readonly commits: number;
  readonly changes: number;
  readonly exceptions: number;
  readonly setAside: number;
  readonly before: number;
  readonly unexplained: number;
}

export interface Proof {
  readonly branch: string;
  readonly tip: Sha | null;
  /** Where the record began, each time; `by` is null for the first look. */
  readonly baselines: readonly {
    readonly sha: Sha;
    readonly at: Instant;
    readonly by: string | null;
    readonly because: string;
  }[];
  readonly rows: readonly Row[];
  readonly totals: Totals;
}

export function prove(args: { readonly facts: ReportFacts; readonly from: Instant; readonly to: Instant }): Proof {
  const { facts, from, to } = args;
  const { branch, tip, history, since, older } = facts;
  const kept = keptCommits(facts);
  const aside = setAside(facts);
  const present = new Set((since ?? []).map(({ sha }) => sha));
  const rows: Row[] = [
    ...older.map((commit) => row({ branch, commit, is: "before", code: "before-lamplighter" })),
    ...(since ?? []).map((commit) => {
      const known = kept.get(commit.sha);
      if (known) return { ...known, title: commit.title, author: commit.author?.login ?? null };
      const set = aside.get(commit.sha);
      if (!set) return row({ branch, commit, is: "unexplained", code: "not-on-record" });
      const { recordedAt, by } = set;
      return {
        ...row({ branch, commit, is: "set-aside", code: "new-baseline" }),
        arrived: recordedAt,
        by: by?.login ?? null,
      };
    }),
    ...[...kept.values()].filter(({ commit }) => !present.has(commit)).map((one) => ({ ...one, onBranch: false })),
  ];
  const inPeriod = rows.filter(
    ({ arrived, is }) => is === "before" || arrived === null || (from <= arrived && arrived < to),
  );
  const baselines = entriesOf(history.entries, "sensor.baseline").map(({ data, recordedAt, by }) => {
    return { sha: data.sha, at: recordedAt, by: by?.login ?? null, because: data.because };
  });
  return { branch, tip, baselines, rows: inPeriod, totals: totalsOf(inPeriod) };
}

function row(args: {
  readonly branch: string;
  readonly commit: BranchCommit;
  readonly is: Row["is"];
  readonly code: string;
}): Row {
  const { branch, commit, is, code } = args;
  return {
    branch,
    commit: commit.sha,
    title: commit.title,
    author: commit.author?.login ?? null,
    arrived: null,
    is,
    code,
    onBranch: true,
    pull: null,
    type: null,
    approvedBy: [],
    policy: null,
    by: null,
    review: null,
  };
}

/** What is on record of each commit; of one that came twice, the first time. */
function keptCommits({ branch, history, reviews }: ReportFacts): ReadonlyMap<Sha, Row> {
  const exceptions = entriesOf(history.entries, "sensor.exception");
  const kept = new Map<Sha, Row>();
  for (const move of entriesOf(history.entries, "sensor.move")) {
    const slot = exceptions.find(
      ({ data }) =>
        data.before === move.data.before && data.after === move.data.after && data.slot.startsWith("review/push-"),
    )?.data.slot;
    for (const mapped of move.data.commits) {
      if (kept.has(mapped.sha)) continue;
      const merged = history.merged.findLast(({ pull }) => pull === mapped.pull);
      const place = mapped.pull === null ? slot : pullSlot(mapped.pull);
      const review = place === undefined ? null : (reviews.get(place) ?? null);
      kept.set(mapped.sha, keptRow({ branch, mapped, move, merged, review }));
    }
  }
  return kept;
}

function keptRow(args: {
  readonly branch: string;
  readonly mapped: Mapped;
  readonly move: EntryOf<"sensor.move">;
  readonly merged: Merged | undefined;
  readonly review: ReviewState | null;
}): Row {
  const { branch, mapped, move, merged, review } = args;
  return {
    branch,
    commit: mapped.sha,
    title: "",
    author: null,
    arrived: move.data.at ?? move.recordedAt,
    is: mapped.is,
    code: mapped.code,
    onBranch: true,
    pull: mapped.pull,
    type: merged?.type ?? null,
    approvedBy: merged?.counted ?? [],
    policy: merged?.policy ?? null,
    by: move.by?.login ?? null,
    review,
  };
}

/** Commits that a person's new baseline holds, with that baseline. */
function setAside({ history, since }: ReportFacts): ReadonlyMap<Sha, EntryOf<"sensor.baseline">> {
  const graph = new Map((since ?? []).map((commit) => [commit.sha, commit]));
  const aside = new Map<Sha, EntryOf<"sensor.baseline">>();
  for (const baseline of entriesOf(history.entries, "sensor.baseline").slice(1)) {
    const left = [baseline.data.sha];
    for (let sha = left.pop(); sha !== undefined; sha = left.pop()) {
      const commit = graph.get(sha);
      if (!commit || aside.has(sha)) continue;
      aside.set(sha, baseline);
      left.push(...commit.parents);
    }
  }
  return aside;
}

export function totalsOf(rows: readonly Row[]): Totals {
  const count = (is: Row["is"]): number => rows.filter((one) => one.is === is).length;
  return {
    commits: rows.length,
    changes: count("change"),
    exceptions: count("exception"),
    setAside: count("set-aside"),
    before: count("before"),
    unexplained: count("unexplained"),
  };
}
