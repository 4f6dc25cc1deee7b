import { describe, expect, it } from "vitest";
import type { Plan } from "../../src/core/plan.ts";
import type { PolicyState } from "../../src/core/policy.ts";
import { ReadError } from "../../src/core/known.ts";
import type { LedgerRecord, Reads } from "../../src/core/reads.ts";
import type { Turn } from "../../src/core/trigger.ts";
import { decide } from "../../src/welcome/decide.ts";
import type { WelcomeFacts } from "../../src/welcome/facts.ts";
import { welcome } from "../../src/welcome/index.ts";
import { starterPolicy } from "../../src/welcome/starter.ts";
import { MONDAY, repo, repository } from "../world.ts";

const absent: PolicyState<null> = { is: "absent", commit: "c" };
const broken: PolicyState<null> = {
  is: "broken",
  commit: "c",
  problems: [
    {
      file: ".github/lamplighter.yml",
      line: 3,
      column: 5,
      code: "unknown-key",
      message: "There is no key @octo/all `<img>` here.",
      expected: "approvals",
    },
  ],
};
const ok: PolicyState<null> = {
  is: "ok",
  policy: {
    section: null,
    roles: {},
    calendar: { zone: "UTC", days: [], hours: { from: "09:00", to: "17:00" }, holidays: [] },
    identities: {},
    sections: ["change", "triage"],
    hash: "",
    commit: "c",
  },
};

interface There {
  issue: { number: number; state: "open" | "closed" } | null;
  records: LedgerRecord[];
  labels: string[];
  files: Record<string, string>;
  archived: boolean;
}
const there = (differs: Partial<There> = {}): There => ({
  issue: null,
  records: [],
  labels: ["bug"],
  files: {},
  archived: false,
  ...differs,
});
const turn: Turn = {
  subject: { installation: repo.installation, repository: repo.id, kind: "repository", name: "" },
  repo,
  now: MONDAY,
  triggers: [],
  heard: [],
  misheard: [],
};

async function look(one: There, policy: PolicyState<null>, fails: Partial<Reads> = {}): Promise<Plan> {
  const reads = {
    ownIssue: () => Promise.resolve(one.issue),
    records: () => Promise.resolve(one.records),
    repository: () => Promise.resolve(repository({ archived: one.archived })),
    labels: () => Promise.resolve(one.labels.map((name, id) => ({ id, name, color: "", description: "" }))),
    file: (path: string) => Promise.resolve(one.files[path] ?? null),
    ...fails,
  } as unknown as Reads;
  return welcome.decide(await welcome.gather(turn, policy, reads), policy);
}

const body = (plan: Plan): string =>
  plan.steps.map((step) => (step.do === "open-issue" || step.do === "comment" ? String(step.body) : "")).join("");
const deeds = (plan: Plan): string[] => plan.steps.map((step) => step.do);

/** What the plan leaves behind. */
function after(one: There, plan: Plan): There {
  let { issue } = one;
  const records = [...one.records];
  const keep = (kind: string, data: LedgerRecord["data"]): void => {
    records.push({ sequence: records.length, at: MONDAY, kind, by: null, data });
  };
  for (const step of plan.steps) {
    if (step.do === "open-issue") issue = { number: 1, state: "open" };
    if (step.do === "close") issue = { number: step.on, state: "closed" };
    if (step.do === "record") keep(step.kind, step.data);
    if (step.do === "comment" && step.remember) keep(step.remember.kind, step.remember.data);
  }
  return { ...one, issue, records };
}

describe("first contact", () => {
  it("opens one issue with the starter policy of this very repository and three steps", async () => {
    const files = { CODEOWNERS: "* @octo/platform @ada" };
    const plan = await look(there({ files, labels: ["kind/bug"] }), absent);
    expect(deeds(plan)).toEqual(["open-issue"]);
    expect(body(plan)).toContain("kind/bug");
    expect(body(plan)).toContain("platform: { teams: [octo/platform] }");
    for (const step of ["1. **", "2. **", "3. **"]) expect(body(plan)).toContain(step);
  });

  it("prints the policy as it is to be copied", async () => {
    const plan = await look(there(), absent);
    const expected = starterPolicy({
      owner: repo.owner,
      name: repo.name,
      ownerType: "Organization",
      defaultBranch: "main",
      labels: ["bug"],
      hasCodeowners: false,
      teams: [],
    });
    expect(body(plan)).toContain(`\n${expected}`);
  });

  it("asks an empty repository, which has no commit, for no files", async () => {
    const file = (): never => {
      throw new Error("asked");
    };
    expect(deeds(await look(there(), { is: "absent", commit: "" }, { file }))).toEqual(["open-issue"]);
  });

  it("takes the first CODEOWNERS file, as GitHub does", async () => {
    const files = { ".github/CODEOWNERS": "* @octo/first", "docs/CODEOWNERS": "* @octo/second" };
    expect(body(await look(there({ files }), absent))).not.toContain("second");
  });

  it("waits when it was opened, and opens no second one, also when a person closed it", async () => {
    const opened = after(there(), await look(there(), absent));
    expect(await look(opened, absent)).toMatchObject({ steps: [], verdict: { state: "wait", code: "no-policy" } });
    expect((await look(there({ issue: { number: 1, state: "closed" } }), absent)).steps).toEqual([]);
  });

  it("does not ask for labels and owners once the issue is there", async () => {
    const asked = (): never => {
      throw new Error("asked");
    };
    const fails = { labels: asked, file: asked, repository: asked };
    expect((await look(there({ issue: { number: 1, state: "open" } }), absent, fails)).steps).toEqual([]);
    expect((await look(there(), ok, fails)).steps).toEqual([]);
  });

  it("closes the issue by itself when the policy is there, with a word", async () => {
    const opened = after(there(), await look(there(), absent));
    const plan = await look(opened, ok);
    expect(deeds(plan)).toEqual(["comment", "close", "record"]);
    expect(body(plan)).toContain("`change`, `triage`");
    const done = after(opened, plan);
    expect(done.issue).toEqual({ number: 1, state: "closed" });
    expect((await look(done, ok)).steps).toEqual([]);
  });

  it("leaves alone what a person opened again", async () => {
    const opened = after(there(), await look(there(), absent));
    const done = after(opened, await look(opened, ok));
    expect((await look({ ...done, issue: { number: 1, state: "open" } }, ok)).steps).toEqual([]);
  });

  it("says nothing where there is a policy from the beginning", async () => {
    expect((await look(there(), ok)).steps).toEqual([]);
  });

  it("says nothing in an archived repository", async () => {
    expect(await look(there({ archived: true }), absent)).toMatchObject({ steps: [], verdict: { code: "archived" } });
  });
});

describe("a policy that is not valid", () => {
  it("is told in the issue with line and column, once, and inertly", async () => {
    const opened = after(there(), await look(there(), absent));
    const plan = await look(opened, broken);
    expect(deeds(plan)).toEqual(["comment"]);
    expect(body(plan)).toContain("`.github/lamplighter.yml:3:5`");
    expect(body(plan)).not.toMatch(/@octo|<img/);
    expect(plan.verdict).toMatchObject({ state: "block", code: "policy-invalid" });
    expect((await look(after(opened, plan), broken)).steps).toEqual([]);
  });

  it("is told in other words when something else is wrong", async () => {
    const opened = after(there(), await look(there(), absent));
    const told = after(opened, await look(opened, broken));
    const other = { ...broken, problems: broken.problems.map((one) => ({ ...one, line: 9 })) };
    expect(body(await look(told, other))).toContain(":9:5");
  });

  it("is told in an issue of its own where none was opened", async () => {
    const plan = await look(there(), broken);
    expect(deeds(plan)).toEqual(["open-issue"]);
    expect(body(plan)).toContain("lamplighter.yml:3:5");
  });

  it("is not told in an issue that was closed", async () => {
    expect((await look(there({ issue: { number: 1, state: "closed" } }), broken)).steps).toEqual([]);
  });
});

describe("what could not be read", () => {
  const lost = (what: string) => () => Promise.reject(new ReadError({ failure: "server", what, message: "502" }));
  it.each(["ownIssue", "records", "repository", "labels", "file"] as const)(
    "%s: nothing is done, and looked again",
    async (which) => {
      const plan = await look(there(), absent, { [which]: lost(which) });
      expect(plan).toMatchObject({ steps: [], verdict: { state: "unknown" }, lookAgainAt: MONDAY + 300_000 });
    },
  );

  it("the policy: unknown is not absent", async () => {
    const plan = await look(there(), { is: "unknown", message: "502" });
    expect(plan).toMatchObject({ steps: [], verdict: { state: "unknown" }, lookAgainAt: MONDAY + 300_000 });
  });
});

describe("the steps", () => {
  it("open the issue without labels, under a key that is the same at every look", async () => {
    const plan = await look(there(), absent);
    expect(plan.steps).toMatchObject([{ labels: [], key: "open-issue:welcome" }]);
  });

  it("rewrite one comment, close as completed and remember which issue, each under its own key", async () => {
    const opened = after(there(), await look(there(), absent));
    const { steps } = await look(opened, ok);
    expect(steps).toMatchObject([
      { do: "comment", on: 1, slot: "welcome", key: expect.stringMatching(/^comment:welcome:[0-9a-f]{64}$/) as string },
      { do: "close", on: 1, reason: "completed", key: "close:welcome:1" },
      { do: "record", by: null, data: { issue: 1 }, key: "welcome:closed:1", restsOn: ["close:welcome:1"] },
    ]);
  });

  it.each<[string, LedgerRecord["kind"], LedgerRecord["data"]]>([
    ["of another kind", "welcome.closed", { hash: "" }],
    ["without data", "welcome.said", null],
    ["of one word", "welcome.said", "hash"],
    ["without a hash", "welcome.said", {}],
  ])("do not take a record %s for what was said", async (_what, kind, data) => {
    const opened = after(there(), await look(there(), absent));
    const told = after(opened, await look(opened, broken));
    const records = told.records.map((one) => ({ ...one, kind, data: kind === "welcome.said" ? data : one.data }));
    expect(deeds(await look({ ...told, records }, broken))).toEqual(["comment"]);
  });
});

describe("when nothing can be decided", () => {
  const no = (what: string) => ({
    known: false as const,
    why: { failure: "server" as const, what, message: "502" },
  });
  const known = <Value>(value: Value) => ({ known: true as const, value });
  const facts: WelcomeFacts = { now: MONDAY, repo, issue: known(null), records: known([]), starter: null };

  it.each<[string, Partial<WelcomeFacts>, PolicyState<null>, string]>([
    [
      "the policy",
      { issue: known({ number: 1, state: "open" }) },
      { is: "unknown", message: "the policy" },
      "the policy",
    ],
    ["our issue", { issue: no("our issue") }, ok, "our issue"],
    ["the records", { records: no("the records") }, ok, "the records"],
    ["what the starter policy is made from", { starter: no("the labels") }, absent, "the labels"],
    ["a repository that nobody read", {}, absent, "the repository"],
  ])("because of %s, it is looked at again", (_, over, policy, what) => {
    expect(decide({ ...facts, ...over }, policy)).toEqual({
      verdict: { state: "unknown", code: "read-failed", title: `Could not find out: ${what}.`, because: [] },
      steps: [],
      lookAgainAt: MONDAY + 300_000,
    });
  });

  it("only a record of closing keeps it from being closed", () => {
    const open = { ...facts, issue: known({ number: 1, state: "open" as const }) };
    const record = (kind: string) => known([{ sequence: 1, at: MONDAY, kind, by: null, data: null }]);
    expect(deeds(decide({ ...open, records: record("welcome.said") }, ok))).toEqual(["comment", "close", "record"]);
    expect(deeds(decide({ ...open, records: record("welcome.closed") }, ok))).toEqual([]);
  });
});
