// The only sequence: trigger -> facts -> decide -> plan -> steps -> ledger. Doors call it; rooms never see it.
import { apply } from "./apply.ts";
import type { RefusedStep, World } from "./apply.ts";
import type { AnyCapability } from "./core/capability.ts";
import type { Plan } from "./core/plan.ts";
import type { PolicyState } from "./core/policy.ts";
import type { Reads } from "./core/reads.ts";
import type { Instant } from "./core/refs.ts";
import type { Turn } from "./core/trigger.ts";

/** The policy as it was resolved for one turn; each room asks for its own section. */
export interface Policies {
  stateOf(room: Pick<AnyCapability, "name" | "config" | "section">): PolicyState<unknown>;
}

export interface RoomPlan {
  readonly room: string;
  readonly plan: Plan;
}

/**
 * What every room that looks at this kind of subject thinks, and nothing done: dry run, explain and simulation are this.
 * All rooms look at every turn, whatever woke it: state is compared with what should be, so a missed event heals.
 */
export async function think(args: {
  readonly turn: Turn;
  readonly rooms: readonly AnyCapability[];
  readonly policies: Policies;
  readonly reads: Reads;
}): Promise<readonly RoomPlan[]> {
  const plans: RoomPlan[] = [];
  for (const room of args.rooms) {
    if (room.subjects.includes(args.turn.subject.kind)) plans.push(await thinkIn(room, args));
  }
  return plans;
}

async function thinkIn(
  room: AnyCapability,
  { turn, policies, reads }: { turn: Turn; policies: Policies; reads: Reads },
): Promise<RoomPlan> {
  const names = new Set(room.commands.map((spec) => spec.name));
  const own: Turn = { ...turn, heard: turn.heard.filter(({ command }) => names.has(command.name)) };
  const policy = policies.stateOf(room);
  const facts: unknown = await room.gather(own, policy, reads);
  return { room: room.name, plan: room.decide(facts, policy) };
}

export interface Looked {
  readonly plans: readonly RoomPlan[];
  readonly lookAgainAt: Instant | undefined;
  /** How many effects reached GitHub. */
  readonly written: number;
  /** What GitHub refuses for good. */
  readonly refused: readonly RefusedStep[];
}

/**
 * One look at one subject, with its plans applied room after room. `moved` in mid-plan asks for another look at once. What
 * one room cannot read or write keeps no other from its own; the first such error is thrown when all have looked.
 */
export async function look(args: {
  readonly turn: Turn;
  readonly rooms: readonly AnyCapability[];
  readonly policies: Policies;
  readonly reads: Reads;
  readonly world: World;
}): Promise<Looked> {
  const plans: RoomPlan[] = [];
  const again: Instant[] = [];
  const failures: unknown[] = [];
  const refused: RefusedStep[] = [];
  let written = 0;
  for (const room of args.rooms) {
    if (!room.subjects.includes(args.turn.subject.kind)) continue;
    try {
      const thought = await thinkIn(room, args);
      plans.push(thought);
      const applied = await apply(thought.plan.steps, args.world);
      refused.push(...applied.refused);
      written += applied.done.filter(({ did }) => did === "written").length;
      if (thought.plan.lookAgainAt !== undefined) again.push(thought.plan.lookAgainAt);
      if (applied.moved) again.push(args.turn.now);
    } catch (error) {
      // Without the lease nothing more is written, by nobody.
      args.world.signal.throwIfAborted();
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
  return { plans, lookAgainAt: again.length > 0 ? Math.min(...again) : undefined, written, refused };
}
