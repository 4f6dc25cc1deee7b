// What went wrong before, near this change: from our own records, and said where there are none.
import { describe, expect, it } from "vitest";
import { FIRST_READ, gatherPast, MOST_READ } from "../../../src/change/risk/gather-past.ts";
import { foldersOf, pastOf, undoneBy } from "../../../src/change/risk/past.ts";
import { riskSettings } from "../../../src/change/risk/settings.ts";
import { sumOf, type Sum } from "../../../src/change/risk/sum.ts";
import type { Matter } from "../../../src/change/rules/predicate.ts";
import { MERGED, type Merged } from "../../../src/core/merged.ts";
import type { LedgerRecord, RecordBounds } from "../../../src/core/reads.ts";
import { SET_ASIDE } from "../../../src/core/set-aside.ts";
import { ada, DAY, file, MONDAY, olu, pullSubject, sha } from "../../world.ts";
import { lost, matter, yes } from "../rules/matter.ts";
import { check, edit, look, policyOf, say, stage, summary } from "../stage.ts";

const merged = (pull: number, folder: string, differs: Partial<Merged> = {}): Merged => ({
  pull,
  head: sha("a1"),
  mergeBase: sha("ba5e"),
  base: "main",
  mergeCommit: sha("c0"),
  commits: 1,
  mergedAt: MONDAY - pull * DAY,
  mergedBy: ada.id,
  author: olu.id,
  verdict: "allow",
  code: "approved",
  mode: "enforce",
  type: "normal",
  policy: "p0",
  counted: [ada.id],
  lenders: [],
  sample: null,
  emergency: null,
  folders: [folder],
  undoes: [],
  ...differs,
});

const judged = (differs: Partial<Matter>, signals: object = {}): Sum =>
  sumOf(
    riskSettings.parse({ signals: { no_tests: { points: 0 }, ...signals } }),
    matter({ files: yes([file("src/a.ts")]), ...differs }),
  );

describe("what is read of the past", () => {
  const DAYS = 90;
  const since = MONDAY - DAYS * DAY;
  /** `perDay` merges on each of so many days, the last of them on Monday; answers the rows that one look reads. */
  async function read(days: number, perDay: number): Promise<{ rows: number; pulls: readonly number[] }> {
    const count = days * perDay;
    const records = Array.from({ length: count }, (_, index): LedgerRecord => {
      const at = MONDAY - Math.floor((count - 1 - index) / perDay) * DAY;
      const data = { ...merged(index + 1, "src"), mergedAt: at };
      return { sequence: index, at, kind: MERGED, by: null, data };
    });
    let rows = 0;
    const reads = {
      records: (subject: string, kinds: readonly string[], { last = Infinity }: RecordBounds = {}) => {
        expect([subject, kinds]).toEqual(["7/4711/branch/main", [MERGED, SET_ASIDE]]);
        const found = records.slice(-last);
        rows += found.length;
        return Promise.resolve(found);
      },
    };
    const found = await gatherPast({ subject: pullSubject(12), base: "main", since, reads });
    return { rows, pulls: found.map(({ pull }) => pull) };
  }

  it("does not grow with what is on record: ten years cost what one year does", async () => {
    const [year, decade] = [await read(365, 1), await read(3650, 1)];
    expect(year.rows).toBe(FIRST_READ);
    expect(decade.rows).toBe(FIRST_READ);
    expect(decade.pulls).toHaveLength(FIRST_READ);
  });

  it("reaches as far back as the policy asks, where a branch takes more", async () => {
    const { rows, pulls } = await read(3650, 8);
    expect(pulls.length).toBeGreaterThanOrEqual(DAYS * 8);
    expect(rows).toBe(FIRST_READ + MOST_READ);
  });

  it("is never more than the latest thousand, however many there are", async () => {
    const [some, more] = [await read(100, 100), await read(100, 200)];
    expect(some.pulls).toHaveLength(MOST_READ);
    expect(more.rows).toBe(some.rows);
    expect(more.pulls.at(-1)).toBe(100 * 200);
  });

  it("is all of it where there is little, and nothing where there is nothing", async () => {
    expect(await read(7, 1)).toEqual({ rows: 7, pulls: [1, 2, 3, 4, 5, 6, 7] });
    expect(await read(0, 1)).toEqual({ rows: 0, pulls: [] });
  });

  it.each([
    ["goes on where the oldest was recorded a day before that, since a record bears our clock's time", 1, MOST_READ],
    ["goes no farther where it was recorded earlier", 2, FIRST_READ],
  ])("%s", async (_, daysBefore, last) => {
    const old = Array.from({ length: 200 }, (): LedgerRecord => {
      return { sequence: 1, at: since - daysBefore * DAY, kind: MERGED, by: null, data: { ...merged(1, "src") } };
    });
    const asked: unknown[] = [];
    const reads = {
      records: (_subject: string, _kinds: readonly string[], bounds: RecordBounds = {}) => {
        asked.push(bounds.last);
        return Promise.resolve(old.slice(-(bounds.last ?? 0)));
      },
    };
    await gatherPast({ subject: pullSubject(12), base: "main", since, reads });
    expect(asked.at(-1)).toBe(last);
  });
});

it("a merge whose record was set aside counts as one that went wrong, wherever it was, and no other record does", async () => {
  const since = MONDAY - 90 * DAY;
  const aside = (kind: string): LedgerRecord["data"] => {
    const hash = "a".repeat(64);
    return { sequence: 2, hash, previous: hash, kind, by: "mona", because: "the disk" };
  };
  const records = [
    ...[1, 2].map((pull) => ({ kind: MERGED, data: merged(pull, "src") })),
    { kind: SET_ASIDE, data: aside(MERGED) },
    { kind: SET_ASIDE, data: null },
    { kind: SET_ASIDE, data: aside("sensor.move") },
  ].map((one, index): LedgerRecord => ({ sequence: index + 1, at: MONDAY - DAY, by: null, ...one }));
  const reads = { records: () => Promise.resolve(records) };
  const merges = await gatherPast({ subject: pullSubject(12), base: "main", since, reads });
  expect(pastOf({ merges, folders: ["src"], since })).toEqual({ near: 4, wrong: 2 });
  expect(pastOf({ merges, folders: ["docs"], since })).toEqual({ near: 2, wrong: 2 });
});

describe("the past", () => {
  const history = [
    merged(1, "src"),
    merged(2, "src"),
    merged(3, "src"),
    merged(4, "src", { undoes: [1] }),
    merged(5, "docs", { undoes: [2] }),
    merged(99, "src", { undoes: [3] }),
  ];

  it("is the share of recent changes to these folders that were undone, wherever and whenever that was", () => {
    expect(pastOf({ merges: history, folders: ["src"], since: MONDAY - 90 * DAY })).toEqual({ near: 4, wrong: 3 });
    const { lines } = judged({ merges: yes(history) });
    expect(lines).toEqual([
      {
        name: "recent changes that went wrong",
        points: 23,
        why: "3 of 4 in these folders within 90d were reverted or caused an incident",
      },
    ]);
  });

  it("is said where there is none, or too little to go by, or nothing went wrong", () => {
    for (const [merges, remark] of [
      [[], /0 on record .* too few/],
      [history.slice(0, 2), /2 on record .* too few/],
      [history.slice(0, 3), /3 on record .* went wrong/],
    ] as const) {
      const { lines, remarks } = judged({ merges: yes(merges) });
      expect(lines).toEqual([]);
      expect(remarks).toEqual([expect.stringMatching(remark)]);
    }
  });

  it("counts as the policy says, and not at all with no points", () => {
    const short = { past: { within: "3d", points: 100 } };
    expect(judged({ merges: yes(history) }, short).lines[0]?.points).toBe(100);
    expect(judged({ merges: lost }, { past: { points: 0 } })).toMatchObject({ lines: [], remarks: [], unknown: [] });
  });

  it("that cannot be read is unknown", () => {
    expect(judged({ merges: lost }).unknown).toHaveLength(1);
  });

  it.each([
    ["Reverts #12", [12]],
    ["It went wrong.\n\nReverts octo/app#12", [12]],
    ["reverts OCTO/App#12\nCaused-by: #7", [12, 7]],
    ["Reverts other/app#12", []],
    ["This reverts #12", []],
    ["Reverts #12x", []],
    ["Reverts #0", []],
    ["> Reverts #12", []],
    ["", []],
  ])("%j undoes %j", (body, undone) => {
    expect(undoneBy(body, { owner: "octo", name: "app" })).toEqual(undone);
  });

  it("knows folders by their whole name, and of too many none", () => {
    expect(foldersOf(["a.ts", "src/b.ts", "src/c.ts", "src/d/e.ts"])).toEqual(["", "src", "src/d"]);
    expect(foldersOf(Array.from({ length: 51 }, (_, index) => `${index}/a`))).toBeNull();
  });

  it("comes from what was merged here: a change and what reverts it count for the next", async () => {
    const one = { count: 1, from: ["maintainers"] };
    const risk = { signals: { past: { points: 90 }, no_tests: { points: 0 } } };
    const policy = policyOf({ change: { approvals: { low: one, medium: one, high: { ...one, count: 2 } }, risk } });
    const at = stage({ policy });
    const world = at.pulls.get(12);
    if (!world) throw new Error("no pull request");
    for (const [number, body] of [
      [21, ""],
      [22, ""],
      [23, "Reverts octo/app#21"],
    ] as const) {
      at.pulls.set(number, { ...world, number, body, head: { ...world.head, sha: sha(`${number}`) } });
      at.files.set(sha(`${number}`), [file("src/b.ts")]);
      at.commits.set(sha(`${number}`), at.commits.get(sha("a1")) ?? []);
      at.pushers.set(sha(`${number}`), olu);
      await look(at, { number });
      await say(at, ada, "/approve-change", { on: number });
      expect(check(at, number)).toBe("success");
      at.now += DAY;
      edit(at, number, { state: "closed", merged: true, mergedAt: at.now, mergedBy: ada, mergeCommit: sha("c0") });
      await look(at, { number });
    }
    await look(at);
    expect(summary(at)).toContain("1 of 3 in these folders");
    expect(summary(at)).toContain("Risk medium: 30 points");
  });
});

it("a record of the branch that cannot be understood makes it unknown, and not green", async () => {
  const one = { count: 1, from: ["maintainers"] };
  const at = stage({ policy: policyOf({ change: { approvals: { low: one, medium: one, high: one } } }) });
  await look(at);
  await say(at, ada, "/approve-change");
  expect(check(at)).toBe("success");
  at.records.set("7/4711/branch/main", [{ sequence: 9999, at: at.now, kind: MERGED, by: null, data: {} }]);
  await look(at);
  expect(check(at)).toBe("failure");
  expect(summary(at)).toContain("Could not find out about the ledger of main");
});

describe("the test gate", () => {
  const signals = { past: { points: 0 }, test_gate: { check: "test", points: 40 } };

  it("adds points until it has succeeded, and never takes any away (E28)", () => {
    expect(judged({}, signals)).toMatchObject({ points: 0, unknown: [] });
    expect(judged({ checkRuns: yes([]) }, signals).lines).toMatchObject([{ name: "test gate", points: 40 }]);
    expect(judged({ checkRuns: lost }, signals).unknown).toHaveLength(1);
    const both = { migrations: { paths: ["src/**"], points: 10 } };
    expect(judged({}, { ...signals, ...both }).points).toBe(judged({}, both).points);
  });
});
