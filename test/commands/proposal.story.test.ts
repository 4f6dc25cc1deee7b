// Release proposals that were merged and cannot be released, and those that a late run would move back.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { EXIT } from "../../src/commands/command-line.ts";
import { closeStages, fetchTags, openStage, typed } from "../actions/release-stage.ts";
import type { Stage } from "../actions/release-stage.ts";
import { commitAt } from "../pretend-github/git/objects.ts";
import { unmirror } from "../release/unmirror.ts";

afterEach(closeStages);

const said = (text: string) => expect.stringContaining(text) as string;
const PROPOSE = "release publish --mode pull-request";
const WITH_FILES = `${PROPOSE} --assets out/*`;
const RECORD = "release: { change_record: { app: 71 } }\n";

function build({ clone }: Stage, text: string): void {
  mkdirSync(join(clone.cwd, "out"), { recursive: true });
  writeFileSync(join(clone.cwd, "out/app.txt"), text);
}

/** Open proposals, by number. */
function open({ repository }: Stage): readonly (readonly [number, string])[] {
  return [...repository.issues].flatMap(([number, { pull, state, title }]) =>
    pull === null || state !== "open" ? [] : [[number, title] as const],
  );
}

/** Merges the one that is open, and fetches it. */
async function merge(stage: Stage): Promise<string> {
  const { github, repository, clone } = stage;
  const [[number] = [0]] = open(stage);
  const merged = await github.as("ada").put(`/repos/octo/app/pulls/${number}/merge`, { merge_method: "squash" });
  expect(merged.status).toBe(200);
  unmirror(repository, join(clone.cwd, ".git"), number);
  clone.git("reset", "-q", "--hard", "main");
  return clone.git("rev-parse", "HEAD");
}

/** A fix whose proposal is merged, and whose own run never came; then another commit. */
async function passedBy(
  line: string,
  policy: string | null,
  message: string,
): Promise<Stage & { readonly at: string }> {
  const stage = await openStage();
  const { clone, push } = stage;
  clone.commit("fix: keep the tail", policy === null ? undefined : { ".github/lamplighter.yml": policy });
  push();
  build(stage, "the first");
  expect(await typed(stage, line)).toMatchObject({ exit: EXIT.ok, out: said("proposes v1.2.4") });
  const at = await merge(stage);
  clone.commit(message);
  push();
  build(stage, "the second");
  return { ...stage, at };
}

describe("a merged proposal that this run cannot release", () => {
  it.each([
    ["its files are of another commit", WITH_FILES, null, "The files are of"],
    ["nobody approved it", PROPOSE, RECORD, "did not pass on #1. Once it passes there, the next run releases it."],
  ])("is told, and what came after it is proposed: %s", async (_, line, policy, why) => {
    const stage = await passedBy(line, policy, "fix: more");
    const ran = await typed(stage, line);
    expect(ran).toMatchObject({ exit: EXIT.refused, out: said(why) });
    expect(ran.out).toContain("It was proposed by pull request #1, which is merged. Until v1.2.4 is out, what comes");
    expect(ran.out).toMatch(/proposes v1\.2\.5; merging it releases\./);
    expect(open(stage).map(([, title]) => title)).toEqual(["chore(release): v1.2.5"]);
    const issues = [...stage.repository.issues.values()].filter(({ pull, state }) => pull === null && state === "open");
    expect(issues).toMatchObject([{ title: "A release of main failed" }]);
    expect(stage.github.inspector.problems).toEqual([]);
  });

  it("is released by its own run after all, and the proposal after it stays", async () => {
    const stage = await passedBy(WITH_FILES, null, "fix: more");
    const { clone, repository, at } = stage;
    const later = clone.git("rev-parse", "HEAD");
    await typed(stage, WITH_FILES);
    clone.git("reset", "-q", "--hard", at);
    build(stage, "the first");
    expect(await typed(stage, WITH_FILES)).toMatchObject({ exit: EXIT.ok, out: said("v1.2.4 is released.") });
    clone.git("reset", "-q", "--hard", later);
    fetchTags(stage);
    expect(await typed(stage, WITH_FILES)).toMatchObject({ exit: EXIT.ok, out: said("proposes v1.2.5") });
    expect(open(stage)).toHaveLength(1);
    expect(repository.releases).toMatchObject([{ tag: "v1.2.4", assets: [{ name: "app.txt" }] }]);
    expect(repository.releases[0]?.body).not.toContain("more");
  });

  it("is never released: the next one's release holds all of it, and then nothing is in the way", async () => {
    const stage = await passedBy(WITH_FILES, null, "fix: more");
    const { repository } = stage;
    await typed(stage, WITH_FILES);
    await merge(stage);
    expect(await typed(stage, WITH_FILES)).toMatchObject({ exit: EXIT.ok, out: said("v1.2.5 is released.") });
    const { body, tag } = repository.releases[0] ?? {};
    expect({ tag, tail: body?.includes("- keep the tail"), more: body?.includes("- more") }).toEqual({
      tag: "v1.2.5",
      tail: true,
      more: true,
    });
    fetchTags(stage);
    expect(await typed(stage, WITH_FILES)).toMatchObject({ exit: EXIT.ok, out: said("Nothing to release") });
  });

  it("is told also where nothing came after it", async () => {
    const stage = await passedBy(WITH_FILES, null, "docs: x");
    const ran = await typed(stage, WITH_FILES);
    expect(ran).toMatchObject({ exit: EXIT.refused, out: said("Run the job of that commit again") });
    expect(open(stage)).toEqual([]);
  });

  it("is forgotten once a newer release holds it", async () => {
    const stage = await passedBy(WITH_FILES, null, "feat: ears");
    expect(await typed(stage, "release publish")).toMatchObject({ exit: EXIT.ok, out: said("v1.3.0 is released.") });
    fetchTags(stage);
    expect(await typed(stage, WITH_FILES)).toMatchObject({ exit: EXIT.ok, out: said("Nothing to release") });
    expect(stage.repository.releases.map(({ tag }) => tag)).toEqual(["v1.3.0"]);
  });
});

describe("a late run of an older commit", () => {
  const BRANCH = "refs/heads/lamplighter/release/main";

  it.each([
    ["a higher version", "feat: ears", "v1.3.0"],
    ["the same version", "fix: more", "v1.2.4"],
  ])("leaves a proposal of %s alone, which a newer commit made", async (_, message, tag) => {
    const stage = await openStage();
    const { clone, push, repository, github } = stage;
    const older = clone.commit("fix: keep the tail");
    push();
    // The older one's first run, so that the proposal has moved along once already, and somebody's words in it.
    await typed(stage, PROPOSE);
    const [[number] = [0]] = open(stage);
    const body = repository.issues.get(number)?.body ?? "";
    await github.as("ada").patch(`/repos/octo/app/pulls/${number}`, { body: body.replace("keep the tail", "keep it") });
    const newer = clone.commit(message);
    push();
    expect(await typed(stage, PROPOSE)).toMatchObject({ exit: EXIT.ok, out: said(`proposes ${tag}; merging`) });
    const before = { title: repository.issues.get(number)?.title, body: repository.issues.get(number)?.body };
    clone.git("reset", "-q", "--hard", older);
    const late = said(`Nothing to propose: pull request #${number} proposes ${tag} from a newer commit than`);
    expect(await typed(stage, PROPOSE)).toMatchObject({ exit: EXIT.ok, out: late });
    expect(repository.issues.get(number)).toMatchObject(before);
    const tip = commitAt(repository.objects, repository.refs.get(BRANCH) ?? "");
    expect(tip.parents).toEqual([newer]);
    expect(before.body?.includes("keep it")).toBe(tag === "v1.2.4");
  });

  it("moves along a proposal of a commit before it", async () => {
    const stage = await openStage();
    const { clone, push } = stage;
    clone.commit("fix: keep the tail");
    push();
    await typed(stage, PROPOSE);
    const late = clone.commit("feat: ears");
    clone.commit("fix: more");
    push();
    clone.git("reset", "-q", "--hard", late);
    expect(await typed(stage, PROPOSE)).toMatchObject({ exit: EXIT.ok, out: said("proposes v1.3.0; merging") });
  });
});
