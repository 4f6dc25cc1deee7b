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
  {
    file: "src/core/refs.ts",
    line: 'return { installation: Number(match[1]), repository: Number(match[2]), kind, name: match[4] ?? "" };',
    from: '""',
    to: '"Stryker was here!"',
    why: "What matched has all its groups; the empty text is there for the types.",
  },
  {
    file: "src/core/people.ts",
    line: 'standings.find((one) => one.is === "no" && one.invited !== null) ?? { is: "no", invited: null }',
    from: 'one.is === "no"',
    to: "true",
    why: "All others were found before.",
  },
  {
    file: "src/core/people.ts",
    line: 'const ORDER: readonly PermissionLevel[] = ["none", "read", "triage", "write", "maintain", "admin"];',
    from: '"none"',
    to: '""',
    why: "Nobody asks for none, and what is not in the list stands before all that is.",
  },
  {
    file: "src/core/clock.ts",
    line: "if (error instanceof RangeError) return false;",
    from: "error instanceof RangeError",
    to: "true",
    why: "For a text Temporal throws nothing else; another error would be a bug of ours, and fly on.",
  },
  {
    file: "src/core/glob.ts",
    line: 'if (state?.kind === "fork") waiting.push(...state.next);',
    from: "state?.kind",
    to: "state.kind",
    why: "Every number of a state is one that building the glob gave.",
  },
  {
    file: "src/core/glob.ts",
    line: 'if (state?.kind === "take" && state.takes(character)) enter(there, { state: state.next, position });',
    from: "state?.kind",
    to: "state.kind",
    why: "The same.",
  },
  {
    file: "src/core/glob.ts",
    line: 'return { matches: here.some((index) => glob.states[index]?.kind === "end"), steps };',
    from: "glob.states[index]?.kind",
    to: "glob.states[index].kind",
    why: "The same.",
  },
  {
    file: "src/core/glob.ts",
    line: "if (here.length === 0) break;",
    from: "here.length === 0",
    to: "false",
    why: "A shortcut: from no state no step leads anywhere, however long the text.",
  },
  {
    file: "src/core/canonical.ts",
    line: ".sort(([a], [b]) => (a < b ? -1 : 1));",
    from: "a < b",
    to: "a <= b",
    why: "No two members have the same key.",
  },
  {
    file: "src/core/near-miss.ts",
    line: "if (Math.abs(from.length - to.length) > most) return undefined;",
    from: "Math.abs(from.length - to.length) > most",
    to: "false",
    why: "A shortcut: words are at least as far apart as their lengths.",
  },
  {
    file: "src/core/near-miss.ts",
    line: "let before: readonly number[] = [];",
    from: "[]",
    to: '["Stryker was here"]',
    why: "It is looked at from the second row on, when it holds the first.",
  },
  {
    file: "src/core/near-miss.ts",
    line: "let last: readonly number[] = Array.from({ length: to.length + 1 }, (_, column) => column);",
    from: "to.length + 1",
    to: "to.length - 1",
    why: "Columns beyond the third count for nothing, with two slips at most; a word that allows one has four.",
  },
  {
    file: "src/core/neutral.ts",
    line: "const characters = Array.from(foreign.slice(0, 2 * most + 2));",
    from: "foreign.slice(0, 2 * most + 2)",
    to: "foreign",
    why: "A shortcut: no more of the text can be shown.",
  },
  {
    file: "src/core/local-time.ts",
    line: 'return WEEKDAYS[date.dayOfWeek - 1] ?? "mon";',
    from: '"mon"',
    to: '""',
    why: "A week has seven days; the word is there for the types.",
  },
  {
    file: "src/core/local-time.ts",
    line: 'return before.getTimeZoneTransition("next")?.epochMilliseconds ?? found.epochMilliseconds;',
    from: 'before.getTimeZoneTransition("next")?.epochMilliseconds',
    to: 'before.getTimeZoneTransition("next").epochMilliseconds',
    why: "A gap ends with a transition.",
  },
  {
    file: "src/core/policy-schema.ts",
    line: '.refine((text) => text.slice(0, 5) < text.slice(6), { error: "hours that end after they begin" })',
    from: "text.slice(0, 5)",
    to: "text",
    why: "What follows the first time decides only between equal times, and there the longer text is not before the shorter.",
  },
  {
    file: "src/core/policy-inherit.ts",
    line: 'const place = placeOf(repository, { path, at: "value" });',
    from: '"value"',
    to: '""',
    why: "Only the other word is asked for.",
  },
  {
    file: "src/core/calendar.ts",
    line: "for (let days = 0; days < FARTHEST; days++, date = date.add({ days: 1 })) {",
    from: "days < FARTHEST",
    to: "days <= FARTHEST",
    why: "One day more: no calendar that a policy can hold comes near it.",
  },
  {
    file: "src/core/freezes.ts",
    line: ".sort((a, b) => a.from - b.from || a.to - b.to || (a.freeze.name < b.freeze.name ? -1 : 1));",
    from: "a.freeze.name < b.freeze.name",
    to: "a.freeze.name <= b.freeze.name",
    why: "No two freezes of a policy share a name.",
  },
  {
    file: "src/desk/decide.ts",
    line: "return read?.success ? [placeOf(read.data)] : [];",
    from: "[]",
    to: '["Stryker was here"]',
    why: "Nobody asks for a place of that name.",
  },
  {
    file: "src/desk/decide.ts",
    line: "return read?.success && by && read.data.day === day ? [by.id] : [];",
    from: "[]",
    to: '["Stryker was here"]',
    why: "Nobody has that for an id.",
  },
  {
    file: "src/core/window.ts",
    line: 'const [, fromDay, fromTime = "", toDay, toTime = ""] = match;',
    from: '""',
    to: '"Stryker was here!"',
    why: "What matched has all its groups; the empty texts are there for the types.",
  },
  {
    file: "src/core/window.ts",
    line: 'return good({ date: Temporal.PlainDate.from(match[1] ?? ""), time: match[2] ?? "" });',
    from: '""',
    to: '"Stryker was here!"',
    why: "The same.",
  },
  {
    file: "src/core/window.ts",
    line: "if (error instanceof RangeError) return bad(`${JSON.stringify(text)} is on no day of the calendar. ${mend}`);",
    from: "error instanceof RangeError",
    to: "true",
    why: "For a text Temporal throws nothing else; another error would be a bug of ours, and fly on.",
  },
  {
    file: "src/core/window.ts",
    line: ".find((boundary) => boundary > instant && isIn(window, boundary) !== now);",
    from: "boundary > instant",
    to: "boundary >= instant",
    why: "At the instant itself it is as it is now.",
  },
  {
    file: "src/core/window.ts",
    line: "return spans.reduce((whole, { from, to }) => (from <= whole.to && to > whole.to ? { ...whole, to } : whole), here);",
    from: "to > whole.to",
    to: "to >= whole.to",
    why: "An equal end changes nothing.",
  },
  {
    file: "src/core/window.ts",
    line: "const length = days === 0 && to.time <= from.time ? 7 : days;",
    from: "to.time <= from.time",
    to: "to.time < from.time",
    why: "A window that ends when it begins is refused before.",
  },
];

export function equivalentIn(file: string): readonly Equivalent[] {
  return EQUIVALENT.filter((one) => one.file === file);
}
