// Where a label comes from (spec: triage, "Labels have a provenance"). The timeline says who put it on or took it
// off; our ledger says which rule or command was behind what we did ourselves. After a lost store the timeline alone decides.
import type { Json } from "../../core/plan.ts";
import type { LabelEvent } from "../../core/issue.ts";
import type { LedgerRecord } from "../../core/reads.ts";

/** Why we changed a label. `command`: a person asked us to, so the change is that person's. */
export type Cause =
  | { readonly by: "rule"; readonly name: string }
  | { readonly by: "component"; readonly name: string }
  | { readonly by: "priority" }
  | { readonly by: "needs-triage" }
  /** It shares a group with that label. */
  | { readonly by: "exclusive"; readonly name: string }
  /** The command that had set it was cancelled. */
  | { readonly by: "cancel"; readonly name: string }
  | { readonly by: "command"; readonly name: string; readonly person: number };

/** What is known about one label of one issue. */
export interface Provenance {
  /** Whose the last change is. A label that nobody is known to have touched counts as a person's. */
  readonly last: "us" | "person";
  /** Why we did it, when the last change is ours and the ledger knows. */
  readonly cause: Cause | null;
  readonly on: boolean;
  /** Where in the timeline the last change stands; -1 when it is not there. */
  readonly at: number;
  /** How often it changed: part of a step's key, so that the same change a second time is another effect. */
  readonly changes: number;
  /** The account behind the last change, when the timeline names it. */
  readonly person: number | null;
}

export const LABEL_RECORD = "triage.label";

/** The ledger's record of a change of ours. `changes` ties it to its place in the timeline. */
export function labelRecord(args: {
  readonly label: string;
  /** `keep`: it stays on, and is from now on whose the cause says. */
  readonly did: "add" | "remove" | "keep";
  readonly changes: number;
  readonly cause: Cause;
  /** The turn (its instant) in which it was done without being told; absent where a command was behind it. */
  readonly turn?: number;
}): Json {
  return { ...args, cause: { ...args.cause } };
}

/** GitHub compares label names without regard to case; so do we. */
export function keyOf(label: string): string {
  return label.toLowerCase();
}

/** The provenance of every label that was ever on the issue or is now, by {@link keyOf}. */
export function provenanceOf(args: {
  readonly labels: readonly string[];
  readonly events: readonly LabelEvent[];
  readonly records: readonly LedgerRecord[];
  /** Our App's slug. */
  readonly us: string;
}): ReadonlyMap<string, Provenance> {
  const causes = causesIn(args.records);
  const present = new Set(args.labels.map(keyOf));
  const found = new Map<string, Provenance>();
  for (const [at, event] of args.events.entries()) {
    const key = keyOf(event.label);
    const changes = (found.get(key)?.changes ?? 0) + 1;
    const did = event.action === "labeled" ? "add" : "remove";
    const ours = isOurs(event, args.us);
    const cause =
      causeOf(
        causes.filter((deed) => deed.changes === changes),
        { key, did: "keep", changes },
      ) ?? (ours ? causeOf(causes, { key, did, changes: changes - 1 }) : null);
    found.set(key, {
      // What we did at a person's word is that person's.
      last: ours && cause?.by !== "command" ? "us" : "person",
      cause,
      on: present.has(key),
      at,
      changes,
      person: ours ? (cause?.by === "command" ? cause.person : null) : (event.by?.id ?? null),
    });
  }
  for (const key of present) {
    // Renamed, or older than the timeline: not known to be ours, hence not ours to take off.
    if (!found.has(key)) found.set(key, { last: "person", cause: null, on: true, at: -1, changes: 0, person: null });
  }
  return found;
}

/** A person took it off: it does not come back by itself. */
export function wasRemovedByPerson(provenance: Provenance | undefined): boolean {
  return provenance?.on === false && provenance.last === "person";
}

function isOurs(event: LabelEvent, us: string): boolean {
  return event.byApp === us || (event.by?.type === "Bot" && event.by.login === `${us}[bot]`);
}

interface Deed {
  readonly key: string;
  readonly did: string;
  /** How often the label had changed before. */
  readonly changes: number;
}

type Deeds = readonly (Deed & { readonly cause: Cause })[];

// Somebody may have changed the label between our decision and its effect: then the last deed before that place is meant.
function causeOf(deeds: Deeds, { key, did, changes }: Deed): Cause | null {
  return deeds.findLast((one) => one.key === key && one.did === did && one.changes <= changes)?.cause ?? null;
}

function causesIn(records: readonly LedgerRecord[]): Deeds {
  return records.flatMap(({ kind, data }) => {
    if (kind !== LABEL_RECORD || !isObject(data)) return [];
    const { label, did, changes } = data;
    const cause = causeIn(data["cause"]);
    if (typeof label !== "string" || typeof did !== "string" || typeof changes !== "number" || !cause) return [];
    return [{ key: keyOf(label), did, changes, cause }];
  });
}

/** A cause as the ledger keeps it; undefined when it is none. */
export function causeIn(data: Json | undefined): Cause | undefined {
  if (!isObject(data)) return undefined;
  const { by, name, person } = data;
  switch (by) {
    case "rule":
    case "component":
    case "exclusive":
    case "cancel":
      return typeof name === "string" ? { by, name } : undefined;
    case "priority":
    case "needs-triage":
      return { by };
    case "command":
      return typeof name === "string" && typeof person === "number" ? { by, name, person } : undefined;
    default:
      return undefined;
  }
}

function isObject(data: Json | undefined): data is { readonly [key: string]: Json } {
  return typeof data === "object" && data !== null && !Array.isArray(data);
}
