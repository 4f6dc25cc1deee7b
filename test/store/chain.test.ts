import { describe, expect, it } from "vitest";
import { hashEntry, verifyChain } from "../../src/store/chain.ts";
import type { ChainedEntry } from "../../src/store/chain.ts";
import { chain as linked, chainOf, headOf } from "./chained.ts";

describe("a ledger's chain", () => {
  it("a sound chain verifies, and says that its tail was not checked", async () => {
    const chain = chainOf(5);
    expect(await verifyChain(chain)).toEqual({
      fault: null,
      entries: 5,
      tail: "not checked",
      checkedTo: 0,
      head: headOf(chain),
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
