// Packages that are released together, and a run that dies between two of them.
import { afterEach, describe, expect, it } from "vitest";
import { EXIT } from "../../src/commands/command-line.ts";
import { closeStages, fetchTags, openStage, typed } from "../actions/release-stage.ts";
import type { Stage } from "../actions/release-stage.ts";
import { peel } from "../pretend-github/git/objects.ts";

afterEach(closeStages);

const NEEDS = "packages: { core: {}, app: { needs: [core] }, site: { needs: [app] } }";
const FIXED = "packages: { core: { group: g }, app: { group: g }, site: { group: g } }, groups: { g: fixed }";
const ALL = ["app", "core", "site"];

const said = (text: string) => expect.stringContaining(text) as string;

const publish = (stage: Stage, more = ""): ReturnType<typeof typed> => typed(stage, `release publish ${more}`.trim());

const tagged = ({ repository }: Stage): readonly string[] =>
  [...repository.refs.keys()].flatMap((ref) => (/^refs\/tags\/.*@/.test(ref) ? [ref.slice("refs/tags/".length)] : []));
const released = ({ repository }: Stage): readonly string[] => repository.releases.map(({ tag }) => tag).sort();

/** Every package at 1.2.3, and a fix of core alone. */
async function fixed(policy: string): Promise<Stage> {
  const stage = await openStage();
  const { clone, push } = stage;
  const files = Object.fromEntries(ALL.map((name) => [`${name}/a`, "1"]));
  clone.commit("chore: policy", { ".github/lamplighter.yml": `release: { ${policy} }\n`, ...files });
  for (const name of ALL) clone.git("tag", `${name}@1.2.3`);
  clone.commit("fix: keep the tail", { "core/tail": "kept" });
  push();
  return stage;
}

/** So many writes of the run arrive, and then nothing more. */
async function killed(stage: Stage, after: number): Promise<void> {
  const { faults } = stage.github;
  const path = "/repos/octo/app/**";
  faults.addRequestFault({ method: "POST", path, do: { kind: "status", status: 403 }, after, times: 0 });
  await publish(stage);
  faults.clear();
  fetchTags(stage);
}

const at = (version: string): readonly string[] => ALL.map((name) => `${name}@${version}`);
const WAYS = [
  ["are built from each other", NEEDS],
  ["are a fixed group", FIXED],
] as const;
/** A tag takes two writes and its release one: before, in and after each of the three packages. */
const DEATHS = WAYS.flatMap(([how, policy]) => [1, 2, 3, 5, 6, 8].map((after) => [after, how, policy] as const));

describe("a run that died between two packages", () => {
  it.each(DEATHS)("after %d writes is completed by the next one, where they %s", async (after, _, policy) => {
    const stage = await fixed(policy);
    await killed(stage, after);
    expect(await publish(stage)).toMatchObject({ exit: EXIT.ok });
    expect(tagged(stage).toSorted()).toEqual([...at("1.2.3"), ...at("1.2.4")].toSorted());
    expect(released(stage)).toEqual(at("1.2.4"));
    expect(stage.github.inspector.problems).toEqual([]);
  });

  it.each(WAYS)("is completed once, and by a run of a later commit as well, where they %s", async (_, policy) => {
    const stage = await fixed(policy);
    const { clone, push, repository } = stage;
    await killed(stage, 3);
    expect(released(stage)).toEqual(["core@1.2.4"]);
    const later = clone.commit("chore: sweep", { "app/b": "1" });
    push();
    expect(await publish(stage)).toMatchObject({ exit: EXIT.ok, out: said("app@1.2.4 is released.") });
    expect(released(stage)).toEqual(at("1.2.4"));
    expect(peel(repository.objects, repository.refs.get("refs/tags/app@1.2.4") ?? "")).toBe(later);
    fetchTags(stage);
    const again = await publish(stage);
    expect(again.out.match(/Nothing to release since \w+@1\.2\.4/g)).toHaveLength(3);
  });

  /** A run dies, and so does the one that completes it, wherever: of nine writes that are due the second has what is left. */
  const TWICE = WAYS.flatMap(([how, policy]) =>
    [2, 3, 5, 6].flatMap((first) => [0, 1, 2, 3, 4].map((second) => [first, second, how, policy] as const)),
  );

  it.each(TWICE)(
    "after %d writes, and whose successor died after %d, is completed by the third, where they %s",
    async (first, second, _, policy) => {
      const stage = await fixed(policy);
      await killed(stage, first);
      await killed(stage, second);
      expect(await publish(stage)).toMatchObject({ exit: EXIT.ok });
      expect(tagged(stage).toSorted()).toEqual([...at("1.2.3"), ...at("1.2.4")].toSorted());
      expect(released(stage)).toEqual(at("1.2.4"));
      expect(stage.github.inspector.problems).toEqual([]);
    },
  );

  it("is not completed below a newer release of its own", async () => {
    const stage = await fixed(NEEDS);
    const { clone, push } = stage;
    await killed(stage, 3);
    clone.commit("feat: doors", { "app/doors": "1" });
    push();
    expect(await publish(stage)).toMatchObject({ exit: EXIT.ok, out: said("app@1.3.0 is released.") });
    fetchTags(stage);
    expect(await publish(stage)).toMatchObject({ exit: EXIT.ok, out: said("Nothing to release since app@1.3.0") });
    expect(released(stage)).toEqual(["app@1.3.0", "core@1.2.4", "site@1.2.4"]);
  });

  it.each([
    ["before the tag of the first that is built from it", 3, "app@1.2.4", "use core 1.2.4"],
    ["between that tag and its release", 5, "app@1.2.4", "use core 1.2.4"],
    ["between the last tag and its release", 8, "site@1.2.4", "use app 1.2.4"],
  ])("says which release it belongs to, when it died %s", async (_, after, tag, line) => {
    const stage = await fixed(NEEDS);
    await killed(stage, after);
    await publish(stage);
    expect(stage.repository.releases.find((one) => one.tag === tag)?.body).toContain(line);
  });

  it("says so as well where that one was released from an older commit", async () => {
    const stage = await fixed(NEEDS);
    const { clone, push, repository } = stage;
    await killed(stage, 3);
    const later = clone.commit("chore: sweep", { "site/b": "1" });
    push();
    await killed(stage, 2);
    expect(await publish(stage)).toMatchObject({ exit: EXIT.ok });
    const app = repository.releases.find(({ tag }) => tag === "app@1.2.4");
    expect(app?.body).toContain("use core 1.2.4");
    expect(peel(repository.objects, repository.refs.get("refs/tags/app@1.2.4") ?? "")).toBe(later);
    expect(released(stage)).toEqual(at("1.2.4"));
  });

  it.each<[string, string[], string?]>([
    ["app@9.9.9", ["app@9.9.9"]],
    ["app@1.2.3", ["app@1.2.3"]],
    ["app@9.9.9 of core@9.9.9", ["app@9.9.9"], "core@9.9.9"],
    ["v9.9.9 and nothing else", ["v9.9.9"]],
  ])(
    "a tag in the likeness of ours, which promises %s, makes no release of that",
    async (_, promised, tag = "core@1.2.4") => {
      const stage = await fixed(NEEDS);
      const { clone, github, repository } = stage;
      const ada = github.as("ada");
      const lines = promised.map((other) => `Lamplighter-Beside: ${other}\n`).join("");
      const message = `${tag}\n\nLamplighter-Release: tag\nLamplighter-Run: 100\n${lines}`;
      const object = clone.git("rev-parse", "HEAD");
      const made = await ada.post("/repos/octo/app/git/tags", { tag, message, object, type: "commit" });
      const { sha } = made.body as { sha: string };
      await ada.post("/repos/octo/app/git/refs", { ref: `refs/tags/${tag}`, sha });
      fetchTags(stage);
      expect(await publish(stage)).toMatchObject({ exit: EXIT.ok });
      expect(repository.releases.map((one) => one.tag)).toEqual([tag]);
    },
  );

  it("a package that was released by itself owes the others nothing", async () => {
    const stage = await fixed(NEEDS);
    expect(await publish(stage, "--path core")).toMatchObject({ exit: EXIT.ok });
    fetchTags(stage);
    await publish(stage);
    expect(released(stage)).toEqual(["core@1.2.4"]);
  });
});
