// The commands of this room as data, and what their arguments mean.
import type { CommandSpec } from "../core/command.ts";
import type { Component, TriageConfig } from "./config.ts";
import { IMPACTS, PRIORITIES, type Priority, SEVERITIES, type Severity, URGENCIES } from "./config.ts";
import type { SettingName } from "./settings.ts";

const ROLE = "a role that `triage.commands` names for it; if none is named there, anyone with a role";
const ROLE_OR_TRIAGE = `${ROLE}, and who may triage on GitHub`;

/** Names in one `/label`, people in one `/assign`. */
const MOST = 10;

const nothing = (name: string) => (args: string) => (args === "" ? undefined : `/${name} takes no arguments.`);
const oneOf = (name: string, values: readonly string[]) => (args: string) =>
  args === "cancel" || levelIn(values, args) !== undefined ? undefined : `/${name} takes one of ${values.join(", ")}.`;

export const commands: readonly CommandSpec[] = [
  {
    name: "kind",
    usage: "/kind <kind> [because ...]",
    does: "Says what kind of issue this is.",
    who: ROLE_OR_TRIAGE,
    examples: ["/kind bug"],
    on: ["issue"],
    needs: "kinds",
    cancellable: true,
    problemWith: (args) => (/^\S{1,60}$/.test(args) ? undefined : "/kind takes one word."),
  },
  {
    name: "severity",
    usage: "/severity <1-5> [because ...]",
    does: "Says how bad it is, 1 being the worst.",
    who: ROLE,
    examples: ["/severity 1 because customers cannot log in"],
    on: ["issue"],
    needs: "severity",
    cancellable: true,
    problemWith: oneOf("severity", SEVERITIES),
  },
  {
    name: "priority",
    usage: "/priority <P1-P5> [because ...]",
    does: "Sets the priority, whatever impact and urgency give; `cancel` returns to that.",
    who: ROLE,
    examples: ["/priority P1", "/priority cancel"],
    on: ["issue"],
    needs: "priority",
    cancellable: true,
    problemWith: (args) => (args === "cancel" || priorityIn(args) ? undefined : "/priority takes one of P1 to P5."),
  },
  {
    name: "impact",
    usage: "/impact <wide|moderate|narrow> [because ...]",
    does: "Says how many it concerns; the priority follows.",
    who: ROLE,
    examples: ["/impact wide because every tenant is affected"],
    on: ["issue"],
    needs: "priority",
    cancellable: true,
    problemWith: oneOf("impact", IMPACTS),
  },
  {
    name: "urgency",
    usage: "/urgency <urgent|normal|low> [because ...]",
    does: "Says how soon it is needed; the priority follows.",
    who: ROLE,
    examples: ["/urgency urgent"],
    on: ["issue"],
    needs: "priority",
    cancellable: true,
    problemWith: oneOf("urgency", URGENCIES),
  },
  {
    name: "component",
    usage: "/component <name>[, <name> ...] [because ...]",
    does: "Says which components it is about, whatever its words say; `cancel` returns to those.",
    who: ROLE_OR_TRIAGE,
    examples: ["/component api", "/component cancel"],
    on: ["issue", "pull"],
    needs: "components",
    cancellable: true,
    problemWith: namesProblem("component"),
  },
  {
    name: "label",
    usage: "/label <name>[, <name> ...]",
    does: "Puts labels on that the repository has.",
    who: ROLE_OR_TRIAGE,
    examples: ["/label area/api", "/label good first issue, help wanted"],
    on: ["issue", "pull"],
    cancellable: false,
    problemWith: namesProblem("label"),
  },
  {
    name: "remove-label",
    usage: "/remove-label <name>[, <name> ...]",
    does: "Takes labels off; they do not come back by themselves.",
    who: ROLE_OR_TRIAGE,
    examples: ["/remove-label area/api"],
    on: ["issue", "pull"],
    cancellable: false,
    problemWith: namesProblem("remove-label"),
  },
  {
    name: "assign",
    usage: "/assign [@login ...]",
    does: "Assigns people, or yourself.",
    who: ROLE_OR_TRIAGE,
    examples: ["/assign", "/assign @ada @bob"],
    on: ["issue", "pull"],
    cancellable: false,
    problemWith: loginsProblem("assign"),
  },
  {
    name: "unassign",
    usage: "/unassign [@login ...]",
    does: "Takes people, or yourself, off the assignees.",
    who: ROLE_OR_TRIAGE,
    examples: ["/unassign @ada"],
    on: ["issue", "pull"],
    cancellable: false,
    problemWith: loginsProblem("unassign"),
  },
  {
    name: "undo",
    usage: "/undo [because ...]",
    does: "Takes back what was done last here: the last command, or the labels that rules set or removed since.",
    who: "whoever may do what it takes back",
    examples: ["/undo because it is no crash"],
    on: ["issue", "pull"],
    cancellable: false,
    problemWith: nothing("undo"),
  },
  {
    name: "explain",
    usage: "/explain",
    does: "Says where each label comes from and how the priority came about.",
    who: "anyone",
    examples: ["/explain"],
    on: ["issue"],
    cancellable: false,
    problemWith: nothing("explain"),
  },
  {
    name: "recheck",
    usage: "/recheck",
    does: "Looks at the issue again.",
    who: "anyone",
    examples: ["/recheck"],
    on: ["issue"],
    cancellable: false,
    problemWith: nothing("recheck"),
  },
];

/** The value as the config spells it; undefined when it is none of them. */
export function levelIn(values: readonly string[], args: string): string | undefined {
  return values.find((value) => value === args.toLowerCase());
}

export function priorityIn(args: string): Priority | undefined {
  return PRIORITIES.find((one) => one === args.toUpperCase() || one === `P${args}`);
}

/** The value that `/<what> args` sets, as the policy spells it; undefined when it is none (kinds and components are its own). */
export function valueIn(
  what: SettingName,
  args: string,
  { kinds, components }: Pick<TriageConfig, "kinds" | "components">,
): string | undefined {
  switch (what) {
    case "kind":
      return Object.keys(kinds).find((kind) => kind.toLowerCase() === args.toLowerCase());
    case "component": {
      const found = componentsIn(args, components);
      return found.length < namesIn(args).length ? undefined : found.map((one) => one.name).join(", ");
    }
    case "severity":
      return SEVERITIES.find((one): one is Severity => one === args);
    case "priority":
      return priorityIn(args);
    case "impact":
      return levelIn(IMPACTS, args);
    case "urgency":
      return levelIn(URGENCIES, args);
  }
}

/**
 * The labels that `/label` names: parted by commas. Without a comma it is one name if the repository has it (names may
 * hold spaces), else one for each word.
 */
export function labelNamesIn(args: string, exists: (name: string) => boolean): readonly string[] {
  if (!args.includes(",") && !exists(args)) return args.split(/\s+/).filter((name) => name !== "");
  return args.split(",").flatMap((name) => name.trim() || []);
}

/** The components that are named, each once; what is none of them is left out. */
export function componentsIn(args: string, components: readonly Component[]): readonly Component[] {
  const names = namesIn(args).map((name) => name.toLowerCase());
  return components.filter((one) => names.includes(one.name.toLowerCase()));
}

function namesIn(args: string): readonly string[] {
  const names = args.split(",").flatMap((one) => one.trim() || []);
  return [...new Map(names.map((name) => [name.toLowerCase(), name])).values()];
}

function namesProblem(name: string) {
  return (args: string): string | undefined => {
    const names = namesIn(args);
    if (names.length === 0) return `/${name} needs a name.`;
    return names.length > MOST ? `/${name} takes ${MOST} names at most.` : undefined;
  };
}

/** Logins, lower case, without the `@`. */
export function loginsIn(args: string): readonly string[] {
  const logins = args.split(/[\s,]+/).flatMap((word) => word.replace(/^@/, "").toLowerCase() || []);
  return [...new Set(logins)];
}

function loginsProblem(name: string) {
  return (args: string): string | undefined => {
    const logins = loginsIn(args);
    if (logins.length > MOST) return `/${name} takes ${MOST} people at most.`;
    return logins.every((login) => /^[a-z0-9_-]{1,60}$/.test(login)) ? undefined : `/${name} takes logins: @ada.`;
  };
}
