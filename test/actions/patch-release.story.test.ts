// The shipped bundle on real repositories, against the pretend GitHub.
import { afterEach, describe, expect, it } from "vitest";
import { cloneOf } from "../git/clone.ts";
import { closeStages, openStage } from "./release-stage.ts";
import { runAction } from "./runner.ts";

afterEach(closeStages);

describe("mode plan", () => {
  it("computes, prints and changes nothing", async () => {
    const { github, clone, run, push } = await openStage();
    clone.commit("fix: keep the tail");
    push();
    const ran = await run();
    expect(ran).toMatchObject({
      exit: 0,
      outputs: {
        "would-release": "true",
        released: "false",
        version: "1.2.4",
        tag: "v1.2.4",
        level: "patch",
        previous: "v1.2.3",
      },
    });
    expect(ran.outputs["notes"]).toContain("- keep the tail");
    expect(ran.summary).toContain("### Patch release: `v1.2.4`");
    expect(github.log.requests.filter(({ method }) => method !== "GET")).toEqual([]);
    expect(github.inspector.problems).toEqual([]);
  });

  it("nothing to release is green, and says what was looked at", async () => {
    const { clone, run } = await openStage();
    clone.commit("docs: x");
    expect(await run()).toMatchObject({
      exit: 0,
      outputs: {
        "would-release": "false",
        released: "false",
        reason: "Nothing to release since v1.2.3: 1 commit looked at.",
      },
    });
  });

  it("REL-05 a patch release with a feature in it fails the job and names it", async () => {
    const { clone, run } = await openStage();
    clone.commit("feat: ears");
    const ran = await run({ only: "patch" });
    expect(ran.exit).toBe(1);
    expect(ran.stdout).toContain("::error title=Lamplighter patch release%3A beyond-patch::");
    expect(ran.summary).toContain("feat: ears");
  });

  it.each([
    ["an unknown mode", { mode: "publish" }, "input-malformed"],
    ["an unknown input", { linne: "main" }, "input-unknown"],
    ["half an App", { "app-id": "1" }, "app-incomplete"],
    ["a level that is none", { only: "major" }, "input-malformed"],
  ])("%s is refused", async (_, inputs, code) => {
    const { run } = await openStage();
    const ran = await run(inputs);
    expect(ran.exit).toBe(2);
    expect(ran.stdout).toContain(code);
  });

  it("a shallow clone is refused with fetch-depth", async () => {
    const { clone, github } = await openStage();
    clone.commit("fix: x");
    const shallow = cloneOf(clone, "--depth=1");
    const env = { ...shallow.env, GITHUB_API_URL: github.url, GITHUB_REPOSITORY: "octo/app" };
    const ran = await runAction("patch-release", { cwd: shallow.cwd, env, inputs: { token: "user:ada" } });
    shallow.remove();
    expect(ran.exit).toBe(2);
    expect(ran.stdout).toContain("fetch-depth: 0");
  });

  it("on a pull request, what is checked out is looked at as if it were on the target", async () => {
    const { clone, run } = await openStage();
    clone.git("checkout", "-q", "-b", "topic");
    clone.commit("feat!: ears");
    clone.git("checkout", "-q", "--detach");
    expect(
      (await run({}, { GITHUB_BASE_REF: "main", GITHUB_REF_TYPE: "branch", GITHUB_REF_NAME: "7/merge" })).outputs,
    ).toMatchObject({ version: "2.0.0" });
  });

  it("on a pull request, what an earlier run left half done is not its matter", async () => {
    const { clone, github, push, run } = await openStage();
    clone.commit("fix: keep the tail");
    push();
    const refused = { kind: "status", status: 403 } as const;
    github.faults.addRequestFault({ method: "POST", path: "/repos/octo/app/releases", do: refused });
    expect(await run({ mode: "tag" })).toMatchObject({ exit: 1 });
    clone.git("tag", "v1.2.4");
    clone.git("checkout", "-q", "-b", "topic");
    clone.commit("feat: ears");
    push();
    clone.git("checkout", "-q", "--detach");
    const here = { GITHUB_BASE_REF: "main", GITHUB_REF_TYPE: "branch", GITHUB_REF_NAME: "7/merge" };
    expect(await run({}, here)).toMatchObject({ exit: 0, outputs: { version: "1.3.0", previous: "v1.2.4" } });
    // Of the line itself it is.
    clone.git("checkout", "-q", "main");
    expect((await run({})).outputs).toMatchObject({
      "would-release": "true",
      released: "false",
      tag: "v1.2.4",
      previous: "v1.2.3",
      reason: "v1.2.4 is tagged and was left half done: it would be completed.",
    });
  });

  it.each(["user:ada", ""])("says that a newer release stands, with the token %j and by the clone", async (token) => {
    const { clone, push, run, repository } = await openStage();
    const older = clone.commit("fix: keep the tail");
    clone.commit("feat: ears");
    push();
    await run({ mode: "tag" });
    clone.git("tag", "v1.3.0");
    clone.git("reset", "-q", "--hard", older);
    const ran = await run({ token });
    expect(ran).toMatchObject({ exit: 0, outputs: { "would-release": "false", version: "" } });
    expect(ran.outputs["reason"]).toContain("and has v1.3.0 already");
    for (const said of [ran.stdout, ran.summary])
      expect(said.includes("This clone alone was looked at")).toBe(token === "");
    expect(repository.releases).toHaveLength(1);
  });

  it.each(["tag", "draft", "pull-request"])(
    "on a pull request mode %s releases nothing that is not merged",
    async (mode) => {
      const { github, repository, clone, push, run } = await openStage();
      clone.git("checkout", "-q", "-b", "topic");
      clone.commit("fix: ears");
      push();
      clone.git("checkout", "-q", "--detach");
      const ran = await run(
        { mode },
        { GITHUB_BASE_REF: "main", GITHUB_REF_NAME: "7/merge", GITHUB_REF_TYPE: "branch" },
      );
      expect(ran).toMatchObject({ exit: 0, outputs: { "would-release": "true", released: "false", tag: "v1.2.4" } });
      expect(ran.stdout).toContain("::notice title=Nothing is released on a pull request");
      expect(repository.releases).toEqual([]);
      expect(github.log.requests.filter(({ method }) => method !== "GET")).toEqual([]);
    },
  );

  it("ACT-01 ACT-03 ACT-04 ACT-05 hostile branch names and messages are data", async () => {
    const { clone, run, push } = await openStage();
    const evil = 'Test")&&{echo,`id`}$(id)';
    clone.git("checkout", "-q", "-b", evil);
    clone.commit(
      'fix: ::set-output name=tag::v6.6.6 `id` $(id) "; id\n\n::error::x\nghadelimiter_1\ntag<<EOF\nv6.6.6\nEOF',
    );
    push();
    const ran = await run();
    expect(ran.exit).toBe(0);
    expect(ran.outputs["tag"]).toBe("v1.2.4");
    expect(ran.stdout).not.toMatch(/^::set-output/m);
    expect(ran.stdout).not.toContain("uid=");
  });
});
