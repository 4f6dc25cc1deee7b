import { describe, expect, it } from "vitest";
import type { Person } from "../../../src/core/refs.ts";
import { parsePolicy } from "../../../src/core/policy-file.ts";
import { resolvePolicy } from "../../../src/core/policy-resolve.ts";
import { ada, bob, cyd, dee, file, olu, sha } from "../../world.ts";
import { check, edit, kinds, look, policyOf, push, say, stage, summary, think, type Stage } from "../stage.ts";

async function asking(change: object, differs: Partial<Stage> = {}, roles = {}): Promise<Stage> {
  const policy = policyOf({ change, roles: { maintainers: { permission: "maintain" }, ...roles } });
  const at = stage({ policy, ...differs });
  await look(at);
  return at;
}

const asked = (at: Stage): string[] => (at.pulls.get(12)?.requestedReviewers ?? []).map(({ login }) => login).sort();

const suggestion = (at: Stage): string => /.*could approve it.*/.exec(summary(at))?.[0] ?? "";

describe("whom to ask", () => {
  it("nobody is named or read about unless the policy wants it", async () => {
    const at = await asking({});
    expect(suggestion(at)).toBe("");
    expect(at.asked).not.toContain("collaborators");
  });

  it("one of those who maintain is suggested, and nobody is asked", async () => {
    const at = await asking({ reviewers: "suggest" });
    expect(suggestion(at)).toMatch(/(ada|bob) could approve it: nobody less would do\./);
    expect(asked(at)).toEqual([]);
    expect((await think(at)).steps).toEqual([]);
  });

  it("is asked for a review once, and not again when somebody takes the request back or pushes", async () => {
    const at = await asking({ reviewers: "request" });
    expect(asked(at)).toHaveLength(1);
    await look(at);
    expect((await think(at)).steps).toEqual([]);
    edit(at, 12, { requestedReviewers: [] });
    await look(at);
    push(at, "b2");
    await look(at);
    expect(asked(at)).toEqual([]);
    expect(kinds(at).filter((kind) => kind === "change.asked")).toHaveLength(1);
  });

  it("whoever is asked already is not passed over for another", async () => {
    for (const person of [ada, bob]) {
      const at = stage({ policy: policyOf({ change: { reviewers: "request" } }) });
      edit(at, 12, { requestedReviewers: [person] });
      await look(at);
      expect(asked(at)).toEqual([person.login]);
    }
  });

  it("a seat and a vote: the fewest who fill both, beside who has approved", async () => {
    const change = { reviewers: "suggest", approvals: { count: 2, from: ["maintainers"], of_which: { board: 1 } } };
    const at = await asking(change, {}, { board: { teams: ["octo/board"] } });
    at.teams.set(`octo/board#${cyd.id}`, "active");
    await look(at);
    expect(suggestion(at)).toMatch(/(ada|bob).* and .*cyd|cyd.* and .*(ada|bob)/);
    await say(at, ada, "/approve-change");
    expect(suggestion(at)).toMatch(/cyd could approve it/);
    expect(suggestion(at)).not.toMatch(/bob/);
    await say(at, cyd, "/approve-change");
    expect(check(at)).toBe("success");
    expect(suggestion(at)).toBe("");
  });

  it("owners who cover all touched paths together, with as few people as can be", async () => {
    const change = { reviewers: "suggest", approvals: { count: 1, from: ["owners"] } };
    const at = stage({
      policy: policyOf({ change, roles: { owners: { codeowners: true } } }),
      codeowners: "/a @ada\n/b @bob\n/c @cyd\n/a @ada @dee\n/b @bob @dee\n/c @cyd @dee\n",
      files: new Map([[sha("a1"), [file("a"), file("b"), file("c")]]]),
    });
    edit(at, 12, { changedFiles: 3 });
    await look(at);
    expect(suggestion(at)).toMatch(/dee could approve it: nobody less would do/);
    edit(at, 12, { author: dee });
    await look(at);
    expect(suggestion(at)).toMatch(/ada.*bob.*cyd|could approve it/);
    expect(suggestion(at)).not.toMatch(/dee/);
  });

  it.each<[string, Person, (at: Stage) => unknown]>([
    ["who had a hand in it", bob, (at) => edit(at, 12, { author: ada })],
    [
      "who is away by the calendar",
      bob,
      (at) => {
        if (at.policy.is !== "ok") throw new Error("no policy");
        const away = [{ user: "ada", from: "2026-03-01", to: "2026-03-02" }];
        at.policy = { ...at.policy, policy: { ...at.policy.policy, calendar: { ...at.policy.policy.calendar, away } } };
      },
    ],
    ["whose right was taken", bob, (at) => at.permissions.set(ada.id, "read")],
  ])("not one %s", async (_, person, prepare) => {
    const at = await asking({ reviewers: "suggest" });
    prepare(at);
    await look(at);
    expect(suggestion(at)).toContain(person.login);
    expect(suggestion(at)).not.toMatch(/ada/);
  });

  it("somebody who stands in for one who is away", async () => {
    const at = await asking({ reviewers: "suggest", approvals: { count: 2, from: ["maintainers"] } });
    await say(at, ada, "/delegate-change @cyd because I am away until 2026-03-03T09:00");
    expect(suggestion(at)).toMatch(/bob/);
    expect(suggestion(at)).toMatch(/cyd/);
    expect(suggestion(at)).not.toMatch(/ada could|ada and/);
  });

  it("nobody, where nobody would be enough, or it is a draft, on hold with all approvals, or green", async () => {
    const few = await asking({ reviewers: "request", approvals: { count: 3, from: ["maintainers"] } });
    expect(suggestion(few)).toBe("");
    const draft = stage({ policy: policyOf({ change: { reviewers: "request" } }) });
    edit(draft, 12, { draft: true });
    await look(draft);
    expect(asked(draft)).toEqual([]);
    const held = await asking({ reviewers: "suggest" });
    await say(held, ada, "/approve-change");
    await say(held, olu, "/hold");
    expect(suggestion(held)).toBe("");
  });

  it("what could not be read about people is said and changes no verdict", async () => {
    const at = stage({ policy: policyOf({ change: { reviewers: "request" } }) });
    at.faults.set("collaborators", "forbidden");
    await look(at);
    expect(check(at)).toBe("waiting");
    expect(summary(at)).toContain("Whom to ask for an approval could not be found out");
    await say(at, ada, "/approve-change");
    expect(check(at)).toBe("success");
  });

  it("absences are dates in the calendar, and are no part of what an approval rests on", () => {
    const read = (away: string) => {
      const text = `version: 1\ncalendar:\n  away: ${away}\nchange: {}\n`;
      const parsed = parsePolicy({ text, file: "f.yml" });
      if (!parsed.ok) throw new Error("no YAML");
      return resolvePolicy({ repository: parsed.file, organisation: undefined, sections: {} });
    };
    const outcome = read("[{ user: ada, from: 2026-12-20, to: 2026-12-19 }]");
    expect(outcome).toMatchObject({ is: "broken" });
    if (outcome.is === "broken") expect(outcome.problems[0]?.line).toBe(3);
  });
});
