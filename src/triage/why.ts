// Why a step of triage is taken, for a person who reads the ledger.
import type { Cause } from "./labels/provenance.ts";

export function whyLabel(cause: Cause, did: "add" | "remove" | "keep"): string {
  switch (cause.by) {
    case "rule":
      return did === "add" ? `the rule "${cause.name}" holds` : `the rule "${cause.name}" no longer holds`;
    case "component":
      return did === "add"
        ? `it names the component "${cause.name}"`
        : `it no longer names the component "${cause.name}"`;
    case "priority":
      return "impact and urgency give this priority";
    case "needs-triage":
      return did === "add" ? "kind or priority is not decided" : "kind and priority are decided";
    case "exclusive":
      return `it goes with "${cause.name}" not at the same time`;
    case "cancel":
      return `/${cause.name} was cancelled`;
    case "command":
      return `a person said /${cause.name}`;
  }
}

export function whySet(what: string, value: string | null): string {
  return value === null ? `/${what} was cancelled` : `a person set ${what} to ${value}`;
}

export function whyAssign(): string {
  return "a person said /assign or /unassign";
}

export function whyReact(sign: "+1" | "-1" | "confused"): string {
  return { "+1": "the commands were done", "-1": "a command was refused", confused: "nothing could be done" }[sign];
}

export function whyAnswer(): string {
  return "a command needs an answer in words";
}

export function whyHeard(): string {
  return "the command was answered, and is not done twice";
}

export function whyShow(): string {
  return "the derivation of the priority is shown";
}
