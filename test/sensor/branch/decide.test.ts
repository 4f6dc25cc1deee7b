// One look at a governed branch: where its record begins, what became of each move, what waits, and what is settled.
import { describe, expect, it } from "vitest";
import type { BranchCommit } from "../../../src/core/branch.ts";
import type { Plan } from "../../../src/core/plan.ts";
import type { OpenPull } from "../../../src/core/pull.ts";
import type { Person, Sha } from "../../../src/core/refs.ts";
import { decideBranch, GRACE, LOOK_EVERY, SETTLE_AFTER } from "../../../src/sensor/branch/decide.ts";
import type { BranchFacts, Span } from "../../../src/sensor/branch/facts.ts";
import type { BranchHistory } from "../../../src/sensor/branch/history.ts";
import type { Move } from "../../../src/sensor/moves.ts";
import type { Entry, Mapped } from "../../../src/sensor/records.ts";
import * as world from "../../world.ts";
import { cyd, MINUTE, MONDAY, olu, pull, sha } from "../../world.ts";
import { MAIN, merged, WHOLE } from "../paper.ts";
import { holding, is, text, unread } from "../rows.ts";

const NONE = "0".repeat(40);
const [A, B, C, D] = [sha("a"), sha("b"), sha("c"), sha("d")];

const baseline = (tip: Sha): Entry => {
  const data = { sha: tip, source: "first-look", because: "", id: 3 } as const;
  return { kind: "sensor.baseline", by: null, recordedAt: MONDAY, data };
};
const looked = (before: Sha, after: Sha, part = 1, parts = 1): Entry => {
  const data = { id: 5, before, after, kind: "push", at: MONDAY, part, parts, commits: [], removed: [] };
  return { kind: "sensor.move", by: cyd, recordedAt: MONDAY, data };
};
const told = (before: Sha, after: Sha, by: Person | null): Entry => {
  return { kind: "sensor.pushed", by, recordedAt: MONDAY, data: { before, after } };
};
const waiting = (after: Sha, recordedAt: number): Entry => {
  return { kind: "sensor.waiting", by: null, recordedAt, data: { after } };
};

const history = (differs: Partial<BranchHistory> = {}): BranchHistory => {
  const none = { isAside: false, lostMoves: 0, merged: [], opened: [] };
  return { settled: null, upTo: 70, rows: 4, entries: [baseline(A)], ...none, ...differs };
};

/** A governed branch whose record began at A, and on which nothing has happened since. */
function facts(differs: Partial<BranchFacts> = {}): BranchFacts {
  return {
    ...{ is: "branch", now: MONDAY, subject: MAIN, branch: "main", watched: true, pushed: [] },
    repository: is(world.repository()),
    history: is(history()),
    adopted: is({ lost: false, at: MONDAY }),
    tip: is(A),
    beginning: is(null),
    spans: is([]),
    lots: is(new Map()),
    ...differs,
  };
}

function commit(name: Sha, differs: Partial<BranchCommit> = {}): BranchCommit {
  const people = { author: olu, committer: olu, byGitHub: false };
  return { sha: name, parents: [A], tree: name, title: "Change", ...people, ...differs };
}

/** One move with one commit, which nothing explains. */
function span(move: Partial<Move> = {}, differs: Partial<Span> = {}): Span {
  const whole: Move = { id: 5, before: A, after: B, kind: "push", by: cyd, at: MONDAY, ...move };
  const commits = differs.commits ?? [commit(whole.after)];
  const mapped = new Map<Sha, Mapped | null>(commits.map(({ sha: name }) => [name, null]));
  return { move: whole, commits, mapped, removed: [], pulls: [], ...differs };
}

/** The same, with its commits explained by pull request 12. */
function explained(move: Partial<Move> = {}, differs: Partial<Span> = {}): Span {
  const open = span({ kind: "pr_merge", ...move }, differs);
  const by = (name: Sha): Mapped => ({ sha: name, is: "change", pull: 12, code: "approved" });
  return { ...open, mapped: new Map(open.commits.map(({ sha: name }) => [name, by(name)])) };
}

const lookedAfter = (name: string): OpenPull => pull(12, { base: { sha: A, ref: name }, merged: true });

const decide = (differs: Partial<BranchFacts> = {}): Plan => decideBranch(facts(differs), { mode: "enforce" });
/** With these records, and these moves since. */
const onRecord = (entries: readonly Entry[], rest: Partial<BranchFacts> = {}, so: Partial<BranchHistory> = {}): Plan =>
  decide({ history: is(history({ entries, ...so })), ...rest });

const wait = (after: Sha) => {
  return { do: "record", kind: "sensor.waiting", by: null, data: { after }, why: text, key: `sensor.waiting:${after}` };
};
const kept = (before: Sha, after: Sha, by: Person | null) => {
  const key = `sensor.pushed:${before}:${after}:${by?.id ?? 0}`;
  return { do: "record", kind: "sensor.pushed", by, data: { before, after }, why: text, key };
};
const move = (key: string) => expect.objectContaining({ kind: "sensor.move", key: `sensor.move:${key}` }) as unknown;
const exception = (code: string) =>
  expect.objectContaining({
    kind: "sensor.exception",
    data: expect.objectContaining({ code }) as unknown,
  }) as unknown;
const issue = expect.objectContaining({ do: "open-issue" }) as unknown;

describe("a branch that is not looked at", () => {
  it("is one that the policy does not govern: a push to it is not kept", () => {
    const plan = decide({ watched: false, pushed: [{ before: A, after: B, by: cyd }] });
    expect(plan).toEqual({
      verdict: expect.objectContaining({ state: "off", code: "not-governed" }) as unknown,
      steps: [],
    });
  });

  const all = ["repository", "history", "adopted", "tip", "beginning", "spans", "lots"] as const;
  it.each(all)("is one where %s cannot be read: it says so, and looks again in five minutes", (fact) => {
    const plan = decide({ spans: is([span()]), [fact]: unread });
    expect(plan.verdict).toMatchObject({ state: "unknown", code: "read-failed" });
    expect(plan.verdict.title).toBe("Could not find out about the thing: 502.");
    expect(plan.steps).toEqual([]);
    expect(plan.lookAgainAt).toBe(MONDAY + 5 * MINUTE);
  });

  it.each(all)("keeps the push that an event told of although %s cannot be read", (fact) => {
    const plan = decide({
      watched: false,
      pushed: [{ before: A, after: B, by: cyd }],
      [fact]: unread,
      repository: unread,
    });
    expect(plan.steps).toEqual([kept(A, B, cyd)]);
  });
});

describe("a push that an event tells of", () => {
  const pushed = [
    { before: A, after: B, by: cyd },
    { before: B, after: C, by: null },
  ];
  it.each<[string, readonly Entry[], readonly unknown[]]>([
    ["is kept with who did it, each one", [], [kept(A, B, cyd), kept(B, C, null)]],
    ["is not kept twice", [told(A, B, cyd)], [kept(B, C, null)]],
    ["is not kept twice where nobody says who did it", [told(B, C, null)], [kept(A, B, cyd)]],
    ["is kept again when somebody else did the same", [told(A, B, olu)], [kept(A, B, cyd), kept(B, C, null)]],
    ["is no other push's record", [told(B, A, cyd)], [kept(A, B, cyd), kept(B, C, null)]],
    ["is nothing new when both are on record", [told(A, B, cyd), told(B, C, null)], []],
  ])("%s", (_, entries, steps) => {
    expect(onRecord([baseline(A), ...entries], { pushed }).steps).toEqual(steps);
  });
});

describe("a branch whose record has not begun", () => {
  const begin = (differs: Partial<BranchFacts>): Plan => onRecord([], differs);
  const first = (source: string, id: number | null) => {
    const data = { sha: B, source, because: "", id };
    const words = source === "created" ? holding("left the default branch") : text;
    return { do: "record", kind: "sensor.baseline", by: null, data, why: words, key: `sensor.baseline:first:${B}` };
  };
  const tip = is({ sha: B, source: "first-look", id: 8 } as const);
  const created = is({ sha: B, source: "created", id: 0 } as const);
  const lost = is({ lost: true, at: MONDAY });

  it.each<[string, Partial<BranchFacts>, string, readonly unknown[], number | undefined]>([
    ["begins at its tip at the first look", { beginning: tip }, "begun", [first("first-look", 8)], undefined],
    [
      "begins where it left the default branch when it was made since, and is looked at at once",
      { beginning: created },
      "begun",
      [first("created", 0)],
      MONDAY,
    ],
    [
      "keeps the push that made it with its beginning",
      { beginning: created, pushed: [{ before: NONE, after: C, by: cyd }] },
      "begun",
      [kept(NONE, C, cyd), first("created", 0)],
      MONDAY,
    ],
    ["begins nowhere after a loss", { beginning: tip, adopted: lost }, "baseline-needed", [], undefined],
    [
      "begins after a loss too when it was made since: what it brought is looked at",
      { beginning: created, adopted: lost },
      "begun",
      [first("created", 0)],
      MONDAY,
    ],
    ["does not begin where there is no such branch", {}, "no-branch", [], undefined],
    [
      "does not begin where there is no such branch, after a loss either",
      { adopted: lost },
      "no-branch",
      [],
      undefined,
    ],
    [
      "waits for the look at its repository, and asks for that",
      { adopted: is(null), beginning: tip },
      "not-adopted",
      [{ do: "wake", subject: WHOLE, at: MONDAY, why: text, key: `wake:repository:${MONDAY}` }],
      MONDAY + LOOK_EVERY,
    ],
  ])("%s", (_, differs, code, steps, again) => {
    const plan = begin(differs);
    expect(plan.verdict.code).toBe(code);
    expect(plan.steps).toEqual(steps);
    expect(plan.lookAgainAt).toBe(again);
  });

  it("says which sentence is so of its beginning", () => {
    expect(begin({ beginning: tip }).verdict).toMatchObject({
      state: "allow",
      title: `The record of main begins at ${B.slice(0, 12)}.`,
    });
    expect(begin({ beginning: tip, adopted: lost }).verdict.state).toBe("block");
  });
});

describe("moves that are explained, or are exceptions for good", () => {
  it.each<[string, readonly Entry[], readonly Span[], string, readonly unknown[]]>([
    ["a merge that is explained is kept", [], [explained()], "explained", [move(`0:${A}:${B}:1`)]],
    [
      "moves are told apart by how many there were before",
      [looked(C, D), looked(D, A)],
      [explained(), explained({ before: B, after: C })],
      "explained",
      [move(`2:${A}:${B}:1`), move(`3:${B}:${C}:1`)],
    ],
    [
      "a move of which a part is on record is not counted before its last part",
      [looked(C, D, 1, 2)],
      [explained()],
      "explained",
      [move(`0:${A}:${B}:1`)],
    ],
    [
      "what has waited long enough is an exception, with its issue",
      [waiting(B, MONDAY - GRACE)],
      [span()],
      "exception",
      [exception("direct-push"), move(`0:${A}:${B}:1`), issue],
    ],
    [
      "two moves that have waited long enough are two exceptions",
      [waiting(B, MONDAY - GRACE), waiting(C, MONDAY - GRACE)],
      [span(), span({ before: B, after: C })],
      "exception",
      [exception("direct-push"), move(`0:${A}:${B}:1`), exception("direct-push"), move(`1:${B}:${C}:1`), issue, issue],
    ],
    [
      "a branch that was deleted is an exception at once",
      [],
      [span({ after: NONE, kind: "branch_deletion" }, { commits: [] })],
      "exception",
      [exception("branch-deleted"), move(`0:${A}:${NONE}:1`), issue],
    ],
    [
      "a rewind is an exception at once",
      [],
      [span({ kind: "force_push" }, { commits: [], removed: [commit(C)] })],
      "exception",
      [exception("force-push"), move(`0:${A}:${B}:1`), issue],
    ],
  ])("%s", (_, entries, spans, code, steps) => {
    const plan = onRecord([baseline(A), ...entries], { spans: is(spans) });
    expect(plan.verdict).toMatchObject({ state: code === "explained" ? "allow" : "block", code });
    expect(plan.steps).toEqual(steps);
    // There may be more moves than one look takes.
    expect(plan.lookAgainAt).toBe(MONDAY);
  });

  it("says how many exceptions there are", () => {
    const spans = is([span({ after: NONE }, { commits: [] }), span({ before: NONE, after: C }, { commits: [] })]);
    expect(decide({ spans }).verdict.title).toBe("1 exception on main: commits without an approved change.");
  });

  it("asks for the reviews that recorded merges owe where the branch has not moved, and looks no more", () => {
    const emergency = { declarer: 9, because: "down", incident: 7, reviewWithin: "2bd", reviewBy: ["maintainers"] };
    const plan = onRecord([baseline(A)], {}, { merged: [merged({ type: "emergency", emergency })] });
    expect(plan).toMatchObject({
      verdict: { code: "explained" },
      steps: [{ do: "open-issue", slot: "review/pull-12" }],
    });
    expect(plan.lookAgainAt).toBeUndefined();
  });
});

describe("a move that is not explained yet", () => {
  const wake = (number: number, after: Sha) => {
    const subject = { ...MAIN, kind: "pull", name: String(number) };
    return { do: "wake", subject, at: MONDAY, why: text, key: `wake:pull:${number}:${after}:${MONDAY}` };
  };
  const [own, signed] = [commit(B), commit(C, { byGitHub: true })];
  const recent = waiting(B, MONDAY - GRACE + 1);
  const known = { merged: [merged({ pull: 12 })] };

  it.each<[string, readonly Entry[], readonly Span[], readonly unknown[], Partial<BranchHistory>?]>([
    ["begins to wait", [], [span()], [wait(B)]],
    ["goes on waiting, and says so once", [recent], [span()], []],
    ["waits for its own time, not for another's", [waiting(C, MONDAY - GRACE)], [span()], [wait(B)]],
    [
      "waits although only one of its commits is open",
      [],
      [span({}, { commits: [own, signed], mapped: new Map([...explained().mapped, [C, null]]) })],
      [wait(B)],
    ],
    [
      "wakes the pull request that GitHub knows it from",
      [],
      [span({}, { pulls: [lookedAfter("main")] })],
      [wait(B), wake(12, B)],
    ],
    ["wakes it at each look", [recent], [span({}, { pulls: [lookedAfter("main")] })], [wake(12, B)]],
    [
      "wakes no pull request whose merge is on record",
      [],
      [span({}, { pulls: [lookedAfter("main")] })],
      [wait(B)],
      known,
    ],
    [
      "waits where nobody says who moved the branch, although all is explained",
      [],
      [explained({ kind: "unknown" })],
      [wait(B)],
    ],
    [
      "waits where an event alone tells of it and GitHub signed any of it: that may be a person's in its editor",
      [],
      [explained({ id: null, kind: "push" }, { commits: [own, signed] })],
      [wait(B)],
    ],
    [
      "does not wait where an event alone tells of it and GitHub signed nothing",
      [],
      [explained({ id: null, kind: "push" }), span({ before: B, after: C })],
      [move(`0:${A}:${B}:1`), wait(C)],
    ],
    [
      "does not wait where GitHub says who moved it, whatever it signed",
      [],
      [explained({}, { commits: [signed] }), span({ before: B, after: C })],
      [move(`0:${A}:${B}:1`), wait(C)],
    ],
    ["begins to wait with all that are open after it", [], [span(), span({ before: B, after: C })], [wait(B), wait(C)]],
    [
      "holds up the explained ones after it, and those wait for nothing",
      [recent],
      [span(), explained({ before: B, after: C }), span({ before: C, after: D })],
      [wait(D)],
    ],
    [
      "holds up nothing before it, and what is before it waits no more",
      [waiting(B, MONDAY - GRACE)],
      [span(), span({ before: B, after: C })],
      [exception("direct-push"), move(`0:${A}:${B}:1`), wait(C), issue],
    ],
  ])("%s", (_, entries, spans, steps, so = {}) => {
    const plan = onRecord([baseline(A), ...entries], { spans: is(spans) }, so);
    expect(plan.verdict).toMatchObject({ state: "wait", code: "looking" });
    expect(plan.steps).toEqual(steps);
    expect(plan.lookAgainAt).toBe(MONDAY + LOOK_EVERY);
  });

  it.each<[string, Span, string]>([
    ["one commit", span(), "1 commit"],
    [
      "two of three",
      span({}, { commits: [own, signed], mapped: new Map([[B, null], [C, null], ...explained({ after: D }).mapped]) }),
      "2 commits",
    ],
    ["a move", explained({ kind: "unknown" }), "a move that GitHub has not told of"],
  ])("says what it looks for: %s", (_, one, what) => {
    expect(decide({ spans: is([one]) }).verdict.title).toBe(`Looking for the change behind ${what} on main.`);
  });
});

describe("a look that finds nothing to do", () => {
  const many = { rows: SETTLE_AFTER, upTo: 90 };
  const settled = (data: object) => {
    const key = `sensor.settled:${(data as { upTo: number }).upTo}`;
    return { do: "record", kind: "sensor.settled", by: null, data, why: text, key };
  };
  const before = { upTo: 40, tip: A, isDeleted: false, id: 3, moves: 7 };

  it.each<[string, readonly Entry[], Partial<BranchHistory>, readonly unknown[]]>([
    [
      "says that all is done once it has read many records",
      [baseline(A), looked(A, B)],
      many,
      [settled({ upTo: 90, tip: B, isDeleted: false, id: 5, moves: 1 })],
    ],
    ["says nothing before that", [baseline(A), looked(A, B)], { ...many, rows: SETTLE_AFTER - 1 }, []],
    [
      "counts the moves that were settled before",
      [looked(A, B), looked(B, C)],
      { ...many, settled: before },
      [settled({ upTo: 90, tip: C, isDeleted: false, id: 5, moves: 9 })],
    ],
    [
      "says it of a branch that is deleted",
      [looked(A, NONE)],
      { ...many, settled: before },
      [settled({ upTo: 90, tip: A, isDeleted: true, id: 5, moves: 8 })],
    ],
    ["says nothing while a push is told of that GitHub does not show yet", [baseline(A), told(A, B, cyd)], many, []],
    [
      "says nothing of a deleted branch while a push is told of that makes it again",
      [baseline(A), looked(A, NONE), told(NONE, B, cyd)],
      many,
      [],
    ],
    [
      "says it of a deleted branch where the push that is told of is the last one before",
      [baseline(A), told(A, NONE, cyd), looked(A, NONE)],
      many,
      [settled({ upTo: 90, tip: A, isDeleted: true, id: 5, moves: 1 })],
    ],
    [
      "says it where the push that is told of is an older one",
      [baseline(A), told(A, B, cyd), looked(A, B)],
      many,
      [settled({ upTo: 90, tip: B, isDeleted: false, id: 5, moves: 1 })],
    ],
  ])("%s", (_, entries, so, steps) => {
    const plan = onRecord(entries, {}, so);
    expect(plan.verdict).toMatchObject({ state: "allow", code: "explained" });
    expect(plan.steps).toEqual(steps);
    expect(plan.lookAgainAt).toBeUndefined();
  });

  it("says nothing in the look that keeps a push", () => {
    const pushed = [{ before: C, after: D, by: cyd }];
    expect(onRecord([baseline(A)], { pushed }, many).steps).toEqual([kept(C, D, cyd)]);
  });

  it("says nothing while a move waits, although it says nothing new of that", () => {
    expect(onRecord([baseline(A), waiting(B, MONDAY)], { spans: is([span()]) }, many).steps).toEqual([]);
  });
});
