// One look at an issue: what is said there and what comes of it, when it is closed, opened again, and late.
import { describe, expect, it } from "vitest";
import type { Issue } from "../../../src/core/issue.ts";
import type { Known } from "../../../src/core/known.ts";
import type { Plan } from "../../../src/core/plan.ts";
import type { PolicyState } from "../../../src/core/policy.ts";
import type { LedgerRecord, PermissionLevel } from "../../../src/core/reads.ts";
import type { Person, Sha } from "../../../src/core/refs.ts";
import type { OpenedReview } from "../../../src/core/review.ts";
import type { Heard } from "../../../src/core/trigger.ts";
import type { WatchedChange } from "../../../src/sensor/policy.ts";
import { deadlineOf, decideIssue } from "../../../src/sensor/reviews/decide.ts";
import type { IssueFacts } from "../../../src/sensor/reviews/facts.ts";
import { ada, bob, cyd, DAY, HOUR, MINUTE, MONDAY, olu, sha } from "../../world.ts";
import { issueSubject, MAIN, paper, policyOf, WHOLE } from "../paper.ts";
import { holding, is, text, unread } from "../rows.ts";

const NUMBER = 31;
const policy = policyOf(paper());
const levels: [number, PermissionLevel][] = [
  [ada.id, "maintain"],
  [bob.id, "maintain"],
  [cyd.id, "read"],
  [olu.id, "maintain"],
];

/** Owed within two business days, since Monday at nine; olu pushed it. */
const review: OpenedReview = {
  ...{ slot: "review/push-1", what: "exception", code: "direct-push", branch: "main", pull: null, commit: sha("b") },
  ...{ since: MONDAY, within: "2bd", by: ["maintainers"], not: [olu.id], issue: NUMBER },
};
const open: Issue = {
  ...{ number: NUMBER, nodeId: "I_1", title: "Review", body: "", state: "open", stateReason: null, author: null },
  ...{ labels: [], assignees: [], isPull: false, createdAt: MONDAY, updatedAt: MONDAY + 7 },
};
const owedIn = (issue: NonNullable<IssueFacts["owed"]>["issue"]) => {
  return { owed: { review, issue } };
};
const closed = owedIn(is({ ...open, state: "closed" }));

/** An issue in which a review is owed, on Monday morning, with nothing said. */
function facts(differs: Partial<IssueFacts> = {}): IssueFacts {
  const heard = differs.heard ?? [];
  return {
    ...{ is: "issue", now: MONDAY, subject: issueSubject(NUMBER), number: NUMBER, heard },
    records: is([]),
    ...owedIn(is(open)),
    authority: {
      ownerType: "Organization",
      permissions: new Map(levels.map(([id, level]) => [id, is(level)])),
      teams: new Map(),
      accounts: new Map(),
    },
    said: new Map(
      heard.map(({ said }) => [said.id, is({ is: "there", body: said.body, edited: false, byEmail: false })]),
    ),
    tips: new Map<string, Known<Sha | null>>([
      ["main", is(sha("c"))],
      ["nowhere", is(null)],
    ]),
    ...differs,
  };
}

const decide = (differs: Partial<IssueFacts> = {}, state: PolicyState<WatchedChange> = policy): Plan =>
  decideIssue(facts(differs), state);

/** The fifth line of comment 77, or of another. */
function says(by: Person, name: string, args: string, id = 77): Heard {
  const command = { name, args, because: "it is right", line: 5 };
  const body = `/${name} ${args} because it is right`;
  const place = { channel: "comment", id, nodeId: `C_${id}`, on: NUMBER } as const;
  return { command, said: { ...place, body, by, viaApp: false, createdAt: MONDAY - 9, commit: null } };
}
const accepts = (by: Person, id?: number): Heard => says(by, "review-change", "accept", id);
const rejects = (by: Person, id?: number): Heard => says(by, "review-change", "reject", id);

const record = (kind: string, data: LedgerRecord["data"], at = MONDAY): LedgerRecord => {
  return { sequence: 1, kind, by: null, at, data };
};
const reminded = (at: number): LedgerRecord => record("review.reminded", {}, at);
const judged = (outcome: string): LedgerRecord => record("review.judged", { outcome, because: "so" });
const over: LedgerRecord = record("review.closed", {});

const react = (sign: string, id = 77) => {
  const to = { channel: "comment", id, nodeId: `C_${id}` };
  return { do: "react", to, with: sign, why: text, key: `react:comment:${id}:${sign}` };
};
const comment = (slot: string, body: string) => {
  const key = expect.stringMatching(new RegExp(`^comment:${slot}:[0-9a-f]{64}$`, "u")) as string;
  return { do: "comment", on: NUMBER, slot, body: holding(body), why: text, key };
};
const given = (outcome: string, by: Person, id = 77) => {
  const at = { channel: "comment", id, line: 5 };
  const data = { outcome, because: "it is right", at, saidAt: MONDAY - 9 };
  const why = `/review-change by @${by.login}`;
  return [{ do: "record", kind: "review.judged", by, data, why, key: `review:comment:${id}:5` }, react("+1", id)];
};
const refused = (command: string, code: string, by: Person, id = 77) => {
  const at = { channel: "comment", id, line: 5 };
  const data = expect.objectContaining({ at, command, code }) as unknown;
  return [
    { do: "record", kind: "review.refusal", by, data, why: text, key: `refusal:comment:${id}:5` },
    comment("answer", `/${command}`),
    react("-1", id),
  ];
};
const data = { slot: "review/push-1", issue: NUMBER };
const closes = (reason: string) => {
  return { do: "close", on: NUMBER, reason, why: text, key: `close:${NUMBER}` };
};
const isOver = { do: "record", kind: "review.closed", by: null, data, why: text, key: `closed:${NUMBER}` };
const isDone = { ...isOver, kind: "review.done", about: WHOLE, key: `done:${NUMBER}` };
const isOverOnceClosed = { ...isOver, restsOn: [`close:${NUMBER}`] };
const accepted = comment("review", "Reviewed and accepted");
const rejected = comment("review", "Reviewed and rejected");

const DUE = MONDAY + 2 * DAY;

describe("an issue in which nothing can be said", () => {
  it.each<[string, Partial<IssueFacts>, PolicyState<WatchedChange>, string, number | undefined]>([
    ["is one without a review, where nobody says anything", { owed: null }, policy, "no-review", undefined],
    ["is one whose records cannot be read", { records: unread }, policy, "read-failed", MONDAY + 5 * MINUTE],
    ["is one that cannot be read itself", owedIn(unread), policy, "read-failed", MONDAY + 5 * MINUTE],
    [
      "is one where what was said cannot be read again",
      { heard: [accepts(ada)], said: new Map([[77, unread]]) },
      policy,
      "read-failed",
      MONDAY + 5 * MINUTE,
    ],
    ["is one without a policy", { heard: [accepts(ada)] }, { is: "absent", commit: sha("c") }, "no-policy", undefined],
    [
      "is one whose policy is not valid",
      { heard: [accepts(ada)] },
      { is: "broken", commit: sha("c"), problems: [] },
      "read-failed",
      MONDAY + 5 * MINUTE,
    ],
    [
      "is one without a review whose policy cannot be read, where somebody says something",
      { owed: null, heard: [says(ada, "baseline", "main")] },
      { is: "unknown", message: "502" },
      "read-failed",
      MONDAY + 5 * MINUTE,
    ],
    [
      "is one without a review and without a policy, where somebody says something",
      { owed: null, heard: [says(ada, "baseline", "main")] },
      { is: "absent", commit: sha("c") },
      "no-policy",
      undefined,
    ],
    [
      "is one without a review, and no policy is asked for it",
      { owed: null },
      { is: "unknown", message: "502" },
      "no-review",
      undefined,
    ],
  ])("%s", (_, differs, state, code, again) => {
    const plan = decide(differs, state);
    expect(plan.verdict).toMatchObject({ state: code === "read-failed" ? "unknown" : "off", code });
    expect(plan.steps).toEqual([]);
    expect(plan.lookAgainAt).toBe(again);
  });

  it.each<[string, Partial<IssueFacts>, PolicyState<WatchedChange>, string]>([
    ["the records", { records: unread }, policy, "the thing: 502"],
    ["the issue", owedIn(unread), policy, "the thing: 502"],
    ["what was said", { heard: [accepts(ada)], said: new Map([[77, unread]]) }, policy, "the thing: 502"],
    ["the policy", {}, { is: "unknown", message: "502" }, "the policy: it cannot be read"],
  ])("says what could not be read: %s", (_, differs, state, what) => {
    expect(decide(differs, state).verdict.title).toBe(`Could not find out about ${what}.`);
  });
});

describe("what is said in the issue of a review", () => {
  const closing = [accepted, closes("completed"), isOverOnceClosed];
  it.each<[string, Partial<IssueFacts>, string, readonly unknown[]]>([
    [
      "gives the review: it is kept, answered, and the issue is closed",
      { heard: [accepts(ada)] },
      "reviewed",
      [...given("accept", ada), ...closing],
    ],
    [
      "gives it by a rejection too",
      { heard: [rejects(bob)] },
      "reviewed",
      [...given("reject", bob), rejected, closes("not_planned"), isOverOnceClosed],
    ],
    [
      "counts the first time, and the second is refused",
      { heard: [accepts(ada), rejects(bob, 78)] },
      "reviewed",
      [...given("accept", ada), ...refused("review-change", "given", bob, 78), ...closing],
    ],
    [
      "counts after a refusal: that gave nothing",
      { heard: [accepts(olu), accepts(ada, 78)] },
      "reviewed",
      [...refused("review-change", "own-hand", olu), ...given("accept", ada, 78), ...closing],
    ],
    [
      "is refused to who had a hand in it",
      { heard: [accepts(olu)] },
      "review-owed",
      refused("review-change", "own-hand", olu),
    ],
    [
      "is refused to who holds no role",
      { heard: [accepts(cyd)] },
      "review-owed",
      refused("review-change", "no-role", cyd),
    ],
    [
      "is refused once the review is on record",
      { heard: [rejects(ada)], records: is([judged("accept"), over]) },
      "reviewed",
      refused("review-change", "given", ada),
    ],
    [
      "sets a baseline: on record about the branch, which is looked at, and answered",
      { heard: [says(ada, "baseline", "main")] },
      "review-owed",
      [
        {
          ...{ do: "record", kind: "sensor.baseline", by: ada, about: MAIN, why: "/baseline by @ada" },
          data: { sha: sha("c"), source: "person", because: "it is right", id: null },
          key: "sensor.baseline:comment:77:5",
        },
        { do: "wake", subject: MAIN, at: MONDAY, why: text, key: "wake:comment:77:5" },
        comment("answer", "begins anew"),
        react("+1"),
      ],
    ],
    [
      "sets no baseline where nobody governs the branch",
      { heard: [says(ada, "baseline", "nowhere")] },
      "review-owed",
      refused("baseline", "not-governed", ada),
    ],
    [
      "holds up all of it while one cannot be judged: nothing is done, and all are heard again",
      { heard: [accepts(ada), says(ada, "baseline", "main", 78)], tips: new Map([["main", unread]]) },
      "read-failed",
      [],
    ],
  ])("%s", (_, differs, code, steps) => {
    const plan = decide(differs);
    expect(plan.verdict.code).toBe(code);
    expect(plan.steps).toEqual(steps);
  });

  it("names the refusal in the answer, and what to do instead", () => {
    const bodies = decide({ heard: [accepts(cyd)] }).steps.flatMap((step) =>
      step.do === "comment" ? [step.body] : [],
    );
    expect(bodies).toEqual([holding("You hold no role that may do this.")]);
  });

  it("answers two different refusals under two keys, so that neither is taken for the other", () => {
    const keys = [accepts(cyd), accepts(olu)].map((one) => {
      return decide({ heard: [one] }).steps.find((step) => step.do === "comment")?.key;
    });
    expect(new Set(keys).size).toBe(2);
  });
});

describe("what is said in any other issue", () => {
  it.each<[string, Heard, readonly unknown[]]>([
    ["gives no review", accepts(ada), refused("review-change", "no-review", ada)],
    [
      "may set a baseline",
      says(ada, "baseline", "main"),
      [
        expect.objectContaining({ kind: "sensor.baseline", about: MAIN }),
        expect.objectContaining({ do: "wake" }),
        comment("answer", "begins anew"),
        react("+1"),
      ],
    ],
  ])("%s", (_, heard, steps) => {
    const plan = decide({ owed: null, heard: [heard] });
    expect(plan.verdict).toMatchObject({ state: "off", code: "no-review" });
    expect(plan.steps).toEqual(steps);
    expect(plan.lookAgainAt).toBeUndefined();
  });
});

describe("a review that was given", () => {
  it.each<[string, Partial<IssueFacts>, readonly unknown[]]>([
    ["closes the issue", { records: is([judged("accept")]) }, [accepted, closes("completed"), isOverOnceClosed]],
    [
      "closes it by a rejection as not planned",
      { records: is([judged("reject")]) },
      [rejected, closes("not_planned"), isOverOnceClosed],
    ],
    ["closes it once: whoever opens it again has a reason", { records: is([judged("accept"), over]) }, []],
    [
      "closes no issue that is closed, and says so in it",
      { ...closed, records: is([judged("accept")]) },
      [accepted, isOverOnceClosed],
    ],
    [
      "is no longer late, for the whole repository",
      { records: is([reminded(MONDAY), judged("accept")]) },
      [isDone, accepted, closes("completed"), isOverOnceClosed],
    ],
  ])("%s", (_, differs, steps) => {
    const plan = decide({ now: MONDAY + 30 * DAY, ...differs });
    expect(plan.verdict).toMatchObject({ state: "allow", code: "reviewed" });
    expect(plan.steps).toEqual(steps);
    expect(plan.lookAgainAt).toBeUndefined();
  });
});

describe("a review that is owed", () => {
  const late = (line: number) => [
    { do: "record", kind: "review.overdue", by: null, data, about: WHOLE, why: text, key: `overdue:${NUMBER}` },
    { do: "label", on: NUMBER, add: ["overdue"], remove: [], create: true, why: text, key: `label:${NUMBER}:${line}` },
    comment(`overdue-${line + 1}`, "until `2026-03-04 09:00` UTC"),
    { do: "record", kind: "review.reminded", by: null, data, why: text, key: `reminded:${NUMBER}:${line}` },
  ];
  const FRIDAY = MONDAY + 4 * DAY;

  it.each<[string, Partial<IssueFacts>, readonly unknown[], number]>([
    ["is waited for until its time is over", {}, [], DUE],
    ["is not late a moment before", { now: DUE - 1 }, [], DUE],
    ["is late from then on: a label, a line, and a fact for the repository", { now: DUE }, late(0), DUE + DAY],
    ["has one line a business day", { now: DUE + HOUR, records: is([reminded(DUE)]) }, [], DUE + DAY],
    [
      "has its second line a business day after the first",
      { now: DUE + DAY, records: is([reminded(DUE)]) },
      late(1),
      DUE + 2 * DAY,
    ],
    [
      "has its next line after the weekend",
      { now: FRIDAY + 2 * HOUR, records: is([reminded(DUE), reminded(FRIDAY + HOUR)]) },
      [],
      FRIDAY + 3 * DAY + HOUR,
    ],
    [
      "counts its lines, and no other records",
      { now: FRIDAY, records: is([reminded(DUE), record("review.opened", {}), reminded(DUE + DAY)]) },
      late(2),
      FRIDAY + 3 * DAY,
    ],
    [
      "opens an issue again that was closed by hand, and says what closes it",
      closed,
      [
        { do: "reopen", on: NUMBER, why: text, key: `reopen:${NUMBER}:${MONDAY + 7}` },
        comment("review", "This issue was closed"),
      ],
      DUE,
    ],
  ])("%s", (_, differs, steps, again) => {
    const plan = decide(differs);
    expect(plan.verdict).toMatchObject({ state: "wait", code: "review-owed", owes: "maintainers" });
    expect(plan.steps).toEqual(steps);
    expect(plan.lookAgainAt).toBe(again);
  });

  it.each([
    ["2bd", DUE],
    ["36h", MONDAY + 36 * HOUR],
    ["soon", MONDAY],
  ])("is late after %s; what cannot be read has run out", (within, deadline) => {
    if (policy.is !== "ok") throw new Error("the policy of the table is valid");
    expect(deadlineOf({ ...review, within }, policy.policy)).toBe(deadline);
  });
});
