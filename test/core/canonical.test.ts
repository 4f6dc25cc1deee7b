import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { canonicalJson, hashOf } from "../../src/core/canonical.ts";
import type { Json } from "../../src/core/plan.ts";

describe("canonical JSON", () => {
  it("equal values have one text and one hash", () => {
    expect(canonicalJson({ b: [1, { d: null, c: "x" }], a: true })).toBe('{"a":true,"b":[1,{"c":"x","d":null}]}');
    expect(canonicalJson({ a: true, b: [1, { c: "x", d: null }] })).toBe('{"a":true,"b":[1,{"c":"x","d":null}]}');
    expect(hashOf({ a: 1, b: 2 })).toBe(hashOf({ b: 2, a: 1 }));
    expect(hashOf({ a: 1, b: 2 })).not.toBe(hashOf({ a: 2, b: 1 }));
  });

  it("what is undefined is no member", () => {
    expect(canonicalJson({ a: undefined, b: 1 } as unknown as Json)).toBe('{"b":1}');
  });

  it("the hash is the SHA-256 of the text's UTF-8", () => {
    expect(hashOf({})).toBe("44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a");
    expect(hashOf("é")).toBe(createHash("sha256").update(Buffer.from('"é"')).digest("hex"));
  });

  it("keys are sorted by UTF-16 units, whatever the language", () => {
    expect(canonicalJson({ é: 1, z: 2, Z: 3, "10": 4, "9": 5 })).toBe('{"10":4,"9":5,"Z":3,"z":2,"é":1}');
  });
});
