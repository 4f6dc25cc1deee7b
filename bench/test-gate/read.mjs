// One way to read reports, in a process of its own: node read.mjs <way> <folder>. Prints how many tests it saw.
// The peers' ways are the calls that their Actions make: dorny/test-reporter parses with xml2js, mikepenz/action-junit-report
// with xml-js, both the whole file as a string. They come from the folder in PEERS.
// `reader` is our reader without the Action around it, bundled to the path in READER: it decodes each test's names, counts,
// and holds declared counts against found ones, which none of the parsers does.
import { closeSync, openSync, readdirSync, readFileSync, readSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const [way, folder] = process.argv.slice(2);
const files = readdirSync(folder).map((name) => `${folder}/${name}`);
const peer = (name) => createRequire(join(process.env["PEERS"] ?? ".", "package.json"))(name);
let tests = 0;

const count = (node) => {
  if (node === null || typeof node !== "object") return;
  for (const [key, value] of Object.entries(node)) {
    if (key === "testcase") tests += Array.isArray(value) ? value.length : 1;
    else if (key === "testsuite" || key === "testsuites")
      for (const one of Array.isArray(value) ? value : [value]) count(one);
  }
};

// One piece of memory for all files, as our Action has.
const bytes = Buffer.allocUnsafeSlow(256 * 1024);
const pieces = (file, take) => {
  const open = openSync(file, "r");
  for (let size = readSync(open, bytes); size > 0; size = readSync(open, bytes)) take(bytes.subarray(0, size));
  closeSync(open);
};

const { JUNIT } = way === "reader" ? await import(process.env["READER"]) : {};

const WAYS = {
  bytes: (file) => void (tests += readFileSync(file).length > 0 ? 0 : 1),
  pieces: (file) => pieces(file, (piece) => void (tests += piece.length > 0 ? 0 : 1)),
  reader: (file) => {
    const reader = JUNIT.read({ test: () => void (tests += 1), wrong: (damage) => console.error(damage) });
    pieces(file, (piece) => reader.push(piece));
    reader.end();
  },
  saxes: async (file) => {
    const { SaxesParser } = await import("saxes");
    const parser = new SaxesParser();
    const decoder = new TextDecoder();
    parser.on("opentag", (tag) => void (tests += tag.name === "testcase" ? 1 : 0));
    pieces(file, (piece) => parser.write(decoder.decode(piece, { stream: true })));
    parser.close();
  },
  xml2js: async (file) => count(await peer("xml2js").parseStringPromise(readFileSync(file, "utf8"))),
  "xml-js": (file) => count(peer("xml-js").xml2js(readFileSync(file, "utf8"), { compact: true })),
};

for (const file of files) await WAYS[way](file);
console.log(tests);
