import { describe, expect, it } from "vitest";
import { decide } from "../../src/preview/decide.ts";
import { gather, type PreviewFacts, type Proposal, SHOWN_RECORD, type TryPolicy } from "../../src/preview/facts.ts";
import type { Pull } from "../../src/core/pull.ts";
import type { LedgerRecord, Reads } from "../../src/core/reads.ts";
import { ReadError } from "../../src/core/known.ts";
import type { Trigger, Turn } from "../../src/core/trigger.ts";
import { ada, MONDAY, pullSubject, repo } from "../world.ts";

const facts = (is: Proposal["is"], over: Partial<PreviewFacts> = {}): PreviewFacts => ({
  number: 12,
  records: { known: true, value: [] },
  proposal: { known: true, value: { head: "h", is } },
  ...over,
});
const right = { is: "right", sections: ["change"], before: ["change"], changes: 3, different: [] } as const;
const outcome = (state: "allow" | "wait") => ({ state, code: `${state}-code`, title: `It is ${state}.` });
const bodyOf = (is: Proposal["is"]): string =>
  decide(facts(is))
    .steps.flatMap((step) => (step.do === "comment" ? [step.body] : []))
    .join("");

describe("the preview of a policy", () => {
  it("where no event of the pull request woke us, nothing is looked at", () => {
    expect(decide(facts("untouched", { proposal: null }))).toMatchObject({
      verdict: { code: "nothing-new" },
      steps: [],
    });
  });

  it("a pull request that leaves the policy alone hears nothing", () => {
    expect(decide(facts("untouched"))).toMatchObject({ verdict: { state: "off", code: "untouched" }, steps: [] });
  });

  it("one that edits it gets one comment, and none again while that says the same", () => {
    const [step, ...rest] = decide(facts(right)).steps;
    expect(rest).toEqual([]);
    expect(step).toMatchObject({ do: "comment", on: 12, slot: "policy-preview", remember: { kind: SHOWN_RECORD } });
    if (step?.do !== "comment") throw new Error("a comment");
    const shown = { sequence: 1, at: MONDAY, kind: SHOWN_RECORD, by: null, data: step.remember!.data } as LedgerRecord;
    const again = { records: { known: true, value: [shown] } } as const;
    expect(decide(facts(right, again))).toMatchObject({ verdict: { code: "shown" }, steps: [] });
    const takenBack = decide(facts("untouched", again));
    expect(takenBack).toMatchObject({ verdict: { code: "untouched" }, steps: [{ do: "comment" }] });
    // Under one key the ledger would take it for the comment that was made already.
    expect(takenBack.steps[0]?.key).not.toBe(step.key);
    expect(step.key).toMatch(/^comment:policy-preview:[0-9a-f]{64}$/);
  });

  it.each<[string, Proposal["is"], RegExp]>([
    ["taken back when the edit is gone", "removed", /deletes the policy/],
    ["right, and nothing is different", right, /Tried on the 3 newest .*: every one would be decided as now/],
    ["right, and there is nothing to try it on", { ...right, changes: 0 }, /no other pull request/],
    ["right, and proposed by a stranger", { ...right, changes: null }, /authors who may write/],
    [
      "a section comes, another goes",
      { ...right, sections: ["triage"] },
      /turns on: `triage`[^]*turns \*\*off\*\*: `change`/,
    ],
    [
      "unknown",
      { is: "unknown", message: "the organisation's policy: 502" },
      /could not be found out: the organisation/,
    ],
  ])("says what it would do: %s", (_what, is, expected) => {
    expect(bodyOf(is)).toMatch(expected);
  });

  it("a record that says nothing is no comment that was made", () => {
    const nothing = { sequence: 1, at: MONDAY, kind: SHOWN_RECORD, by: null, data: null } as LedgerRecord;
    const plan = decide(facts(right, { records: { known: true, value: [nothing] } }));
    expect(plan).toMatchObject({ verdict: { code: "shown" }, steps: [{ do: "comment" }] });
  });

  it("names what would be decided otherwise, and counts the rest", () => {
    const one = (number: number) => ({
      number,
      title: "A @team `x`",
      now: outcome("allow"),
      proposed: outcome("wait"),
    });
    const body = bodyOf({ ...right, changes: 14, different: Array.from({ length: 12 }, (_, index) => one(index + 1)) });
    expect(body).toContain("**12** would be decided otherwise");
    expect(body).toContain("now `allow` (`allow-code`), then **`wait`** (`wait-code`)");
    expect(body).toContain("And 2 more `pull requests`.");
    expect(body).not.toContain("@team");
  });

  it("says where a wrong policy is wrong", () => {
    const problem = {
      file: ".github/lamplighter.yml",
      line: 8,
      column: 3,
      code: "unknown-key",
      message: "aprovals?",
      expected: "approvals",
    };
    const body = bodyOf({ is: "broken", problems: [problem] });
    expect(body).toContain("- `.github/lamplighter.yml:8:3`: aprovals? Expected: approvals");
  });

  it.each([
    ["the pull request", { proposal: { known: false, why: { failure: "server", what: "#12", message: "502" } } }],
    ["our own records", { records: { known: false, why: { failure: "server", what: "#12", message: "502" } } }],
  ] as const)("what could not be read of %s is unknown, and nothing is said", (_what, over) => {
    const plan = decide(facts(right, over));
    expect(plan).toMatchObject({ verdict: { state: "unknown" }, steps: [] });
    expect(plan.verdict.cure).toContain("next push");
  });
});

describe("what the preview gathers", () => {
  const news = { kind: "pull", action: "synchronize", head: "h" } as Trigger;
  const pull = { number: 12, state: "open", head: { sha: "h" }, base: { ref: "main" }, author: ada } as Pull;
  const tried: { most: number }[] = [];
  const tryPolicy: TryPolicy = ({ most }) => {
    tried.push({ most });
    return Promise.resolve(right);
  };
  const reads = (over: Partial<Reads> = {}): Reads =>
    ({
      records: () => Promise.resolve([]),
      pull: () => Promise.resolve(pull),
      repository: () => Promise.resolve({ defaultBranch: "main" }),
      branch: () => Promise.resolve({ sha: "tip" }),
      pullFiles: () => Promise.resolve([{ path: ".github/lamplighter.yml", previousPath: null }]),
      file: () => Promise.resolve("version: 1\n"),
      permission: () => Promise.resolve("write"),
      ...over,
    }) as unknown as Reads;
  const see = (over: Partial<Reads> = {}, triggers: readonly Trigger[] = [news]) => {
    const turn = { subject: pullSubject(12), repo, now: MONDAY, triggers, heard: [], misheard: [] } as Turn;
    return gather({ turn, policy: { is: "absent", commit: "c" }, reads: reads(over), tryPolicy });
  };
  const isOf = async (over: Partial<Reads>) => {
    const { proposal } = await see(over);
    return proposal?.known === true ? proposal.value.is : proposal;
  };

  it("asks nothing when the clock woke us", async () => {
    expect(await see({ pull: () => Promise.reject(new Error("asked")) }, [{ kind: "clock" } as Trigger])).toMatchObject(
      {
        proposal: null,
      },
    );
  });

  it.each<[string, Partial<Reads>, unknown]>([
    ["edited", {}, right],
    ["deleted", { file: () => Promise.resolve(null) }, "removed"],
    ["left alone", { pullFiles: () => Promise.resolve([]) }, "untouched"],
    [
      "renamed away",
      { pullFiles: () => Promise.resolve([{ path: "x.yml", previousPath: ".github/lamplighter.yml" }] as never) },
      right,
    ],
    [
      "edited for another branch",
      { pull: () => Promise.resolve({ ...pull, base: { ref: "1.x", sha: "b" } }) },
      "untouched",
    ],
    ["edited by a closed pull request", { pull: () => Promise.resolve({ ...pull, state: "closed" }) }, "untouched"],
  ])("a policy that is %s", async (_what, over, expected) => {
    expect(await isOf(over)).toEqual(expected);
  });

  it.each([
    ["read", 0],
    ["triage", 0],
    ["write", 20],
    ["admin", 20],
  ] as const)("POL-01 whoever may %s makes us try it on %i changes", async (permission, most) => {
    tried.length = 0;
    await isOf({ permission: () => Promise.resolve(permission) });
    expect(tried).toEqual([{ most }]);
  });

  it("what cannot be read is not taken for untouched", async () => {
    const failing = () => Promise.reject(new ReadError({ failure: "timeout", what: "files of #12", message: "slow" }));
    expect(await see({ pullFiles: failing })).toMatchObject({ proposal: { known: false } });
  });
});
