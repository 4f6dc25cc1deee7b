// Who may use which command of this room (spec: commands, "Default is deny").
import { matchesAnyLabel } from "../labels/label-globs.ts";
import { type Authority, rolesWithDefault, standingIn } from "../../core/people.ts";
import type { Policy, Role, Roles } from "../../core/policy.ts";
import type { Unknown } from "../../core/known.ts";
import type { Person } from "../../core/refs.ts";
import type { TriageConfig } from "../config.ts";

/** A way to be allowed a command: a role, and for labels which ones. */
export interface Way {
  readonly role: string;
  readonly by: Role;
  readonly allow: readonly string[];
  readonly deny: readonly string[];
}

const EVERY_LABEL = { allow: ["*"], deny: [] } as const;
/** Whoever may put labels on by hand gains nothing by a command. */
const MAY_TRIAGE: Way = { role: "triage on GitHub", by: { permission: "triage" }, ...EVERY_LABEL };

const COMMANDS = ["severity", "priority", "impact", "urgency", "kind", "component", "assign", "label"];

/** Roles that the section names and the policy does not have: nobody holds them. A sentence each. */
export function faultsIn({ section, roles }: Policy<TriageConfig>): readonly string[] {
  const known = rolesWithDefault(roles);
  const named = Object.values(section.commands).flatMap((by) => (Array.isArray(by) ? by : Object.keys(by ?? {})));
  return [...new Set(named)]
    .filter((name) => !Object.hasOwn(known, name))
    .map((name) => `triage names the role ${name}, which is no key under roles.`);
}

/** Every way that may matter for a command: `/undo` asks for the right to what it takes back, whatever that is. */
export function waysAskedBy(command: string, config: TriageConfig, defined: Roles): readonly Way[] {
  if (command !== "undo") return waysTo(command, config, defined) ?? [];
  return COMMANDS.flatMap((one) => waysTo(one, config, defined) ?? []);
}

/** Undefined for a command that is anyone's. A role that the policy names here and does not define is no way in. */
export function waysTo(command: string, config: TriageConfig, defined: Roles): readonly Way[] | undefined {
  const roles = rolesWithDefault(defined);
  const ways = (names: readonly string[]): Way[] =>
    names.flatMap((role) => {
      const by = Object.hasOwn(roles, role) ? roles[role] : undefined;
      return by ? [{ role, by, ...EVERY_LABEL }] : [];
    });
  const anyRole = ways(Object.keys(roles));
  switch (command) {
    case "severity":
    case "priority":
    case "impact":
    case "urgency": {
      const named = config.commands[command];
      return named ? ways(named) : anyRole;
    }
    case "kind":
    case "component": {
      const named = config.commands[command];
      return named ? ways(named) : [...anyRole, MAY_TRIAGE];
    }
    case "assign":
    case "unassign":
      return config.commands.assign ? ways(config.commands.assign) : [...anyRole, MAY_TRIAGE];
    case "label":
    case "remove-label": {
      const named = config.commands.label;
      if (!named) return [...anyRole, MAY_TRIAGE];
      if (Array.isArray(named)) return ways(named);
      return ways(Object.keys(named)).map((way) => ({ ...way, ...named[way.role] }));
    }
    default:
      return undefined;
  }
}

export type Right =
  | { readonly is: "yes" }
  /** Their role is known and this label is not theirs to move. */
  | { readonly is: "not-this-label" }
  | { readonly is: "no"; readonly invited: string | null }
  | { readonly is: "unknown"; readonly why: Unknown };

/** Whether a person holds one of the ways, and one that covers `label` where a label is asked for. Unknown is not yes. */
export function rightTo(args: {
  readonly ways: readonly Way[];
  readonly person: Person;
  readonly authority: Authority;
  readonly label: string | null;
}): Right {
  let answer: Right = { is: "no", invited: null };
  for (const way of args.ways) {
    // An issue touches no path, so a code owner as such holds nothing here.
    const standing = standingIn({ role: way.by, person: args.person, authority: args.authority, owned: [] });
    if (standing.is === "holds") {
      if (args.label === null || covers(way, args.label)) return { is: "yes" };
      answer = { is: "not-this-label" };
    } else if (standing.is === "unknown" && answer.is === "no") {
      answer = standing;
    } else if (standing.is === "no" && answer.is === "no" && standing.invited !== null) {
      answer = standing;
    }
  }
  return answer;
}

function covers(way: Way, label: string): boolean {
  return matchesAnyLabel(way.allow, label) && !matchesAnyLabel(way.deny, label);
}
