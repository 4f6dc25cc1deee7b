// Passes over text sixteen bytes at a time. JavaScript has no such instructions and WebAssembly does, so this is one function
// of WebAssembly, written down instruction by instruction: 200 bytes, which need no tool to build and none to read.

/** Passes over the bytes `[from, end)` of {@link Skimmer.memory}. */
export interface Skimmer {
  readonly memory: Buffer;
  /**
   * The place of the first `<`, or of the first `&` that begins none of `&lt;`, `&gt;` and `&amp;`; or a place at most 16
   * bytes before the end before which there is neither.
   */
  readonly skim: (from: number, end: number) => number;
}

const PAGES = 8;

/** How many bytes {@link Skimmer.memory} holds. */
export const SKIMMED_AT_ONCE = PAGES * 65_536;

// Numbers of the WebAssembly specification, appendix "Index of Instructions".
const LOOP = [0x03, 0x40];
const IF = [0x04, 0x40];
const END = [0x0b];
const RETURN = [0x0f];
const branch = (depth: number): number[] => [0x0c, depth];
const get = (local: number): number[] => [0x20, local];
const set = (local: number): number[] => [0x21, local];
const tee = (local: number): number[] => [0x22, local];
const BYTE_AT = [0x2d, 0x00, 0x00];
const FOUR_BYTES_AT = [0x28, 0x00, 0x00];
const SIXTEEN_BYTES_AT = [0xfd, 0x00, 0x00, 0x00];
const IS_ZERO = [0x45];
const EQUAL = [0x46];
const GREATER = [0x4b];
const AT_MOST = [0x4d];
const TRAILING_ZEROS = [0x68];
const ADD = [0x6a];
const AND = [0x71];
const OR = [0x72];
const IN_EACH_BYTE = [0xfd, 0x0f];
const EQUAL_BYTES = [0xfd, 0x23];
const OR_BYTES = [0xfd, 0x50];
const BIT_OF_EACH_BYTE = [0xfd, 0x64];

/** A constant, in as many groups of seven bits as it needs with its sign. */
function constant(value: number): number[] {
  const bytes = [0x41];
  for (let rest = value; ; rest >>= 7) {
    if (rest >= -64 && rest < 64) return [...bytes, rest & 0x7f];
    bytes.push((rest & 0x7f) | 0x80);
  }
}

const [from, end, found, sixteen] = [0, 1, 2, 3];
const LT = constant(0x3c);
const AMP = constant(0x26);
/** As a number of four bytes they stand in the order in which they are read: `;tl` is `lt;`. */
const spelt = (text: string): number[] => constant(Buffer.from(`${text}\0`).readInt32LE());

/** A length in front of what it counts, in groups of seven bits. */
const counted = (bytes: readonly number[]): number[] =>
  bytes.length < 128 ? [bytes.length, ...bytes] : [(bytes.length & 0x7f) | 0x80, bytes.length >> 7, ...bytes];
const section = (id: number, bytes: readonly number[]): number[] => [id, ...counted(bytes)];
const name = (text: string): number[] => counted([...Buffer.from(text)]);
const [I32, V128, FUNCTION] = [0x7f, 0x7b, 0x60];

/** The function, between its locals and the end of its code. */
const instructions = (): number[] => [
  ...LOOP,
  // Fewer than sixteen bytes are left: the caller looks at them.
  ...[get(from), constant(16), ADD, get(end), GREATER, IF, get(from), RETURN, END].flat(),
  ...[get(from), SIXTEEN_BYTES_AT, tee(sixteen), LT, IN_EACH_BYTE, EQUAL_BYTES].flat(),
  ...[get(sixteen), AMP, IN_EACH_BYTE, EQUAL_BYTES, OR_BYTES, BIT_OF_EACH_BYTE, tee(found), IS_ZERO].flat(),
  ...[IF, get(from), constant(16), ADD, set(from), branch(1), END].flat(),
  ...[get(from), get(found), TRAILING_ZEROS, ADD, set(from)].flat(),
  // An & with four bytes after it may be one of the three entities: on behind it.
  ...[get(from), BYTE_AT, AMP, EQUAL, get(from), constant(5), ADD, get(end), AT_MOST, AND, IF].flat(),
  ...[get(from), constant(1), ADD, FOUR_BYTES_AT, tee(found)].flat(),
  ...[constant(Buffer.from("amp;").readInt32LE()), EQUAL].flat(),
  ...[IF, get(from), constant(5), ADD, set(from), branch(2), END].flat(),
  ...[get(found), constant(0xffffff), AND, tee(found), spelt("lt;"), EQUAL, get(found), spelt("gt;"), EQUAL, OR].flat(),
  ...[IF, get(from), constant(4), ADD, set(from), branch(2), END].flat(),
  ...END,
  ...END,
  ...get(from),
  ...END,
];

const moduleOf = (code: readonly number[]): number[] => [
  ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
  // One type: two integers in, one out. One function of it; one memory; both exported.
  ...section(1, [1, FUNCTION, 2, I32, I32, 1, I32]),
  ...section(3, [1, 0]),
  ...section(5, [1, 0, PAGES]),
  ...section(7, [2, ...name("memory"), 2, 0, ...name("skim"), 0, 0]),
  // Its two locals, one of each kind, and its instructions.
  ...section(10, [1, ...counted([2, 1, I32, 1, V128, ...code])]),
];

/** What the types of Node name and do not declare, as far as it is used here; the exports are those of {@link moduleOf}. */
interface Engine {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => {
    readonly exports: { readonly memory: { readonly buffer: ArrayBuffer }; readonly skim: Skimmer["skim"] };
  };
}

let made: Skimmer | null = null;

/** The one skimmer of this process: who uses it copies into its memory first. */
export function skimmer(): Skimmer {
  if (made !== null) return made;
  const { WebAssembly: engine } = globalThis as unknown as { readonly WebAssembly: Engine };
  const { memory, skim } = new engine.Instance(new engine.Module(Uint8Array.from(moduleOf(instructions())))).exports;
  made = { memory: Buffer.from(memory.buffer), skim };
  return made;
}
