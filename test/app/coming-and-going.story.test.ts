// An installation that is suspended and comes back, and a repository that is taken out of it, as whole stories.
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openHouse } from "./house.ts";
import type { House } from "./house.ts";

let house: House;
beforeEach(async () => {
  house = await openHouse();
  await house.settle();
});
afterEach(() => house[Symbol.asyncDispose]());

const change = (body: object): Promise<unknown> =>
  house.act("mona", `PATCH /_pretend/installations/${house.installation}`, body);

const stateOf = (): Promise<string | undefined> =>
  house.visit(async (store) => (await store.installations.find(house.installation))?.state);

describe("an installation", () => {
  it("TEN-12 is suspended: nothing is written; unsuspended: what came is looked at, without waiting for the clock", async () => {
    await change({ suspended: true });
    await house.settle();
    expect(await stateOf()).toBe("suspended");
    await change({ suspended: false });
    await house.settle();
    expect(await stateOf()).toBe("active");
    const number = await house.open("nina", "fix");
    expect(await house.checkOn(await house.headOf(number))).toBe("in_progress");
  });

  it("WH-12 suspended and unsuspended while the app was away is active", async () => {
    await house.stopApp();
    await change({ suspended: true });
    await change({ suspended: false });
    await house.github.settled();
    await house.startApp();
    for (const { event, payload } of missed()) await house.deliver({ event, payload });
    await house.settle();
    expect(await stateOf()).toBe("active");
  });

  it("WH-12 the suspension arrives after its end: it stays active", async () => {
    await change({ suspended: true });
    await change({ suspended: false });
    await house.settle();
    const suspend = missed()[0]!;
    await house.deliver({ event: suspend.event, payload: { ...(suspend.payload as object), again: true } });
    await house.settle();
    expect(await stateOf()).toBe("active");
  });
});

/** What GitHub sent about the installation's suspension, in order. */
function missed(): { event: string; payload: unknown }[] {
  return house.github.post.deliveries
    .filter(({ event }) => event === "installation")
    .map(({ event, payload }) => ({ event, payload: JSON.parse(payload) as { action: string } }))
    .filter(({ payload }) => payload.action.endsWith("suspend"));
}

describe("a repository", () => {
  it("TEN-12 is taken out of the installation: it is left, once, and nothing is asked of it again and again", async () => {
    await change({ remove: ["app"] });
    await house.settle();
    const known = await house.visit((store) => store.repositories.find(house.installation, house.repository));
    expect(known?.state).toBe("left");
    const asked = house.github.log.requests.length;
    for (let minutes = 0; minutes < 30; minutes += 6) {
      house.advance(360);
      await house.settle();
    }
    expect(house.github.log.requests.length - asked).toBe(0);
  });

  it("TEN-12 is renamed, and another one takes its old name: its own events are still its own", async () => {
    const number = await house.open("nina", "fix");
    await house.act("mona", "PATCH /repos/octo/app", { name: "moved" });
    await house.act("mona", "POST /orgs/octo/repos", { name: "app" });
    const path = `/repos/octo/moved/issues/${number}/comments`;
    house.advance(5);
    await house.act("mia", `POST ${path}`, { body: "/hold because it waits" });
    await house.settle();
    const known = await house.visit((store) => store.repositories.find(house.installation, house.repository));
    expect(known).toMatchObject({ state: "here", name: "moved" });
    expect(await house.ours(number)).toMatch(/waits|hold/i);
  });
});
