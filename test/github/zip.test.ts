// One file out of an archive that anybody may have made.
import { describe, expect, it } from "vitest";
import { fileInZip } from "../../src/github/zip.ts";
import { archiveOf, zipped } from "../zipped.ts";

const NAME = "test-gate.ndjson";
const read = (archive: Buffer, limit = 1000) => fileInZip({ archive, name: NAME, limit });

describe("one file of an archive", () => {
  it("is read by its exact name", () => {
    const found = read(
      archiveOf([
        ["a.txt", Buffer.from("a")],
        [NAME, Buffer.from("hello")],
      ]),
    );
    expect(found.is === "file" && found.content.toString()).toBe("hello");
    expect(read(zipped("TEST-GATE.ndjson", "x")).is).toBe("none");
    expect(read(archiveOf([])).is).toBe("none");
  });

  it.each([
    "../test-gate.ndjson",
    "/test-gate.ndjson",
    "./test-gate.ndjson",
    "test-gate.ndjson/",
    "C:\\test-gate.ndjson",
  ])("ACT-09 a path such as %j names nothing", (name) => {
    expect(read(zipped(name, "x")).is).toBe("none");
  });

  it.each<readonly [string, Buffer, RegExp]>([
    ["of nothing", Buffer.alloc(0), /no directory/],
    ["of noise", Buffer.alloc(5000, 7), /no directory/],
    ["that is cut", zipped(NAME, "hello").subarray(20), /cut|not there/],
    [
      "with two files of one name",
      archiveOf([
        [NAME, Buffer.from("good")],
        [NAME, Buffer.from("bad")],
      ]),
      /two files/,
    ],
    ["whose file is too large", zipped(NAME, Buffer.alloc(2000)), /larger than 1000/],
    ["a bomb that hides its size", zipped(NAME, Buffer.alloc(50_000_000), { size: 10 }), /./],
    ["a bomb that says its size", zipped(NAME, Buffer.alloc(50_000_000)), /larger/],
    ["a size of four gigabytes", zipped(NAME, "hello", { size: 0xffffffff }), /larger/],
    ["packed in a way of its own", zipped(NAME, "hello", { method: 12 }), /./],
    ["that says it is not packed", zipped(NAME, "hello", { method: 0 }), /damaged/],
    [
      "with too many files",
      archiveOf(Array.from({ length: 101 }, (_, i) => [`${i}`, Buffer.alloc(1)] as const)),
      /too many/,
    ],
  ])("ACT-09 an archive %s is not sound", (_, archive, why) => {
    const found = read(archive);
    expect(found.is === "unsound" && found.why).toMatch(why);
  });

  it("any byte that is changed is noticed, or changes nothing that is read", () => {
    const archive = zipped(NAME, "hello, world");
    for (let at = 0; at < archive.length; at++) {
      const changed = Buffer.from(archive);
      changed[at] = (changed[at] ?? 0) ^ 0xff;
      const found = read(changed);
      if (found.is === "file") expect(found.content.toString()).toBe("hello, world");
    }
  });
});
