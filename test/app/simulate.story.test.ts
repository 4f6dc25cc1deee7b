// A policy that is to be changed: tried on what was merged, and previewed on the pull request that changes it.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EXIT } from "../../src/commands/command-line.ts";
import { lamplighter, type Typed } from "./cli.ts";
import { openHouse, POLICY } from "./house.ts";
import type { House } from "./house.ts";

const AT = "/repos/octo/app";
const TWO = POLICY.replace("change: {}", "change: { approvals: { count: 2, from: [maintainers] } }");

let house: House;
let cwd: string;
let approved: number;
let forced: number;
let open: number;

beforeAll(async () => {
  cwd = mkdtempSync(join(tmpdir(), "lamplighter-simulate-"));
  house = await openHouse();
  approved = await house.open("nina", "approved", { files: { "src/one.ts": "1\n" } });
  await house.say("mia", approved, "/approve-change because it is right");
  await merge("mia", approved);
  forced = await house.open("nina", "forced", { files: { "src/two.ts": "2\n" } });
  await merge("mona", forced);
  open = await house.open("nina", "open", { files: { "src/three.ts": "3\n" } });
  await house.say("mia", open, "/approve-change because this one too");
});
afterAll(async () => {
  await house[Symbol.asyncDispose]();
  rmSync(cwd, { recursive: true, force: true });
});

async function merge(login: string, number: number): Promise<void> {
  await house.act(login, `PUT ${AT}/pulls/${number}/merge`, { merge_method: "squash" });
  await house.settle();
  house.advance(5);
}

function simulate(policy: string, ...more: string[]): Promise<Typed> {
  const { appId, privateKey, apiUrl, databaseUrl, webhookSecrets } = house.environment;
  writeFileSync(join(cwd, "policy.yml"), policy);
  const env = {
    APP_ID: String(appId),
    PRIVATE_KEY: privateKey.replaceAll("\n", "\\n"),
    WEBHOOK_SECRET: webhookSecrets[0]!,
    GITHUB_API_URL: apiUrl,
    DATABASE_URL: databaseUrl,
  };
  return lamplighter(["simulate", "octo/app", "--policy", "policy.yml", ...more], { cwd, env });
}

interface Told {
  readonly changes: number;
  readonly different: readonly { number: number; now: { state: string }; proposed: { state: string; code: string } }[];
}

describe("lamplighter simulate", () => {
  it("the policy that is changes nothing", async () => {
    const told = await simulate(POLICY, "--json");
    expect(told).toMatchObject({ exit: EXIT.ok, err: "" });
    expect(told.json()).toMatchObject({ ok: true, changes: 3, different: [] });
  });

  it("a stricter one says which changes it would have held, merged or open, as they stood then", async () => {
    const { different } = (await simulate(TWO, "--json")).json() as Told;
    expect(different.map(({ number, now, proposed }) => [number, now.state, proposed.state])).toEqual([
      [open, "allow", "wait"],
      [approved, "allow", "wait"],
    ]);
  });

  it("a looser one says which it would have let through", async () => {
    const loose = POLICY.replace("change: {}", 'change: { types: { standard: { if: { only_paths: ["src/**"] } } } }');
    const { different } = (await simulate(loose, "--json")).json() as Told;
    expect(different).toMatchObject([
      { number: open, proposed: { state: "allow", code: "standard" } },
      { number: forced, now: { state: "wait" }, proposed: { state: "allow", code: "standard" } },
      { number: approved, proposed: { state: "allow", code: "standard" } },
    ]);
  });

  it("prints for people what is different and how many were judged, and does nothing", async () => {
    const before = house.github.log.requests.length;
    const { out } = await simulate(TWO);
    expect(out).toMatch(new RegExp(`^#${approved} Change\\n  now: {6}allow \\(approved\\) .+\\n  proposed: wait`, "m"));
    expect(out).toMatch(/3 changes since .+: 2 would be decided otherwise\.\s*$/);
    const written = house.github.log.requests
      .slice(before)
      .filter(({ method, path }) => method !== "GET" && !/access_tokens$|graphql$/.test(path));
    expect(written).toEqual([]);
  });

  it("what is wrong with the file is said with its line, and nothing is judged", async () => {
    const broken = await simulate(POLICY.replace("change: {}", "change: { aprovals: 2 }"));
    expect(broken).toMatchObject({ exit: EXIT.refused, out: "" });
    expect(broken.err).toMatch(/^policy\.yml:8:\d+: .*aprovals/m);
    expect(await simulate(POLICY, "--since", "soon")).toMatchObject({ exit: EXIT.usage });
  });
});

describe("a pull request that edits the policy", () => {
  it("POL-01 is told what the edit would do, and stays judged by the policy of the default branch", async () => {
    const number = await house.open("nina", "stricter", { files: { ".github/lamplighter.yml": TWO } });
    const said = await house.ours(number);
    expect(said).toContain("What this edit of the policy would do");
    expect(said).toContain("Tried on the 3 newest");
    expect(said).toMatch(new RegExp(`#${approved}.*now .allow.*then .*wait`));
    expect(await house.checkOn(await house.headOf(number))).toBe("in_progress");
    await house.push("nina", "stricter", {
      files: { ".github/lamplighter.yml": TWO.replace("count: 2", "count: two") },
    });
    await house.settle();
    expect(await house.ours(number)).toMatch(/It is \*\*wrong\*\*[^]*lamplighter\.yml:8:\d+/);
  });

  it("one that leaves it alone is told nothing of it", async () => {
    expect(await house.ours(open)).not.toContain("edit of the policy");
  });
});
