// Faults in shortcuts: with them the long way is taken for what needs nothing done, and it comes to the same. That a fault
// never takes the short way for what needs something done is for the tables to catch: such a fault is not recorded here.

export interface Equivalent {
  readonly file: string;
  /** The source line, trimmed. */
  readonly line: string;
  /** What the fault replaces, to the end of the line at most. */
  readonly from: string;
  readonly to: string;
  readonly why: string;
}

interface Shortcuts {
  readonly file: string;
  readonly why: string;
  /** By source line, trimmed: what each fault replaces, and by what. */
  readonly faults: Readonly<Record<string, readonly (readonly [string, string])[]>>;
}

const SHORTCUTS: readonly Shortcuts[] = [
  {
    file: "src/core/neutral.ts",
    why: "The long way does nothing to a text that needs nothing done.",
    faults: {
      'const runs = content.includes("`") ? (content.match(/`+/g) ?? []) : [];': [
        ["[]", '["Stryker was here"]'],
        ['"`"', '""'],
      ],
      "function isPlain(text: string): boolean {": [["{", "{}"]],
      "for (let at = 0; at < text.length; at += 1) {": [["at < text.length", "at <= text.length"]],
      "if (sign < 0x20 || sign > 0x7e || (sign === 0x20 && before === 0x20)) return false;": [
        ["sign < 0x20 || sign > 0x7e || (sign === 0x20 && before === 0x20)", "true"],
        ["sign < 0x20", "sign <= 0x20"],
        ["sign > 0x7e", "sign >= 0x7e"],
        ["sign === 0x20 && before === 0x20", "sign === 0x20 || before === 0x20"],
        ["sign === 0x20", "true"],
        ["before === 0x20", "true"],
        ["before === 0x20", "before !== 0x20"],
      ],
      "return true;": [["true", "false"]],
      "const isLetter = (sign: number): boolean => (sign | 0x20) >= 0x61 && (sign | 0x20) <= 0x7a;": [
        ["(sign | 0x20) >= 0x61 && (sign | 0x20) <= 0x7a", "false"],
        ["(sign | 0x20) >= 0x61", "(sign | 0x20) > 0x61"],
        ["(sign | 0x20) <= 0x7a", "true"],
        ["(sign | 0x20) <= 0x7a", "(sign | 0x20) > 0x7a"],
        ["(sign | 0x20) <= 0x7a", "(sign | 0x20) < 0x7a"],
        ["(sign: number): boolean => (sign | 0x20) >= 0x61 && (sign | 0x20) <= 0x7a", "() => undefined"],
      ],
      "const [SPACE, HYPHEN, COLON] = [0x20, 0x2d, 0x3a];": [["[0x20, 0x2d, 0x3a]", "[]"]],
      "const [LETTER_A, LETTER_G, LETTER_H, LETTER_W, LETTER_Z] = [0x61, 0x67, 0x68, 0x77, 0x7a];": [
        ["[0x61, 0x67, 0x68, 0x77, 0x7a]", "[]"],
      ],
      "function isHarmless(text: string): boolean {": [["{", "{}"]],
      "if (last === COLON && sign !== SPACE) return false;": [
        ["last === COLON && sign !== SPACE", "true"],
        ["last === COLON && sign !== SPACE", "last === COLON || sign !== SPACE"],
        ["last === COLON", "true"],
        ["last === COLON", "last !== COLON"],
        ["sign !== SPACE", "true"],
      ],
      "if (small >= LETTER_A && small <= LETTER_Z) {": [
        ["small >= LETTER_A && small <= LETTER_Z", "false"],
        ["small >= LETTER_A", "small > LETTER_A"],
        ["small <= LETTER_Z", "small < LETTER_Z"],
      ],
      "if (small === LETTER_W && (last | 0x20) === LETTER_W && (beforeLast | 0x20) === LETTER_W) return false;": [
        ["small === LETTER_W && (last | 0x20) === LETTER_W && (beforeLast | 0x20) === LETTER_W", "true"],
        [
          "small === LETTER_W && (last | 0x20) === LETTER_W && (beforeLast | 0x20) === LETTER_W",
          "small === LETTER_W && (last | 0x20) === LETTER_W || (beforeLast | 0x20) === LETTER_W",
        ],
        ["small === LETTER_W && (last | 0x20) === LETTER_W", "true"],
        ["small === LETTER_W && (last | 0x20) === LETTER_W", "small === LETTER_W || (last | 0x20) === LETTER_W"],
        ["small === LETTER_W", "true"],
        ["(last | 0x20) === LETTER_W", "true"],
        ["(beforeLast | 0x20) === LETTER_W", "true"],
        ["(beforeLast | 0x20) === LETTER_W", "(beforeLast | 0x20) !== LETTER_W"],
      ],
      "} else if (sign === SPACE) {": [["sign === SPACE", "false"]],
      "if (last === SPACE) return false;": [
        ["last === SPACE", "true"],
        ["last === SPACE", "last !== SPACE"],
      ],
      "} else if (sign === HYPHEN) {": [["sign === HYPHEN", "false"]],
      "if ((last | 0x20) === LETTER_H && (beforeLast | 0x20) === LETTER_G) return false;": [
        ["(last | 0x20) === LETTER_H && (beforeLast | 0x20) === LETTER_G", "true"],
        [
          "(last | 0x20) === LETTER_H && (beforeLast | 0x20) === LETTER_G",
          "(last | 0x20) === LETTER_H || (beforeLast | 0x20) === LETTER_G",
        ],
        ["(last | 0x20) === LETTER_H", "true"],
        ["(beforeLast | 0x20) === LETTER_G", "true"],
      ],
      "} else if (sign !== COLON && !QUIET.includes(text.charAt(at))) return false;": [
        ["sign !== COLON && !QUIET.includes(text.charAt(at))", "true"],
        ["sign !== COLON && !QUIET.includes(text.charAt(at))", "sign !== COLON || !QUIET.includes(text.charAt(at))"],
        ["sign !== COLON", "true"],
        ["text.charAt(at)", "text"],
      ],
      "return last !== COLON;": [["last !== COLON", "false"]],
      "if (isLetter(first)) return line;": [["isLetter(first)", "false"]],
      "if (isHarmless(foreign)) return unbulleted(foreign);": [["isHarmless(foreign)", "false"]],
      "if (foreign.length <= most) return foreign;": [
        ["foreign.length <= most", "false"],
        ["foreign.length <= most", "foreign.length < most"],
      ],
      'const QUIET = "0123456789,()/.\'\\"!?;+=%^{}";': [['"0123456789,()/.\'\\"!?;+=%^{}"', '""']],
    },
  },
];

export const shortcuts: readonly Equivalent[] = SHORTCUTS.flatMap(({ file, why, faults }) =>
  Object.entries(faults).flatMap(([line, pairs]) => pairs.map(([from, to]) => ({ file, line, from, to, why }))),
);
