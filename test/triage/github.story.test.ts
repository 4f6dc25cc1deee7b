// The rooms of issues behind the conductor and in front of the stand-in for GitHub: first contact, then one bug report.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { World } from "../../src/apply.ts";
import type { AnyCapability } from "../../src/core/capability.ts";
import type { LedgerRecord, Reads } from "../../src/core/reads.ts";
import { printSubject, type Subject } from "../../src/core/refs.ts";
import type { Said, Trigger, Turn } from "../../src/core/trigger.ts";
import { deskFor } from "../../src/desk/index.ts";
import { hear } from "../../src/hear.ts";
import { loadPolicy, POLICY_PATH } from "../../src/load-policy.ts";
import { look, type Looked } from "../../src/run.ts";
import { triage } from "../../src/triage/index.ts";
import { welcome } from "../../src/welcome/index.ts";
import { startScene, type Scene } from "../github/scene.ts";

const working: readonly AnyCapability[] = [welcome, triage];
const rooms: readonly AnyCapability[] = [...working, deskFor(working)];

let scene: Scene;
let reads: Reads;
const ledger = new Map<string, LedgerRecord[]>();
const keys = new Set<string>();
let effects: string[] = [];

const POLICY = `
triage:
  needs_triage: needs-triage
  kinds: { bug: bug, feature: enhancement }
  severity: { labels: { 1: sev/1 } }
  rules:
    - { name: crash, if: { any: [title, body], matches: "(?i)segfault" }, add: [crash] }
    - { name: api, if: { form: bug.yml, field: component, is: API }, add: [area/api] }
  priority:
    impact: { from: [{ form: impact, map: { All users: wide } }], otherwise: narrow }
    urgency: { otherwise: low }
    labels: { P3: p3, P5: p5 }
`;
const FORM = `
name: Bug
body:
  - { type: dropdown, id: component, attributes: { label: Component, options: [API, Web] } }
  - { type: dropdown, id: impact, attributes: { label: Who is affected, options: [All users, Only me] } }
`;
const filled = (component: string): string => `### Component\n\n${component}\n\n### Who is affected\n\nAll users`;

beforeAll(async () => {
  const change = (seed: Parameters<NonNullable<NonNullable<Parameters<typeof startScene>[0]>["change"]>>[0]) => {
    const files = { "README.md": "# App\n", CODEOWNERS: "* @octo/maintainers\n" };
    return {
      ...seed,
      repositories: { ...seed.repositories, "octo/app": { ...seed.repositories?.["octo/app"], files } },
    };
  };
  scene = await startScene({ change });
  reads = scene.github.reads(scene.repo, (about, kinds) =>
    Promise.resolve((ledger.get(about) ?? []).filter((one) => kinds.includes(one.kind))),
  );
});

afterAll(async () => {
  expect(scene.stand.inspector.problems).toEqual([]);
  await scene[Symbol.asyncDispose]();
});

const subjectOf = (kind: Subject["kind"], name: string): Subject => ({
  installation: scene.repo.installation,
  repository: scene.repo.id,
  kind,
  name,
});

/** A ledger in memory: a key is one record, as in the store. */
const worldOf = (subject: Subject): World => ({
  ledger: {
    intend: () => Promise.resolve(null),
    outcome: () => Promise.resolve(),
    failure: () => Promise.resolve(),
    record({ about, key, kind, by, data }) {
      const place = printSubject(about ?? subject);
      const before = ledger.get(place) ?? [];
      const one = { sequence: keys.size + 1, at: scene.stand.world.clock.now(), kind, by, data };
      if (!keys.has(`${place} ${key}`)) ledger.set(place, [...before, one]);
      keys.add(`${place} ${key}`);
      return Promise.resolve();
    },
  },
  async write(step) {
    const outcome = await scene.github.write(scene.repo, step);
    if (outcome.did === "written") effects.push(step.do);
    return outcome;
  },
  refusalIn: () => null,
  wake: () => Promise.resolve(),
  signal: new AbortController().signal,
});

async function lookAt(subject: Subject, said?: Said): Promise<Looked> {
  scene.stand.world.clock.advance(2_000);
  effects = [];
  const now = scene.stand.world.clock.now();
  const by = said?.by ?? null;
  const base = { subject, repo: scene.repo, by, delivery: null, at: now };
  const triggers: Trigger[] = said ? [{ ...base, kind: "comment", action: "created", said }] : [];
  const { heard, misheard } = hear({ triggers, specs: rooms.flatMap((room) => room.commands), subject });
  const turn: Turn = { subject, repo: scene.repo, now, triggers, heard, misheard };
  const policies = await loadPolicy({ reads, rooms });
  return look({ turn, rooms, policies, reads, world: worldOf(subject) });
}

let bug = 0;
const lookAtBug = (said?: Said): Promise<Looked> => lookAt(subjectOf("issue", String(bug)), said);
const labels = async (): Promise<string[]> => [...(await reads.issue(bug)).labels].sort();

/** Somebody comments over HTTP; what was said is read back as GitHub has it. */
async function say(login: string, body: string): Promise<Looked> {
  scene.stand.world.clock.advance(2_000);
  await scene.stand.as(login).post(`/repos/octo/app/issues/${bug}/comments`, { body });
  const last = (await reads.comments(bug)).at(-1);
  if (!last?.by) throw new Error("the comment is not there");
  const { id, nodeId, by, viaApp, createdAt } = last;
  return lookAtBug({ channel: "comment", id, nodeId, on: bug, body: last.body, by, viaApp, createdAt, commit: null });
}

describe("first contact", () => {
  const repository = (): Subject => subjectOf("repository", "");

  it("opens one issue, with the team that CODEOWNERS names, and no second one", async () => {
    await lookAt(repository());
    const issue = await reads.ownIssue("welcome");
    expect(issue?.state).toBe("open");
    expect((await reads.issue(issue!.number)).body).toContain("maintainers");
    await lookAt(repository());
    expect(effects).toEqual([]);
  });

  it("says what is wrong with the policy, with line and column", async () => {
    await scene.commit({ as: "mona", branch: "main", files: { [POLICY_PATH]: "triage:\n  rulez: []\n" } });
    await lookAt(repository());
    const { number } = (await reads.ownIssue("welcome"))!;
    expect((await reads.comments(number)).at(-1)?.body).toContain(`${POLICY_PATH}:2:3`);
  });

  it("closes its issue once the policy is valid", async () => {
    await scene.commit({
      as: "mona",
      branch: "main",
      files: { [POLICY_PATH]: POLICY, ".github/ISSUE_TEMPLATE/bug.yml": FORM },
    });
    await lookAt(repository());
    expect((await reads.ownIssue("welcome"))?.state).toBe("closed");
    await lookAt(repository());
    expect(effects).toEqual([]);
  });

  it("does not triage its own issue", async () => {
    const { number } = (await reads.ownIssue("welcome"))!;
    await lookAt(subjectOf("issue", String(number)));
    expect(effects).toEqual([]);
  });
});

describe("a bug report through a form", () => {
  it("is labelled by rule, field and derivation, and waits for its kind", async () => {
    const opened = { title: "Segfault at start", body: filled("API") };
    const answer = await scene.stand.as("zoe").post("/repos/octo/app/issues", opened);
    bug = (answer.body as { number: number }).number;
    await lookAtBug();
    expect(await labels()).toEqual(["area/api", "crash", "needs-triage", "p3"]);
    expect((await reads.comments(bug)).at(-1)?.body).toContain("**Priority P3** = impact wide × urgency low");
  });

  it("TRI-03 our own labels and comment change nothing more", async () => {
    await lookAtBug();
    expect(effects).toEqual([]);
  });

  it("the reporter cannot set a severity", async () => {
    await say("zoe", "/severity 1");
    expect(effects.sort()).toEqual(["comment", "react"]);
    expect(await labels()).not.toContain("sev/1");
  });

  it("a maintainer sets kind and severity, and it is triaged", async () => {
    await say("ada", "/kind bug\n/severity 1 because nobody can start it");
    expect(await labels()).toEqual(["area/api", "bug", "crash", "p3", "sev/1"]);
  });

  it("a rule takes back what it set when the field says otherwise, and nothing of a person's", async () => {
    await scene.stand.as("zoe").patch(`/repos/octo/app/issues/${bug}`, { title: "Fault", body: filled("Web") });
    await lookAtBug();
    expect(await labels()).toEqual(["bug", "p3", "sev/1"]);
  });

  it("what a person takes off does not come back", async () => {
    await scene.stand.as("zoe").patch(`/repos/octo/app/issues/${bug}`, { title: "Segfault" });
    await lookAtBug();
    expect(await labels()).toContain("crash");
    await scene.stand.as("ada").delete(`/repos/octo/app/issues/${bug}/labels/crash`);
    await lookAtBug();
    expect(await labels()).not.toContain("crash");
  });

  it("after a lost store the timeline alone decides, and people keep what is theirs", async () => {
    ledger.clear();
    keys.clear();
    await lookAtBug();
    expect(await labels()).toEqual(["bug", "p3", "sev/1"]);
  });

  it("/help and a slip are answered at the desk", async () => {
    await say("zoe", "/help");
    expect((await reads.comments(bug)).some(({ body }) => body.includes("What can be said here"))).toBe(true);
    await say("zoe", "/severty 1");
    expect((await reads.comments(bug)).some(({ body }) => body.includes("Did you mean /severity?"))).toBe(true);
  });
});
