// The shipped bundle with an App's token: what it opens is the App's own, so that workflows run on it; what is told, once.
import { afterEach, describe, expect, it } from "vitest";
import { APP, APP_KEY, closeStages, openStage } from "./release-stage.ts";
import type { Stage } from "./release-stage.ts";

afterEach(closeStages);

const issues = (stage: Stage) => [...stage.repository.issues.values()];
const said = (stage: Stage, number: number) =>
  stage.repository.issues.get(number)?.comments.map(({ body }) => body) ?? [];

describe("an App's token", () => {
  it("the proposal is the App's own, and does not say that a person must approve its workflows", async () => {
    const stage = await openStage();
    stage.clone.commit("fix: keep the tail");
    stage.push();
    const ran = await stage.run({ ...APP, mode: "pull-request" });
    expect(ran).toMatchObject({ exit: 0, outputs: { version: "1.2.4" } });
    expect(issues(stage)).toMatchObject([
      { title: "chore(release): v1.2.4", author: { login: "releaser[bot]", type: "Bot" } },
    ]);
    expect(issues(stage)[0]?.body).not.toContain("approved them");
    expect(stage.github.inspector.problems).toEqual([]);
  });

  it("the token is for this repository and what a release needs, and neither key nor token is printed", async () => {
    const stage = await openStage();
    stage.clone.commit("fix: x");
    stage.push();
    const ran = await stage.run({ ...APP, mode: "tag" });
    expect(ran).toMatchObject({ exit: 0, outputs: { released: "true" } });
    const minted = stage.github.log.requests.filter(({ path }) => path.endsWith("/access_tokens"));
    expect(minted.map(({ body }) => JSON.parse(body) as unknown)).toEqual([
      { repositories: ["app"], permissions: { contents: "write", pull_requests: "write", issues: "write" } },
    ]);
    const shown = ran.stdout.replace(/^::add-mask::.*$/gm, "");
    for (const line of APP_KEY.split("\n").filter((text) => text.length > 20)) expect(shown).not.toContain(line);
    expect(shown).not.toMatch(/ghs_/);
  });

  it.each([
    ["a key that is none", { "private-key": "wibble" }, "not a private key"],
    ["an App without its key", { "private-key": "" }, "app-incomplete"],
    ["an App that is not installed", { "app-id": "72" }, "github-refused"],
  ])("%s is refused with what to do, and nothing is made", async (_, wrong, told) => {
    const stage = await openStage();
    stage.clone.commit("fix: x");
    stage.push();
    const ran = await stage.run({ ...APP, ...wrong, mode: "tag" });
    expect(ran.exit).toBe(2);
    expect(ran.stdout).toContain(told);
    expect(stage.repository.releases).toEqual([]);
  });

  it("a release that failed opens one issue, and the next success closes it", async () => {
    const stage = await openStage();
    const { github, clone } = stage;
    const head = clone.commit("fix: x");
    stage.push();
    const releases = { method: "POST", path: "/repos/octo/app/releases", do: { kind: "status", status: 403 } } as const;
    github.faults.addRequestFault({ ...releases, times: 2 });
    for (const run of ["100", "101"]) await stage.run({ ...APP, mode: "tag" }, { GITHUB_RUN_ID: run });
    expect(issues(stage)).toMatchObject([{ title: "A release of main failed", state: "open" }]);
    clone.git("tag", "v1.2.4", head);
    expect(await stage.run({ ...APP, mode: "tag" }, { GITHUB_RUN_ID: "102" })).toMatchObject({ exit: 0 });
    expect(issues(stage)).toMatchObject([{ state: "closed" }]);
  });
});

describe("released in", () => {
  it("the issue and the pull request hear it once, over attempts and lost answers", async () => {
    const stage = await openStage();
    const { github, clone } = stage;
    const ada = github.as("ada");
    await ada.post("/repos/octo/app/issues", { title: "It leaks" });
    await ada.post("/repos/octo/app/issues", { title: "Unconcerned" });
    const head = clone.commit("fix: stop the leak\n\nFixes #1");
    stage.push();
    github.faults.addRequestFault({ method: "POST", path: "/repos/octo/app/issues/1/comments", do: { kind: "lost" } });
    const first = await stage.run({ ...APP, mode: "tag" });
    expect(first).toMatchObject({ exit: 0, outputs: { released: "true" } });
    expect(first.stdout).toContain("Beside the release");
    clone.git("tag", "v1.2.4", head);
    await stage.run({ ...APP, mode: "tag" });
    expect(said(stage, 1)).toHaveLength(1);
    expect(said(stage, 1)[0]).toContain("Released in [`v1.2.4`]");
    expect(said(stage, 2)).toEqual([]);
    expect(github.inspector.problems).toEqual([]);
  });

  it("says nothing where the policy says so", async () => {
    const stage = await openStage();
    await stage.github.as("ada").post("/repos/octo/app/issues", { title: "It leaks" });
    const policy = "release:\n  notify: { released_in: false }\n";
    stage.clone.commit("fix: stop the leak\n\nFixes #1", { ".github/lamplighter.yml": policy });
    stage.push();
    expect(await stage.run({ ...APP, mode: "tag" })).toMatchObject({ outputs: { released: "true" } });
    expect(said(stage, 1)).toEqual([]);
  });
});

describe("mode readiness", () => {
  it("releases nothing, keeps one issue, and shows the same in the summary", async () => {
    const stage = await openStage();
    stage.clone.git("branch", "1.2.x");
    stage.clone.commit("fix: keep the tail (#12)");
    stage.push();
    for (const run of ["100", "101"]) {
      const ran = await stage.run({ ...APP, mode: "readiness" }, { GITHUB_RUN_ID: run });
      expect(ran).toMatchObject({ exit: 0, outputs: { released: "false", reason: "main: 1 unreleased since v1.2.3" } });
      expect(ran.summary).toContain("**missing**");
    }
    expect(issues(stage)).toMatchObject([{ title: "Release readiness", author: { login: "releaser[bot]" } }]);
    expect(stage.repository.releases).toEqual([]);
    expect(stage.github.inspector.problems).toEqual([]);
  });
});
