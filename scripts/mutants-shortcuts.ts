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
        ["(sign | 0x20) <= 0x7a", "(sign | 0x20) < 0x7a"],
        ["(sign: number): boolean => (sign | 0x20) >= 0x61 && (sign | 0x20) <= 0x7a", "() => undefined"],
      ],
      "function isHarmless(text: string): boolean {": [["{", "{}"]],
      'let [beforeLast, last] = ["", ""];': [['""', '"Stryker was here!"']],
      'if (last === ":" && sign !== " ") return false;': [
        ['last === ":" && sign !== " "', "true"],
        ['last === ":" && sign !== " "', 'last === ":" || sign !== " "'],
        ['last === ":"', "true"],
        ['last === ":"', 'last !== ":"'],
        ['sign !== " "', "true"],
        ['" "', '""'],
      ],
      "if (isLetter(code)) {": [["isLetter(code)", "false"]],
      'if (sign.toLowerCase() === "w" && last.toLowerCase() === "w" && beforeLast.toLowerCase() === "w") return false;':
        [
          ['sign.toLowerCase() === "w" && last.toLowerCase() === "w" && beforeLast.toLowerCase() === "w"', "true"],
          [
            'sign.toLowerCase() === "w" && last.toLowerCase() === "w" && beforeLast.toLowerCase() === "w"',
            'sign.toLowerCase() === "w" && last.toLowerCase() === "w" || beforeLast.toLowerCase() === "w"',
          ],
          ['sign.toLowerCase() === "w" && last.toLowerCase() === "w"', "true"],
          [
            'sign.toLowerCase() === "w" && last.toLowerCase() === "w"',
            'sign.toLowerCase() === "w" || last.toLowerCase() === "w"',
          ],
          ['sign.toLowerCase() === "w"', "true"],
          ['last.toLowerCase() === "w"', "true"],
          ['beforeLast.toLowerCase() === "w"', "true"],
          ['beforeLast.toLowerCase() === "w"', 'beforeLast.toLowerCase() !== "w"'],
        ],
      '} else if (sign === " ") {': [
        ['sign === " "', "false"],
        ['" "', '""'],
      ],
      'if (last === " ") return false;': [
        ['last === " "', "true"],
        ['last === " "', 'last !== " "'],
      ],
      'if (last.toLowerCase() === "h" && beforeLast.toLowerCase() === "g") return false;': [
        ['last.toLowerCase() === "h" && beforeLast.toLowerCase() === "g"', "true"],
        [
          'last.toLowerCase() === "h" && beforeLast.toLowerCase() === "g"',
          'last.toLowerCase() === "h" || beforeLast.toLowerCase() === "g"',
        ],
        ['last.toLowerCase() === "h"', "true"],
        ['beforeLast.toLowerCase() === "g"', "true"],
      ],
      '} else if (sign !== ":" && !isDigit(code) && !QUIET.includes(sign)) return false;': [
        ['sign !== ":" && !isDigit(code) && !QUIET.includes(sign)', "true"],
        [
          'sign !== ":" && !isDigit(code) && !QUIET.includes(sign)',
          'sign !== ":" && !isDigit(code) || !QUIET.includes(sign)',
        ],
        ['sign !== ":" && !isDigit(code)', "true"],
        ['sign !== ":" && !isDigit(code)', 'sign !== ":" || !isDigit(code)'],
        ['sign !== ":"', "true"],
        ['":"', '""'],
      ],
      'return last !== ":";': [['last !== ":"', "false"]],
      "if (isLetter(first)) return line;": [["isLetter(first)", "false"]],
      "if (isHarmless(foreign)) return unbulleted(foreign);": [["isHarmless(foreign)", "false"]],
      "if (foreign.length <= most) return foreign;": [
        ["foreign.length <= most", "false"],
        ["foreign.length <= most", "foreign.length < most"],
      ],
      'const QUIET = ",()/.\'\\"!?;+=%^{}-";': [['",()/.\'\\"!?;+=%^{}-"', '""']],
    },
  },
];

export const shortcuts: readonly Equivalent[] = SHORTCUTS.flatMap(({ file, why, faults }) =>
  Object.entries(faults).flatMap(([line, pairs]) => pairs.map(([from, to]) => ({ file, line, from, to, why }))),
);
