// Tests that are known to fail, each with an owner, an issue, a reason and an end. An entry is a loan, not a gift:
// without an owner, past its date, or matching nothing it fails the gate.

import { lastInstant } from "./expiry.ts";

const MOST_ENTRIES = 1_000;
/** A pattern must say something: `*` would quarantine every test there is. */
const LEAST_LITERAL = 4;

export interface Entry {
  /** A test's id, or a pattern in which `*` stands for anything. */
  readonly test: string;
  readonly owner: string;
  readonly issue: string;
  readonly reason: string;
  /** `YYYY-MM-DD`, valid to the end of that day, UTC. */
  readonly expires: string;
  /** The leg that it is for; empty for all. */
  readonly job: string;
  /** 1-based line in the file. */
  readonly line: number;
}

export interface QuarantineProblem {
  readonly code: "malformed" | "ownerless" | "expired" | "too-broad";
  readonly line: number;
  readonly message: string;
  readonly cure: string;
}

/** One item of the file as YAML gives it, with its line. */
export interface Item {
  readonly value: unknown;
  readonly line: number;
}

const KEYS = ["test", "owner", "issue", "reason", "expires", "job"];

/** Entries that hold at `now`, and everything that is wrong with the others. Unknown keys are wrong. */
export function readEntries(items: readonly Item[], now: number): { entries: Entry[]; problems: QuarantineProblem[] } {
  const entries: Entry[] = [];
  const problems: QuarantineProblem[] = [];
  if (items.length > MOST_ENTRIES) {
    problems.push({
      code: "malformed",
      line: 1,
      message: `The quarantine holds ${items.length} tests; it takes ${MOST_ENTRIES}.`,
      cure: "Mend some of them.",
    });
  }
  for (const item of items.slice(0, MOST_ENTRIES)) {
    const read = entryOf(item);
    const problem = "code" in read ? read : problemOf(read, now);
    if (problem !== null) problems.push(problem);
    else if (!("code" in read)) entries.push(read);
  }
  return { entries, problems };
}

function entryOf({ value, line }: Item): Entry | QuarantineProblem {
  const malformed = (message: string): QuarantineProblem => ({
    code: "malformed",
    line,
    message,
    cure: "An entry has test, owner, issue, reason and expires, and job where it is for one leg.",
  });
  if (typeof value !== "object" || value === null || Array.isArray(value))
    return malformed("This entry is no mapping.");
  const fields = new Map<string, unknown>(Object.entries(value));
  const unknown = [...fields.keys()].find((key) => !KEYS.includes(key));
  if (unknown !== undefined) return malformed(`The key ${unknown.slice(0, 40)} means nothing here.`);
  const text = (key: string): string => {
    const field = fields.get(key);
    return typeof field === "string" ? field.trim() : typeof field === "number" ? String(field) : "";
  };
  const entry = {
    test: text("test"),
    owner: text("owner"),
    issue: text("issue"),
    reason: text("reason"),
    expires: text("expires"),
    job: text("job"),
    line,
  };
  const missing = KEYS.slice(0, 5).filter((key) => text(key) === "" && key !== "owner");
  if (missing.length > 0) return malformed(`This entry lacks ${missing.join(", ")}.`);
  if (lastInstant(entry.expires) === null) return malformed(`"${entry.expires.slice(0, 40)}" is no date: YYYY-MM-DD.`);
  return entry;
}

function problemOf(entry: Entry, now: number): QuarantineProblem | null {
  const { line, test } = entry;
  if (entry.owner === "") {
    return {
      code: "ownerless",
      line,
      message: `Nobody owns the quarantine of ${test}.`,
      cure: "Name an owner, or take it out.",
    };
  }
  if (now >= (lastInstant(entry.expires) ?? 0)) {
    const message = `The quarantine of ${test} ended on ${entry.expires}; ${entry.owner} owns it.`;
    return { code: "expired", line, message, cure: `Mend the test (${entry.issue}), or agree on a new date.` };
  }
  if (entry.test.includes("*") && entry.test.replaceAll("*", "").trim().length < LEAST_LITERAL) {
    return {
      code: "too-broad",
      line,
      message: `The pattern ${test} takes in nearly everything.`,
      cure: "Name the tests.",
    };
  }
  return null;
}

/** Whether an entry means this test. Linear in the length of both. */
export function matches(pattern: string, id: string): boolean {
  const [first = "", ...rest] = pattern.split("*");
  if (rest.length === 0) return pattern === id;
  const last = rest.pop() ?? "";
  if (!id.startsWith(first) || id.length < first.length + last.length || !id.endsWith(last)) return false;
  const end = id.length - last.length;
  let from = first.length;
  for (const piece of rest) {
    const at = id.indexOf(piece, from);
    if (at < 0 || at + piece.length > end) return false;
    from = at + piece.length;
  }
  return true;
}

/** A test as entries name it: `name` is its id without its leg. */
export interface Named {
  readonly id: string;
  readonly name: string;
  readonly leg: string;
}

/** Which tests are quarantined by what, and which entries matched nothing. */
export function applyEntries(args: { readonly entries: readonly Entry[]; readonly tests: Iterable<Named> }): {
  quarantined: Map<string, Entry>;
  idle: Entry[];
} {
  const exact = new Map<string, Entry[]>();
  const patterns: Entry[] = [];
  for (const entry of args.entries) {
    if (entry.test.includes("*")) patterns.push(entry);
    else exact.set(entry.test, [...(exact.get(entry.test) ?? []), entry]);
  }
  const quarantined = new Map<string, Entry>();
  const used = new Set<Entry>();
  for (const { id, name, leg } of args.tests) {
    const candidates = [...(exact.get(name) ?? []), ...patterns.filter((entry) => matches(entry.test, name))];
    for (const entry of candidates) {
      if (entry.job !== "" && entry.job !== leg) continue;
      used.add(entry);
      quarantined.set(id, entry);
    }
  }
  return { quarantined, idle: args.entries.filter((entry) => !used.has(entry)) };
}
