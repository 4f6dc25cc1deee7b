// `next-version` and `notes` on real repositories: exit codes, keys, processes.
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { main } from "../../src/cli.ts";
import { releaseCommands } from "../../src/commands/release.ts";
import { cloneOf, newClone } from "../git/clone.ts";
import type { Clone } from "../git/clone.ts";

const clones: Clone[] = [];
const keep = (clone: Clone): Clone => {
  clones.push(clone);
  return clone;
};
afterEach(() => clones.splice(0).forEach((clone) => clone.remove()));

interface Ran {
  readonly exit: number;
  readonly out: string;
  readonly err: string;
  readonly json: Record<string, unknown>;
}

async function lamplighter(clone: Clone, line: string): Promise<Ran> {
  let out = "";
  let err = "";
  const io = {
    out: (text: string) => void (out += `${text}\n`),
    err: (text: string) => void (err += `${text}\n`),
    input: () => Promise.resolve(""),
    env: clone.env,
    cwd: clone.cwd,
  };
  const exit = await main(line.split(" "), io, releaseCommands);
  const json: unknown = line.includes("--json") ? JSON.parse(out) : {};
  return { exit, out, err, json: json as Record<string, unknown> };
}

/** main stands at v1.2.3. */
function repository(): Clone {
  const clone = keep(newClone());
  clone.commit("feat: begin");
  clone.git("tag", "v1.2.3");
  return clone;
}

describe("lamplighter next-version", () => {
  it("prints the tag, and exits with 0", async () => {
    const clone = repository();
    clone.commit("fix: x");
    expect(await lamplighter(clone, "next-version")).toMatchObject({
      exit: 0,
      out: "v1.2.4\nThe commits since v1.2.3 ask for level patch: 1 commit looked at.\n",
    });
  });

  it("answers with the Action's keys", async () => {
    const clone = repository();
    clone.commit("feat: x (#3)");
    const { json } = await lamplighter(clone, "next-version --json");
    expect(json).toMatchObject({
      "would-release": true,
      released: false,
      version: "1.3.0",
      tag: "v1.3.0",
      level: "minor",
      previous: "v1.2.3",
      code: "release",
      line: "main",
    });
    expect(json["notes"]).toContain("### Features\n\n- x");
  });

  it("exits with 0 when there is nothing to release", async () => {
    const clone = repository();
    clone.commit("docs: x");
    const ran = await lamplighter(clone, "next-version --json");
    expect(ran).toMatchObject({
      exit: 0,
      json: { "would-release": false, version: "", level: "none", code: "nothing" },
    });
  });

  it("exits with 1 and the guilty commits when it is refused", async () => {
    const clone = repository();
    const sha = clone.commit("feat: ears");
    const ran = await lamplighter(clone, "next-version --only patch --json");
    expect(ran).toMatchObject({
      exit: 1,
      json: { code: "beyond-patch", guilty: [{ sha, header: "feat: ears", level: "minor" }] },
    });
    expect((await lamplighter(clone, "next-version --only patch")).out).toContain(
      `${sha.slice(0, 9)} minor: feat: ears`,
    );
  });

  it.each([
    ["next-version --only major", "--only takes patch or minor"],
    ["next-version --wibble", "Unknown option"],
    ["next-version --first-version one", "--first-version takes a version"],
    ["next-version --tag-template v", "--tag-template holds {version} once"],
    ["next-version --line nowhere", "no branch nowhere"],
    ["next-version extra", "one argument too many"],
  ])("exits with 2: %s", async (line, message) => {
    const clone = repository();
    const ran = await lamplighter(clone, line);
    expect(ran.exit).toBe(2);
    expect(ran.err).toContain(message);
  });

  it("exits with 2 where versions are tagged in another way, with the setting for it; it begins nothing anew", async () => {
    const clone = keep(newClone());
    clone.commit("feat: begin");
    clone.git("tag", "release-1.4.0");
    clone.commit("fix: x");
    const refused = await lamplighter(clone, "next-version");
    expect(refused).toMatchObject({ exit: 2, err: expect.stringContaining('tag: "release-{version}"') as string });
    expect((await lamplighter(clone, "next-version --tag-template release-{version}")).out).toContain("release-1.4.1");
    expect((await lamplighter(clone, "next-version --first-version 2.0.0")).out).toContain("v2.0.0");
  });

  it("asks the policy at the top of the work tree, from wherever in it; an empty option is none", async () => {
    const clone = repository();
    clone.commit("fix: x", { ".github/lamplighter.yml": "release: { levels: { fix: minor } }\n", "src/deep/a": "1" });
    const below = { ...clone, cwd: join(clone.cwd, "src/deep") };
    expect((await lamplighter(below, "next-version --line= --only= --path=")).out).toContain("v1.3.0");
  });

  it("exits with 2 and names fetch-depth in a shallow clone", async () => {
    const origin = repository();
    origin.commit("fix: x");
    const clone = keep(cloneOf(origin, "--depth=1"));
    expect(await lamplighter(clone, "next-version")).toMatchObject({
      exit: 2,
      err: expect.stringContaining("fetch-depth: 0") as string,
    });
  });

  it("exits with 2 when the clone lacks the tags that its remote has", async () => {
    const origin = repository();
    origin.commit("fix: x");
    const clone = keep(cloneOf(origin, "--no-tags"));
    const ran = await lamplighter(clone, "next-version");
    expect(ran).toMatchObject({ exit: 2, err: expect.stringContaining("its remote has 1") as string });
  });

  it("exits with 2 when nobody can say whether there are tags", async () => {
    const origin = keep(newClone());
    origin.commit("fix: x");
    const clone = keep(cloneOf(origin));
    origin.remove();
    expect(await lamplighter(clone, "next-version")).toMatchObject({
      exit: 2,
      err: expect.stringContaining("--first-version") as string,
    });
    expect(await lamplighter(clone, "next-version --first-version 0.1.0 --json")).toMatchObject({
      json: { version: "0.1.0" },
    });
  });

  it("a young repository begins with 0.1.0", async () => {
    const clone = keep(newClone());
    clone.commit("feat: begin");
    expect(await lamplighter(clone, "next-version --json")).toMatchObject({ json: { version: "0.1.0", previous: "" } });
  });

  it("starts at most four processes, with three tags and with three hundred", async () => {
    const clone = repository();
    for (let patch = 4; patch < 300; patch += 1) clone.git("tag", `v1.2.${patch}`);
    clone.commit("fix: x");
    clone.forget();
    expect(await lamplighter(clone, "next-version --json")).toMatchObject({ json: { version: "1.2.300" } });
    expect(clone.started()).toHaveLength(2);
    // As they are after a clone: then the refs are read without git.
    clone.git("pack-refs", "--all");
    clone.forget();
    expect(await lamplighter(clone, "next-version --json")).toMatchObject({ json: { version: "1.2.300" } });
    expect(clone.started()).toHaveLength(1);
    // The newest tag is elsewhere: git is asked for the log, which tags the line contains, and whether the line has gone on
    // from here; the log without what the line released last is the beginning of the one that was read.
    clone.git("checkout", "-q", "-b", "old", "v1.2.3");
    const elsewhere = clone.git("commit-tree", "-m", "feat: elsewhere", "HEAD^{tree}");
    for (let minor = 0; minor < 60; minor += 1) clone.git("tag", `v2.${minor}.0`, elsewhere);
    clone.commit("fix: y");
    clone.forget();
    expect(await lamplighter(clone, "next-version --json")).toMatchObject({
      json: { previous: "v1.2.299", version: "1.2.300" },
    });
    expect(clone.started()).toHaveLength(4);
    // As they are after a clone: then the tags are read without git.
    clone.git("pack-refs", "--all");
    clone.forget();
    expect(await lamplighter(clone, "next-version --json")).toMatchObject({ json: { version: "1.2.300" } });
    expect(clone.started()).toHaveLength(3);
  });

  it("does not ask more where only a prerelease is elsewhere", async () => {
    const clone = repository();
    const elsewhere = clone.git("commit-tree", "-m", "feat: elsewhere", "HEAD^{tree}");
    clone.git("tag", "v2.0.0-rc.1", elsewhere);
    clone.commit("fix: x");
    clone.forget();
    expect(await lamplighter(clone, "next-version --json")).toMatchObject({ json: { version: "1.2.4" } });
    // The tags, the log, and whether the line contains the prerelease.
    expect(clone.started()).toHaveLength(3);
  });

  it("a mistake in the policy is named with its line", async () => {
    const clone = repository();
    clone.commit("fix: x", { ".github/lamplighter.yml": "release:\n  first: 1.0.0\n  wibble: 3\n" });
    expect(await lamplighter(clone, "next-version")).toMatchObject({
      exit: 2,
      err: expect.stringContaining("wibble") as string,
    });
  });
});

describe("lines", () => {
  it("a hotfix line and main, side by side", async () => {
    const clone = repository();
    clone.git("branch", "1.2.x");
    clone.commit("feat: ears");
    clone.git("tag", "v1.3.0");
    clone.commit("fix: on main");
    clone.git("checkout", "-q", "1.2.x");
    clone.commit("fix: on the line");
    expect(await lamplighter(clone, "next-version --json")).toMatchObject({
      json: { version: "1.2.4", previous: "v1.2.3" },
    });
    expect(await lamplighter(clone, "next-version --line main --json")).toMatchObject({ json: { version: "1.3.1" } });
    clone.commit("feat: too much");
    expect(await lamplighter(clone, "next-version --json")).toMatchObject({ exit: 1, json: { code: "beyond-patch" } });
  });

  it("main does not take what a line owns, and a merged-back hotfix is no new one", async () => {
    const clone = repository();
    clone.git("checkout", "-q", "-b", "1.2.x");
    clone.commit("fix: hot");
    clone.git("tag", "v1.2.4");
    clone.git("checkout", "-q", "main");
    clone.git("merge", "-q", "--no-ff", "1.2.x", "-m", "Merge branch '1.2.x'");
    expect(await lamplighter(clone, "next-version --json")).toMatchObject({
      json: { code: "nothing", previous: "v1.2.4" },
    });
    clone.commit("fix: on main");
    expect(await lamplighter(clone, "next-version --json")).toMatchObject({ exit: 1, json: { code: "version-owned" } });
    clone.commit("chore: go on\n\nRelease-As: 1.3.0");
    expect(await lamplighter(clone, "next-version --json")).toMatchObject({ json: { version: "1.3.0" } });
  });

  it("a line that starts at the newest tag is fine", async () => {
    const clone = repository();
    clone.git("checkout", "-q", "-b", "1.2.x");
    expect(await lamplighter(clone, "next-version --json")).toMatchObject({ exit: 0, json: { code: "nothing" } });
    clone.commit("fix: x");
    expect(await lamplighter(clone, "next-version --json")).toMatchObject({ json: { version: "1.2.4" } });
  });

  it("a line of the remote is known in a clone that has only main", async () => {
    const origin = repository();
    origin.git("branch", "1.2.x");
    origin.commit("fix: x");
    const clone = keep(cloneOf(origin));
    expect(await lamplighter(clone, "next-version --json")).toMatchObject({ exit: 1, json: { code: "version-owned" } });
  });

  it("release/1.2 by the policy's pattern", async () => {
    const clone = repository();
    const policy = "release:\n  lines:\n    main: {}\n    release/*: { version_from: 'release/(?P<v>\\d+\\.\\d+)' }\n";
    clone.commit("fix: x", { ".github/lamplighter.yml": policy });
    clone.git("checkout", "-q", "-b", "release/1.2");
    expect(await lamplighter(clone, "next-version --json")).toMatchObject({ json: { version: "1.2.4" } });
    clone.git("checkout", "-q", "-b", "topic");
    expect(await lamplighter(clone, "next-version")).toMatchObject({
      exit: 2,
      err: expect.stringContaining("not a line") as string,
    });
  });
});

describe("reverts across merges", () => {
  it("a merged feature that was reverted by sha of its merge is gone", async () => {
    const clone = repository();
    clone.git("checkout", "-q", "-b", "topic");
    clone.commit("feat: one");
    clone.commit("feat!: two");
    clone.git("checkout", "-q", "main");
    clone.commit("fix: meanwhile");
    clone.git("merge", "-q", "--no-ff", "topic", "-m", "Merge pull request #5 from octo/topic");
    clone.git("revert", "-m", "1", "--no-edit", "HEAD");
    expect(await lamplighter(clone, "next-version --json")).toMatchObject({ json: { version: "1.2.4" } });
  });

  it("a revert of something released is a patch", async () => {
    const clone = repository();
    clone.commit("feat: ears");
    clone.git("tag", "v1.3.0");
    clone.git("revert", "--no-edit", "HEAD");
    const { json } = await lamplighter(clone, "next-version --json");
    expect(json).toMatchObject({ version: "1.3.1" });
    expect(json["notes"]).toContain("### Reverts\n\n- feat: ears");
  });
});

describe("prereleases", () => {
  it("rc, rc, stable, and on", async () => {
    const clone = repository();
    clone.commit("feat: ears");
    const next = async (line: string) => (await lamplighter(clone, line)).json["version"];
    expect(await next("next-version --prerelease rc --json")).toBe("1.3.0-rc.1");
    clone.git("tag", "v1.3.0-rc.1");
    expect(await next("next-version --prerelease rc --json")).toBe("");
    clone.commit("fix: x");
    expect(await next("next-version --prerelease rc --json")).toBe("1.3.0-rc.2");
    clone.git("tag", "v1.3.0-rc.2");
    expect(await next("next-version --json")).toBe("1.3.0");
    clone.git("tag", "v1.3.0");
    clone.commit("fix: y");
    expect(await next("next-version --prerelease rc --json")).toBe("1.3.1-rc.1");
  });
});

describe("packages", () => {
  const POLICY = `release:
  packages:
    packages/core: { group: base }
    packages/base: { group: base }
    packages/app: { needs: [packages/core] }
    packages/solo: {}
  groups: { base: fixed }
`;
  const all = async (clone: Clone, more = "") => {
    const { json } = await lamplighter(clone, `next-version --json${more}`);
    return Object.fromEntries((json as unknown as { path: string; tag: string }[]).map(({ path, tag }) => [path, tag]));
  };

  function monorepo(): Clone {
    const clone = keep(newClone());
    clone.commit("feat: begin", { ".github/lamplighter.yml": POLICY, "packages/solo/a": "1" });
    for (const tag of ["core@1.0.0", "base@1.0.0", "app@2.0.0", "solo@0.3.0"]) clone.git("tag", tag);
    return clone;
  }

  it("independent, fixed, and dependants that are patched", async () => {
    const clone = monorepo();
    clone.commit("feat: core", { "packages/core/a": "2" });
    expect(await all(clone)).toEqual({
      "packages/core": "core@1.1.0",
      "packages/base": "base@1.1.0",
      "packages/app": "app@2.0.1",
      "packages/solo": "",
    });
  });

  it("a folder that never was is named; one that is gone again, or that is quiet, is none of these mistakes", async () => {
    const clone = keep(newClone());
    clone.commit("feat: begin", { "tools/a": "1", "old/a": "1" });
    clone.commit("feat: without it", { "old/a": null });
    const wrong = await lamplighter(clone, "next-version --path tols --json");
    expect(wrong).toMatchObject({ exit: 2, json: { error: { code: "no-such-folder" } } });
    expect(JSON.stringify(wrong.json)).toContain("ever touched a folder tols.");
    expect(await lamplighter(clone, "next-version --path *ools --json")).toMatchObject({ exit: 2 });
    for (const tag of ["tools@0.1.0", "old@0.1.0"]) clone.git("tag", tag);
    for (const folder of ["tools/", "./old"])
      expect(await lamplighter(clone, `next-version --path ${folder} --json`)).toMatchObject({
        exit: 0,
        json: { code: "nothing" },
      });
  });

  it("one package alone, since its own tag", async () => {
    const clone = monorepo();
    clone.commit("fix: solo", { "packages/solo/a": "2" });
    clone.git("tag", "solo@0.3.1");
    clone.commit("feat: solo", { "packages/solo/a": "3" });
    clone.commit("feat: app", { "packages/app/a": "3" });
    clone.forget();
    const { json } = await lamplighter(clone, "next-version --path packages/solo --json");
    expect(json).toMatchObject({ tag: "solo@0.4.0", previous: "solo@0.3.1", commits: 1 });
    expect(clone.started().length).toBeLessThanOrEqual(4);
  });

  it("each has a changelog of its own, dated by its tags; the whole repository has none", async () => {
    const clone = monorepo();
    clone.commit("fix: solo", { "packages/solo/a": "2" });
    clone.commit("feat: core", { "packages/core/a": "2" });
    for (const tag of ["solo@0.3.1", "core@1.1.0"]) clone.git("tag", tag);
    const date = clone.git("log", "-1", "--format=%cs");
    const { exit, out } = await lamplighter(clone, "notes --all --path ./packages/solo/");
    expect(exit).toBe(0);
    expect(out).toContain(`## 0.3.1 (${date})\n\n### Fixes\n\n- solo (`);
    expect(out).toContain("## 0.3.0 (");
    expect(out).not.toContain("core");
    const refused = async (words: string, code: string) =>
      expect(await lamplighter(clone, words)).toMatchObject({ exit: 2, json: { error: { code } } });
    await refused("notes --all --json", "no-package");
    await refused("notes --all --json --path packages/none", "no-such-folder");
  });

  it("what is taken back in a group is gone, whatever the dates of the commits say", async () => {
    const clone = monorepo();
    const ears = clone.commit("feat: ears", { "packages/core/a": "2", "packages/base/a": "2" });
    clone.commit("fix: base", { "packages/base/b": "1" });
    clone.git("revert", "--no-edit", ears);
    clone.git("commit", "-q", "--amend", "--no-edit", "--date=2001-01-01T00:00:00Z");
    const env = { ...clone.env, GIT_COMMITTER_DATE: "2001-01-01T00:00:00Z" };
    execFileSync("git", ["commit", "-q", "--amend", "--no-edit"], { cwd: clone.cwd, env });
    expect(await all(clone)).toMatchObject({ "packages/core": "core@1.0.1", "packages/base": "base@1.0.1" });
  });

  it("linked packages share the number when they are released", async () => {
    const clone = monorepo();
    clone.commit("chore: link", { ".github/lamplighter.yml": POLICY.replace("base: fixed", "base: linked") });
    clone.git("tag", "core@1.4.0");
    clone.commit("fix: base", { "packages/base/a": "2" });
    expect(await all(clone)).toMatchObject({ "packages/core": "", "packages/base": "base@1.4.1" });
  });

  it("a folder that the policy does not list", async () => {
    const clone = repository();
    clone.commit("fix: tool", { "tools/x/a": "1" });
    expect(await lamplighter(clone, "next-version --path tools/x --json")).toMatchObject({ json: { tag: "x@0.1.0" } });
  });
});

describe("lamplighter notes", () => {
  it("prints the notes of the next release, or says why there are none", async () => {
    const clone = repository();
    clone.git("remote", "add", "origin", "git@github.com:octo/app.git");
    clone.commit("fix: x (#3)");
    expect((await lamplighter(clone, "notes")).out).toContain("- x ([#3](https://github.com/octo/app/pull/3))");
    clone.git("tag", "v1.2.4");
    expect(await lamplighter(clone, "notes")).toMatchObject({
      exit: 0,
      out: "",
      err: expect.stringContaining("Nothing to release") as string,
    });
  });

  it("--all prints every release, newest first, in one log", async () => {
    const clone = repository();
    clone.commit("fix: x");
    clone.git("tag", "v1.2.4");
    clone.commit("feat: y");
    clone.git("tag", "v1.3.0-rc.1");
    clone.commit("feat: z");
    clone.git("tag", "v1.3.0");
    clone.commit("fix: not yet");
    clone.forget();
    const { out } = await lamplighter(clone, "notes --all");
    expect(out.match(/^## \S+/gm)).toEqual(["## 1.3.0", "## 1.2.4", "## 1.2.3"]);
    expect(out).toMatch(/## 1\.3\.0[^]*- z .*\n- y[^]*## 1\.2\.4[^]*- x[^]*## 1\.2\.3[^]*- begin/);
    expect(clone.started().length).toBe(2);
    expect((await lamplighter(clone, "notes --all --prereleases")).out).toContain("## 1.3.0-rc.1");
  });
});

describe("lamplighter release affected", () => {
  function withBug(): { clone: Clone; culprit: string } {
    const clone = keep(newClone());
    clone.commit("feat: begin");
    clone.git("tag", "v1.0.0");
    const culprit = clone.commit("feat: ears");
    clone.git("tag", "v1.1.0");
    clone.git("branch", "1.x");
    clone.commit("feat: tail");
    clone.git("tag", "v2.0.0");
    return { clone, culprit };
  }

  it("goes from the commit that the fix names to the fix on each line, also when it is taken back", async () => {
    const { clone, culprit } = withBug();
    const fix = clone.commit(`fix: ears fall off (#9)\n\nFixes #7\nIntroduced-by: ${culprit.slice(0, 10)}`);
    clone.git("tag", "v2.0.1");
    expect(await lamplighter(clone, "release affected 7 --json")).toMatchObject({
      exit: 0,
      json: {
        since: "brought",
        affected: ["v2.0.0", "v1.1.0"],
        mendedIn: ["v2.0.1"],
        lines: [
          { line: "main", state: "mended" },
          { line: "1.x", state: "affected" },
        ],
      },
    });
    clone.git("switch", "-q", "1.x");
    clone.commit(`fix: ears fall off (backport of #9 to 1.x) (#10)\n\n(cherry picked from commit ${fix})`);
    clone.git("tag", "v1.1.1");
    clone.git("switch", "-q", "main");
    expect(await lamplighter(clone, "release affected 7 --json")).toMatchObject({
      json: { affected: ["v2.0.0", "v1.1.0"], mendedIn: ["v2.0.1", "v1.1.1"], lines: [{}, { state: "mended" }] },
    });
    clone.commit(`Revert "fix: ears fall off (#9)"\n\nThis reverts commit ${fix}.`);
    clone.git("tag", "v2.0.2");
    expect(await lamplighter(clone, "release affected 7 --line main --json")).toMatchObject({
      json: {
        affected: ["v2.0.2", "v2.0.0", "v1.1.0"],
        mendedIn: ["v2.0.1", "v1.1.1"],
        lines: [
          { line: "main", state: "affected" },
          { line: "1.x", state: "mended" },
        ],
      },
    });
  });

  it("says the same on a maintenance line's branch, and knows what brought it by a pick or a backport", async () => {
    const { clone, culprit } = withBug();
    clone.git("branch", "0.x", "v1.0.0");
    clone.commit(`fix: ears fall off (#9)\n\nFixes #7\nIntroduced-by: ${culprit}`);
    clone.git("tag", "v2.0.1");
    clone.git("switch", "-q", "0.x");
    const lines = async () => {
      const { json } = await lamplighter(clone, "release affected 7 --json");
      const { lines: own, affected } = json as { lines: { line: string; state: string }[]; affected: string[] };
      return [...own.map(({ line, state }) => `${line} ${state}`), ...affected].join(", ");
    };
    expect(await lines()).toBe("main mended, 0.x never, 1.x affected, v2.0.0, v1.1.0");
    const picked = clone.commit(`feat: ears\n\n(cherry picked from commit ${culprit})`);
    clone.git("tag", "v0.9.1");
    expect(await lines()).toBe("main mended, 0.x affected, 1.x affected, v2.0.0, v1.1.0, v0.9.1");
    clone.commit(`Revert "feat: ears"\n\nThis reverts commit ${picked}.`);
    expect(await lines()).toBe("main mended, 0.x mended, 1.x affected, v2.0.0, v1.1.0, v0.9.1");
  });

  it("in a repository with packages it looks at those that its commits touch, by their own tags", async () => {
    const clone = keep(newClone());
    const policy = "release: { packages: { packages/core: {}, packages/app: {} } }\n";
    clone.commit("feat: begin", { ".github/lamplighter.yml": policy, "packages/app/a": "1", "packages/core/a": "1" });
    for (const tag of ["core@1.0.0", "app@1.0.0"]) clone.git("tag", tag);
    const culprit = clone.commit("feat: ears", { "packages/core/a": "2" });
    for (const tag of ["core@1.1.0", "app@1.1.0"]) clone.git("tag", tag);
    clone.commit(`fix: ears fall off\n\nFixes #7\nIntroduced-by: ${culprit}`, { "packages/core/a": "3" });
    for (const tag of ["core@1.1.1", "app@1.1.1"]) clone.git("tag", tag);
    expect(await lamplighter(clone, "release affected 7 --json")).toMatchObject({
      json: { affected: ["core@1.1.0"], mendedIn: ["core@1.1.1"], unknown: [] },
    });
    const of = (words: string) => lamplighter(clone, `release affected 8 --json ${words}`);
    expect(await of("--seen 1.1.0")).toMatchObject({ exit: 2, json: { error: { code: "no-such-commit" } } });
    const seen = { exit: 0, json: { affected: ["app@1.1.1", "app@1.1.0"], unknown: ["app@1.0.0"] } };
    expect(await of("--seen 1.1.0 --path packages/app")).toMatchObject(seen);
    expect(await of("--seen app@1.1.0 --path packages/app")).toMatchObject(seen);
  });

  it("a revert that closes it names what it takes back", async () => {
    const { clone, culprit } = withBug();
    clone.commit(`Revert "feat: ears"\n\nThis reverts commit ${culprit}.\n\nCloses #7`);
    expect(await lamplighter(clone, "release affected 7 --json")).toMatchObject({
      json: { affected: ["v2.0.0", "v1.1.0"], mendedIn: [], lines: [{ state: "mended" }, { state: "affected" }] },
    });
  });

  it.each<[string, string, object]>([
    ["a version it was seen in", "7 --seen v1.1.0", { exit: 0, json: { since: "seen", unknown: ["v1.0.0"] } }],
    ["nothing is known", "7", { exit: 1, json: { error: { code: "cannot-tell" } } }],
    ["a version that is not out", "7 --seen 9.9.9", { exit: 2, json: { error: { code: "no-such-commit" } } }],
    [
      "a commit that is not there",
      "7 --introduced-by abcdef1234",
      { exit: 2, json: { error: { code: "no-such-commit" } } },
    ],
    ["an option as a commit", "7 --introduced-by=--all", { exit: 2, json: { error: { code: "usage" } } }],
    ["no number", "x", { exit: 2, json: { error: { code: "usage" } } }],
  ])("%s", async (_, words, expected) => {
    expect(await lamplighter(withBug().clone, `release affected ${words} --json`)).toMatchObject(expected);
  });
});
