// Ledgers made of nothing, for tests of the chain: entries of two repositories of one installation.
import { canonicalJson } from "../../src/core/canonical.ts";
import { SET_ASIDE, setAsideKey } from "../../src/core/set-aside.ts";
import { GENESIS, hashEntry } from "../../src/store/chain.ts";
import type { ChainedEntry, Entry, Head } from "../../src/store/chain.ts";

/** Entry `n` comes n seconds after 1970 began; every third one is about repository 800, the others about 700. */
export function chainOf(length: number, differs: (n: number) => Partial<Entry> = () => ({})): ChainedEntry[] {
  const entries: Entry[] = [];
  for (let sequence = 1; sequence <= length; sequence += 1) {
    entries.push({
      installation: 7,
      sequence,
      previous: "",
      at: sequence * 1_000,
      subject: `7/${sequence % 3 === 0 ? 800 : 700}/pull/1`,
      kind: "change.approval",
      key: `k${sequence}`,
      person: canonicalJson({ id: 1, login: "ada", type: "User" }),
      data: canonicalJson({ n: sequence }),
      salt: `salt-${sequence}`,
      ...differs(sequence),
    });
  }
  return chain(entries);
}

/** Links entries anew, as whoever rewrites a ledger would. */
export function chain(entries: readonly Entry[]): ChainedEntry[] {
  const chained: ChainedEntry[] = [];
  for (const entry of entries) {
    const linked = { ...entry, previous: chained.at(-1)?.hash ?? GENESIS };
    chained.push({ ...linked, hash: hashEntry(linked) });
  }
  return chained;
}

export const headOf = (entries: readonly ChainedEntry[]): Head => ({
  sequence: entries.at(-1)!.sequence,
  hash: entries.at(-1)!.hash,
});

/** A ledger of seven entries goes on: the eighth sets one of them aside, the ninth is like all others. */
export function settingAside(entries: readonly ChainedEntry[], which: number, differs: object = {}): ChainedEntry[] {
  const { sequence, hash, previous, kind, subject } = entries[which - 1]!;
  const data = { sequence, hash, previous, kind, by: "mona", because: "the disk lost it", ...differs };
  const all = chainOf(9, (n) =>
    n === 8 ? { kind: SET_ASIDE, key: setAsideKey(which), subject, person: null, data: canonicalJson(data) } : {},
  ).slice(7);
  const grown = [...entries];
  for (const entry of all) {
    const linked = { ...entry, previous: headOf(grown).hash };
    grown.push({ ...linked, hash: hashEntry(linked) });
  }
  return grown;
}
