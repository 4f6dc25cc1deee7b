// Priority = impact x urgency, with its derivation (spec: triage).
import type { Impact, Priority, PriorityConfig, Urgency } from "../config.ts";

const MATRIX: Readonly<Record<Impact, Readonly<Record<Urgency, Priority>>>> = {
  wide: { urgent: "P1", normal: "P2", low: "P3" },
  moderate: { urgent: "P2", normal: "P3", low: "P4" },
  narrow: { urgent: "P3", normal: "P4", low: "P5" },
};

/** Why a level is what it is. Values of fields, names and labels are foreign text. */
export type Source =
  | { readonly by: "command"; readonly person: string; readonly because: string }
  | { readonly by: "field"; readonly field: string; readonly value: string }
  | { readonly by: "label"; readonly label: string }
  | { readonly by: "component"; readonly component: string }
  | { readonly by: "otherwise" };

export interface Level<Value extends string> {
  readonly value: Value;
  readonly from: Source;
}

/** What of the issue a level may come from. */
export interface Signs {
  /** By field id; undefined when no field is known. */
  readonly fields: ReadonlyMap<string, readonly string[]> | undefined;
  readonly hasLabel: (name: string) => boolean;
  readonly components: readonly { readonly name: string; readonly critical: boolean }[];
}

interface Sources<Value extends string> {
  readonly from: readonly (
    | { readonly form: string; readonly map: Readonly<Record<string, Value>> }
    | { readonly label: string; readonly is: Value }
    | { readonly component: string; readonly is: Value }
  )[];
  readonly otherwise?: Value | undefined;
}

/** The first source that yields a value wins; of several choices in one field, the one that the map names first. */
export function levelFrom<Value extends string>(sources: Sources<Value>, signs: Signs): Level<Value> | undefined {
  for (const source of sources.from) {
    const found = levelOf(source, signs);
    if (found) return found;
  }
  return sources.otherwise === undefined ? undefined : { value: sources.otherwise, from: { by: "otherwise" } };
}

function levelOf<Value extends string>(source: Sources<Value>["from"][number], signs: Signs): Level<Value> | undefined {
  if ("form" in source) {
    const chosen = signs.fields?.get(source.form) ?? [];
    const value = Object.keys(source.map).find((one) => chosen.includes(one));
    const level = value === undefined ? undefined : source.map[value];
    if (value === undefined || level === undefined) return undefined;
    return { value: level, from: { by: "field", field: source.form, value } };
  }
  if ("label" in source) {
    return signs.hasLabel(source.label) ? { value: source.is, from: { by: "label", label: source.label } } : undefined;
  }
  const component = signs.components.find(
    (one) =>
      one.name.toLowerCase() === source.component.toLowerCase() || (source.component === "critical" && one.critical),
  );
  return component && { value: source.is, from: { by: "component", component: component.name } };
}

export interface Derivation {
  readonly priority: Priority;
  readonly impact: Level<Impact>;
  readonly urgency: Level<Urgency>;
}

/** Undefined when impact or urgency has no value. What people said by command goes before every source. */
export function derive(args: {
  readonly config: PriorityConfig;
  readonly signs: Signs;
  readonly said: { readonly impact: Level<Impact> | undefined; readonly urgency: Level<Urgency> | undefined };
}): Derivation | undefined {
  const impact = args.said.impact ?? levelFrom<Impact>(args.config.impact, args.signs);
  const urgency = args.said.urgency ?? levelFrom<Urgency>(args.config.urgency, args.signs);
  return impact && urgency && { priority: MATRIX[impact.value][urgency.value], impact, urgency };
}

/** Whether anything but the defaults speaks in it: only then somebody or something has decided. */
export function isDecided({ impact, urgency }: Derivation): boolean {
  return impact.from.by !== "otherwise" || urgency.from.by !== "otherwise";
}
