// The test gate's verdict in a change's risk, through the app's door: what the job left, and what that costs (E28).
import { expect, it } from "vitest";
import { zipped } from "../zipped.ts";
import { openHouse, POLICY, type House } from "./house.ts";

const AT = "/repos/octo/app";
const GATED = POLICY.replace(
  "change: {}",
  `change:
  approvals: { low: { count: 1, from: [maintainers] }, medium: { count: 2, from: [maintainers] }, high: { count: 2, from: [maintainers] } }
  risk: { signals: { no_tests: { points: 0 }, test_gate: { check: test, artifact: test-gate, points: 40 } } }`,
);

/** A run of the gate on the head of `fix`, as the README's workflow has it: the digest is kept, then the job ends. */
async function gate(house: House, head: string, state: "allow" | "block"): Promise<void> {
  const run = { as: "nina", workflow: "ci.yml", event: "pull_request", branch: "fix", jobs: [{ name: "test" }] };
  const { id } = (await house.act("mona", `POST /_pretend${AT}/runs`, run)) as { id: number };
  const verdict = {
    state,
    code: state === "allow" ? "passed" : "failures",
    failed: state === "allow" ? 0 : 3,
    new: null,
  };
  const first = { digest: "lamplighter/test-gate", version: 1, job: "", sha: head, run: String(id), tests: 9, verdict };
  const archive = zipped("test-gate.ndjson", `${JSON.stringify(first)}\n`).toString("base64");
  await house.act("mona", `POST /_pretend${AT}/runs/${id}/artifacts`, { name: "test-gate", archive });
  await house.act("mona", `POST /_pretend${AT}/runs/${id}/finish`, { checks: true });
  await house.settle();
}

const summaryOf = async (house: House, head: string): Promise<string> =>
  (await house.checks(head)).find(({ name }) => name === "lamplighter/change")?.summary ?? "";

it("a job that succeeded and a digest that blocks: the level is raised, and a good word later does not", async () => {
  await using house = await openHouse({ policy: GATED });
  const number = await house.open("nina", "fix");
  const head = await house.headOf(number);
  await house.say("mia", number, "/approve-change");
  expect(await summaryOf(house, head)).toContain("Check test has not succeeded on this head yet");
  await gate(house, head, "block");
  expect(await house.checkOn(head)).toBe("in_progress");
  expect(await summaryOf(house, head)).toContain("it says failures, 3 of 9 tests failed");
  await gate(house, head, "allow");
  expect(await house.checkOn(head)).toBe("success");
});

it("costs three reads and one fetch when it is new, and nothing that counts when nothing changed", async () => {
  await using house = await openHouse({ policy: GATED });
  const number = await house.open("nina", "fix");
  const head = await house.headOf(number);
  await house.say("mia", number, "/approve-change");
  const { requests } = house.github.log;
  let seen = requests.length;
  const since = (): string[] => {
    const fresh = requests
      .slice(seen)
      .filter(({ path, method }) => /\/actions\/|_storage/.test(path) && method === "GET");
    seen = requests.length;
    return fresh.map(({ route, status }) => `${route} ${status}`);
  };
  await gate(house, head, "allow");
  expect(await house.checkOn(head)).toBe("success");
  expect(since()).toEqual([
    "GET /repos/:owner/:repo/actions/runs 200",
    "GET /repos/:owner/:repo/actions/runs/:run/artifacts 200",
    "GET /repos/:owner/:repo/actions/artifacts/:artifact/:format 302",
    "GET /_storage/:artifact 200",
  ]);
  const { installation, repository } = house;
  await house.visit((store) =>
    store.wake({ installation, repository, kind: "pull", name: String(number) }, house.github.world.clock.now()),
  );
  await house.settle();
  const again = since();
  expect(again.length).toBeGreaterThan(0);
  expect(again.filter((one) => !one.endsWith(" 304"))).toEqual([]);
});
