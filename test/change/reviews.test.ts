import { describe, expect, it } from "vitest";
import type { Review } from "../../src/core/pull.ts";
import { ada, bob, copilot, cyd, MINUTE, olu, sha } from "../world.ts";
import {
  check,
  codes,
  edit,
  happen,
  kinds,
  later,
  look,
  policyOf,
  push,
  retarget,
  say,
  stage,
  type Stage,
} from "./stage.ts";

const HEAD = sha("a1");
const COUNT = { policy: policyOf({ change: { reviews: "count" } }) };

function review(at: Stage, by: Review["by"], state: Review["state"], differs: Partial<Review> = {}): void {
  later(at, MINUTE);
  const id = ++at.ids;
  const one = { id, nodeId: `R_${id}`, by, state, commit: HEAD, body: "", submittedAt: at.now, ...differs };
  at.reviews.set(12, [...(at.reviews.get(12) ?? []), one]);
  later(at, MINUTE);
}

/** Announced, with ada's approving review of the head, looked at. */
async function reviewed(differs: Partial<Stage> = COUNT): Promise<Stage> {
  const at = stage(differs);
  await look(at);
  review(at, ada, "approved");
  await look(at);
  return at;
}

describe("approving reviews", () => {
  it("count where the policy says so, and only there", async () => {
    expect(check(await reviewed())).toBe("success");
    expect(check(await reviewed({}))).toBe("waiting");
  });

  it("of another commit, of no commit, by a bot, without a role, or not approving, do not count", async () => {
    const at = stage(COUNT);
    await look(at);
    review(at, ada, "approved", { commit: sha("b2") });
    review(at, ada, "approved", { commit: null });
    review(at, copilot, "approved");
    review(at, null, "approved");
    review(at, cyd, "approved");
    review(at, bob, "commented");
    await look(at);
    expect(kinds(at)).not.toContain("change.approval");
    expect(check(at)).toBe("waiting");
  });

  it("by the author do not count", async () => {
    const at = stage(COUNT);
    at.permissions.set(olu.id, "admin");
    await look(at);
    review(at, olu, "approved");
    await look(at);
    expect(check(at)).toBe("waiting");
  });

  it("that were dismissed before they were seen end no rejection of the same person", async () => {
    const at = await reviewed();
    await say(at, bob, "/reject-change because it is not ready");
    review(at, bob, "dismissed");
    await look(at);
    expect(check(at)).toBe("failure");
    review(at, bob, "approved");
    await look(at);
    expect(check(at)).toBe("success");
  });

  it("of a draft do not count, not even when it is ready", async () => {
    const at = stage(COUNT);
    edit(at, 12, { draft: true });
    await look(at);
    review(at, ada, "approved");
    await look(at);
    expect(kinds(at)).not.toContain("change.approval");
  });

  it("that came before the announcement count from the next look on, which the plan asks for at once", async () => {
    const at = stage(COUNT);
    review(at, ada, "approved");
    const plan = await look(at);
    expect(check(at)).toBe("waiting");
    expect(plan.lookAgainAt).toBe(at.now);
    const next = await look(at);
    expect(check(at)).toBe("success");
    expect(next.lookAgainAt).toBeGreaterThan(at.now);
  });

  it("a head without an approving review is not looked at again at once", async () => {
    const at = stage(COUNT);
    review(at, ada, "commented");
    review(at, ada, "approved", { commit: sha("b2") });
    expect((await look(at)).lookAgainAt).toBeGreaterThan(at.now);
  });

  it("a dismissed one is void", async () => {
    const at = await reviewed();
    at.reviews.set(
      12,
      (at.reviews.get(12) ?? []).map((one) => ({ ...one, state: "dismissed" })),
    );
    const plan = await look(at);
    expect(codes(plan.verdict)).toContain("review-dismissed");
    expect(check(at)).toBe("waiting");
  });

  it("a later request for changes by the same person voids it; an earlier one, or somebody else's, does not", async () => {
    const at = stage(COUNT);
    await look(at);
    review(at, ada, "changes_requested");
    review(at, ada, "approved");
    review(at, bob, "changes_requested");
    review(at, ada, "commented");
    await look(at);
    expect(check(at)).toBe("success");
    review(at, ada, "changes_requested");
    const plan = await look(at);
    expect(codes(plan.verdict)).toContain("review-dismissed");
    expect(check(at)).toBe("waiting");
  });

  it("a request for changes that is dismissed brings no approval before it back; a later approval counts", async () => {
    const at = await reviewed();
    review(at, ada, "dismissed");
    await look(at);
    expect(check(at)).toBe("waiting");
    review(at, ada, "approved");
    await look(at);
    expect(check(at)).toBe("success");
  });

  it("one that was dismissed before takes nothing from a later one", async () => {
    const at = stage(COUNT);
    await look(at);
    review(at, ada, "dismissed");
    at.now += MINUTE;
    review(at, ada, "approved");
    await look(at);
    expect(check(at)).toBe("success");
  });

  it("one that is no longer there is void", async () => {
    const at = await reviewed();
    at.reviews.delete(12);
    const plan = await look(at);
    expect(codes(plan.verdict)).toContain("review-not-there");
    expect(check(at)).toBe("waiting");
  });

  it("one that went away takes nothing from a command that stands, whichever came first", async () => {
    const first = await reviewed();
    await say(first, ada, "/approve-change");
    first.reviews.delete(12);
    await look(first);
    expect(check(first)).toBe("success");
    const second = stage(COUNT);
    await look(second);
    await say(second, ada, "/approve-change");
    review(second, ada, "approved");
    await look(second);
    second.reviews.delete(12);
    await look(second);
    expect(check(second)).toBe("success");
  });

  it("is tied to what it approved: a retarget or a push voids it, and it is not taken anew", async () => {
    const at = await reviewed();
    retarget(at, "next");
    retarget(at, "main");
    await look(at);
    expect(check(at)).toBe("waiting");
    const other = await reviewed();
    push(other, "b2");
    await look(other);
    expect(check(other)).toBe("waiting");
  });

  it("one that was written before a close that nobody had looked at is not taken", async () => {
    const at = stage(COUNT);
    await look(at);
    review(at, ada, "approved");
    happen(at, "closed", { state: "closed" });
    happen(at, "reopened", { state: "open" });
    await look(at);
    expect(kinds(at)).not.toContain("change.approval");
  });

  it("a withdrawal by command takes it back for good", async () => {
    const at = await reviewed();
    await say(at, ada, "/approve-change cancel");
    await look(at);
    expect(check(at)).toBe("waiting");
  });

  it("a command in a review's body counts for the review's own commit", async () => {
    const at = stage();
    await look(at);
    await say(at, ada, "/approve-change", { channel: "review", commit: sha("b2") });
    expect(check(at)).toBe("waiting");
    await say(at, ada, "/approve-change", { channel: "review", commit: HEAD });
    expect(check(at)).toBe("success");
  });
});
