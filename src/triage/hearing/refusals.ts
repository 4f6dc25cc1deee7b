// Why a command is not done.
import type { Person } from "../../core/refs.ts";
import type { Asked } from "../facts.ts";
import { rightTo, waysTo } from "./rights.ts";
import type { Room } from "./scene.ts";

/** Why a command was not done; the sentences are in `answer-words.ts`. Names and logins in it are foreign text. */
export type Refusal =
  | { readonly why: "not-known"; readonly what: string }
  | { readonly why: "edited" }
  | { readonly why: "by-email" }
  | { readonly why: "no-right"; readonly roles: readonly string[]; readonly invited: string | null }
  | { readonly why: "label-not-yours"; readonly label: string }
  | { readonly why: "no-section"; readonly section: string }
  | { readonly why: "no-such-kind"; readonly kinds: readonly string[] }
  | { readonly why: "no-such-component"; readonly components: readonly string[] }
  | { readonly why: "no-such-label"; readonly label: string }
  | {
      readonly why: "own-command";
      readonly label: string;
      readonly command: "severity" | "priority";
      readonly on: "issue" | "pull";
    }
  | { readonly why: "no-such-person"; readonly login: string }
  | { readonly why: "nothing-to-undo" };

/** Undefined when the comment stands as it was written, the policy knows of the command, and its speaker may give it. */
export function refusalOf({ command, said, standsNow }: Asked, room: Room): Refusal | undefined {
  if (!standsNow.known) return { why: "not-known", what: standsNow.why.what };
  // Deleting or hiding a comment changes nothing: it was said.
  if (standsNow.value.is === "there") {
    if (standsNow.value.edited || standsNow.value.body !== said.body) return { why: "edited" };
    if (standsNow.value.byEmail) return { why: "by-email" };
  }
  const { config } = room;
  const missing = {
    kind: Object.keys(config.kinds).length === 0 && "kinds",
    component: config.components.length === 0 && "components",
    severity: !config.severity && "severity",
    priority: !config.priority && "priority",
    impact: !config.priority && "priority",
    urgency: !config.priority && "priority",
  }[command.name];
  if (typeof missing === "string") return { why: "no-section", section: missing };
  return commandRefusal({ command: command.name, person: said.by, room });
}

/** Why somebody may not give this command here; undefined when they may. */
export function commandRefusal(args: {
  readonly command: string;
  readonly person: Person;
  readonly room: Room;
}): Refusal | undefined {
  const { command, person, room } = args;
  const ways = waysTo(command, room.config, room.roles);
  if (!ways) return undefined;
  const right = rightTo({ ways, person, authority: room.authority, label: null });
  if (right.is === "yes") return undefined;
  if (right.is === "unknown") return { why: "not-known", what: right.why.what };
  return { why: "no-right", roles: ways.map((way) => way.role), invited: right.is === "no" ? right.invited : null };
}
