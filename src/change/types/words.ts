// Every sentence about types of changes.
import type { Person } from "../../core/refs.ts";
import type { Verdict } from "../../core/verdict.ts";
import type { Refusal } from "../hearing/refusal.ts";
import { titlesOf } from "../rules/rule-words.ts";
import { at, because, list } from "../phrases.ts";
import { INCIDENT_LABEL, type whyNoIncident } from "./incidents.ts";

const note = (code: string, title: string): Verdict => ({ state: "off", code, title, because: [] });

export const why = (nodes: readonly Verdict[]): string => {
  const sentence = titlesOf(nodes.filter(({ state }) => state === "unknown"));
  return sentence.replace(/\.$/, "");
};

export function isStandard(nodes: readonly Verdict[]): Verdict {
  return note("type-standard", `A standard change, approved beforehand: ${titlesOf(nodes)}`);
}

export function isNotStandard(nodes: readonly Verdict[]): Verdict {
  return note("type-normal", `Not a standard change: ${titlesOf(nodes.filter(({ state }) => state !== "allow"))}`);
}

export function isEmergency(by: Person, incident: number, reason: string): Verdict {
  return note("type-emergency", `${at(by)} declared an emergency for issue ${incident}${because(reason)}.`);
}

export function noLongerEmergency(by: Person, reason: string): Verdict {
  return note("emergency-void", `${at(by)} declared an emergency; it is none now: ${reason}.`);
}

export function noIncident(incident: number, problem: NonNullable<ReturnType<typeof whyNoIncident>>): string {
  switch (problem) {
    case "is-pull":
      return `${incident} is a pull request`;
    case "closed":
      return `issue ${incident} is closed`;
    case "not-labelled":
      return `issue ${incident} is not labelled ${INCIDENT_LABEL}`;
  }
}

/** The node that stands in the place of approvals. */
export function needsNobody(): Verdict {
  return { state: "allow", code: "standard", title: "A standard change needs no approval.", because: [] };
}

export function ownDeclaration(by: Person): Verdict {
  return note(
    "own-declaration",
    `${at(by)} declared the emergency: where one approval is enough, their own does not count.`,
  );
}

export function noEmergencies(): Refusal {
  return {
    code: "no-emergencies",
    title: "The policy knows no emergencies here.",
    cure: "Add `types: { emergency: {} }` to `change:` in .github/lamplighter.yml.",
  };
}

export function notAnIncident(
  incident: number,
  problem: NonNullable<ReturnType<typeof whyNoIncident>> | "not-there",
): Refusal {
  const what = problem === "not-there" ? `issue ${incident} could not be found here` : noIncident(incident, problem);
  return {
    code: "no-incident",
    title: `An emergency needs an incident, and ${what}.`,
    cure: `Name an open issue of this repository that is labelled ${INCIDENT_LABEL}.`,
  };
}

export function reviewsAreLate(issues: readonly number[], roles: readonly string[]): Refusal {
  return {
    code: "review-overdue",
    title: `The review of an earlier change is overdue: ${list(issues.map((issue) => `issue ${issue}`))}.`,
    cure: `Have it reviewed, or let somebody declare this who holds ${list(roles, "or")}.`,
  };
}

export function ownEmergency(): Refusal {
  return {
    code: "own-declaration",
    title: "You declared the emergency, and where one approval is enough your own does not count.",
    cure: "Ask somebody else who may approve.",
  };
}
