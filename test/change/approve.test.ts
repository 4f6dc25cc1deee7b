import { describe, expect, it } from "vitest";
import { ada, bob, cyd, olu, sha } from "../world.ts";
import {
  check,
  codes,
  comment,
  commentIn,
  happen,
  kinds,
  later,
  look,
  push,
  retarget,
  say,
  stage,
  summary,
} from "./stage.ts";

async function announced(): Promise<ReturnType<typeof stage>> {
  const at = stage();
  await look(at);
  return at;
}

describe("announce, then accept", () => {
  it("the first look opens a waiting check and names the head in one comment", async () => {
    const at = stage();
    const plan = await look(at);
    expect(plan.verdict.state).toBe("wait");
    expect(check(at)).toBe("waiting");
    expect(commentIn(at, "change")).toContain(sha("a1"));
    expect(kinds(at)).toContain("change.announced");
  });

  it("a maintainer's approval after the announcement turns the check green", async () => {
    const at = await announced();
    const plan = await say(at, ada, "/approve-change because it was rehearsed");
    expect(plan.verdict).toMatchObject({ state: "allow", code: "approved" });
    expect(check(at)).toBe("success");
    expect(at.reactions.at(-1)).toMatch(/:\+1$/);
    expect(commentIn(at, "answer")).toBe("");
  });

  it("AP-01 a new push after approval is not approved, and the old approval stays in sight", async () => {
    const at = await announced();
    await say(at, ada, "/approve-change");
    push(at, "b2");
    const plan = await look(at);
    expect(plan.verdict.state).toBe("wait");
    expect(check(at)).toBe("waiting");
    expect(codes(plan.verdict)).toContain("new-head");
    expect(commentIn(at, "change")).toContain(`approved ${sha("a1").slice(0, 12)} only`);
  });

  it("AP-02 a force-push to a head with as many commits is not approved", async () => {
    const at = await announced();
    await say(at, ada, "/approve-change");
    push(at, "f0");
    await look(at);
    expect(check(at)).toBe("waiting");
    expect(kinds(at).filter((kind) => kind === "change.approval")).toHaveLength(1);
  });

  it("AP-03 a comment for the announced head is never attached to a head that was pushed since", async () => {
    const at = await announced();
    const said = comment(at, ada, "/approve-change");
    push(at, "b2");
    later(at);
    await look(at, { said: [said] });
    expect(check(at)).toBe("waiting");
    expect(kinds(at)).not.toContain("change.approval");
    expect(commentIn(at, "answer")).toContain(`/approve-change ${sha("b2")}`);
    await look(at);
    expect(check(at)).toBe("waiting");
  });

  it("AP-03 a comment in the very second of the announcement does not count", async () => {
    const at = stage();
    await look(at);
    const said = { ...comment(at, ada, "/approve-change"), createdAt: at.now - 10_000 };
    await look(at, { said: [said] });
    expect(check(at)).toBe("waiting");
    expect(commentIn(at, "answer")).toContain("not announced yet");
  });

  it("AP-03 a comment that was written while another head was announced does not approve a head that came back", async () => {
    const at = await announced();
    push(at, "b2");
    await look(at);
    const said = comment(at, ada, "/approve-change");
    push(at, "a1");
    await look(at, { said: [said] });
    expect(check(at)).toBe("waiting");
  });

  it("a comment that names the head counts before any announcement", async () => {
    const at = stage();
    await say(at, ada, `/approve-change ${sha("a1").slice(0, 12)}`);
    expect(check(at)).toBe("success");
  });

  it("AP-23 a short or wrong sha is refused, and the full one is told", async () => {
    const at = await announced();
    await say(at, ada, "/approve-change a1a1");
    expect(commentIn(at, "answer")).toContain(sha("a1"));
    await say(at, ada, "/approve-change b2b2b2b2b2b2");
    expect(commentIn(at, "answer")).toContain("not the head");
    expect(check(at)).toBe("waiting");
    expect(kinds(at).filter((kind) => kind === "change.refusal")).toHaveLength(2);
  });

  it("AP-07 a retarget voids, and retargeting back does not revive", async () => {
    const at = await announced();
    await say(at, ada, "/approve-change");
    retarget(at, "next");
    await look(at);
    expect(check(at)).not.toBe("success");
    retarget(at, "main");
    const plan = await look(at);
    expect(check(at)).toBe("waiting");
    expect(codes(plan.verdict)).toContain("new-epoch");
  });

  it("AP-07 an approval that was written before a retarget does not count after it", async () => {
    const at = await announced();
    const said = comment(at, ada, `/approve-change ${sha("a1")}`);
    retarget(at, "next");
    retarget(at, "main");
    await look(at, { said: [said] });
    expect(check(at)).toBe("waiting");
    expect(kinds(at)).not.toContain("change.approval");
  });

  it("AP-10 a head that comes back is approved again, with all three heads on record", async () => {
    const at = await announced();
    await say(at, ada, "/approve-change");
    push(at, "b2");
    await look(at);
    push(at, "a1");
    await look(at);
    expect(check(at)).toBe("success");
    expect(kinds(at).filter((kind) => kind === "change.announced")).toHaveLength(3);
  });

  it("AP-16 closing and reopening voids", async () => {
    const at = await announced();
    await say(at, ada, "/approve-change");
    happen(at, "closed", { state: "closed" });
    await look(at);
    expect(check(at)).toBe("failure");
    happen(at, "reopened", { state: "open" });
    await look(at);
    expect(check(at)).toBe("waiting");
    await say(at, bob, "/approve-change");
    expect(check(at)).toBe("success");
  });

  it("AP-17 a draft is not approved: refused with the reason, and the check stays waiting", async () => {
    const at = await announced();
    happen(at, "converted-to-draft", { draft: true });
    await say(at, ada, "/approve-change");
    expect(check(at)).toBe("waiting");
    expect(commentIn(at, "answer")).toContain("draft");
    expect(summary(at)).toContain("Mark it as ready for review");
  });
});

describe("who may", () => {
  it("ID-01 somebody without a role is refused, on record, and told who may", async () => {
    const at = await announced();
    await say(at, cyd, "/approve-change");
    expect(check(at)).toBe("waiting");
    expect(commentIn(at, "answer")).toContain("hold no role");
    expect(commentIn(at, "answer")).toContain("maintainers");
    expect(kinds(at)).toContain("change.refusal");
    expect(at.reactions.at(-1)).toMatch(/:-1$/);
  });

  it("ID-02 an author who maintains cannot approve their own change", async () => {
    const at = await announced();
    at.permissions.set(olu.id, "admin");
    await say(at, olu, "/approve-change");
    expect(check(at)).toBe("waiting");
    expect(commentIn(at, "answer")).toContain("opened this pull request");
  });
});
