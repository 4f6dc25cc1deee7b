// Approvals over pushes, as the room shows them: what is kept, what is not and why, and whose merges make nobody a contributor.
import { describe, expect, it } from "vitest";
import { blobHash } from "../../src/change/hash.ts";
import { READ_FAILURES } from "../../src/core/known.ts";
import type { Reads } from "../../src/core/reads.ts";
import { ada, bob, commit, contributor, file, olu, sha, webFlow } from "../world.ts";
import { check, comment, commentIn, edit, look, policyOf, push, say, stage, summary, type Stage } from "./stage.ts";

const [OLD_BASE, TIP, HEAD, MERGED] = [sha("01d"), sha("ba5e"), sha("a1"), sha("c1")];
const side = (name: string) => ({ mode: "100644", sha: sha(name) });
const entry = (path: string, before: string, after: string) => ({ path, before: side(before), after: side(after) });

/** Approved by ada on an older base; then `by` merged the base, and nobody has looked since. */
async function mergedBy(
  by: typeof ada,
  change: object = { keep_approval_on: ["base-merge"] },
  evil: boolean | "both" = false,
): Promise<Stage> {
  const at = stage({ policy: policyOf({ change }), mergeBase: OLD_BASE });
  at.mergeBases.set(`${TIP} ${TIP}`, TIP).set(`${TIP} ${MERGED}`, TIP);
  await look(at);
  await say(at, ada, "/approve-change");
  expect(check(at)).toBe("success");
  push(at, "c1", by);
  at.commits.set(MERGED, [
    commit("a1", contributor(olu)),
    commit("c1", contributor(by), { parents: [HEAD, TIP], committer: contributor(webFlow) }),
  ]);
  at.entries.set(`${OLD_BASE} ${HEAD}`, [entry("src/a.ts", "b0", "b1")]);
  at.entries.set(`${TIP} ${MERGED}`, [
    entry("src/a.ts", evil === "both" ? "b5" : "b0", "b1"),
    ...(evil === true ? [entry("src/evil.ts", "b2", "b3")] : []),
  ]);
  edit(at, 12, { commits: 2 });
  return at;
}

const pushed = (by: typeof ada) => ({
  kind: "pull" as const,
  subject: { installation: 7, repository: 4711, kind: "pull" as const, name: "12" },
  repo: null,
  action: "synchronize",
  head: MERGED,
  base: "main",
  before: HEAD,
  by,
  at: 0,
  delivery: "d",
});

/** Below the merge lies another commit, by olu. */
function withHidden(at: Stage): string {
  const hidden = sha("d1");
  at.mergeBases.set(`${TIP} ${hidden}`, OLD_BASE);
  at.commits.set(MERGED, [
    commit("a1", contributor(olu)),
    commit("d1", contributor(olu), { parents: [HEAD] }),
    commit("c1", contributor(ada), { parents: [hidden, TIP], committer: contributor(webFlow) }),
  ]);
  at.entries.set(`${OLD_BASE} ${hidden}`, [entry("src/a.ts", "b0", "b1")]);
  return hidden;
}

describe("a merge of the base", () => {
  it("keeps the approval, and says so", async () => {
    const at = await mergedBy(olu);
    await look(at, { triggers: [pushed(olu)] });
    expect(check(at)).toBe("success");
    expect(summary(at)).toContain("nothing but merges of the base has come since");
    expect(commentIn(at, "change")).toContain("approved a1a1a1a1a1a1, and nothing but merges of the base");
    expect(commentIn(at, "change")).toContain("A push that changes what was approved, a retarget");
  });

  it("does not keep it where the policy does not say so", async () => {
    const at = await mergedBy(olu, {});
    await look(at, { triggers: [pushed(olu)] });
    expect(check(at)).toBe("waiting");
  });

  it("makes nobody a contributor: who pressed the button keeps their approval, and may approve", async () => {
    const at = await mergedBy(ada);
    await look(at, { triggers: [pushed(ada)] });
    expect(check(at)).toBe("success");
    const other = await mergedBy(bob, {});
    await look(other, { triggers: [pushed(bob)] });
    await say(other, bob, "/approve-change");
    expect(check(other)).toBe("success");
  });

  it("with something of its own does", async () => {
    const at = await mergedBy(ada, { keep_approval_on: ["base-merge"] }, true);
    await look(at, { triggers: [pushed(ada)] });
    expect(check(at)).toBe("waiting");
    expect(summary(at)).toContain("src/evil.ts");
    await say(at, ada, "/approve-change");
    expect(check(at)).toBe("waiting");
    expect(commentIn(at, "answer")).toMatch(/You .*(wrote|pushed)/);
  });

  it("of a path that both sides changed voids, and the path is named", async () => {
    const at = await mergedBy(olu, { keep_approval_on: ["base-merge"] }, "both");
    await look(at, { triggers: [pushed(olu)] });
    expect(check(at)).toBe("waiting");
    for (const text of [summary(at), commentIn(at, "change")]) {
      expect(text).toContain("joins changes of both sides to");
      expect(text).toContain("src/a.ts");
    }
  });

  it.each([
    { below: "a push that is heard of in the same look", tells: true, becomes: "success" },
    { below: "commits of which no push is known", tells: false, becomes: "waiting" },
  ])("on top of $below, approved at once by who made it: $becomes", async ({ tells, becomes }) => {
    const at = await mergedBy(ada, {});
    const below = withHidden(at);
    const approval = comment(at, ada, `/approve-change ${MERGED}`);
    const triggers = [...(tells ? [{ ...pushed(olu), head: below }] : []), pushed(ada)];
    await look(at, { triggers, said: [approval] });
    expect(check(at)).toBe(becomes);
  });

  it("by somebody with other commits below it hides none of them", async () => {
    const at = await mergedBy(ada);
    withHidden(at);
    await look(at, { triggers: [pushed(ada)] });
    expect(check(at)).toBe("waiting");
    expect(summary(at)).toContain("other commits than merges of the base came since");
    // Nobody saw that head pushed, so whoever pushed the merge pushed it, too.
    await say(at, ada, "/approve-change");
    expect(check(at)).toBe("waiting");
  });
});

describe("the same patch", () => {
  async function rebased(by = olu): Promise<Stage> {
    const at = await mergedBy(by, { keep_approval_on: ["same-patch"] });
    at.commits.set(MERGED, [commit("c1", contributor(by), { parents: [TIP] })]);
    edit(at, 12, { commits: 1 });
    return at;
  }

  it("keeps the approval over a rebase, and says so", async () => {
    const at = await rebased();
    await look(at, { triggers: [pushed(olu)] });
    expect(check(at)).toBe("success");
    expect(summary(at)).toContain("what is there now is the same patch");
  });

  it("does not keep the approval of whoever rebased it", async () => {
    const at = await rebased(ada);
    await look(at, { triggers: [pushed(ada)] });
    expect(check(at)).toBe("waiting");
  });

  it("in other words is none, and the path is named", async () => {
    const at = await rebased();
    at.entries.set(`${TIP} ${MERGED}`, [entry("src/a.ts", "b4", "b6")]);
    const one = file("src/a.ts", { additions: 1, deletions: 0 });
    at.patches.set(`${OLD_BASE} ${HEAD}`, [{ ...one, patch: "@@ -1 +1,2 @@\n one\n+two" }]);
    at.patches.set(`${TIP} ${MERGED}`, [{ ...one, patch: "@@ -1 +1,2 @@\n one\n+three" }]);
    at.texts.set("src/a.ts", "one\n");
    await look(at, { triggers: [pushed(olu)] });
    expect(check(at)).toBe("waiting");
    expect(commentIn(at, "change")).toMatch(/Not kept by same-patch.*src\/a\.ts.*another way/);
  });

  it("a change of the policy, an epoch or a base is not excused by it", async () => {
    const at = await rebased();
    at.policy = policyOf({ change: { keep_approval_on: ["same-patch"] }, hash: "p1" });
    await look(at, { triggers: [pushed(olu)] });
    expect(check(at)).toBe("waiting");
    const other = await rebased();
    other.events.set(12, [{ kind: "closed", at: other.now }]);
    await look(other, { triggers: [pushed(olu)] });
    expect(check(other)).toBe("waiting");
  });
});

describe("evidence that cannot be read", () => {
  const ways = [
    { keep: "base-merge", read: "changedEntries" },
    { keep: "same-patch", read: "changedEntries" },
    { keep: "same-patch", read: "patches" },
    { keep: "same-patch", read: "file" },
  ] as const satisfies readonly { keep: string; read: keyof Reads }[];
  const rows = ways.flatMap((way) => READ_FAILURES.map((failure) => ({ ...way, failure })));
  it.each(rows)(
    "$keep: $read fails ($failure), and it is not green until it can be",
    async ({ keep, read, failure }) => {
      const at = await mergedBy(olu, { keep_approval_on: [keep] });
      if (keep === "same-patch") {
        at.commits.set(MERGED, [commit("c1", contributor(olu), { parents: [TIP] })]);
        edit(at, 12, { commits: 1 });
        // The file was another one when the change was approved, so its texts have to tell.
        const after = "one\ntwo\n";
        const is = { path: "src/a.ts", before: side("b4"), after: { mode: "100644", sha: blobHash(after, MERGED) } };
        at.entries.set(`${TIP} ${MERGED}`, [is]);
        const patch = { ...file("src/a.ts"), patch: "@@ -1 +1,2 @@\n one\n+two" };
        at.patches.set(`${OLD_BASE} ${HEAD}`, [patch]).set(`${TIP} ${MERGED}`, [patch]);
        at.texts.set("src/a.ts", "one\n");
      }
      at.faults.set(read, failure);
      const plan = await look(at, { triggers: [pushed(olu)] });
      expect(plan.verdict.state).not.toBe("allow");
      expect(check(at)).not.toBe("success");
      at.faults.clear();
      await look(at);
      expect(check(at)).toBe("success");
    },
  );
});
