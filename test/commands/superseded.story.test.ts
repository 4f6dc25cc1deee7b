// A run of a commit that its line has moved on from: what is out already is not followed by something older.
import { afterEach, describe, expect, it } from "vitest";
import { EXIT } from "../../src/commands/command-line.ts";
import { releaseHost } from "../../src/github/runner/host.ts";
import { prepareRelease } from "../../src/release/prepare.ts";
import { runReleases } from "../../src/release/publish/flow.ts";
import type { Result } from "../../src/release/publish/result.ts";
import { closeStages, openStage, questionIn } from "../actions/release-stage.ts";
import type { Stage } from "../actions/release-stage.ts";
import { lamplighter } from "../app/cli.ts";

afterEach(closeStages);

const said = (text: string) => expect.stringContaining(text) as string;

/** `release publish` in the stage's clone, with ada's token. */
function publish({ clone, github }: Stage, more = ""): ReturnType<typeof lamplighter> {
  const access = { GITHUB_TOKEN: "user:ada", GITHUB_API_URL: github.url, GITHUB_REPOSITORY: "octo/app" };
  const words = `release publish ${more}`.trim().split(" ");
  return lamplighter(words, { cwd: clone.cwd, env: { ...clone.env, ...access } });
}

const tagsOf = ({ repository }: Stage): readonly string[] =>
  [...repository.refs.keys()].flatMap((ref) => (ref.startsWith("refs/tags/") ? [ref.slice("refs/tags/".length)] : []));
const branchesOf = ({ repository }: Stage): readonly string[] =>
  [...repository.refs.keys()].filter((ref) => ref.startsWith("refs/heads/"));

/** Main is at an older commit, then at a newer one, and the newer one's run came first. The clone is at the older one again. */
async function passed(
  messages: { readonly older: string; readonly newer: string },
  more = "",
): Promise<Stage & { readonly older: string; readonly newer: string }> {
  const stage = await openStage();
  const { clone, push } = stage;
  const older = clone.commit(messages.older);
  const newer = clone.commit(messages.newer);
  push();
  expect(await publish(stage, more)).toMatchObject({ exit: EXIT.ok, out: said("is released.") });
  clone.git("reset", "-q", "--hard", older);
  return { ...stage, older, newer };
}

describe("a run of an older commit, after the line released a newer one", () => {
  it.each([
    ["a higher version", { older: "fix: keep the tail", newer: "feat: ears" }, "v1.3.0"],
    ["the version that it would have", { older: "fix: keep the tail", newer: "fix: more" }, "v1.2.4"],
    ["a lower version, which takes it back", { older: "feat: ears", newer: "fix: x\n\nRelease-As: 1.2.4" }, "v1.2.4"],
  ])("releases nothing after %s, whether its clone knows of that or not", async (_, messages, tag) => {
    const stage = await passed(messages);
    const { clone, repository, newer, older } = stage;
    const nothing = { exit: EXIT.ok, out: said(`main has gone on from ${older.slice(0, 9)} and has ${tag} already.`) };
    for (const mode of ["tag", "draft", "pull-request"])
      expect(await publish(stage, `--mode ${mode}`)).toMatchObject(nothing);
    clone.git("tag", tag, newer);
    expect(await publish(stage)).toMatchObject(nothing);
    expect(await publish(stage, "--json")).toMatchObject({ out: said('"code": "superseded"') });
    expect(tagsOf(stage)).toEqual(["v1.2.3", tag]);
    expect(branchesOf(stage)).toEqual(["refs/heads/main"]);
    expect(repository.releases).toMatchObject([{ tag, makeLatest: "true" }]);
    expect(repository.issues.size).toBe(0);
  });

  it("is green on a runner, and nothing would be released", async () => {
    const stage = await passed({ older: "fix: keep the tail", newer: "feat: ears" });
    expect(await stage.run({ mode: "tag" })).toMatchObject({
      exit: 0,
      outputs: {
        "would-release": "false",
        released: "false",
        version: "",
        tag: "",
        reason: said("has v1.3.0 already"),
      },
    });
  });

  it("releases nothing either where the newer one is tagged and broke off, which the newer one's run completes", async () => {
    const stage = await openStage();
    const { clone, push, github, repository } = stage;
    const older = clone.commit("fix: keep the tail");
    const newer = clone.commit("feat: ears");
    push();
    github.faults.addRequestFault({
      method: "POST",
      path: "/repos/octo/app/releases",
      do: { kind: "status", status: 403 },
    });
    expect(await publish(stage)).toMatchObject({ exit: EXIT.refused });
    clone.git("reset", "-q", "--hard", older);
    expect(await publish(stage)).toMatchObject({ exit: EXIT.ok, out: said("has v1.3.0 already") });
    clone.git("reset", "-q", "--hard", newer);
    expect(await publish(stage)).toMatchObject({ exit: EXIT.ok, out: said("v1.3.0 is released.") });
    expect(repository.releases).toMatchObject([{ tag: "v1.3.0" }]);
  });

  it("knows so from however far back", async () => {
    const stage = await openStage();
    const { clone, push } = stage;
    const older = clone.commit("fix: keep the tail");
    for (let index = 0; index < 105; index += 1) clone.git("commit", "-q", "--allow-empty", "-m", `chore: ${index}`);
    clone.commit("feat: ears");
    push();
    expect(await publish(stage)).toMatchObject({ out: said("v1.3.0 is released.") });
    clone.git("reset", "-q", "--hard", older);
    expect(await publish(stage)).toMatchObject({ exit: EXIT.ok, out: said("has v1.3.0 already") });
  }, 60_000);

  /** More tags than a hundred pages hold. */
  function tagOften({ clone, repository }: Stage): void {
    const begin = clone.git("rev-list", "--max-parents=0", "HEAD");
    for (let index = 0; index < 10_001; index += 1) repository.refs.set(`refs/tags/build-${index}`, begin);
  }

  it("is told so among more than ten thousand tags", async () => {
    const stage = await passed({ older: "fix: keep the tail", newer: "feat: ears" });
    tagOften(stage);
    expect(await publish(stage)).toMatchObject({ exit: EXIT.ok, out: said("has v1.3.0 already") });
  }, 60_000);

  it("is released where none of more than ten thousand tags is of a newer one", async () => {
    const stage = await openStage();
    const { clone, push } = stage;
    const older = clone.commit("fix: keep the tail");
    clone.commit("feat: ears");
    push();
    clone.git("reset", "-q", "--hard", older);
    tagOften(stage);
    expect(await publish(stage)).toMatchObject({ exit: EXIT.ok, out: said("v1.2.4 is released.") });
  }, 60_000);
});

describe("what is released all the same", () => {
  it("a fix of a maintenance line after main's newer release, which stays the latest, also where the clone lacks it", async () => {
    const stage = await passed({ older: "fix: keep the tail", newer: "feat: ears" });
    const { clone, push, repository } = stage;
    clone.git("switch", "-q", "-c", "1.2.x");
    push();
    expect(await publish(stage)).toMatchObject({ exit: EXIT.ok, out: said("v1.2.4 is released.") });
    clone.git("tag", "v1.2.4");
    clone.commit("fix: more");
    push();
    expect(await publish(stage)).toMatchObject({ exit: EXIT.ok, out: said("v1.2.5 is released.") });
    expect(repository.releases.map(({ tag, makeLatest }) => `${tag} ${makeLatest}`)).toEqual([
      "v1.3.0 true",
      "v1.2.4 false",
      "v1.2.5 false",
    ]);
  });

  it("a stable version of a commit that only a newer prerelease holds, and no prerelease behind a newer one", async () => {
    const stage = await passed({ older: "fix: keep the tail", newer: "feat: ears" }, "--prerelease rc");
    expect(await publish(stage, "--prerelease rc")).toMatchObject({ out: said("has v1.3.0-rc.1 already") });
    expect(await publish(stage)).toMatchObject({ exit: EXIT.ok, out: said("v1.2.4 is released.") });
    expect(tagsOf(stage)).toEqual(["v1.2.3", "v1.3.0-rc.1", "v1.2.4"]);
  });

  it("what the line has gone on from without a release", async () => {
    const stage = await openStage();
    const { clone, push } = stage;
    const older = clone.commit("fix: keep the tail");
    clone.commit("feat: ears");
    push();
    clone.git("reset", "-q", "--hard", older);
    expect(await publish(stage)).toMatchObject({ exit: EXIT.ok, out: said("v1.2.4 is released.") });
  });

  it("a refusal of what nobody pushed stays one", async () => {
    const stage = await passed({ older: "fix: keep the tail", newer: "feat: ears" });
    stage.clone.commit("fix: x\n\nRelease-As: 1.0.0");
    expect(await publish(stage)).toMatchObject({ exit: EXIT.refused, out: said("is not higher than") });
  });
});

describe("two runs at once, from two commits", () => {
  /** The run of one commit, and right before it tags, the whole run of the other. */
  async function raced(
    stage: Stage,
    { first, second }: { readonly first: string; readonly second: string },
  ): Promise<readonly Result[]> {
    const { clone, github } = stage;
    clone.git("reset", "-q", "--hard", first);
    const question = questionIn(stage);
    const answer = await prepareRelease(question);
    const real = releaseHost({ api: github.url, repository: "octo/app", token: "user:ada" });
    let isDone = false;
    const createTag: typeof real.createTag = async (wanted) => {
      if (!isDone) {
        isDone = true;
        clone.git("reset", "-q", "--hard", second);
        expect(await publish(stage)).toMatchObject({ exit: EXIT.ok, out: said("v1.2.4 is released.") });
        clone.git("reset", "-q", "--hard", first);
      }
      return real.createTag(wanted);
    };
    return runReleases({
      question,
      answer,
      host: { ...real, createTag },
      mode: "tag",
      run: "7",
      token: "app",
      assets: [],
      files: () => Promise.resolve([]),
      pause: () => Promise.resolve(),
    });
  }

  async function two(): Promise<Stage & { readonly older: string; readonly newer: string }> {
    const stage = await openStage();
    const older = stage.clone.commit("fix: keep the tail");
    const newer = stage.clone.commit("fix: more");
    stage.push();
    return { ...stage, older, newer };
  }

  it("the older one comes second: the newer one's release stands, and holds its change", async () => {
    const stage = await two();
    const results = await raced(stage, { first: stage.older, second: stage.newer });
    expect(results).toMatchObject([{ ok: true, code: "superseded", reason: said("and has v1.2.4 already") }]);
    expect(stage.repository.releases).toMatchObject([{ tag: "v1.2.4", body: said("- more") }]);
  });

  it("the newer one comes second: what it has more is released after it", async () => {
    const stage = await two();
    const results = await raced(stage, { first: stage.newer, second: stage.older });
    expect(results).toMatchObject([{ ok: true, code: "released", tag: "v1.2.5" }]);
    const bodies = stage.repository.releases.map(({ tag, body }) => [tag, /keep the tail/.test(body ?? "")]);
    expect(bodies).toEqual([
      ["v1.2.4", true],
      ["v1.2.5", false],
    ]);
    expect(stage.github.inspector.problems).toEqual([]);
  });
});

describe("several packages", () => {
  /** Core and what the policy says of it and of app, each at 1.2.3, a fix in both, and a feature in core that is released. */
  async function packages(policy: string): Promise<Stage> {
    const stage = await openStage();
    const { clone, push, repository } = stage;
    const from = clone.commit("chore: policy", { ".github/lamplighter.yml": `release: { ${policy} }\n` });
    for (const tag of ["core@1.2.3", "app@1.2.3"]) {
      clone.git("tag", tag);
      repository.refs.set(`refs/tags/${tag}`, from);
    }
    const older = clone.commit("fix: both", { "core/a": "1", "app/a": "1" });
    clone.commit("feat: core", { "core/b": "1" });
    push();
    expect(await publish(stage, "--path core")).toMatchObject({ out: said("is released.") });
    clone.git("reset", "-q", "--hard", older);
    return stage;
  }

  it.each([
    ["needs it", "packages: { core: {}, app: { needs: [core] } }"],
    ["is in a group with it", "packages: { core: { group: g }, app: { group: g } }, groups: { g: fixed }"],
  ])("a package is not released from before the release of another one: it %s", async (_, policy) => {
    const stage = await packages(policy);
    const { exit, out } = await publish(stage);
    expect(exit).toBe(EXIT.ok);
    expect(out.match(/has core@1\.3\.0 already/g)).toHaveLength(2);
    expect(tagsOf(stage)).toEqual(["v1.2.3", "core@1.2.3", "app@1.2.3", "core@1.3.0"]);
  });

  it("a package that has nothing to do with the other one is released", async () => {
    const stage = await packages("packages: { core: {}, app: {} }");
    expect(await publish(stage)).toMatchObject({ exit: EXIT.ok, out: said("app@1.2.4 is released.") });
    expect(tagsOf(stage)).toEqual(["v1.2.3", "core@1.2.3", "app@1.2.3", "core@1.3.0", "app@1.2.4"]);
  });
});
