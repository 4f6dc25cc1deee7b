// A merge queue on paper, beside the stage.
import { changeInQueue } from "../../../src/change/queue/index.ts";
import type { GroupFacts } from "../../../src/change/queue/facts.ts";
import type { Plan } from "../../../src/core/plan.ts";
import type { PolicyState } from "../../../src/core/policy.ts";
import type { BranchCommit } from "../../../src/core/branch.ts";
import type { Reads } from "../../../src/core/reads.ts";
import type { Trigger, Turn } from "../../../src/core/trigger.ts";
import { ada, pullSubject, repo, sha } from "../../world.ts";
import { look, readsOf, record, say, stage, take, type Stage } from "../stage.ts";

export const [TIP, HEAD, GROUP] = [sha("ba5e"), sha("a1"), sha("c1")];
export const REF = "refs/heads/gh-readonly-queue/main/pr-12-ba5e";
export const subject = { ...pullSubject(12), kind: "merge-group" as const, name: GROUP };

export const commit = (name: string, ...parents: string[]): BranchCommit => ({
  sha: name,
  parents,
  tree: sha("77"),
  author: null,
  committer: null,
  byGitHub: true,
  title: "",
});

/** One approved pull request in the queue. */
export async function queued(differs: Partial<Stage> = {}): Promise<Stage> {
  const at = stage(differs);
  at.queue = [{ position: 1, base: TIP, head: GROUP, pull: { number: 12, head: HEAD } }];
  await look(at);
  await say(at, ada, "/approve-change");
  return at;
}

function reads(at: Stage, differs: Partial<Reads> = {}): Reads {
  const own = commit(HEAD, TIP);
  return {
    ...readsOf(at),
    branch: (name) => Promise.resolve({ sha: name.startsWith("gh-readonly-queue/") ? GROUP : TIP }),
    commitsBetween: (_, to) => Promise.resolve(to === GROUP ? [own, commit(GROUP, TIP, HEAD)] : [own]),
    ...differs,
  };
}

export const asked = (action = "checks_requested"): Trigger => ({
  kind: "merge-group",
  action,
  head: GROUP,
  base: "main",
  ref: REF,
  subject,
  repo,
  by: null,
  delivery: "d",
  at: 0,
});

export async function gathered(
  at: Stage,
  differs: Partial<Reads> = {},
  triggers: readonly Trigger[] = [asked()],
): Promise<GroupFacts> {
  const turn: Turn = { subject, repo, now: at.now, triggers, heard: [], misheard: [] };
  return changeInQueue.gather(turn, at.policy as PolicyState<never>, reads(at, differs));
}

export async function think(
  at: Stage,
  differs: Partial<Reads> = {},
  triggers: readonly Trigger[] = [asked()],
): Promise<Plan> {
  const policy = at.policy as PolicyState<never>;
  return changeInQueue.decide(await gathered(at, differs, triggers), policy);
}

export function shown(plan: Plan): string {
  const check = plan.steps.find((step) => step.do === "check");
  return check?.do === "check" ? check.state : "none";
}

/** One look at the group, with its steps done on paper. */
export async function lookAt(at: Stage, differs: Partial<Reads> = {}): Promise<Plan> {
  const plan = await think(at, differs);
  for (const step of plan.steps) {
    if (step.do === "record") record(at, step.about ?? subject, step);
    else take(at, 12, step);
  }
  return plan;
}
