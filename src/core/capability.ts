// A room, as the conductor sees it.
import type { ZodType } from "zod";
import type { CommandSpec } from "./command.ts";
import type { Plan } from "./plan.ts";
import type { Policy, PolicyState } from "./policy.ts";
import type { Reads } from "./reads.ts";
import type { SubjectKind } from "./refs.ts";
import type { TriggerKind, Turn } from "./trigger.ts";

/**
 * `Config` is the room's section of the policy, `Facts` what its decision rests on.
 * `gather` only reads; `decide` is pure: it sees no clock (`now` is a fact), no network, no logger.
 * Both are given the policy's *state*, because a policy that is broken or unreadable must turn a required check red,
 * and an absent section must turn the room off.
 */
export interface Capability<Config, Facts> {
  readonly name: string;
  /** Which kinds of subject it looks at, and which triggers make it look. */
  readonly subjects: readonly SubjectKind[];
  readonly on: readonly TriggerKind[];
  readonly commands: readonly CommandSpec[];
  /**
   * The schema of the section `name:`; null for a room without settings. Such a room is given `ok` with a null section
   * wherever the policy file is valid, and `absent` only where there is no file.
   */
  readonly config: ZodType<Config> | null;
  /** The section of another room that this one is given, which has none of its own: it looks after what that one decides. */
  readonly section?: string;
  /** What the schema of the section cannot see: names in it that the rest of the policy does not have, say. A sentence each. */
  faultsIn?(policy: Policy<Config>): readonly string[];
  gather(turn: Turn, policy: PolicyState<Config>, reads: Reads): Promise<Facts>;
  decide(facts: Facts, policy: PolicyState<Config>): Plan;
}

/** A room whose types the list does not need to know. `gather` and `decide` of one room always go together. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- existential type: the list holds rooms of any Config and Facts
export type AnyCapability = Capability<any, any>;
