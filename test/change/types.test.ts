import { describe, expect, it } from "vitest";
import type { JudgedAs } from "../../src/change/record-shapes.ts";
import { printSubject } from "../../src/core/refs.ts";
import {
  ada,
  bob,
  commit,
  contributor,
  cyd,
  dee,
  file,
  HOUR,
  MINUTE,
  MONDAY,
  olu,
  pullSubject,
  sha,
} from "../world.ts";
import {
  check,
  codes,
  commentIn,
  edit,
  happen,
  kinds,
  later,
  look,
  policyOf,
  push,
  record,
  retarget,
  say,
  stage,
  summary,
  think,
  type Stage,
} from "./stage.ts";

const HEAD = sha("a1");
const DOCS = { only_paths: ["docs/**", "**/*.md"], max_lines: 200 };
const ROLES = { maintainers: { permission: "maintain" }, board: { users: ["cyd", "dee"] } } as const;

const typed = (change: object = {}) =>
  policyOf({
    roles: ROLES,
    change: {
      types: { standard: { if: DOCS, sample: 20 }, emergency: { review_by: ["board"] } },
      approvals: { count: 2, from: ["maintainers", "board"] },
      ...change,
    },
  });

/** With issue 41, an open incident. */
async function staged(change: object = {}, differs: Partial<Stage> = {}): Promise<Stage> {
  const issues = new Map([[41, { labels: ["Incident"] }]]);
  const at = stage({ policy: typed(change), issues, ...differs });
  await look(at);
  return at;
}

function judgedAs(at: Stage): JudgedAs | null {
  const records = at.records.get(printSubject(pullSubject(12))) ?? [];
  const data = records.findLast((one) => one.kind === "change.decided")?.data as unknown as { as: JudgedAs | null };
  return data.as;
}

/** Nothing is kept of it where the past does not count. */
const noPast = { folders: null, undoes: [], lenders: [] };

const docs = (path = "docs/a.md"): Partial<Stage> => ({ files: new Map([[HEAD, [file(path)]]]) });

describe("a standard change", () => {
  it("is green without a person, and is on record with its sample", async () => {
    const at = await staged({}, docs());
    expect(check(at)).toBe("success");
    expect(judgedAs(at)).toEqual({
      type: "standard",
      author: olu.id,
      sample: 20,
      emergency: null,
      risk: null,
      ...noPast,
    });
    expect(summary(at)).toContain("A standard change needs no approval");
    expect((await think(at)).steps).toEqual([]);
  });

  it("POL-13 a file that is moved into the docs from elsewhere is none", async () => {
    const moved = file("docs/a.md", { previousPath: "secure/a.ts", status: "renamed" });
    const at = await staged({}, { files: new Map([[HEAD, [moved]]]) });
    expect(check(at)).toBe("waiting");
    expect(summary(at)).toContain("secure/a.ts");
  });

  it("that grows beyond its template is a normal one", async () => {
    const at = await staged({}, docs());
    edit(at, 12, { additions: 201 });
    await look(at);
    expect(check(at)).toBe("waiting");
    expect(judgedAs(at)?.type).toBe("normal");
  });

  it.each([
    ["a hold", "/hold", "waiting"],
    ["a rejection", "/reject-change because no", "failure"],
  ])("is kept out by %s", async (_, words, state) => {
    const at = await staged({}, docs());
    await say(at, ada, words);
    expect(check(at)).toBe(state);
  });

  it("still needs what every change needs, and no draft is one", async () => {
    const at = await staged({ require: { sections: ["Rollback"] } }, docs());
    expect(check(at)).toBe("failure");
    edit(at, 12, { body: "## Rollback\nrevert it", draft: true });
    await look(at);
    expect(check(at)).toBe("waiting");
  });

  it("asks nobody who the people behind its commits are", async () => {
    const at = await staged({}, { ...docs(), commits: new Map([[HEAD, [commit("a1", contributor(null))]]]) });
    expect(check(at)).toBe("success");
  });

  it("takes a template that asks for the author as roles and bots say", async () => {
    const standard = { if: { author: { users: ["renovate[bot]"] }, only_paths: ["package.json"] } };
    const at = await staged({ types: { standard } }, docs("package.json"));
    expect(check(at)).toBe("waiting");
    edit(at, 12, { author: { id: 29139614, login: "renovate[bot]", type: "Bot" } });
    await look(at);
    expect(check(at)).toBe("success");
  });

  it("has no risk: nobody can raise what does not apply", async () => {
    const risk = { rules: [{ name: "all", if: { min_lines: 0 }, points: 100 }] };
    const at = await staged({ risk }, docs());
    expect(check(at)).toBe("success");
    await say(at, ada, "/risk high because I fear it");
    expect(check(at)).toBe("success");
    expect(commentIn(at, "answer")).toContain("does not apply to a standard change");
  });

  it("is kept out by a freeze", async () => {
    const freezes = [{ name: "now", from: "2026-03-02T00:00", to: "2026-03-03T00:00", zone: "UTC" }];
    const at = await staged({ freezes }, docs());
    expect(check(at)).not.toBe("success");
  });
});

describe("while a review is overdue", () => {
  /** With issue 77 in which a review is overdue. */
  async function late(): Promise<Stage> {
    const at = await staged();
    const repository = { ...pullSubject(12), kind: "repository", name: "" } as const;
    record(at, repository, { key: "overdue:77", kind: "review.overdue", by: null, data: { issue: 77 } });
    return at;
  }

  it("nobody but those who review declares another emergency", async () => {
    const at = await late();
    await say(at, ada, "/change-type emergency #41 because nobody can pay");
    expect(commentIn(at, "answer")).toContain("review of an earlier change is overdue: issue 77");
    expect(judgedAs(at)?.type).toBe("normal");
    await say(at, cyd, "/change-type emergency #41 because nobody can pay");
    expect(commentIn(at, "answer")).toContain("role");
    at.permissions.set(cyd.id, "maintain");
    await say(at, cyd, "/change-type emergency #41 because nobody can pay");
    expect(judgedAs(at)?.type).toBe("emergency");
  });

  it("and once it is given, whoever may", async () => {
    const at = await late();
    const repository = { ...pullSubject(12), kind: "repository", name: "" } as const;
    record(at, repository, { key: "done:77", kind: "review.done", by: null, data: { issue: 77 } });
    await say(at, ada, "/change-type emergency #41 because nobody can pay");
    expect(judgedAs(at)?.type).toBe("emergency");
  });
});

describe("an emergency", () => {
  it("needs one approval, which is not the declarer's", async () => {
    const at = await staged();
    await say(at, ada, "/change-type emergency #41 because nobody can pay");
    expect(at.reactions.at(-1)).toMatch(/:\+1$/);
    expect(summary(at)).toContain("declared an emergency for issue 41");
    await say(at, ada, "/approve-change");
    expect(check(at)).toBe("waiting");
    expect(commentIn(at, "answer")).toContain("your own does not count");
    await say(at, bob, "/approve-change");
    expect(check(at)).toBe("success");
    expect(judgedAs(at)).toEqual({
      type: "emergency",
      author: olu.id,
      sample: null,
      emergency: { by: ada, because: "nobody can pay", incident: 41, reviewWithin: "2bd", reviewBy: ["board"] },
      risk: null,
      ...noPast,
    });
  });

  it("an approval that the declarer gave before does not count either, and none is voided by the change of type", async () => {
    const at = await staged();
    await say(at, ada, "/approve-change");
    await say(at, ada, "/change-type emergency #41 because nobody can pay");
    expect(check(at)).toBe("waiting");
    expect(summary(at)).toContain("their own does not count");
    await say(at, ada, "/change-type normal");
    expect(check(at)).toBe("waiting");
    await say(at, bob, "/approve-change");
    expect(check(at)).toBe("success");
  });

  it("counts the declarer where two are asked for", async () => {
    const emergency = { approvals: { count: 2, from: ["maintainers"] } };
    const at = await staged({ types: { emergency } });
    await say(at, ada, "/change-type emergency #41 because nobody can pay");
    await say(at, ada, "/approve-change");
    await say(at, bob, "/approve-change");
    expect(check(at)).toBe("success");
  });

  it("goes before standard: what is declared has its review", async () => {
    const at = await staged({}, docs());
    await say(at, ada, "/change-type emergency #41 because nobody can pay");
    expect(check(at)).toBe("waiting");
    expect(judgedAs(at)?.type).toBe("emergency");
  });

  it("passes a freeze that allows it, and no other", async () => {
    const freeze = { name: "now", from: "2026-03-02T00:00", to: "2026-03-03T00:00", zone: "UTC" };
    for (const [allow, state] of [
      [["emergency"], "success"],
      [["standard"], "waiting"],
    ] as const) {
      const at = await staged({ freezes: [{ ...freeze, allow }] });
      await say(at, ada, "/change-type emergency #41 because nobody can pay");
      await say(at, bob, "/approve-change");
      expect(check(at) === "success").toBe(state === "success");
    }
  });

  const refusals: readonly (readonly [string, string, Partial<Stage>, RegExp])[] = [
    ["an issue without the label", "#42", { issues: new Map([[42, { labels: ["bug"] }]]) }, /not labelled incident/],
    ["a closed issue", "#41", { issues: new Map([[41, { labels: ["incident"], state: "closed" }]]) }, /is closed/],
    ["a pull request", "#41", { issues: new Map([[41, { labels: ["incident"], isPull: true }]]) }, /is a pull request/],
  ];
  it.each(refusals)("is not declared for %s", async (_, issue, differs, words) => {
    const at = await staged({}, differs);
    await say(at, ada, `/change-type emergency ${issue} because nobody can pay`);
    expect(kinds(at)).not.toContain("change.type");
    expect(commentIn(at, "answer")).toMatch(words);
  });

  it("is not declared for an issue that GitHub does not find, and nothing hangs on it", async () => {
    const at = await staged();
    at.faults.set("issue", "gone");
    await say(at, ada, "/change-type emergency #999 because nobody can pay");
    expect(kinds(at)).not.toContain("change.type");
    expect(commentIn(at, "answer")).toContain("could not be found here");
    expect(check(at)).toBe("waiting");
  });

  it("is declared later when the issue cannot be read just now, and not lost", async () => {
    const at = await staged();
    at.faults.set("issue", "server");
    await say(at, ada, "/change-type emergency #41 because nobody can pay");
    expect(kinds(at)).toContain("change.pending");
    at.faults.clear();
    later(at, MINUTE);
    await look(at);
    expect(kinds(at)).toContain("change.type");
  });

  it("ID-01 is not declared without the role", async () => {
    const at = await staged();
    await say(at, cyd, "/change-type emergency #41 because I would like to");
    expect(kinds(at)).not.toContain("change.type");
    expect(at.reactions.at(-1)).toMatch(/:-1$/);
  });

  it("ends with its incident, with the declarer's role, and with the policy's word for it", async () => {
    for (const end of [
      (at: Stage) => void at.issues.set(41, { labels: ["incident"], state: "closed" }),
      (at: Stage) => void at.issues.set(41, { labels: [] }),
      (at: Stage) => void at.permissions.set(ada.id, "read"),
      (at: Stage) => void (at.policy = typed({ types: {} })),
    ]) {
      const at = await staged();
      await say(at, ada, "/change-type emergency #41 because nobody can pay");
      await say(at, bob, "/approve-change");
      expect(check(at)).toBe("success");
      end(at);
      await look(at);
      expect(check(at)).toBe("waiting");
      expect(summary(at)).toContain("it is none now");
    }
  });

  it("AP-01 a push asks for approval again, though it stays an emergency", async () => {
    const at = await staged();
    await say(at, ada, "/change-type emergency #41 because nobody can pay");
    await say(at, bob, "/approve-change");
    push(at, "b2");
    const plan = await look(at);
    expect(check(at)).toBe("waiting");
    expect(codes(plan.verdict)).toContain("type-emergency");
  });

  it("AP-07 AP-16 a retarget or a close voids the approval, and not who declared it", async () => {
    for (const deed of [
      (at: Stage) => {
        retarget(at, "next");
        retarget(at, "main");
      },
      (at: Stage) => {
        happen(at, "closed", { state: "closed" });
        happen(at, "reopened", { state: "open" });
      },
    ]) {
      const at = await staged();
      await say(at, ada, "/change-type emergency #41 because nobody can pay");
      await say(at, bob, "/approve-change");
      deed(at);
      const plan = await look(at);
      expect(check(at)).toBe("waiting");
      expect(codes(plan.verdict)).toContain("type-emergency");
    }
  });

  it("is taken back by its declarer or by whoever may declare one, and by nobody else", async () => {
    const at = await staged();
    await say(at, ada, "/change-type emergency #41 because nobody can pay");
    await say(at, dee, "/change-type cancel");
    expect(judgedAs(at)?.type).toBe("emergency");
    await say(at, bob, "/change-type cancel");
    expect(judgedAs(at)?.type).toBe("normal");
    await say(at, bob, "/change-type normal");
    expect(judgedAs(at)?.type).toBe("normal");
  });

  it("the policy has to know emergencies", async () => {
    const at = await staged({ types: {} });
    await say(at, ada, "/change-type emergency #41 because nobody can pay");
    expect(commentIn(at, "answer")).toContain("knows no emergencies");
  });

  it("a role that the policy does not have is an error before anybody needs it", async () => {
    const at = await staged({ types: { emergency: { declare: ["fire-brigade"] } } });
    expect(check(at)).toBe("failure");
    expect(summary(at)).toContain("fire-brigade");
  });
});

describe("ID-20 a label approves nothing", () => {
  const labels = ["approved"];
  const one = { count: 1, from: ["maintainers"] };

  it.each([
    ["labels alone", { labels }],
    ["a title", { title: ["^chore"] }],
    ["a job of one's own", { checks: ["test"] }],
    ["an author, to whose branch others push", { author: { users: ["olu"] } }],
    ["one branch of two", { or: [{ only_paths: ["docs/**"] }, { labels }] }],
  ])("a template of %s is an error", (_, written) => {
    expect(() => typed({ types: { standard: { if: written } } })).toThrow(/bound on paths/);
  });

  it.each([
    ["beside a bound", { labels, max_lines: 10 }],
    [
      "in branches that are all bounded",
      { or: [{ only_paths: ["docs/**"] }, { and: [{ labels }, { max_files: 1 }] }] },
    ],
  ])("a template may ask for labels %s", (_, written) => {
    expect(() => typed({ types: { standard: { if: written } } })).not.toThrow();
  });

  it("a rule that a label fulfils does not stand for a person", async () => {
    const at = await staged({ approvals: { or: [{ require: { labels } }, one] } });
    edit(at, 12, { labels });
    await look(at);
    expect(check(at)).toBe("waiting");
    expect(summary(at)).toContain("nobody has approved");
    await say(at, ada, "/approve-change");
    expect(check(at)).toBe("success");
  });

  it("rules of which none asks a person are an error, though all they demand is so", async () => {
    const at = await staged({ approvals: { and: [{ require: { labels } }, { if: { paths: ["db/**"] }, ...one }] } });
    edit(at, 12, { labels });
    await look(at);
    expect(check(at)).toBe("failure");
    expect(summary(at)).toContain("not approved without anybody");
  });
});

describe("the calendar", () => {
  it("a rule for business time is looked at again when business ends", async () => {
    const approvals = {
      or: [
        { name: "by day", if: { at: { business: true } }, count: 1, from: ["maintainers"] },
        { name: "by night", if: { at: { business: false } }, count: 2, from: ["maintainers"] },
      ],
    };
    const at = stage({ policy: policyOf({ change: { approvals } }) });
    await look(at);
    const plan = await say(at, ada, "/approve-change");
    expect(check(at)).toBe("success");
    expect(plan.lookAgainAt).toBe(MONDAY + 8 * HOUR);
    at.now = MONDAY + 8 * HOUR;
    await look(at);
    expect(check(at)).toBe("waiting");
  });
});
