// The next version, as tables. Lines stand at 1.2.3 unless a row says otherwise.
import fc from "fast-check";
import semver from "semver";
import { describe, expect, it } from "vitest";
import { answer, outcome, parsed, POLICY, sha, tagged } from "./world.ts";
import type { Story } from "./world.ts";

type Rows = readonly (readonly [says: string, story: Story, expected: string])[];
const each = (rows: Rows): void => it.each(rows)("%s", (_, story, expected) => expect(answer(story)).toBe(expected));

describe("whether and which", () => {
  each([
    ["a fix is a patch", { commits: ["fix: x"] }, "1.2.4"],
    ["a feature is a minor", { commits: ["fix: x", "feat: y"] }, "1.3.0"],
    ["a breaking change is a major, of any type", { commits: ["fix: x", "docs!: y"] }, "2.0.0"],
    ["a breaking change of an unlisted type is one too", { commits: ["wibble!: y"] }, "2.0.0"],
    ["a security fix is a patch", { commits: ["security: x"] }, "1.2.4"],
    ["deps is a patch", { commits: ["deps: x"] }, "1.2.4"],
    ["chore(deps) is nothing by default", { commits: ["chore(deps): x"] }, "nothing"],
    ["chores and docs are nothing", { commits: ["chore: x", "docs: y", "Update z"] }, "nothing"],
    ["no commits are nothing", { commits: [] }, "nothing"],
    ["upper case is the same type", { commits: ["FIX: x"] }, "1.2.4"],
  ]);

  it("a scoped level goes before its type's", () => {
    const levels = {
      ...POLICY.levels,
      types: { ...POLICY.levels.types, "chore(deps)": "patch", "feat(docs)": "none" } as const,
    };
    expect(answer({ commits: ["chore(deps): x"], policy: { levels } })).toBe("1.2.4");
    expect(answer({ commits: ["feat(docs): x"], policy: { levels } })).toBe("nothing");
  });

  it("a pull request's label goes before its commits", () => {
    const labelled = new Map([
      [7, "patch" as const],
      [8, "none" as const],
      [9, "major" as const],
    ]);
    const told = (message: string): string => answer({ commits: [message], facts: { labelled } });
    expect(told("feat: really a patch (#7)")).toBe("1.2.4");
    expect(told("fix: not worth it (#8)")).toBe("nothing");
    expect(told("fix: breaks more than it mends (#9)")).toBe("2.0.0");
    expect(told("fix: unlabelled (#10)")).toBe("1.2.4");
  });

  it("nothing is a result with what was looked at", () => {
    const result = outcome({ commits: ["docs: x", "hello"] });
    expect(result).toMatchObject({ is: "nothing", looked: { commits: 2, unparsed: [{ header: "hello" }] } });
    expect(result.reason).toBe(
      "Nothing to release since v1.2.3: 2 commits looked at, 1 of them not in the convention.",
    );
  });
});

describe("below 1.0 and the first release", () => {
  each([
    ["breaking below 1.0 is a minor by default", { previous: "0.3.1", commits: ["feat!: x"] }, "0.4.0"],
    ["a feature below 1.0 is a minor", { previous: "0.3.1", commits: ["feat: x"] }, "0.4.0"],
    ["a fix below 1.0 is a patch", { previous: "0.3.1", commits: ["fix: x"] }, "0.3.2"],
    [
      "breaking below 1.0 as configured",
      { previous: "0.3.1", commits: ["fix!: x"], policy: { levels: { ...POLICY.levels, breakingBelowOne: "major" } } },
      "1.0.0",
    ],
    [
      "leaving 0.x is said by a person",
      { previous: "0.3.1", commits: ["chore: settle\n\nRelease-As: 1.0.0"] },
      "1.0.0",
    ],
    ["the first release is 0.1.0, not 1.0.0", { previous: null, commits: ["feat!: x"] }, "0.1.0"],
    ["the first release as configured", { previous: null, commits: ["fix: x"], policy: { first: "1.0.0" } }, "1.0.0"],
    ["nothing is no first release", { previous: null, commits: ["chore: begin"] }, "nothing"],
  ]);
});

describe("Release-As", () => {
  each([
    ["wins over the commits", { commits: ["chore: x\n\nRelease-As: 1.4.0", "feat!: y"] }, "1.4.0"],
    ["the newest one wins", { commits: ["chore: x\n\nRelease-As: 1.5.0", "chore: x\n\nRelease-As: 1.4.0"] }, "1.5.0"],
    ["must be higher", { commits: ["chore: x\n\nRelease-As: 1.2.3"] }, "release-as-not-higher"],
    ["may be a prerelease", { commits: ["chore: x\n\nRelease-As: 2.0.0-rc.1"] }, "2.0.0-rc.1"],
    [
      "a reverted one does not count",
      { commits: ['Revert "chore: x"', "chore: x\n\nRelease-As: 3.0.0", "fix: y"] },
      "1.2.4",
    ],
    [
      "an existing version is refused",
      { commits: ["chore: x\n\nRelease-As: 1.4.0"], taken: ["1.2.3", "1.4.0"] },
      "version-taken",
    ],
  ]);
});

describe("lines and ranges", () => {
  const fix = ["fix: x"];
  const feat = ["feat: x"];
  each([
    ["main leaves N.M.* to an N.M.x line: a fix is refused", { commits: fix, others: ["1.2.x"] }, "version-owned"],
    ["main's lowest next version is then N.(M+1).0", { commits: feat, others: ["1.2.x"] }, "1.3.0"],
    ["Release-As is one way out", { commits: ["fix: x\n\nRelease-As: 1.3.0"], others: ["1.2.x"] }, "1.3.0"],
    ["deleting the line is the other", { commits: fix, others: [] }, "1.2.4"],
    ["another line's branch does not matter", { commits: fix, others: ["1.1.x", "0.x"] }, "1.2.4"],
    ["main leaves N.* to an N.x line", { commits: feat, others: ["1.x"] }, "version-owned"],
    ["and goes on with the next major", { commits: ["feat!: x"], others: ["1.x"] }, "2.0.0"],
    [
      "Release-As cannot take what another line owns",
      { commits: ["fix: x\n\nRelease-As: 1.2.9"], others: ["1.2.x"] },
      "version-owned",
    ],
    ["a maintenance line releases its patches", { branch: "1.2.x", commits: fix }, "1.2.4"],
    ["a feature on a maintenance line is refused", { branch: "1.2.x", commits: feat }, "beyond-patch"],
    ["so is a breaking change", { branch: "1.x", commits: ["fix!: x"] }, "beyond-patch"],
    [
      "an N.x line may take features when the policy says so",
      { branch: "1.x", config: { only: "minor" }, commits: feat },
      "1.3.0",
    ],
    [
      "but never a breaking change",
      { branch: "1.x", config: { only: "minor" }, commits: ["feat!: x"] },
      "beyond-patch",
    ],
    [
      "an N.x line ends where an N.M.x line begins",
      { branch: "1.x", config: { only: "minor" }, others: ["1.3.x"], commits: feat },
      "version-owned",
    ],
    [
      "and cannot jump over it",
      { branch: "1.x", others: ["1.3.x"], commits: ["fix: x\n\nRelease-As: 1.4.0"] },
      "outside-range",
    ],
    [
      "an N.x line ends at the next major",
      { branch: "1.x", commits: ["fix: x\n\nRelease-As: 2.0.0"] },
      "outside-range",
    ],
    [
      "Release-As inside the range is the way out of patch only",
      { branch: "1.x", commits: ["feat: x\n\nRelease-As: 1.3.0"] },
      "1.3.0",
    ],
    [
      "outside of the range it is refused",
      { branch: "1.2.x", commits: ["fix: x\n\nRelease-As: 1.3.0"] },
      "outside-range",
    ],
    ["a line cut before its first release opens it", { branch: "1.3.x", commits: feat }, "1.3.0"],
    [
      "a prerelease of the next line is not inside",
      { branch: "1.x", commits: ["fix: x\n\nRelease-As: 2.0.0-rc.1"] },
      "outside-range",
    ],
    ["a line that starts at the newest tag has nothing to release", { branch: "1.2.x", commits: [] }, "nothing"],
    [
      "a line that starts at the newest tag releases its first fix",
      { branch: "1.2.x", previous: "1.2.3", commits: fix, others: [] },
      "1.2.4",
    ],
    [
      "a version that a deleted line took is not taken again",
      { commits: fix, taken: ["1.2.3", "1.2.4"] },
      "version-taken",
    ],
    [
      "release/1.2 with a version from its name",
      { branch: "release/1.2", config: { version: "1.2" }, commits: fix },
      "1.2.4",
    ],
    ["v1.x is a line as 1.x is", { branch: "v1.x", commits: feat }, "beyond-patch"],
  ]);

  it("two lines never claim one version, whatever they hold", () => {
    const message = fc.constantFrom("fix: x", "feat: x", "feat!: x", "docs: x");
    const version = fc.tuple(fc.nat(3), fc.nat(3), fc.nat(3)).map((parts) => parts.join("."));
    const branches = fc.uniqueArray(fc.constantFrom("1.x", "2.x", "1.1.x", "1.2.x", "1.3.x", "2.0.x", "3.1.x"), {
      maxLength: 6,
    });
    const lines = fc.tuple(
      branches,
      fc.array(fc.tuple(version, message, fc.boolean()), { minLength: 7, maxLength: 7 }),
    );
    fc.assert(
      fc.property(lines, ([names, states]) => {
        const all = ["main", ...names];
        const taken = states.map(([previous]) => previous);
        const claimed = all.map((branch, index) => {
          const [previous, commit, loose] = states[index] ?? ["1.0.0", "fix: x", false];
          const config = loose ? { only: "minor" as const } : {};
          return answer({
            branch,
            config,
            previous,
            commits: [commit],
            others: all.filter((other) => other !== branch),
            taken,
          });
        });
        const versions = claimed.filter((one) => semver.valid(one) !== null);
        return new Set(versions).size === versions.length && versions.every((one) => !taken.includes(one));
      }),
      { numRuns: 500 },
    );
  });
});

describe("REL-05 patch only", () => {
  each([
    ["REL-05 a feature stops it", { ask: { only: "patch" }, commits: ["fix: x", "feat: y"] }, "beyond-patch"],
    ["REL-05 a bang stops it", { ask: { only: "patch" }, commits: ["feat!: y"] }, "beyond-patch"],
    [
      "REL-05 a BREAKING CHANGE footer stops it",
      { ask: { only: "patch" }, commits: ["fix: x\n\nBREAKING CHANGE: y"] },
      "beyond-patch",
    ],
    ["REL-05 below 1.0 too", { ask: { only: "patch" }, previous: "0.2.0", commits: ["fix!: y"] }, "beyond-patch"],
    [
      "REL-05 a feature inside a squashed body stops it",
      {
        ask: { only: "patch" },
        commits: [parsed("fix: x (#1)\n\n* feat: y", {}, { commits: "all", squash: "bullets" })],
      },
      "beyond-patch",
    ],
    ["REL-05 patches pass", { ask: { only: "patch" }, commits: ["fix: x", "docs: y"] }, "1.2.4"],
    [
      "REL-05 a reverted feature passes",
      { ask: { only: "patch" }, commits: ['Revert "feat: y"', "fix: x", "feat: y"] },
      "1.2.4",
    ],
    [
      "REL-05 a line's own limit holds under a wider question",
      { branch: "1.2.x", ask: { only: "minor" }, commits: ["feat: x"] },
      "beyond-patch",
    ],
  ]);

  it("REL-05 names the guilty commits and the way out", () => {
    const result = outcome({ branch: "1.2.x", commits: ["fix: x", "feat(ui): ears (#4)", "fix!: y"] });
    expect(result).toMatchObject({
      is: "refused",
      guilty: [
        { header: "feat(ui): ears (#4)", level: "minor" },
        { header: "fix!: y", level: "major" },
      ],
    });
    expect(result.reason).toMatch(/2 commits on 1\.2\.x are more than a patch release may hold\..*Release-As: x\.y\.z/);
  });
});

describe("prereleases", () => {
  const rc = tagged("1.3.0-rc.1", "rc1");
  const seen = parsed("feat: ears", { sha: sha("rc1"), parents: [] });
  const after = (message: string) => parsed(message, { parents: [sha("rc1")] });
  each([
    ["the first one", { ask: { prerelease: "rc" }, commits: ["feat: x"] }, "1.3.0-rc.1"],
    [
      "the next one",
      { ask: { prerelease: "rc" }, commits: [after("fix: x"), seen], ahead: rc, taken: ["1.3.0-rc.1"] },
      "1.3.0-rc.2",
    ],
    [
      "nothing new since the last one",
      { ask: { prerelease: "rc" }, commits: [after("docs: x"), seen], ahead: rc, taken: ["1.3.0-rc.1"] },
      "nothing",
    ],
    [
      "a breaking change moves on to the next major",
      { ask: { prerelease: "rc" }, commits: [after("feat!: x"), seen], ahead: rc, taken: ["1.3.0-rc.1"] },
      "2.0.0-rc.1",
    ],
    [
      "a counter used elsewhere is not used again",
      { ask: { prerelease: "rc" }, commits: ["feat: x"], taken: ["1.3.0-rc.4"] },
      "1.3.0-rc.5",
    ],
    ["promotion to stable", { commits: [seen], ahead: rc, taken: ["1.3.0-rc.1"] }, "1.3.0"],
    [
      "promotion never goes below what is out",
      { commits: [after('Revert "feat: ears"'), seen, "fix: x"], ahead: rc },
      "1.3.0",
    ],
    [
      "after the promotion it goes on from there",
      { previous: "1.3.0", ask: { prerelease: "rc" }, commits: ["fix: x"], taken: ["1.3.0-rc.1", "1.3.0"] },
      "1.3.1-rc.1",
    ],
    [
      "a line of prereleases",
      { branch: "next", config: { prerelease: "next" }, commits: ["feat!: x"] },
      "2.0.0-next.1",
    ],
    ["an identifier that is none", { ask: { prerelease: "1" }, commits: ["fix: x"] }, "bad-prerelease"],
  ]);
});
