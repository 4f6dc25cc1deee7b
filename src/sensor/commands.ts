// What may be said to this room, on issues. `/help`, the README's table and the parser are made of it.
import type { CommandSpec } from "../core/command.ts";

const withReason = (because: string): string | undefined =>
  because === "" ? "It needs a reason: `because ...` to the end of the line." : undefined;

export const commands: readonly CommandSpec[] = [
  {
    name: "review-change",
    usage: "/review-change accept|reject because ...",
    does: "Gives the review that an issue of Lamplighter's asks for after a merge, and closes it.",
    who: "whoever holds a role that the issue names and had no hand in the change",
    examples: ["/review-change accept because the fix is right and the test came with it"],
    on: ["issue"],
    cancellable: false,
    problemWith: (args, because) =>
      /^(accept|reject)$/i.test(args) ? withReason(because) : "It takes `accept` or `reject`, and a reason.",
  },
  {
    name: "baseline",
    usage: "/baseline <branch> because ...",
    does: "Lets the record of a governed branch begin at its present tip, on the record; what is older is set aside.",
    who: "the role `maintainers`",
    examples: ["/baseline main because the database was lost on Monday"],
    on: ["issue"],
    cancellable: false,
    problemWith: (args, because) =>
      /^\S{1,255}$/.test(args) ? withReason(because) : "It takes one branch, as in `/baseline main because ...`.",
  },
];
