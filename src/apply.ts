// Doing a plan: intent before each effect, outcome after it, in order, stopping at the first that cannot be done.
import type { Outcome } from "./core/outcome.ts";
import type { Effect, Json, Step, StepOf } from "./core/plan.ts";
import type { Refusal } from "./core/refusal.ts";
import type { Instant, Person, Subject } from "./core/refs.ts";

/** The ledger under one lease: every write of a lease that was lost throws. */
export interface LeasedLedger {
  /** Answers the refusal that stands against it, where nothing has happened since that could have mended it. */
  intend(step: Effect): Promise<Refusal | null>;
  outcome(step: Effect, outcome: Outcome): Promise<void>;
  /** The write threw: what is known not to have been done may be begun anew. */
  failure(step: Effect, error: unknown, refusal: Refusal | null): Promise<void>;
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
  /** What an error of `write` refuses for good; null where another try may do. */
  refusalIn(error: unknown): Refusal | null;
  wake(subject: Subject, at: Instant): Promise<void>;
  /** Aborts when the lease is lost or the process stops: nothing is written after that. */
  readonly signal: AbortSignal;
}

/** A step that GitHub refuses for good. */
export interface RefusedStep {
  readonly step: Effect;
  readonly refusal: Refusal;
  /** It was asked for now; otherwise it was refused before, and nothing has happened since. */
  readonly isNews: boolean;
}

export interface Applied {
  readonly done: readonly { readonly step: Step; readonly did: Outcome["did"] | "recorded" | "woken" }[];
  readonly refused: readonly RefusedStep[];
  /** A head moved in mid-plan: what was decided for it was not written, and a fresh look is due at once. */
  readonly moved: boolean;
}

/**
 * Applies the steps in order. A head that moved, or an object that went away, does not keep the other steps from being
 * done, and what GitHub refuses for good keeps back only those that rest on it. Whatever else a write throws stops the
 * rest: the turn is then tried again, and every step is harmless if done twice.
 */
export async function apply(steps: readonly Step[], world: World): Promise<Applied> {
  const done: Applied["done"][number][] = [];
  const refused: RefusedStep[] = [];
  const without = new Set<string>();
  for (const step of steps) {
    world.signal.throwIfAborted();
    if (step.restsOn?.some((key) => without.has(key)) === true) {
      without.add(step.key);
      continue;
    }
    if (step.do === "record") {
      const { key, why, kind, by, data, about } = step;
      await world.ledger.record({ key, why, kind, by, data, ...(about && { about }) });
      done.push({ step, did: "recorded" });
    } else if (step.do === "wake") {
      await world.wake(step.subject, step.at);
      done.push({ step, did: "woken" });
    } else {
      const outcome = await applyEffect(step, world);
      if ("refusal" in outcome) {
        refused.push(outcome);
        without.add(step.key);
      } else done.push({ step, did: outcome.did });
    }
  }
  return { done, refused, moved: done.some(({ did }) => did === "moved") };
}

async function applyEffect(step: Effect, world: World): Promise<Outcome | RefusedStep> {
  const standing = await world.ledger.intend(step);
  if (standing) return { step, refusal: standing, isNews: false };
  const outcome = await world.write(step).catch(async (error: unknown): Promise<RefusedStep> => {
    const refusal = world.refusalIn(error);
    await world.ledger.failure(step, error, refusal);
    if (refusal === null) throw error;
    return { step, refusal, isNews: true };
  });
  if ("refusal" in outcome) return outcome;
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
