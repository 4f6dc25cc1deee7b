// Which commits a merge explains, and which it does not, whoever made them look as if it did.
import { describe, expect, it } from "vitest";
import type { Merged } from "../../src/core/merged.ts";
import type { BranchCommit } from "../../src/core/branch.ts";
import { explain } from "../../src/sensor/explain.ts";
import type { Move } from "../../src/sensor/moves.ts";
import { MONDAY, olu, sha } from "../world.ts";

const X = sha("0a");

/** A commit of a short name, on its parents. */
function on(name: string, parents: readonly string[], differs: Partial<BranchCommit> = {}): BranchCommit {
  return {
    sha: sha(name),
    parents: parents.map(sha),
    tree: sha(`${name}${name}f`),
    author: olu,
    committer: olu,
    byGitHub: false,
    title: name,
    ...differs,
  };
}

function merged(differs: Partial<Merged> = {}): Merged {
  return {
    pull: 12,
    head: sha("b1"),
    mergeBase: X,
    base: "main",
    mergeCommit: sha("3e"),
    commits: 1,
    mergedAt: MONDAY,
    mergedBy: 1,
    author: 9,
    verdict: "allow",
    code: "approved",
    mode: "enforce",
    type: "normal",
    policy: "p0",
    counted: [1],
    lenders: [],
    sample: null,
    folders: null,
    undoes: [],
    emergency: null,
    ...differs,
  };
}

const move = (kind: string, after: string): Move => ({
  id: 1,
  before: X,
  after: sha(after),
  kind,
  by: olu,
  at: MONDAY,
});

interface Case {
  readonly kind: string;
  readonly commits: readonly BranchCommit[];
  readonly merged: readonly Merged[];
  /** What is found of each commit, in their order. */
  readonly is: readonly (string | null)[];
}

const github = { byGitHub: true };
const squash = [on("3e", ["0a"], github)];
const cases: Readonly<Record<string, Case>> = {
  "the merge commit that GitHub made, and what was merged": {
    kind: "pr_merge",
    commits: [on("b1", ["0a"]), on("3e", ["0a", "b1"], github)],
    merged: [merged()],
    is: ["change 12", "change 12"],
  },
  "a squashed commit": { kind: "pr_merge", commits: squash, merged: [merged()], is: ["change 12"] },
  "a squashed commit on a server that does not sign": {
    kind: "pr_merge",
    commits: [on("3e", ["0a"])],
    merged: [merged()],
    is: ["change 12"],
  },
  "each commit of a rebase": {
    kind: "pr_merge",
    commits: [on("c1", ["0a"]), on("3e", ["c1"])],
    merged: [merged({ commits: 2 })],
    is: ["change 12", "change 12"],
  },
  "a push that nobody asked for": { kind: "push", commits: [on("d1", ["0a"])], merged: [merged()], is: [null] },
  "nothing but the squashed commit of two pushes that came at once": {
    kind: "unknown",
    commits: [on("d1", ["0a"]), on("3e", ["d1"], github)],
    merged: [merged({ commits: 2 })],
    is: [null, "change 12"],
  },
  "no unsigned commit that a person pushed under the merge's name": {
    kind: "push",
    commits: [on("3e", ["0a"])],
    merged: [merged()],
    is: [null],
  },
  "no more commits of a rebase than the pull request had": {
    kind: "merge_queue_merge",
    commits: [on("d1", ["0a"]), on("c1", ["d1"]), on("3e", ["c1"])],
    merged: [merged({ commits: 2 })],
    is: [null, "change 12", "change 12"],
  },
  "each squashed commit of a queue by its own pull request": {
    kind: "merge_queue_merge",
    commits: [on("4e", ["0a"], github), on("3e", ["4e"], github)],
    merged: [merged({ commits: 3 }), merged({ pull: 13, head: sha("b2"), mergeCommit: sha("4e") })],
    is: ["change 13", "change 12"],
  },
  "not the squashed commit of a queue whose own pull request nobody looked at": {
    kind: "merge_queue_merge",
    commits: [on("4e", ["0a"], github), on("3e", ["4e"], github)],
    merged: [merged({ commits: 3 })],
    is: [null, "change 12"],
  },
  "the approved head itself, pushed as it is": {
    kind: "push",
    commits: [on("b1", ["0a"])],
    merged: [merged({ mergeCommit: sha("b1") })],
    is: ["change 12"],
  },
  "a merge made by hand of a head that was up to date and is the same to the byte": {
    kind: "push",
    commits: [on("b1", ["0a"]), on("3e", ["0a", "b1"], { tree: sha("b1b1f") })],
    merged: [merged()],
    is: ["change 12", "change 12"],
  },
  "not a merge made by hand that holds something else": {
    kind: "push",
    commits: [on("b1", ["0a"]), on("3e", ["0a", "b1"])],
    merged: [merged()],
    is: ["change 12", null],
  },
  "not a merge made by hand that takes the head's files over what was on the branch": {
    kind: "push",
    commits: [on("d1", ["0a"]), on("b1", ["0a"]), on("3e", ["d1", "b1"], { tree: sha("b1b1f") })],
    merged: [merged()],
    is: [null, "change 12", null],
  },
  "not a merge that GitHub's editor made with other content, and that a person pushed": {
    kind: "push",
    commits: [on("d1", ["0a"]), on("b1", ["0a"]), on("3e", ["d1", "b1"], github)],
    merged: [merged()],
    is: [null, "change 12", null],
  },
  "not what GitHub's editor put on the approved head, and a person pushed": {
    kind: "push",
    commits: [on("b1", ["0a"]), on("3e", ["b1"], github)],
    merged: [merged()],
    is: ["change 12", null],
  },
  "not what was pushed before the head was judged, although the head holds it": {
    kind: "unknown",
    commits: [on("d1", ["0a"]), on("b1", ["d1"]), on("3e", ["d1", "b1"], github)],
    merged: [merged({ mergeBase: sha("d1") })],
    is: [null, "change 12", "change 12"],
  },
  "a red merge as an exception of its pull request": {
    kind: "pr_merge",
    commits: squash,
    merged: [merged({ verdict: "wait", code: "approval-missing" })],
    is: ["exception 12"],
  },
  "what was approved on its own, although a red one holds it too": {
    kind: "pr_merge",
    commits: [on("b1", ["0a"]), on("b2", ["b1"]), on("4e", ["0a", "b2"], github)],
    merged: [
      merged({ mergeCommit: null }),
      merged({ pull: 13, head: sha("b2"), mergeCommit: sha("4e"), verdict: "block", code: "rejected" }),
    ],
    is: ["change 12", "exception 13", "exception 13"],
  },
  "nothing of a head of which nobody knows from where on it was judged": {
    kind: "push",
    commits: [on("b1", ["0a"])],
    merged: [merged({ mergeBase: null, mergeCommit: null })],
    is: [null],
  },
};

describe("a move is explained by", () => {
  it.each(Object.entries(cases))("%s", (_, { kind, commits, merged, is }) => {
    const after = commits.at(-1)!.title;
    const found = explain({ move: move(kind, after), commits, merged });
    const printed = commits.map(({ sha }) => {
      const one = found.get(sha);
      return one ? `${one.is} ${one.pull ?? "-"}` : null;
    });
    expect(printed).toEqual(is);
  });

  it("steps that grow with its commits, and no faster", () => {
    const steps = (count: number): number => {
      let asked = 0;
      const commits = Array.from({ length: count }, (_, index) => {
        const name = (index + 1).toString(16).padStart(40, "0");
        const parent = index.toString(16).padStart(40, "0");
        return new Proxy(on("a", [], { sha: name, parents: [parent] }), {
          get: (target, key) => {
            if (key === "parents") asked++;
            return Reflect.get(target, key) as unknown;
          },
        });
      });
      const head = commits.at(-1)!.sha;
      const known = [merged({ head, mergeCommit: head, mergeBase: "0".repeat(40) })];
      const found = explain({ move: { ...move("push", "a"), after: head }, commits, merged: known });
      expect([...found.values()].every((one) => one?.is === "change")).toBe(true);
      return asked;
    };
    expect(steps(2_000)).toBeLessThanOrEqual(2.5 * steps(1_000));
  });
});
