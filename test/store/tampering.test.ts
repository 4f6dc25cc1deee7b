// Ten thousand ways of changing a ledger after the fact: against a head that was kept elsewhere, every one is found.
import fc from "fast-check";
import { expect, it } from "vitest";
import { canonicalJson } from "../../src/core/canonical.ts";
import { hashEntry, verifyChain } from "../../src/store/chain.ts";
import type { ChainedEntry, Entry } from "../../src/store/chain.ts";
import { chain, chainOf, headOf } from "./chained.ts";

const RUNS = 10_000;

type Tampering = (ledger: readonly ChainedEntry[], at: number, other: number, text: string) => readonly ChainedEntry[];

const replaced = (ledger: readonly ChainedEntry[], at: number, entry: ChainedEntry): readonly ChainedEntry[] =>
  ledger.with(at, entry);

function edited(entry: ChainedEntry, field: number, text: string): ChainedEntry {
  const edits: readonly Partial<ChainedEntry>[] = [
    { data: canonicalJson({ n: entry.sequence, note: text }) },
    { data: `${entry.data} ` },
    { kind: `${entry.kind}${text}.` },
    { subject: `7/700/pull/1${text}0` },
    { person: canonicalJson({ id: 2, login: "bob", type: "User" }) },
    { person: null },
    { key: entry.key === null ? text : null },
    { at: entry.at + 1 + text.length },
    { salt: `${entry.salt}${text}x` },
    { installation: entry.installation + 1 },
    { sequence: entry.sequence + 1 },
    { previous: entry.previous.replace(/./, (digit) => (digit === "f" ? "0" : "f")) },
    { hash: entry.hash.replace(/.$/, (digit) => (digit === "f" ? "0" : "f")) },
  ];
  return { ...entry, ...edits[field % edits.length] };
}

const renumbered = (entries: readonly Entry[]): readonly ChainedEntry[] =>
  chain(entries.map((entry, index) => ({ ...entry, sequence: index + 1 })));

/** What anybody can see who has the ledger alone. */
const VISIBLE: Readonly<Record<string, Tampering>> = {
  "one field edited": (ledger, at, other, text) => replaced(ledger, at, edited(ledger[at]!, other, text)),
  "an entry deleted from the middle": (ledger, at) => ledger.toSpliced(Math.min(at, ledger.length - 2), 1),
  "several entries deleted from the middle": (ledger, at, other) =>
    ledger.toSpliced(Math.min(at, ledger.length - 2), 1 + (other % Math.max(1, ledger.length - 1 - at))),
  "two entries swapped": (ledger, at, other) => {
    const to = (at + 1 + (other % (ledger.length - 1))) % ledger.length;
    return ledger.with(at, ledger[to]!).with(to, ledger[at]!);
  },
  "an entry doubled": (ledger, at) => ledger.toSpliced(at, 0, ledger[at]!),
  "an entry of another ledger in its place": (ledger, at, other) =>
    replaced(ledger, at, chainOf(ledger.length, () => ({ installation: 8, salt: `other-${other}` }))[at]!),
  "two entries that change their numbers and places": (ledger, at) => {
    const first = Math.min(at, ledger.length - 2);
    const [a, b] = [ledger[first]!, ledger[first + 1]!];
    return ledger.with(first, { ...b, sequence: a.sequence }).with(first + 1, { ...a, sequence: b.sequence });
  },
  "an edited entry with its own hash made anew, and others after it": (ledger, at, other, text) => {
    const index = Math.min(at, ledger.length - 2);
    const entry = { ...ledger[index]!, data: canonicalJson({ text, other }) };
    return replaced(ledger, index, { ...entry, hash: hashEntry(entry) });
  },
};

/** What only a kept head shows: a chain that is sound in itself, and another one. */
const HIDDEN: Readonly<Record<string, Tampering>> = {
  "the tail cut": (ledger, at) => ledger.slice(0, at),
  "everything from one entry on rewritten": (ledger, at, other, text) =>
    chain(
      ledger.map((entry, index) => (index < at ? entry : { ...entry, data: canonicalJson({ text, other, index }) })),
    ),
  "an entry taken out and the rest numbered and linked anew": (ledger, at) => renumbered(ledger.toSpliced(at, 1)),
  "an entry put in and the rest numbered and linked anew": (ledger, at, other, text) =>
    renumbered(ledger.toSpliced(at, 0, { ...ledger[at]!, key: null, data: canonicalJson({ text, other }) })),
};
const ALL = { ...VISIBLE, ...HIDDEN };

it(`${RUNS} random tamperings are ${RUNS} found; without a kept head exactly the sound rewrites are missed`, async () => {
  const found = new Map<string, number>();
  let missedWithout = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...Object.keys(ALL)),
      fc.integer({ min: 2, max: 16 }),
      fc.nat(),
      fc.nat(),
      fc.string({ maxLength: 8 }),
      async (kind, length, place, other, text) => {
        const ledger = chainOf(length, (n) => (n % 4 === 0 ? { key: null, person: null } : {}));
        // What may be rewritten: also the last entry, also the first.
        const tampered = ALL[kind]!(ledger, place % length, other, text);
        fc.pre(JSON.stringify(tampered) !== JSON.stringify(ledger));
        expect((await verifyChain(tampered, headOf(ledger))).fault, kind).not.toBeNull();
        const alone = (await verifyChain(tampered)).fault;
        expect(alone === null, kind).toBe(kind in HIDDEN);
        found.set(kind, (found.get(kind) ?? 0) + 1);
        if (alone === null) missedWithout += 1;
      },
    ),
    { numRuns: RUNS },
  );
  expect([...found.values()].reduce((sum, one) => sum + one, 0)).toBe(RUNS);
  for (const kind of Object.keys(ALL)) expect(found.get(kind), kind).toBeGreaterThan(RUNS / 30);
  expect(missedWithout).toBeGreaterThan(RUNS / 10);
});
