// What stands around the commands of one turn: what they are judged by, and what they may change.
import type { Known } from "../../core/known.ts";
import type { Authority } from "../../core/people.ts";
import type { Roles } from "../../core/policy.ts";
import type { Person } from "../../core/refs.ts";
import type { Board } from "../labels/board.ts";
import type { TriageConfig } from "../config.ts";
import type { Deed } from "./deeds.ts";
import type { Asked } from "../facts.ts";
import type { SettingName } from "../settings.ts";

export interface Set {
  readonly what: SettingName;
  readonly value: string | null;
  readonly asked: Asked;
}

export interface Room {
  readonly on: "issue" | "pull";
  readonly config: TriageConfig;
  readonly roles: Roles;
  readonly authority: Authority;
  readonly accounts: ReadonlyMap<string, Known<Person | null>>;
  readonly assignees: readonly Person[];
  readonly board: Board;
}

/** What a command may change. */
export interface Hands {
  readonly room: Room;
  readonly assignees: Map<number, Person>;
  /** What was done here so far, and was not taken back. */
  readonly deeds: Deed[];
  set(one: Set): void;
}
