// Where a fault could hide between two rules.
import { describe, expect, it } from "vitest";
import { ada, bob, commit, contributor, cyd, DAY, MINUTE, olu, pull, sha } from "../world.ts";
import {
  check,
  codes,
  comment,
  commentIn,
  edit,
  happen,
  kinds,
  later,
  look,
  policyOf,
  retarget,
  say,
  stage,
  think,
  type Stage,
} from "./stage.ts";

const HEAD = sha("a1");

async function announced(differs: Partial<Stage> = {}): Promise<Stage> {
  const at = stage(differs);
  await look(at);
  return at;
}

const recordsIn = async (at: Stage): Promise<string[]> =>
  (await think(at)).steps.flatMap((step) => (step.do === "record" ? [step.kind] : []));

describe("commands where nothing is decided", () => {
  it("on a closed pull request are refused, and on record", async () => {
    const at = await announced();
    happen(at, "closed", { state: "closed" });
    await say(at, ada, "/approve-change");
    expect(commentIn(at, "answer")).toContain("is closed");
    expect(kinds(at)).toContain("change.refusal");
  });

  it("where the room is off, or the base is not governed, are refused with what to do", async () => {
    const absent = stage({
      policy: { is: "absent", commit: sha("c0") },
      requirement: { required: "no", pinned: "no" },
    });
    await say(absent, ada, "/approve-change");
    expect(commentIn(absent, "answer")).toContain("does not govern");
    const beside = stage({ requirement: { required: "no", pinned: "no" } });
    edit(beside, 12, { base: { sha: sha("ba5e"), ref: "feature" } });
    await say(beside, ada, "/approve-change");
    expect(commentIn(beside, "answer")).toContain("change.branches");
    expect(kinds(beside)).toEqual(["change.refusal"]);
  });

  it.each(["pull", "records", "repository"] as const)(
    "when %s cannot be read are kept, and judged later",
    async (read) => {
      const at = await announced();
      at.faults.set(read, "server");
      await say(at, ada, "/approve-change");
      expect(at.reactions.at(-1)).toMatch(/:eyes$/);
      expect(kinds(at)).toContain("change.pending");
      at.faults.clear();
      await look(at);
      expect(check(at)).toBe("success");
    },
  );

  it("while the policy is wrong are kept, and the second look keeps nothing more", async () => {
    const at = await announced();
    const { policy } = at;
    at.policy = { is: "broken", commit: sha("c0"), problems: [] };
    await say(at, cyd, "/hold");
    expect(await recordsIn(at)).toEqual([]);
    at.policy = policy;
    await look(at);
    expect(kinds(at)).toContain("change.hold");
    expect(check(at)).toBe("waiting");
  });

  it("that were kept wait an hour for a role that cannot be read, and five minutes for the next look", async () => {
    const at = await announced();
    at.faults.set("permission", "server");
    const plan = await say(at, ada, "/approve-change");
    expect(plan.lookAgainAt).toBe(at.now + 5 * MINUTE);
    later(at, 59 * MINUTE);
    await look(at);
    expect(kinds(at)).not.toContain("change.refusal");
  });

  it("on another pull request are not ours", async () => {
    const at = await announced();
    const said = comment(at, ada, "/approve-change", { on: 13 });
    await look(at, { said: [said] });
    expect(check(at)).toBe("waiting");
  });

  it("an approval that cannot be judged takes nothing from those that stand", async () => {
    const at = await announced();
    at.permissions.set(olu.id, "admin");
    await say(at, ada, "/approve-change");
    const said = comment(at, cyd, "/approve-change");
    at.faults.set("said", "server");
    const plan = await look(at, { said: [said] });
    expect(plan.verdict.state).toBe("allow");
    expect(plan.lookAgainAt).toBe(at.now + 5 * MINUTE);
  });
});

describe("taking back", () => {
  it("what somebody else approved is not possible, and what one takes back can be given again", async () => {
    const at = await announced();
    await say(at, ada, "/approve-change cancel");
    await say(at, ada, "/approve-change");
    await say(at, bob, "/approve-change cancel");
    expect(check(at)).toBe("success");
  });

  it("WH-12 a withdrawal that arrives before its approval takes it back all the same", async () => {
    const at = await announced();
    const approval = comment(at, ada, "/approve-change");
    later(at);
    const withdrawal = comment(at, ada, "/approve-change cancel");
    await look(at, { said: [withdrawal] });
    await look(at, { said: [approval] });
    expect(check(at)).toBe("waiting");
  });

  it("WH-12 an approval that was written before a rejection and arrives after it does not end it", async () => {
    const at = await announced();
    const approval = comment(at, ada, "/approve-change");
    later(at);
    const rejection = comment(at, ada, "/reject-change because it breaks the index");
    await look(at, { said: [rejection] });
    await look(at, { said: [approval] });
    expect(check(at)).toBe("failure");
  });

  it("WH-12 an /unhold that was written before the newest hold and arrives after it does not lift that", async () => {
    const at = await announced();
    await say(at, ada, "/hold because of the release");
    later(at);
    const release = comment(at, ada, "/unhold");
    later(at);
    const again = comment(at, ada, "/hold because of the other release");
    await look(at, { said: [again] });
    await look(at, { said: [release] });
    await say(at, bob, "/approve-change");
    expect(check(at)).not.toBe("success");
  });

  it("a hold that is not there can still come, written before", async () => {
    const at = await announced();
    await say(at, ada, "/unhold");
    expect(kinds(at)).toContain("change.unhold");
    expect(check(at)).toBe("waiting");
  });

  it("of two holds one's own is let go by its holder only through a role", async () => {
    const at = await announced();
    await say(at, ada, "/approve-change");
    await say(at, cyd, "/hold");
    await say(at, bob, "/hold");
    await say(at, cyd, "/unhold");
    expect(check(at)).toBe("waiting");
    await say(at, ada, "/unhold");
    expect(check(at)).toBe("success");
  });

  it("where a role holds, that role lets go", async () => {
    const roles = { maintainers: { permission: "maintain" }, board: { users: ["cyd"] } } as const;
    const at = await announced({ policy: policyOf({ roles, change: { hold: "board" } }) });
    await say(at, ada, "/approve-change");
    await say(at, cyd, "/hold");
    expect(check(at)).toBe("waiting");
    await say(at, ada, "/unhold");
    expect(check(at)).toBe("waiting");
    await say(at, cyd, "/unhold");
    expect(check(at)).toBe("success");
  });

  it("one's own rejection needs no role; somebody else's does", async () => {
    const at = await announced();
    at.permissions.set(cyd.id, "maintain");
    await say(at, ada, "/approve-change");
    await say(at, cyd, "/reject-change because no");
    at.permissions.set(cyd.id, "read");
    await look(at);
    expect(check(at)).toBe("failure");
    await say(at, cyd, "/reject-change cancel");
    expect(check(at)).toBe("success");
  });
});

describe("vouching", () => {
  const old = contributor(null, "old@home.example");
  const two = (): Partial<Stage> => ({
    commits: new Map([[HEAD, [commit("c3", old), commit("a1", contributor(olu))]]]),
  });

  const wrong: readonly (readonly [string, string])[] = [
    ["fewer than twelve digits", "c3c3c3c3c3c"],
    ["the end of a sha", `3${sha("c3").slice(0, 38)}`],
    ["a commit that is not in it", sha("d4")],
    ["a commit of it that is not the unnamed one's", HEAD],
  ];
  it.each(wrong)("%s does not vouch for it", async (_, named) => {
    const at = await announced(two());
    edit(at, 12, { commits: 2 });
    await say(at, ada, "/approve-change");
    await say(at, bob, `/vouch ${named} because it is Olu`);
    expect(check(at)).toBe("failure");
  });

  it("the commit's own sha does", async () => {
    const at = await announced(two());
    await say(at, ada, "/approve-change");
    await say(at, bob, `/vouch ${sha("c3").slice(0, 12)} because it is Olu`);
    expect(check(at)).toBe("success");
  });

  it("one address in two commits is one remark, and each commit is vouched for by itself", async () => {
    const both = new Map([[HEAD, [commit("c3", old), commit("c4", old), commit("a1", contributor(olu))]]]);
    const at = await announced({ commits: both });
    const plan = await look(at);
    expect(codes(plan.verdict).filter((code) => code === "unnamed-contributor")).toHaveLength(2);
    await say(at, ada, "/approve-change");
    await say(at, bob, `/vouch ${sha("c3")} because it is Olu`);
    expect(check(at)).toBe("failure");
    await say(at, bob, `/vouch ${sha("c4")} because it is Olu`);
    expect(check(at)).toBe("success");
  });
});

describe("what a look leaves", () => {
  it("a merged pull request is left as it was, but for the record of its merge", async () => {
    const at = await announced();
    await say(at, ada, "/approve-change");
    happen(at, "closed", { state: "closed", merged: true });
    await look(at);
    const plan = await look(at);
    expect(plan).toEqual({ verdict: expect.objectContaining({ code: "merged" }) as unknown, steps: [] });
    expect(check(at)).toBe("success");
  });

  it("a closed one says so, and is not looked at again", async () => {
    const at = await announced();
    happen(at, "closed", { state: "closed" });
    const plan = await look(at);
    expect(plan.verdict.code).toBe("closed");
    expect(plan.lookAgainAt).toBeUndefined();
    expect((await look(at)).steps).toEqual([]);
  });

  it("a closed one leaves the check to an open one of the same head", async () => {
    const at = await announced();
    at.pulls.set(15, pull(15, { author: bob }));
    await look(at, { number: 15 });
    happen(at, "closed", { state: "closed" });
    const plan = await look(at);
    expect(plan.steps.filter((step) => step.do === "check")).toEqual([]);
  });

  it("of two that went to other branches, the check of their head does not stay green", async () => {
    const at = await announced({ requirement: { required: "no", pinned: "no" } });
    await say(at, ada, "/approve-change");
    at.pulls.set(15, pull(15, { author: bob, base: { sha: sha("ba5e"), ref: "feature" } }));
    retarget(at, "other");
    await look(at);
    expect(check(at)).toBe("failure");
    expect((await look(at, { number: 15 })).steps).toEqual([]);
  });

  it("each push is recorded once, by whom, also while the policy is wrong", async () => {
    const at = stage({ policy: { is: "broken", commit: sha("c0"), problems: [] } });
    const base = { subject: { installation: 7, repository: 4711, kind: "pull", name: "12" }, repo: null } as const;
    const pushed = { ...base, kind: "pull", action: "synchronize", head: HEAD, base: "main", before: null } as const;
    const trigger = { ...pushed, by: bob, delivery: "d", at: at.now };
    await look(at, { triggers: [trigger, { ...trigger, by: null }, { ...trigger, action: "edited", by: ada }] });
    expect(kinds(at).filter((kind) => kind === "change.pushed")).toHaveLength(1);
    const again = await look(at, { triggers: [trigger] });
    expect(again.steps).toEqual([]);
  });

  it("a pinned requirement with nobody else of our name gets no remarks", async () => {
    const at = stage();
    at.foreignRuns.push({
      ...{ id: 1, name: "test", app: { id: 5, slug: "actions" }, status: "completed", conclusion: "success" },
      ...{ externalId: "", title: "", summary: "", head: HEAD },
    });
    const plan = await look(at);
    expect(codes(plan.verdict)).toEqual(["approval-missing", "approval-missing"]);
  });

  it("an unpinned requirement is one remark, and a status of another name none", async () => {
    const at = stage({ requirement: { required: "yes", pinned: "no" } });
    edit(at, 12, { mergeCommit: sha("77") });
    at.statuses.push({ sha: HEAD, context: "ci", state: "success", by: null });
    const plan = await look(at);
    expect(codes(plan.verdict).filter((code) => ["not-pinned", "namesake"].includes(code))).toEqual(["not-pinned"]);
    expect(plan.verdict.because.at(-1)?.title).toContain("is not pinned");
  });

  it("twins wake at the first expiry of either, and a waiting pair at its renewal", async () => {
    const at = await announced({ policy: policyOf({ change: { expires: "5d" } }) });
    at.pulls.set(15, pull(15));
    await look(at, { number: 15 });
    await say(at, ada, "/approve-change");
    const first = at.now;
    later(at, DAY);
    const plan = await say(at, ada, "/approve-change", { on: 15 });
    expect(check(at)).toBe("success");
    expect(plan.lookAgainAt).toBeGreaterThan(first + 5 * DAY - MINUTE);
    expect(plan.lookAgainAt).toBeLessThanOrEqual(first + 5 * DAY);
  });

  it("one that only observes says nothing under the required name while that is neither required nor there", async () => {
    const at = stage({
      policy: policyOf({ change: { mode: "observe" } }),
      requirement: { required: "no", pinned: "no" },
    });
    const plan = await look(at);
    expect(plan.steps.flatMap((step) => (step.do === "check" ? [step.name] : []))).toEqual([
      "lamplighter/change-preview",
    ]);
    const required = stage({ policy: at.policy });
    await look(required);
    expect(check(required)).toBe("failure");
  });

  it("a policy that cannot be read where nothing was posted before is still a failing check, and not for ever unknown", async () => {
    const at = stage({ policy: { is: "unknown", message: "GitHub answered 502" } });
    await look(at);
    at.policy = policyOf({});
    await look(at);
    expect(check(at)).toBe("waiting");
  });

  it("somebody invited to a team whose invitation lapsed from a role is told why their approval is void", async () => {
    const roles = { board: { teams: ["octo/board"] } };
    const at = await announced({ policy: policyOf({ roles, change: { approvals: { from: ["board"] } } }) });
    at.teams.set(`octo/board#${cyd.id}`, "active");
    await say(at, cyd, "/approve-change");
    expect(check(at)).toBe("success");
    at.teams.set(`octo/board#${cyd.id}`, "pending");
    await look(at);
    expect(commentIn(at, "change")).toContain("has not accepted the invitation to octo/board");
    at.teams.delete(`octo/board#${cyd.id}`);
    await look(at);
    expect(commentIn(at, "change")).toContain("no longer holds a role");
  });
});
