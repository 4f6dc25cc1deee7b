import type { Verdict } from "../core/verdict.ts";

export function woken(pulls: number): Verdict {
  const title =
    pulls === 0 ? "No open pull request is touched by this." : `Open pull requests to look at again: ${pulls}.`;
  return { state: "off", code: pulls === 0 ? "untouched" : "woken", title, because: [] };
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
  return kind === "repository" ? "reconciliation looks at every open pull request" : "what it rests on changed";
}
