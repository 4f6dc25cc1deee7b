// What another policy would have said of changes of the past: each is judged twice by the room's own decision, by the
// policy that is and by the one that is proposed, and nothing is done.
import { asItWas, forThePast } from "./change/as-it-was.ts";
import { change } from "./change/index.ts";
import type { AnyCapability } from "./core/capability.ts";
import type { PolicyProblem, PolicyState } from "./core/policy.ts";
import { known } from "./core/known.ts";
import type { OpenPull } from "./core/pull.ts";
import type { Reads } from "./core/reads.ts";
import type { Instant, Repo, Subject } from "./core/refs.ts";
import type { Verdict } from "./core/verdict.ts";
import { loadPolicy, policyOf } from "./load-policy.ts";
import type { Tried, TryPolicy } from "./preview/facts.ts";
import type { Policies } from "./run.ts";

const room: AnyCapability = change;

/** How far back a preview looks, in milliseconds. */
const DAYS_BACK = 30 * 86_400_000;

export type Outcome = Pick<Verdict, "state" | "code" | "title">;

/** One change, judged as it stood at `at` (its merge, or now): by the present policy and by the proposed one. */
export interface Simulated {
  readonly number: number;
  readonly title: string;
  readonly at: Instant;
  readonly now: Outcome;
  readonly proposed: Outcome;
}

/** Pull requests that were merged since then, and those that are open; the newest first. */
export async function changesSince(args: {
  readonly reads: Pick<Reads, "closedSince" | "openPulls">;
  readonly since: Instant;
}): Promise<readonly OpenPull[]> {
  const [closed, open] = await Promise.all([args.reads.closedSince(args.since), args.reads.openPulls()]);
  const merged = closed.filter(({ mergedAt }) => mergedAt !== null && mergedAt >= args.since);
  return [...open, ...merged].sort((a, b) => (b.mergedAt ?? b.updatedAt) - (a.mergedAt ?? a.updatedAt));
}

/** Never throws what could not be read: that is an outcome (`unknown`) of the change that it belongs to. */
export async function simulate(args: {
  readonly pull: OpenPull;
  readonly repo: Repo;
  readonly reads: Reads;
  readonly present: Policies;
  readonly proposed: Policies;
  readonly now: Instant;
}): Promise<Simulated> {
  const { pull, repo, present, proposed, now } = args;
  const at = pull.mergedAt ?? now;
  const reads = asItWas({ reads: args.reads, pull, at });
  const subject: Subject = {
    installation: repo.installation,
    repository: repo.id,
    kind: "pull",
    name: String(pull.number),
  };
  const judge = async (policies: Policies): Promise<Outcome> => {
    const tick = { kind: "clock", subject, repo, by: null, delivery: null, at } as const;
    const turn = { subject, repo, now: at, triggers: [tick], heard: [], misheard: [] };
    const state = forThePast(policies.stateOf(room));
    const facts = await known<unknown>(room.gather(turn, state, reads));
    if (!facts.known) {
      const { what, message } = facts.why;
      return { state: "unknown", code: "read-failed", title: `Could not find out ${what}: ${message}` };
    }
    const { state: verdict, code, title } = room.decide(facts.value, state).verdict;
    return { state: verdict, code, title };
  };
  const { number, title } = pull;
  return { number, title, at, now: await judge(present), proposed: await judge(proposed) };
}

/** Whether the two policies disagree: about the verdict, or about its reason. */
export function differs({ now, proposed }: Simulated): boolean {
  return now.state !== proposed.state || now.code !== proposed.code;
}

/** What is wrong with a policy as a whole, in whichever section; each problem once. */
export function problemsOf(policies: Policies, rooms: readonly AnyCapability[]): readonly PolicyProblem[] {
  const each = rooms.flatMap((one) => {
    const state = policies.stateOf(one);
    return state.is === "broken" ? state.problems : [];
  });
  return [...new Map(each.map((one) => [`${one.line}:${one.column}:${one.message}`, one])).values()];
}

/** Tries policies that these rooms are governed by, for previews. */
export function tryPolicyOn(rooms: readonly AnyCapability[]): TryPolicy {
  return async ({ text, commit, repo, reads, now, without, most }): Promise<Tried> => {
    const proposed = await policyOf({ text, commit, reads, rooms });
    const problems = problemsOf(proposed, rooms);
    if (problems.length > 0) return { is: "broken", problems };
    const whole = { name: "preview", config: null };
    const then = proposed.stateOf(whole);
    if (then.is === "unknown") return { is: "unknown", message: then.message };
    const present = await loadPolicy({ reads, rooms });
    const before = present.stateOf(whole);
    const sections = { sections: sectionsIn(then), before: sectionsIn(before) };
    if (most === 0) return { is: "right", ...sections, changes: null, different: [] };
    const changes = (await changesSince({ reads, since: now - DAYS_BACK }))
      .filter(({ number }) => number !== without)
      .slice(0, most);
    const different: Simulated[] = [];
    for (const pull of changes) {
      const one = await simulate({ pull, repo, reads, present, proposed, now });
      if (differs(one)) different.push(one);
    }
    return { is: "right", ...sections, changes: changes.length, different };
  };
}

function sectionsIn(state: PolicyState<unknown>): readonly string[] {
  return state.is === "ok" ? state.policy.sections : [];
}
