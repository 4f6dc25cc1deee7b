// A command that nobody could answer because something could not be read is heard again, and not lost.
import { expect, it } from "vitest";
import type { Seed } from "../pretend-github/seed.ts";
import { openHouse, POLICY } from "./house.ts";

it("a /backport while the pull request cannot be read is answered once it can", async () => {
  await using house = await openHouse({ policy: `${POLICY}release: {}\n` });
  const number = await house.open("nina", "fix");
  const fault = { method: "GET", path: "/repos/octo/app/pulls/*", do: { kind: "status", status: 502 }, times: 7 };
  await house.act("mona", "POST /_pretend/faults/requests", fault);
  await house.say("mia", number, "/backport 1.x");
  for (let looks = 0; looks < 4; looks += 1) {
    house.advance(400);
    await house.settle();
  }
  expect(await house.ours(number)).toContain("backport.yml");
});

it("a /release whose workflow GitHub would not start is answered with what it lacks", async () => {
  const workflow = { ".github/workflows/release.yml": "name: Release\non: [push, workflow_dispatch]\njobs: {}\n" };
  const seed = ({ repositories = {}, ...more }: Seed): Seed => {
    const app = repositories["octo/app"];
    return {
      ...more,
      repositories: { ...repositories, "octo/app": { ...app, files: { ...app?.files, ...workflow } } },
    };
  };
  await using house = await openHouse({ policy: `${POLICY}release: { workflow: release.yml }\n`, seed });
  const number = await house.open("nina", "fix");
  await house.say("mia", number, "/release patch");
  expect(await house.ours(number)).toContain("with the inputs `line` and `only`");
  await house.say("mia", number, "/release patch 9.x");
  expect(await house.ours(number)).toContain("There is no branch `9.x`");
});
