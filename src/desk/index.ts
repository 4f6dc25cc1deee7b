// The desk: where people are told what can be said here, and what a word that was no command probably meant.
// It knows the commands of all rooms as data, and none of the rooms. What another bot's commands get from it is silence.
import type { AnyCapability, Capability } from "../core/capability.ts";
import { decide } from "./decide.ts";
import { type DeskFacts, gather } from "./facts.ts";
import { help, type Offer } from "./offers.ts";

/** The desk in front of these rooms; it comes last in the list of rooms. */
export function deskFor(rooms: readonly AnyCapability[]): Capability<null, DeskFacts> {
  const offers: readonly Offer[] = [
    ...rooms.map(({ name, commands, config, section = name }) => ({
      room: section,
      commands,
      needsSection: config !== null || section !== name,
    })),
    { room: "desk", commands: [help], needsSection: false },
  ];
  return {
    name: "desk",
    subjects: ["issue", "pull"],
    on: ["comment", "review"],
    commands: [help],
    config: null,
    gather: (turn, policy, reads) => gather({ turn, policy, reads, offers }),
    decide,
  };
}
