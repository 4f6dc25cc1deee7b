// Publishing with the shipped bundle: lost answers, two runs at once, half-done releases.
import { afterEach, describe, expect, it } from "vitest";
import { closeStages, openStage } from "./release-stage.ts";

afterEach(closeStages);

describe("mode tag", () => {
  it("tags and publishes, and a second run has nothing to do", async () => {
    const { github, repository, clone, run, push } = await openStage();
    const head = clone.commit("fix: keep the tail (#1)");
    push();
    expect(await run({ mode: "tag" })).toMatchObject({ exit: 0, outputs: { released: "true", version: "1.2.4" } });
    expect(repository.releases).toMatchObject([{ tag: "v1.2.4", draft: false, prerelease: false }]);
    clone.git("tag", "v1.2.4", head);
    const again = await run({ mode: "tag" }, { GITHUB_RUN_ID: "101" });
    expect(again).toMatchObject({ exit: 0, outputs: { "would-release": "false", released: "false" } });
    expect(repository.releases).toHaveLength(1);
    expect(github.inspector.problems).toEqual([]);
  });

  it("a second attempt of the run that published answers as the first one did", async () => {
    const { clone, run, push } = await openStage();
    const head = clone.commit("fix: x");
    push();
    await run({ mode: "tag" });
    clone.git("tag", "v1.2.4", head);
    expect(await run({ mode: "tag" })).toMatchObject({ exit: 0, outputs: { released: "true", tag: "v1.2.4" } });
  });

  it.each([
    ["the tag's answer is lost", "POST", "/repos/octo/app/git/refs"],
    ["the release's answer is lost", "POST", "/repos/octo/app/releases"],
    ["the tag object's answer is lost", "POST", "/repos/octo/app/git/tags"],
  ])("%s: one release all the same", async (_, method, path) => {
    const { github, repository, clone, run, push } = await openStage();
    clone.commit("fix: x");
    push();
    github.faults.addRequestFault({ method, path, do: { kind: "lost" } });
    expect(await run({ mode: "tag" })).toMatchObject({ exit: 0, outputs: { released: "true" } });
    expect(repository.releases).toHaveLength(1);
  });

  it("REL-08 two runs at once: one release, one no-op", async () => {
    const { repository, clone, run, push } = await openStage();
    clone.commit("fix: x");
    push();
    const both = await Promise.all([
      run({ mode: "tag" }, { GITHUB_RUN_ID: "1" }),
      run({ mode: "tag" }, { GITHUB_RUN_ID: "2" }),
    ]);
    expect(both.map(({ exit }) => exit)).toEqual([0, 0]);
    expect(both.map(({ outputs }) => outputs["released"]).sort()).toEqual(["false", "true"]);
    expect(repository.releases).toHaveLength(1);
  });

  it("tagged, no release: the next run completes it, and goes on with what is new after that", async () => {
    const { github, repository, clone, run, push } = await openStage();
    const head = clone.commit("fix: first");
    push();
    github.faults.addRequestFault({
      method: "POST",
      path: "/repos/octo/app/releases",
      do: { kind: "status", status: 500 },
      times: 0,
    });
    const broken = await run({ mode: "tag" });
    expect(broken).toMatchObject({ exit: 1, outputs: { released: "false" } });
    expect(broken.outputs["reason"]).toContain("Run the job again");
    github.faults.clear();
    clone.git("tag", "v1.2.4", head);
    clone.commit("fix: second");
    push();
    // The tag that the runner fetches is the annotated one of the first run.
    const healed = await run({ mode: "tag" }, { GITHUB_RUN_ID: "101" });
    expect(healed).toMatchObject({
      exit: 0,
      outputs: { released: "true", tag: "v1.2.4", level: "patch", previous: "v1.2.3" },
    });
    // It is not silent about the rest: whoever goes on with the outputs sees one release in each run.
    expect(healed.outputs["reason"]).toContain("v1.2.5 is next: run the job again");
    expect(healed.stdout).toContain("::warning title=An earlier release");
    expect(repository.releases[0]?.body).toContain("- first");
    expect(await run({ mode: "tag" }, { GITHUB_RUN_ID: "102" })).toMatchObject({
      outputs: { released: "true", tag: "v1.2.5" },
    });
  });

  it("a release that failed opens one issue, and the next success closes it", async () => {
    const { github, repository, clone, run, push } = await openStage();
    clone.commit("fix: x");
    push();
    github.faults.addRequestFault({
      method: "POST",
      path: "/repos/octo/app/releases",
      do: { kind: "status", status: 403 },
      times: 2,
    });
    await run({ mode: "tag" });
    const issues = () => [...repository.issues.values()];
    expect(issues()).toMatchObject([{ title: "A release of main failed", state: "open" }]);
    github.faults.clear();
    expect(await run({ mode: "tag" }, { GITHUB_RUN_ID: "101" })).toMatchObject({ outputs: { released: "true" } });
    expect(issues()).toMatchObject([{ title: "A release of main failed", state: "closed" }]);
  });

  it("a tag of somebody else without a release is left alone", async () => {
    const { repository, clone, run } = await openStage();
    clone.commit("docs: x");
    expect(await run({ mode: "tag" })).toMatchObject({ exit: 0, outputs: { released: "false" } });
    expect(repository.releases).toHaveLength(0);
  });
});

describe("mode draft", () => {
  it("tags, and leaves publishing to a person", async () => {
    const { repository, clone, run, push } = await openStage();
    clone.commit("fix: x");
    push();
    expect(await run({ mode: "draft" })).toMatchObject({ exit: 0, outputs: { released: "false", version: "1.2.4" } });
    expect(repository.releases).toMatchObject([{ tag: "v1.2.4", draft: true }]);
    expect(repository.refs.has("refs/tags/v1.2.4")).toBe(true);
  });
});
