// What git, GitHub and people write when they take something back.
import { describe, expect, it } from "vitest";
import { readRevert, reapplied } from "../../src/release/commits/revert-forms.ts";
import { settleReverts } from "../../src/release/commits/revert.ts";
import type { ParsedCommit } from "../../src/release/commits/change.ts";
import { answer, outcome, parsed, sha } from "./world.ts";

const A = sha("a");
const feature = parsed("feat: ears (#12)", { sha: A });
const fix = parsed("fix: tail");

describe("a revert is recognised", () => {
  it.each<[string, string, Partial<NonNullable<ReturnType<typeof readRevert>>> | null]>([
    ["git's", `Revert "feat: ears"\n\nThis reverts commit ${A}.`, { shas: [A], header: "feat: ears" }],
    [
      "git's, with a short sha",
      `Revert "feat: ears"\n\nThis reverts commit ${A.slice(0, 9)}.`,
      { shas: [A.slice(0, 9)] },
    ],
    [
      "of a merge",
      `Revert "Merge x"\n\nThis reverts commit ${A}, reversing\nchanges made to ${sha("b")}.`,
      { shas: [A] },
    ],
    [
      "GitHub's button",
      'Revert "feat: ears (#12)" (#13)\n\nReverts octo/app#12',
      { header: "feat: ears (#12)", pull: 12 },
    ],
    ["the specification's recommendation", `revert: ears\n\nRefs: 676104e, a215868`, { shas: ["676104e", "a215868"] }],
    ["the angular form", `revert: feat: ears\n\nThis reverts commit ${A}.`, { header: "feat: ears", shas: [A] }],
    ["git's, of a revert", `Reapply "feat: ears"\n\nThis reverts commit ${A}.`, { header: 'Revert "feat: ears"' }],
    ["a feature that speaks of reverts is none", "feat: revert to the old ears", null],
    ["a title that only begins so is none", "Reverting the polarity", null],
  ])("%s", (_, message, expected) => {
    const revert = readRevert(message);
    if (expected === null) expect(revert).toBeNull();
    else expect(revert).toMatchObject(expected);
  });

  it("a revert of a revert is the change again", () => {
    const depth = (header: string): string | null => reapplied({ shas: [], pull: null, header });
    expect(depth("feat: x")).toBeNull();
    expect(depth('Revert "feat: x"')).toBe("feat: x");
    expect(depth('Revert "Revert "feat: x""')).toBeNull();
  });
});

describe("a revert cancels its target", () => {
  const kept = (...commits: ParsedCommit[]): string[] => settleReverts(commits).standing.map(({ header }) => header);

  it.each<[string, ParsedCommit[], string[]]>([
    ["by its sha", [parsed(`Revert "feat: ears"\n\nThis reverts commit ${A}.`), fix, feature], ["fix: tail"]],
    [
      "by its pull request",
      [parsed('Revert "something else" (#13)\n\nReverts octo/app#12'), fix, feature],
      ["fix: tail"],
    ],
    ["by its title, with the number or without", [parsed('Revert "feat: ears"'), fix, feature], ["fix: tail"]],
    [
      "by where it was picked from",
      [
        parsed(`Revert "feat: ears"\n\nThis reverts commit ${sha("main")}.`),
        parsed(`feat: ears\n\n(cherry picked from commit ${sha("main")})`),
        fix,
      ],
      ["fix: tail"],
    ],
    [
      "by a sha that a rebase made stale, when one title fits",
      [parsed(`Revert "feat: ears"\n\nThis reverts commit ${sha("old")}.`), feature],
      [],
    ],
    [
      "not by a stale sha when two titles fit",
      [
        parsed(`Revert "fix: tail"\n\nThis reverts commit ${sha("old")}.`),
        parsed("fix: tail", { sha: sha("1") }),
        parsed("fix: tail", { sha: sha("2") }),
      ],
      ['Revert "fix: tail"', "fix: tail", "fix: tail"],
    ],
    [
      "only an older one: what came after the revert stays",
      [feature, parsed('Revert "feat: ears (#12)"')],
      ["feat: ears (#12)", 'Revert "feat: ears (#12)"'],
    ],
    [
      "one of two with the same title, the nearest",
      [parsed('Revert "fix: tail"'), parsed("fix: tail", { sha: sha("1") }), parsed("fix: tail", { sha: sha("2") })],
      ["fix: tail"],
    ],
  ])("%s", (_, commits, expected) => {
    expect(kept(...commits)).toEqual(expected);
  });

  it("a revert that was itself taken back cancels nothing", () => {
    const revert = parsed(`Revert "feat: ears (#12)"\n\nThis reverts commit ${A}.`, { sha: sha("r") });
    const again = parsed(`Reapply "feat: ears (#12)"\n\nThis reverts commit ${sha("r")}.`);
    expect(kept(again, revert, feature)).toEqual(["feat: ears (#12)"]);
  });

  it("of a merge, all that the merge brought goes, and what was there before stays", () => {
    const base = parsed("fix: base", { sha: sha("base"), parents: [] });
    const one = parsed("feat: one", { sha: sha("one"), parents: [sha("base")] });
    const two = parsed("feat: two", { sha: sha("two"), parents: [sha("one")] });
    const mine = parsed("fix: mine", { sha: sha("mine"), parents: [sha("base")] });
    const merge = parsed("Merge pull request #5 from octo/topic", {
      sha: sha("m"),
      parents: [sha("mine"), sha("two")],
    });
    const revert = parsed(
      `Revert "Merge pull request #5 from octo/topic"\n\nThis reverts commit ${sha("m")}, reversing\nchanges made to ${sha("mine")}.`,
    );
    expect(kept(revert, merge, two, one, mine, base)).toEqual(["fix: mine", "fix: base"]);
  });

  it("across a merge: the target came in by another branch", () => {
    const target = parsed("feat: one", { sha: sha("one"), parents: [sha("base")] });
    const merge = parsed("Merge branch 'topic'", { sha: sha("m"), parents: [sha("mine"), sha("one")] });
    const revert = parsed(`Revert "feat: one"\n\nThis reverts commit ${sha("one")}.`, { parents: [sha("m")] });
    expect(kept(revert, merge, fix, target)).toEqual(["Merge branch 'topic'", "fix: tail"]);
  });
});

describe("the version after reverts", () => {
  it.each<[string, string[], string]>([
    ["a feature and its revert leave a fix", ['Revert "feat: ears"', "fix: tail", "feat: ears"], "1.2.4"],
    ["a feature and its revert leave nothing", ['Revert "feat: ears"', "docs: x", "feat: ears"], "nothing"],
    ["a revert of something released is a patch", [`Revert "feat: ears"\n\nThis reverts commit ${A}.`], "1.2.4"],
    ["a revert of the form revert: of something released too", ["revert: feat: ears"], "1.2.4"],
    ["a released revert taken back is the feature again", ['Reapply "feat: ears"'], "1.3.0"],
    [
      "one of two shas was released: a patch is left",
      [`revert: ears\n\nRefs: ${A.slice(0, 7)}, ${sha("feat: nose").slice(0, 7)}`, "feat: nose"],
      "1.2.4",
    ],
  ])("%s", (_, commits, version) => {
    expect(answer({ commits })).toBe(version);
  });

  it("what was cancelled is counted", () => {
    expect(outcome({ commits: ['Revert "feat: ears"', "feat: ears"] }).looked.cancelled).toBe(2);
  });
});
