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
  /** Rooms whose section is absent, though they have something to say here. */
  readonly off: readonly string[];
}

/** While the policy is broken or cannot be read, every room is there: each says itself that it cannot act. */
export function menuOf(offers: readonly Offer[], where: "issue" | "pull", policy: PolicyState<null>): Menu {
  const here = offers
    .map((offer) => ({ ...offer, commands: offer.commands.filter((spec) => spec.on.includes(where)) }))
    .filter((offer) => offer.commands.length > 0);
  const isOff = ({ room, needsSection }: Offer): boolean =>
    needsSection && (policy.is === "absent" || (policy.is === "ok" && !policy.policy.sections.includes(room)));
  return {
    on: here.filter((offer) => !isOff(offer)).flatMap((offer) => offer.commands),
    off: [...new Set(here.filter(isOff).map((offer) => offer.room))],
  };
}
