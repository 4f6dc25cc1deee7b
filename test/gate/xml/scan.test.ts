import { describe, expect, it } from "vitest";
import { below, mutant, randomFrom } from "../mutate.ts";
import { comparable, ours, theirs } from "./saxes.ts";
import { XmlScanner } from "../../../src/gate/xml/scan.ts";

const whole = (text: string): Buffer[] => [Buffer.from(text)];

const SAMPLES = [
  `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="jest tests" tests="3" failures="1" time="0.5">\n  <testsuite name="a &amp; b" errors="0">\n    <testcase classname="x.y" name='it "works" &#x1F4A5; &lt;i&gt;' time="0.01">\n      <failure message="expected 1 &#10;got 2" type="AssertionError"><![CDATA[at a.ts:3 ]] > ]]]]><![CDATA[> end]]></failure>\n    </testcase>\n    <testcase name="ünïcödé 💥"/>\n    <!-- a comment - with dashes -->\n    <system-out>plain &amp; text\r\nwith lines</system-out>\n  </testsuite>\n</testsuites>\n`,
  `<a><b c="1"d/></a>`,
  `<a b = "1" c\n=\n'2' ><?pi some ?><b></b ></a>`,
  `\ufeff<a>text <![CDATA[<not> &a; tag]]> &quot;&apos;&#65;</a>  \n`,
  `<s><c a="1" b="2"/><c b="1"/><c b="1" a="2"/><ca a="1" b="2"></ca ><c a="3" b="4" d="5"></c><c a="é" b='6' d="&lt;"/></s>`,
  `<suite><case a="x\ny\tz" b="&#10;"/><case>${"long text ".repeat(40)}</case></suite>`,
];

describe("the scanner reads what saxes reads", () => {
  it.each(SAMPLES.map((text, index) => [index, text] as const))("sample %i", (_, text) => {
    const reading = ours(whole(text));
    const judge = theirs(text);
    expect(reading.refused === null).toBe(judge.refused === null);
    if (judge.refused === null) expect(comparable(reading.events)).toEqual(comparable(judge.events));
  });

  it.each([
    `<s><c a="1" b="2"/><c b="1"/><c b="1" b="2"/></s>`,
    `<s><c a="1" b="2"/><c b="1" b="2"/></s>`,
    `<s><c a="1" b="2" d="3"/><c a="1" d="2"/><c a="1" d="2" d="3"/></s>`,
    `<s><c a="1"/><c a="1" a="2"/></s>`,
  ])("an attribute that is there twice is refused, whatever tags there were before: %s", (text) => {
    expect(theirs(text).refused).not.toBeNull();
    expect(ours(whole(text)).refused).not.toBeNull();
  });

  it("whatever the pieces that the bytes come in", () => {
    const random = randomFrom(1);
    for (const text of SAMPLES) {
      const bytes = Buffer.from(text);
      const expected = ours([bytes]);
      for (let round = 0; round < 60; round += 1) {
        const size = 1 + below(random, round < 10 ? 3 : 60);
        const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
          bytes.subarray(index * size, (index + 1) * size),
        );
        const reading = ours(pieces);
        expect(reading.events).toEqual(expected.refused === null ? expected.events : reading.events);
        expect(reading.refused === null).toBe(expected.refused === null);
      }
    }
  });

  it("on 20,000 mutants: refused by both or read alike by both", () => {
    const random = randomFrom(20261122);
    let accepted = 0;
    for (let round = 0; round < 20_000; round += 1) {
      const sample = Buffer.from((SAMPLES[below(random, SAMPLES.length)] ?? "").replace(/^<\?xml.*\?>/, ""));
      // saxes reads characters: a mutant is the text that its bytes are, with U+FFFD for what is no UTF-8.
      const text = mutant(mutant(sample, random).bytes, random)
        .bytes.toString("utf8")
        .replace(/^\ufeff/, "");
      // A written-out control character is one more thing that logs hold.
      if (/&#0*([0-8]|1[124-9]|2\d|3[01]);/.test(text)) continue;
      const judge = theirs(text);
      const reading = ours(whole(text));
      const told = JSON.stringify({ text, ours: reading.refused, theirs: judge.refused });
      expect(reading.refused === null, told).toBe(judge.refused === null);
      if (judge.refused !== null) continue;
      accepted += 1;
      expect(comparable(reading.events), told).toEqual(comparable(judge.events));
    }
    expect(accepted).toBeGreaterThan(1_000);
  });

  it("in a long file as in a short one: text that is skimmed is checked as text that is not", () => {
    const dull = "a line of output &lt;here&gt; &amp; there\n".repeat(40_000);
    const around = (inside: string): string => `<a><b x="1">${dull}${inside}${dull}</b></a>`;
    for (const [inside, refused] of [
      ["", false],
      ["&quot; <c/> <![CDATA[ & ]]> &#x41;", false],
      ["&nbsp;", true],
      ["&", true],
      ["& ", true],
      ["&lt", true],
      ["<", true],
      ["</c>", true],
    ] as const) {
      const text = around(inside);
      const pieces = Array.from({ length: Math.ceil(text.length / 65_536) }, (_, index) =>
        Buffer.from(text.slice(index * 65_536, (index + 1) * 65_536)),
      );
      const reading = ours(pieces);
      expect(reading.refused !== null, inside).toBe(refused);
      expect(theirs(text).refused !== null, inside).toBe(refused);
      if (!refused) expect(comparable(reading.events)).toEqual(comparable(theirs(text).events));
    }
  });

  it.each([
    ["<\u00c3\u00a9></\u00e9>", "refused"],
    ["<\u00e9></\u00c3\u00a9>", "refused"],
    ["<\u00e9></\u00e9>", "read"],
    ['<a><b \u00fc="1"/><b \u00e9="1"/></a>', "read"],
    ['<a><b names="1" name="2"/><b name="1" names="2"/><b nam="1"/></a>', "read"],
    ['<a><b name = \'1\'/><b name= "1"/><b name ="1"/></a>', "read"],
  ])("%s is %s by both, name by name", (text, expected) => {
    const reading = ours(whole(text));
    expect(reading.refused === null ? "read" : "refused").toBe(expected);
    expect(theirs(text).refused === null ? "read" : "refused").toBe(expected);
    if (expected === "read") expect(comparable(reading.events)).toEqual(comparable(theirs(text).events));
  });
});

describe("decimal numbers without text", () => {
  const decimalOf = (written: string): number => {
    let found = Number.NaN;
    const scanner = new XmlScanner(
      { open: (_, tag) => void (found = tag.decimalAt(0)), close: () => undefined, text: () => undefined },
      { doctype: "refuse" },
    );
    scanner.push(Buffer.from(`<a b="${written}"/>`));
    scanner.end();
    return found;
  };

  it("are what Number makes of them, or are left to it", () => {
    const random = randomFrom(3);
    for (let round = 0; round < 20_000; round += 1) {
      const digits = Array.from({ length: below(random, 17) }, () => below(random, 10)).join("");
      const dot = below(random, digits.length + 2);
      const written = dot > digits.length ? digits : `${digits.slice(0, dot)}.${digits.slice(dot)}`;
      const found = decimalOf(written);
      if (!Number.isNaN(found)) expect(found, written).toBe(Number(written));
      else expect(written).toMatch(/^$|^\.|\.$|^.{16,}$/);
    }
  });

  it.each(["", "-1", "+1", "1e3", "1,5", "1.2.3", " 1", "0x10", "Infinity", "&#49;"])('not "%s"', (written) => {
    expect(decimalOf(written)).toBeNaN();
  });
});
