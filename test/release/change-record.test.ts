// Nothing is tagged whose changes were not approved. What GitHub knows of a commit counts, never what its title claims.
import { describe, expect, it } from "vitest";
import type { HostedCheck, HostedPull } from "../../src/core/release-host.ts";
import { changeRecordOf } from "../../src/release/publish/change-record.ts";
import type { Asked } from "../../src/release/publish/change-record.ts";
import { sha } from "./world.ts";

const RULE = { app: 71, check: "lamplighter/change" };
const pull = (number: number, more: Partial<HostedPull> = {}): HostedPull => ({
  number,
  url: "",
  title: "",
  body: "",
  state: "closed",
  draft: false,
  head: sha(`head ${number}`),
  base: "main",
  mergedAs: sha(`merge ${number}`),
  labels: [],
  author: null,
  association: "",
  ...more,
});
const passed: HostedCheck = { id: 5, app: 71, conclusion: "success" };

const judged = (
  what: Asked["what"],
  github: { pulls?: Record<string, HostedPull[]>; checks?: Record<string, HostedCheck[]> },
) =>
  changeRecordOf(
    {
      pullsOfCommit: (commit) => Promise.resolve(github.pulls?.[commit] ?? []),
      checksOf: (head, name) => Promise.resolve(name === RULE.check ? (github.checks?.[head] ?? []) : []),
    },
    RULE,
    { what, lines: ["main", "1.x"] },
  );
const of = (...checks: HostedCheck[]) => ({
  pulls: { a: [pull(1)], b: [pull(1)] },
  checks: { [sha("head 1")]: checks },
});

describe("a release", () => {
  it("of commits that approved pull requests brought names each of them once, with its head and its check", async () => {
    expect(await judged({ commits: ["a", "b"] }, of({ ...passed, id: 4, conclusion: "failure" }, passed))).toEqual({
      is: "approved",
      trailers: [`Lamplighter-Change: #1 ${sha("head 1")} check 5`],
      pulls: [1],
    });
  });

  it("that was proposed needs the approval of its proposal", async () => {
    const checks = { [sha("head 9")]: [passed] };
    expect(await judged({ proposal: pull(9) }, { checks })).toMatchObject({ is: "approved", pulls: [9] });
    expect(await judged({ proposal: pull(8) }, { checks })).toMatchObject({ is: "missing" });
  });

  it.each<[string, Asked["what"], Parameters<typeof judged>[1], string]>([
    ["nothing at all", { commits: [] }, {}, "no commit to trace"],
    ["a commit that was pushed past every pull request", { commits: ["a", "c"] }, of(passed), "No merged pull request"],
    ["a pull request that is open", { commits: ["a"] }, { pulls: { a: [pull(1, { mergedAs: null })] } }, "No merged"],
    ["one merged into another branch", { commits: ["a"] }, { pulls: { a: [pull(1, { base: "x" })] } }, "No merged"],
    ["no check", { commits: ["a"] }, of(), "did not pass on #1"],
    ["a check that runs", { commits: ["a"] }, of({ ...passed, conclusion: null }), "did not pass on #1"],
    ["a neutral one", { commits: ["a"] }, of({ ...passed, conclusion: "neutral" }), "did not pass on #1"],
    ["one of another App", { commits: ["a"] }, of({ ...passed, app: 15368 }), "did not pass on #1"],
    ["one of nobody", { commits: ["a"] }, of({ ...passed, app: null }), "did not pass on #1"],
    ["one that failed later", { commits: ["a"] }, of(passed, { ...passed, id: 6, conclusion: "failure" }), "#1"],
    ["more than can be traced", { commits: Array<string>(301).fill("a") }, of(passed), "301 commits"],
  ])("with %s is not approved", async (_, what, github, said) => {
    expect(await judged(what, github)).toEqual({ is: "missing", reason: expect.stringContaining(said) as string });
  });
});
