import type { Verdict } from "../core/verdict.ts";

export function lookedAt({ pulls, changed }: { pulls: number; changed: boolean }): Verdict {
  return {
    state: "off",
    code: changed ? "woken" : "unchanged",
    title: changed ? `${pulls} open pull requests are looked at again.` : "Nothing that governs pull requests changed.",
    because: [],
  };
}

export function couldNotFindOut(what: readonly string[]): Verdict {
  return {
    state: "unknown",
    code: "read-failed",
    title: `Could not find out: ${what.join(", ")}.`,
    cure: "Nothing to do: it is looked at again within five minutes.",
    because: [],
  };
}

export function whyWoken(kind: string): string {
  return kind === "repository"
    ? "reconciliation looks at every open pull request"
    : "what governs pull requests changed";
}
