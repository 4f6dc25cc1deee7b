// What the App needs to know to answer `/backport` and `/release`, and to start the backports of a merged pull request.
import { askPeople } from "../core/ask-people.ts";
import { questionsAbout, rolesWithDefault } from "../core/people.ts";
import type { Authority } from "../core/people.ts";
import type { PolicyState, Roles } from "../core/policy.ts";
import { known } from "../core/known.ts";
import type { SaidNow } from "../core/issue.ts";
import type { Known } from "../core/known.ts";
import type { Pull } from "../core/pull.ts";
import type { LedgerRecord, Reads, Repository } from "../core/reads.ts";
import { printSubject, subjectNumber } from "../core/refs.ts";
import type { Instant } from "../core/refs.ts";
import type { Heard, Turn } from "../core/trigger.ts";
import { linesByLabels } from "./backport/proposal.ts";
import { lineOfPatch } from "./commands.ts";
import type { ReleaseConfig } from "./config.ts";
import { BACKPORT_INPUTS, isStartable, RELEASE_INPUTS } from "./workflow.ts";

export const HEARD_RECORD = "release.heard";
export const DISPATCHED_RECORD = "release.dispatched";
const OURS: readonly string[] = ["backport", "release"];
const WORKFLOWS = ".github/workflows";

export interface Asked extends Heard {
  /** The comment as it stands now. */
  readonly standsNow: Known<SaidNow>;
}

export interface RoomFacts {
  readonly now: Instant;
  readonly number: number;
  readonly asked: readonly Asked[];
  /** Null where there is no policy to act on, or nothing to do. */
  readonly seen: Seen | null;
}

export interface Seen {
  /** Null on an issue. */
  readonly pull: Known<Pull> | null;
  readonly repository: Known<Repository>;
  readonly records: Known<readonly LedgerRecord[]>;
  /** Whether the workflow that would be started is in the repository. */
  readonly workflows: ReadonlyMap<string, Known<boolean>>;
  /** Those that cannot be started as they would be; looked at when one of them is to be started. */
  readonly unfit: ReadonlySet<string>;
  /** Branches that a release is asked for, and that are not there. */
  readonly noBranches: ReadonlySet<string>;
  readonly authority: Authority;
  readonly roles: Roles;
}

export type RoomReads = Pick<
  Reads,
  "branch" | "file" | "folder" | "permission" | "person" | "pull" | "records" | "repository" | "said" | "team"
>;

export async function gather(turn: Turn, policy: PolicyState<ReleaseConfig>, reads: RoomReads): Promise<RoomFacts> {
  const number = subjectNumber(turn.subject);
  const heard = policy.is === "absent" ? [] : turn.heard.filter(({ command }) => OURS.includes(command.name));
  const asked = await Promise.all(heard.map(async (one) => ({ ...one, standsNow: await known(reads.said(one.said)) })));
  const base = { now: turn.now, number, asked };
  const onPull = turn.subject.kind === "pull";
  const looksAtPull =
    onPull && turn.triggers.some(({ kind }) => kind === "pull" || kind === "reconcile" || kind === "clock");
  if (policy.is !== "ok" || (asked.length === 0 && !looksAtPull)) return { ...base, seen: null };
  const { section, commit } = policy.policy;
  const roles = rolesWithDefault(policy.policy.roles);
  const [pull, repository, records, folder] = await Promise.all([
    onPull ? known(reads.pull(number)) : null,
    known(reads.repository()),
    known(reads.records(printSubject(turn.subject), [HEARD_RECORD, DISPATCHED_RECORD])),
    known(reads.folder(WORKFLOWS, commit)),
  ]);
  const files = [section.backport.workflow, ...(section.workflow === null ? [] : [section.workflow])];
  const workflows = new Map(
    files.map((file) => [file, folder.known ? { known: true as const, value: folder.value.includes(file) } : folder]),
  );
  const named = new Set([...section.by, ...section.backport.by]);
  const held = [...named].flatMap((name) => (Object.hasOwn(roles, name) ? (roles[name] ?? []) : []));
  const people = asked.map(({ said }) => said.by);
  const authority = await askPeople({ questions: questionsAbout(people, held), repository, reads });
  const isDue =
    pull?.known === true && pull.value.merged && linesByLabels(pull.value.labels, section.backport.label).length > 0;
  const names = new Set([...asked.map(({ command }) => command.name), ...(isDue ? ["backport"] : [])]);
  const starts: (readonly [string | null, readonly string[]])[] = [
    [names.has("backport") ? section.backport.workflow : null, BACKPORT_INPUTS],
    [names.has("release") ? section.workflow : null, RELEASE_INPUTS],
  ];
  const unfit = new Set<string>();
  for (const [file, inputs] of starts) {
    const there = file === null ? undefined : workflows.get(file);
    if (file === null || there?.known !== true || !there.value) continue;
    const text = await known(reads.file(`${WORKFLOWS}/${file}`, commit));
    if (text.known && text.value !== null && !isStartable(text.value, inputs)) unfit.add(file);
  }
  const noBranches = new Set<string>();
  for (const { command } of asked) {
    const line = command.name === "release" ? lineOfPatch(command.args) : null;
    if (line === null || line === undefined) continue;
    const branch = await known(reads.branch(line));
    if (branch.known && branch.value === null) noBranches.add(line);
  }
  return { ...base, seen: { pull, repository, records, workflows, unfit, noBranches, authority, roles } };
}
