// Ways round the gate that somebody may think of: each is tried, and none of them is green.
import { describe, expect, it } from "vitest";
import type { ReadFailureKind } from "../../src/core/known.ts";
import { repositoryOf } from "../../src/change/people/judge-delegation.ts";
import { printSubject } from "../../src/core/refs.ts";
import { ada, bob, commit, contributor, cyd, dee, HOUR, olu, person, pull, pullSubject, sha } from "../world.ts";
import {
  check,
  comment,
  commentIn,
  edit,
  happen,
  later,
  look,
  policyOf,
  push,
  retarget,
  say,
  stage,
  take,
  think,
  turnOf,
  type Stage,
} from "./stage.ts";

type Roles = NonNullable<Parameters<typeof policyOf>[0]>["roles"];

async function begun(change: object = {}, roles?: Roles): Promise<Stage> {
  const at = stage({ policy: policyOf({ change, ...(roles && { roles }) }) });
  await look(at);
  return at;
}

describe("what was lent ends with the delegation", () => {
  const ends = Date.parse("2026-03-03T09:00:00Z");

  it("a seat that a stand-in fills beside a role of their own is looked at again then", async () => {
    const roles = { maintainers: { permission: "maintain" }, board: { users: ["cyd"] } } as const;
    const seats = { count: 1, from: ["maintainers", "board"], of_which: { board: 1 } };
    const at = await begun({ approvals: seats }, roles);
    await say(at, cyd, "/delegate-change @bob because away until 2026-03-03T09:00");
    await say(at, bob, "/approve-change");
    expect(check(at)).toBe("success");
    expect((await think(at)).lookAgainAt).toBe(ends);
    at.now = ends;
    await look(at);
    expect(check(at)).toBe("waiting");
  });

  it("so is an override that a stand-in gave", async () => {
    const roles = { maintainers: { permission: "maintain" }, rm: { users: ["cyd"] } } as const;
    const freeze = { name: "f", from: "2026-03-01T00:00", to: "2026-03-20T00:00", zone: "UTC" };
    const at = await begun({ override_freeze: ["rm"], freezes: [freeze] }, roles);
    await say(at, ada, "/approve-change");
    await say(at, cyd, "/delegate-change @dee because away until 2026-03-03T09:00");
    await say(at, dee, "/override-freeze f because needed until 2026-03-10T09:00");
    expect(check(at)).toBe("success");
    expect((await think(at)).lookAgainAt).toBe(ends);
    at.now = ends;
    await look(at);
    expect(check(at)).not.toBe("success");
  });
});

/** #12 and #15 have one head, and ada approved both. */
async function twins(): Promise<Stage> {
  const at = await begun();
  at.pulls.set(15, pull(15, { base: { sha: sha("ba5e"), ref: "main" } }));
  await look(at, { number: 15 });
  await look(at);
  await say(at, ada, "/approve-change");
  await say(at, ada, "/approve-change", { on: 15 });
  return at;
}

it("a rejection that cannot be read on one pull request is not masked by a look at another with its head", async () => {
  const at = await twins();
  await look(at);
  await look(at, { number: 15 });
  expect(check(at)).toBe("success");
  at.faults.set("said", "server");
  await say(at, bob, "/reject-change because no", { on: 15 });
  later(at);
  await look(at, { number: 12 });
  expect(check(at)).not.toBe("success");
});

it("what is decided of one pull request wakes the other with its head, whose turn may be under way by what was so before", async () => {
  const at = await twins();
  await say(at, bob, "/hold");
  // One replica has looked at #12 and not written yet; another hears a rejection on #15.
  const late = await think(at, { said: [comment(at, bob, "/unhold")] });
  expect(late.verdict.state).toBe("allow");
  at.woken.clear();
  await say(at, bob, "/reject-change because no", { on: 15 });
  for (const step of late.steps) take(at, 12, step);
  expect(check(at)).toBe("success");
  expect(at.woken.delete(12)).toBe(true);
  await look(at);
  expect(check(at)).toBe("failure");
  // And so on, until nothing is new.
  for (const number of [15, 12, 15]) if (at.woken.delete(number)) await look(at, { number });
  expect([...at.woken]).toEqual([]);
});

describe("a stop", () => {
  it("WH-12 is not undone by an older start that comes late", async () => {
    const at = await begun();
    await say(at, ada, "/approve-change");
    const on = comment(at, bob, "/lamplighter on");
    later(at);
    await say(at, ada, "/lamplighter off because x");
    await look(at, { said: [on] });
    expect(check(at)).not.toBe("success");
  });

  it("that cannot be read yet holds the change up", async () => {
    const at = await begun();
    await say(at, ada, "/approve-change");
    at.faults.set("said", "server");
    await say(at, ada, "/lamplighter off because x");
    expect(check(at)).not.toBe("success");
  });

  it("throws no objection away: what was said against the change meanwhile counts after it", async () => {
    const at = await begun();
    await say(at, ada, "/approve-change");
    await say(at, ada, "/lamplighter off because x");
    await say(at, ada, "/approve-change cancel");
    await say(at, bob, "/reject-change because bad");
    await say(at, ada, "/lamplighter on");
    expect(check(at)).toBe("failure");
  });
});

it("ID-20 a met demand beside half a quorum asks for somebody all the same", async () => {
  const either = { or: [{ count: 2, from: ["maintainers"] }, { require: { labels: ["fast"] } }] };
  const at = await begun({ approvals: either });
  edit(at, 12, { labels: ["fast"] });
  await look(at);
  await say(at, ada, "/approve-change");
  expect(check(at)).not.toBe("success");
});

it("a green check that was left behind by a retarget is looked at again, where twins could not be read", async () => {
  const at = await begun();
  await say(at, ada, "/approve-change");
  at.requirement = { required: "no", pinned: "no" };
  at.faults.set("openHeads", "server");
  retarget(at, "feature");
  const plan = await look(at);
  expect(plan.lookAgainAt).toBeLessThanOrEqual(at.now + 5 * 60_000);
  at.faults.clear();
  await look(at);
  expect(check(at)).not.toBe("success");
});

it("a rejection that an outage hides for hours is not refused for that, and counts when it can be read", async () => {
  const at = await begun();
  await say(at, ada, "/approve-change");
  at.faults.set("said", "server");
  await say(at, bob, "/reject-change because bad");
  at.now += 3 * HOUR;
  await look(at);
  expect(check(at)).not.toBe("success");
  at.faults.clear();
  await look(at);
  expect(check(at)).toBe("failure");
});

describe("a delivery that comes late approves what was announced when it was written, and nothing else", () => {
  const strict = { count: 1, from: ["maintainers"] };
  const policies = [policyOf({}), policyOf({ change: { hold: "maintainers" }, hash: "p1" })] as const;
  const changes: readonly (readonly [what: string, change: (at: Stage) => void])[] = [
    ["another policy", (at) => void (at.policy = policies[1])],
    ["a base that was rewritten", (at) => void (at.mergeBase = sha("ee"))],
    ["another stack", (at) => edit(at, 12, { stackBase: "main" })],
  ];

  describe.each(changes)("%s", (_, change) => {
    it.each([
      ["", "announced-otherwise"],
      [` ${sha("a1")}`, "announced-otherwise"],
    ])("is not approved by what was written before it (`/approve-change%s`)", async (named, code) => {
      const at = await begun();
      const said = comment(at, ada, `/approve-change${named}`);
      later(at);
      change(at);
      await look(at);
      later(at);
      await look(at, { said: [said] });
      expect(check(at)).not.toBe("success");
      expect(refusals(at)).toEqual([code]);
    });

    it("nor by what was written before it was announced", async () => {
      const at = await begun();
      change(at);
      await say(at, ada, "/approve-change");
      expect(check(at)).not.toBe("success");
    });

    it("is approved by what is written after it was announced", async () => {
      const at = await begun();
      const before = at.comments.get("12:change");
      later(at);
      change(at);
      await look(at);
      expect(at.comments.get("12:change")?.updatedAt).toBeGreaterThan(before?.updatedAt ?? Infinity);
      await say(at, ada, "/approve-change");
      expect(check(at)).toBe("success");
    });

    it("is announced once", async () => {
      const at = await begun();
      change(at);
      await look(at);
      later(at);
      expect((await look(at)).steps).toEqual([]);
    });
  });

  it("nor by a review that was written before it", async () => {
    const at = await begun({ reviews: "count" });
    const submittedAt = at.now + 10_000;
    at.reviews.set(12, [
      { id: 5, nodeId: "R_5", by: ada, state: "approved", commit: sha("a1"), body: "", submittedAt },
    ]);
    later(at, 20_000);
    at.policy = policyOf({ change: { reviews: "count", approvals: strict }, hash: "p1" });
    await look(at);
    later(at);
    await look(at);
    expect(check(at)).not.toBe("success");
  });

  it("an override of a freeze goes by the same", async () => {
    const freeze = { name: "f", from: "2026-03-01T00:00", to: "2026-03-20T00:00", zone: "UTC" };
    const section = { override_freeze: ["maintainers"], freezes: [freeze] };
    const at = await begun(section);
    await say(at, ada, "/approve-change");
    const said = comment(at, bob, "/override-freeze f because needed until 2026-03-10T09:00");
    later(at);
    at.mergeBase = sha("ee");
    await look(at);
    later(at);
    await look(at, { said: [said] });
    await say(at, ada, "/approve-change");
    expect(check(at)).not.toBe("success");
  });

  it("where the merge base could not be read nothing is announced that could be approved without being named", async () => {
    const at = stage({ policy: policyOf({}) });
    at.faults.set("mergeBase", "server");
    await look(at);
    const said = comment(at, ada, "/approve-change");
    at.faults.clear();
    later(at);
    await look(at);
    await look(at, { said: [said] });
    expect(refusals(at)).toEqual(["announced-in-part"]);
    await say(at, ada, "/approve-change");
    expect(check(at)).toBe("success");
  });
});

describe("whoever's standing cannot be known", () => {
  const MINUTE = 60_000;
  const roles = { maintainers: { permission: "maintain" }, owners: { codeowners: true } } as const;
  const approvals = { count: 1, from: ["maintainers", "owners"] };
  const risk = { low: approvals, medium: approvals, high: approvals };
  const FAULTS: readonly ReadFailureKind[] = ["gone", "forbidden", "refused"];

  async function green(change: object = { approvals }): Promise<Stage> {
    const at = await begun(change, roles);
    at.codeowners = "* someone@example.com";
    await say(at, ada, "/approve-change");
    expect(check(at)).toBe("success");
    return at;
  }

  it.each(["/reject-change because no", "/lamplighter off", "/undelegate-change @bob", "/risk high because no"])(
    "because an owner is an address is refused `%s` at once, and told why",
    async (command) => {
      const at = await green({ approvals: risk });
      await say(at, dee, command);
      expect(check(at)).toBe("success");
      expect(commentIn(at, "answer")).toMatch(/example\.com|hold no role/);
    },
  );

  it("is told what to do about the address", async () => {
    const at = await green();
    await say(at, dee, "/reject-change because no");
    expect(refusals(at)).toEqual(["cannot-be-known"]);
    expect(commentIn(at, "answer")).toContain("Ask for your account to be named there");
  });

  it("does not lose an objection to an outage beside the address, nor to one that hides an owner", async () => {
    const hidden: readonly (readonly [codeowners: string, read: "permission" | "person"])[] = [
      ["* someone@example.com", "permission"],
      ["* @cyd", "person"],
    ];
    for (const [codeowners, read] of hidden) {
      const at = await green();
      at.codeowners = codeowners;
      at.faults.set(read, "server");
      await say(at, read === "person" ? cyd : bob, "/reject-change because no");
      at.now += 3 * HOUR;
      await look(at);
      expect(refusals(at)).toEqual([]);
      at.faults.clear();
      await look(at);
      expect(check(at)).toBe("failure");
    }
  });

  it.each(FAULTS)(
    "for what a person has to mend (%s) holds it up for a second look, and then not again",
    async (fault) => {
      const at = await green();
      at.codeowners = "* @acme/owners";
      await look(at);
      at.faults.set("team", fault);
      await say(at, dee, "/reject-change because no");
      expect(check(at)).not.toBe("success");
      later(at, 5 * MINUTE);
      await look(at);
      expect(check(at)).toBe("success");
      await say(at, dee, "/reject-change because no");
      expect(check(at)).toBe("success");
      expect(refusals(at)).toEqual(["not-found-out", "not-found-out"]);
    },
  );

  it("is heard when it was mended by the second look", async () => {
    const at = await green();
    at.codeowners = "* @acme/owners";
    at.teams.set(`acme/owners#${dee.id}`, "active");
    at.faults.set("team", "gone");
    await say(at, dee, "/reject-change because no");
    at.faults.clear();
    later(at, 5 * MINUTE);
    await look(at);
    expect(check(at)).toBe("failure");
    expect(refusals(at)).toEqual([]);
  });

  it("for what another look may mend holds it up for an hour, and not for another one", async () => {
    const at = await green();
    at.codeowners = "* @acme/owners";
    at.faults.set("team", "malformed");
    for (const wait of [60, 5]) {
      await say(at, dee, "/reject-change because no");
      later(at, (wait - 1) * MINUTE);
      await look(at);
      expect(check(at)).not.toBe("success");
      later(at, MINUTE);
      await look(at);
      expect(check(at)).toBe("success");
    }
  });
});

describe("the end of a delegation", () => {
  const OTHER = sha("d4");

  /** #15 is green by cyd, who stands in for ada. What is said is said on #12. */
  async function lent(): Promise<Stage> {
    const at = await begun();
    at.pulls.set(15, pull(15, { head: { sha: OTHER, ref: "other", repository: 4711 } }));
    at.pushers.set(OTHER, olu);
    at.commits.set(OTHER, [commit("d4", contributor(olu))]);
    await look(at, { number: 15 });
    await say(at, ada, "/delegate-change @cyd because away until 2026-03-09T09:00");
    await say(at, cyd, "/approve-change", { on: 15 });
    expect(check(at, 15)).toBe("success");
    at.woken.clear();
    return at;
  }

  /** The other pull request is looked at if it was woken, as it would be. */
  async function other(at: Stage): Promise<string> {
    if (at.woken.delete(15)) await look(at, { number: 15 });
    return check(at, 15);
  }

  it.each([
    ["/undelegate-change", ada],
    ["/undelegate-change @cyd", ada],
    ["/undelegate-change @cyd because they left", bob],
  ] as const)("that could not be judged yet (`%s`) leaves nothing green on another pull request", async (words, by) => {
    const at = await lent();
    at.faults.set("said", "server");
    await say(at, by, words);
    at.faults.clear();
    expect(await other(at)).toBe("failure");
    later(at, 300_000);
    await look(at);
    expect(await other(at)).toBe("waiting");
  });

  it("that is refused in the end puts nothing in doubt any more", async () => {
    const at = await lent();
    at.faults.set("said", "server");
    const said = comment(at, ada, "/undelegate-change");
    await look(at, { said: [said] });
    expect(await other(at)).toBe("failure");
    at.faults.clear();
    at.said.set(said.id, { is: "there", body: said.body, edited: true, byEmail: false });
    later(at, 300_000);
    await look(at);
    expect(await other(at)).toBe("success");
  });

  it("that was kept before doubts were on record is put in doubt by the next look", async () => {
    const at = await lent();
    at.faults.set("said", "server");
    await say(at, ada, "/undelegate-change");
    const place = printSubject(repositoryOf(pullSubject(12)));
    const records = at.records.get(place) ?? [];
    at.records.set(
      place,
      records.filter(({ kind }) => kind !== "change.delegation-doubt"),
    );
    at.woken.clear();
    await look(at);
    expect(await other(at)).toBe("failure");
  });

  it("is judged on a pull request that cannot be looked into, or is closed, or goes to another branch", async () => {
    const ways: readonly ((at: Stage) => void)[] = [
      (at) => void at.faults.set("mergeBase", "gone"),
      (at) => edit(at, 12, { state: "closed" }),
      (at) => retarget(at, "feature"),
    ];
    for (const way of ways) {
      const at = await lent();
      way(at);
      await say(at, ada, "/undelegate-change @cyd");
      at.faults.clear();
      expect(await other(at)).toBe("waiting");
    }
  });

  it("by whoever may end nothing puts nothing in doubt, and wakes nobody", async () => {
    const at = await lent();
    await say(at, dee, "/undelegate-change");
    at.faults.set("said", "server");
    await say(at, dee, "/undelegate-change");
    await say(at, dee, "/undelegate-change @cyd");
    expect(at.woken.has(15)).toBe(false);
    await look(at, { number: 15 });
    expect(check(at, 15)).toBe("success");
  });

  it("by others is in doubt for a day at most, by the delegator for as long as it takes", async () => {
    for (const [by, expected] of [
      [bob, "success"],
      [ada, "failure"],
    ] as const) {
      const at = await lent();
      at.faults.set("said", "server");
      await say(at, by, "/undelegate-change @cyd");
      later(at, 25 * HOUR);
      expect(await other(at)).toBe(expected);
    }
  });

  it("in doubt lends no seat beside a role of one's own", async () => {
    const roles = { maintainers: { permission: "maintain" }, board: { users: ["cyd"] } } as const;
    const at = await begun({ approvals: { count: 1, from: ["maintainers", "board"], of_which: { board: 1 } } }, roles);
    await say(at, cyd, "/delegate-change @bob because away until 2026-03-09T09:00");
    await say(at, bob, "/approve-change");
    expect(check(at)).toBe("success");
    at.faults.set("said", "server");
    await say(at, cyd, "/undelegate-change");
    expect(check(at)).toBe("failure");
    at.faults.clear();
    await look(at);
    expect(check(at)).toBe("waiting");
  });

  it("in doubt takes nothing from who holds the role themselves", async () => {
    const at = await lent();
    await say(at, bob, "/approve-change", { on: 15 });
    at.faults.set("said", "server");
    await say(at, ada, "/undelegate-change");
    at.faults.clear();
    expect(await other(at)).toBe("success");
  });
});

it.each(["", ` ${sha("a1")}`])(
  "AP-17 what was written while it was a draft (`/approve-change%s`) approves nothing when it is none any more",
  async (named) => {
    const at = await begun();
    happen(at, "converted-to-draft", { draft: true });
    await look(at);
    const said = comment(at, ada, `/approve-change${named}`);
    happen(at, "ready-for-review", { draft: false });
    later(at);
    await look(at, { said: [said] });
    expect(refusals(at)).toEqual(["older-epoch"]);
    await say(at, ada, "/approve-change");
    expect(check(at)).toBe("success");
  },
);

describe("AP-23 two commits that begin with the same twelve digits, as anybody can make them,", () => {
  const digits = "a1".repeat(6);
  const other = `${digits}${"f".repeat(28)}`;

  /** The head is exchanged for its double between the words and their delivery. */
  async function exchanged(words: string): Promise<Stage> {
    const at = await begun();
    const said = comment(at, ada, words);
    edit(at, 12, { head: { sha: other, ref: "mend", repository: 4711 } });
    at.commits.set(other, [commit("a1", contributor(null), { sha: other })]);
    at.pushers.set(other, olu);
    at.files.set(other, []);
    edit(at, 12, { changedFiles: 0 });
    await look(at, { said: [said] });
    return at;
  }

  it("are not approved one for the other", async () => {
    expect(refusals(await exchanged(`/approve-change ${digits}`))).toEqual(["ambiguous-sha"]);
  });

  it("are not vouched for one for the other", async () => {
    const at = await exchanged(`/vouch ${digits} because I know them`);
    expect(refusals(at)).toEqual(["ambiguous-sha"]);
    await say(at, ada, `/vouch ${digits} because I know them`);
    expect(refusals(at)).toHaveLength(1);
  });

  it("are told apart by a push that is heard of in the same look", async () => {
    const at = stage({ policy: policyOf({}) });
    const said = comment(at, ada, `/approve-change ${digits}`);
    const pushed = { ...turnOf(at), kind: "pull", action: "opened", head: other, base: "main", before: null } as const;
    await look(at, { said: [said], triggers: [{ ...pushed, by: olu, at: at.now, delivery: "d1" }] });
    expect(refusals(at)).toEqual(["ambiguous-sha"]);
  });
});

it("the end of what nobody handed on is not kept about the repository, however often a stranger writes it", async () => {
  const at = await begun();
  const place = printSubject(repositoryOf(pullSubject(12)));
  await say(at, dee, Array.from({ length: 4 }, () => "/undelegate-change").join("\n"));
  expect(at.records.get(place) ?? []).toEqual([]);
  expect(commentIn(at, "answer")).toContain("Nobody stands in for you here.");
  // Of somebody with a role it is: what it ends may have been written before and arrive later.
  const given = comment(at, ada, "/delegate-change @cyd because away until 2026-03-09T09:00");
  await say(at, ada, "/undelegate-change");
  await look(at, { said: [given] });
  await say(at, cyd, "/approve-change");
  expect(check(at)).not.toBe("success");
});

describe("reviews", () => {
  const review = (id: number, by: typeof ada, state: "approved" | "changes_requested", submittedAt: number) =>
    ({ id, nodeId: `R_${id}`, by, state, commit: sha("a1"), body: "", submittedAt }) as const;

  it("ask for changes since an approval by when they were submitted, not by when they were begun", async () => {
    const at = await begun({ reviews: "count" });
    const approved = review(6, ada, "approved", at.now + 10_000);
    at.reviews.set(12, [approved]);
    later(at, 20_000);
    await look(at);
    expect(check(at)).toBe("success");
    at.reviews.set(12, [review(5, ada, "changes_requested", at.now), approved]);
    await look(at);
    expect(check(at)).not.toBe("success");
  });

  it("of somebody whose standing nobody can know are not asked about for ever", async () => {
    const roles = { maintainers: { permission: "maintain" }, owners: { codeowners: true } } as const;
    const at = await begun({ reviews: "count", approvals: { count: 1, from: ["maintainers", "owners"] } }, roles);
    at.codeowners = "* someone@example.com";
    at.reviews.set(12, [review(5, dee, "approved", at.now + 10_000)]);
    later(at, 20_000);
    await look(at);
    expect(check(at)).toBe("waiting");
    expect(refusals(at)).toEqual(["cannot-be-known"]);
  });
});

it("a level of risk that lowered nothing when it was heard lowers nothing later, if it was written before", async () => {
  const approvals = { count: 1, from: ["maintainers"] };
  const many = { count: 2, from: ["maintainers"] };
  const at = await begun({
    approvals: { low: approvals, medium: many, high: many },
    risk: { lower: ["maintainers"], rules: [{ name: "late", if: { labels: ["late"] }, points: 90 }] },
  });
  const said = comment(at, bob, "/risk low because it is small");
  push(at, "b2");
  await look(at);
  await look(at, { said: [said] });
  await say(at, ada, "/approve-change");
  expect(check(at)).toBe("success");
  edit(at, 12, { labels: ["late"] });
  await look(at);
  expect(check(at)).not.toBe("success");
});

/** Codes of what was refused, in order. */
function refusals(at: Stage): string[] {
  const records = at.records.get(printSubject(pullSubject(12))) ?? [];
  return records.flatMap(({ kind, data }) => (kind === "change.refusal" ? [(data as { code: string }).code] : []));
}

describe("a pull request of a program that nobody has to approve", () => {
  const renovate = person("renovate[bot]", 29139614, "Bot");
  const actions = person("github-actions[bot]", 41898282, "Bot");
  const standard = { if: { only_contributors: { users: ["renovate[bot]"] } } };

  async function opened(): Promise<Stage> {
    const at = stage({ policy: policyOf({ change: { types: { standard } } }) });
    edit(at, 12, { author: renovate });
    at.commits.set(sha("a1"), [commit("a1", contributor(renovate))]);
    at.pushers.set(sha("a1"), renovate);
    await look(at);
    return at;
  }

  it("is green while it is that program's alone", async () => {
    expect(check(await opened())).toBe("success");
  });

  it("is not when another program pushed to it, which somebody made do so", async () => {
    const at = await opened();
    push(at, "b2", actions);
    at.commits.set(sha("b2"), [commit("a1", contributor(renovate)), commit("b2", contributor(actions))]);
    await look(at);
    expect(check(at)).not.toBe("success");
  });

  it("nor when the other one pushed what is signed with the first one's address", async () => {
    const at = await opened();
    push(at, "b2", actions);
    at.commits.set(sha("b2"), [commit("a1", contributor(renovate)), commit("b2", contributor(renovate))]);
    await look(at);
    expect(check(at)).not.toBe("success");
  });
});

it("who pushed a head that no event told of has a hand in the heads after it, too", async () => {
  const at = await begun();
  happen(at, "closed", { state: "closed" });
  await look(at);
  // Of a closed pull request no event tells that it was pushed to; the commit bears the author's address.
  push(at, "b2", ada);
  at.commits.set(sha("b2"), [commit("a1", contributor(olu)), commit("b2", contributor(olu))]);
  happen(at, "reopened", { state: "open" });
  await look(at);
  push(at, "c3", olu);
  at.commits.set(sha("c3"), [...(at.commits.get(sha("b2")) ?? []), commit("c3", contributor(olu))]);
  await look(at);
  later(at);
  await say(at, ada, "/approve-change");
  expect(check(at)).toBe("waiting");
  await say(at, bob, "/approve-change");
  expect(check(at)).toBe("success");
});
