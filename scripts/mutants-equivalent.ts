// Planted faults that no table can catch, because the code does the same with them; each with its reason.
// `npm run mutants` fails when one of them is gone or is caught after all.

export interface Equivalent {
  readonly file: string;
  /** The source line, trimmed. */
  readonly line: string;
  /** What the fault replaces, to the end of the line at most. */
  readonly from: string;
  readonly to: string;
  readonly why: string;
}

const EQUIVALENT: readonly Equivalent[] = [
  {
    file: "src/core/verdict.ts",
    line: "return states.reduce((a, b) => (RANK[b] > RANK[a] ? b : a));",
    from: "RANK[b] > RANK[a]",
    to: "RANK[b] >= RANK[a]",
    why: "No two states share a rank, so equal ranks are the same state.",
  },
  {
    file: "src/gate/decide.ts",
    line: "if (quarantine.entries.length === 0) return { quarantined: new Map(), idle: [] };",
    from: "quarantine.entries.length === 0",
    to: "false",
    why: "A shortcut: without entries the long way finds none either, after making the name of every test.",
  },
];

export function equivalentIn(file: string): readonly Equivalent[] {
  return EQUIVALENT.filter((one) => one.file === file);
}
