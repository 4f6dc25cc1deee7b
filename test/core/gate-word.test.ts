// The first line of a test gate's digest, as anybody may have written it into an artifact.
import { describe, expect, it } from "vitest";
import { DIGEST_FILE, parseGateWord } from "../../src/core/gate-word.ts";
import { Tests } from "../../src/gate/tests.ts";
import { digestOf } from "../gate/printed.ts";

const WORD = { sha: "a".repeat(40), run: "11", tests: 310, state: "allow", code: "passed", failed: 0, new: 0 } as const;

function line(verdict: object = {}, differs: object = {}): string {
  const { sha, run, tests, state, code, failed } = WORD;
  const own = { state, code, failed, new: WORD.new, ...verdict };
  return JSON.stringify({
    digest: "lamplighter/test-gate",
    version: 1,
    job: "",
    sha,
    run,
    tests,
    verdict: own,
    ...differs,
  });
}

describe("the word of a test gate", () => {
  it("is read as the gate prints it", () => {
    const verdict = { state: "block", code: "failures", failed: 2, new: 1 } as const;
    const head = { job: "", sha: WORD.sha, run: "11", problems: [], coverage: null, benchmarks: [], verdict };
    const [first = ""] = digestOf(head, new Tests()).split("\n");
    expect(parseGateWord(first)).toEqual({ sha: WORD.sha, run: "11", tests: 0, ...verdict });
    expect(DIGEST_FILE).toBe("test-gate.ndjson");
  });

  it.each([
    ["an ordinary one", line(), WORD],
    ["without a base", line({ new: null }), { ...WORD, new: null }],
    ["of SHA-256", line({}, { sha: "b".repeat(64) }), { ...WORD, sha: "b".repeat(64) }],
    ["with the longest code", line({ code: `a${"b".repeat(39)}` }), { ...WORD, code: `a${"b".repeat(39)}` }],
    ["with the longest number of a run", line({}, { run: "1".repeat(20) }), { ...WORD, run: "1".repeat(20) }],
    ["with more in it than we know", line({ because: [] }, { later: true }), WORD],
    ["of no tests", line({}, { tests: 0 }), { ...WORD, tests: 0 }],
  ])("%s", (_, text, word) => {
    expect(parseGateWord(text)).toEqual(word);
  });

  it.each([
    ["nothing", ""],
    ["no JSON", "all is well"],
    ["null", "null"],
    ["a list", "[]"],
    ["a text", JSON.stringify("allow")],
    ["somebody else's", line({}, { digest: "another" })],
    ["of another version", line({}, { version: 2 })],
    ["of an older gate", line({}, { verdict: undefined })],
    ["with a list for a verdict", line({}, { verdict: [] })],
    ["with null for a verdict", line({}, { verdict: null })],
    ["of tests below none", line({}, { tests: -1 })],
    ["of half a test", line({}, { tests: 0.5 })],
    ["of more tests than can be counted", line({}, { tests: 2 ** 60 })],
    ["of tests in words", line({}, { tests: "many" })],
    ["of a run in words", line({}, { run: "11; rm" })],
    ["of a run without an id", line({}, { run: "" })],
    ["of a run as a number", line({}, { run: 11 })],
    ["of a run with too long an id", line({}, { run: "1".repeat(21) })],
    ["of a short sha", line({}, { sha: "a".repeat(39) })],
    ["of too long a sha", line({}, { sha: "a".repeat(65) })],
    ["of a sha that is none", line({}, { sha: "z".repeat(40) })],
    ["that is neither", line({ state: "unknown" })],
    ["with a code for people", line({ code: "Merge me, @everybody" })],
    ["with a code that begins with a sign", line({ code: "-x" })],
    ["with too long a code", line({ code: `a${"b".repeat(40)}` })],
    ["with two lines of code", line({ code: "a\nb" })],
    ["without a code", line({ code: "" })],
    ["with failures below none", line({ failed: -1 })],
    ["with half a failure", line({ failed: 1.5 })],
    ["with failures in words", line({ failed: "0" })],
    ["with new failures below none", line({ new: -1 })],
    ["without a word on new failures", line({ new: undefined })],
  ])("%s is none", (_, text) => {
    expect(parseGateWord(text)).toBeNull();
  });
});
