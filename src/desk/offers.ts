// What each room offers to say, and which of it works on this kind of subject under this policy.
import type { CommandSpec } from "../core/command.ts";
import type { PolicyState } from "../core/policy.ts";

/** One room's commands, under the section that turns them on. */
export interface Offer {
  readonly room: string;
  readonly commands: readonly CommandSpec[];
  /** Whether it is off without a section of its name in the policy. */
  readonly needsSection: boolean;
}

export const help: CommandSpec = {
  name: "help",
  usage: "/help",
  does: "Lists what can be said here, as this repository is set up.",
  who: "anyone",
  examples: ["/help"],
  on: ["issue", "pull"],
  cancellable: false,
  problemWith: (args) => (args === "" ? undefined : "/help takes no arguments."),
};

export interface Menu {
  /** What works here. */
  readonly on: readonly CommandSpec[];
  /** What the policy leaves out, though it would give something to say here: sections, and settings of those it has. */
  readonly off: readonly string[];
}

/** While the policy is broken or cannot be read, every room is there: each says itself that it cannot act. */
export function menuOf(offers: readonly Offer[], where: "issue" | "pull", policy: PolicyState<null>): Menu {
  const here = offers.flatMap(({ commands, ...offer }) =>
    commands
      .filter((spec) => spec.on.includes(where))
      .map((spec) => ({ spec, lacks: lackOf({ ...offer, spec, policy }) })),
  );
  return {
    on: here.flatMap(({ spec, lacks }) => (lacks === null ? [spec] : [])),
    off: [...new Set(here.flatMap(({ lacks }) => lacks ?? []))],
  };
}

/** The section or setting that this command waits for; null for one that works. */
function lackOf(args: {
  readonly room: string;
  readonly needsSection: boolean;
  readonly spec: CommandSpec;
  readonly policy: PolicyState<null>;
}): string | null {
  const { room, needsSection, spec, policy } = args;
  if (!needsSection) return null;
  if (policy.is === "absent") return room;
  if (policy.is !== "ok") return null;
  const { sections, settings = [] } = policy.policy;
  if (!sections.includes(room)) return room;
  const setting = spec.needs === undefined ? null : `${room}.${spec.needs}`;
  return setting === null || settings.includes(setting) ? null : setting;
}
