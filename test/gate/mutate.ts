// Damage as files suffer it, from a seed: the same mutants on every machine.

export type Random = () => number;

/** A small linear generator (mulberry32); numbers in [0, 1). */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

export const below = (random: Random, limit: number): number => Math.floor(random() * limit);

type Mutation = (bytes: Buffer, random: Random) => Buffer;

const flipBit: Mutation = (bytes, random) => {
  const copy = Buffer.from(bytes);
  const at = below(random, copy.length);
  copy[at] = (copy[at] ?? 0) ^ (1 << below(random, 8));
  return copy;
};

const cutTail: Mutation = (bytes, random) => Buffer.from(bytes.subarray(0, below(random, bytes.length)));

const cutOut: Mutation = (bytes, random) => {
  const start = below(random, bytes.length);
  const end = Math.min(bytes.length, start + 1 + below(random, 200));
  return Buffer.concat([bytes.subarray(0, start), bytes.subarray(end)]);
};

const repeat: Mutation = (bytes, random) => {
  const start = below(random, bytes.length);
  const end = Math.min(bytes.length, start + 1 + below(random, 200));
  return Buffer.concat([bytes.subarray(0, end), bytes.subarray(start)]);
};

const SIGNS = [
  "<",
  ">",
  "&",
  "]]>",
  "<!--",
  "-->",
  "<![CDATA[",
  '"',
  "'",
  "/",
  "</",
  "\u0000",
  "\u001b",
  "\n",
  "{",
  "}",
  "[",
  "]",
  ",",
  "\\",
  "<a>",
  "</a>",
];

const insertSign: Mutation = (bytes, random) => {
  const at = below(random, bytes.length + 1);
  const sign = SIGNS[below(random, SIGNS.length)] ?? "<";
  return Buffer.concat([bytes.subarray(0, at), Buffer.from(sign), bytes.subarray(at)]);
};

/** Wraps a piece between two tags (or the whole, for formats without tags) in an element of its own. */
const nest: Mutation = (bytes, random) => {
  const [first = 0, second = bytes.length] = [tagAfter(bytes, random), tagAfter(bytes, random)].sort((a, b) => a - b);
  const name = ["x", "system-out", "testcase", "testsuite", "properties", "skipped"][below(random, 6)] ?? "x";
  return Buffer.concat([
    bytes.subarray(0, first),
    Buffer.from(`<${name}>`),
    bytes.subarray(first, second),
    Buffer.from(`</${name}>`),
    bytes.subarray(second),
  ]);
};

function tagAfter(bytes: Buffer, random: Random): number {
  const from = below(random, bytes.length);
  const found = bytes.indexOf(0x3c, from);
  return found < 0 ? from : found;
}

export const MUTATIONS: Readonly<Record<string, Mutation>> = { flipBit, cutTail, cutOut, repeat, insertSign, nest };

/** One mutant, with the name of what was done to it. */
export function mutant(bytes: Buffer, random: Random): { how: string; bytes: Buffer } {
  const names = Object.keys(MUTATIONS);
  const how = names[below(random, names.length)] ?? "flipBit";
  return { how, bytes: (MUTATIONS[how] ?? flipBit)(bytes, random) };
}
