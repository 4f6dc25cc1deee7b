import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { HostError } from "../../src/core/release-host.ts";
import { publish } from "../../src/release/publish/publish.ts";
import type { Around, NotPublished, Published, Superseded } from "../../src/release/publish/publish.ts";
import { isEdited, notesOfProposal, proposalFor, tagOfProposal } from "../../src/release/publish/proposal.ts";
import { versionIn } from "../../src/release/publish/approved.ts";
import {
  assetsOfTag,
  bodyOf,
  modeOfTag,
  nextStep,
  promisedBy,
  runOf,
  tagMessage,
} from "../../src/release/publish/step.ts";
import type { Seen, Wanted } from "../../src/release/publish/step.ts";
import { emptyWorld, fakeHost } from "./host.ts";
import type { Fault, World } from "./host.ts";
import { outcome, sha } from "./world.ts";

const WANTED: Wanted = {
  tag: "v1.2.4",
  version: "1.2.4",
  sha: sha("head"),
  notes: "## 1.2.4\n\n- x\n",
  prerelease: false,
  latest: true,
  mode: "tag",
  assets: [],
  run: "1",
};

const AROUND: Around = {
  pause: () => Promise.resolve(),
  newer: () => Promise.resolve(null),
  isBehindLatest: () => Promise.resolve(false),
};

const go = (
  world: World,
  more: Partial<Wanted> = {},
  faults: readonly Fault[] = [],
): Promise<Published | NotPublished | Superseded> => publish(fakeHost(world, faults), { ...WANTED, ...more }, AROUND);

describe("one step at a time, from what is there", () => {
  const tag = { sha: WANTED.sha, message: tagMessage(WANTED) };
  const release = (more: object) => ({
    id: 1,
    tag: "v1.2.4",
    body: bodyOf(WANTED),
    draft: false,
    prerelease: false,
    url: "",
    target: "",
    uploads: "",
    ...more,
  });
  it.each<[string, Omit<Seen, "assets">, Partial<Wanted>, object]>([
    ["nothing is there: the tag", { tag: null, releases: [] }, {}, { do: "create-tag" }],
    ["tagged, no release: the release", { tag, releases: [] }, {}, { do: "create-release" }],
    ["tagged and released: nothing, and it was us", { tag, releases: [release({})] }, {}, { do: "nothing", by: "us" }],
    [
      "released by another run: nothing",
      { tag, releases: [release({})] },
      { run: "2" },
      { do: "nothing", by: "another" },
    ],
    [
      "released from another commit by another run: nothing",
      { tag: { ...tag, sha: sha("x") }, releases: [release({})] },
      { run: "2" },
      { do: "nothing", by: "another" },
    ],
    [
      "the tag is elsewhere and nothing is out: stop",
      { tag: { ...tag, sha: sha("x") }, releases: [] },
      {},
      { do: "stop", code: "tag-elsewhere" },
    ],
    [
      "a draft is published when the mode asks for it",
      { tag, releases: [release({ draft: true })] },
      {},
      { do: "publish-draft", id: 1 },
    ],
    [
      "what a person wrote into a draft of their own is published with it",
      { tag, releases: [release({ draft: true, body: "A word before.\n" })] },
      {},
      { do: "publish-draft", id: 1, body: `A word before.\n\n${bodyOf(WANTED)}` },
    ],
    [
      "what is too long together is what the person wrote",
      { tag, releases: [release({ draft: true, body: "x".repeat(100_000) })] },
      { notes: "y".repeat(100_000) },
      { do: "publish-draft", id: 1, body: bodyOf({ ...WANTED, notes: "x".repeat(100_000) }) },
    ],
    [
      "an empty draft of a person takes our notes alone",
      { tag, releases: [release({ draft: true, body: "" })] },
      {},
      { do: "publish-draft", id: 1, body: bodyOf(WANTED) },
    ],
    [
      "a draft is what mode draft wants",
      { tag, releases: [release({ draft: true })] },
      { mode: "draft" },
      { do: "nothing" },
    ],
    [
      "a second draft of ours is one too many",
      { tag, releases: [release({ draft: true }), release({ id: 2, draft: true })] },
      { mode: "draft" },
      { do: "delete-draft", id: 2 },
    ],
    [
      "a draft that somebody else wrote is not deleted",
      { tag, releases: [release({ draft: true }), release({ id: 2, draft: true, body: "mine" })] },
      { mode: "draft" },
      { do: "nothing" },
    ],
  ])("%s", (_, seen, more, expected) => {
    expect(nextStep({ ...WANTED, ...more }, { ...seen, assets: [] })).toMatchObject(expected);
  });

  it.each([
    ["v2.0.0+build.5", "2.0.0"],
    ["core@2.0.0-rc.1+5", "2.0.0-rc.1"],
    ["v2.0", null],
    ["2.0.0+", null],
  ])("the version at the end of %s is %s: build metadata makes no other", (name, version) => {
    expect(versionIn(name)).toBe(version);
  });

  it("a tag of ours says what it was made for, a foreign one says nothing", () => {
    expect(modeOfTag(tagMessage({ ...WANTED, mode: "draft" }))).toBe("draft");
    expect(modeOfTag("v1.0.0\n\nby hand\n")).toBeNull();
    expect(modeOfTag(null)).toBeNull();
  });

  it("a tag of ours names those that are made with it, a foreign one promises nothing", () => {
    const message = tagMessage({ ...WANTED, beside: ["app@1.0.1", "site@2.0.0"] });
    expect(promisedBy(message)).toEqual(["app@1.0.1", "site@2.0.0"]);
    expect(assetsOfTag(message)).toEqual([]);
    expect(promisedBy("v1.0.0\n\nLamplighter-Beside: app@1.0.1\n")).toEqual([]);
    expect(promisedBy(null)).toEqual([]);
  });
});

describe("publishing", () => {
  it("tags and releases, once", async () => {
    const world = emptyWorld();
    expect(await go(world)).toMatchObject({ is: "out", by: "us", steps: ["create-tag", "create-release"] });
    expect(await go(world)).toMatchObject({ is: "out", by: "us", steps: [] });
    expect(world.releases).toHaveLength(1);
  });

  it("a half-done release is completed: tagged, no release", async () => {
    const world = emptyWorld();
    world.tags.set("v1.2.4", { sha: WANTED.sha, message: tagMessage(WANTED) });
    expect(await go(world, { run: "2" })).toMatchObject({ is: "out", by: "us", steps: ["create-release"] });
  });

  it("a refusal of the host is an answer with its words", async () => {
    const host = {
      ...fakeHost(emptyWorld()),
      createTag: () =>
        Promise.reject(new HostError({ kind: "refused", status: 403, message: "Resource not accessible" })),
    };
    expect(await publish(host, WANTED, AROUND)).toMatchObject({
      is: "failed",
      code: "host-refused",
      message: "Resource not accessible",
    });
  });

  it("a host that never answers is given up, with what to do", async () => {
    const faults = Array.from({ length: 100 }, () => "before" as const);
    expect(await go(emptyWorld(), {}, faults)).toMatchObject({ is: "failed", code: "host-lost" });
  });

  const fault = fc.constantFrom<Fault>("none", "none", "before", "after");

  it("lost requests and lost answers, wherever they fall: one tag, one release", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fault, { maxLength: 12 }), fc.constantFrom("tag", "draft"), async (faults, mode) => {
        const world = emptyWorld();
        const first = await go(world, { mode: mode }, faults);
        const last = first.is === "out" ? first : await go(world, { mode: mode });
        expect(last).toMatchObject({ is: "out", by: "us" });
        expect(world.tags.size).toBe(1);
        expect(world.releases).toHaveLength(1);
        expect(world.releases[0]?.draft).toBe(mode === "draft");
      }),
      { numRuns: 500 },
    );
  });

  it("REL-08 losses alone do not use up the looks that finish a release", async () => {
    const world = emptyWorld();
    const faults: Fault[] = ["before", "before", "before", "before", "before", "before"];
    expect(await go(world, {}, faults)).toMatchObject({ is: "out", by: "us", steps: ["create-tag", "create-release"] });
    const last = [...faults, "before" as const, "before" as const];
    expect(await go(emptyWorld(), {}, last)).toMatchObject({ is: "failed", code: "host-lost", message: "no answer" });
  });

  it("REL-08 two runs at once, in any order of their calls: one release, one no-op", async () => {
    const faulty = fc.array(fault, { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        faulty,
        faulty,
        fc.constantFrom("tag", "draft"),
        async (scheduler, a, b, mode) => {
          const world = emptyWorld();
          const turn = (): Promise<void> => scheduler.schedule(Promise.resolve());
          const run = (id: string, faults: readonly Fault[]): Promise<Published | NotPublished | Superseded> =>
            publish(fakeHost(world, faults, turn), { ...WANTED, mode, run: id }, AROUND);
          const [one, two] = await scheduler.waitFor(Promise.all([run("1", a), run("2", b)]));
          expect(world.releases).toHaveLength(1);
          expect(world.releases[0]?.draft).toBe(mode === "draft");
          expect([one, two].map((result) => (result.is === "out" ? result.by : result.is)).sort()).toEqual([
            "another",
            "us",
          ]);
        },
      ),
      { numRuns: Number(process.env["RUNS"] ?? 500) },
    );
  });

  const FILES = ["app.tgz", "sums.txt"].map((name, index) => ({
    name,
    path: `/w/${name}`,
    size: 10 + index,
    digest: String(index).repeat(64),
  }));
  const there = (world: World) => [...(world.assets.get(world.releases[0]?.id ?? 0) ?? [])];

  it("files are sent while it is a draft, and it is out when all of them are there", async () => {
    const world = emptyWorld();
    const steps = ["create-release", "upload-asset", "upload-asset", "create-tag", "publish-draft"];
    expect(await go(world, { assets: FILES })).toMatchObject({ is: "out", by: "us", steps });
    expect(world.releases).toMatchObject([{ draft: false }]);
    expect(there(world)).toMatchObject(FILES.map(({ name, size, digest }) => ({ name, size, digest })));
    expect(await go(world, { assets: FILES })).toMatchObject({ is: "out", by: "us", steps: [] });
  });

  it("mode draft has its files and stays a draft", async () => {
    const world = emptyWorld();
    await go(world, { assets: FILES, mode: "draft" });
    expect(world.releases).toMatchObject([{ draft: true }]);
    expect(there(world)).toHaveLength(2);
  });

  it.each([
    ["an upload broke off", { whole: false }],
    ["it has other bytes", { digest: "f".repeat(64) }],
    ["it is shorter", { size: 3, digest: null }],
  ])("a file whose name is taken makes way when %s; files of others stay", async (_, more) => {
    const world = emptyWorld();
    await go(world, { assets: FILES, mode: "draft" });
    world.tags.clear();
    const [release] = world.releases;
    const notes = { id: 900, name: "notes.pdf", size: 1, digest: null, whole: true };
    world.assets.set(release!.id, [...there(world).map((one, at) => (at === 0 ? { ...one, ...more } : one)), notes]);
    expect(await go(world, { assets: FILES })).toMatchObject({
      is: "out",
      steps: ["delete-asset", "upload-asset", "create-tag", "publish-draft"],
    });
    expect(
      there(world)
        .map(({ name }) => name)
        .sort(),
    ).toEqual(["app.tgz", "notes.pdf", "sums.txt"]);
  });

  it("GitHub that tells no digest is believed by size", async () => {
    const world = emptyWorld();
    await go(world, { assets: FILES, mode: "draft" });
    world.tags.clear();
    world.assets.set(
      world.releases[0]!.id,
      there(world).map((one) => ({ ...one, digest: null })),
    );
    expect(await go(world, { assets: FILES, mode: "draft" })).toMatchObject({ is: "out", steps: ["create-tag"] });
  });

  it("a run that gives up while it sends promises nothing, and leaves nothing behind", async () => {
    const world = emptyWorld();
    const uploadAsset = () => Promise.reject(new HostError({ kind: "refused", status: 422, message: "too large" }));
    const broken = await publish({ ...fakeHost(world), uploadAsset }, { ...WANTED, assets: FILES }, AROUND);
    expect(broken).toMatchObject({ is: "failed", code: "host-refused", message: "too large" });
    expect(world).toMatchObject({ releases: [], tags: new Map() });
  });

  it("a run that was killed while it sent holds nothing up: another commit is released, and its draft goes", async () => {
    const world = emptyWorld();
    const killed = { ...fakeHost(world), uploadAsset: () => Promise.reject(new Error("killed")) };
    await expect(publish(killed, { ...WANTED, assets: FILES }, AROUND)).rejects.toThrow("killed");
    expect(world.releases).toMatchObject([{ draft: true }]);
    const later = { run: "2", sha: sha("later"), assets: FILES };
    expect(await go(world, later)).toMatchObject({ is: "out", by: "us" });
    expect(world.releases).toMatchObject([{ draft: false }]);
    expect(world.tags.get("v1.2.4")?.sha).toBe(sha("later"));
    expect([...world.assets.values()].flat()).toHaveLength(2);
  });

  it("a newer release that comes while files are sent stands: nothing is left of this one", async () => {
    const world = emptyWorld();
    const around = { ...AROUND, newer: () => Promise.resolve(world.releases.length > 0 ? "v1.3.0" : null) };
    const result = await publish(fakeHost(world), { ...WANTED, assets: FILES }, around);
    expect(result).toEqual({
      is: "superseded",
      newer: "v1.3.0",
      steps: ["create-release", "upload-asset", "upload-asset"],
    });
    expect(world).toMatchObject({ releases: [], tags: new Map() });
  });

  it("what was tagged before that is promised: it is out, and not as the latest", async () => {
    const world = emptyWorld();
    const changes: unknown[] = [];
    const host = fakeHost(world);
    const changeRelease = (id: number, change: object) => {
      changes.push(change);
      return host.changeRelease(id, change);
    };
    const around = { ...AROUND, isBehindLatest: () => Promise.resolve(world.tags.size > 0) };
    const result = await publish({ ...host, changeRelease }, { ...WANTED, assets: FILES }, around);
    expect(result).toMatchObject({ is: "out", by: "us" });
    expect(changes).toMatchObject([{ draft: false, latest: false }]);
  });

  const killedBeforeItWasOut = async (): Promise<World> => {
    const world = emptyWorld();
    const killed = { ...fakeHost(world), changeRelease: () => Promise.reject(new Error("killed")) };
    await expect(publish(killed, { ...WANTED, assets: FILES }, AROUND)).rejects.toThrow("killed");
    expect(assetsOfTag(world.tags.get("v1.2.4")?.message ?? null)).toEqual(["app.tgz", "sums.txt"]);
    return world;
  };

  it.each<[string, Partial<Wanted>]>([
    ["without the files", { assets: [] }],
    [
      "with files of the same names and other bytes",
      { assets: FILES.map((file) => ({ ...file, digest: "e".repeat(64) })) },
    ],
  ])("once it is tagged its draft is whole: any run publishes it as it is, %s", async (_, more) => {
    const world = await killedBeforeItWasOut();
    expect(await go(world, { ...more, run: "2" })).toMatchObject({ is: "out", by: "us", steps: ["publish-draft"] });
    expect(there(world)).toMatchObject(FILES.map(({ name, digest }) => ({ name, digest })));
  });

  it("what a tag promises and nobody has is refused by name, and is mended by whoever has the files", async () => {
    const world = await killedBeforeItWasOut();
    world.releases = [];
    expect(await go(world, { run: "2" })).toMatchObject({
      is: "failed",
      code: "assets-missing",
      message: "The tag v1.2.4 was made for a release with app.tgz, sums.txt, which no draft of it holds any more.",
    });
    expect(world.releases).toEqual([]);
    expect(await go(world, { run: "2", assets: FILES.slice(1) })).toMatchObject({
      is: "failed",
      code: "assets-missing",
    });
    expect(await go(world, { run: "2", assets: FILES })).toMatchObject({ is: "out", by: "us" });
    expect(there(world)).toHaveLength(2);
  });

  it("with files: lost requests and answers, two runs at once, in any order: one release, each file once", async () => {
    const faulty = fc.array(fault, { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), faulty, faulty, async (scheduler, a, b) => {
        const world = emptyWorld();
        const turn = (): Promise<void> => scheduler.schedule(Promise.resolve());
        const run = (id: string, faults: readonly Fault[]): Promise<Published | NotPublished | Superseded> =>
          publish(fakeHost(world, faults, turn), { ...WANTED, assets: FILES, run: id }, AROUND);
        const both = await scheduler.waitFor(Promise.all([run("1", a), run("2", b)]));
        expect(both.map(({ is }) => is)).toEqual(["out", "out"]);
        expect(both.some((one) => one.is === "out" && one.by === "us")).toBe(true);
        expect(world.releases).toMatchObject([{ draft: false }]);
        expect(
          there(world)
            .map(({ name }) => name)
            .sort(),
        ).toEqual(["app.tgz", "sums.txt"]);
      }),
      { numRuns: Number(process.env["RUNS"] ?? 500) },
    );
  });

  it("with files: two runs at once from different commits: the files are those of the tagged commit", async () => {
    const faulty = fc.array(fault, { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), faulty, faulty, async (scheduler, a, b) => {
        const world = emptyWorld();
        const turn = (): Promise<void> => scheduler.schedule(Promise.resolve());
        const run = (id: string, faults: readonly Fault[]): Promise<Published | NotPublished | Superseded> => {
          const assets = FILES.map((file) => ({ ...file, digest: id.repeat(64) }));
          const own = { ...WANTED, sha: sha(id), assets, run: id };
          return publish(fakeHost(world, faults, turn), own, AROUND);
        };
        const both = await scheduler.waitFor(Promise.all([run("1", a), run("2", b)]));
        expect(both.filter((one) => one.is === "out" && one.by === "us")).toHaveLength(1);
        expect(world.releases).toMatchObject([{ draft: false }]);
        const winner = runOf(world.releases[0]!) ?? "";
        expect(world.tags.get("v1.2.4")?.sha).toBe(sha(winner));
        expect(there(world).map(({ digest }) => digest)).toEqual([winner.repeat(64), winner.repeat(64)]);
      }),
      { numRuns: Number(process.env["RUNS"] ?? 500) },
    );
  });

  it("REL-08 two runs at once from different commits: the later one is told, nothing is moved", async () => {
    const world = emptyWorld();
    await go(world);
    expect(await go(world, { run: "2", sha: sha("later") })).toMatchObject({ is: "out", by: "another" });
    expect(world.tags.get("v1.2.4")?.sha).toBe(WANTED.sha);
  });
});

describe("the pull request that proposes a release", () => {
  const release = outcome({ commits: ["fix: x"] });
  if (release.is !== "release") throw new Error("a fix is a release");
  const place = { line: "1.x", name: null, token: "app" as const };
  const pull = proposalFor(release, "## 1.2.4\n\n- x\n", place);

  it("names its tag and keeps its notes between marks", () => {
    expect(pull).toMatchObject({ branch: "lamplighter/release/1.x", title: "chore(release): v1.2.4" });
    expect(tagOfProposal(pull)).toBe("v1.2.4");
    expect(notesOfProposal(pull)).toBe("## 1.2.4\n\n- x");
    expect(isEdited(pull)).toBe(false);
  });

  it("knows when people edited the notes, also with CRLF from the web", () => {
    const edited = { body: pull.body.replace("- x", "- x, at last").replace(/\n/g, "\r\n") };
    expect(isEdited(edited)).toBe(true);
    expect(notesOfProposal(edited)).toBe("## 1.2.4\n\n- x, at last");
    expect(isEdited({ body: pull.body.replace(/\n/g, "\r\n") })).toBe(false);
  });

  it("with the job's own token it says that a person must approve the workflows", () => {
    expect(proposalFor(release, "x", { ...place, token: "job" }).body).toContain(
      "only after a person has approved them",
    );
    expect(pull.body).not.toContain("approved");
  });

  it("REL-11 fits into a pull request", () => {
    const long = Array.from({ length: 5_000 }, (_, index) => `- change ${index}`).join("\n");
    expect(proposalFor(release, long, place).body.length).toBeLessThanOrEqual(65_536);
  });
});
