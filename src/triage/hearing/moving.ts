// What commands do to labels and assignees. Settings take their labels along.
import type { Person } from "../../core/refs.ts";
import type { Board } from "../labels/board.ts";
import { componentsIn, labelNamesIn, loginsIn } from "../commands.ts";
import type { TriageConfig } from "../config.ts";
import type { Asked } from "../facts.ts";
import { type Cause, keyOf } from "../labels/provenance.ts";
import type { Refusal } from "./refusals.ts";
import { rightTo, type Way, waysTo } from "./rights.ts";
import type { Room } from "./scene.ts";
import type { SettingName } from "../settings.ts";

/** The labels of severity, priority, kind and component follow what was set; what the command set before is let go. */
export function moveLabels(args: {
  readonly what: SettingName;
  readonly value: string | null;
  readonly person: number;
  readonly room: Room;
}): void {
  const { what, value, person, room } = args;
  if (what === "component") moveComponents({ value, person, room });
  const labels: Readonly<Record<string, string | undefined>> | undefined = {
    kind: room.config.kinds,
    severity: room.config.severity?.labels,
    priority: room.config.priority?.labels,
    component: undefined,
    impact: undefined,
    urgency: undefined,
  }[what];
  if (!labels) return;
  const cause: Cause = { by: "command", name: what, person };
  const chosen = value === null ? undefined : labels[value];
  for (const label of Object.values(labels)) {
    if (label === undefined || label === chosen) continue;
    // Only a removal that is the command's own meaning keeps rules from setting the label again.
    if (value !== null) room.board.unset(label, chosen === undefined ? cause : { by: "exclusive", name: chosen });
    else letGo(label, what, room.board);
  }
  if (chosen !== undefined) room.board.set(chosen, cause, creationIn(room.config));
}

/** An issue may be about several. What words had found is taken back where the labels are looked at, not here. */
function moveComponents(args: { readonly value: string | null; readonly person: number; readonly room: Room }): void {
  const { value, person, room } = args;
  const named = componentsIn(value ?? "", room.config.components);
  for (const one of room.config.components) {
    if (!named.includes(one)) letGo(one.label, "component", room.board);
  }
  for (const { label } of named)
    room.board.set(label, { by: "command", name: "component", person }, creationIn(room.config));
}

const creationIn = ({ create }: TriageConfig): "create" | "only-existing" => (create ? "create" : "only-existing");

/** A cancelled command takes off its own label only. */
function letGo(label: string, command: string, board: Board): void {
  const cause = board.held(label)?.cause;
  if (cause?.by === "command" && cause.name === command) board.unset(label, { by: "cancel", name: command });
}

/** All or nothing: the names of one command are looked at before the first is moved. */
export function moveNamed(
  command: "label" | "remove-label",
  { command: { args }, said }: Asked,
  room: Room,
): Refusal | undefined {
  const { board, config, roles } = room;
  const names = labelNamesIn(args, (name) => board.resolve(name) !== undefined);
  const ways = waysTo(command, config, roles) ?? [];
  for (const name of names) {
    const label = board.resolve(name);
    if (label === undefined) return { why: "no-such-label", label: name };
    const guard = guardOf(label, room);
    if (guard) return { why: "own-command", label, command: guard, on: room.on };
    const refusal = labelRefusal({ label, person: said.by, ways, room });
    if (refusal) return refusal;
  }
  const cause: Cause = { by: "command", name: command, person: said.by.id };
  for (const name of names) {
    if (command === "label") board.set(name, cause, "only-existing");
    else board.unset(name, cause);
  }
  return undefined;
}

/** Why somebody may not move this label by one of these ways; undefined when they may. */
export function labelRefusal(args: {
  readonly label: string;
  readonly person: Person;
  readonly ways: readonly Way[];
  readonly room: Room;
}): Refusal | undefined {
  const { label, person, ways, room } = args;
  const right = rightTo({ ways, person, authority: room.authority, label });
  if (right.is === "unknown") return { why: "not-known", what: right.why.what };
  return right.is === "yes" ? undefined : { why: "label-not-yours", label };
}

/** A label that stands for a severity or a priority moves by that command alone, with the right that it asks for. */
export function guardOf(label: string, { board, config }: Room): "severity" | "priority" | undefined {
  const isIn = (labels: Readonly<Record<string, string | undefined>> | undefined): boolean =>
    Object.values(labels ?? {}).some((one) => one !== undefined && keyOf(board.resolve(one) ?? one) === keyOf(label));
  if (isIn(config.severity?.labels)) return "severity";
  return isIn(config.priority?.labels) ? "priority" : undefined;
}

export function assign(
  command: "assign" | "unassign",
  { command: { args }, said }: Asked,
  { room, assignees }: { readonly room: Room; readonly assignees: Map<number, Person> },
): Refusal | undefined {
  const people: Person[] = [];
  const logins = loginsIn(args);
  for (const login of logins) {
    const account = room.accounts.get(login);
    if (!account?.known) return { why: "not-known", what: account?.why.what ?? `@${login}` };
    if (account.value?.type !== "User") return { why: "no-such-person", login };
    people.push(account.value);
  }
  for (const person of logins.length === 0 ? [said.by] : people) {
    if (command === "assign") assignees.set(person.id, person);
    else assignees.delete(person.id);
  }
  return undefined;
}
