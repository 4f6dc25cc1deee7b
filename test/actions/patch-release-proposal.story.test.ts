// Mode pull-request with the shipped bundle: proposed, reviewed, merged, released; and merged without being released.
import { afterEach, describe, expect, it } from "vitest";
import { closeStages, openStage } from "./release-stage.ts";
import type { Stage } from "./release-stage.ts";

afterEach(closeStages);

const POLICY = "release:\n  files: [package.json]\n";

async function proposed(): Promise<Stage & { number: number }> {
  const stage = await openStage();
  const { clone, push, run, repository } = stage;
  clone.commit("fix: keep the tail", { ".github/lamplighter.yml": POLICY });
  push();
  const ran = await run({ mode: "pull-request" });
  expect(ran).toMatchObject({ exit: 0, outputs: { released: "false", version: "1.2.4" } });
  const number = [...repository.issues.keys()][0] ?? 0;
  return { ...stage, number };
}

describe("mode pull-request", () => {
  it("proposes versions and changelog for review, and says that workflows wait for a person", async () => {
    const { github, repository, number } = await proposed();
    const pull = repository.issues.get(number);
    expect(pull).toMatchObject({ title: "chore(release): v1.2.4", state: "open" });
    expect(pull?.body).toContain("- keep the tail");
    expect(pull?.body).toContain("only after a person has approved them");
    const files = await github.as("ada").get(`/repos/octo/app/pulls/${number}/files`);
    expect((files.body as { filename: string }[]).map(({ filename }) => filename).sort()).toEqual([
      "CHANGELOG.md",
      "package.json",
    ]);
    expect(github.inspector.problems).toEqual([]);
  });

  it("a second run changes nothing, more commits move the proposal along", async () => {
    const { github, repository, clone, push, run, number } = await proposed();
    const before = repository.refs.get("refs/heads/lamplighter/release/main");
    await run({ mode: "pull-request" }, { GITHUB_RUN_ID: "101" });
    expect(repository.refs.get("refs/heads/lamplighter/release/main")).toBe(before);
    clone.commit("feat: ears");
    push();
    await run({ mode: "pull-request" }, { GITHUB_RUN_ID: "102" });
    expect(repository.issues.get(number)).toMatchObject({ title: "chore(release): v1.3.0", state: "open" });
    expect([...repository.issues.values()]).toHaveLength(1);
    expect(github.inspector.problems).toEqual([]);
  });

  it("merged and not tagged is found and completed, with the notes as people left them", async () => {
    const { github, repository, run, number } = await proposed();
    const ada = github.as("ada");
    const body = repository.issues.get(number)?.body ?? "";
    await ada.patch(`/repos/octo/app/pulls/${number}`, {
      body: body.replace("- keep the tail", "- keep the tail, at last"),
    });
    const merged = await ada.put(`/repos/octo/app/pulls/${number}/merge`, { merge_method: "squash" });
    expect(merged.status).toBe(200);
    const ran = await run({ mode: "pull-request" }, { GITHUB_RUN_ID: "101" });
    expect(ran).toMatchObject({ exit: 0, outputs: { released: "true", tag: "v1.2.4" } });
    expect(repository.releases).toMatchObject([{ tag: "v1.2.4", draft: false }]);
    expect(repository.releases[0]?.body).toContain("- keep the tail, at last");
    expect(github.inspector.problems).toEqual([]);
  });
});
