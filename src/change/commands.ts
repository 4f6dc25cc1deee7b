// What may be said to this room on a pull request. `/help`, the README's table and the parser are made of it.
import type { CommandSpec } from "../core/command.ts";
import { incidentIn } from "./types/incidents.ts";

const HEX = /^[0-9a-f]{4,64}$/i;

const noArguments = (args: string): string | undefined => (args === "" ? undefined : "It takes no arguments.");
const withReason = (because: string): string | undefined =>
  because === "" ? "It needs a reason: `because ...` to the end of the line." : undefined;

export const commands: readonly CommandSpec[] = [
  {
    name: "approve-change",
    usage: "/approve-change [sha] [because ...]",
    does: "Approves this change as it is now; a push, a retarget or closing it voids the approval.",
    who: "whoever holds a role that the policy asks for and had no hand in the change",
    examples: ["/approve-change", "/approve-change 4f0c2a9be11d because the rollback was rehearsed"],
    on: ["pull"],
    cancellable: true,
    problemWith: (args) =>
      args === "" || HEX.test(args)
        ? undefined
        : "It takes nothing, the commit's sha, or `cancel`; a reason goes after `because`.",
  },
  {
    name: "reject-change",
    usage: "/reject-change because ...",
    does: "Blocks this change over pushes and retargets, until its author or two others with a role take it back.",
    who: "anyone with a role",
    examples: ["/reject-change because the migration cannot be undone", "/reject-change cancel"],
    on: ["pull"],
    cancellable: true,
    problemWith: (args, because) => noArguments(args) ?? withReason(because),
  },
  {
    name: "hold",
    usage: "/hold [because ...]",
    does: "Keeps this change from being merged until it is let go.",
    who: "anyone, or the role that the policy names",
    examples: ["/hold because the release is being cut"],
    on: ["pull"],
    cancellable: true,
    problemWith: noArguments,
  },
  {
    name: "unhold",
    usage: "/unhold [because ...]",
    does: "Lets go of a change that is on hold.",
    who: "whoever put it on hold, and anyone with a role",
    examples: ["/unhold"],
    on: ["pull"],
    cancellable: false,
    problemWith: noArguments,
  },
  {
    name: "vouch",
    usage: "/vouch <sha> because ...",
    does: "Says on the record that the people behind a commit whom GitHub cannot name are none of its approvers.",
    who: "anyone with a role who had no hand in the change",
    examples: ["/vouch 4f0c2a9be11d because that is Ada's old address"],
    on: ["pull"],
    cancellable: false,
    problemWith: (args, because) =>
      HEX.test(args) ? withReason(because) : "It needs the commit's sha, as in `/vouch 4f0c2a9be11d because ...`.",
  },
  {
    name: "override-freeze",
    usage: "/override-freeze <name> because ... until <time>",
    does: "Lets this head through one freeze until then; a push ends it.",
    who: "the roles that `override_freeze` names",
    examples: ["/override-freeze year end because payments fail until 2026-12-20T18:00", "/override-freeze cancel"],
    on: ["pull"],
    needs: "override_freeze",
    cancellable: true,
    problemWith: (args, because) =>
      args === "" ? "It needs the freeze's name, as `/explain` shows it." : withReason(because),
  },
  {
    name: "change-type",
    usage: "/change-type emergency #n because ...",
    does: "Declares an emergency for an open issue that is labelled `incident`; `/change-type normal` takes it back.",
    who: "the roles that `types.emergency.declare` names",
    examples: ["/change-type emergency #41 because nobody can pay", "/change-type normal", "/change-type cancel"],
    on: ["pull"],
    needs: "types.emergency",
    cancellable: true,
    problemWith: (args, because) => {
      if (/^normal$/i.test(args)) return undefined;
      return incidentIn(args) === null
        ? "It takes `emergency` and the incident's number, as in `emergency #41`, or `normal`."
        : withReason(because);
    },
  },
  {
    name: "risk",
    usage: "/risk low|medium|high because ...",
    does: "Sets the level of risk by hand, beside the sum; to lower it holds for this head alone.",
    who: "anyone with a role to raise it, the roles that `risk.lower` names to lower it",
    examples: ["/risk high because it touches what bills people", "/risk cancel"],
    on: ["pull"],
    cancellable: true,
    problemWith: (args, because) =>
      /^(low|medium|high)$/i.test(args) ? withReason(because) : "It takes `low`, `medium` or `high`.",
  },
  {
    name: "delegate-change",
    usage: "/delegate-change @user because ... until <time>",
    does: "Lets somebody stand in for the speaker in this repository until then: both together are one voice.",
    who: "anyone with a role of their own, for themselves",
    examples: ["/delegate-change @ada because I am away until 2026-12-20T18:00"],
    on: ["pull"],
    cancellable: false,
    problemWith: (args, because) => (args === "" ? "It needs an account, as in `@ada`." : withReason(because)),
  },
  {
    name: "undelegate-change",
    usage: "/undelegate-change [@user] [because ...]",
    does: "Ends that somebody stands in for the speaker, in the whole repository.",
    who: "whoever has somebody stand in for them; the role `maintainers` for others, by name",
    examples: ["/undelegate-change @ada", "/undelegate-change"],
    on: ["pull"],
    cancellable: false,
    problemWith: (args) => (/^@?[A-Za-z0-9_-]*$/.test(args) ? undefined : "It takes an account, as in `@ada`."),
  },
  {
    name: "lamplighter",
    usage: "/lamplighter off|on [because ...]",
    does: "Stops Lamplighter on this pull request, which then cannot be merged, or starts it again.",
    who: "the role `maintainers`, which is whoever may maintain the repository unless the policy says otherwise",
    examples: ["/lamplighter off because the bot is in the way", "/lamplighter on"],
    on: ["pull"],
    cancellable: false,
    problemWith: (args) => (/^(off|on)$/i.test(args) ? undefined : "It takes `off` or `on`."),
  },
  {
    name: "explain",
    usage: "/explain",
    does: "Prints the verdict, all that it rests on, and what would turn it green.",
    who: "anyone",
    examples: ["/explain"],
    on: ["pull"],
    cancellable: false,
    problemWith: noArguments,
  },
  {
    name: "recheck",
    usage: "/recheck",
    does: "Looks at everything again.",
    who: "anyone",
    examples: ["/recheck"],
    on: ["pull"],
    cancellable: false,
    problemWith: noArguments,
  },
];
