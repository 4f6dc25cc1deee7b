// Commands in comments: one grammar for every room (spec: commands).

/** One command as it was written. */
export interface Command {
  /** Lower case; `/remove-x` and `/x cancel` both arrive as name `x` with args `cancel`, unless `remove-x` is declared itself. */
  readonly name: string;
  /** What stands between the name and `because`, trimmed; empty when nothing does. */
  readonly args: string;
  /** The text after `because`, to the end of the line; empty when there is none. */
  readonly because: string;
  /** 1-based line of the comment. */
  readonly line: number;
}

export type CommandProblemCode = "near-miss" | "too-many" | "bad-arguments";

/** Something that looked like a command and was not done. */
export interface CommandProblem {
  readonly code: CommandProblemCode;
  /** The word as written, at most 60 characters. Foreign text. */
  readonly word: string;
  readonly line: number;
  /** One sentence for what is so and one for what to do. */
  readonly message: string;
  /** The declared command that was probably meant. */
  readonly meant: string | null;
}

/** A command as data: `/help`, the answers on who may, the README's table and the docs are printed from this. */
export interface CommandSpec {
  readonly name: string;
  /** `/approve-change [sha] [because ...]` */
  readonly usage: string;
  /** One sentence. */
  readonly does: string;
  /** For people: "anyone with a role that the rule asks for". The decision itself is the room's. */
  readonly who: string;
  readonly examples: readonly string[];
  /** Where it works. */
  readonly on: readonly ("issue" | "pull")[];
  /** Whether `/name cancel` and `/remove-name` undo it. */
  readonly cancellable: boolean;
  /** Undefined when the arguments fit; else one sentence for what is wrong. Pure and linear. */
  readonly problemWith?: (args: string, because: string) => string | undefined;
}
