// The room behind the conductor and in front of the stand-in for GitHub: approved, voided by a push, approved again.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { change } from "../../src/change/index.ts";
import { parseCommands } from "../../src/core/command.ts";
import type { LedgerRecord, Reads } from "../../src/core/reads.ts";
import { printSubject, type Subject } from "../../src/core/refs.ts";
import type { Said, Turn } from "../../src/core/trigger.ts";
import { look, type Looked } from "../../src/run.ts";
import type { World } from "../../src/apply.ts";
import { startScene, type Scene } from "../github/scene.ts";
import { policyOf } from "./stage.ts";

let scene: Scene;
let reads: Reads;
let subject: Subject;
const written: LedgerRecord[] = [];
const keys = new Set<string>();
const effects: string[] = [];

beforeAll(async () => {
  scene = await startScene();
  await scene.stand.as("ada").post("/repos/octo/app/pulls", { title: "Fix it", head: "fix", base: "main" });
  const { installation, id } = scene.repo;
  subject = { installation, repository: id, kind: "pull", name: "1" };
  reads = scene.github.reads(scene.repo, (about, kinds) => {
    if (about === printSubject({ ...subject, kind: "repository", name: "" })) return Promise.resolve([]);
    expect(about).toBe(printSubject(subject));
    return Promise.resolve(written.filter((one) => kinds.includes(one.kind)));
  });
});

afterAll(async () => {
  expect(scene.stand.inspector.problems).toEqual([]);
  await scene[Symbol.asyncDispose]();
});

/** A ledger of one subject, in memory: a key is one record, as in the store. */
const world: World = {
  ledger: {
    intend: () => Promise.resolve(null),
    outcome: () => Promise.resolve(),
    failure: () => Promise.resolve(),
    record({ key, kind, by, data }) {
      if (!keys.has(key)) written.push({ sequence: keys.size + 1, at: scene.stand.world.clock.now(), kind, by, data });
      keys.add(key);
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
};

async function lookAt(said: readonly Said[] = []): Promise<Looked> {
  scene.stand.world.clock.advance(2_000);
  const parsed = said.map((one) => ({ said: one, ...parseCommands({ body: one.body, specs: change.commands }) }));
  const heard = parsed.flatMap(({ commands, said: from }) => commands.map((command) => ({ command, said: from })));
  const now = scene.stand.world.clock.now();
  const turn: Turn = { subject, repo: scene.repo, now, triggers: [], heard, misheard: [] };
  const state = policyOf({ change: {} });
  return look({ turn, rooms: [change], policies: { stateOf: () => state }, reads, world });
}

/** Somebody comments over HTTP; what was said is read back as GitHub has it. */
async function say(login: string, body: string): Promise<Looked> {
  scene.stand.world.clock.advance(2_000);
  await scene.stand.as(login).post("/repos/octo/app/issues/1/comments", { body });
  const last = (await reads.comments(1)).at(-1);
  if (!last?.by) throw new Error("the comment is not there");
  const { id, nodeId, by, viaApp, createdAt } = last;
  return lookAt([{ channel: "comment", id, nodeId, on: 1, body: last.body, by, viaApp, createdAt, commit: null }]);
}

async function shown(): Promise<string> {
  const head = (await reads.pull(1)).head.sha;
  const run = (await reads.checkRuns(head)).find((one) => one.name === "lamplighter/change");
  return run ? (run.conclusion ?? run.status) : "none";
}

const stateOf = ({ plans }: Looked): string | undefined => plans[0]?.plan.verdict.state;

describe("one pull request on the stand-in for GitHub", () => {
  it("is announced and waits", async () => {
    expect(stateOf(await lookAt())).toBe("wait");
    expect(await shown()).toBe("in_progress");
    expect(written.map((one) => one.kind)).toContain("change.announced");
  });

  it("is quiet when nothing happened", async () => {
    effects.length = 0;
    const looked = await lookAt();
    expect(looked.plans[0]?.plan.steps).toEqual([]);
    expect(effects).toEqual([]);
  });

  it("ID-02 is not approved by its author", async () => {
    await say("ada", "/approve-change");
    expect(await shown()).toBe("in_progress");
    expect((await reads.comments(1)).at(-1)?.body).toContain("opened this pull request");
  });

  it("ID-01 is not approved by somebody without a role", async () => {
    await say("kim", "/approve-change");
    expect(await shown()).toBe("in_progress");
  });

  it("is approved by an owner", async () => {
    expect(stateOf(await say("mona", "/approve-change because it was rehearsed"))).toBe("allow");
    expect(await shown()).toBe("success");
  });

  it("AP-01 a push voids it, and the next approval counts for the new head", async () => {
    await scene.commit({ as: "ada", branch: "fix", files: { "src/main.ts": "three\n" } });
    const looked = await lookAt();
    expect(stateOf(looked)).toBe("wait");
    expect(await shown()).toBe("in_progress");
    const [ours] = (await reads.comments(1)).filter((one) => one.body.includes("Change control"));
    expect(ours?.body).toContain("The head is another commit now.");
    await say("mona", "/approve-change");
    expect(await shown()).toBe("success");
  });

  it("AP-16 closing and reopening voids it", async () => {
    await scene.stand.as("ada").patch("/repos/octo/app/pulls/1", { state: "closed" });
    await lookAt();
    expect(await shown()).toBe("failure");
    await scene.stand.as("ada").patch("/repos/octo/app/pulls/1", { state: "open" });
    expect(stateOf(await lookAt())).toBe("wait");
    expect(await shown()).toBe("in_progress");
  });
});
