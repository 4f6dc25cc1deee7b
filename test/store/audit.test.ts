// Exports of a ledger for one repository, and the stand-alone script that checks them: what it accepts, what it refuses.
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { canonicalJson } from "../../src/core/canonical.ts";
import { csvLine } from "../../src/core/csv.ts";
import { AUDIT_COLUMNS, auditCells, auditLines } from "../../src/store/audit.ts";
import type { AuditLine, AuditScope } from "../../src/store/audit.ts";
import type { ChainedEntry, Head } from "../../src/store/chain.ts";
import { hashContent } from "../../src/store/chain.ts";
import { chain, chainOf, headOf, settingAside } from "./chained.ts";

interface Shown {
  readonly records: number;
  readonly first: number;
  readonly last: number;
  readonly checkedTo: number;
  readonly asides: readonly object[];
}
let verifyAudit: (bytes: Uint8Array, heads?: readonly Head[]) => Shown;
beforeAll(async () => {
  // By its address: the script is no module of ours, and has no types.
  const script = new URL("../../bin/verify-audit.mjs", import.meta.url).href;
  ({ verifyAudit } = (await import(script)) as { verifyAudit: typeof verifyAudit });
});

const SCOPE: AuditScope = { installation: 7, repository: 700, name: "octo/app", from: null, to: null };
const empty: Head = { sequence: 0, hash: "0".repeat(64) };

async function linesOf(entries: readonly ChainedEntry[], scope: Partial<AuditScope> = {}): Promise<AuditLine[]> {
  const until = entries.length === 0 ? empty : headOf(entries);
  return all(auditLines({ scope: { ...SCOPE, ...scope }, entries, until }));
}
async function all(made: AsyncIterable<AuditLine>): Promise<AuditLine[]> {
  const lines: AuditLine[] = [];
  for await (const line of made) lines.push(line);
  return lines;
}
const jsonl = (lines: readonly unknown[]): string => lines.map((line) => `${JSON.stringify(line)}\n`).join("");
const csv = (lines: readonly AuditLine[]): string =>
  [AUDIT_COLUMNS, ...lines.map(auditCells)].map((cells) => `${csvLine(cells)}\r\n`).join("");
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const verify = (text: string, heads?: readonly Head[]): Shown => verifyAudit(bytes(text), heads);

describe("an export", () => {
  it("shows this repository's records in full, and of the others no more than the chain needs", async () => {
    const entries = chainOf(7, (n) => (n % 3 === 0 ? { data: canonicalJson({ secret: `other ${n}` }) } : {}));
    const lines = await linesOf(entries);
    expect(lines.map(({ row }) => row).join(" ")).toBe("export record record other record record other record head");
    expect(lines[3]).toEqual({
      row: "other",
      sequence: 3,
      time: "1970-01-01T00:00:03.000Z",
      repository: 800,
      content: hashContent(entries[2]!),
      hash: entries[2]!.hash,
    });
    expect(jsonl(lines)).not.toMatch(/other 3|salt-3/);
    for (const text of [jsonl(lines), csv(lines)])
      expect(verify(text, [headOf(entries)])).toMatchObject({ records: 5, first: 1, last: 7, checkedTo: 7 });
  });

  it("of a period begins with the entry before it and goes on to the ledger's end", async () => {
    const entries = chainOf(9);
    const lines = await linesOf(entries, { from: 4_000, to: 6_000 });
    expect(lines.map((line) => ("sequence" in line ? `${line.row}${line.sequence}` : line.row))).toEqual([
      "export",
      "other3",
      "record4",
      "record5",
      "other6",
      "other7",
      "other8",
      "other9",
      "head9",
    ]);
    for (const text of [jsonl(lines), csv(lines)])
      expect(verify(text, [headOf(entries.slice(0, 6))])).toMatchObject({
        records: 2,
        first: 3,
        last: 9,
        checkedTo: 6,
      });
  });

  it.each([
    ["of a ledger without entries", 0, {}],
    ["of a period before the ledger", 3, { to: 500 }],
    ["of a period after the ledger", 3, { from: 90_000 }],
    ["of a repository without entries", 3, { repository: 900 }],
  ])("%s is sound, and has no records", async (_what, length, scope) => {
    const lines = await linesOf(chainOf(length), scope);
    for (const text of [jsonl(lines), csv(lines)]) expect(verify(text)).toMatchObject({ records: 0, checkedTo: 0 });
  });

  it("ends where it was begun, though the app goes on writing", async () => {
    const entries = chainOf(5);
    const lines = await all(auditLines({ scope: SCOPE, entries, until: headOf(entries.slice(0, 3)) }));
    expect(lines.at(-1)).toMatchObject({ row: "head", sequence: 3 });
    expect(verify(jsonl(lines))).toMatchObject({ last: 3 });
  });

  it("holds whatever people wrote, in both formats", async () => {
    const nasty = [
      '=HYPERLINK("http://evil")',
      "'",
      '"',
      "a\r\nb",
      "\ud800",
      "\u2028",
      "__proto__",
      "",
      "−1",
      "é\u{1f600}",
    ];
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.oneof(
            fc.constantFrom(...nasty),
            fc.string({ unit: "binary", maxLength: 9 }),
            fc.jsonValue({ maxDepth: 3 }),
          ),
          { maxLength: 9 },
        ),
        async (values) => {
          const entries = chainOf(values.length, (n) => {
            const value = values[n - 1];
            // No database holds half a surrogate outside of JSON.
            const kind = typeof value === "string" && value.isWellFormed() ? `k.${value}` : "k";
            return { data: canonicalJson({ value: value as never }), kind };
          });
          const lines = await linesOf(entries);
          for (const text of [jsonl(lines), csv(lines)]) expect(verify(text).last).toBe(values.length);
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe("a changed export is refused", () => {
  const entries = chainOf(12);
  const kept = [headOf(entries.slice(0, 10))];

  it("whichever byte after the opening line is changed, left out or put in, in both formats", async () => {
    const lines = await linesOf(entries, { from: 3_000, to: 9_000 });
    for (const text of [jsonl(lines), csv(lines)]) {
      const whole = bytes(text);
      // The name of the repository and the period asked for stand in the opening line, and are no evidence.
      const begin = bytes(text.slice(0, text.indexOf('"record"'))).length;
      verifyAudit(whole);
      // Signs that mean something to a reader come more often than others.
      const byte = fc.oneof(
        fc.nat(255),
        fc.constantFrom(...Array.from("0123456789eE+-.'\",\\ \t\r\n")).map((sign) => sign.charCodeAt(0)),
      );
      fc.assert(
        fc.property(fc.integer({ min: begin, max: whole.length - 1 }), byte, fc.nat(2), (at, other, how) => {
          fc.pre(how !== 0 || other !== whole[at]);
          const [start, end] = [[...whole.subarray(0, at)], [...whole.subarray(at + 1)]];
          const changed =
            how === 0
              ? [...start, other, ...end]
              : how === 1
                ? [...start, ...end]
                : [...start, other, ...whole.subarray(at)];
          expect(() => verifyAudit(Uint8Array.from(changed))).toThrow(/line \d+|file|last entries/);
        }),
        { numRuns: 750 },
      );
    }
  });

  const hide = (line: AuditLine): AuditLine => {
    if (line.row !== "record") return line;
    const { sequence, time, repository, hash } = line;
    return { row: "other", sequence, time, repository, content: hashContent(entries[sequence - 1]!), hash };
  };

  const put = (lines: AuditLine[], at: number, differs: object): readonly unknown[] =>
    lines.map((line, index) => (index === at ? { ...line, ...differs } : line));
  // Lines 0 to 6: the opening, 3 (another's), 4 and 5 (ours), 6 (another's), 7 and 8 (ours).
  it.each<[string, (lines: AuditLine[]) => readonly unknown[], RegExp]>([
    ["a line left out", (lines) => lines.toSpliced(2, 1), /entry 4 is missing; 5 stands/],
    ["a line twice", (lines) => lines.toSpliced(2, 0, lines[2]!), /entry 5 is missing; 4 stands/],
    ["two lines swapped", (lines) => lines.with(2, lines[3]!).with(3, lines[2]!), /entry 4 is missing; 5 stands/],
    ["the end left out", (lines) => lines.slice(0, -1), /has no end/],
    ["the last entries left out", (lines) => lines.toSpliced(-3, 2), /last entries are not in the file/],
    ["the beginning left out", (lines) => lines.toSpliced(1, 1), /was changed, or what was before it/],
    ["a record hidden among the others", (lines) => lines.with(3, hide(lines[3]!)), /in the period, and not shown/],
    ["a foreign entry called ours", (lines) => put(lines, 4, { repository: 700 }), /in the period, and not shown/],
    [
      "a record called foreign",
      (lines) => put(lines.with(3, hide(lines[3]!)), 3, { repository: 800 }),
      /entry 5 was changed/,
    ],
    ["a record moved in time", (lines) => put(lines, 3, { time: "1970-01-01T00:00:05.001Z" }), /entry 5 was changed/],
    ["a changed opinion", (lines) => put(lines, 3, { data: { n: 99 } }), /entry 5 was changed/],
    [
      "another person",
      (lines) => put(lines, 3, { person: { id: 2, login: "bob", type: "User" } }),
      /entry 5 was changed/,
    ],
    ["another subject", (lines) => put(lines, 3, { subject: "7/800/pull/1" }), /entry 5 is about another repository/],
    ["a member put in", (lines) => put(lines, 3, { note: "approved twice" }), /members/],
    ["another installation", (lines) => put(lines, 0, { installation: 8 }), /another repository|was changed/],
    ["another repository", (lines) => put(lines, 0, { repository: 800 }), /not shown|does not belong/],
    ["a longer period", (lines) => put(lines, 0, { from: "1970-01-01T00:00:01.000Z" }), /before the file does/],
    ["an unknown format", (lines) => put(lines, 0, { format: "x" }), /no export of format/],
  ])("%s", async (_what, change, message) => {
    const lines = await linesOf(entries, { from: 3_500, to: 9_500 });
    verify(jsonl(lines), kept);
    expect(() => verify(jsonl(change(lines)))).toThrow(message);
  });

  it("also by whoever can make all hashes anew, against a head that was kept", async () => {
    const rewritten = chain(
      entries.map((entry) => (entry.sequence < 7 ? entry : { ...entry, data: canonicalJson({ n: 0 }) })),
    );
    const forged = jsonl(await linesOf(rewritten));
    expect(verify(forged)).toMatchObject({ checkedTo: 0 });
    expect(() => verify(forged, kept)).toThrow("entry 10 is not the one whose head was kept");
    const cut = jsonl(await linesOf(entries.slice(0, 6)));
    expect(verify(cut)).toMatchObject({ checkedTo: 0 });
    expect(() => verify(cut, kept)).toThrow("the head that was kept names entry 10, and the file ends at 6");
  });

  it("a number in the CSV is written in one way only", async () => {
    const text = csv(await linesOf(entries));
    for (const other of ['"04"', '"+4"', '"4.0"', '" 4"', '"4e0"']) {
      expect(() => verify(text.replace('"4"', other))).toThrow(/sequence is no number|not written as an export/);
    }
  });

  it.each([
    ["nothing", ""],
    ["no JSON", "hello\n"],
    ["null", "null\n"],
    ["a list", "[]\n"],
    ["an opening alone", '{"row":"export"}\n'],
    ["half a CSV", '"row","sequence'],
  ])("%s", (_what, text) => {
    expect(() => verify(text)).toThrow(/line|file/);
  });
});

describe("an export of a ledger in which an entry was set aside", () => {
  // The second is about this repository, the third about another one.
  const damaged = (which: number, differs: Partial<ChainedEntry> = { data: "{" }): ChainedEntry[] => {
    const whole = chainOf(7);
    return settingAside(whole.with(which - 1, { ...whole[which - 1]!, ...differs }), which);
  };
  const told = (which: number) => ({
    sequence: which,
    by: "mona",
    because: "the disk lost it",
    at: "1970-01-01T00:00:08.000Z",
  });

  it.each([2, 3])("is sound, and says so: entry %i", async (which) => {
    const entries = damaged(which);
    const lines = await linesOf(entries);
    expect(lines[which]).toEqual({ row: "aside", sequence: which, hash: entries[which - 1]!.hash });
    // What sets it aside is shown whatever it is about.
    expect(lines[8]).toMatchObject({ row: "record", sequence: 8, kind: "audit.set-aside" });
    for (const text of [jsonl(lines), csv(lines)]) {
      const shown = verify(text, [headOf(entries)]);
      expect(shown).toMatchObject({ first: 1, last: 9, checkedTo: 9, asides: [told(which)] });
      expect(shown.records).toBe(5);
    }
  });

  it("is so whatever the time of the entry is now, also at the beginning of a period", async () => {
    const entries = damaged(3, { at: 8.64e15 + 1, data: "{" });
    const lines = await linesOf(entries, { from: 4_000 });
    expect(lines.slice(1, 4).map((line) => ("sequence" in line ? `${line.row}${line.sequence}` : line.row))).toEqual(
      ["record2", "aside3", "record4"].map((row) => row.replace("record2", "other2")),
    );
    expect(verify(jsonl(lines))).toMatchObject({ first: 2, asides: [told(3)] });
  });

  it("that shows an entry as set aside which nobody set aside is refused", async () => {
    const lines = await linesOf(chainOf(5));
    const hidden = lines.map((line) =>
      line.row === "record" && line.sequence === 2 ? { row: "aside", sequence: 2, hash: line.hash } : line,
    );
    expect(() => verify(jsonl(hidden))).toThrow(
      "entry 2 was changed after it was written, and no later one sets it aside",
    );
  });

  it("that names another hash than it shows, or is kept otherwise, is refused", async () => {
    const entries = damaged(2);
    const lines = await linesOf(entries);
    const other = settingAside(entries.slice(0, 7), 2, { previous: "0".repeat(64) });
    expect(() => verify(jsonl(lines), [{ sequence: 2, hash: "0".repeat(64) }])).toThrow("whose head was kept");
    await expect(linesOf(other).then((made) => verify(jsonl(made)))).rejects.toThrow("sets aside another entry 2");
    const short = lines.map((line) => (line.row === "aside" ? { ...line, hash: "0" } : line));
    expect(() => verify(jsonl(short))).toThrow("its hash is none");
  });
});
