import type { CommandSpec } from "../../src/core/command.ts";

/** A command of which only the name matters. */
export function spec(name: string, more: Partial<CommandSpec> = {}): CommandSpec {
  return {
    name,
    usage: `/${name}`,
    does: "Does it.",
    who: "anyone",
    examples: [],
    on: ["issue", "pull"],
    cancellable: false,
    ...more,
  };
}
