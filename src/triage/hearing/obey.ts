// What each command does to the board and to the settings, in the order in which they were said (spec: commands).
import type { Person } from "../../core/refs.ts";
import { valueIn } from "../commands.ts";
import { type Deed, type Effect, noting, type Outcome, type Undone } from "./deeds.ts";
import type { Asked } from "../facts.ts";
import { assign, moveLabels, moveNamed } from "./moving.ts";
import { type Refusal, refusalOf } from "./refusals.ts";
import type { Hands, Room, Set } from "./scene.ts";
import { placeOf, SETTINGS, type Setting, type SettingName } from "../settings.ts";
import { undo } from "./undo.ts";

/** Of a command's arguments the record keeps so many characters: enough to know it again. */
const LONGEST_ARGS = 200;

export interface Answered {
  readonly asked: Asked;
  readonly outcome: ({ readonly did: "done" } & Outcome) | ({ readonly did: "refused" } & Refusal);
}

export interface Obeyed {
  readonly answered: readonly Answered[];
  readonly sets: readonly Set[];
  readonly setting: Setting;
  readonly assign: { readonly add: readonly Person[]; readonly remove: readonly Person[] };
}

/** Every command on its own: one that is refused stops no other. */
export function obey(args: {
  readonly asked: readonly Asked[];
  readonly setting: Setting;
  readonly deeds: readonly Deed[];
  readonly room: Room;
}): Obeyed {
  const { asked, room } = args;
  const setting: { -readonly [Name in SettingName]?: Setting[Name] } = { ...args.setting };
  const sets: Set[] = [];
  const answered: Answered[] = [];
  const before = new Map(room.assignees.map((person) => [person.id, person]));
  const hands: Hands = {
    room,
    assignees: new Map(before),
    deeds: [...args.deeds],
    set(one) {
      const { what, value } = one;
      const { said, command } = one.asked;
      setting[what] = value === null ? undefined : { value, by: said.by.login, because: command.because };
      sets.push(one);
    },
  };
  for (const one of asked) {
    const refusal = refusalOf(one, room);
    const outcome = refusal ?? done(one, { hands, setting });
    answered.push({
      asked: one,
      outcome: "why" in outcome ? { did: "refused", ...outcome } : { did: "done", ...outcome },
    });
  }
  const { assignees } = hands;
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

function done(one: Asked, { hands, setting }: { readonly hands: Hands; readonly setting: Setting }): Refusal | Outcome {
  const { name, args } = one.command;
  if (name === "undo") {
    const undid: Refusal | Undone = undo(one, hands);
    return "why" in undid ? undid : { deed: null, undid };
  }
  const effects: Effect[] = [];
  const room = { ...hands.room, board: noting(hands.room.board, effects) };
  const what = SETTINGS.find((setting) => setting === name);
  if (what) {
    const value = args === "cancel" ? null : valueIn(what, args, room.config);
    if (value === undefined) return what === "component" ? noComponent(room) : noKind(room);
    effects.push({ set: what, before: setting[what]?.value ?? null });
    hands.set({ what, value, asked: one });
    moveLabels({ what, value, person: one.said.by.id, room });
  } else if (name === "label" || name === "remove-label") {
    const refusal = moveNamed(name, one, room);
    if (refusal) return refusal;
  } else if (name === "assign" || name === "unassign") {
    const before = new Map(hands.assignees);
    const refusal = assign(name, one, { room, assignees: hands.assignees });
    if (refusal) return refusal;
    effects.push(...assignments(before, hands.assignees));
  } else return { deed: null, undid: null };
  const id = placeOf({ comment: one.said.id, line: one.command.line });
  const deed: Deed = { id, command: { name, args: args.slice(0, LONGEST_ARGS), by: one.said.by.login }, effects };
  hands.deeds.push(deed);
  return { deed, undid: null };
}

function noKind({ config }: Room): Refusal {
  return { why: "no-such-kind", kinds: Object.keys(config.kinds) };
}

function noComponent({ config }: Room): Refusal {
  return { why: "no-such-component", components: config.components.map((one) => one.name) };
}

function assignments(before: ReadonlyMap<number, Person>, after: ReadonlyMap<number, Person>): Effect[] {
  const changed = (did: "assign" | "unassign", from: typeof before, to: typeof before): Effect[] =>
    [...to.values()].filter(({ id }) => !from.has(id)).map(({ id, login }) => ({ person: { id, login }, did }));
  return [...changed("assign", before, after), ...changed("unassign", after, before)];
}
