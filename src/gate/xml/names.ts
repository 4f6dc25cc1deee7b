// Element and attribute names as shared strings: a report has thirty of them, a million times over.

const SLOTS = 1024;
/** Beyond this a file is hostile, and names are decoded one by one. */
const MOST = 512;

/** Maps bytes to one string each, without decoding a name that was seen before. */
export class Names {
  readonly #slots: (string | undefined)[] = new Array<string | undefined>(SLOTS).fill(undefined);
  #count = 0;

  /** The name in `bytes[start, end)`; `hash` is any function of its bytes, `ascii` whether all are below 0x80. */
  at(args: { bytes: Buffer; start: number; end: number; hash: number; ascii: boolean }): string {
    const { bytes, start, end, ascii } = args;
    if (!ascii) return bytes.toString("utf8", start, end);
    let slot = args.hash & (SLOTS - 1);
    for (let tries = 0; tries < 8; tries += 1) {
      const known = this.#slots[slot];
      if (known === undefined) {
        const name = bytes.toString("latin1", start, end);
        if (this.#count < MOST) {
          this.#count += 1;
          this.#slots[slot] = name;
        }
        return name;
      }
      if (isAt(known, bytes, start, end)) return known;
      slot = (slot + 1) & (SLOTS - 1);
    }
    return bytes.toString("latin1", start, end);
  }
}

function isAt(name: string, bytes: Buffer, start: number, end: number): boolean {
  if (name.length !== end - start) return false;
  for (let index = 0; index < name.length; index += 1) {
    if (name.charCodeAt(index) !== bytes[start + index]) return false;
  }
  return true;
}
