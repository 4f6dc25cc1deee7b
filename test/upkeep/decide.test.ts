import { describe, expect, it } from "vitest";
import { decide, RECONCILE_EVERY_MS } from "../../src/upkeep/decide.ts";
import { gather } from "../../src/upkeep/facts.ts";
import type { UpkeepFacts } from "../../src/upkeep/facts.ts";
import { ReadError } from "../../src/core/reads.ts";
import type { Pull, Repository } from "../../src/core/reads.ts";
import type { Subject } from "../../src/core/refs.ts";
import type { Trigger, Turn } from "../../src/core/trigger.ts";

const NOW = 1_800_000_000_000;
const repository: Subject = { installation: 1, repository: 2, kind: "repository", name: "" };
const branch: Subject = { ...repository, kind: "branch", name: "main" };
const failed = { failure: "server", what: "open pull requests of octo/app", message: "502" } as const;

const facts = (over: Partial<UpkeepFacts>): UpkeepFacts => ({
  now: NOW,
  subject: repository,
  governanceChanged: { known: true, value: true },
  openPulls: { known: true, value: [3, 5] },
  ...over,
});

const woken = (over: Partial<UpkeepFacts>): string[] =>
  decide(facts(over)).steps.flatMap((step) => (step.do === "wake" ? [`${step.subject.kind}${step.subject.name}`] : []));

describe("upkeep", () => {
  it("a repository's turn wakes every open pull request, one after the other, and comes again in an hour", () => {
    const plan = decide(facts({}));
    expect(plan.lookAgainAt).toBe(NOW + RECONCILE_EVERY_MS);
    expect(plan.steps.map((step) => (step.do === "wake" ? step.at - NOW : NaN))).toEqual([0, 250]);
    expect(woken({})).toEqual(["pull3", "pull5"]);
    expect(plan.verdict).toMatchObject({ code: "woken", title: "2 open pull requests are looked at again." });
    expect(plan.steps.map(({ key }) => key)).toEqual([`wake:pull:3:${NOW}`, `wake:pull:5:${NOW + 250}`]);
  });

  it("a push that changes the policy wakes the pull requests and the repository itself", () => {
    expect(woken({ subject: branch })).toEqual(["pull3", "pull5", "repository"]);
  });

  it("a push that changes nothing that governs wakes nobody", () => {
    const quiet = {
      subject: branch,
      governanceChanged: { known: true, value: false } as const,
      openPulls: { known: true, value: [] } as const,
    };
    expect(woken(quiet)).toEqual([]);
    expect(decide(facts(quiet)).lookAgainAt).toBeUndefined();
  });

  it.each([
    ["whether the policy changed", { governanceChanged: { known: false, why: failed } as const }],
    ["the open pull requests", { openPulls: { known: false, why: failed } as const }],
  ])("when it could not find out %s it looks again within five minutes and is not content", (_what, over) => {
    const plan = decide(facts(over));
    expect(plan.verdict).toMatchObject({ state: "unknown", title: `Could not find out: ${failed.what}.` });
    expect(plan.steps).toEqual([]);
    expect(plan.lookAgainAt).toBe(NOW + 300_000);
  });
});

describe("what upkeep gathers", () => {
  const push = { kind: "push", branch: "main", before: "a".repeat(40), after: "b".repeat(40) } as Trigger;
  const turn = (over: Partial<Turn>): Turn =>
    ({ subject: branch, now: NOW, triggers: [push], heard: [], misheard: [], ...over }) as Turn;
  const reads = (files: Record<string, string>) => ({
    repository: () => Promise.resolve({ defaultBranch: "main" } as Repository),
    openPulls: () => Promise.resolve([{ number: 9 } as Pull]),
    file: (path: string, commit: string) => Promise.resolve(files[`${path}@${commit.slice(0, 1)}`] ?? null),
  });

  it("CODEOWNERS that differs between before and after is a change", async () => {
    const gathered = await gather(turn({}), reads({ "CODEOWNERS@b": "* @ada" }));
    expect(gathered).toMatchObject({ governanceChanged: { value: true }, openPulls: { value: [9] } });
  });

  it("a push that leaves the governing files alone asks for nothing more", async () => {
    const gathered = await gather(turn({}), { ...reads({}), openPulls: () => Promise.reject(new Error("not asked")) });
    expect(gathered).toMatchObject({ governanceChanged: { value: false }, openPulls: { value: [] } });
  });

  it("a push to another branch is nothing to it", async () => {
    const gathered = await gather(
      turn({ triggers: [{ ...push, branch: "dev" } as Trigger] }),
      reads({ "CODEOWNERS@b": "x" }),
    );
    expect(gathered.governanceChanged).toEqual({ known: true, value: false });
  });

  it("a file that cannot be read is not taken for an unchanged one", async () => {
    const broken = () => Promise.reject(new ReadError({ failure: "timeout", what: "a file", message: "slow" }));
    const gathered = await gather(turn({}), { ...reads({}), file: broken });
    expect(gathered.governanceChanged.known).toBe(false);
  });
});
