import { describe, expect, it } from "vitest";
import {
  ada,
  bob,
  commit,
  contributor,
  copilot,
  cyd,
  dee,
  dependabot,
  file,
  olu,
  person,
  sha,
  webFlow,
} from "../world.ts";
import {
  check,
  codes,
  comment,
  commentIn,
  edit,
  kinds,
  look,
  policyOf,
  push,
  say,
  stage,
  summary,
  type Stage,
} from "./stage.ts";

async function announced(differs: Partial<Stage> = {}): Promise<Stage> {
  const at = stage(differs);
  await look(at);
  return at;
}

const HEAD = sha("a1");

function roles(role: object, change: object = {}): Partial<Stage> {
  return {
    policy: policyOf({ roles: { reviewers: role }, change: { approvals: { from: ["reviewers"] }, ...change } }),
  };
}

describe("ways into a role", () => {
  it("permission: maintain is enough for write, write is not for maintain", async () => {
    const at = await announced(roles({ permission: "write" }));
    await say(at, ada, "/approve-change");
    expect(check(at)).toBe("success");
    const other = await announced();
    other.permissions.set(cyd.id, "write");
    await say(other, cyd, "/approve-change");
    expect(check(other)).toBe("waiting");
  });

  it("in a repository of a user maintain means admin", async () => {
    const at = stage();
    at.repository = { ...at.repository, ownerType: "User", owner: "bob" };
    await look(at);
    await say(at, ada, "/approve-change");
    expect(check(at)).toBe("waiting");
    at.permissions.set(bob.id, "admin");
    await say(at, bob, "/approve-change");
    expect(check(at)).toBe("success");
  });

  it("an active member of a team holds its role", async () => {
    const at = await announced(roles({ teams: ["octo/board"] }));
    at.teams.set(`octo/board#${cyd.id}`, "active");
    await say(at, cyd, "/approve-change");
    expect(check(at)).toBe("success");
  });

  it("ID-05 a pending invitation to a team is not membership", async () => {
    const at = await announced(roles({ teams: ["octo/board"] }));
    at.teams.set(`octo/board#${cyd.id}`, "pending");
    await say(at, cyd, "/approve-change");
    expect(check(at)).toBe("waiting");
    expect(commentIn(at, "answer")).toContain("not accepted the invitation to octo/board");
  });

  it("a listed user is known by id: whoever took the login over is somebody else", async () => {
    const at = await announced(roles({ users: ["Cyd"] }));
    await say(at, person("cyd", 999), "/approve-change");
    expect(check(at)).toBe("waiting");
    await say(at, person("cyd-renamed", cyd.id), "/approve-change");
    expect(check(at)).toBe("success");
  });

  it("a role lost after the approval voids it, and says so", async () => {
    const at = await announced();
    await say(at, ada, "/approve-change");
    at.permissions.set(ada.id, "read");
    const plan = await look(at);
    expect(check(at)).toBe("waiting");
    expect(codes(plan.verdict)).toContain("role-lost");
  });

  it("a role that the policy does not define blocks, and names it", async () => {
    const at = stage({ policy: policyOf({ roles: {}, change: { approvals: { from: ["board"] } } }) });
    const plan = await look(at);
    expect(plan.verdict).toMatchObject({ state: "block", code: "unknown-role" });
    expect(check(at)).toBe("failure");
  });

  it("`change: {}` without roles asks for somebody who may maintain", async () => {
    const at = await announced({ policy: policyOf({ roles: {} }) });
    await say(at, ada, "/approve-change");
    expect(check(at)).toBe("success");
  });
});

describe("code owners", () => {
  const byOwners = roles({ codeowners: true });
  const codeowners = "* @ada\n/api/ @bob @octo/api\n/docs/\n";

  it("an owner of all that is touched suffices", async () => {
    const at = await announced({ ...byOwners, codeowners });
    at.permissions.clear();
    await say(at, ada, "/approve-change");
    expect(check(at)).toBe("success");
  });

  it("owners count when they cover, together, every touched path that has an owner", async () => {
    const files = new Map([[HEAD, [file("src/a.ts"), file("api/b.ts"), file("docs/c.md")]]]);
    const at = await announced({ ...byOwners, codeowners, files });
    edit(at, 12, { changedFiles: 3 });
    await say(at, ada, "/approve-change");
    expect(check(at)).toBe("waiting");
    expect(summary(at)).toContain("api/b.ts");
    await say(at, bob, "/approve-change");
    expect(check(at)).toBe("success");
  });

  it("a member of an owning team is an owner; a pending one is not", async () => {
    const files = new Map([[HEAD, [file("api/b.ts")]]]);
    const at = await announced({ ...byOwners, codeowners, files });
    at.teams.set(`octo/api#${cyd.id}`, "pending");
    await say(at, cyd, "/approve-change");
    expect(check(at)).toBe("waiting");
    at.teams.set(`octo/api#${cyd.id}`, "active");
    await say(at, cyd, "/approve-change");
    expect(check(at)).toBe("success");
  });

  it("POL-13 an owner of the new name alone does not cover a file that was moved away from another owner", async () => {
    const files = new Map([[HEAD, [file("src/a.ts", { previousPath: "api/a.ts", status: "renamed" as const })]]]);
    const at = await announced({ ...byOwners, codeowners, files });
    await say(at, ada, "/approve-change");
    expect(check(at)).toBe("waiting");
  });

  it("an owner's address that nobody can name is not yes", async () => {
    const at = await announced({ ...byOwners, codeowners: "* someone@example.com\n" });
    const plan = await say(at, ada, "/approve-change");
    expect(plan.verdict.state).toBe("wait");
    expect(commentIn(at, "answer")).toContain("GitHub cannot say whose address it is");
    expect(check(at)).toBe("waiting");
  });

  it("a maintainer counts without owning anything, where both roles are asked for", async () => {
    const policy = policyOf({
      roles: { maintainers: { permission: "maintain" }, owners: { codeowners: true } },
      change: { approvals: { from: ["maintainers", "owners"] } },
    });
    const at = await announced({ policy, codeowners: "* @cyd\n" });
    await say(at, bob, "/approve-change");
    expect(check(at)).toBe("success");
  });
});

describe("separation of duties", () => {
  it("whoever wrote a commit of it may not approve", async () => {
    const at = await announced({ commits: new Map([[HEAD, [commit("a1", contributor(ada))]]]) });
    await say(at, ada, "/approve-change");
    expect(commentIn(at, "answer")).toContain("wrote commits");
    expect(check(at)).toBe("waiting");
    await say(at, bob, "/approve-change");
    expect(check(at)).toBe("success");
  });

  it("a committer and a co-author may not approve either", async () => {
    const authors = [contributor(olu), contributor(ada)];
    const shared = commit("a1", contributor(olu), { authors, committer: contributor(bob) });
    const at = await announced({ commits: new Map([[HEAD, [shared]]]) });
    for (const who of [ada, bob]) await say(at, who, "/approve-change");
    expect(kinds(at)).not.toContain("change.approval");
  });

  it("whoever pushed it may not approve, though others wrote it", async () => {
    const at = await announced({ pushers: new Map([[HEAD, ada]]) });
    await say(at, ada, "/approve-change");
    expect(commentIn(at, "answer")).toContain("pushed to it");
  });

  it("a pusher that only the event names is remembered", async () => {
    const at = stage({ pushers: new Map() });
    const base = { subject: { installation: 7, repository: 4711, kind: "pull", name: "12" }, repo: null } as const;
    const opened = { ...base, kind: "pull", action: "opened", head: HEAD, base: "main", before: null } as const;
    await look(at, { triggers: [{ ...opened, by: ada, delivery: "d1", at: at.now }] });
    expect(kinds(at)).toContain("change.pushed");
    await say(at, ada, "/approve-change");
    expect(commentIn(at, "answer")).toContain("pushed to it");
    await say(at, bob, "/approve-change");
    expect(check(at)).toBe("success");
  });

  it("an approval turns void when the approver turns contributor by a later look", async () => {
    const at = await announced();
    await say(at, ada, "/approve-change");
    at.commits.set(HEAD, [commit("a1", contributor(olu), { authors: [contributor(olu), contributor(ada)] })]);
    const plan = await look(at);
    expect(codes(plan.verdict)).toContain("own-hand");
    expect(check(at)).toBe("waiting");
  });

  it("web-flow and bots are no contributors", async () => {
    const merged = commit("a1", contributor(olu), { committer: contributor(webFlow) });
    const automated = commit("a2", contributor(dependabot));
    const at = await announced({ commits: new Map([[HEAD, [merged, automated]]]) });
    await say(at, ada, "/approve-change");
    expect(check(at)).toBe("success");
  });

  it("`separation: []` lets the author approve", async () => {
    const at = await announced({ policy: policyOf({ change: { separation: [] } }) });
    at.permissions.set(olu.id, "maintain");
    await say(at, olu, "/approve-change");
    expect(check(at)).toBe("success");
  });

  it("`separation: [author]` lets another contributor approve", async () => {
    const policy = policyOf({ change: { separation: ["author"] } });
    const at = await announced({ policy, commits: new Map([[HEAD, [commit("a1", contributor(ada))]]]) });
    await say(at, ada, "/approve-change");
    expect(check(at)).toBe("success");
  });

  it("ID-15 whoever asked an agent for the work cannot approve it alone", async () => {
    const at = stage({ assignments: [{ by: ada, to: copilot, at: 0 }] });
    edit(at, 12, { author: copilot });
    at.commits.set(HEAD, [commit("a1", contributor(copilot))]);
    await look(at);
    await say(at, ada, "/approve-change");
    expect(check(at)).toBe("waiting");
    expect(commentIn(at, "answer")).toContain("asked for this work");
    await say(at, bob, "/approve-change");
    expect(check(at)).toBe("success");
  });

  it("ID-15 whoever is assigned to an agent's pull request counts as having asked for it", async () => {
    const at = stage();
    edit(at, 12, { author: copilot, assignees: [copilot, ada] });
    at.commits.set(HEAD, [commit("a1", contributor(copilot))]);
    await look(at);
    await say(at, ada, "/approve-change");
    expect(check(at)).toBe("waiting");
  });

  it("Dependabot asks itself: nobody is its requester", async () => {
    const at = stage({ assignments: [{ by: ada, to: ada, at: 0 }] });
    edit(at, 12, { author: dependabot, assignees: [ada] });
    at.commits.set(HEAD, [commit("a1", contributor(dependabot))]);
    await look(at);
    await say(at, ada, "/approve-change");
    expect(check(at)).toBe("success");
  });
});

describe("people whom GitHub cannot name", () => {
  const stranger = (): Partial<Stage> => ({
    commits: new Map([[HEAD, [commit("a1", contributor(null, "old@home.example"))]]]),
  });

  it("block, by address, with both cures", async () => {
    const at = await announced(stranger());
    await say(at, ada, "/approve-change");
    expect(check(at)).toBe("failure");
    expect(summary(at)).toContain("old@\u200bhome.example");
    expect(summary(at)).toContain("identities:");
    expect(summary(at)).toContain(`/vouch ${HEAD.slice(0, 12)} because`);
  });

  it("are named by `identities:`, whoever that is", async () => {
    const identities = { "OLD@home.example": "ada" };
    const at = await announced({ ...stranger(), policy: policyOf({ identities }) });
    await say(at, ada, "/approve-change");
    expect(commentIn(at, "answer")).toContain("wrote commits");
    await say(at, bob, "/approve-change");
    expect(check(at)).toBe("success");
  });

  it("may be called a bot by `identities:`", async () => {
    const at = await announced({ ...stranger(), policy: policyOf({ identities: { "old@home.example": "bot" } }) });
    await say(at, ada, "/approve-change");
    expect(check(at)).toBe("success");
  });

  it("are vouched for by a role, on record, as long as the role is held", async () => {
    const at = await announced(stranger());
    await say(at, ada, "/approve-change");
    await say(at, bob, `/vouch ${HEAD.slice(0, 12)} because that is Olu's old address`);
    expect(kinds(at)).toContain("change.vouch");
    expect(check(at)).toBe("success");
    at.permissions.set(bob.id, "read");
    await look(at);
    expect(check(at)).toBe("failure");
  });

  it("are not vouched for by somebody without a role, nor by a contributor, nor for another commit", async () => {
    const at = await announced(stranger());
    at.permissions.set(olu.id, "admin");
    await say(at, cyd, `/vouch ${HEAD} because I say so`);
    await say(at, olu, `/vouch ${HEAD} because I say so`);
    await say(at, ada, `/vouch ${sha("dd")} because I say so`);
    expect(kinds(at)).not.toContain("change.vouch");
  });

  it("a head that nobody saw pushed blocks until somebody vouches for it", async () => {
    const at = await announced({ pushers: new Map() });
    await say(at, ada, "/approve-change");
    expect(check(at)).toBe("failure");
    await say(at, bob, `/vouch ${HEAD} because the fork is Olu's`);
    expect(check(at)).toBe("success");
  });

  it("do not matter where contributors may approve", async () => {
    const at = await announced({ ...stranger(), policy: policyOf({ change: { separation: ["author"] } }) });
    await say(at, ada, "/approve-change");
    expect(check(at)).toBe("success");
  });
});

describe("counting", () => {
  const two = (change: object): Partial<Stage> => ({
    policy: policyOf({
      roles: { maintainers: { permission: "maintain" }, board: { users: ["cyd"] } },
      change,
    }),
  });

  it("ID-17 one person who approves by comment and by review is one", async () => {
    const at = await announced(two({ approvals: { count: 2, from: ["maintainers"] }, reviews: "count" }));
    await say(at, ada, "/approve-change");
    const review = {
      id: 5,
      nodeId: "R",
      by: ada,
      state: "approved",
      commit: HEAD,
      body: "",
      submittedAt: at.now,
    } as const;
    at.reviews.set(12, [review]);
    await look(at);
    expect(kinds(at).filter((kind) => kind === "change.approval")).toHaveLength(2);
    expect(check(at)).toBe("waiting");
    await say(at, bob, "/approve-change");
    expect(check(at)).toBe("success");
  });

  it("a seat of the board is filled by the board", async () => {
    const approvals = { count: 2, from: ["maintainers", "board"], of_which: { board: 1 } };
    const at = await announced(two({ approvals }));
    await say(at, ada, "/approve-change");
    await say(at, bob, "/approve-change");
    expect(check(at)).toBe("waiting");
    expect(summary(at)).toContain("one of board missing");
    await say(at, cyd, "/approve-change");
    expect(check(at)).toBe("success");
  });

  it("a withdrawal takes it back, in both spellings", async () => {
    for (const words of ["/approve-change cancel", "/remove-approve-change"]) {
      const at = await announced();
      await say(at, ada, "/approve-change");
      await say(at, ada, words);
      expect(check(at)).toBe("waiting");
      expect(commentIn(at, "change")).toContain("It was withdrawn");
    }
  });

  it("ID-20 labels never approve", async () => {
    const at = stage();
    edit(at, 12, { labels: ["approved", "lgtm", "lamplighter/approved"] });
    await look(at);
    expect(check(at)).toBe("waiting");
  });

  it("ID-08 bots, and people through an app, command nothing and get no answer", async () => {
    const at = await announced();
    const bot = person("github-actions[bot]", 41898282, "Bot");
    at.permissions.set(bot.id, "admin");
    await say(at, bot, "/approve-change");
    await say(at, ada, "/approve-change", { viaApp: true });
    expect(check(at)).toBe("waiting");
    expect(kinds(at).filter((kind) => kind === "change.refusal")).toHaveLength(2);
    expect(at.reactions).toEqual([]);
    expect(commentIn(at, "answer")).toBe("");
  });

  it("a one-person repository hears that nobody can approve, and what to do", async () => {
    const at = stage();
    at.repository = { ...at.repository, ownerType: "User", owner: "olu" };
    const plan = await look(at);
    expect(plan.verdict).toMatchObject({ state: "block", code: "nobody-can-approve" });
    expect(summary(at)).toContain("separation: []");
    const outsider = stage();
    outsider.repository = { ...outsider.repository, ownerType: "User", owner: "ada" };
    expect((await look(outsider)).verdict.code).not.toBe("nobody-can-approve");
  });

  it("ID-01 after five refusals a day a person gets reactions and no more words", async () => {
    const at = await announced();
    for (let index = 0; index < 5; index++) await say(at, dee, "/approve-change");
    at.comments.delete("12:answer");
    await say(at, dee, "/approve-change");
    expect(commentIn(at, "answer")).toBe("");
    expect(at.reactions.filter((one) => one.endsWith("-1"))).toHaveLength(6);
  });

  it("a push by an approver makes them a contributor of that head", async () => {
    const at = await announced();
    push(at, "b2", ada);
    await look(at);
    await say(at, ada, "/approve-change");
    expect(check(at)).toBe("waiting");
    const said = comment(at, bob, "/approve-change");
    await look(at, { said: [said] });
    expect(check(at)).toBe("success");
  });
});
