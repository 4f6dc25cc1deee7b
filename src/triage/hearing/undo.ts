// `/undo`: the last deed here is taken back, by whoever may do what it did. What people changed since stays as it is.
import type { Person } from "../../core/refs.ts";
import type { Deed, Effect, Undone } from "./deeds.ts";
import type { Asked } from "../facts.ts";
import { guardOf, labelRefusal } from "./moving.ts";
import type { Cause } from "../labels/provenance.ts";
import { commandRefusal, type Refusal } from "./refusals.ts";
import { waysTo } from "./rights.ts";
import type { Hands, Room } from "./scene.ts";

/** All or nothing: nothing is moved before it is certain that the speaker may move all of it. */
export function undo(asked: Asked, hands: Hands): Refusal | Undone {
  const deed = hands.deeds.at(-1);
  if (!deed) return { why: "nothing-to-undo" };
  const refusal = refusalToUndo({ deed, person: asked.said.by, room: hands.room });
  if (refusal) return refusal;
  hands.deeds.pop();
  const taken = deed.effects.toReversed().filter((effect) => takeBack({ effect, deed, asked, hands }));
  return { deed, taken };
}

function refusalToUndo(args: {
  readonly deed: Deed;
  readonly person: Person;
  readonly room: Room;
}): Refusal | undefined {
  const { deed, person, room } = args;
  const { config, roles, board } = room;
  if (deed.command) {
    const refusal = commandRefusal({ command: deed.command.name, person, room });
    if (refusal) return refusal;
  }
  for (const effect of deed.effects) {
    if (!("label" in effect)) continue;
    const { label } = effect;
    if (effect.did === "remove" && board.resolve(label) === undefined) return { why: "no-such-label", label };
    // A level's labels go with its own command; every other label is moved as `/label` would.
    const guard = guardOf(label, room);
    if (deed.command && deed.command.name !== "label" && deed.command.name !== "remove-label") continue;
    const refusal = guard
      ? commandRefusal({ command: guard, person, room })
      : labelRefusal({ label, person, ways: waysTo("label", config, roles) ?? [], room });
    if (refusal) return refusal;
  }
  return undefined;
}

/** Whether there was still something to take back. */
function takeBack(args: {
  readonly effect: Effect;
  readonly deed: Deed;
  readonly asked: Asked;
  readonly hands: Hands;
}): boolean {
  const { effect, deed, asked, hands } = args;
  const { board } = hands.room;
  const byPerson: Cause = { by: "command", name: "undo", person: asked.said.by.id };
  if ("set" in effect) {
    hands.set({ what: effect.set, value: effect.before, asked });
    return true;
  }
  if ("person" in effect) {
    const isOn = hands.assignees.has(effect.person.id);
    if (effect.did === "assign") hands.assignees.delete(effect.person.id);
    else hands.assignees.set(effect.person.id, { ...effect.person, type: "User" });
    return isOn === (effect.did === "assign");
  }
  if (effect.did === "remove") return board.set(effect.label, effect.cause ?? byPerson, "only-existing") === "set";
  // What a rule set by itself would come back at once; what a command set leaves the label to the rules again.
  const why: Cause = deed.command ? { by: "cancel", name: deed.command.name } : byPerson;
  return board.unset(effect.label, why) === "unset";
}
