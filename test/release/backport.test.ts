import { describe, expect, it } from "vitest";
import { picksOf } from "../../src/release/backport/pick.ts";
import {
  backportBody,
  backportTitle,
  copiedFrom,
  linesByLabels,
  localCommands,
  nextLines,
  originalOf,
} from "../../src/release/backport/proposal.ts";
import type { Backport, Original } from "../../src/release/backport/proposal.ts";
import { newestFirst } from "../../src/release/backport/run.ts";
import { parsed, raw, sha } from "./world.ts";

const one = { sha: sha("1"), message: "fix: one\n", merge: false };
const two = { sha: sha("2"), message: "fix: two", merge: false };
const landed = (name: string, message: string) => raw(message, { sha: sha(name), parents: [sha("base")] });

describe("how a pull request was merged", () => {
  const merge = raw("Merge pull request #7 from x/y", { sha: sha("m"), parents: [sha("base"), sha("2")] });
  const squash = landed("s", "fix: both (#7)\n\n* fix: one\n\n* fix: two");
  it.each<[string, Parameters<typeof picksOf>[0], ReturnType<typeof picksOf>]>([
    [
      "a merge commit brings the commits",
      { merge, chain: [merge], commits: [one, two] },
      {
        method: "merge",
        commits: [
          { sha: one.sha, merge: false },
          { sha: two.sha, merge: false },
        ],
      },
    ],
    [
      "with merges among them it is picked as one",
      { merge, chain: [merge], commits: [one, { ...two, merge: true }] },
      { method: "merge", commits: [{ sha: merge.sha, merge: true }] },
    ],
    [
      "a squash is one commit",
      { merge: squash, chain: [squash, landed("b", "x")], commits: [one, two] },
      { method: "squash", commits: [{ sha: squash.sha, merge: false }] },
    ],
    [
      "a rebase leaves merges out",
      {
        merge: landed("r2", "fix: two"),
        chain: [landed("r2", "fix: two"), landed("r1", "fix: one"), landed("b", "x")],
        commits: [one, { ...two, sha: sha("3"), message: "Merge main", merge: true }, two],
      },
      {
        method: "rebase",
        commits: [
          { sha: sha("r1"), merge: false },
          { sha: sha("r2"), merge: false },
        ],
      },
    ],
    [
      "a merge of more than 250 is picked as one",
      { merge, chain: [merge], commits: Array.from({ length: 251 }, (_, index) => ({ ...one, sha: sha(`${index}`) })) },
      { method: "merge", commits: [{ sha: merge.sha, merge: true }] },
    ],
    [
      "a rebase is as many as there were",
      {
        merge: landed("r2", "fix: two"),
        chain: [landed("r2", "fix: two"), landed("r1", "fix: one")],
        commits: [one, two],
      },
      {
        method: "rebase",
        commits: [
          { sha: sha("r1"), merge: false },
          { sha: sha("r2"), merge: false },
        ],
      },
    ],
    [
      "one commit is itself, either way",
      { merge: landed("r1", "fix: one"), chain: [landed("r1", "fix: one")], commits: [one] },
      { method: "squash", commits: [{ sha: sha("r1"), merge: false }] },
    ],
    [
      "a squash that follows an unrelated commit of the same title",
      {
        merge: landed("s", "fix: both"),
        chain: [landed("s", "fix: both"), landed("b", "fix: one")],
        commits: [one, two],
      },
      { method: "squash", commits: [{ sha: sha("s"), merge: false }] },
    ],
  ])("%s", (_, pull, expected) => {
    expect(picksOf(pull)).toEqual(expected);
  });
});

describe("the order of lines", () => {
  it.each<[string[], string[]]>([
    [
      ["1.x", "2.x"],
      ["2.x", "1.x"],
    ],
    [
      ["1.2.x", "1.10.x", "1.x", "1.2.x"],
      ["1.x", "1.10.x", "1.2.x"],
    ],
    [
      ["release/1.2", "release/2.0"],
      ["release/2.0", "release/1.2"],
    ],
    [
      ["lts", "2.x"],
      ["2.x", "lts"],
    ],
  ])("%j is %j", (lines, expected) => {
    expect(newestFirst(lines)).toEqual(expected);
  });
});

describe("the pull request of a backport", () => {
  const original: Original = {
    number: 7,
    from: null,
    title: "fix(ui): ears (closes #3)",
    body: "Hello\r\n```release-note\r\nEars are back @everyone.\r\n```\r\n",
    author: "ada",
    labels: ["bug", "backport 1.x"],
    assignees: [],
    reviewers: ["ben"],
  };
  const backport: Backport = {
    line: "1.x",
    branch: "backport/1.x/pr-7",
    commits: [{ sha: sha("1"), merge: false }],
    conflicts: [],
    next: [],
    remote: null,
  };

  it("has a title that counts on its line for what it is", () => {
    const [change] = parsed(`${backportTitle(original, "1.x")} (#9)`).changes;
    expect(change).toMatchObject({ type: "fix", scope: "ui", pull: 9 });
  });

  it("names its original, the release note, and what waits for it", () => {
    const body = backportBody(original, { ...backport, next: ["0.9.x", "a-->b"] }, "app");
    expect(body).toContain("Backport of #7 to `1.x`.");
    expect(body).toContain("Ears are back @everyone.");
    expect(originalOf(body)).toBe(7);
    expect(nextLines(body)).toEqual(["0.9.x", "a-->b"]);
    expect(originalOf("hello")).toBeNull();
    expect(nextLines("hello")).toEqual([]);
  });

  it("a conflict names the files and the exact commands", () => {
    const body = backportBody(original, { ...backport, conflicts: ["src/a b.ts"] }, "app");
    expect(body).toContain("`src/a b.ts`");
    expect(body).toContain(`git cherry-pick -x ${sha("1")}`);
  });

  it("with the job's own token it says that a person must approve the workflows", () => {
    expect(backportBody(original, backport, "job")).toContain("only after a person has approved them");
    expect(backportBody(original, backport, "app")).not.toContain("approved");
  });

  it("in another repository it names where it comes from, and its numbers are no references there", () => {
    const from = { repository: "octo/app", url: "https://github.com/octo/app/pull/7" };
    const there = { ...backport, remote: "https://github.com/octo/lts.git", conflicts: ["a"] };
    const body = backportBody({ ...original, from }, there, "app");
    expect(body).toContain("Backport of [`octo/app#7`](https://github.com/octo/app/pull/7) to `1.x`.");
    expect(originalOf(body)).toBeNull();
    expect(body).toContain(
      "git push --force-with-lease=backport/1.x/pr-7:FETCH_HEAD https://github.com/octo/lts.git backport/1.x/pr-7",
    );
    expect(localCommands(7, there).split("\n")).toEqual([
      "git fetch origin refs/pull/7/head",
      "git fetch https://github.com/octo/lts.git 1.x",
      "git switch --create backport/1.x/pr-7 FETCH_HEAD",
      `git cherry-pick -x ${sha("1")}`,
      "git push https://github.com/octo/lts.git backport/1.x/pr-7",
    ]);
    const [change] = parsed(`${backportTitle({ ...original, from }, "1.x")} (#9)`).changes;
    expect(change).toMatchObject({ type: "fix", pull: 9 });
  });

  it("ACT-01 a branch called anything is quoted for the shell", () => {
    const evil = "1.x';$(id)'";
    const commands = localCommands(7, { ...backport, line: evil });
    expect(commands).toContain("'1.x'\\'';$(id)'\\'''");
    expect(localCommands(7, backport)).toContain("git fetch origin 1.x refs/pull/7/head");
  });

  it("takes over labels, reviewers and the author, and no request", () => {
    expect(copiedFrom(original, "backport {line}")).toEqual({
      labels: ["bug"],
      assignees: ["ada"],
      reviewers: ["ben"],
    });
    expect(linesByLabels(["backport 1.x", "backport ", "backport", "bug"], "backport {line}")).toEqual(["1.x"]);
    expect(linesByLabels(["port:1.x:now"], "port:{line}:now")).toEqual(["1.x"]);
  });
});
