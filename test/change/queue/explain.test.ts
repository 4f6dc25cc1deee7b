// What the members of a merge group account for, whichever way GitHub merges.
import { describe, expect, it } from "vitest";
import { isChained, unexplained, type Member } from "../../../src/change/queue/explain.ts";
import type { BranchCommit } from "../../../src/core/branch.ts";
import { sha } from "../../world.ts";

const commit = (name: string, ...parents: string[]): BranchCommit => ({
  sha: sha(name),
  parents: parents.map(sha),
  tree: sha("77"),
  author: null,
  committer: null,
  byGitHub: true,
  title: "",
});
const member = (args: { base: string; head: string; pull: string; commits: readonly BranchCommit[] }): Member => ({
  entry: { position: 1, base: sha(args.base), head: sha(args.head), pull: { number: 1, head: sha(args.pull) } },
  commits: args.commits,
});
const [P1, P2] = [commit("a1", "01"), commit("a2", "a1")];
const own = [P1, P2];
const merged = member({ base: "01", head: "c1", pull: "a2", commits: own });

interface Case {
  readonly is: string;
  readonly commits: readonly BranchCommit[];
  readonly members: readonly Member[];
  readonly others: readonly string[];
}

const cases: readonly Case[] = [
  { is: "a merge", commits: [...own, commit("c1", "01", "a2")], members: [merged], others: [] },
  { is: "one commit in the place of all", commits: [commit("c1", "01")], members: [merged], others: [] },
  {
    is: "each commit anew",
    commits: [commit("c0", "01"), commit("c1", "c0")],
    members: [merged],
    others: [],
  },
  {
    is: "one commit more than the pull request has",
    commits: [commit("b9", "01"), commit("c0", "b9"), commit("c1", "c0")],
    members: [merged],
    others: ["b9", "c0", "c1"],
  },
  {
    is: "a merge of another head",
    commits: [...own, commit("ee", "a2"), commit("c1", "01", "ee")],
    members: [merged],
    others: ["ee", "c1"],
  },
  {
    is: "a merge with a third parent",
    commits: [...own, commit("ee", "01"), commit("c1", "01", "a2", "ee")],
    members: [merged],
    others: ["ee", "c1"],
  },
  {
    is: "a commit below the group that no entry brings",
    commits: [commit("ee", "01"), ...own, commit("c1", "ee", "a2")],
    members: [merged],
    others: ["ee", "c1"],
  },
  {
    is: "two groups on one another",
    commits: [...own, commit("c1", "01", "a2"), commit("a3", "01"), commit("c2", "c1", "a3")],
    members: [merged, member({ base: "c1", head: "c2", pull: "a3", commits: [commit("a3", "01")] })],
    others: [],
  },
  {
    is: "the first of two left out",
    commits: [...own, commit("c1", "01", "a2"), commit("a3", "01"), commit("c2", "c1", "a3")],
    members: [member({ base: "c1", head: "c2", pull: "a3", commits: [commit("a3", "01")] })],
    others: ["a1", "a2", "c1"],
  },
];

describe("what a group's members account for", () => {
  it.each(cases)("$is", ({ commits, members, others }) => {
    const found = unexplained({ tip: sha("01"), head: sha("c1"), commits, members });
    expect(found).toEqual(others.map(sha));
  });

  it("entries stand on one another, the first on the branch", () => {
    const second = member({ base: "c1", head: "c2", pull: "a3", commits: [] });
    expect(isChained({ tip: sha("01"), members: [merged, second] })).toBe(true);
    expect(isChained({ tip: sha("02"), members: [merged, second] })).toBe(false);
    expect(isChained({ tip: sha("01"), members: [second] })).toBe(false);
  });
});
