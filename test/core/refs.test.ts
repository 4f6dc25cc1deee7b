import { describe, expect, test } from "vitest";
import { parseSubject, printSubject, type Subject, type SubjectKind, subjectNumber } from "../../src/core/refs.ts";

const subject = (kind: SubjectKind, name: string): Subject => ({ installation: 7, repository: 4711, kind, name });

describe("a subject as one string", () => {
  test.each<[Subject, string]>([
    [subject("issue", "12"), "7/4711/issue/12"],
    [subject("pull", "12"), "7/4711/pull/12"],
    [subject("branch", "release/1.x"), "7/4711/branch/release/1.x"],
    [subject("branch", "a\nb"), "7/4711/branch/a\nb"],
    [subject("merge-group", "abc"), "7/4711/merge-group/abc"],
    [subject("environment", "live"), "7/4711/environment/live"],
    [subject("repository", ""), "7/4711/repository/"],
    [{ ...subject("installation", ""), repository: 0 }, "7/0/installation/"],
    [{ ...subject("issue", "1"), installation: 42 }, "42/4711/issue/1"],
  ])("%j is read back from %j", (one, text) => {
    expect(printSubject(one)).toBe(text);
    expect(parseSubject(text)).toEqual(one);
  });

  test.each([
    "",
    "7/4711/pull",
    "7/4711/push/12",
    "7/4711//12",
    "7//pull/12",
    "/4711/pull/12",
    "x7/4711/pull/12",
    "7/x/pull/12",
    "7/4711/PULL/12",
  ])("%j is no subject", (text) => {
    expect(parseSubject(text)).toBeUndefined();
  });
});

describe("the number of a subject", () => {
  test.each(["issue", "pull"] as const)("an %s has one", (kind) => {
    expect(subjectNumber(subject(kind, "12"))).toBe(12);
  });

  test.each(["branch", "merge-group", "repository"] as const)("a %s has none", (kind) => {
    expect(() => subjectNumber(subject(kind, "12"))).toThrow(`a ${kind} has no number`);
  });
});
