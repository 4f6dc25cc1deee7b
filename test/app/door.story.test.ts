// Attacks on commands, checks, policy, triage, webhooks and tenants, through the app's door.
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { BOT, CHECK, openHouse, POLICY, SECRET } from "./house.ts";
import type { House } from "./house.ts";

const AT = "/repos/octo/app";

async function openIssue(house: House, login: string, issue: { title: string; body?: string }): Promise<number> {
  const { number } = (await house.act(login, `POST ${AT}/issues`, issue)) as { number: number };
  await house.settle();
  return number;
}

it("CMD-07 a harmless comment that is edited into a command is no command", async () => {
  await using house = await openHouse();
  const number = await house.open("nina", "fix");
  await house.say("mia", number, "Looks fine.");
  const said = (await house.comments(number)).find(({ by }) => by === "mia")!;
  await house.act("mia", `PATCH ${AT}/issues/comments/${said.id}`, { body: "/approve-change" });
  await house.settle();
  expect(await house.checkOn(await house.headOf(number))).toBe("in_progress");
});

it("CMD-11 a look-alike letter makes no command, and the hint is given at most once", async () => {
  await using house = await openHouse();
  const number = await house.open("nina", "fix");
  const before = (await house.comments(number)).length;
  await house.say("mia", number, "/\u0430pprove-change");
  await house.say("mia", number, "/\u0430pprove-change");
  expect(await house.checkOn(await house.headOf(number))).toBe("in_progress");
  const hints = (await house.comments(number)).slice(before).filter(({ by }) => by === BOT);
  expect(hints.length).toBeLessThanOrEqual(1);
});

it("CMD-18 on an issue, /approve-change approves nothing", async () => {
  await using house = await openHouse();
  const pull = await house.open("nina", "fix");
  const issue = await openIssue(house, "nina", { title: "Please" });
  await house.say("mia", issue, "/approve-change");
  expect(await house.checkOn(await house.headOf(pull))).toBe("in_progress");
});

it("CMD-20 a reason is inert text in what the app writes", async () => {
  await using house = await openHouse();
  const number = await house.open("nina", "fix");
  const head = await house.headOf(number);
  await house.say(
    "mia",
    number,
    "/approve-change because @octo/board fixes #1 <img src=x> | a `b` | [x](javascript:1)",
  );
  expect(await house.checkOn(head)).toBe("success");
  const summary = (await house.checks(head)).find(({ name }) => name === CHECK)!.summary;
  // What stands outside of code spans, where GitHub would act on it.
  for (const said of [await house.ours(number), summary]) {
    const outside = said.replaceAll(/(`+)(?!`)[\s\S]*?[^`]\1(?!`)/g, "");
    expect(outside).not.toMatch(/@octo|fixes #1|<img|javascript:/i);
  }
  expect(summary).toContain("octo/board");
});

it("CHK-01 a check of our name from another source is not ours, is not trusted and is told", async () => {
  await using house = await openHouse();
  const number = await house.open("nina", "fix");
  const head = await house.headOf(number);
  const body = { name: CHECK, head_sha: head, status: "completed", conclusion: "success" };
  await house.actAsApp("other", `POST ${AT}/check-runs`, body);
  await house.settle();
  await house.say("nina", number, "/recheck");
  expect(await house.checkOn(head)).toBe("in_progress");
  const summary = (await house.checks(head)).find(({ name, app }) => name === CHECK && app === "lamplighter")!.summary;
  expect(summary).toContain("Somebody else posted");
});

it("CHK-04 the re-run button looks again, and approves nothing", async () => {
  await using house = await openHouse();
  const number = await house.open("nina", "fix");
  const head = await house.headOf(number);
  const { check_runs } = (await house.act("nina", `GET ${AT}/commits/${head}/check-runs`)) as {
    check_runs: { id: number; name: string }[];
  };
  const run = check_runs.find(({ name }) => name === CHECK)!;
  await house.act("nina", `POST ${AT}/check-runs/${run.id}/rerequest`);
  await house.settle();
  expect(await house.checkOn(head)).toBe("in_progress");
});

it("CHK-07 while the app is down there is no check; after its start there is one", async () => {
  await using house = await openHouse();
  await house.stopApp();
  const number = await house.open("nina", "fix");
  const head = await house.headOf(number);
  expect(await house.checkOn(head)).toBe("none");
  await house.startApp();
  // No redelivery by hand: it asks GitHub for what it missed.
  await expect.poll(() => house.checkOn(head)).toBe("in_progress");
});

it("POL-01 a pull request that edits the policy is judged by the default branch's", async () => {
  await using house = await openHouse();
  const loose = POLICY.replace("change: {}", "change: { separation: [], approvals: { count: 1, from: [anyone] } }");
  const policy = loose.replace("permission: maintain }", "permission: maintain }\n  anyone: { permission: read }");
  const number = await house.open("nina", "fix", { files: { ".github/lamplighter.yml": policy } });
  await house.say("nina", number, "/approve-change");
  expect(await house.checkOn(await house.headOf(number))).toBe("in_progress");
});

it("POL-05 a broken policy is a failing check with line and column, and heals", async () => {
  await using house = await openHouse();
  const number = await house.open("nina", "fix");
  const head = await house.headOf(number);
  await house.commitPolicy(POLICY.replace("change: {}", "change: { aprovals: 2 }"));
  expect(await house.checkOn(head)).toBe("failure");
  const summary = (await house.checks(head)).find(({ name }) => name === CHECK)!.summary;
  expect(summary).toMatch(/lamplighter\.yml:8:\d+/);
  await house.commitPolicy(POLICY);
  expect(await house.checkOn(head)).toBe("in_progress");
});

it("POL-13 a file renamed out of a guarded folder counts under both names", async () => {
  const change = `change:
  approvals:
    low: { count: 1, from: [maintainers] }
    medium: { count: 2, from: [maintainers] }
    high: { count: 2, from: [maintainers] }
  risk: { rules: [{ name: guarded, if: { paths: ["src/**"] }, points: 40 }] }
`;
  await using house = await openHouse({ policy: POLICY.replace("change: {}\n", change) });
  const number = await house.open("nina", "fix", { files: { "src/a.ts": null, "docs/a.ts": "one\n" } });
  const head = await house.headOf(number);
  await house.say("mia", number, "/approve-change");
  expect(await house.checkOn(head)).toBe("in_progress");
  await house.say("max", number, "/approve-change");
  expect(await house.checkOn(head)).toBe("success");
});

it("TRI-01 a rule's label is the one that is there, whatever its case: no near-duplicate is made", async () => {
  await using house = await openHouse({ policy: POLICY.replace("add: [crash]", "add: [BUG]") });
  const number = await openIssue(house, "nina", { title: "panic: at start" });
  expect(await house.labels(number)).toContain("bug");
  const all = (await house.act("mia", `GET ${AT}/labels`)) as { name: string }[];
  expect(all.filter(({ name }) => name.toLowerCase() === "bug")).toHaveLength(1);
});

it("TRI-03 the app's own labels and comments do not wake it for ever", async () => {
  await using house = await openHouse();
  const number = await openIssue(house, "nina", { title: "panic: at start" });
  await house.say("rick", number, "/severity 1");
  const before = house.github.log.requests.filter(({ method }) => method !== "GET").length;
  await house.settle();
  const after = house.github.log.requests.filter(({ method }) => method !== "GET").length;
  expect(after).toBe(before);
  expect((await house.comments(number)).filter(({ by }) => by === BOT).length).toBeLessThanOrEqual(1);
});

it("TRI-10 an issue that is gone in mid-plan is not tried for ever", async () => {
  await using house = await openHouse();
  house.github.faults.addRequestFault({
    method: "POST",
    path: "/repos/octo/app/issues/*/labels",
    do: { kind: "status", status: 410, message: "This issue was deleted" },
    times: 0,
  });
  await openIssue(house, "nina", { title: "panic: at start" });
  const tries = () =>
    house.github.log.requests.filter(({ method, path }) => method === "POST" && path.endsWith("/labels")).length;
  const first = tries();
  for (let hour = 0; hour < 6; hour++) {
    house.advance(3600);
    await house.settle();
  }
  expect(tries() - first).toBeLessThanOrEqual(1);
  const { due, leased } = await house.visit((store) => store.depth());
  expect(due + leased).toBe(0);
});

it("WH-08 a delivery that is sent again is answered well and does nothing", async () => {
  await using house = await openHouse();
  const number = await house.open("nina", "fix");
  await house.say("mia", number, "/approve-change");
  const delivery = house.github.post.deliveries.findLast(
    ({ event, action }) => event === "issue_comment" && action === "created",
  )!;
  const head = await house.push("nina", "fix");
  await house.settle();
  const comments = (await house.comments(number)).length;
  const payload = JSON.parse(delivery.payload) as unknown;
  expect(await house.deliver({ event: "issue_comment", payload, id: delivery.guid })).toBe(202);
  expect(await house.deliver({ event: "issue_comment", payload })).toBe(202);
  await house.settle();
  expect(await house.checkOn(head)).toBe("in_progress");
  expect(await house.comments(number)).toHaveLength(comments);
});

it("WH-12 events out of order end where events in order end", async () => {
  await using house = await openHouse();
  const number = await house.open("nina", "fix");
  await house.say("mia", number, "/approve-change");
  house.github.faults.addWebhookFault({ event: "pull_request.synchronize", do: { kind: "swap" } });
  const head = await house.push("nina", "fix");
  await house.act("nina", `PATCH ${AT}/pulls/${number}`, { state: "closed" });
  await house.settle();
  await house.act("nina", `PATCH ${AT}/pulls/${number}`, { state: "open" });
  await house.settle();
  expect(await house.checkOn(head)).toBe("in_progress");
});

it("WH-18 both secrets are taken during a rotation, the old one is refused after it", async () => {
  await using house = await openHouse();
  const next = "the next secret of the stories";
  const ping = { event: "ping", payload: { zen: "Keep it logically awesome." } };
  await house.stopApp();
  await house.startApp({ webhookSecrets: [next, SECRET] });
  expect(await house.deliver(ping)).toBe(202);
  expect(await house.deliver({ ...ping, secret: next })).toBe(202);
  await house.stopApp();
  await house.startApp({ webhookSecrets: [next] });
  expect(await house.deliver(ping)).toBe(401);
  expect(await house.deliver({ ...ping, secret: next })).toBe(202);
});

it("TEN-01 tokens are for one repository and for no more than is needed", async () => {
  await using house = await openHouse();
  await house.open("nina", "fix");
  const minted = house.github.log.requests
    .filter(({ path }) => path.endsWith("/access_tokens"))
    .map(({ body }) => JSON.parse(body) as { repository_ids?: number[]; permissions: Record<string, string> });
  expect(minted.length).toBeGreaterThan(0);
  // Where the App is installed is asked with a token that can list repositories, and do nothing else.
  const listing = minted.filter(({ repository_ids }) => repository_ids === undefined);
  for (const { permissions } of listing) expect(permissions).toEqual({ metadata: "read" });
  const working = minted.filter(({ repository_ids }) => repository_ids !== undefined);
  expect(working.length).toBeGreaterThan(0);
  for (const { repository_ids, permissions } of working) {
    expect(repository_ids).toEqual([house.repository]);
    expect(permissions["contents"]).not.toBe("write");
    expect(permissions).not.toHaveProperty("administration");
  }
});

it("TEN-12 a suspended installation is left alone, and is looked after again when it comes back", async () => {
  await using house = await openHouse();
  const number = await house.open("nina", "fix");
  const at = `PATCH /_pretend/installations/${house.installation}`;
  await house.act("mona", at, { suspended: true });
  await house.settle();
  const before = house.github.log.requests.filter(({ path }) => path.startsWith("/repos/octo/app")).length;
  await house.deliver({ event: "ping", payload: {} });
  await house.settle();
  expect(house.github.log.requests.filter(({ path }) => path.startsWith("/repos/octo/app"))).toHaveLength(before);
  const head = await house.push("nina", "fix");
  expect(await house.checkOn(head)).toBe("none");
  await house.act("mona", at, { suspended: false });
  await house.settle();
  house.advance(3600);
  await house.settle();
  expect(await house.checkOn(await house.headOf(number))).toBe("in_progress");
});

it("a rename keeps the history", async () => {
  await using house = await openHouse();
  const number = await house.open("nina", "fix");
  const head = await house.headOf(number);
  await house.say("mia", number, "/approve-change");
  const approved = await house.records(number, "change.approval");
  await house.act("mona", `PATCH ${AT}`, { name: "renamed" });
  await house.settle();
  expect(await house.checkOn(head)).toBe("success");
  await house.act("nina", `PATCH /repos/octo/renamed/pulls/${number}`, { title: "Another title" });
  await house.settle();
  expect(await house.checkOn(head)).toBe("success");
  expect(await house.records(number, "change.approval")).toEqual(approved);
  const known = await house.visit((store) => store.repositories.find(house.installation, house.repository));
  expect(known).toMatchObject({ id: house.repository, name: "renamed", state: "here" });
});

it("TEN-05 no secret reaches the log, the database or a comment, whatever goes wrong", async () => {
  await using house = await openHouse();
  const writes = ["/repos/octo/app/check-runs", "/repos/octo/app/issues/*/comments"];
  for (const path of writes) {
    for (const [after, kind] of (["cut", "garbage", "lost"] as const).entries())
      house.github.faults.addRequestFault({ method: "POST", path, do: { kind }, after });
    house.github.faults.addRequestFault({ method: "POST", path, do: { kind: "status", status: 500 }, after: 3 });
  }
  house.github.faults.addRequestFault({ path: "/app/installations/**", do: { kind: "status", status: 401 } });
  house.github.faults.addRequestFault({ path: "/graphql", do: { kind: "garbage" }, times: 3 });
  const number = await house.open("nina", "fix");
  await house.deliver({ event: "issues", payload: { installation: { id: 1 }, action: "opened" }, secret: "ghs_" });
  for (let minute = 0; minute < 12; minute++) {
    house.advance(600);
    await house.settle();
  }
  house.github.faults.clear();
  await house.say("mia", number, "/approve-change");
  const pem = house.environment.privateKey;
  const middle = pem.split("\n")[3]!;
  const tokens = [...house.github.world.tokens.keys()];
  const said = [
    house.lines.join("\n"),
    readFileSync(house.environment.databaseUrl.slice("sqlite:".length), "latin1"),
    await house.ours(number),
    (await house.checks(await house.headOf(number))).map(({ summary }) => summary).join("\n"),
  ];
  expect(tokens.length).toBeGreaterThan(0);
  expect(said[0]).toContain("turn-failed");
  for (const text of said) {
    for (const secret of [middle, SECRET, ...tokens]) expect(text.includes(secret)).toBe(false);
    expect(text).not.toMatch(/gh[sp]_[A-Za-z0-9]{20}|eyJ[\w-]{20,}\.|PRIVATE KEY/);
  }
});
