// Doing a plan: intent before each effect, outcome after it, in order, stopping at the first that cannot be done.
import type { Outcome } from "./core/outcome.ts";
import type { Effect, Json, Step, StepOf } from "./core/plan.ts";
import type { Instant, Person, Subject } from "./core/refs.ts";

/** The ledger under one lease: every write of a lease that was lost throws. */
export interface LeasedLedger {
  intend(step: Effect): Promise<void>;
  outcome(step: Effect, outcome: Outcome): Promise<void>;
  /** The write threw: what is known not to have been done may be begun anew. */
  failure(step: Effect, error: unknown): Promise<void>;
  record(entry: {
    readonly about?: Subject;
    readonly key: string;
    readonly why: string;
    readonly kind: string;
    readonly by: Person | null;
    readonly data: Json;
  }): Promise<void>;
}

export interface World {
  readonly ledger: LeasedLedger;
  write(step: Effect): Promise<Outcome>;
  wake(subject: Subject, at: Instant): Promise<void>;
  /** Aborts when the lease is lost or the process stops: nothing is written after that. */
  readonly signal: AbortSignal;
}

export interface Applied {
  readonly done: readonly { readonly step: Step; readonly did: Outcome["did"] | "recorded" | "woken" }[];
  /** A head moved in mid-plan: what was decided for it was not written, and a fresh look is due at once. */
  readonly moved: boolean;
}

/**
 * Applies the steps in order. A head that moved, or an object that went away, does not keep the other steps from being
 * done; what a write throws does: the turn is then tried again, and every step is harmless if done twice.
 */
export async function apply(steps: readonly Step[], world: World): Promise<Applied> {
  const done: Applied["done"][number][] = [];
  for (const step of steps) {
    world.signal.throwIfAborted();
    if (step.do === "record") {
      const { key, why, kind, by, data, about } = step;
      await world.ledger.record({ key, why, kind, by, data, ...(about && { about }) });
      done.push({ step, did: "recorded" });
    } else if (step.do === "wake") {
      await world.wake(step.subject, step.at);
      done.push({ step, did: "woken" });
    } else {
      const { did } = await applyEffect(step, world);
      done.push({ step, did });
    }
  }
  return { done, moved: done.some(({ did }) => did === "moved") };
}

async function applyEffect(step: Effect, world: World): Promise<Outcome> {
  await world.ledger.intend(step);
  const outcome = await world.write(step).catch(async (error: unknown) => {
    await world.ledger.failure(step, error);
    throw error;
  });
  await world.ledger.outcome(step, outcome);
  if (step.do === "comment" && step.remember && (outcome.did === "written" || outcome.did === "already")) {
    const { kind, data } = step.remember;
    const told = { ...data, ...writtenAs(outcome) };
    // Keyed by what GitHub answered: a second writing of the same words is a second fact with its own stamp.
    const key = `remember:${step.key}:${told.commentId}:${told.updatedAt}`;
    await world.ledger.record({ key, why: step.why, kind, by: null, data: told });
  }
  if (step.do === "open-issue" && step.remember && (outcome.did === "written" || outcome.did === "already")) {
    await rememberIssue({ step, remember: step.remember, outcome, world });
  }
  return outcome;
}

/** About the turn's subject, so that it is not opened again; and about the issue, whose own turns go on from there. */
async function rememberIssue(args: {
  readonly step: StepOf<"open-issue">;
  readonly remember: NonNullable<StepOf<"open-issue">["remember"]>;
  readonly outcome: Outcome;
  readonly world: World;
}): Promise<void> {
  const { step, remember, outcome, world } = args;
  const { issue } = outcome.answer;
  if (typeof issue !== "number") throw new Error("an issue was opened, and GitHub's answer has no number");
  const about: Subject = { ...remember.beside, kind: "issue", name: String(issue) };
  const data = { ...remember.data, issue };
  const fact = { key: `remember:${step.key}`, why: step.why, kind: remember.kind, by: null, data };
  await world.ledger.record({ ...fact, about });
  await world.wake(about, remember.lookAt);
  await world.ledger.record(fact);
}

/** Which comment it is, and when it was written by GitHub's clock (ms, UTC): what "announce, then accept" counts from. */
function writtenAs({ answer }: Outcome): { commentId: number; updatedAt: Instant } {
  const { commentId, updatedAt } = answer;
  if (typeof commentId !== "number" || typeof updatedAt !== "number") {
    throw new Error("a comment was written, and GitHub's answer has no id or time");
  }
  return { commentId, updatedAt };
}
