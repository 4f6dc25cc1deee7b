import { describe, expect, it } from "vitest";
import { ada, bob, cyd, dee, olu, sha } from "../world.ts";
import {
  check,
  commentIn,
  edit,
  kinds,
  later,
  look,
  policyOf,
  push,
  retarget,
  say,
  stage,
  summary,
  type Stage,
} from "./stage.ts";

/** Approved by ada, green. */
async function approved(differs: Partial<Stage> = {}): Promise<Stage> {
  const at = stage(differs);
  at.permissions.set(dee.id, "maintain");
  await look(at);
  await say(at, ada, "/approve-change");
  expect(check(at)).toBe("success");
  return at;
}

describe("rejections", () => {
  it("one by anybody with a role blocks, with its reason", async () => {
    const at = await approved();
    await say(at, bob, "/reject-change because the migration cannot be undone");
    expect(check(at)).toBe("failure");
    expect(summary(at)).toContain("the migration cannot be undone");
  });

  it("one without a reason does nothing here (the desk asks back), one without a role is refused", async () => {
    const at = await approved();
    await say(at, bob, "/reject-change");
    expect(check(at)).toBe("success");
    await say(at, cyd, "/reject-change because no");
    expect(check(at)).toBe("success");
  });

  it("it outlives pushes and retargets", async () => {
    const at = await approved({ policy: policyOf({ change: { branches: ["main", "next"] } }) });
    await say(at, bob, "/reject-change because no");
    push(at, "b2");
    await look(at);
    retarget(at, "next");
    await look(at);
    await say(at, ada, "/approve-change");
    expect(check(at)).toBe("failure");
  });

  it("its author takes it back", async () => {
    const at = await approved();
    await say(at, bob, "/reject-change because no");
    await say(at, bob, "/remove-reject-change");
    expect(check(at)).toBe("success");
  });

  it("two others with a role end it, one does not, and one twice does not", async () => {
    const at = await approved();
    await say(at, bob, "/reject-change because no");
    await say(at, ada, "/reject-change cancel");
    await say(at, ada, "/reject-change cancel");
    await say(at, cyd, "/reject-change cancel");
    expect(check(at)).toBe("failure");
    await say(at, dee, "/reject-change cancel");
    expect(check(at)).toBe("success");
    at.permissions.set(dee.id, "read");
    await look(at);
    expect(check(at)).toBe("failure");
  });

  it("for one person the latest intent wins: a rejection takes back their approval, an approval their rejection", async () => {
    const at = await approved();
    await say(at, ada, "/reject-change because I looked again");
    expect(check(at)).toBe("failure");
    await say(at, ada, "/reject-change cancel");
    expect(check(at)).toBe("waiting");
    await say(at, bob, "/reject-change because no");
    await say(at, bob, "/approve-change");
    expect(check(at)).toBe("success");
  });

  it("there being none, nothing is taken back", async () => {
    const at = await approved();
    await say(at, bob, "/reject-change cancel");
    expect(check(at)).toBe("success");
  });
});

describe("holds", () => {
  it("anybody holds; the holder and anybody with a role let go", async () => {
    const at = await approved();
    await say(at, cyd, "/hold because the release is being cut");
    expect(check(at)).toBe("waiting");
    await say(at, cyd, "/unhold");
    expect(check(at)).toBe("success");
    await say(at, cyd, "/hold");
    await say(at, bob, "/hold cancel");
    expect(check(at)).toBe("success");
  });

  it("an outsider does not let go of somebody else's hold", async () => {
    const at = await approved();
    await say(at, bob, "/hold");
    await say(at, olu, "/unhold");
    expect(check(at)).toBe("waiting");
    expect(commentIn(at, "answer")).toContain("hold no role");
  });

  it("who lost the role that it takes lets go of their own all the same, and of nobody else's", async () => {
    const at = await approved({ policy: policyOf({ change: { hold: "maintainers" } }) });
    await say(at, bob, "/hold");
    await say(at, ada, "/hold");
    at.permissions.set(bob.id, "read");
    await say(at, bob, "/unhold");
    expect(check(at)).toBe("waiting");
    await say(at, ada, "/unhold");
    expect(check(at)).toBe("success");
  });

  it("it outlives pushes and edits of the comment, and is the role's where the policy says so", async () => {
    const policy = policyOf({ change: { hold: "maintainers" } });
    const at = await approved({ policy });
    await say(at, cyd, "/hold");
    expect(check(at)).toBe("success");
    await say(at, bob, "/hold");
    push(at, "b2");
    await look(at);
    await say(at, ada, "/approve-change");
    expect(check(at)).toBe("waiting");
    await say(at, bob, "/unhold");
    expect(check(at)).toBe("success");
  });
});

describe("stopped", () => {
  it("a maintainer stops Lamplighter here, which blocks; nobody else does", async () => {
    const at = await approved();
    await say(at, cyd, "/lamplighter off");
    expect(check(at)).toBe("success");
    await say(at, bob, "/lamplighter off because it is in the way");
    expect(check(at)).toBe("failure");
    expect(summary(at)).toContain("it is in the way");
  });

  it("nothing but starting it again is heard meanwhile", async () => {
    const at = await approved();
    await say(at, bob, "/lamplighter off");
    await say(at, bob, "/approve-change");
    expect(commentIn(at, "answer")).toContain("stopped");
    await say(at, bob, "/lamplighter on");
    expect(check(at)).toBe("success");
  });
});

describe("comments that are not what they were", () => {
  it("an edited comment does nothing and says so; a deleted one acts", async () => {
    const at = stage();
    await look(at);
    later(at);
    const plan = async (differs: object): Promise<void> => {
      later(at);
      const body = "/approve-change";
      const id = ++at.ids;
      at.said.set(id, { is: "there", body, edited: false, byEmail: false, ...differs });
      const said = { channel: "comment", id, nodeId: "C", on: 12, body, by: ada, viaApp: false, commit: null } as const;
      await look(at, { said: [{ ...said, createdAt: at.now }] });
    };
    await plan({ edited: true });
    await plan({ body: "/approve-change because of what I did not say" });
    await plan({ byEmail: true });
    expect(check(at)).toBe("waiting");
    expect(commentIn(at, "answer")).toContain("by e-mail");
    await plan({ body: "/approve-change\r\n".trimEnd() });
    expect(check(at)).toBe("success");
  });

  it("a comment that is gone when it is looked at still counts", async () => {
    const at = stage();
    await look(at);
    later(at);
    const said = { channel: "comment", id: 9, nodeId: "C", on: 12, body: "/approve-change", by: ada } as const;
    await look(at, { said: [{ ...said, viaApp: false, createdAt: at.now, commit: null }] });
    expect(check(at)).toBe("success");
    expect(at.reactions).toEqual([]);
  });

  it("a hold by e-mail holds: only what lets a change through is not taken from one", async () => {
    const at = await approved();
    later(at);
    at.said.set(9, { is: "there", body: "/hold", edited: false, byEmail: true });
    const said = { channel: "comment", id: 9, nodeId: "C", on: 12, body: "/hold", by: cyd } as const;
    await look(at, { said: [{ ...said, viaApp: false, createdAt: at.now, commit: null }] });
    expect(check(at)).toBe("waiting");
  });
});

describe("several commands in one comment", () => {
  it("are done in order, and the answer says which were done", async () => {
    const at = stage();
    await look(at);
    await say(at, cyd, "/hold\n/approve-change");
    expect(commentIn(at, "answer")).toMatch(/hold` by .*: done\./);
    expect(commentIn(at, "answer")).toContain("hold no role");
    expect(kinds(at).filter((kind) => kind === "change.hold")).toHaveLength(1);
    expect(at.reactions).toEqual([expect.stringMatching(/:-1$/)]);
  });

  it("each counts for the next: a hold and its end are no hold", async () => {
    const at = await approved();
    await say(at, bob, "/hold\n/unhold");
    expect(check(at)).toBe("success");
  });
});

describe("answers", () => {
  it("/explain prints the tree and what it was decided on", async () => {
    const at = await approved();
    await say(at, cyd, "/explain");
    expect(commentIn(at, "answer")).toContain(sha("a1").slice(0, 12));
    expect(commentIn(at, "answer")).toContain("1 of 1 approval by maintainers");
  });

  it("/recheck looks again and needs no words", async () => {
    const at = await approved();
    at.permissions.set(ada.id, "read");
    await say(at, cyd, "/recheck");
    expect(check(at)).toBe("waiting");
    expect(at.reactions.at(-1)).toMatch(/:\+1$/);
    expect(commentIn(at, "answer")).toBe("");
  });

  it("CMD-20 a reason is inert wherever it is repeated", async () => {
    const at = await approved();
    const reason = "@org/everyone fixes #1 <img src=x onerror=y> | a | b | `code` <!-- -->";
    await say(at, bob, `/reject-change because ${reason}`);
    edit(at, 12, { draft: false });
    for (const text of [summary(at), commentIn(at, "change")]) {
      const outside = text.replaceAll(/`[^`]*`/g, "");
      expect(text).toContain("'code'");
      expect(outside).not.toMatch(/everyone|fixes|<img|\| a/);
    }
  });
});
