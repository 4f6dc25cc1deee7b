import { describe, expect, test } from "vitest";
import { type Members, parsePolicy, type PolicyFile } from "../../src/core/policy-file.ts";
import { inheritanceProblems, mergePolicies } from "../../src/core/policy-inherit.ts";

describe("a repository's policy over its organisation's", () => {
  test.each<[string, Members, Members, Members]>([
    ["maps are merged key by key", { a: { b: 1, c: 2 } }, { a: { c: 3, d: 4 } }, { a: { b: 1, c: 3, d: 4 } }],
    ["lists are replaced", { a: [1, 2] }, { a: [3] }, { a: [3] }],
    ["a map gives way to a word", { a: { b: 1 } }, { a: 1 }, { a: 1 }],
    ["a word gives way to a map", { a: 1 }, { a: { b: 1 } }, { a: { b: 1 } }],
    ["nothing is a value", { a: { b: 1 } }, { a: null }, { a: null }],
    [
      "what speaks of files is the organisation's",
      { locked: ["a"] },
      { extends: "org", locked: [] },
      { locked: ["a"] },
    ],
    ["what is new is added", {}, { a: 1 }, { a: 1 }],
  ])("%s", (_, organisation, repository, merged) => {
    expect(mergePolicies(organisation, repository)).toEqual(merged);
  });

  test("neither file is changed by it", () => {
    const organisation = { a: { b: 1 } };
    mergePolicies(organisation, { a: { b: 2 } });
    expect(organisation).toEqual({ a: { b: 1 } });
  });
});

describe("what is said where it cannot be said", () => {
  const file = (text: string, name: string): PolicyFile => {
    const parsed = parsePolicy({ text, file: name });
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
    return parsed.file;
  };
  const problems = (organisation: string, repository: string, locked: string[] = []) => {
    const files = { organisation: file(organisation, "org.yml"), repository: file(repository, "repo.yml") };
    const merged = mergePolicies(files.organisation.data, files.repository.data);
    return inheritanceProblems({ ...files, merged, locked });
  };

  test("locks in the repository's file", () => {
    expect(problems("a: 1", "b: 1\nlocked: [a]")).toEqual([
      {
        file: "repo.yml",
        line: 2,
        column: 1,
        code: "misplaced",
        message: '"locked" cannot stand in this file.',
        expected: "locked: only in the organisation's file",
      },
    ]);
  });

  test("an organisation's file that extends something", () => {
    expect(problems("a: 1\nextends: org", "b: 1")).toEqual([
      {
        file: "org.yml",
        line: 2,
        column: 1,
        code: "misplaced",
        message: '"extends" cannot stand in this file.',
        expected: "an organisation's file that extends nothing",
      },
    ]);
  });

  test("a change of what is locked, at the value that changes it", () => {
    expect(problems("a: { b: 1, c: 1 }", "a: { b: 2 }", ["a.b", "a.c"])).toEqual([
      {
        file: "repo.yml",
        line: 1,
        column: 9,
        code: "locked",
        message: "a.b is locked by the organisation, and this changes it.",
        expected: "what the organisation's policy says; leave it out here",
      },
    ]);
  });

  test("a lock on what the organisation does not say: it must stay unsaid", () => {
    expect(problems("a: 1", "b: 1", ["b"])).toMatchObject([{ code: "locked" }]);
    expect(problems("a: 1", "c: 1", ["b", "x.y"])).toEqual([]);
    expect(problems("b: null", "b: null", ["b"])).toEqual([]);
  });
});
