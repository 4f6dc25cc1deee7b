import { expect, it } from "vitest";
import { startReceiver } from "../pretend-github/receiver.ts";
import { startScene } from "./scene.ts";

it("failed deliveries are listed by their guid until one attempt was OK", async () => {
  const secret = "the secret of the deliveries";
  await using hooks = await startReceiver(secret);
  await using scene = await startScene({
    change: (seed) => ({
      ...seed,
      apps: (seed.apps ?? []).map((app) => ({ ...app, webhook: { url: hooks.url, secret } })),
    }),
  });
  const { stand, github } = scene;
  const since = stand.world.clock.now() - 3_600_000;
  const zoe = stand.as("zoe");
  for (const [title, fails] of [
    ["heard", false],
    ["unheard", true],
    ["unheard too", true],
    ["heard again", false],
  ] as const) {
    if (fails) stand.faults.addWebhookFault({ event: "issues.opened", do: { kind: "fail" } });
    await zoe.post("/repos/octo/app/issues", { title });
    await stand.settled();
  }
  const failed = await github.deliveries.failedSince(since);
  expect(failed).toMatchObject([
    {
      attempts: 1,
      event: "issues",
      action: "opened",
      installation: scene.repo.installation,
      repository: scene.repo.id,
    },
    { attempts: 1, event: "issues", action: "opened" },
  ]);

  for (const { id } of await github.deliveries.failedSince(since)) await github.deliveries.redeliver(id);
  await stand.settled();
  expect(await github.deliveries.failedSince(since)).toEqual([]);
  expect(stand.inspector.problems).toEqual([]);
});
