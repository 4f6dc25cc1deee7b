// A pull request of 5,001 files and 400 commits is decided by all of it; how long that takes is measured in bench/.
import { expect, it } from "vitest";
import { openHouse } from "./house.ts";
import { COMMITS, FILES, GUARDING, openLarge, pushLarge, slow } from "./large-pull.ts";

it("POL-10 the guarded file that sorts last among 5,001 is not overlooked: two have to approve", async () => {
  await using house = await openHouse({ policy: GUARDING });
  const head = await pushLarge(house);
  await house.settle();
  // 400 pushes at once may take all the requests that GitHub gives for a minute.
  house.advance(120);
  await house.settle();
  await slow(house);
  const before = house.github.log.requests.length;
  const number = await openLarge(house);
  await house.settle();
  house.advance(5);
  const asked = house.github.log.requests.slice(before);
  // One list alone would be 51 pages of files, which GitHub cuts at 30.
  expect(asked.length).toBeLessThan(60);
  const pull = (await house.act("mona", `GET /repos/octo/app/pulls/${number}`)) as Record<string, number>;
  expect([pull["changed_files"], pull["commits"]]).toEqual([FILES, COMMITS]);
  expect(await house.checkOn(head)).toBe("in_progress");

  await house.say("mia", number, "/approve-change because I read all of it");
  expect(await house.checkOn(head)).toBe("in_progress");
  const summary = (await house.checks(head)).find(({ name }) => name === "lamplighter/change")?.summary ?? "";
  expect(summary).toMatch(/touches what is guarded/);
  await house.say("max", number, "/approve-change because so did I");
  // Slow answers: what is under way is not seen to be.
  await expect
    .poll(async () => {
      house.advance(1);
      await house.settle();
      return house.checkOn(head);
    })
    .toBe("success");
}, 240_000);
