// What each command does to the board and to the settings, in the order in which they were said (spec: commands).
import type { Authority } from "../core/people.ts";
import type { Roles } from "../core/policy.ts";
import type { Known } from "../core/known.ts";
import type { Person } from "../core/refs.ts";
import type { Board } from "./board.ts";
import { labelNamesIn, loginsIn, valueIn } from "./commands.ts";
import type { TriageConfig } from "./config.ts";
import type { Asked } from "./facts.ts";
import { type Cause, keyOf } from "./provenance.ts";
import { rightTo, waysTo } from "./rights.ts";
import { SETTINGS, type Setting, type SettingName } from "./settings.ts";

/** Why a command was not done; the sentences are in `words.ts`. Names and logins in it are foreign text. */
export type Refusal =
  | { readonly why: "not-known"; readonly what: string }
  | { readonly why: "edited" }
  | { readonly why: "by-email" }
  | { readonly why: "no-right"; readonly roles: readonly string[]; readonly invited: string | null }
  | { readonly why: "label-not-yours"; readonly label: string }
  | { readonly why: "no-section"; readonly section: string }
  | { readonly why: "no-such-kind"; readonly kinds: readonly string[] }
  | { readonly why: "no-such-label"; readonly label: string }
  | { readonly why: "own-command"; readonly label: string; readonly command: "severity" | "priority" }
  | { readonly why: "no-such-person"; readonly login: string };

export interface Answered {
  readonly asked: Asked;
  readonly outcome: { readonly did: "done" } | ({ readonly did: "refused" } & Refusal);
}

export interface Set {
  readonly what: SettingName;
  readonly value: string | null;
  readonly asked: Asked;
}

export interface Obeyed {
  readonly answered: readonly Answered[];
  readonly sets: readonly Set[];
  readonly setting: Setting;
  readonly assign: { readonly add: readonly Person[]; readonly remove: readonly Person[] };
}

export interface Room {
  readonly config: TriageConfig;
  readonly roles: Roles;
  readonly authority: Authority;
  readonly accounts: ReadonlyMap<string, Known<Person | null>>;
  readonly assignees: readonly Person[];
  readonly board: Board;
}

const DONE = { did: "done" } as const;
const refused = (refusal: Refusal): Answered["outcome"] => ({ did: "refused", ...refusal });

/** Every command on its own: one that is refused stops no other. */
export function obey(args: {
  readonly asked: readonly Asked[];
  readonly setting: Setting;
  readonly room: Room;
}): Obeyed {
  const { asked, room } = args;
  const setting: { -readonly [Name in SettingName]?: Setting[Name] } = { ...args.setting };
  const sets: Set[] = [];
  const answered: Answered[] = [];
  const assignees = new Map(room.assignees.map((person) => [person.id, person]));
  const before = new Map(assignees);

  for (const one of asked) {
    const { name } = one.command;
    const what = SETTINGS.find((setting) => setting === name);
    let outcome = refusalOf(one, room);
    if (outcome) {
      answered.push({ asked: one, outcome });
      continue;
    }
    if (what) {
      const value =
        one.command.args === "cancel" ? null : valueIn(what, one.command.args, Object.keys(room.config.kinds));
      if (value === undefined) outcome = refused({ why: "no-such-kind", kinds: Object.keys(room.config.kinds) });
      else {
        setting[what] = value === null ? undefined : { value, by: one.said.by.login, because: one.command.because };
        sets.push({ what, value, asked: one });
        moveLabels({ what, value, person: one.said.by.id, room });
      }
    } else if (name === "label" || name === "remove-label") outcome = moveNamed(name, one, room);
    else if (name === "assign" || name === "unassign") outcome = assign(name, one, { room, assignees });
    answered.push({ asked: one, outcome: outcome ?? DONE });
  }
  return {
    answered,
    sets,
    setting,
    assign: {
      add: [...assignees.values()].filter((person) => !before.has(person.id)),
      remove: [...before.values()].filter((person) => !assignees.has(person.id)),
    },
  };
}

type Outcome = Answered["outcome"] | undefined;

function refusalOf(asked: Asked, { config, roles, authority }: Room): Outcome {
  const { command, said, standsNow } = asked;
  if (!standsNow.known) return refused({ why: "not-known", what: standsNow.why.what });
  // Deleting or hiding a comment changes nothing: it was said.
  if (standsNow.value.is === "there") {
    if (standsNow.value.edited || standsNow.value.body !== said.body) return refused({ why: "edited" });
    if (standsNow.value.byEmail) return refused({ why: "by-email" });
  }
  const section = {
    kind: "kinds",
    severity: "severity",
    priority: "priority",
    impact: "priority",
    urgency: "priority",
  }[command.name];
  if (section === "kinds" ? Object.keys(config.kinds).length === 0 : section !== undefined && !(section in config)) {
    return refused({ why: "no-section", section: section ?? "" });
  }
  const ways = waysTo(command.name, config, roles);
  if (!ways) return undefined;
  const right = rightTo({ ways, person: said.by, authority, label: null });
  if (right.is === "yes") return undefined;
  if (right.is === "unknown") return refused({ why: "not-known", what: right.why.what });
  return refused({
    why: "no-right",
    roles: ways.map((way) => way.role),
    invited: right.is === "no" ? right.invited : null,
  });
}

/** The labels of severity, priority and kind follow what was set; what the command set before is let go. */
function moveLabels(args: {
  readonly what: SettingName;
  readonly value: string | null;
  readonly person: number;
  readonly room: Room;
}): void {
  const { what, value, person, room } = args;
  const labels: Readonly<Record<string, string | undefined>> | undefined = {
    kind: room.config.kinds,
    severity: room.config.severity?.labels,
    priority: room.config.priority?.labels,
    impact: undefined,
    urgency: undefined,
  }[what];
  if (!labels) return;
  const cause: Cause = { by: "command", name: what, person };
  const chosen = value === null ? undefined : labels[value];
  for (const label of Object.values(labels)) {
    if (label === undefined || label === chosen) continue;
    const held = room.board.held(label);
    // Only a removal that is the command's own meaning keeps rules from setting the label again.
    if (value !== null) room.board.unset(label, chosen === undefined ? cause : { by: "exclusive", name: chosen });
    // A cancelled command takes off its own label only.
    else if (held?.cause?.by === "command" && held.cause.name === what)
      room.board.unset(label, { by: "cancel", name: what });
  }
  if (chosen !== undefined) room.board.set(chosen, cause, room.config.create ? "create" : "only-existing");
}

/** All or nothing: the names of one command are looked at before the first is moved. */
function moveNamed(command: "label" | "remove-label", { command: { args }, said }: Asked, room: Room): Outcome {
  const { board, config, roles, authority } = room;
  const names = labelNamesIn(args, (name) => board.resolve(name) !== undefined);
  const ways = waysTo(command, config, roles) ?? [];
  for (const name of names) {
    const label = board.resolve(name);
    if (label === undefined) return refused({ why: "no-such-label", label: name });
    const guard = guardOf(label, room);
    if (guard) return refused({ why: "own-command", label, command: guard });
    const right = rightTo({ ways, person: said.by, authority, label });
    if (right.is === "unknown") return refused({ why: "not-known", what: right.why.what });
    if (right.is !== "yes") return refused({ why: "label-not-yours", label });
  }
  const cause: Cause = { by: "command", name: command, person: said.by.id };
  for (const name of names) {
    if (command === "label") board.set(name, cause, "only-existing");
    else board.unset(name, cause);
  }
  return undefined;
}

/** A label that stands for a severity or a priority moves by that command alone, with the right that it asks for. */
function guardOf(label: string, { board, config }: Room): "severity" | "priority" | undefined {
  const isIn = (labels: Readonly<Record<string, string | undefined>> | undefined): boolean =>
    Object.values(labels ?? {}).some((one) => one !== undefined && keyOf(board.resolve(one) ?? one) === keyOf(label));
  if (isIn(config.severity?.labels)) return "severity";
  return isIn(config.priority?.labels) ? "priority" : undefined;
}

function assign(
  command: "assign" | "unassign",
  { command: { args }, said }: Asked,
  { room, assignees }: { readonly room: Room; readonly assignees: Map<number, Person> },
): Outcome {
  const people: Person[] = [];
  const logins = loginsIn(args);
  for (const login of logins) {
    const account = room.accounts.get(login);
    if (!account?.known) return refused({ why: "not-known", what: account?.why.what ?? `@${login}` });
    if (account.value?.type !== "User") return refused({ why: "no-such-person", login });
    people.push(account.value);
  }
  for (const person of logins.length === 0 ? [said.by] : people) {
    if (command === "assign") assignees.set(person.id, person);
    else assignees.delete(person.id);
  }
  return undefined;
}
