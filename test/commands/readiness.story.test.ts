// `release status`: what waits on each line, which fixes older lines lack, and the issue that shows it, on real git and the
// pretend GitHub.
import { afterEach, describe, expect, it } from "vitest";
import { parseArguments } from "../../src/commands/command-line.ts";
import type { Readiness } from "../../src/commands/release-readiness.ts";
import { releaseCommands } from "../../src/commands/release.ts";
import { closeStages, openStage } from "../actions/release-stage.ts";
import type { Stage } from "../actions/release-stage.ts";

afterEach(closeStages);

async function status({ clone, github }: Stage, words: string, token = "user:ada"): Promise<string> {
  const command = releaseCommands.find(({ name }) => name === "release status");
  if (command === undefined) throw new Error("there is such a command");
  let out = "";
  const exit = await command.run(parseArguments(command, words.split(" ").filter(Boolean)), {
    out: (text) => (out += `${text}\n`),
    err: (text) => (out += `${text}\n`),
    input: () => Promise.resolve(""),
    env: { ...clone.env, GITHUB_API_URL: github.url, GITHUB_REPOSITORY: "octo/app", GITHUB_TOKEN: token },
    cwd: clone.cwd,
  });
  expect(exit, out).toBe(0);
  return out;
}

/** Five fixes on main after the line 1.2.x began; two of them are in the line, one of those released. */
async function repository(): Promise<Stage> {
  const stage = await openStage();
  const { clone } = stage;
  clone.git("branch", "1.2.x");
  const first = clone.commit("fix: first (#11)\n\nFixes #1");
  const second = clone.commit("fix: second (#12)");
  clone.commit("fix: third (#13)");
  clone.commit("security: fourth (#14)\n\nFixes #4");
  clone.commit("fix: fifth (#15)");
  clone.commit("feat: no fix (#16)");
  clone.commit("fix: taken back (#17)");
  clone.git("revert", "--no-edit", "HEAD");
  clone.git("switch", "-q", "1.2.x");
  clone.git("cherry-pick", "-x", first);
  clone.git("tag", "v1.2.4");
  clone.commit(`fix: second (backport of #12 to 1.2.x) (#21)\n\nAs ${second.slice(0, 7)} does.`);
  clone.git("switch", "-q", "main");
  stage.push();
  return stage;
}

const cells = (text: string): Record<string, string> =>
  Object.fromEntries(
    (JSON.parse(text) as Readiness).fixes.map(({ subject, cells: own }) => [
      subject,
      own.map(({ line, state, number }) => [line, state, ...(number === null ? [] : [number])].join(" ")).join(", "),
    ]),
  );

describe("which fix is in which line", () => {
  it("is read from the histories: picked with -x, brought by a backport, or missing; what was taken back is no fix", async () => {
    const stage = await repository();
    expect(cells(await status(stage, "--json", ""))).toEqual({
      fourth: "1.2.x missing",
      first: "1.2.x released",
      second: "1.2.x merged",
      third: "1.2.x missing",
      fifth: "1.2.x missing",
    });
    const shown = await status(stage, "", "");
    expect(shown).toContain("main: 6 unreleased since v1.2.3");
    expect(shown).toContain("1.2.x: 1 unreleased since v1.2.4");
    expect(shown).toMatch(/Fixes that older lines lack:\n {2}#14 security, 1\.2\.x missing: fourth/);
    expect(shown).not.toContain("taken back");
  });

  it("what a line never had needs no fix there, and says what that is; a pick of it does", async () => {
    const stage = await openStage();
    const { clone } = stage;
    clone.git("branch", "1.2.x");
    const ears = clone.commit("feat: ears (#11)");
    clone.commit(`fix: ears fall off (#12)\n\nIntroduced-by: ${ears.slice(0, 8)}`);
    clone.commit("fix: of unknown age\n\nIntroduced-by: 0123456789abcdef0123");
    clone.commit(`Revert "feat: ears (#11)"\n\nThis reverts commit ${ears}.\n\n`);
    const told = async (): Promise<unknown> => {
      const { fixes } = JSON.parse(await status(stage, "--json", "")) as Readiness;
      return fixes.flatMap(({ subject, cells: own }) => own.map(({ state, because }) => [subject, state, because]));
    };
    const because = `1.2.x never had ${ears.slice(0, 8)}, which brought it`;
    expect(await told()).toEqual([
      ["of unknown age", "missing", ""],
      ["ears fall off", "not-needed", because],
    ]);
    const [, lacks = ""] = (await status(stage, "", "")).split("Fixes that older lines lack:");
    expect(lacks).toContain("of unknown age");
    expect(lacks).not.toContain("ears fall off");
    clone.git("switch", "-q", "1.2.x");
    // The same from whichever line is checked out.
    expect(await told()).toEqual([
      ["of unknown age", "missing", ""],
      ["ears fall off", "not-needed", because],
    ]);
    clone.commit("feat: ears (backport of #11 to 1.2.x) (#20)");
    expect(await told()).toEqual([
      ["of unknown age", "missing", ""],
      ["ears fall off", "missing", ""],
    ]);
  });

  it("a repository with packages is told package by package, by their own tags", async () => {
    const stage = await openStage();
    const { clone } = stage;
    const policy = "release: { packages: { packages/core: {}, packages/app: {} } }\n";
    clone.commit("chore: packages", { ".github/lamplighter.yml": policy });
    for (const tag of ["core@1.2.3", "app@2.0.0"]) clone.git("tag", tag);
    clone.git("branch", "1.2.x");
    const fix = clone.commit("fix: core (#12)", { "packages/core/a": "2" });
    clone.commit("feat: app", { "packages/app/a": "2" });
    clone.git("tag", "app@2.1.0");
    clone.git("switch", "-q", "1.2.x");
    clone.git("cherry-pick", "-x", fix);
    const shown = await status(stage, "", "");
    expect(shown).toContain("main, core: 1 unreleased since core@1.2.3");
    expect(shown).toContain("main, app: nothing waits since app@2.1.0");
    expect(shown).toContain("1.2.x, core: 1 unreleased since core@1.2.3");
    expect(cells(await status(stage, "--json", ""))).toEqual({ core: "1.2.x merged" });
    clone.git("tag", "core@1.2.4");
    expect(cells(await status(stage, "--json", ""))).toEqual({ core: "1.2.x released" });
  });

  it("GitHub knows what is requested, under way, in conflict, and not needed", async () => {
    const stage = await repository();
    const { github, clone } = stage;
    const ada = github.as("ada");
    // Pull requests with the numbers that the commits name.
    for (let number = 1; number <= 12; number += 1)
      await ada.post("/repos/octo/app/issues", { title: `filler ${number}` });
    for (const number of [13, 14, 15]) {
      clone.git("branch", `topic-${number}`, "v1.2.3");
      clone.git("switch", "-q", `topic-${number}`);
      clone.commit(`docs: ${number}`);
    }
    for (const number of [13, 14]) {
      clone.git("switch", "-q", "-c", `backport/1.2.x/pr-${number}`, "1.2.x");
      clone.commit(`fix: backport of ${number}`);
    }
    clone.git("switch", "-q", "main");
    stage.push();
    for (const number of [13, 14, 15])
      await ada.post("/repos/octo/app/pulls", { title: `p ${number}`, head: `topic-${number}`, base: "main" });
    for (const [number, draft] of [
      [13, false],
      [14, true],
    ] as const)
      await ada.post("/repos/octo/app/pulls", {
        title: "b",
        head: `backport/1.2.x/pr-${number}`,
        base: "1.2.x",
        draft,
      });
    await ada.post("/repos/octo/app/issues/15/labels", { labels: ["backport 1.2.x"] });
    expect(cells(await status(stage, "--json"))).toMatchObject({
      third: "1.2.x open 16",
      fourth: "1.2.x conflict 17",
      fifth: "1.2.x requested",
    });
    await ada.post("/repos/octo/app/issues/15/labels", { labels: ["no backport 1.2.x"] });
    expect(cells(await status(stage, "--json"))).toMatchObject({ fifth: "1.2.x not-needed" });
    expect(await status(stage, "--json")).toContain('the label \\"no backport 1.2.x\\" says so');
  });
});

describe("the readiness issue", () => {
  const issues = ({ repository: { issues: all } }: Stage) => [...all.values()].filter(({ pull }) => pull === null);

  it("is opened once, rewritten when something changes, and calls nobody", async () => {
    const stage = await repository();
    stage.clone.commit("fix: thanks to @ada, fixes #3");
    await status(stage, "--issue");
    await status(stage, "--issue");
    expect(issues(stage)).toMatchObject([{ title: "Release readiness", state: "open" }]);
    const body = issues(stage)[0]?.body ?? "";
    expect(body).toContain("7 unreleased since `v1.2.3`");
    expect(body).toContain("| **security** |");
    expect(body).toContain("**missing**");
    expect(body).not.toMatch(/@ada|#3\b/);
    stage.clone.git("tag", "v1.3.0");
    await status(stage, "--issue");
    expect(issues(stage)).toHaveLength(1);
    expect(issues(stage)[0]?.body).toContain("Nothing waits since `v1.3.0`");
  });

  it("is not opened to say that nothing waits", async () => {
    const stage = await openStage();
    await status(stage, "--issue");
    expect(issues(stage)).toEqual([]);
  });
});
