// Files of a release, with the shipped bundle and with the command line: they are there before anybody sees the release.
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { main } from "../../src/cli.ts";
import { releaseCommands } from "../../src/commands/release.ts";
import { peel } from "../pretend-github/git/objects.ts";
import { closeStages, openStage, type Stage } from "./release-stage.ts";

afterEach(closeStages);

const BYTES = Buffer.from([0x1f, 0x8b, 0x00, 0xff, 0xfe, 0x0a]);

/** A fix to release, and what its build left. */
async function built(files: Readonly<Record<string, Buffer | string>>): Promise<Stage> {
  const stage = await openStage();
  stage.clone.commit("fix: keep the tail (#1)");
  stage.push();
  for (const [path, bytes] of Object.entries(files)) {
    mkdirSync(dirname(join(stage.clone.cwd, path)), { recursive: true });
    writeFileSync(join(stage.clone.cwd, path), bytes);
  }
  return stage;
}

/** A command line, typed in the clone. */
async function type({ clone, github }: Stage, line: string): Promise<{ exit: number; said: string }> {
  let said = "";
  const say = (text: string): void => void (said += `${text}\n`);
  const env = { ...clone.env, GITHUB_TOKEN: "user:ada", GITHUB_API_URL: github.url, GITHUB_REPOSITORY: "octo/app" };
  const io = { out: say, err: say, input: () => Promise.resolve(""), env, cwd: clone.cwd };
  return { exit: await main(line.split(" "), io, releaseCommands), said };
}

const FILES = { "out/app.tgz": BYTES, "out/sums.txt": "sums\n" };
const UPLOAD = { method: "POST", path: "/repos/octo/app/releases/*/assets" } as const;

describe("files of a release", () => {
  it("are sent byte by byte, and the release is published after the last of them", async () => {
    const { github, repository, run } = await built(FILES);
    expect(await run({ mode: "tag", assets: "out/*.tgz\n\nout/*.txt\n" })).toMatchObject({
      exit: 0,
      outputs: { released: "true", version: "1.2.4" },
    });
    expect(repository.releases).toMatchObject([{ tag: "v1.2.4", draft: false }]);
    const [tgz, sums] = repository.releases[0]!.assets;
    expect([tgz?.name, sums?.name]).toEqual(["app.tgz", "sums.txt"]);
    expect(tgz?.bytes.equals(BYTES)).toBe(true);
    const writes = github.log.requests.filter(({ method }) => method !== "GET").map(({ route }) => route);
    const published = writes.lastIndexOf("PATCH /repos/:owner/:repo/releases/:release");
    expect(published).toBeGreaterThan(writes.lastIndexOf("POST /repos/:owner/:repo/releases/:release/assets"));
    expect(github.inspector.problems).toEqual([]);
  });

  it("that cannot be sent hold nothing up: no tag, no draft, and the next commit is released with its own", async () => {
    const { github, repository, clone, push, run } = await built(FILES);
    github.faults.addRequestFault({ ...UPLOAD, do: { kind: "status", status: 502 }, times: 0 });
    const broken = await run({ mode: "tag", assets: "out/*" });
    expect(broken).toMatchObject({ exit: 1, outputs: { released: "false" } });
    expect(broken.outputs["reason"]).toContain("Run the job again");
    expect(repository.releases).toEqual([]);
    expect(repository.refs.has("refs/tags/v1.2.4")).toBe(false);
    github.faults.clear();
    const head = clone.commit("fix: keep the head too (#2)");
    push();
    expect(await run({ mode: "tag", assets: "out/*" }, { GITHUB_RUN_ID: "101" })).toMatchObject({
      exit: 0,
      outputs: { released: "true", tag: "v1.2.4" },
    });
    expect(repository.releases).toMatchObject([{ draft: false, assets: [{ name: "app.tgz" }, { name: "sums.txt" }] }]);
    expect(peel(repository.objects, repository.refs.get("refs/tags/v1.2.4") ?? "")).toBe(head);
  });

  /** Tagged with all its files in a draft, and not published. */
  async function tagged(): Promise<Stage> {
    const stage = await built(FILES);
    const { github, clone, run } = stage;
    const publish = {
      method: "PATCH",
      path: "/repos/octo/app/releases/*",
      do: { kind: "status", status: 502 },
    } as const;
    github.faults.addRequestFault({ ...publish, times: 0 });
    expect(await run({ mode: "tag", assets: "out/*" })).toMatchObject({ exit: 1, outputs: { released: "false" } });
    github.faults.clear();
    clone.git("tag", "v1.2.4", "HEAD");
    return stage;
  }

  it.each([
    ["of another commit", "out/*"],
    ["that names no files", ""],
  ])("are all there once it is tagged, so that a later run %s publishes it with them", async (_, assets) => {
    const { repository, clone, push, run } = await tagged();
    clone.commit("fix: keep the head too (#2)", { "out/app.tgz": "another" });
    push();
    const later = await run({ mode: "tag", assets }, { GITHUB_RUN_ID: "101" });
    expect(later).toMatchObject({ exit: 0, outputs: { released: "true", tag: "v1.2.4" } });
    expect(repository.releases).toMatchObject([{ draft: false, assets: [{ name: "app.tgz" }, { name: "sums.txt" }] }]);
    expect(repository.releases[0]?.assets[0]?.bytes.equals(BYTES)).toBe(true);
  });

  it("that the tag promises and somebody deleted are missed: nothing goes out without them", async () => {
    const { repository, clone, push, run } = await tagged();
    repository.releases.splice(0);
    clone.commit("fix: keep the head too (#2)");
    push();
    const later = await run({ mode: "tag" }, { GITHUB_RUN_ID: "101" });
    expect(later).toMatchObject({ exit: 1, outputs: { released: "false" } });
    expect(later.outputs["reason"]).toContain("was made for a release with app.tgz, sums.txt");
    expect(later.outputs["reason"]).toContain("It was begun by https://github.com/octo/app/actions/runs/100.");
    expect(repository.releases).toEqual([]);
  });

  it("whose answer was lost are not sent twice", async () => {
    const { github, repository, run } = await built(FILES);
    github.faults.addRequestFault({ ...UPLOAD, do: { kind: "lost" } });
    expect(await run({ mode: "tag", assets: "out/*" })).toMatchObject({ exit: 0, outputs: { released: "true" } });
    expect(repository.releases[0]?.assets.map(({ name }) => name)).toEqual(["app.tgz", "sums.txt"]);
  });

  it.each<[string, Record<string, Buffer | string>, string, string]>([
    ["a glob that names nothing", FILES, "out/*\ndist/*", "asset-missing"],
    ["a path out of the workspace", FILES, "../*", "asset-outside"],
    ["two files of one name", { "a/x.txt": "1", "b/x.txt": "2" }, "*/x.txt", "asset-twice"],
    ["a name that GitHub would change", { "out/a b.txt": "1" }, "out/*", "asset-name"],
    ["an empty file", { "out/x.txt": "" }, "out/*", "asset-size"],
  ])("%s stops the release before its tag", async (_, files, assets, code) => {
    const { repository, run } = await built(files);
    const ran = await run({ mode: "tag", assets });
    expect(ran.exit).toBe(2);
    expect(ran.stdout).toContain(code);
    expect(repository.releases).toEqual([]);
    expect(repository.refs.has("refs/tags/v1.2.4")).toBe(false);
  });

  it("go with the command line too", async () => {
    const stage = await built(FILES);
    expect(await type(stage, "release publish --assets out/*.{tgz,zip},out/*.txt")).toMatchObject({ exit: 0 });
    expect(stage.repository.releases[0]?.assets[0]?.bytes.equals(BYTES)).toBe(true);
    const refused = await type(stage, "release publish --assets nothing/*");
    expect(refused.exit).toBe(1);
    expect(refused.said).toContain("No file is named by nothing/*");
  });
});
