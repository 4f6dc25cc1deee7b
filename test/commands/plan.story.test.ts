// A plan says what publishing does: both on the same states, at the command line, with GitHub behind it and without.
import { afterEach, describe, expect, it } from "vitest";
import { EXIT } from "../../src/commands/command-line.ts";
import { closeStages, fetchTags, openStage, typed } from "../actions/release-stage.ts";
import type { Stage } from "../actions/release-stage.ts";

afterEach(closeStages);

const NEEDS = "packages: { core: {}, app: { needs: [core] }, site: { needs: [app] } }";
const FIXED = "packages: { core: { group: g }, app: { group: g }, site: { group: g } }, groups: { g: fixed }";
const NO_RELEASE = {
  method: "POST",
  path: "/repos/octo/app/releases",
  do: { kind: "status", status: 403 },
} as const;

interface Said {
  readonly tag: string;
  readonly code: string;
  readonly reason: string;
  readonly released: boolean;
  readonly "would-release": boolean;
}

async function asked(stage: Stage, line: string, env?: Readonly<Record<string, string>>) {
  const { exit, out } = await typed(stage, `${line} --json`, env);
  const json = JSON.parse(out) as Said | readonly Said[];
  return { exit, said: Array.isArray(json) ? (json as readonly Said[]) : [json as Said] };
}

/** Main at an older commit again, after a run of a newer one released it. `known`: how much of that the clone shows. */
function passed(known: "all" | "tags" | "nothing", more = ""): () => Promise<Stage> {
  return async () => {
    const stage = await openStage();
    const { clone, push } = stage;
    const older = clone.commit("fix: keep the tail");
    const newer = clone.commit("feat: ears");
    push();
    await typed(stage, `release publish ${more}`.trim());
    clone.git("reset", "-q", "--hard", older);
    if (known !== "nothing") fetchTags(stage);
    if (known === "all") clone.git("update-ref", "refs/remotes/origin/main", newer);
    return stage;
  };
}

/** Three packages, a fix of one of them, and a run that died after so many writes. */
function died(policy: string, after: number): () => Promise<Stage> {
  return async () => {
    const stage = await openStage();
    const { clone, push, github } = stage;
    const names = ["app", "core", "site"];
    const files = Object.fromEntries(names.map((name) => [`${name}/a`, "1"]));
    clone.commit("chore: policy", { ".github/lamplighter.yml": `release: { ${policy} }\n`, ...files });
    for (const name of names) clone.git("tag", `${name}@1.2.3`);
    clone.commit("fix: keep the tail", { "core/tail": "kept" });
    push();
    const path = "/repos/octo/app/**";
    github.faults.addRequestFault({ method: "POST", path, do: { kind: "status", status: 403 }, after, times: 0 });
    await typed(stage, "release publish");
    github.faults.clear();
    fetchTags(stage);
    return stage;
  };
}

/** Tagged, and its release refused. */
async function halfDone(): Promise<Stage> {
  const stage = await openStage();
  stage.clone.commit("fix: keep the tail");
  stage.push();
  stage.github.faults.addRequestFault(NO_RELEASE);
  await typed(stage, "release publish");
  fetchTags(stage);
  return stage;
}

async function committed(message: string, then: (stage: Stage) => unknown = ({ push }) => push()): Promise<Stage> {
  const stage = await openStage();
  stage.clone.commit(message);
  await then(stage);
  return stage;
}

/** `clone`: it shows all that matters here, so that no token is needed to say the same. */
const STATES: readonly [string, "clone" | "github", () => Promise<Stage>, string?][] = [
  ["something to release", "clone", () => committed("fix: keep the tail")],
  ["nothing to release", "clone", () => committed("docs: x")],
  [
    "more than a patch on a maintenance line",
    "clone",
    () =>
      committed("feat: ears", ({ clone, push }) => {
        clone.git("branch", "-m", "1.2.x");
        push();
      }),
  ],
  ["a newer release, on the line as the clone has it", "clone", passed("all")],
  ["a newer release, by its tag alone", "clone", passed("tags")],
  ["a newer release that the clone does not know", "github", passed("nothing")],
  ["a newer prerelease, asked for a stable version", "clone", passed("all", "--prerelease rc")],
  ["a newer prerelease, asked for one", "clone", passed("all", "--prerelease rc"), "--prerelease rc"],
  [
    "a maintenance line that begins before main's newer release",
    "clone",
    async () => {
      const stage = await passed("all")();
      stage.clone.git("switch", "-q", "-c", "1.2.x");
      stage.push();
      return stage;
    },
  ],
  [
    "a newer release of a side branch that was merged since",
    "clone",
    async () => {
      const stage = await openStage();
      const { clone, push } = stage;
      clone.git("switch", "-q", "-c", "side");
      clone.commit("feat: ears");
      clone.git("tag", "v1.3.0");
      clone.git("switch", "-q", "main");
      const older = clone.commit("fix: keep the tail");
      clone.git("merge", "-q", "--no-ff", "-m", "Merge side", "side");
      push();
      clone.git("update-ref", "refs/remotes/origin/main", "HEAD");
      clone.git("reset", "-q", "--hard", older);
      return stage;
    },
  ],
  [
    "a higher version of another line that began here",
    "clone",
    async () => {
      const stage = await openStage();
      const { clone, push } = stage;
      const lines = "release: { lines: { main: {}, next: {} } }\n";
      clone.commit("fix: keep the tail", { ".github/lamplighter.yml": lines });
      clone.git("switch", "-q", "-c", "next");
      clone.commit("feat!: wings");
      clone.git("tag", "v2.0.0");
      clone.git("switch", "-q", "main");
      push();
      return stage;
    },
  ],
  [
    "the tag of a maintenance line that began here and is gone",
    "clone",
    async () => {
      const stage = await openStage();
      const { clone, push, repository } = stage;
      const from = clone.commit("feat: ears");
      clone.git("switch", "-q", "-c", "1.2.x");
      clone.commit("fix: on the line");
      clone.git("tag", "v1.2.4");
      clone.git("switch", "-q", "main");
      clone.git("branch", "-q", "-D", "1.2.x");
      push();
      expect(repository.refs.get("refs/heads/main")).toBe(from);
      return stage;
    },
  ],
  ...[1, 3, 5, 6].map((after): (typeof STATES)[number] => [
    `packages that a run owes, which died after ${after} writes`,
    // A tag without its release.
    after === 5 ? "github" : "clone",
    died(NEEDS, after),
  ]),
  ["a fixed group that a run owes", "clone", died(FIXED, 3)],
  ["packages that nobody owes", "clone", died(NEEDS, 0)],
  ["tagged and not released", "github", halfDone],
  [
    "tagged and not released, and more since",
    "github",
    async () => {
      const stage = await halfDone();
      stage.clone.commit("fix: more");
      stage.push();
      return stage;
    },
  ],
  [
    "released by another run, which the clone does not know",
    "github",
    () =>
      committed("fix: keep the tail", async (stage) => {
        stage.push();
        await typed(stage, "release publish");
      }),
  ],
  ["what nobody has pushed", "github", () => committed("fix: keep the tail", () => undefined)],
  [
    "what nobody has approved",
    "github",
    async () => {
      const stage = await openStage();
      stage.clone.commit("fix: x", { ".github/lamplighter.yml": "release: { change_record: { app: 71 } }\n" });
      stage.push();
      return stage;
    },
  ],
  ["a proposal that is due", "github", () => committed("fix: keep the tail"), "--mode pull-request"],
  [
    "a proposal that was merged",
    "github",
    async () => {
      const stage = await committed("fix: keep the tail");
      await typed(stage, "release publish --mode pull-request");
      const [number = 0] = [...stage.repository.issues.keys()];
      await stage.github.as("ada").put(`/repos/octo/app/pulls/${number}/merge`, { merge_method: "squash" });
      return stage;
    },
    "--mode pull-request",
  ],
];

describe("a plan and publishing say the same of", () => {
  it.each(STATES)("%s (%s)", async (_, shown, set, more = "") => {
    const stage = await set();
    const { github } = stage;
    const words = (command: string): string => `${command} ${more}`.trim();
    const before = github.log.requests.length;
    const plan = await asked(stage, words("release plan"));
    expect(github.log.requests.slice(before).filter(({ method }) => method !== "GET")).toEqual([]);
    const alone = await asked(stage, words("release plan"), {});
    const tags = ({ said }: typeof plan, key: "would-release" | "released") =>
      said.filter((one) => one[key]).map(({ tag }) => tag);

    const done = await asked(stage, words("release publish"));
    const released = { exit: done.exit, tags: tags(done, "released") };
    const proposes = done.said.filter(({ code }) => code === "proposed").map(({ tag }) => tag);
    const due = [...released.tags, ...proposes];
    expect({ exit: plan.exit, tags: tags(plan, "would-release") }).toEqual({ exit: released.exit, tags: due });
    if (shown === "clone")
      expect(alone).toEqual({ ...plan, said: plan.said.map((one) => ({ ...one, seen: "clone" })) });
    // What is not released has one reason, in the same words.
    const reasons = ({ said }: typeof plan) => said.map(({ tag, reason }) => (due.includes(tag) ? tag : reason));
    expect(reasons(plan)).toEqual(reasons(done));
    expect(github.inspector.problems).toEqual([]);
  });
});

describe("a token that may only read", () => {
  it("plans without what it may not see of approvals, and says so", async () => {
    const stage = await openStage();
    stage.clone.commit("fix: x", { ".github/lamplighter.yml": "release: { change_record: { app: 71 } }\n" });
    stage.push();
    const pulls = { method: "GET", path: "/repos/octo/app/commits/*/pulls" } as const;
    stage.github.faults.addRequestFault({ ...pulls, do: { kind: "status", status: 403 }, times: 0 });
    const { exit, said } = await asked(stage, "release plan");
    expect(exit).toBe(EXIT.ok);
    expect(said).toMatchObject([{ tag: "v1.2.4", "would-release": true }]);
    expect(said[0]?.reason).toContain("Whether what it holds is approved could not be read");
  });

  it("asks each thing once, however often publishing would look", async () => {
    const stage = await committed("fix: keep the tail");
    const before = stage.github.log.requests.length;
    await typed(stage, "release plan");
    const asking = stage.github.log.requests.slice(before).map(({ path }) => path);
    expect(asking.filter((path, index) => asking.indexOf(path) !== index)).toEqual([]);
  });
});

describe("what a plan rests on", () => {
  const said = (text: string) => expect.stringContaining(text) as string;

  it("is said: the clone alone without a token, GitHub with one", async () => {
    const stage = await committed("fix: keep the tail");
    for (const line of ["next-version", "release plan"])
      expect(await typed(stage, line, {})).toMatchObject({ err: said("This clone alone was looked at") });
    expect(await typed(stage, "release plan")).toMatchObject({ exit: EXIT.ok, err: "" });
    expect(await asked(stage, "release plan")).toMatchObject({ said: [{ seen: "github" }] });
    expect(await asked(stage, "next-version")).toMatchObject({ said: [{ seen: "clone" }] });
  });

  it("is half done: the plan says what would be completed, and what is next", async () => {
    const stage = await halfDone();
    const completes = "v1.2.4 is tagged and was left half done: it would be completed";
    expect(await typed(stage, "release plan")).toMatchObject({ exit: EXIT.ok, out: said(`${completes}.`) });
    stage.clone.commit("feat: ears");
    stage.push();
    expect(await typed(stage, "release plan")).toMatchObject({ out: said(`${completes} first; v1.3.0 is next.`) });
  });
});
