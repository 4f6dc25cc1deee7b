// What type a change is: an emergency that is declared and still one, else standard where its template fits, else normal.
import type { Unknown } from "../../core/known.ts";
import type { Person } from "../../core/refs.ts";
import type { Verdict } from "../../core/verdict.ts";
import type { ChangeType, JudgedAs } from "../record-shapes.ts";
import { matterOf } from "../rules/matter.ts";
import { test } from "../rules/truth.ts";
import { roleOf, type Scene } from "../scene.ts";
import type { Standing } from "../../core/people.ts";
import { lastDeclared } from "./declared.ts";
import { whyNoIncident } from "./incidents.ts";
import * as words from "./words.ts";

export interface Typed {
  readonly type: ChangeType;
  /** Who declared it; null where it is no emergency. */
  readonly emergency: JudgedAs["emergency"];
  /** How it came to this, for the tree. */
  readonly notes: readonly Verdict[];
  /** What could not be found out; then no type may be rested on. */
  readonly unknown: readonly Unknown[];
}

export function typeIn(scene: Scene): Typed {
  const { standard } = scene.policy.section.types;
  const declared = declaredIn(scene);
  if (declared.emergency) return { type: "emergency", ...declared };
  if (!standard) return { type: "normal", ...declared };
  const { is, nodes } = test(standard.if, matterOf(scene));
  if (is === "unknown") {
    const why: Unknown = {
      failure: "incomplete",
      what: "whether this is a standard change",
      message: words.why(nodes),
    };
    return { type: "normal", ...declared, unknown: [...declared.unknown, why] };
  }
  const note = is === "yes" ? words.isStandard(nodes) : words.isNotStandard(nodes);
  return { type: is === "yes" ? "standard" : "normal", ...declared, notes: [...declared.notes, note] };
}

function declaredIn(scene: Scene): Omit<Typed, "type"> {
  const settings = scene.policy.section.types.emergency;
  const last = lastDeclared(scene.history);
  const { incident = null, because = "" } = last?.data ?? {};
  const nothing = { emergency: null, notes: [], unknown: [] };
  if (!last || incident === null) return nothing;
  const ended = (note: Verdict): Omit<Typed, "type"> => ({ ...nothing, notes: [note] });
  if (!settings) return ended(words.noLongerEmergency(last.by, "the policy knows no emergencies now"));

  const standing = mayDeclare(scene, last.by, settings.declare);
  if (standing.is === "unknown") return { ...nothing, unknown: [standing.why] };
  if (standing.is === "no")
    return ended(words.noLongerEmergency(last.by, "they no longer hold a role that may declare one"));
  const issue = scene.incidents.get(incident) ?? notAsked(incident);
  if (!issue.known) return { ...nothing, unknown: [issue.why] };
  const problem = whyNoIncident(issue.value);
  if (problem) return ended(words.noLongerEmergency(last.by, words.noIncident(incident, problem)));
  return {
    emergency: {
      by: last.by,
      because,
      incident,
      reviewWithin: settings.review_within,
      reviewBy: settings.review_by,
    },
    notes: [words.isEmergency(last.by, incident, because)],
    unknown: [],
  };
}

function notAsked(incident: number): { readonly known: false; readonly why: Unknown } {
  return { known: false, why: { failure: "incomplete", what: `issue ${incident}`, message: "it was not asked for" } };
}

/** The best of the standings in the roles that may declare an emergency. */
export function mayDeclare(scene: Scene, person: Person, declare: readonly string[]): Standing {
  const standings = declare.map((role) => roleOf(scene, person, role));
  return (
    standings.find(({ is }) => is === "holds" || is === "owns") ??
    standings.find(({ is }) => is === "unknown") ?? { is: "no", invited: null }
  );
}
