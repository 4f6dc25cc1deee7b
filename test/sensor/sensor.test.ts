// The room on paper: what it finds settles, is quiet, and rests on nothing that could not be read.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { PolicyState } from "../../src/core/policy.ts";
import type { ReadFailureKind } from "../../src/core/known.ts";
import { overdueReviews } from "../../src/core/review.ts";
import type { Trigger } from "../../src/core/trigger.ts";
import { sensor } from "../../src/sensor/index.ts";
import type { WatchedChange } from "../../src/sensor/policy.ts";
import { ada, bob, cyd, DAY, MINUTE, MONDAY, olu, repo, sha, webFlow } from "../world.ts";
import {
  begun,
  between,
  change,
  commit,
  issueSubject,
  look,
  MAIN,
  move,
  paper,
  readsOf,
  recordsOf,
  remember,
  ROOT,
  say,
  squash,
  think,
  WHOLE,
  type Paper,
} from "./paper.ts";

const FAILURES: readonly ReadFailureKind[] = ["gone", "forbidden", "server", "timeout", "malformed", "incomplete"];

interface Kept {
  readonly commits: readonly { readonly sha: string; readonly is: string; readonly code: string }[];
}

function kept(at: Paper): ReadonlyMap<string, string> {
  const moves = recordsOf(at, MAIN, "sensor.move").map(({ data }) => data as unknown as Kept);
  return new Map(moves.flatMap(({ commits }) => commits.map((one) => [one.sha, `${one.is} ${one.code}`])));
}

async function pass(at: Paper, minutes = 7): Promise<void> {
  for (let passed = 0; passed < minutes; passed++) {
    at.now += MINUTE;
    await look(at, MAIN);
  }
}

/** A direct push that was reviewed by nobody yet; answers the issue. */
async function pushed(at: Paper): Promise<number> {
  await look(at, MAIN, { triggers: [move({ at, to: commit(at, [at.tips.get("main")!]), kind: "push", by: cyd })] });
  await pass(at);
  return [...at.issues.keys()].at(-1)!;
}

describe("the first look", () => {
  it("takes each governed branch's tip for its baseline, and says that we are new here", async () => {
    const at = await begun();
    expect(recordsOf(at, WHOLE, "sensor.adopted")).toMatchObject([{ data: { lost: false } }]);
    expect(recordsOf(at, MAIN, "sensor.baseline")).toMatchObject([{ by: null, data: { sha: ROOT } }]);
    expect((await think(at, MAIN)).steps).toEqual([]);
  });

  it("finds our checks without our records: no baseline is taken, and one issue asks for it", async () => {
    const at = paper();
    squash(at, 12);
    at.checked.add(12);
    await look(at, WHOLE);
    const plan = await look(at, MAIN);
    expect(plan).toMatchObject({ verdict: { state: "block", code: "baseline-needed" }, steps: [] });
    expect([...at.issues.values()]).toMatchObject([{ slot: "baseline", state: "open" }]);
    const { steps } = await think(at, WHOLE);
    expect(steps.filter((step) => step.do !== "wake")).toEqual([]);
  });

  it.each(["repository", "branch", "records", "latestClosed", "openPulls", "checkRuns", "app"] as const)(
    "takes no baseline while %s cannot be read, whatever the failure",
    async (read) => {
      for (const failure of FAILURES) {
        const at = paper();
        squash(at, 12);
        at.faults.set(read, failure);
        await look(at, WHOLE);
        await look(at, MAIN);
        expect(recordsOf(at, MAIN, "sensor.baseline")).toEqual([]);
      }
    },
  );

  it("a branch that was made since begins where it left the default branch: what it brought is an exception", async () => {
    const at = await begun({ section: { mode: "enforce", branches: ["main", "release/*"] } });
    at.now += MINUTE;
    const branch = "release/1";
    const tip = commit(at, [ROOT]);
    at.moves = [];
    const trigger = move({ at, to: tip, kind: "branch_creation", by: cyd, branch });
    const subject = { ...MAIN, name: branch };
    await look(at, subject, { triggers: [trigger] });
    for (let passed = 0; passed < 7; passed++) {
      at.now += MINUTE;
      await look(at, subject);
    }
    expect(recordsOf(at, subject, "sensor.exception")).toMatchObject([
      { data: { code: "branch-created", commits: [tip] } },
    ]);
  });
});

describe("a branch that was made since we came", () => {
  const branch = "release/1";
  const subject = { ...MAIN, name: branch };

  /** Made by cyd, who wrote none of it. */
  async function made(at: Paper, shown: "at once" | "late" | "never"): Promise<void> {
    at.now += MINUTE;
    at.moves = [];
    const trigger = move({ at, to: commit(at, [ROOT]), kind: "branch_creation", by: cyd, branch });
    const { moves } = at;
    if (shown !== "at once") at.moves = [];
    await look(at, subject, { triggers: [trigger] });
    if (shown === "late") at.moves = moves;
    for (let passed = 0; passed < 7; passed++) {
      at.now += MINUTE;
      await look(at, subject);
    }
  }

  const section = { mode: "enforce", branches: ["main", "release/*"] } as const;

  it.each(["at once", "late", "never"] as const)(
    "is an exception of who made it, although another wrote what it brought; GitHub shows that %s",
    async (shown) => {
      const at = await begun({ section });
      await made(at, shown);
      expect(recordsOf(at, subject, "sensor.baseline")).toMatchObject([{ data: { sha: ROOT, source: "created" } }]);
      expect(recordsOf(at, subject, "sensor.exception")).toMatchObject([
        { by: cyd, data: { code: "branch-created", commits: [at.tips.get(branch)], hands: [cyd.id, olu.id] } },
      ]);
      expect((await think(at, subject)).steps).toEqual([]);
    },
  );

  it.each([
    ["ahead of GitHub's", 10 * MINUTE],
    ["as GitHub's", 0],
    ["behind GitHub's", -10 * MINUTE],
  ])("is told from an older one by GitHub's clock where its push is lost, the host's clock %s", async (_, ahead) => {
    for (const [passed, source] of [
      [2 * MINUTE, "created"],
      [-2 * MINUTE, "first-look"],
    ] as const) {
      const at = paper({ section, ahead });
      await look(at, WHOLE);
      at.now += passed;
      move({ at, to: commit(at, [ROOT]), kind: "branch_creation", by: cyd, branch });
      at.now += 3 * MINUTE;
      await look(at, subject);
      expect(recordsOf(at, subject, "sensor.baseline")).toMatchObject([{ data: { source } }]);
    }
  });

  it("goes by our own clock where the first look is on record without GitHub's", async () => {
    const at = paper({ section, ahead: undefined });
    await look(at, WHOLE);
    at.now += MINUTE;
    move({ at, to: commit(at, [ROOT]), kind: "branch_creation", by: cyd, branch });
    await look(at, subject);
    expect(recordsOf(at, subject, "sensor.baseline")).toMatchObject([{ data: { source: "created" } }]);
  });

  it("is looked after also where our records were lost before: it needs nobody's word", async () => {
    const at = paper({ section });
    squash(at, 12);
    at.checked.add(12);
    await look(at, WHOLE);
    await made(at, "at once");
    expect(recordsOf(at, subject, "sensor.exception")).toMatchObject([{ by: cyd, data: { code: "branch-created" } }]);
  });
});

it("a branch that comes under the policy after the baselines were given again gets an issue of its own", async () => {
  const at = paper();
  squash(at, 12);
  at.checked.add(12);
  await look(at, WHOLE);
  const [first = 0] = [...at.issues.keys()];
  await say(at, first, ada, "/baseline main because I looked at it");
  await look(at, WHOLE);
  expect(at.issues.get(first)?.state).toBe("closed");
  at.tips.set("1.x", ROOT);
  at.section = { mode: "enforce", branches: ["main", "1.x"] };
  await look(at, WHOLE);
  expect([...at.issues.values()]).toMatchObject([{ state: "closed" }, { slot: "baseline-2", state: "open" }]);
  const [, second = 0] = [...at.issues.keys()];
  await say(at, second, ada, "/baseline 1.x because I looked at it too");
  await look(at, WHOLE);
  expect(at.issues.get(second)?.state).toBe("closed");
  expect((await think(at, WHOLE)).steps.filter((step) => step.do !== "wake")).toEqual([]);
});

describe("a push while nobody can say which branches are governed", () => {
  const unclear: readonly [string, PolicyState<WatchedChange>, string, number | null, number][] = [
    ["is kept, and looked at soon", { is: "unknown", message: "502" }, "policy-unreadable", 5 * MINUTE, 1],
    ["is kept until the policy is mended", { is: "broken", commit: ROOT, problems: [] }, "policy-broken", null, 1],
    ["is nothing to us without a policy", { is: "absent", commit: ROOT }, "no-policy", null, 0],
  ];
  it.each(unclear)("%s", async (_, policy, code, again, count) => {
    const at = await begun();
    const trigger = move({ at, to: commit(at, [ROOT]), kind: "push", by: cyd });
    const turn = { subject: MAIN, repo, now: at.now, triggers: [trigger], heard: [], misheard: [] };
    const plan = sensor.decide(await sensor.gather(turn, policy, readsOf(at)), policy);
    expect(plan.verdict.code).toBe(code);
    expect(plan.steps.map((step) => step.do === "record" && step.by)).toEqual(Array(count).fill(cyd));
    expect(plan.lookAgainAt).toBe(again === null ? undefined : at.now + again);
  });

  it("is nothing to the look at a repository", async () => {
    const turn = { subject: WHOLE, repo, now: MONDAY, triggers: [], heard: [], misheard: [] };
    const policy = { is: "unknown", message: "502" } as const;
    const plan = sensor.decide(await sensor.gather(turn, policy, readsOf(paper())), policy);
    expect(plan).toMatchObject({ verdict: { state: "unknown" }, steps: [], lookAgainAt: MONDAY + 5 * MINUTE });
  });
});

describe("nothing is explained by what could not be read", () => {
  const reads = ["repository", "branch", "records", "branchMoves", "commitsBetween", "pullsWith", "lot"] as const;
  const pairs = reads.flatMap((read) => FAILURES.map((failure) => [read, failure] as const));

  it.each(pairs)("%s fails (%s)", async (read, failure) => {
    const at = await begun();
    squash(at, 12, { type: "standard", sample: 2 });
    remember(at, 12);
    const pushed = move({ at, to: commit(at, [at.tips.get("main")!]), kind: "push", by: cyd });
    at.faults.set(read, failure);
    at.now += DAY;
    const plan = await look(at, MAIN, { triggers: [pushed] });
    expect(plan).toMatchObject({ verdict: { state: "unknown" }, lookAgainAt: at.now + 5 * MINUTE });
    at.faults.clear();
    expect(kept(at).size).toBe(0);
    await pass(at);
    expect([...kept(at).values()]).toEqual(["change approved", "exception direct-push"]);
  });
});

describe("a branch that goes back", () => {
  it("is an exception although it brought no commit, and names what it lost", async () => {
    const at = await begun();
    await look(at, MAIN, { triggers: [squash(at, 12)] });
    remember(at, 12);
    await pass(at);
    const lost = at.tips.get("main");
    at.now += MINUTE;
    await look(at, MAIN, { triggers: [move({ at, to: ROOT, kind: "force_push", by: cyd })] });
    await pass(at);
    expect(recordsOf(at, MAIN, "sensor.exception")).toMatchObject([
      { by: cyd, data: { code: "force-push", commits: [lost], count: 1 } },
    ]);
    expect(at.issues.size).toBe(1);
  });

  it("and forth over the same two commits is looked at each time, also where only events tell of it", async () => {
    const at = await begun();
    const there = commit(at, [ROOT]);
    for (const to of [there, ROOT, there, ROOT]) {
      const told = move({ at, to, kind: "push", by: cyd });
      at.moves = [];
      await look(at, MAIN, { triggers: [told] });
      await pass(at);
    }
    expect(recordsOf(at, MAIN, "sensor.move")).toHaveLength(4);
    expect((await think(at, MAIN)).steps).toEqual([]);
  });
});

describe("a merge that GitHub signed", () => {
  const [from, head] = [ROOT, sha("b1")];
  const byEditor = { byGitHub: true, committer: webFlow };

  /** The head of 12 is approved; somebody merges it with other content in GitHub's editor, and pushes that. */
  function madeInEditor(at: Paper): { readonly end: string; readonly told: Trigger } {
    at.graph.set(head, { ...at.graph.get(ROOT)!, sha: head, parents: [from], tree: head });
    const beside = commit(at, [from]);
    const end = commit(at, [beside, head], byEditor);
    squash(at, 12, { head, mergeBase: from, mergeCommit: end });
    at.moves = [];
    at.tips.set("main", from);
    remember(at, 12);
    const told = move({ at, to: end, kind: "push", by: cyd });
    return { end, told };
  }

  it("and a person pushed is an exception, also where the event comes before the activity", async () => {
    const at = await begun();
    const { end, told } = madeInEditor(at);
    const { moves } = at;
    at.moves = [];
    await look(at, MAIN, { triggers: [told] });
    expect(kept(at).get(end)).toBeUndefined();
    at.moves = moves;
    await pass(at);
    expect(kept(at).get(end)).toBe("exception no-verdict");
    expect(kept(at).get(head)).toBe("change approved");
  });

  it("is explained by its event alone after a while", async () => {
    const at = await begun();
    const told = squash(at, 12);
    const end = at.tips.get("main")!;
    remember(at, 12);
    at.moves = [];
    await look(at, MAIN, { triggers: [told] });
    expect(kept(at).get(end)).toBeUndefined();
    await pass(at);
    expect(kept(at).get(end)).toBe("change approved");
  });
});

describe("a review", () => {
  it("is owed once for a direct push, and closed by hand it is open again", async () => {
    const at = await begun();
    const number = await pushed(at);
    expect(at.issues.size).toBe(1);
    change(at, number, { state: "closed" });
    await look(at, issueSubject(number));
    expect(at.issues.get(number)?.state).toBe("open");
    expect((await think(at, issueSubject(number))).steps).toEqual([]);
  });

  it.each([
    ["by the one who pushed", cyd, "/review-change accept because it is mine", "own-hand"],
    ["by somebody without a role", olu, "/review-change accept because why not", "own-hand"],
    ["for a branch that nobody governs", ada, "/baseline nowhere because so", "not-governed"],
  ])("is refused %s", async (_, who, body, code) => {
    const at = await begun();
    at.permissions.set(cyd.id, "admin");
    const number = await pushed(at);
    await say(at, number, who, body);
    expect(recordsOf(at, issueSubject(number), "review.refusal")).toMatchObject([{ data: { code } }]);
    expect(at.issues.get(number)?.state).toBe("open");
  });

  it.each(["records", "issue", "said", "permission"] as const)(
    "is not given while %s cannot be read, and is given when it can",
    async (read) => {
      const at = await begun();
      const number = await pushed(at);
      for (const failure of FAILURES) {
        at.faults.set(read, failure);
        const plan = await say(at, number, ada, "/review-change accept because it is right");
        expect(plan).toMatchObject({ verdict: { state: "unknown" }, steps: [] });
      }
      at.faults.clear();
      await say(at, number, ada, "/review-change accept because it is right");
      expect(at.issues.get(number)?.state).toBe("closed");
      expect((await think(at, issueSubject(number))).steps).toEqual([]);
    },
  );

  it("is late after its time: a label, one line each business day, and a fact until it is given", async () => {
    const at = await begun();
    const number = await pushed(at);
    const subject = issueSubject(number);
    const late = (): ReturnType<typeof overdueReviews> => {
      return overdueReviews([...recordsOf(at, WHOLE, "review.overdue"), ...recordsOf(at, WHOLE, "review.done")]);
    };
    for (let hours = 0; hours < 7 * 24; hours += 6) {
      await look(at, subject);
      at.now += DAY / 4;
    }
    // From Monday: owed on Wednesday; a line then, on Thursday and on Friday.
    expect(recordsOf(at, subject, "review.reminded")).toHaveLength(3);
    expect(at.issues.get(number)?.labels).toEqual(["overdue"]);
    expect(late()).toEqual([number]);
    await say(at, number, bob, "/review-change reject because it breaks");
    expect(late()).toEqual([]);
    expect((await think(at, subject)).steps).toEqual([]);
  });

  it("of a standard change is owed where the lot falls on it", async () => {
    for (const [lot, owed] of [
      [40, 1],
      [41, 0],
    ] as const) {
      const at = await begun({ lot });
      await look(at, MAIN, { triggers: [squash(at, 12, { type: "standard", sample: 20 })] });
      remember(at, 12);
      await pass(at);
      expect(at.issues.size).toBe(owed);
      expect(recordsOf(at, MAIN, "sensor.draw")).toMatchObject([{ data: { oneIn: 20, drawn: owed === 1 } }]);
    }
  });

  it("of an emergency is given neither by who approved it nor by whom they stood in for", async () => {
    const at = await begun();
    const declared = { declarer: olu.id, because: "down", incident: 7, reviewWithin: "2bd", reviewBy: ["maintainers"] };
    const emergency = { type: "emergency", emergency: declared, mergedBy: cyd.id } as const;
    await look(at, MAIN, { triggers: [squash(at, 12, { ...emergency, counted: [cyd.id], lenders: [ada.id] })] });
    remember(at, 12);
    await pass(at);
    const [number = 0] = [...at.issues.keys()];
    await say(at, number, ada, "/review-change accept because I know it");
    expect(recordsOf(at, issueSubject(number), "review.refusal")).toMatchObject([{ data: { code: "own-hand" } }]);
    expect(at.issues.get(number)?.state).toBe("open");
    await say(at, number, bob, "/review-change accept because it was right");
    expect(at.issues.get(number)?.state).toBe("closed");
  });

  it("is not asked for where the policy only observes; the exception is kept", async () => {
    const at = await begun({ section: { mode: "observe" } });
    await pushed(at);
    expect(at.issues.size).toBe(0);
    expect(recordsOf(at, MAIN, "sensor.exception")).toHaveLength(1);
  });
});

type Deed = "push" | "merge" | "red" | "late" | "rewind" | "wait" | "look" | "again";
const deeds: fc.Arbitrary<readonly Deed[]> = fc.array(
  fc.constantFrom<Deed>("push", "merge", "merge", "red", "late", "rewind", "wait", "look", "again"),
  { maxLength: 12 },
);

describe("over any history", () => {
  it("each commit gets what it deserves, once; each exception has one issue; the room settles and is quiet", async () => {
    await fc.assert(
      fc.asyncProperty(deeds, async (played) => {
        const at = await begun();
        const direct = new Set<string>();
        const red = new Set<string>();
        const late: number[] = [];
        let told: Trigger[] = [];
        let pull = 20;
        for (const deed of played) {
          at.now += MINUTE / 2;
          if (deed === "push") {
            const to = commit(at, [at.tips.get("main")!]);
            direct.add(to);
            told.push(move({ at, to, kind: "push", by: cyd }));
          }
          if (deed === "merge" || deed === "red" || deed === "late") {
            pull++;
            told.push(squash(at, pull, deed === "red" ? { verdict: "wait", code: "approval-missing" } : {}));
            if (deed === "red") red.add(at.tips.get("main")!);
            if (deed === "late") late.push(pull);
            else remember(at, pull);
          }
          if (deed === "rewind" && at.tips.get("main") !== ROOT) {
            const to = at.graph.get(at.tips.get("main")!)!.parents[0]!;
            told.push(move({ at, to, kind: "force_push", by: cyd }));
          }
          if (deed === "wait") at.now += 2 * MINUTE;
          if (deed === "look" || deed === "again") await look(at, MAIN, { triggers: told });
          if (deed === "look") told = [];
          // What the event of a merge brings comes within two minutes.
          for (const one of late.splice(0, deed === "wait" || deed === "look" ? 1 : 0)) remember(at, one);
        }
        late.forEach((one) => remember(at, one));
        await look(at, MAIN, { triggers: told });
        await pass(at, 30);
        const found = kept(at);
        for (const { sha } of between(at, ROOT, at.tips.get("main")!)) {
          const expected = direct.has(sha)
            ? "exception"
            : red.has(sha)
              ? "exception merged-while-wait"
              : "change approved";
          expect(found.get(sha)).toMatch(new RegExp(`^${expected}`));
        }
        const slots = recordsOf(at, MAIN, "sensor.exception").map(({ data }) => (data as { slot: string }).slot);
        expect(new Set([...at.issues.values()].map(({ slot }) => slot))).toEqual(new Set(slots));
        expect(at.issues.size).toBe(new Set(slots).size);
        const plan = await think(at, MAIN, { triggers: told });
        expect(plan.steps).toEqual([]);
        expect(plan.lookAgainAt).toBeUndefined();
      }),
      { numRuns: 300 },
    );
  });
});

it("a record that cannot be understood leaves everything unexplained", async () => {
  const at = await begun();
  squash(at, 12);
  remember(at, 12);
  const place = [...at.records.keys()].find((key) => key.endsWith("branch/main"))!;
  const broken = { key: "x", sequence: 1, at: at.now, kind: "sensor.move", by: null, data: { after: sha("b") } };
  at.records.set(place, [...at.records.get(place)!, broken]);
  await pass(at);
  expect((await think(at, MAIN)).verdict).toMatchObject({ state: "unknown", code: "read-failed" });
});
