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
  {
    file: "src/release/decide.ts",
    line: 'if (now.value.is === "gone" || now.value.edited || now.value.body !== asked.said.body)',
    from: 'now.value.is === "gone"',
    to: "false",
    why: "What is gone has no body, which is not the one that was said; the words are there for the types.",
  },
  {
    file: "src/release/decide.ts",
    line: 'if (now.value.is === "gone" || now.value.edited || now.value.body !== asked.said.body)',
    from: '"gone"',
    to: '""',
    why: "The same.",
  },
  {
    file: "src/triage/decide.ts",
    line: 'const others = readable.length === files.length ? "none" : "unreadable";',
    from: '"none"',
    to: '""',
    why: "The reader of forms asks only whether it is the other word.",
  },
  {
    file: "src/triage/decide.ts",
    line: 'const person = cause.by === "command" ? asked.find(({ said }) => said.by.id === cause.person)?.said.by : undefined;',
    from: 'cause.by === "command"',
    to: "true",
    why: "No other cause names a person, and nobody has no id.",
  },
  {
    file: "src/triage/decide.ts",
    line: 'const person = cause.by === "command" ? asked.find(({ said }) => said.by.id === cause.person)?.said.by : undefined;',
    from: "asked.find(({ said }) => said.by.id === cause.person)?.said",
    to: "asked.find(({ said }) => said.by.id === cause.person).said",
    why: "A cause by command comes from a command of this turn, whose person is among those who asked.",
  },
  {
    file: "src/triage/decide.ts",
    line: "if (!last) return [];",
    from: "!last",
    to: "false",
    why: "Where nothing was answered there is no body either, which ends it one line later.",
  },
];

export function equivalentIn(file: string): readonly Equivalent[] {
  return EQUIVALENT.filter((one) => one.file === file);
}
