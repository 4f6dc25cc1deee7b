// What was written first counts as first, whatever comes late; and a review is judged when it is first seen.
import { describe, expect, it } from "vitest";
import type { Trigger } from "../../src/core/trigger.ts";
import type { Person } from "../../src/core/refs.ts";
import { ada, bob, commit, contributor, cyd, dee, olu, pullSubject, repo, SECOND, sha } from "../world.ts";
import { check, comment, edit, happen, kinds, later, look, policyOf, say, stage, type Stage } from "./stage.ts";

const HEAD = sha("a1");
const GO = "/approve-change";
const NO = "/reject-change because it is not ready";

async function announced(differs: Partial<Stage> = {}): Promise<Stage> {
  const at = stage(differs);
  await look(at);
  return at;
}

interface Order {
  readonly name: string;
  /** By whom and what, as written. */
  readonly written: readonly (readonly [Person, string])[];
  /** The order in which they come. */
  readonly heard: readonly number[];
  readonly becomes: string;
}

const LIFT = "/reject-change cancel";
const ORDERS: readonly Order[] = [
  {
    name: "a lift that comes before its rejection",
    written: [
      [ada, GO],
      [bob, NO],
      [bob, LIFT],
    ],
    heard: [0, 2, 1],
    becomes: "success",
  },
  {
    name: "an approval that comes before a rejection",
    written: [
      [bob, NO],
      [bob, GO],
    ],
    heard: [1, 0],
    becomes: "success",
  },
  {
    name: "a withdrawal that comes after a later approval",
    written: [
      [ada, `${GO} cancel`],
      [ada, GO],
    ],
    heard: [1, 0],
    becomes: "success",
  },
  {
    name: "a withdrawal that comes before its approval",
    written: [
      [ada, GO],
      [ada, `${GO} cancel`],
    ],
    heard: [1, 0],
    becomes: "waiting",
  },
  {
    name: "a release that comes before its hold",
    written: [
      [ada, GO],
      [bob, "/hold"],
      [bob, "/unhold"],
    ],
    heard: [0, 2, 1],
    becomes: "success",
  },
  {
    name: "a release by a role that comes before the hold",
    written: [
      [ada, GO],
      [cyd, "/hold"],
      [bob, "/unhold"],
    ],
    heard: [0, 2, 1],
    becomes: "success",
  },
  {
    name: "a release without a role",
    written: [
      [ada, GO],
      [bob, "/hold"],
      [dee, "/unhold"],
    ],
    heard: [0, 2, 1],
    becomes: "waiting",
  },
];

describe("what comes late", () => {
  it.each(ORDERS)("WH-12 $name", async ({ written, heard, becomes }) => {
    const at = await announced();
    const said = written.map(([by, body]) => comment(at, by, body));
    later(at, SECOND);
    for (const n of heard) await look(at, { said: said.slice(n, n + 1) });
    expect(check(at)).toBe(becomes);
    const inOrder = await announced();
    for (const [by, body] of written) await say(inOrder, by, body);
    expect(check(inOrder)).toBe(becomes);
  });

  it("somebody else's hold holds again when whoever let go of it has lost the role", async () => {
    const at = await announced();
    await say(at, cyd, "/hold");
    await say(at, ada, GO);
    await say(at, bob, "/unhold");
    expect(check(at)).toBe("success");
    at.permissions.set(bob.id, "read");
    await look(at);
    expect(check(at)).toBe("waiting");
  });
});

describe("a review is judged when it is first seen", () => {
  const counting = policyOf({ change: { reviews: "count" } });

  /** It is there, and its delivery comes. */
  async function review(at: Stage, by: Person, on = HEAD): Promise<void> {
    const said = { ...comment(at, by, ""), channel: "review" as const, commit: on };
    const { id, createdAt } = said;
    at.reviews.set(12, [
      ...(at.reviews.get(12) ?? []),
      { id, nodeId: `R_${id}`, by, state: "approved", commit: on, body: "", submittedAt: createdAt },
    ]);
    const trigger: Trigger = {
      ...{ kind: "review", action: "submitted", state: "approved", said, by, at: createdAt, delivery: "d" },
      ...{ subject: pullSubject(12), repo },
    };
    later(at, SECOND);
    await look(at, { triggers: [trigger] });
  }

  it("and counts where reviews count", async () => {
    const at = await announced({ policy: counting });
    await review(at, ada);
    await review(at, ada);
    expect(check(at)).toBe("success");
    expect(kinds(at).filter((kind) => kind === "change.approval")).toHaveLength(2);
  });

  it("one that was ignored is no approval under a policy that counts them", async () => {
    const at = await announced();
    await review(at, ada);
    expect(kinds(at)).toContain("change.refusal");
    at.policy = counting;
    await look(at);
    expect(check(at)).toBe("waiting");
    await review(at, bob);
    expect(check(at)).toBe("success");
  });

  it("AP-17 one of a draft is none when the draft is ready", async () => {
    const at = await announced({ policy: counting });
    happen(at, "converted-to-draft", { draft: true });
    await look(at);
    await review(at, ada);
    edit(at, 12, { draft: false });
    await look(at);
    expect(check(at)).toBe("waiting");
  });

  it("whoever did nothing but merge the base is no contributor for it, by a review either", async () => {
    const at = await announced({ policy: counting });
    const [merge, tip] = [sha("c3"), sha("ba5e2")];
    at.mergeBases.set(`${tip} ${HEAD}`, sha("ba5e"));
    at.mergeBases.set(`${sha("ba5e")} ${tip}`, tip);
    const made = commit("c3", contributor(ada), { parents: [HEAD, tip] });
    at.commits.set(merge, [commit("a1", contributor(olu)), made]);
    at.pushers.set(merge, ada);
    edit(at, 12, { head: { sha: merge, ref: "mend", repository: repo.id }, commits: 2 });
    await look(at);
    await review(at, ada, merge);
    expect(check(at)).toBe("success");

    // Whoever pushes it again has not made it.
    const again = { kind: "pull", action: "synchronize", head: merge, base: "main", before: null, by: bob } as const;
    await look(at, {
      triggers: [{ ...again, at: at.now, delivery: "again", subject: pullSubject(12), repo }],
      said: [comment(at, bob, `${GO} ${merge}`)],
    });
    expect(kinds(at).filter((kind) => kind === "change.approval")).toHaveLength(1);
  });

  it("ID-01 one by somebody without a role is none when they get one", async () => {
    const at = await announced({ policy: counting });
    await review(at, dee);
    at.permissions.set(dee.id, "maintain");
    await look(at);
    expect(check(at)).toBe("waiting");
    await review(at, dee);
    expect(check(at)).toBe("success");
  });
});
