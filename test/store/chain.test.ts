import { describe, expect, it } from "vitest";
import { hashEntry, verifyChain } from "../../src/store/chain.ts";
import type { ChainedEntry } from "../../src/store/chain.ts";
import { chain as linked, chainOf, headOf, settingAside } from "./chained.ts";

describe("a ledger's chain", () => {
  it("a sound chain verifies, and says that its tail was not checked", async () => {
    const chain = chainOf(5);
    expect(await verifyChain(chain)).toEqual({
      fault: null,
      entries: 5,
      tail: "not checked",
      checkedTo: 0,
      head: headOf(chain),
      asides: [],
    });
    expect(await verifyChain(chain, headOf(chain))).toMatchObject({ fault: null, tail: "checked" });
  });

  it("an older head that was kept still fits the longer chain", async () => {
    expect(await verifyChain(chainOf(5), headOf(chainOf(3)))).toMatchObject({ fault: null, tail: "checked" });
  });

  it("an empty ledger verifies; with a kept head it was cut", async () => {
    expect(await verifyChain([])).toMatchObject({ fault: null, entries: 0, tail: "not checked" });
    expect(await verifyChain([], headOf(chainOf(2)))).toMatchObject({ fault: { code: "cut", sequence: 1 } });
  });

  it.each<keyof ChainedEntry>(["at", "subject", "kind", "key", "person", "data", "salt", "installation"])(
    "WEB-11 an edited %s is found, and the first bad entry named",
    async (column) => {
      const chain = chainOf(5).map((entry) =>
        entry.sequence === 3 ? { ...entry, [column]: typeof entry[column] === "number" ? 99 : "{}" } : entry,
      );
      expect(await verifyChain(chain)).toMatchObject({ fault: { code: "edited", sequence: 3 }, entries: 2 });
    },
  );

  it("WEB-11 an entry whose hash was edited too breaks the link after it", async () => {
    const chain = chainOf(5).map((entry) => {
      if (entry.sequence !== 3) return entry;
      const edited = { ...entry, data: '{"n":99}' };
      return { ...edited, hash: hashEntry(edited) };
    });
    expect(await verifyChain(chain)).toMatchObject({ fault: { code: "broken-link", sequence: 4 } });
  });

  it("WEB-11 a deleted, a doubled and two swapped entries are found", async () => {
    const chain = chainOf(5);
    const [a, b, c, d, e] = chain as [ChainedEntry, ChainedEntry, ChainedEntry, ChainedEntry, ChainedEntry];
    expect(await verifyChain([a, b, d, e])).toMatchObject({ fault: { code: "gap", sequence: 3 } });
    expect(await verifyChain([b, c, d, e])).toMatchObject({ fault: { code: "gap", sequence: 1 } });
    expect(await verifyChain([a, b, b, c])).toMatchObject({ fault: { code: "gap", sequence: 3 } });
    expect(await verifyChain([a, c, b, d])).toMatchObject({ fault: { code: "gap", sequence: 2 } });
    const renumbered = [a, { ...c, sequence: 2 }, { ...b, sequence: 3 }];
    expect(await verifyChain(renumbered)).toMatchObject({ fault: { code: "broken-link", sequence: 2 } });
  });

  it("a cut tail is found with a head and only with a head", async () => {
    const chain = chainOf(5);
    expect(await verifyChain(chain.slice(0, 3))).toMatchObject({ fault: null, tail: "not checked" });
    expect(await verifyChain(chain.slice(0, 3), headOf(chain))).toMatchObject({ fault: { code: "cut", sequence: 4 } });
  });

  it("a chain that was rewritten as a whole does not fit a kept head", async () => {
    const rewritten = linked(chainOf(5).map((entry) => ({ ...entry, at: entry.at + 1 })));
    expect(await verifyChain(rewritten)).toMatchObject({ fault: null });
    expect(await verifyChain(rewritten, headOf(chainOf(5)))).toMatchObject({
      fault: { code: "other-head", sequence: 5 },
    });
  });

  it("time runs forward, or the chain was made by somebody else", async () => {
    const turned = chainOf(5, (n) => (n === 4 ? { at: 2_999 } : {}));
    expect(await verifyChain(turned)).toMatchObject({ fault: { code: "back-in-time", sequence: 4 } });
  });

  it("several kept heads are all looked at, and the last says how far they vouch", async () => {
    const chain = chainOf(6);
    const heads = [headOf(chain.slice(0, 2)), headOf(chain.slice(0, 4))];
    expect(await verifyChain(chain, heads)).toMatchObject({ fault: null, tail: "checked", checkedTo: 4 });
    const forged = [...heads, { sequence: 3, hash: "f".repeat(64) }];
    expect(await verifyChain(chain, forged)).toMatchObject({ fault: { code: "other-head", sequence: 3 } });
  });
});

describe("an entry that a person set aside", () => {
  const cause = { by: "mona", because: "the disk lost it" };
  /** Nine entries, of which the third was changed; the eighth may set it aside. */
  const changed = (differs: object = {}): ChainedEntry[] => {
    const whole = chainOf(7);
    const damaged = whole.with(2, { ...whole[2]!, data: "{" });
    return settingAside(damaged, 3, differs);
  };

  it("is no fault any more: the verification says which, by whom, why, and that it was changed", async () => {
    const chain = changed();
    const result = await verifyChain(chain, headOf(chain));
    expect(result).toMatchObject({ fault: null, entries: 9, tail: "checked" });
    expect(result.asides).toEqual([{ sequence: 3, ...cause, at: 8_000, changed: true }]);
  });

  it("that is whole is told too", async () => {
    const result = await verifyChain(settingAside(chainOf(7), 3));
    expect(result.asides).toEqual([{ sequence: 3, ...cause, at: 8_000, changed: false }]);
    expect(result.fault).toBeNull();
  });

  it.each<[string, object]>([
    ["another number", { sequence: 4 }],
    ["another hash", { hash: "0".repeat(64) }],
    ["another hash before it", { previous: "0".repeat(64) }],
    ["no number", { sequence: null }],
  ])("is a fault while the entry that should set it aside names %s", async (_, differs) => {
    expect((await verifyChain(changed(differs))).fault).toMatchObject({ code: "edited", sequence: 3 });
  });

  it("is a fault while only a changed entry, or an earlier one, sets it aside", async () => {
    const chain = changed();
    const forged = chain.with(7, { ...chain[7]!, person: "{}" });
    expect((await verifyChain(forged)).fault).toMatchObject({ code: "edited", sequence: 3 });
    expect((await verifyChain(chain.slice(0, 7))).fault).toMatchObject({ code: "edited", sequence: 3 });
  });

  it("is told before whatever is wrong after it, unless it is set aside by then", async () => {
    const chain = changed();
    const cutOut = (at: number) => chain.toSpliced(at, 1);
    expect((await verifyChain(cutOut(5))).fault).toMatchObject({ code: "edited", sequence: 3 });
    const later = chain.with(8, { ...chain[8]!, previous: "0".repeat(64) });
    expect((await verifyChain(later)).fault).toMatchObject({ code: "broken-link", sequence: 9 });
  });

  it("binds what was before it: a ledger that is rewritten up to it does not fit", async () => {
    const chain = changed();
    const rewritten = linked(chain.slice(0, 2).map((entry) => ({ ...entry, data: "{}" })));
    const spliced = [...rewritten, { ...chain[2]!, previous: headOf(rewritten).hash }, ...chain.slice(3)];
    expect((await verifyChain(spliced)).fault).toMatchObject({ code: "edited", sequence: 3 });
  });

  it("is a fault where a forger's entry that should set it aside is no JSON", async () => {
    const chain = changed();
    const forged = { ...chain[7]!, data: "{" };
    const whole = chain.with(7, { ...forged, hash: hashEntry(forged) }).slice(0, 8);
    expect((await verifyChain(whole)).fault).toMatchObject({ code: "edited", sequence: 3 });
  });

  it("does not take its own time with it", async () => {
    const whole = chainOf(7);
    const late = whole.with(2, { ...whole[2]!, at: 99_000 });
    expect((await verifyChain(settingAside(late, 3))).fault).toBeNull();
  });
});
