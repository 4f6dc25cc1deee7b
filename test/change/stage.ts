// A repository on paper: it answers reads, takes steps, and plays what people do. No clock, no network, no store.
import { change } from "../../src/change/index.ts";
import { changeConfig } from "../../src/change/config.ts";
import type { ChangeFacts } from "../../src/change/facts.ts";
import { parseCommands } from "../../src/core/command.ts";
import type { Plan, Step, StepOf } from "../../src/core/plan.ts";
import type { Policy, PolicyState, Roles } from "../../src/core/policy.ts";
import type { CheckRun, QueueEntry, Requirement } from "../../src/core/branch.ts";
import type { Issue, SaidNow } from "../../src/core/issue.ts";
import { ReadError, type Known, type ReadFailureKind } from "../../src/core/known.ts";
import type { ChangedEntry, ChangedFile, Commit, EpochEvent, Pull, Review } from "../../src/core/pull.ts";
import type { LedgerRecord, PermissionLevel, Properties, Reads, Repository } from "../../src/core/reads.ts";
import { printSubject, type Instant, type Person, type Sha, type Subject } from "../../src/core/refs.ts";
import type { Said, Trigger, Turn } from "../../src/core/trigger.ts";
import type { ArtifactLine, WorkflowRun } from "../../src/core/workflow-run.ts";
import * as world from "../world.ts";

export const OUR_APP = { id: 77, slug: "lamplighter" };

interface PaperRun extends CheckRun {
  readonly head: Sha;
  readonly summary: string;
}

export interface Stage {
  now: Instant;
  policy: PolicyState<unknown>;
  repository: Repository;
  readonly pulls: Map<number, Pull>;
  /** By head. */
  readonly files: Map<Sha, readonly ChangedFile[]>;
  readonly commits: Map<Sha, readonly Commit[]>;
  readonly pushers: Map<Sha, Person | null>;
  mergeBase: Sha;
  /** By `base head`, where they differ from that one. */
  readonly mergeBases: Map<string, Sha>;
  /** By `from to`. */
  readonly entries: Map<string, readonly ChangedEntry[]>;
  readonly patches: Map<string, readonly ChangedFile[]>;
  queue: readonly QueueEntry[];
  /** Texts of files by path, whatever the commit. */
  readonly texts: Map<string, string>;
  readonly events: Map<number, EpochEvent[]>;
  readonly reviews: Map<number, Review[]>;
  readonly permissions: Map<number, PermissionLevel>;
  readonly teams: Map<string, "active" | "pending" | "none">;
  readonly accounts: Map<string, Person>;
  codeowners: string | null;
  linkedIssues: readonly number[];
  properties: Properties;
  /** Issues that differ from an ordinary open one. */
  readonly issues: Map<number, Partial<Issue>>;
  assignments: readonly { by: Person | null; to: Person | null; at: Instant }[];
  requirement: Requirement;
  foreignRuns: PaperRun[];
  workflowRuns: readonly WorkflowRun[];
  /** By `run name`. */
  readonly artifacts: Map<string, ArtifactLine>;
  statuses: { sha: Sha; context: string; state: string; by: Person | null }[];
  readonly said: Map<number, SaidNow>;
  readonly records: Map<string, LedgerRecord[]>;
  readonly runs: Map<string, PaperRun>;
  readonly comments: Map<string, { id: number; body: string; updatedAt: Instant }>;
  readonly reactions: string[];
  readonly woken: Set<number>;
  /** Reads that fail, and how. */
  readonly faults: Map<keyof Reads, ReadFailureKind>;
  readonly asked: (keyof Reads)[];
  ids: number;
}

/** A section `change:` as the policy file has it, through the room's own schema. */
export function policyOf(args: {
  readonly change?: unknown;
  readonly roles?: Roles;
  readonly identities?: Readonly<Record<string, string>>;
  readonly hash?: string;
}): PolicyState<unknown> {
  const policy: Policy<unknown> = {
    section: changeConfig.parse(args.change ?? {}),
    roles: args.roles ?? { maintainers: { permission: "maintain" } },
    calendar: {
      zone: "UTC",
      days: ["mon", "tue", "wed", "thu", "fri"],
      hours: { from: "09:00", to: "17:00" },
      holidays: [],
    },
    identities: args.identities ?? {},
    sections: ["change"],
    hash: args.hash ?? "p0",
    commit: world.sha("c0"),
  };
  return { is: "ok", policy };
}

const SMALLEST = policyOf({});

/** One pull request, 12, by olu, of one commit by olu, to main; ada and bob maintain. Nobody has looked at it yet. */
export function stage(differs: Partial<Stage> = {}): Stage {
  const head = world.sha("a1");
  return {
    now: world.MONDAY,
    policy: SMALLEST,
    repository: world.repository(),
    pulls: new Map([[12, world.pull(12)]]),
    files: new Map([[head, [world.file("src/a.ts")]]]),
    commits: new Map([[head, [world.commit("a1", world.contributor(world.olu))]]]),
    pushers: new Map([[head, world.olu]]),
    mergeBase: world.sha("ba5e"),
    mergeBases: new Map(),
    entries: new Map(),
    patches: new Map(),
    texts: new Map(),
    queue: [],
    events: new Map(),
    reviews: new Map(),
    permissions: new Map([
      [world.ada.id, "maintain"],
      [world.bob.id, "maintain"],
    ]),
    teams: new Map(),
    accounts: new Map([world.ada, world.bob, world.cyd, world.dee, world.olu].map((one) => [one.login, one])),
    codeowners: null,
    linkedIssues: [],
    properties: {},
    issues: new Map(),
    assignments: [],
    requirement: { required: "yes", pinned: "yes" },
    foreignRuns: [],
    workflowRuns: [],
    artifacts: new Map(),
    statuses: [],
    said: new Map(),
    records: new Map(),
    runs: new Map(),
    comments: new Map(),
    reactions: [],
    woken: new Set(),
    faults: new Map(),
    asked: [],
    ids: 100,
    ...differs,
  };
}

export function readsOf(stage: Stage): Reads {
  const answer = <T>(what: keyof Reads, value: () => T): Promise<T> => {
    stage.asked.push(what);
    const failure = stage.faults.get(what);
    if (!failure) return Promise.resolve(value());
    return Promise.reject(new ReadError({ failure, what, message: `it failed (${failure})` }));
  };
  const gone = (what: string): never => {
    throw new ReadError({ failure: "gone", what, message: "GitHub answers 404" });
  };
  const notHere = (what: keyof Reads) => () => answer<never>(what, () => gone(`${what}, which this room never asks`));
  const runsOn = (sha: Sha): PaperRun[] =>
    [...stage.runs.values(), ...stage.foreignRuns].filter((run) => run.head === sha);
  return {
    repository: () => answer("repository", () => stage.repository),
    properties: () => answer("properties", () => stage.properties),
    branch: () => answer("branch", () => ({ sha: world.sha("ba5e") })),
    file: (path) =>
      answer("file", () => (path === ".github/CODEOWNERS" ? stage.codeowners : (stage.texts.get(path) ?? null))),
    folder: notHere("folder"),
    organisationFile: notHere("organisationFile"),
    pull: (number) => answer("pull", () => stage.pulls.get(number) ?? gone(`#${number}`)),
    mergeQueue: () => answer("mergeQueue", () => stage.queue),
    openHeads: () =>
      answer("openHeads", () =>
        [...stage.pulls.values()].flatMap(({ state, number, head }) =>
          state === "open" ? [{ number, head: head.sha }] : [],
        ),
      ),
    openPulls: () => answer("openPulls", () => [...stage.pulls.values()].filter((one) => one.state === "open")),
    pullFiles: (_, head) => answer("pullFiles", () => stage.files.get(head) ?? []),
    pullCommits: (_, head) => answer("pullCommits", () => stage.commits.get(head) ?? []),
    mergeBase: (base, head) => answer("mergeBase", () => stage.mergeBases.get(`${base} ${head}`) ?? stage.mergeBase),
    changedEntries: (from, to) => answer("changedEntries", () => stage.entries.get(`${from} ${to}`) ?? []),
    patches: (from, to) => answer("patches", () => stage.patches.get(`${from} ${to}`) ?? []),
    reviews: (number) => answer("reviews", () => stage.reviews.get(number) ?? []),
    epochEvents: (number) => answer("epochEvents", () => stage.events.get(number) ?? []),
    pusher: (_, head) => answer("pusher", () => stage.pushers.get(head) ?? null),
    linkedIssues: () => answer("linkedIssues", () => stage.linkedIssues),
    assignments: () => answer("assignments", () => stage.assignments),
    issue: (number) =>
      answer("issue", () => ({
        number,
        nodeId: `I_${number}`,
        title: "A bug",
        body: "",
        state: "open",
        stateReason: null,
        author: world.olu,
        labels: [],
        assignees: [],
        isPull: false,
        createdAt: world.MONDAY,
        updatedAt: world.MONDAY,
        ...stage.issues.get(number),
      })),
    labelEvents: notHere("labelEvents"),
    comments: notHere("comments"),
    said: ({ id }) => answer("said", () => stage.said.get(id) ?? { is: "gone" }),
    labels: notHere("labels"),
    ownIssue: notHere("ownIssue"),
    branches: notHere("branches"),
    branchMoves: notHere("branchMoves"),
    commitsBetween: notHere("commitsBetween"),
    commitsDated: notHere("commitsDated"),
    pullsWith: notHere("pullsWith"),
    latestClosed: notHere("latestClosed"),
    closedSince: notHere("closedSince"),
    lot: notHere("lot"),
    permission: (who) => answer("permission", () => stage.permissions.get(who.id) ?? "read"),
    team: (team, who) => answer("team", () => stage.teams.get(`${team}#${who.id}`) ?? "none"),
    person: (login) => answer("person", () => stage.accounts.get(login.toLowerCase()) ?? null),
    teamMembers: (team) =>
      answer("teamMembers", () =>
        [...stage.accounts.values()].filter(({ id }) => stage.teams.get(`${team}#${id}`) === "active"),
      ),
    collaborators: () =>
      answer("collaborators", () =>
        [...stage.accounts.values()].flatMap((person) => {
          const level = stage.permissions.get(person.id);
          return level === undefined ? [] : [{ person, level }];
        }),
      ),
    checkRuns: (sha) => answer("checkRuns", () => runsOn(sha)),
    statuses: (sha) => answer("statuses", () => stage.statuses.filter((one) => one.sha === sha)),
    workflowRuns: (head) => answer("workflowRuns", () => stage.workflowRuns.filter((run) => run.head === head)),
    artifactLine: ({ run, artifact }) =>
      answer("artifactLine", () => stage.artifacts.get(`${run} ${artifact}`) ?? { is: "none" }),
    requirement: () => answer("requirement", () => stage.requirement),
    app: () => answer("app", () => ({ ...OUR_APP, permissions: {} })),
    records: (subject, kinds, { after = 0, last } = {}) =>
      answer("records", () => {
        const all = stage.records.get(subject) ?? [];
        const found = all.filter((one) => kinds.includes(one.kind) && one.sequence > after);
        return last === undefined ? found : found.slice(-last);
      }),
  };
}

/** Does a step on paper. A record is written once for each key, as in the ledger. */
export function take(stage: Stage, number: number, step: Step): void {
  switch (step.do) {
    case "record":
      record(stage, step.about ?? number, { key: step.key, kind: step.kind, by: step.by, data: step.data });
      break;
    case "comment":
      takeComment(stage, step);
      break;
    case "check":
      takeCheck(stage, step);
      break;
    case "react":
      if (!stage.reactions.includes(`${step.to.id}:${step.with}`)) stage.reactions.push(`${step.to.id}:${step.with}`);
      break;
    case "request-reviews": {
      const pull = stage.pulls.get(step.on) ?? world.pull(step.on);
      const asked = new Map([...pull.requestedReviewers, ...step.of].map((one) => [one.id, one]));
      stage.pulls.set(step.on, { ...pull, requestedReviewers: [...asked.values()] });
      break;
    }
    case "wake":
      if (step.subject.kind === "pull") stage.woken.add(Number(step.subject.name));
      // What the repository's own turn does: it wakes every open pull request.
      if (step.subject.kind === "repository") for (const one of stage.pulls.keys()) stage.woken.add(one);
      break;
    default:
      throw new Error(`this room never plans ${step.do}`);
  }
}

const keys = new WeakMap<LedgerRecord, string>();

export function record(
  stage: Stage,
  about: number | Subject,
  one: { readonly key: string; readonly kind: string; readonly by: Person | null; readonly data: LedgerRecord["data"] },
): void {
  const subject = printSubject(typeof about === "number" ? world.pullSubject(about) : about);
  const before = stage.records.get(subject) ?? [];
  if (before.some((other) => keys.get(other) === one.key)) return;
  const { kind, by, data } = one;
  const entry: LedgerRecord = { sequence: ++stage.ids, at: stage.now, kind, by, data: structuredClone(data) };
  keys.set(entry, one.key);
  stage.records.set(subject, [...before, entry]);
}

function takeComment(stage: Stage, step: StepOf<"comment">): void {
  const place = `${step.on}:${step.slot}`;
  const before = stage.comments.get(place);
  const isSame = before?.body === step.body;
  const after = isSame
    ? before
    : { id: before?.id ?? ++stage.ids, body: step.body, updatedAt: wholeSeconds(stage.now) };
  stage.comments.set(place, after);
  if (!step.remember) return;
  const answer = { commentId: after.id, updatedAt: after.updatedAt };
  record(stage, step.on, {
    key: `remember:${step.key}:${JSON.stringify(answer)}`,
    kind: step.remember.kind,
    by: null,
    data: { ...(step.remember.data as object), ...answer },
  });
}

function takeCheck(stage: Stage, step: StepOf<"check">): void {
  const place = `${step.name}@${step.head}`;
  const { name, head, title, summary, externalId, state } = step;
  const isDone = state !== "waiting";
  stage.runs.set(place, {
    id: stage.runs.get(place)?.id ?? ++stage.ids,
    name,
    head,
    app: OUR_APP,
    status: isDone ? "completed" : "in_progress",
    conclusion: isDone ? state : null,
    externalId,
    title,
    summary,
    completedAt: isDone ? wholeSeconds(stage.now) : null,
  });
}

/** GitHub's stamps have no milliseconds. */
function wholeSeconds(instant: Instant): Instant {
  return instant - (instant % world.SECOND);
}

export interface Woken {
  readonly number?: number;
  readonly triggers?: readonly Trigger[];
  readonly said?: readonly Said[];
}

export function turnOf(stage: Stage, { number = 12, triggers = [], said = [] }: Woken = {}): Turn {
  const parsed = said.map((one) => ({ said: one, ...parseCommands({ body: one.body, specs: change.commands }) }));
  return {
    subject: world.pullSubject(number),
    repo: world.repo,
    now: stage.now,
    triggers,
    heard: parsed.flatMap(({ said: from, commands }) => commands.map((command) => ({ command, said: from }))),
    misheard: parsed.flatMap(({ said: from, problems }) => problems.map((problem) => ({ problem, said: from }))),
  };
}

export async function gathered(stage: Stage, woken: Woken = {}): Promise<ChangeFacts> {
  const policy = stage.policy as PolicyState<never>;
  return change.gather(turnOf(stage, woken), policy, readsOf(stage));
}

/** What would be done, and nothing done. */
export async function think(stage: Stage, woken: Woken = {}): Promise<Plan> {
  return change.decide(await gathered(stage, woken), stage.policy as PolicyState<never>);
}

/** One look, with its steps done on paper. */
export async function look(stage: Stage, woken: Woken = {}): Promise<Plan> {
  const plan = await think(stage, woken);
  for (const step of plan.steps) take(stage, woken.number ?? 12, step);
  return plan;
}

/** Time goes by; ten seconds unless told. */
export function later(stage: Stage, by: number = 10 * world.SECOND): void {
  stage.now += by;
}

/** Somebody comments, now; nobody has looked yet. */
export function comment(
  stage: Stage,
  by: Person,
  body: string,
  differs: Partial<Said> & { readonly on?: number } = {},
): Said {
  later(stage);
  const id = ++stage.ids;
  stage.said.set(id, { is: "there", body, edited: false, byEmail: false });
  return {
    channel: "comment",
    id,
    nodeId: `C_${id}`,
    on: 12,
    body,
    by,
    viaApp: false,
    createdAt: wholeSeconds(stage.now),
    commit: null,
    ...differs,
  };
}

/** Somebody comments and it is looked at. */
export async function say(stage: Stage, by: Person, body: string, differs: Partial<Said> = {}): Promise<Plan> {
  const said = comment(stage, by, body, differs);
  later(stage, world.SECOND);
  return look(stage, { number: said.on, said: [said] });
}

/** A push that nobody has looked at yet. */
export function push(stage: Stage, name: string, by: Person = world.olu, number = 12): void {
  later(stage);
  const head = world.sha(name);
  edit(stage, number, { head: { sha: head, ref: "mend", repository: world.repo.id } });
  if (!stage.files.has(head)) stage.files.set(head, [world.file("src/a.ts")]);
  if (!stage.commits.has(head)) stage.commits.set(head, [world.commit(name, world.contributor(by))]);
  stage.pushers.set(head, by);
}

export function edit(stage: Stage, number: number, differs: Partial<Pull>): void {
  const before = stage.pulls.get(number) ?? world.pull(number);
  stage.pulls.set(number, { ...before, ...differs });
}

/** Something that raises the epoch (or reopens), as GitHub's timeline tells it; nobody has looked at it yet. */
export function happen(stage: Stage, kind: EpochEvent["kind"], differs: Partial<Pull>, number = 12): void {
  later(stage);
  stage.events.set(number, [...(stage.events.get(number) ?? []), { kind, at: wholeSeconds(stage.now) }]);
  edit(stage, number, differs);
}

export function retarget(stage: Stage, ref: string, number = 12): void {
  happen(stage, "base-changed", { base: { sha: world.sha("ba5e"), ref } }, number);
}

/** What GitHub shows of our check on the present head. */
export function check(stage: Stage, number = 12, name = "lamplighter/change"): string {
  const head = stage.pulls.get(number)?.head.sha ?? "";
  const run = stage.runs.get(`${name}@${head}`);
  return run ? (run.conclusion ?? "waiting") : "none";
}

export function summary(stage: Stage, number = 12, name = "lamplighter/change"): string {
  return stage.runs.get(`${name}@${stage.pulls.get(number)?.head.sha ?? ""}`)?.summary ?? "";
}

export function commentIn(stage: Stage, slot: string, number = 12): string {
  return stage.comments.get(`${number}:${slot}`)?.body ?? "";
}

export function kinds(stage: Stage, number = 12): string[] {
  return (stage.records.get(printSubject(world.pullSubject(number))) ?? []).map((one) => one.kind);
}

/** All codes of a verdict's tree. */
export function codes(verdict: Plan["verdict"]): string[] {
  return [verdict.code, ...verdict.because.flatMap(codes)];
}

export function isKnown(answer: Known<unknown>): boolean {
  return answer.known;
}
