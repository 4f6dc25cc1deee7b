// Files of a release take a while to send: what a killed run leaves of them, and what may happen meanwhile.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { EXIT } from "../../src/commands/command-line.ts";
import { findAssets } from "../../src/commands/release-assets.ts";
import { releaseHost } from "../../src/github/runner/host.ts";
import { prepareRelease } from "../../src/release/prepare.ts";
import { runReleases } from "../../src/release/publish/flow.ts";
import { closeStages, fetchTags, openStage, questionIn, typed } from "../actions/release-stage.ts";
import type { Stage } from "../actions/release-stage.ts";

afterEach(closeStages);

const said = (text: string) => expect.stringContaining(text) as string;
const WITH_FILES = "release publish --assets out/*";
const TOKEN = { GITHUB_TOKEN: "user:ada" };

/** A commit, and what its build left. */
function built({ clone, push }: Stage, message: string): string {
  const sha = clone.commit(message, { ".gitignore": "out\n", [`${message.length}.txt`]: message });
  push();
  mkdirSync(join(clone.cwd, "out"), { recursive: true });
  writeFileSync(join(clone.cwd, "out/app.txt"), message);
  return sha;
}

/** A run that is killed while it sends: nothing of what it would write after that arrives. */
async function killed(): Promise<Stage> {
  const stage = await openStage();
  const { faults } = stage.github;
  built(stage, "fix: keep the tail");
  const dead = { do: { kind: "status", status: 403 }, times: 0 } as const;
  faults.addRequestFault({ method: "POST", path: "/repos/octo/app/releases/*/assets", ...dead });
  faults.addRequestFault({ method: "DELETE", path: "/repos/octo/app/**", ...dead });
  expect(await typed(stage, WITH_FILES, { ...TOKEN, GITHUB_RUN_ID: "100" })).toMatchObject({ exit: EXIT.refused });
  faults.clear();
  expect(drafts(stage)).toEqual(["v1.2.4"]);
  return stage;
}

const drafts = ({ repository }: Stage): readonly string[] =>
  repository.releases.flatMap(({ draft, tag }) => (draft ? [tag] : []));

describe("the draft of a run that was killed while it sent files", () => {
  it.each([WITH_FILES, "release publish", `${WITH_FILES} --mode draft`])(
    "is taken away when the next release has another version, and that is said: %s",
    async (line) => {
      const stage = await killed();
      built(stage, "feat: ears");
      expect(await typed(stage, line)).toMatchObject({
        exit: EXIT.ok,
        out: said("v1.3.0 is "),
        err: said(
          "The draft v1.2.4 is taken away: https://github.com/octo/app/actions/runs/100 left it, nothing was tagged for it, and v1.3.0 holds all of it.",
        ),
      });
      expect(drafts(stage)).toEqual(line.includes("draft") ? ["v1.3.0"] : []);
      expect(stage.github.inspector.problems).toEqual([]);
    },
  );

  it("is told of while no release has passed it", async () => {
    const stage = await killed();
    stage.clone.git("reset", "-q", "--hard", "v1.2.3");
    stage.clone.commit("docs: x");
    expect(await typed(stage, WITH_FILES)).toMatchObject({
      exit: EXIT.ok,
      out: said("Nothing to release"),
      err: said("There is a draft v1.2.4 without a tag, of https://github.com/octo/app/actions/runs/100, which is at"),
    });
    expect(drafts(stage)).toEqual(["v1.2.4"]);
  });

  it.each([
    ["of a maintenance line", "v1.2.4", "the line's own commit"],
    ["of a maintenance line that begins on main", "v1.2.4", "a commit of main"],
    ["of a branch that is not the line", "v1.1.9", "a topic's commit"],
  ])("stays when another line is released: %s", async (_, tag, where) => {
    const stage = await openStage();
    const { clone, push, github } = stage;
    const onMain = clone.commit("docs: x");
    clone.git("branch", "1.2.x");
    clone.git("switch", "-q", "-c", "topic");
    const onTopic = clone.commit("fix: on a topic");
    clone.git("switch", "-q", "1.2.x");
    const onLine = clone.commit("fix: on the line");
    push();
    const target = where.includes("main") ? onMain : where.includes("topic") ? onTopic : onLine;
    const ada = github.as("ada");
    const body = "x\n\n<!-- lamplighter:run=99 -->\n";
    await ada.post("/repos/octo/app/releases", { tag_name: tag, target_commitish: target, body, draft: true });
    // And one that a person wrote.
    await ada.post("/repos/octo/app/releases", {
      tag_name: "v1.2.8",
      target_commitish: "main",
      body: "x",
      draft: true,
    });
    clone.git("switch", "-q", "main");
    built(stage, "feat: ears");
    expect(await typed(stage, WITH_FILES)).toMatchObject({ exit: EXIT.ok, err: "" });
    expect(drafts(stage)).toEqual([tag, "v1.2.8"]);
  });
});

describe("a draft that waits for a person", () => {
  it("is named by the run that makes the next one", async () => {
    const stage = await openStage();
    built(stage, "fix: keep the tail");
    expect(await typed(stage, "release publish --mode draft")).toMatchObject({ exit: EXIT.ok, err: "" });
    fetchTags(stage);
    built(stage, "feat: ears");
    expect(await typed(stage, "release publish --mode draft")).toMatchObject({
      exit: EXIT.ok,
      out: said("v1.3.0 is tagged"),
      err: said("The draft v1.2.4 is tagged and still waits for a person."),
    });
    expect(drafts(stage)).toEqual(["v1.2.4", "v1.3.0"]);
  });
});

describe("a newer release that comes out while files of an older one are sent", () => {
  it("stands: the older one is not tagged, nothing of it is left, and the run is green", async () => {
    const stage = await openStage();
    const { clone, github, repository } = stage;
    const older = built(stage, "fix: keep the tail");
    const question = questionIn(stage);
    const answer = await prepareRelease(question);
    const assets = await findAssets(["out/*"], clone.cwd);
    const real = releaseHost({ api: github.url, repository: "octo/app", token: "user:ada" });
    let sent = 0;
    const uploadAsset: typeof real.uploadAsset = async (release, asset) => {
      sent += 1;
      built(stage, "feat: ears");
      expect(await typed(stage, WITH_FILES)).toMatchObject({ exit: EXIT.ok, out: said("v1.3.0 is released.") });
      return real.uploadAsset(release, asset);
    };
    const results = await runReleases({
      question,
      answer,
      host: { ...real, uploadAsset },
      mode: "tag",
      run: "7",
      token: "app",
      assets,
      files: () => Promise.resolve([]),
      pause: () => Promise.resolve(),
    });
    expect(results).toMatchObject([{ ok: true, code: "superseded", tag: "", reason: said("and has v1.3.0 already") }]);
    // Its draft is gone by then: nothing is sent once more.
    expect(sent).toBe(1);
    expect(results[0]?.reason).toContain(older.slice(0, 9));
    fetchTags(stage);
    expect(clone.git("tag").split("\n")).toEqual(["v1.2.3", "v1.3.0"]);
    expect(repository.releases).toMatchObject([{ tag: "v1.3.0", draft: false, assets: [{ name: "app.txt" }] }]);
    expect(github.inspector.problems).toEqual([]);
  });
});
