// Releases that broke off, and what the next run makes of them: at the command line, with GitHub behind it.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { EXIT } from "../../src/commands/command-line.ts";
import { appToken } from "../../src/github/runner/app-token.ts";
import { APP_KEY, closeStages, fetchTags, openStage, typed } from "../actions/release-stage.ts";
import type { Stage } from "../actions/release-stage.ts";
import { lamplighter } from "../app/cli.ts";
import { peel } from "../pretend-github/git/objects.ts";
import { unmirror } from "../release/unmirror.ts";

afterEach(closeStages);

/** In the stage's clone, with ada's token. */
function typedIn({ clone, github }: Stage, more: Readonly<Record<string, string>> = {}) {
  const env = {
    ...clone.env,
    ...more,
    GITHUB_TOKEN: "user:ada",
    GITHUB_API_URL: github.url,
    GITHUB_REPOSITORY: "octo/app",
  };
  return (line: string) => lamplighter(line.split(" "), { cwd: clone.cwd, env });
}
const said = (text: string) => expect.stringContaining(text) as string;
const NO_RELEASE = {
  method: "POST",
  path: "/repos/octo/app/releases",
  do: { kind: "status", status: 403 },
} as const;

/** A commit on a line whose release is tagged, and refused by GitHub after that. */
async function broken(policy: string): Promise<Stage> {
  const stage = await openStage();
  const { clone, push, github } = stage;
  clone.commit("fix: keep the tail\n\nFixes #900", { ".github/lamplighter.yml": policy });
  push();
  github.faults.addRequestFault(NO_RELEASE);
  expect(await typedIn(stage)("release publish")).toMatchObject({ exit: EXIT.refused });
  return stage;
}

describe("a prerelease that was tagged and not released", () => {
  it("is completed, also where a stable version is out before it", async () => {
    const stage = await broken("release: { lines: { main: { prerelease: rc } } }\n");
    const { clone, repository } = stage;
    clone.git("tag", "v1.2.4-rc.1");
    expect(await typedIn(stage)("release publish")).toMatchObject({ exit: EXIT.ok, out: said("v1.2.4-rc.1") });
    expect(repository.releases).toMatchObject([{ tag: "v1.2.4-rc.1", prerelease: true, draft: false }]);
    expect(repository.releases[0]?.body).toContain("- keep the tail");
    expect(await typedIn(stage)("release publish")).toMatchObject({ out: said("Nothing to release") });
  });
});

describe("a limit that names no time", () => {
  const LIMIT = "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.";
  it.each([
    ["a secondary limit", "/repos/octo/app/git/tags", { kind: "status", status: 403, message: LIMIT }],
    [
      "content made too fast",
      "/repos/octo/app/releases",
      { kind: "status", status: 422, message: "was submitted too quickly" },
    ],
  ] as const)("%s is waited for, and the release is out", async (_, path, answer) => {
    const stage = await openStage();
    stage.clone.commit("fix: keep the tail");
    stage.push();
    stage.github.faults.addRequestFault({ method: "POST", path, times: 1, do: answer });
    expect(await typedIn(stage)("release publish")).toMatchObject({ exit: EXIT.ok, out: said("v1.2.4 is released.") });
  });
});

describe("a release that was left half done twice", () => {
  const ANY = { path: "/repos/octo/app/**", times: 0 } as const;
  const dead = (github: Stage["github"], method: string, after = 0): void =>
    github.faults.addRequestFault({ ...ANY, method, after, do: { kind: "status", status: 403 } });

  /** Its tag takes two writes and its release one. */
  it.each([
    [1, 0],
    [1, 1],
    [2, 0],
  ])(
    "after %d writes, and by the one that completed it after %d, is out once the third came",
    async (first, second) => {
      const stage = await openStage();
      const { clone, push, github, repository } = stage;
      clone.commit("fix: keep the tail");
      push();
      for (const after of [first, second]) {
        dead(github, "POST", after);
        expect(await typed(stage, "release publish")).toMatchObject({ exit: EXIT.refused });
        github.faults.clear();
        fetchTags(stage);
        clone.commit("docs: x");
        push();
      }
      expect(await typed(stage, "release publish")).toMatchObject({ exit: EXIT.ok, out: said("v1.2.4 is released.") });
      expect(repository.releases).toMatchObject([{ tag: "v1.2.4", draft: false }]);
      expect(repository.releases[0]?.body).toContain("- keep the tail");
    },
  );

  it.each([
    [
      "while it sent, and again while it sent",
      [
        ["POST", 1],
        ["POST", 1],
      ],
    ],
    [
      "while it sent, and before it was published",
      [
        ["POST", 1],
        ["PATCH", 0],
      ],
    ],
    [
      "before it was published, twice",
      [
        ["PATCH", 0],
        ["PATCH", 0],
      ],
    ],
  ] as const)("with files: %s", async (_, deaths) => {
    const stage = await openStage();
    const { clone, push, github, repository } = stage;
    clone.commit("fix: keep the tail", { ".gitignore": "out\n" });
    push();
    mkdirSync(join(clone.cwd, "out"));
    for (const name of ["a.txt", "b.txt"]) writeFileSync(join(clone.cwd, "out", name), name);
    const line = "release publish --assets out/*";
    for (const [index, [method, after]] of deaths.entries()) {
      dead(github, method, after);
      dead(github, "DELETE");
      expect(await typed(stage, line, { GITHUB_TOKEN: "user:ada", GITHUB_RUN_ID: String(index) })).toMatchObject({
        exit: EXIT.refused,
      });
      github.faults.clear();
      fetchTags(stage);
    }
    expect(await typed(stage, line)).toMatchObject({ exit: EXIT.ok, out: said("v1.2.4 is released.") });
    expect(repository.releases).toMatchObject([
      { tag: "v1.2.4", draft: false, assets: [{ name: "a.txt" }, { name: "b.txt" }] },
    ]);
  });
});

describe("a proposal that was merged and not tagged", () => {
  it("is released with notes that did not fit into it, and what it closes hears so, whatever came after", async () => {
    const stage = await openStage();
    const { clone, push, github, repository } = stage;
    const typed = typedIn(stage);
    const ada = github.as("ada");
    const { number: bug } = (await ada.post("/repos/octo/app/issues", { title: "The tail is gone" })).body as {
      number: number;
    };
    clone.commit(`fix: keep the tail\n\nFixes #${bug}`);
    for (let index = 0; index < 40; index += 1)
      clone.commit(`fix: change ${index}\n\nBREAKING CHANGE: ${`part ${index} `.repeat(250)}`);
    push();
    expect(await typed("release publish --mode pull-request")).toMatchObject({ exit: EXIT.ok });
    const [number = 0] = [...repository.issues].flatMap(([at, { pull }]) => (pull === null ? [] : [at]));
    expect(repository.issues.get(number)?.body).toContain("…and more.");
    expect((await ada.put(`/repos/octo/app/pulls/${number}/merge`, { merge_method: "squash" })).status).toBe(200);
    unmirror(repository, join(clone.cwd, ".git"), number);
    clone.git("reset", "-q", "--hard", "main");
    clone.commit("feat: ears");
    push();
    const completed = await typed("release publish --mode pull-request");
    expect(completed).toMatchObject({ exit: EXIT.ok, out: said("v2.0.0 is released.") });
    // What came after it is proposed by the same run.
    expect(completed.out).toContain("proposes v2.1.0");
    const { body = "" } = repository.releases[0] ?? {};
    expect(body).toContain("change 39");
    expect(body).toContain("change 0 ");
    expect(body).not.toContain("ears");
    expect(repository.issues.get(bug)?.comments.map((one) => one.body)).toEqual([said("Released in")]);
  }, 60_000);
});

describe("a proposal that was merged and tagged, with its files in a draft", () => {
  it("is released with those by a run of a later commit, which has others", async () => {
    const stage = await openStage();
    const { clone, push, github, repository } = stage;
    const typed = typedIn(stage);
    clone.commit("fix: keep the tail", { "out/app.txt": "the first" });
    push();
    const line = "release publish --mode pull-request --assets out/*";
    expect(await typed(line)).toMatchObject({ exit: EXIT.ok });
    const [number = 0] = [...repository.issues.keys()];
    const merged = await github.as("ada").put(`/repos/octo/app/pulls/${number}/merge`, { merge_method: "squash" });
    expect(merged.status).toBe(200);
    unmirror(repository, join(clone.cwd, ".git"), number);
    clone.git("reset", "-q", "--hard", "main");
    const publishing = { method: "PATCH", path: "/repos/octo/app/releases/*" } as const;
    github.faults.addRequestFault({ ...publishing, do: { kind: "status", status: 403 } });
    expect(await typed(line)).toMatchObject({ exit: EXIT.refused });
    clone.commit("fix: more", { "out/app.txt": "the second" });
    push();
    expect(await typed(line)).toMatchObject({ exit: EXIT.ok, out: said("v1.2.4 is released.") });
    expect(repository.releases).toMatchObject([{ tag: "v1.2.4", draft: false, assets: [{ name: "app.txt" }] }]);
    expect(repository.releases[0]?.assets[0]?.bytes.toString()).toBe("the first");
  });
});

describe("with the change record", () => {
  const POLICY = "release: { change_record: { app: 71 } }\n";

  /** A merged pull request with one fix, on a line that was released right before it. */
  async function merged(
    policy = POLICY,
    tags: readonly string[] = ["v1.2.3"],
  ): Promise<Stage & { readonly number: number; readonly head: string }> {
    const stage = await openStage();
    const { clone, push, github, repository } = stage;
    const from = clone.commit("chore: policy", { ".github/lamplighter.yml": policy });
    for (const tag of tags) {
      clone.git("tag", "-f", tag);
      repository.refs.set(`refs/tags/${tag}`, from);
    }
    clone.git("switch", "-q", "-c", "topic");
    clone.commit("fix: keep the tail", { "core/tail": "kept" });
    push();
    const ada = github.as("ada");
    const opened = await ada.post("/repos/octo/app/pulls", {
      title: "fix: keep the tail",
      head: "topic",
      base: "main",
    });
    const { number, head } = opened.body as { number: number; head: { sha: string } };
    expect((await ada.put(`/repos/octo/app/pulls/${number}/merge`, { merge_method: "squash" })).status).toBe(200);
    unmirror(repository, join(clone.cwd, ".git"), number);
    clone.git("switch", "-q", "main");
    clone.git("reset", "-q", "--hard", "main");
    return { ...stage, number, head: head.sha };
  }

  async function approve({ github }: Stage, head: string): Promise<void> {
    const permissions = { checks: "write" } as const;
    const app = { api: github.url, repository: "octo/app", appId: "71", privateKey: APP_KEY, permissions };
    const check = { name: "lamplighter/change", head_sha: head, status: "completed", conclusion: "success" };
    const made = await github.with(`token ${await appToken(app)}`).post("/repos/octo/app/check-runs", check);
    expect(made.status).toBe(201);
  }

  /** A tag that somebody pushes by hand, in the likeness of one of ours. */
  async function pushTag({ github, clone, repository }: Stage, more: string): Promise<void> {
    const ada = github.as("ada");
    const message = `v1.2.4\n\nLamplighter-Release: tag\nLamplighter-Run: 100\n${more}`;
    const object = clone.git("rev-parse", "HEAD");
    const tag = await ada.post("/repos/octo/app/git/tags", { tag: "v1.2.4", message, object, type: "commit" });
    const { sha } = tag.body as { sha: string };
    await ada.post("/repos/octo/app/git/refs", { ref: "refs/tags/v1.2.4", sha });
    expect(peel(repository.objects, sha)).toBe(object);
    clone.git("tag", "v1.2.4");
  }

  it("a tag in the likeness of ours is completed for nobody: its changes are not approved", async () => {
    const stage = await merged();
    await pushTag(stage, `Lamplighter-Change: #${stage.number} ${stage.head} check 1\n`);
    expect(await typedIn(stage)("release publish")).toMatchObject({
      exit: EXIT.refused,
      out: said(
        `v1.2.4 is tagged and is not released. lamplighter/change of the App 71 did not pass on #${stage.number}.`,
      ),
    });
    expect(stage.repository.releases).toEqual([]);
  });

  it("a tag that does not name its approvals is completed for nobody, though there are some", async () => {
    const stage = await merged();
    await approve(stage, stage.head);
    await pushTag(stage, "");
    expect(await typedIn(stage)("release publish")).toMatchObject({
      exit: EXIT.refused,
      out: said("Its tag does not name the approvals"),
    });
    expect(stage.repository.releases).toEqual([]);
  });

  it("a tag of a run that broke off is completed, also after the check ran again", async () => {
    const stage = await merged();
    await approve(stage, stage.head);
    stage.github.faults.addRequestFault(NO_RELEASE);
    expect(await typedIn(stage)("release publish")).toMatchObject({ exit: EXIT.refused });
    await approve(stage, stage.head);
    stage.clone.git("tag", "v1.2.4");
    expect(await typedIn(stage)("release publish")).toMatchObject({ exit: EXIT.ok, out: said("v1.2.4 is released.") });
    expect(stage.repository.releases).toMatchObject([{ tag: "v1.2.4", draft: false }]);
  });

  it.each([
    ["is built from another one", "packages: { core: {}, app: { needs: [core] } }"],
    ["is in a group with another one", "packages: { core: { group: g }, app: { group: g } }, groups: { g: fixed }"],
  ])("a tag of a package without a commit of its own is completed: it %s", async (_, packages) => {
    const stage = await merged(`release: { change_record: { app: 71 }, ${packages} }\n`, ["core@1.2.3", "app@1.2.3"]);
    await approve(stage, stage.head);
    stage.github.faults.addRequestFault({ ...NO_RELEASE, times: 2 });
    expect(await typedIn(stage)("release publish")).toMatchObject({ exit: EXIT.refused });
    for (const tag of ["core@1.2.4", "app@1.2.4"]) stage.clone.git("tag", tag);
    const completed = await typedIn(stage)("release publish");
    expect(completed.out).not.toContain("It holds no commit");
    expect(completed).toMatchObject({ exit: EXIT.ok });
    expect(stage.repository.releases.map(({ tag }) => tag).sort()).toEqual(["app@1.2.4", "core@1.2.4"]);
  });
});

describe("what is out, and nobody was told", () => {
  /** A fix for a bug that somebody reported. */
  async function fixed(): Promise<Stage & { readonly heard: () => readonly string[] }> {
    const stage = await openStage();
    const { clone, push, github, repository } = stage;
    await github.as("ada").post("/repos/octo/app/issues", { title: "The tail is gone" });
    clone.commit("fix: keep the tail\n\nFixes #1");
    push();
    return { ...stage, heard: () => repository.issues.get(1)?.comments.map(({ body }) => body) ?? [] };
  }

  it("a draft that a person published is told by the next run, once", async () => {
    const stage = await fixed();
    const { clone, github, repository, heard } = stage;
    expect(await typedIn(stage)("release publish --mode draft")).toMatchObject({ exit: EXIT.ok });
    clone.git("tag", "v1.2.4");
    expect(await typedIn(stage)("release publish --mode draft")).toMatchObject({ out: said("Nothing to release") });
    expect(heard()).toEqual([]);
    const [draft] = repository.releases;
    await github.as("ada").patch(`/repos/octo/app/releases/${draft?.id ?? 0}`, { draft: false });
    expect(await typedIn(stage)("release publish --mode draft")).toMatchObject({ out: said("Nothing to release") });
    expect(heard()).toEqual([said("Released in [`v1.2.4`]")]);
    const before = github.log.requests.length;
    await typedIn(stage)("release publish --mode draft");
    expect(heard()).toHaveLength(1);
    const asked = github.log.requests.slice(before).map(({ route }) => route);
    expect(asked.filter((route) => route.includes("issues"))).toEqual([]);
  });

  it("three runs at once tell it once, and leave nothing behind", async () => {
    const stage = await fixed();
    const { clone, github, repository, heard } = stage;
    expect(await typedIn(stage)("release publish --mode draft")).toMatchObject({ exit: EXIT.ok });
    clone.git("tag", "v1.2.4");
    await github.as("ada").patch(`/repos/octo/app/releases/${repository.releases[0]?.id ?? 0}`, { draft: false });
    const runs = await Promise.all([1, 2, 3].map(() => typedIn(stage)("release publish")));
    expect(runs.map(({ exit }) => exit)).toEqual([EXIT.ok, EXIT.ok, EXIT.ok]);
    expect(heard()).toEqual([said("Released in [`v1.2.4`]")]);
    expect(repository.releases[0]?.body?.match(/lamplighter:told/g)).toHaveLength(1);
    expect([...repository.refs.keys()].filter((ref) => !/^refs\/(?:heads|tags)\//.test(ref))).toEqual([]);
    expect(github.inspector.problems).toEqual([]);
  });

  it("a run that was stopped while it told goes on in the next one, beside what that releases", async () => {
    const stage = await fixed();
    const { clone, push, github, repository, heard } = stage;
    github.faults.addRequestFault({
      method: "POST",
      path: "/repos/octo/app/issues/1/comments",
      do: { kind: "status", status: 403 },
    });
    expect(await typedIn(stage)("release publish")).toMatchObject({ exit: EXIT.ok, err: said("were not told so") });
    expect(heard()).toEqual([]);
    clone.git("tag", "v1.2.4");
    clone.commit("fix: more");
    push();
    expect(await typedIn(stage)("release publish")).toMatchObject({ exit: EXIT.ok, out: said("v1.2.5 is released.") });
    expect(heard()).toEqual([said("Released in [`v1.2.4`]")]);
    expect(repository.releases.map(({ body }) => body?.match(/lamplighter:told/g)?.length)).toEqual([1, 1]);
  });
});

describe("what is not on the line at GitHub", () => {
  it("is not released, whether nobody pushed it or it is on another branch there; what the line has gone past is", async () => {
    const stage = await openStage();
    const { clone, push, repository } = stage;
    const typed = typedIn(stage);
    clone.commit("fix: nobody pushed it");
    const refused = { exit: EXIT.refused, out: said("GitHub's main does not hold") };
    for (const mode of ["tag", "pull-request"])
      expect(await typed(`release publish --mode ${mode}`)).toMatchObject(refused);
    clone.git("branch", "topic");
    const head = clone.git("rev-parse", "HEAD");
    clone.git("reset", "-q", "--hard", "v1.2.3");
    push();
    clone.git("reset", "-q", "--hard", head);
    expect(await typed("release publish")).toMatchObject(refused);
    expect([...repository.refs.keys()].filter((ref) => ref.startsWith("refs/tags/"))).toEqual(["refs/tags/v1.2.3"]);
    expect(repository.issues.size).toBe(0);
    clone.commit("fix: more");
    push();
    clone.git("reset", "-q", "--hard", head);
    expect(await typed("release publish")).toMatchObject({ exit: EXIT.ok, out: said("v1.2.4 is released.") });
    expect(peel(repository.objects, repository.refs.get("refs/tags/v1.2.4") ?? "")).toBe(head);
  });

  it("a workflow among the files of a release is refused: it takes a permission of its own", async () => {
    const stage = await openStage();
    const file = ".github/workflows/x.yml";
    const policy = `release: { files: [${file}] }\n`;
    stage.clone.commit("fix: x", { ".github/lamplighter.yml": policy, [file]: "a: 1.2.3 # x-release-version\n" });
    stage.push();
    expect(await typedIn(stage)("release publish --mode pull-request")).toMatchObject({
      exit: EXIT.refused,
      err: said(`${file} is a workflow`),
    });
  });
});

describe("GitHub that wants a pause", () => {
  it("is asked again: a limit is no lack of a right", async () => {
    const stage = await openStage();
    stage.clone.commit("fix: x");
    stage.push();
    stage.github.faults.addRequestFault({ ...NO_RELEASE, do: { kind: "status", status: 403, retryAfterSeconds: 1 } });
    expect(await typedIn(stage)("release publish")).toMatchObject({ exit: EXIT.ok, out: said("v1.2.4 is released.") });
    expect(stage.repository.releases).toHaveLength(1);
  });
});

describe("what is told of a failure", () => {
  const titles = ({ repository }: Stage) =>
    [...repository.issues.values()].map(({ title, state }) => `${state}: ${title}`);

  it("a refusal on a runner is told in the line's issue, which the next release closes; at a terminal it is an answer", async () => {
    const stage = await openStage();
    const { clone, push, repository } = stage;
    clone.git("switch", "-q", "-c", "1.2.x");
    clone.commit("feat: ears");
    push();
    expect(await typedIn(stage)("release publish")).toMatchObject({ exit: EXIT.refused });
    expect(titles(stage)).toEqual([]);
    const onRunner = typedIn(stage, { GITHUB_ACTIONS: "true" });
    expect(await onRunner("release publish")).toMatchObject({ exit: EXIT.refused });
    expect(titles(stage)).toEqual(["open: A release of 1.2.x failed"]);
    expect([...repository.issues.values()][0]?.body).toContain(
      "1 commit on 1.2.x is more than a patch release may hold",
    );
    clone.git("revert", "--no-edit", "HEAD");
    clone.commit("fix: x");
    push();
    expect(await typedIn(stage)("release publish")).toMatchObject({ exit: EXIT.ok });
    expect(titles(stage)).toEqual(["closed: A release of 1.2.x failed"]);
  });

  it("a proposal that GitHub does not take is told as well, with GitHub's words", async () => {
    const stage = await openStage();
    stage.clone.commit("fix: x");
    stage.push();
    stage.github.faults.addRequestFault({
      method: "POST",
      path: "/repos/octo/app/pulls",
      do: { kind: "status", status: 403 },
    });
    expect(await typedIn(stage)("release publish --mode pull-request")).toMatchObject({ exit: EXIT.unavailable });
    expect(titles(stage)).toContain("open: A release of main failed");
  });

  it("where GitHub takes no issue the release is out all the same, and a warning says so", async () => {
    const stage = await openStage();
    stage.clone.commit("fix: x");
    stage.push();
    stage.github.faults.addRequestFault({
      method: "GET",
      path: "/repos/octo/app/issues",
      do: { kind: "status", status: 403 },
      times: 0,
    });
    expect(await typedIn(stage)("release publish")).toMatchObject({
      exit: EXIT.ok,
      out: said("v1.2.4 is released."),
      err: said("could not be kept"),
    });
  });
});
