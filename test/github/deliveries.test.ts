import { expect, test } from "vitest";
import { API, play } from "./pretend.ts";
import type { Asked, Answer } from "./pretend.ts";

const attempt = (id: number, guid: string, status: string, minutes: number) => ({
  id,
  guid,
  delivered_at: new Date(Date.parse("2026-11-22T12:00:00Z") - minutes * 60_000).toISOString(),
  redelivery: false,
  duration: 0.1,
  status,
  status_code: status === "OK" ? 202 : 500,
  event: "issues",
  action: "opened",
  installation_id: 1,
  repository_id: 4711,
});
// Newest first, as GitHub lists them.
const pages: Record<string, { items: object[]; next?: string }> = {
  "": { items: [attempt(9, "healed", "OK", 1), attempt(8, "twice", "timed out", 2)], next: "v1_8" },
  v1_8: {
    items: [
      attempt(7, "twice", "Invalid HTTP Response: 500", 30),
      attempt(6, "healed", "failed to connect to host", 40),
    ],
    next: "v1_6",
  },
  v1_6: { items: [attempt(5, "old", "timed out", 90)], next: "v1_5" },
  v1_5: { items: [attempt(4, "ancient", "timed out", 900)] },
};
const list = ({ query }: Asked): Answer => {
  const { items, next } = pages[query["cursor"] ?? ""]!;
  return {
    body: items,
    headers: next === undefined ? {} : { link: `<${API}/app/hook/deliveries?per_page=100&cursor=${next}>; rel="next"` },
  };
};

test("a guid is failed when none of its attempts was OK, however GitHub words the failure", async () => {
  const { github, clock, asApp } = play({ "GET /app/hook/deliveries": list });
  const failed = await github.deliveries.failedSince(clock.now() - 3_600_000);
  expect(failed).toEqual([
    {
      guid: "twice",
      id: 8,
      attempts: 2,
      event: "issues",
      action: "opened",
      installation: 1,
      repository: 4711,
      at: clock.now() - 30 * 60_000,
      triedAt: clock.now() - 2 * 60_000,
    },
  ]);
  // The page that is older as a whole is the last that is asked for.
  expect(asApp.map(({ query }) => query["cursor"])).toEqual([undefined, "v1_8", "v1_6"]);
});

test("a list whose cursor stands still is an error, never a part of it", async () => {
  const same = () => ({
    body: [attempt(1, "a", "timed out", 1)],
    headers: { link: `<${API}/x?cursor=same>; rel="next"` },
  });
  const { github, clock, asApp } = play({ "GET /app/hook/deliveries": same });
  const reading = github.deliveries.failedSince(clock.now() - 3_600_000);
  await expect(reading).rejects.toMatchObject({ failure: "incomplete" });
  expect(asApp.length).toBe(2);
});

test("a list in another shape is malformed", async () => {
  const { github } = play({ "GET /app/hook/deliveries": { body: [{ id: "x" }] } });
  await expect(github.deliveries.failedSince(0)).rejects.toMatchObject({ failure: "malformed" });
});
