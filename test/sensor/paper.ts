// A repository on paper for this room: a graph of commits, moves of branches, a ledger, issues. No clock, no network.
import { parseCommands } from "../../src/core/command.ts";
import { MERGED, type Merged } from "../../src/core/merged.ts";
import type { Plan, Step } from "../../src/core/plan.ts";
import type { PolicyState } from "../../src/core/policy.ts";
import type { BranchCommit, BranchMove } from "../../src/core/branch.ts";
import type { Issue } from "../../src/core/issue.ts";
import { ReadError, type ReadFailureKind } from "../../src/core/known.ts";
import type { LedgerRecord, PermissionLevel, Reads, RecordBounds } from "../../src/core/reads.ts";
import { printSubject, type Instant, type Person, type Sha, type Subject } from "../../src/core/refs.ts";
import type { Said, Trigger, Turn } from "../../src/core/trigger.ts";
import { sensor } from "../../src/sensor/index.ts";
import type { WatchedChange } from "../../src/sensor/policy.ts";
import * as world from "../world.ts";

const NONE = "0".repeat(40);

export interface Paper {
  now: Instant;
  /** How far our clock is ahead of GitHub's; undefined where GitHub's is not asked. */
  ahead: number | undefined;
  section: WatchedChange;
  readonly tips: Map<string, Sha>;
  readonly graph: Map<Sha, BranchCommit>;
  moves: BranchMove[];
  readonly merges: Map<number, Merged>;
  readonly records: Map<string, (LedgerRecord & { readonly key: string })[]>;
  readonly issues: Map<number, Issue & { readonly slot: string }>;
  readonly comments: string[];
  readonly reactions: string[];
  readonly permissions: Map<number, PermissionLevel>;
  readonly faults: Map<keyof Reads, ReadFailureKind>;
  /** Pull requests whose head has a check of ours. */
  readonly checked: Set<number>;
  lot: number;
  /** How many records were read. */
  rows: number;
  ids: number;
}

export const ROOT = world.sha("0a");
export const MAIN: Subject = { installation: 7, repository: 4711, kind: "branch", name: "main" };
export const WHOLE: Subject = { ...MAIN, kind: "repository", name: "" };

export function paper(differs: Partial<Paper> = {}): Paper {
  const root: BranchCommit = {
    ...{ sha: ROOT, parents: [], tree: ROOT, author: world.ada, committer: world.ada, byGitHub: false, title: "Begin" },
  };
  return {
    now: world.MONDAY,
    ahead: 0,
    section: { mode: "enforce" },
    tips: new Map([["main", ROOT]]),
    graph: new Map([[ROOT, root]]),
    moves: [],
    merges: new Map(),
    records: new Map(),
    issues: new Map(),
    comments: [],
    reactions: [],
    permissions: new Map([
      [world.ada.id, "maintain"],
      [world.bob.id, "maintain"],
    ]),
    faults: new Map(),
    checked: new Set(),
    lot: 1,
    rows: 0,
    ids: 100,
    ...differs,
  };
}

/** One more commit; nobody has it on a branch yet. */
export function commit(at: Paper, parents: readonly Sha[], differs: Partial<BranchCommit> = {}): Sha {
  const sha = (++at.ids).toString(16).padStart(40, "0");
  const author = world.olu;
  at.graph.set(sha, {
    sha,
    parents,
    tree: sha,
    author,
    committer: author,
    byGitHub: false,
    title: "Change",
    ...differs,
  });
  return sha;
}

/** A branch moves; answers the push that tells of it. */
export function move(args: {
  readonly at: Paper;
  readonly to: Sha;
  readonly kind: string;
  readonly by: Person;
  readonly branch?: string;
}): Trigger {
  const { at, to, kind, by, branch = "main" } = args;
  const before = at.tips.get(branch) ?? NONE;
  at.tips.set(branch, to);
  at.moves.push({ id: ++at.ids, before, after: to, kind, by, at: at.now - (at.ahead ?? 0) });
  const subject = { ...MAIN, name: branch };
  const told = { subject, repo: world.repo, by, delivery: `d${at.ids}`, at: at.now };
  return { ...told, kind: "push", branch, before, after: to, forced: kind === "force_push" };
}

/** A pull request is squashed onto main; the record of its merge is written by `remember`, now or later. */
export function squash(at: Paper, pull: number, differs: Partial<Merged> = {}): Trigger {
  const base = at.tips.get("main") ?? ROOT;
  const head = commit(at, [base]);
  const sha = commit(at, [base], { byGitHub: true, committer: world.webFlow });
  at.merges.set(pull, merged({ pull, head, mergeBase: base, mergeCommit: sha, mergedAt: at.now, ...differs }));
  return move({ at, to: sha, kind: "pr_merge", by: world.bob });
}

/** What is on record of an ordinary merge. */
export function merged(differs: Partial<Merged> = {}): Merged {
  return {
    pull: 12,
    head: world.sha("e1"),
    mergeBase: ROOT,
    base: "main",
    mergeCommit: world.sha("e2"),
    commits: 1,
    mergedAt: world.MONDAY,
    mergedBy: world.bob.id,
    author: world.olu.id,
    verdict: "allow",
    code: "approved",
    mode: "enforce",
    type: "normal",
    policy: "p0",
    counted: [world.ada.id],
    lenders: [],
    sample: null,
    emergency: null,
    folders: null,
    undoes: [],
    ...differs,
  };
}

/** What the change room keeps of a merge. */
export function remember(at: Paper, pull: number): void {
  const merged = at.merges.get(pull);
  if (merged) record(at, MAIN, { key: `merged:${pull}`, kind: MERGED, by: world.bob, data: { ...merged } });
}

function record(
  at: Paper,
  subject: Subject,
  one: { readonly key: string; readonly kind: string; readonly by: Person | null; readonly data: LedgerRecord["data"] },
): void {
  const place = printSubject(subject);
  const before = at.records.get(place) ?? [];
  if (before.some(({ key }) => key === one.key)) return;
  at.records.set(place, [...before, { ...one, sequence: ++at.ids, at: at.now, data: structuredClone(one.data) }]);
}

export function recordsOf(at: Paper, subject: Subject, kind: string): readonly LedgerRecord[] {
  return (at.records.get(printSubject(subject)) ?? []).filter((one) => one.kind === kind);
}

function reachable(at: Paper, from: Sha): ReadonlySet<Sha> {
  const found = new Set<Sha>();
  const left = [from];
  for (let sha = left.pop(); sha !== undefined; sha = left.pop()) {
    if (found.has(sha)) continue;
    found.add(sha);
    left.push(...(at.graph.get(sha)?.parents ?? []));
  }
  return found;
}

export function between(at: Paper, from: Sha, to: Sha): readonly BranchCommit[] {
  const before = reachable(at, from);
  const fresh = [...reachable(at, to)].filter((sha) => !before.has(sha)).sort();
  return fresh.flatMap((sha) => at.graph.get(sha) ?? []);
}

export function readsOf(at: Paper): Reads {
  const pullOf = ({ pull, head, base, mergeCommit, mergedAt }: Merged) =>
    world.pull(pull, {
      ...{ state: "closed", merged: true, mergeCommit, mergedAt, head: { sha: head, ref: "mend", repository: 4711 } },
      base: { sha: ROOT, ref: base },
    });
  const answers: Partial<Record<keyof Reads, (...asked: never[]) => unknown>> = {
    repository: () => world.repository(),
    branch: (name: string) => (at.tips.has(name) ? { sha: at.tips.get(name) } : null),
    branches: () => [...at.tips].map(([name, sha]) => ({ name, sha })),
    branchMoves: () => at.moves,
    commitsBetween: (from: Sha, to: Sha) => between(at, from, to),
    mergeBase: () => ROOT,
    pullsWith: (sha: Sha) => [...at.merges.values()].filter(({ mergeCommit }) => mergeCommit === sha).map(pullOf),
    latestClosed: () => [...at.merges.values()].map(pullOf),
    openPulls: () => [],
    checkRuns: (sha: Sha) =>
      [...at.merges.values()]
        .filter(({ head, pull }) => head === sha && at.checked.has(pull))
        .map(() => ({ name: "lamplighter/change", app: { id: 77, slug: "lamplighter" } })),
    app: () => ({ id: 77, slug: "lamplighter", permissions: {} }),
    lot: () => at.lot,
    issue: (number: number) => at.issues.get(number),
    said: () => ({ is: "there", body: at.comments.at(-1) ?? "", edited: false, byEmail: false }),
    permission: ({ id }: Person) => at.permissions.get(id) ?? "read",
    team: () => "none",
    person: () => null,
    records: (subject: string, kinds: readonly string[], { after = 0, last }: RecordBounds = {}) => {
      const all = at.records.get(subject) ?? [];
      const found = all.filter(({ kind, sequence }) => kinds.includes(kind) && sequence > after);
      const rows = last === undefined ? found : found.slice(-last);
      at.rows += rows.length;
      return rows;
    },
  };
  const reads = Object.entries(answers).map(([what, answer]) => {
    const ask = (...asked: never[]): Promise<unknown> => {
      const failure = at.faults.get(what as keyof Reads);
      if (failure) return Promise.reject(new ReadError({ failure, what, message: `it failed (${failure})` }));
      return Promise.resolve(answer(...asked));
    };
    return [what, ask] as const;
  });
  return Object.fromEntries(reads) as unknown as Reads;
}

export function policyOf(at: Paper): PolicyState<WatchedChange> {
  const days = ["mon", "tue", "wed", "thu", "fri"] as const;
  const calendar = { zone: "UTC", days, hours: { from: "09:00", to: "17:00" }, holidays: [] };
  const roles = { maintainers: { permission: "maintain" } } as const;
  const rest = { roles, calendar, identities: {}, sections: ["change"], hash: "p0", commit: world.sha("c0") };
  return { is: "ok", policy: { section: at.section, ...rest } };
}

interface Woken {
  readonly triggers?: readonly Trigger[];
  readonly said?: readonly Said[];
}

export async function think(at: Paper, subject: Subject, { triggers = [], said = [] }: Woken = {}): Promise<Plan> {
  const parsed = said.map((one) => ({ said: one, ...parseCommands({ body: one.body, specs: sensor.commands }) }));
  const heard = parsed.flatMap(({ said: from, commands }) => commands.map((command) => ({ command, said: from })));
  const theirs = at.ahead === undefined ? {} : { nowOnGitHub: at.now - at.ahead };
  const turn: Turn = { subject, repo: world.repo, now: at.now, ...theirs, triggers, heard, misheard: [] };
  const policy = policyOf(at);
  return sensor.decide(await sensor.gather(turn, policy, readsOf(at)), policy);
}

/** One look, with its steps done on paper. */
export async function look(at: Paper, subject: Subject, woken: Woken = {}): Promise<Plan> {
  const plan = await think(at, subject, woken);
  for (const step of plan.steps) take(at, subject, step);
  return plan;
}

function take(at: Paper, subject: Subject, step: Step): void {
  switch (step.do) {
    case "record":
      record(at, step.about ?? subject, step);
      break;
    case "open-issue":
      openIssue(at, subject, step);
      break;
    case "close":
    case "reopen":
      change(at, step.on, { state: step.do === "close" ? "closed" : "open" });
      break;
    case "label":
      change(at, step.on, { labels: step.add });
      break;
    case "comment":
      at.reactions.push(`${step.on}:${step.slot}`);
      break;
    case "react":
      at.reactions.push(step.with);
      break;
    case "wake":
      break;
    default:
      throw new Error(`this room never plans ${step.do}`);
  }
}

function openIssue(at: Paper, subject: Subject, step: Extract<Step, { do: "open-issue" }>): void {
  const known = [...at.issues.values()].find(({ slot }) => slot === step.slot);
  const number = known?.number ?? ++at.ids;
  const { slot, title } = step;
  const rest = { stateReason: null, author: null, labels: [], assignees: [], isPull: false, body: "" };
  const stamps = { createdAt: at.now, updatedAt: at.now };
  if (!known) at.issues.set(number, { number, nodeId: "I", title, slot, state: "open", ...rest, ...stamps });
  if (!step.remember) return;
  const data = { ...step.remember.data, issue: number };
  const fact = { key: `remember:${step.key}`, kind: step.remember.kind, by: null, data };
  record(at, { ...subject, kind: "issue", name: String(number) }, fact);
  record(at, subject, fact);
}

export function change(at: Paper, number: number, differs: Partial<Issue>): void {
  const issue = at.issues.get(number);
  if (issue) at.issues.set(number, { ...issue, ...differs, updatedAt: at.now });
}

export function issueSubject(number: number): Subject {
  return { ...MAIN, kind: "issue", name: String(number) };
}

/** Somebody comments on an issue and it is looked at. */
export function say(at: Paper, number: number, by: Person, body: string): Promise<Plan> {
  at.comments.push(body);
  const id = ++at.ids;
  const place = { channel: "comment", id, nodeId: `C_${id}`, on: number } as const;
  const said: Said = { ...place, body, by, viaApp: false, createdAt: at.now, commit: null };
  return look(at, issueSubject(number), { said: [said] });
}

/** A repository whose main has its baseline. */
export async function begun(differs: Partial<Paper> = {}): Promise<Paper> {
  const at = paper(differs);
  await look(at, WHOLE);
  await look(at, MAIN);
  return at;
}
