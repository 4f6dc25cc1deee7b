import { describe, expect, it } from "vitest";
import type { AnyCapability } from "../../src/core/capability.ts";
import type { CommandSpec } from "../../src/core/command.ts";
import type { Plan } from "../../src/core/plan.ts";
import type { PolicyState } from "../../src/core/policy.ts";
import { ReadError } from "../../src/core/known.ts";
import type { LedgerRecord } from "../../src/core/reads.ts";
import type { Reads } from "../../src/core/reads.ts";
import { printSubject } from "../../src/core/refs.ts";
import type { Person, Subject } from "../../src/core/refs.ts";
import type { Misheard, Said, Trigger, Turn } from "../../src/core/trigger.ts";
import { deskFor } from "../../src/desk/index.ts";
import { hear } from "../../src/hear.ts";
import { ada, bob, DAY, dependabot, MONDAY, pullSubject, repo } from "../world.ts";

const command = (name: string, on: CommandSpec["on"], more: Partial<CommandSpec> = {}): CommandSpec => ({
  name,
  usage: `/${name} <args>`,
  does: `Does ${name}.`,
  who: "a role",
  examples: [`/${name}`],
  on,
  cancellable: true,
  ...more,
});
const room = (name: string, commands: readonly CommandSpec[], hasSection = true): AnyCapability =>
  ({ name, commands, config: hasSection ? {} : null }) as AnyCapability;
const rooms = [
  room("change", [
    command("approve-change", ["pull"], { who: "the role `maintainers`" }),
    command("explain", ["pull"]),
  ]),
  room("triage", [
    command("kind", ["issue"], { needs: "kinds" }),
    command("severity", ["issue"], { problemWith: (args) => (args === "1" ? undefined : "It takes 1.") }),
    command("explain", ["issue"]),
  ]),
  room("upkeep", [], false),
];
const desk = deskFor(rooms);
const specs = [...rooms.flatMap((one) => one.commands), ...desk.commands];
const pull = pullSubject(12);
const issue: Subject = { ...pull, kind: "issue", name: "7" };

const valid = (...settings: string[]): PolicyState<null> => ({
  is: "ok",
  policy: {
    section: null,
    roles: {},
    calendar: { zone: "UTC", days: [], hours: { from: "09:00", to: "17:00" }, holidays: [] },
    identities: {},
    sections: settings.filter((one) => !one.includes(".")),
    settings,
    hash: "",
    commit: "c",
  },
});
const everything = valid("change", "triage");

/** A ledger on paper, and the desk in front of it. */
function front(policy: PolicyState<null> = everything) {
  const ledger = new Map<string, LedgerRecord[]>();
  let id = 500;
  const read = { times: 0, records: 0 };
  const records: Reads["records"] = (subject, kinds, { last } = {}) => {
    const found = (ledger.get(subject) ?? []).filter(({ kind }) => kinds.includes(kind));
    const kept = last === undefined ? found : found.slice(-last);
    read.times += 1;
    read.records += kept.length;
    return Promise.resolve(kept);
  };
  const remember = (plan: Plan, subject: Subject): void => {
    for (const step of plan.steps) {
      if (step.do !== "record") continue;
      const key = printSubject(step.about ?? subject);
      const before = ledger.get(key) ?? [];
      ledger.set(key, [...before, { sequence: before.length, at: 0, kind: step.kind, by: step.by, data: step.data }]);
    }
  };
  return {
    ledger,
    read,
    async look(turn: Turn): Promise<Plan> {
      const plan = desk.decide(await desk.gather(turn, policy, { records } as Reads), policy);
      remember(plan, turn.subject);
      return plan;
    },
    turn(by: Person, body: string, { subject = pull, now = MONDAY, viaApp = false } = {}): Turn {
      const said: Said = {
        channel: "comment",
        id: id++,
        nodeId: "IC",
        on: 12,
        body,
        by,
        viaApp,
        createdAt: now,
        commit: null,
      };
      const trigger: Trigger = { subject, repo, by, delivery: null, at: now, kind: "comment", action: "created", said };
      const all = hear({ triggers: [trigger], specs, subject });
      const heard = all.heard.filter((one) => one.command.name === "help");
      return { subject, repo, now, triggers: [trigger], heard, misheard: all.misheard };
    },
  };
}

const bodyOf = (plan: Plan): string =>
  plan.steps.flatMap((step) => (step.do === "comment" ? [String(step.body)] : [])).join();
const signs = (plan: Plan): string[] => plan.steps.flatMap((step) => (step.do === "react" ? [step.with] : []));
async function says(
  by: Person,
  body: string,
  options: { subject?: Subject; viaApp?: boolean } = {},
  policy = everything,
) {
  const there = front(policy);
  return there.look(there.turn(by, body, options));
}

describe("/help", () => {
  it("lists what works here: on a pull request", async () => {
    const plan = await says(bob, "/help");
    expect(signs(plan)).toEqual(["+1"]);
    expect(bodyOf(plan)).toContain("| `/approve-change <args>` | Does approve-change. | the role `maintainers` |");
    expect(bodyOf(plan)).toContain("`/help`");
    expect(bodyOf(plan)).not.toContain("/severity");
  });

  it("lists what works here: on an issue", async () => {
    const body = bodyOf(await says(bob, "/help", { subject: issue }));
    expect(body).toContain("/severity");
    expect(body).not.toContain("/approve-change");
  });

  it("names the rooms that this policy leaves off, and how to turn them on", async () => {
    const body = bodyOf(await says(bob, "/help", { subject: issue }, valid("change")));
    expect(body).not.toContain("/severity");
    expect(body).toContain("Off in this repository: `triage`");
  });

  it("lists no command whose setting this policy lacks, and names the setting", async () => {
    const without = bodyOf(await says(bob, "/help", { subject: issue }));
    expect(without).not.toContain("/kind");
    expect(without).toContain("Off in this repository: `triage.kinds`. A section or setting of that name");
    const withKinds = bodyOf(await says(bob, "/help", { subject: issue }, valid("change", "triage", "triage.kinds")));
    expect(withKinds).toContain("| `/kind <args>` |");
    expect(withKinds).not.toContain("Off in this repository");
  });

  it("names a room that is off once, and none of its settings", async () => {
    const body = bodyOf(await says(bob, "/help", { subject: issue }, valid("change", "triage.kinds")));
    expect(body).toContain("Off in this repository: `triage`. ");
  });

  it("answers without any policy, too", async () => {
    const body = bodyOf(await says(bob, "/help", {}, { is: "absent", commit: "c" }));
    expect(body).toContain("Off in this repository: `change`");
  });

  it("takes every room for on while the policy is broken: each says itself what it cannot do", async () => {
    const broken: PolicyState<null> = { is: "broken", commit: "c", problems: [] };
    expect(bodyOf(await says(bob, "/help", {}, broken))).toContain("/approve-change");
  });
});

describe("a near miss", () => {
  it("CMD-11 gets a question back, with the word as text", async () => {
    const plan = await says(bob, "/\u0430pprove-change");
    expect(signs(plan)).toEqual(["confused"]);
    expect(bodyOf(plan)).toContain("@bob");
    expect(bodyOf(plan)).toContain("Did you mean /approve-change?");
  });

  it("CMD-11 gets it once a person and day, wherever in the repository", async () => {
    const there = front();
    expect(bodyOf(await there.look(there.turn(bob, "/aprove-change")))).not.toBe("");
    expect((await there.look(there.turn(bob, "/aprove-change"))).steps).toEqual([]);
    expect((await there.look(there.turn(bob, "/severty 1", { subject: issue }))).steps).toEqual([]);
    expect(bodyOf(await there.look(there.turn(ada, "/aprove-change")))).not.toBe("");
    expect(bodyOf(await there.look(there.turn(bob, "/aprove-change", { now: MONDAY + DAY })))).not.toBe("");
  });

  it("gets one answer when one comment holds two", async () => {
    const body = bodyOf(await says(bob, "/aprove-change\n\n/explan"));
    expect(body).toContain("/approve-change?");
    expect(body).toContain("/explain?");
  });

  it.each<[string, { subject?: Subject }, PolicyState<null>, string?]>([
    ["of a room that is off", {}, valid("triage")],
    ["of a command whose setting is not there", { subject: issue }, everything, "/knd bug"],
    ["where there is no policy", {}, { is: "absent", commit: "c" }],
    ["of a command that works elsewhere", { subject: issue }, everything],
  ])("%s gets silence", async (_, options, policy, body = "/aprove-change") => {
    expect((await says(bob, body, options, policy)).steps).toEqual([]);
  });

  it("of a bot, or through an app, gets silence", async () => {
    expect((await says(dependabot, "/aprove-change")).steps).toEqual([]);
    expect((await says(bob, "/aprove-change", { viaApp: true })).steps).toEqual([]);
  });

  it("of the desk itself gets silence where a bot stands at the desk all the same", async () => {
    const there = front();
    const turn = there.turn(bob, "/aprove-change");
    const misheard = turn.misheard.map((one) => ({ ...one, said: { ...one.said, by: dependabot } }));
    expect((await there.look({ ...turn, misheard })).steps).toEqual([]);
  });
});

describe("whose business a slip is", () => {
  const slip = (problem: Partial<Misheard["problem"]>): Misheard => ({
    problem: { code: "near-miss", word: "/x", line: 1, message: "No.", meant: null, ...problem },
    said: front()
      .turn(bob, "x")
      .triggers.flatMap((one) => (one.kind === "comment" ? [one.said] : []))[0]!,
  });
  const offers = [
    room("a", [command("label", ["pull"]), command("remove-tag", ["pull"]), command("pre-remove-it", ["pull"])]),
    room("b", [command("pre-it", ["issue"]), command("remove-cut", ["issue"])]),
  ];
  it.each<[string, Partial<Misheard["problem"]>, boolean]>([
    ["of a command that works here", { meant: "label" }, true],
    ["of its cancelling form", { meant: "remove-label" }, true],
    ["of a command whose own name begins so", { meant: "remove-tag" }, true],
    ["of one that works elsewhere", { meant: "pre-it" }, false],
    ["of a cancelling form that works elsewhere", { meant: "remove-pre-it" }, false],
    ["of one whose name has the word in its middle", { meant: "pre-remove-it" }, true],
    ["of one whose name would be ours without its middle", { meant: "pre-remove-label" }, false],
    ["of no command in particular", { code: "too-many" }, true],
  ])("%s: ours: %s", async (_, problem, ours) => {
    const turn = { ...front().turn(bob, "x"), misheard: [slip(problem)] };
    const one = deskFor(offers);
    const reads = { records: () => Promise.resolve([]) } as unknown as Reads;
    const { steps } = one.decide(await one.gather(turn, valid("a", "b"), reads), valid("a", "b"));
    expect(steps.length > 0).toBe(ours);
  });
});

describe("the records of the desk", () => {
  const looks = async (body: string, record: Partial<LedgerRecord>) => {
    const there = front();
    const reads = {
      records: () => Promise.resolve([{ sequence: 1, at: 0, kind: "", by: bob, data: null, ...record }]),
    } as unknown as Reads;
    return desk.decide(await desk.gather(there.turn(bob, body), everything, reads), everything).steps.length > 0;
  };

  it.each<[string, Partial<LedgerRecord>, boolean]>([
    ["an answer", { kind: "desk.answered", data: { channel: "comment", id: 500 } }, false],
    ["an answer to another comment", { kind: "desk.answered", data: { channel: "comment", id: 501 } }, true],
    ["the same under another kind", { kind: "desk.hint", data: { channel: "comment", id: 500 } }, true],
    ["an answer that cannot be read", { kind: "desk.answered", data: { channel: "comment" } }, true],
  ])("/help after %s is answered: %s", async (_, record, answered) => {
    expect(await looks("/help", record)).toBe(answered);
  });

  it.each<[string, Partial<LedgerRecord>, boolean]>([
    ["today's hint", { kind: "desk.hint", data: { day: "2026-03-02" } }, false],
    ["yesterday's hint", { kind: "desk.hint", data: { day: "2026-03-01" } }, true],
    ["a hint to somebody else", { kind: "desk.hint", by: ada, data: { day: "2026-03-02" } }, true],
    ["a hint to nobody", { kind: "desk.hint", by: null, data: { day: "2026-03-02" } }, true],
    ["the same under another kind", { kind: "desk.answered", data: { day: "2026-03-02" } }, true],
  ])("a slip after %s is answered: %s", async (_, record, answered) => {
    expect(await looks("/aprove-change", record)).toBe(answered);
  });
});

describe("what the desk reads", () => {
  const repository = printSubject({ ...pull, kind: "repository", name: "" });
  const hints = (count: number): LedgerRecord[] =>
    Array.from({ length: count }, (_, sequence) => ({
      sequence,
      at: 0,
      kind: "desk.hint",
      by: { ...ada, id: 1_000 + sequence },
      data: { day: "2026-02-01" },
    }));

  it.each([1_000, 2_000, 4_000])(
    "no more after %d hints than after a few, and still who had one today",
    async (count) => {
      const there = front();
      there.ledger.set(repository, hints(count));
      expect(signs(await there.look(there.turn(bob, "/aprove-change")))).toEqual(["confused"]);
      expect(there.read).toEqual({ times: 2, records: 200 });
      expect(signs(await there.look(there.turn(bob, "/aprove-change", { subject: issue })))).toEqual([]);
    },
  );

  it("nothing about hints where nobody slipped", async () => {
    const there = front();
    there.ledger.set(repository, hints(5));
    await there.look(there.turn(bob, "/help"));
    expect(there.read).toEqual({ times: 1, records: 0 });
  });
});

describe("what is no near miss", () => {
  it("wrong arguments are told each time, with the usage", async () => {
    const there = front();
    for (let time = 0; time < 2; time++) {
      const plan = await there.look(there.turn(bob, "/severity 9", { subject: issue }));
      expect(signs(plan)).toEqual(["confused"]);
      expect(bodyOf(plan)).toContain("It takes 1.");
    }
  });

  it("more than ten commands: one answer says that none was done", async () => {
    const plan = await says(bob, "/explain\n".repeat(11));
    expect(plan.steps.filter((step) => step.do === "comment")).toHaveLength(1);
    expect(bodyOf(plan)).toContain("none was done");
  });

  it("another bot's command gets silence", async () => {
    expect((await says(bob, "/lgtm\n\n/retest")).steps).toEqual([]);
  });

  it("prose gets silence", async () => {
    expect((await says(bob, "please do not /approve-change yet")).steps).toEqual([]);
  });
});

describe("the desk is quiet", () => {
  it.each(["/help", "/aprove-change", "/help\n\n/aprove-change"])(
    "when the delivery of %j comes again",
    async (body) => {
      const there = front();
      const turn = there.turn(bob, body);
      expect((await there.look(turn)).steps.length).toBeGreaterThan(0);
      expect((await there.look(turn)).steps).toEqual([]);
    },
  );

  it("when nothing was said it asks nothing", async () => {
    const turn: Turn = { subject: pull, repo, now: MONDAY, triggers: [], heard: [], misheard: [] };
    const reads = { records: () => Promise.reject(new Error("asked")) } as unknown as Reads;
    expect(desk.decide(await desk.gather(turn, everything, reads), everything).steps).toEqual([]);
  });

  it("when it cannot find out what was answered already", async () => {
    const there = front();
    const lost = new ReadError({ failure: "server", what: "records", message: "locked" });
    const reads = { records: () => Promise.reject(lost) } as unknown as Reads;
    const plan = desk.decide(await desk.gather(there.turn(bob, "/help"), everything, reads), everything);
    expect(plan).toMatchObject({ steps: [], verdict: { state: "unknown" } });
  });
});

describe("the steps", () => {
  const keys = (plan: Plan): string[] => plan.steps.map(({ key }) => key);

  it("answer in one slot under keys that name the comment", async () => {
    const plan = await says(bob, "/help");
    expect(keys(plan)).toEqual(["react:comment:500:+1", "comment:desk:comment:500", "desk:answered:comment:500"]);
    expect(plan.steps[0]).toMatchObject({ to: { channel: "comment", id: 500, nodeId: "IC" } });
    expect(plan.steps[1]).toMatchObject({ slot: "desk", on: 12 });
  });

  it("remember a hint for its person and its day", async () => {
    const plan = await says(bob, "/aprove-change");
    expect(keys(plan)).toContain("desk:hint:2:2026-03-02");
    expect(plan.steps.find(({ key }) => key.startsWith("desk:hint"))).toMatchObject({ data: { day: "2026-03-02" } });
  });

  it("remember no hint for wrong arguments, and list no commands for them", async () => {
    const plan = await says(bob, "/severity 9", { subject: issue });
    expect(keys(plan).filter((key) => key.startsWith("desk:hint"))).toEqual([]);
    expect(bodyOf(plan)).not.toContain("/help`");
  });

  it("name every comment of the turn; a request gets a thumb, a slip a question", async () => {
    const there = front();
    const [first, second] = [there.turn(bob, "/help"), there.turn(ada, "/aprove-change")];
    const plan = await there.look({ ...first, misheard: second.misheard });
    expect(signs(plan)).toEqual(["+1", "confused"]);
    expect(keys(plan)).toContain("comment:desk:comment:500+comment:501");
  });

  it("of a person's two comments with slips, answer the first alone; wrong arguments in both", async () => {
    const there = front();
    const slips = [there.turn(bob, "/aprove-change"), there.turn(bob, "/explan")].flatMap((turn) => turn.misheard);
    const turn = there.turn(bob, "");
    expect(signs(await there.look({ ...turn, misheard: slips }))).toEqual(["confused"]);
    const wrong = ["/severity 8", "/severity 9"].flatMap((body) => there.turn(bob, body, { subject: issue }).misheard);
    expect(signs(await there.look({ ...turn, subject: issue, misheard: wrong }))).toEqual(["confused", "confused"]);
  });

  it("tell wrong arguments also to whom a hint was given today", async () => {
    const there = front();
    await there.look(there.turn(bob, "/severty 1", { subject: issue }));
    expect(signs(await there.look(there.turn(bob, "/severity 9", { subject: issue })))).toEqual(["confused"]);
  });

  it("more than ten commands get silence where only the desk is on", async () => {
    expect((await says(bob, "/help\n".repeat(11), {}, valid())).steps).toEqual([]);
  });
});
