import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { hereOf } from "../../../actions/test-gate/here.ts";
import { placeFrom, type RunPlace } from "../../../actions/test-gate/place.ts";

import { MOST_ROWS, type Here } from "../../../src/gate/detail-words.ts";
import type { TestCase } from "../../../src/gate/tests.ts";
import { newFolder } from "../../folder.ts";
import { configured, factsWith, judgementOf } from "../../gate/judge.ts";
import { entry, quarantined } from "../../gate/run.ts";

const workspace = newFolder("here");
mkdirSync(join(workspace, "src/folder.ts"), { recursive: true });
for (const path of ["src/a.ts", "src/b.ts"]) writeFileSync(join(workspace, path), "");

const failing = (name: string, rest: Partial<TestCase> = {}): TestCase => ({
  suite: "",
  name,
  outcome: "failed",
  seconds: 0,
  failure: { message: `${name} is wrong`, details: "" },
  ...rest,
});
const placeIn = (env: Record<string, string> = {}): RunPlace =>
  placeFrom({ GITHUB_WORKSPACE: workspace, ...env }, "test-gate");

function here(cases: TestCase[], env: Record<string, string> = {}, quarantine = quarantined()): Here {
  const facts = factsWith({ cases, quarantine });
  return hereOf(facts, judgementOf(facts, configured()), placeIn(env));
}
const placeOf = (rest: Partial<TestCase>): unknown => here([failing("x", rest)]).places.get("x");
const details = (text: string): Partial<TestCase> => ({ failure: { message: "no", details: text } });

describe("the places of failures in the workspace", () => {
  it.each<[string, Partial<TestCase>, unknown]>([
    ["the report's own file and line", { file: "src/a.ts", line: 3 }, { path: "src/a.ts", line: 3 }],
    ["the report's own file, absolute", { file: join(workspace, "src/a.ts") }, { path: "src/a.ts", line: 0 }],
    [
      "the first frame of the stack that is there",
      details("at src/gone.ts:1\nat src/b.ts:7"),
      { path: "src/b.ts", line: 7 },
    ],
    ["a file that is not there is none", { file: "src/gone.ts", line: 3 }, undefined],
    ["a folder is none", { file: "src/folder.ts", line: 3 }, undefined],
    ["ACT-18 a file outside is none", { file: "../../../etc/passwd", line: 1 }, undefined],
    ["nothing is none", {}, undefined],
  ])("%s", (_, rest, place) => {
    expect(placeOf(rest)).toEqual(place);
  });

  it("are looked for only where they are shown: the first hundred that count, the messages of all", () => {
    const many = Array.from({ length: MOST_ROWS + 5 }, (_, n) => failing(`t${n}`, { file: "src/a.ts", line: n + 1 }));
    const { places, failures } = here(many);
    expect(places.size).toBe(MOST_ROWS);
    expect(failures.size).toBe(MOST_ROWS + 5);
    expect(places.has(`t${MOST_ROWS - 1}`)).toBe(true);
    expect(places.has(`t${MOST_ROWS}`)).toBe(false);
  });

  it("a quarantined failure is not among those that count", () => {
    const at = { file: "src/a.ts", line: 1 };
    const found = here([failing("known", at), failing("new", at)], {}, quarantined(entry("known")));
    expect([...found.places.keys()]).toEqual(["new"]);
    expect(found.failures.get("known")?.message).toBe("known is wrong");
  });
});

describe("the repository that links lead to", () => {
  it.each([
    ["on GitHub", { GITHUB_REPOSITORY: "octo/app" }, "https://github.com/octo/app"],
    [
      "on a server of one's own",
      { GITHUB_REPOSITORY: "octo/app", GITHUB_SERVER_URL: "https://ghe.example" },
      "https://ghe.example/octo/app",
    ],
    ["elsewhere there is none", {}, ""],
  ])("%s", (_, env, repository) => {
    expect(here([failing("x")], env).repository).toBe(repository);
  });
});
