import { describe, expect, it } from "vitest";
import { AGAIN_MS, decide, RECONCILE_EVERY_MS } from "../../src/upkeep/decide.ts";
import { gather } from "../../src/upkeep/facts.ts";
import type { UpkeepFacts } from "../../src/upkeep/facts.ts";
import { ReadError } from "../../src/core/known.ts";
import type { OpenPull } from "../../src/core/pull.ts";
import type { Repository } from "../../src/core/reads.ts";
import type { Subject } from "../../src/core/refs.ts";
import type { Trigger, Turn } from "../../src/core/trigger.ts";

const NOW = 1_800_000_000_000;
const repository: Subject = { installation: 1, repository: 2, kind: "repository", name: "" };
const main: Subject = { ...repository, kind: "branch", name: "main" };
const failed = { known: false, why: { failure: "server", what: "something", message: "502" } } as const;
const pull = (number: number, base: string, head: string): OpenPull =>
  ({ number, base: { ref: base }, head: { sha: head } }) as OpenPull;
const pulls = [pull(3, "main", "aaa"), pull(5, "1.x", "bbb")];

const facts = (over: Partial<UpkeepFacts>): UpkeepFacts => ({
  now: NOW,
  subject: repository,
  heads: [],
  rewritten: false,
  changed: { known: true, value: { policy: false, codeowners: false, extended: false } },
  openPulls: { known: true, value: pulls },
  ...over,
});

const changed = (what: {
  policy?: boolean;
  codeowners?: boolean;
  extended?: boolean;
}): Pick<UpkeepFacts, "changed"> => ({
  changed: { known: true, value: { policy: false, codeowners: false, extended: false, ...what } },
});

const woken = (over: Partial<UpkeepFacts>): string[] =>
  decide(facts(over)).steps.flatMap((step) => (step.do === "wake" ? [`${step.subject.kind}${step.subject.name}`] : []));

describe("upkeep", () => {
  it("a repository's turn wakes every open pull request, one after the other, and comes again in an hour", () => {
    const plan = decide(facts({}));
    expect(plan.lookAgainAt).toBe(NOW + RECONCILE_EVERY_MS);
    expect(plan.steps.map(({ key }) => key)).toEqual([`wake:pull:3:${NOW}`, `wake:pull:5:${NOW + 250}`]);
    expect(plan.steps.map((step) => (step.do === "wake" ? step.at - NOW : NaN))).toEqual([0, 250]);
    expect(plan.verdict).toMatchObject({ code: "woken", title: "Open pull requests to look at again: 2." });
  });

  it.each<[string, Partial<UpkeepFacts>, string[]]>([
    [
      "a new policy touches every pull request, and first contact",
      changed({ policy: true }),
      ["pull3", "pull5", "repository"],
    ],
    [
      "a new policy of the owner's .github repository touches all repositories of the installation",
      changed({ policy: true, extended: true }),
      ["pull3", "pull5", "repository", "installation"],
    ],
    ["new code owners touch those with this base", changed({ codeowners: true }), ["pull3"]],
    ["a push that changes neither touches nothing", {}, []],
    ["a base that was pushed with force touches those with this base", { rewritten: true }, ["pull3"]],
    ["a check or status touches those with this head", { heads: ["bbb"] }, ["pull5"]],
  ])("%s", (_what, over, expected) => {
    expect(woken({ subject: main, ...over })).toEqual(expected);
    expect(decide(facts({ subject: main, ...over })).lookAgainAt).toBeUndefined();
  });

  it("those come first that somebody is at work on", () => {
    const value = [1, 2, 3].map((number) => ({ ...pull(number, "main", "x"), updatedAt: [10, 30, 20][number - 1]! }));
    expect(woken({ openPulls: { known: true, value } })).toEqual(["pull2", "pull3", "pull1"]);
  });

  it("after a new policy the repository's turn comes at once", () => {
    const { steps } = decide(
      facts({ subject: main, openPulls: { known: true, value: [] }, ...changed({ policy: true }) }),
    );
    expect(steps).toEqual([
      {
        do: "wake",
        subject: repository,
        at: NOW,
        why: expect.any(String) as string,
        key: `wake:repository::${NOW}`,
      },
    ]);
  });

  it("what a push changed is not known: those with this base are woken, and the repository soon", () => {
    const plan = decide(facts({ subject: main, changed: failed }));
    expect(plan.verdict).toMatchObject({ state: "unknown", title: "Could not find out: something." });
    expect(woken({ subject: main, changed: failed })).toEqual(["pull3", "repository"]);
    expect(plan.steps.map((step) => (step.do === "wake" ? step.at - NOW : NaN))).toEqual([0, AGAIN_MS]);
  });

  it("the open pull requests are not known: the repository's turn comes again within five minutes", () => {
    const plan = decide(facts({ openPulls: failed }));
    expect(plan).toMatchObject({ verdict: { state: "unknown" }, steps: [], lookAgainAt: NOW + 300_000 });
  });
});

describe("what upkeep gathers", () => {
  const push = { kind: "push", branch: "main", before: "a".repeat(40), after: "b".repeat(40) } as Trigger;
  const turn = (over: Partial<Turn>): Turn =>
    ({ subject: main, now: NOW, triggers: [push], heard: [], misheard: [], ...over }) as Turn;
  const reads = (files: Record<string, string>, name = "app") => ({
    repository: () => Promise.resolve({ defaultBranch: "main", name } as Repository),
    openPulls: () => Promise.resolve(pulls),
    file: (path: string, commit: string) => Promise.resolve(files[`${path}@${commit.slice(0, 1)}`] ?? null),
  });
  const seen = async (over: Partial<Turn>, files: Record<string, string>) => {
    const gathered = await gather(turn(over), reads(files));
    return gathered.changed.known ? gathered.changed.value : gathered.changed;
  };

  it("a policy that differs between before and after has changed", async () => {
    expect(await seen({}, { ".github/lamplighter.yml@b": "x" })).toEqual({
      policy: true,
      codeowners: false,
      extended: false,
    });
  });

  it("... and where others may extend it, it bears on them", async () => {
    const gathered = await gather(turn({}), reads({ ".github/lamplighter.yml@b": "x" }, ".GitHub"));
    expect(gathered.changed).toMatchObject({ value: { extended: true } });
    expect(decide(gathered).steps.at(-1)).toMatchObject({
      subject: { installation: 1, repository: 0, kind: "installation", name: "" },
      at: NOW,
    });
  });

  it.each(["CODEOWNERS", ".github/CODEOWNERS", "docs/CODEOWNERS"])("so have code owners in %s", async (path) => {
    expect(await seen({}, { [`${path}@a`]: "* @ada", [`${path}@b`]: "* @bob" })).toEqual({
      policy: false,
      codeowners: true,
      extended: false,
    });
  });

  it("a policy on another branch governs nothing, and code owners where no pull request goes either", async () => {
    const dev = { subject: { ...main, name: "dev" }, triggers: [{ ...push, branch: "dev" } as Trigger] };
    const files = { ".github/lamplighter.yml@b": "x", "CODEOWNERS@b": "x" };
    expect(await seen(dev, files)).toMatchObject({ policy: false, codeowners: false, extended: false });
    const line = { subject: { ...main, name: "1.x" }, triggers: [{ ...push, branch: "1.x" } as Trigger] };
    expect(await seen(line, files)).toMatchObject({ policy: false, codeowners: true });
  });

  it("a branch that was just made is taken for changed", async () => {
    expect(await seen({ triggers: [{ ...push, before: "0".repeat(40) } as Trigger] }, {})).toEqual({
      policy: true,
      codeowners: true,
      extended: false,
    });
  });

  it("checks and statuses are told by their heads", async () => {
    const status = { kind: "status", context: "x", head: "bbb" } as Trigger;
    const check = { kind: "check", action: "completed", name: "x", head: "bbb" } as Trigger;
    expect((await gather(turn({ triggers: [status, check] }), reads({}))).heads).toEqual(["bbb"]);
  });

  it("a file that cannot be read is not taken for an unchanged one", async () => {
    const broken = () => Promise.reject(new ReadError({ failure: "timeout", what: "a file", message: "slow" }));
    expect((await gather(turn({}), { ...reads({}), file: broken })).changed.known).toBe(false);
  });
});
