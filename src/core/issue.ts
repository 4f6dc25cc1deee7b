// An issue as it is read: itself, its labels with who put them there, and what is said in comments.
import type { Instant, Person } from "./refs.ts";

export interface Comment {
  readonly id: number;
  readonly nodeId: string;
  readonly by: Person | null;
  readonly viaApp: boolean;
  readonly body: string;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
}

/** A comment or review as it stands now, with what only GraphQL tells. `gone` when it was deleted: that changes nothing. */
export type SaidNow =
  | { readonly is: "there"; readonly body: string; readonly edited: boolean; readonly byEmail: boolean }
  | { readonly is: "gone" };

export interface Issue {
  readonly number: number;
  readonly nodeId: string;
  readonly title: string;
  readonly body: string;
  readonly state: "open" | "closed";
  readonly stateReason: string | null;
  readonly author: Person | null;
  readonly labels: readonly string[];
  readonly assignees: readonly Person[];
  readonly isPull: boolean;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
}

/** Who put a label on or took it off, from the timeline: provenance survives the loss of our store. */
export interface LabelEvent {
  readonly action: "labeled" | "unlabeled";
  readonly label: string;
  readonly by: Person | null;
  /** The slug of the App that did it, ours or another's; null for a person. */
  readonly byApp: string | null;
  readonly at: Instant;
}

export interface Label {
  readonly id: number;
  readonly name: string;
  readonly color: string;
  readonly description: string;
}
