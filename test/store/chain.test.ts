import { describe, expect, it } from "vitest";
import { canonicalJson } from "../../src/core/canonical.ts";
import { GENESIS, hashEntry, verifyChain } from "../../src/store/chain.ts";
import type { ChainedEntry } from "../../src/store/chain.ts";

function chainOf(length: number): ChainedEntry[] {
  const entries: ChainedEntry[] = [];
  for (let sequence = 1; sequence <= length; sequence += 1) {
    const entry = {
      installation: 7,
      sequence,
      previous: entries.at(-1)?.hash ?? GENESIS,
      at: sequence * 1_000,
      subject: "7/700/pull/1",
      kind: "change.approval",
      key: `k${sequence}`,
      person: canonicalJson({ id: 1, login: "ada", type: "User" }),
      data: canonicalJson({ n: sequence }),
    };
    entries.push({ ...entry, hash: hashEntry(entry) });
  }
  return entries;
}

const headOf = (entries: readonly ChainedEntry[]) => ({
  sequence: entries.at(-1)!.sequence,
  hash: entries.at(-1)!.hash,
});

describe("a ledger's chain", () => {
  it("a sound chain verifies, and says that its tail was not checked", async () => {
    const chain = chainOf(5);
    expect(await verifyChain(chain)).toEqual({ fault: null, entries: 5, tail: "not checked", head: headOf(chain) });
    expect(await verifyChain(chain, headOf(chain))).toMatchObject({ fault: null, tail: "checked" });
  });

  it("an older head that was kept still fits the longer chain", async () => {
    expect(await verifyChain(chainOf(5), headOf(chainOf(3)))).toMatchObject({ fault: null, tail: "checked" });
  });

  it("an empty ledger verifies; with a kept head it was cut", async () => {
    expect(await verifyChain([])).toMatchObject({ fault: null, entries: 0, tail: "not checked" });
    expect(await verifyChain([], headOf(chainOf(2)))).toMatchObject({ fault: { code: "cut", sequence: 1 } });
  });

  it.each<keyof ChainedEntry>(["at", "subject", "kind", "key", "person", "data", "installation"])(
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
    const other = chainOf(5).map((entry) => ({ ...entry, at: entry.at + 1 }));
    let previous = GENESIS;
    const rewritten = other.map((entry) => {
      const linked = { ...entry, previous };
      previous = hashEntry(linked);
      return { ...linked, hash: previous };
    });
    expect(await verifyChain(rewritten)).toMatchObject({ fault: null });
    expect(await verifyChain(rewritten, headOf(chainOf(5)))).toMatchObject({
      fault: { code: "other-head", sequence: 5 },
    });
  });
});
