import { describe, expect, test } from "vitest";
import * as z from "zod";
import { openAsk } from "../../src/github/ask.ts";
import type { Ask } from "../../src/github/ask.ts";
import { all } from "../../src/github/pages.ts";
import { ReadError } from "../../src/core/known.ts";
import { API, paged, play } from "./pretend.ts";
import type { Answer, Asked } from "./pretend.ts";

const LABELS = "GET /repos/octo/app/labels";
const label = (id: number) => ({ id, name: `label ${id}`, color: "ededed", description: null });
const upTo = (count: number, from = 1) => Array.from({ length: count }, (_, i) => label(i + from));

describe("a list without a total", () => {
  test("of one page is one answer, and asked for once", async () => {
    const { reads, routes } = play({ [LABELS]: paged(() => upTo(100)) });
    expect((await reads.labels()).length).toBe(100);
    expect(routes().length).toBe(1);
  });

  test("of several pages is read twice, and must be the same", async () => {
    const { reads, routes } = play({ [LABELS]: paged(() => upTo(250)) });
    expect((await reads.labels()).map(({ id }) => id)).toEqual(upTo(250).map(({ id }) => id));
    expect(routes().length).toBe(6);
  });

  test("that loses an entry between two pages is read again, not read short", async () => {
    let calls = 0;
    // After the first page the first entry goes: what was the 101st moves to page one, unseen.
    const { reads } = play({ [LABELS]: paged(() => (++calls === 1 ? upTo(201) : upTo(200, 2))) });
    expect((await reads.labels()).map(({ id }) => id)).toEqual(upTo(200, 2).map(({ id }) => id));
  });

  test("that gains an entry at its beginning shows one twice, and is read again", async () => {
    let calls = 0;
    const { reads } = play({ [LABELS]: paged(() => (++calls === 1 ? upTo(150, 2) : upTo(151))) });
    expect((await reads.labels()).length).toBe(151);
  });

  test("that changes whenever it is read is an error, never a part of it", async () => {
    let calls = 0;
    const { reads } = play({ [LABELS]: paged(() => upTo(150, ++calls)) });
    await expect(reads.labels()).rejects.toMatchObject({ failure: "incomplete" });
  });

  test("whose page in the middle is empty is an error", async () => {
    const empty = (asked: Asked): Answer => ({
      body: [],
      headers: { link: `<${API}${asked.path}?page=2>; rel="next"` },
    });
    const { reads } = play({ [LABELS]: empty });
    await expect(reads.labels()).rejects.toMatchObject({ failure: "incomplete" });
  });

  test("that never ends is an error", async () => {
    let pages = 0;
    const endless = ({ parameters }: { parameters?: Record<string, unknown> }) => {
      pages++;
      const headers = { link: `<${API}/labels?page=x>; rel="next"` };
      return Promise.resolve({ value: [label(Number(parameters?.["page"]))], status: 200, headers });
    };
    const question = {
      route: "GET /repos/{owner}/{repo}/labels",
      what: "labels",
      item: z.object({ id: z.number() }),
    } as const;
    const reading = all(endless as unknown as Ask, { ...question, key: ({ id }) => id });
    await expect(reading).rejects.toMatchObject({ failure: "incomplete" });
    expect(pages).toBe(400);
  });

  test("one of whose entries has another shape is an error", async () => {
    const { reads } = play({ [LABELS]: { body: [label(1), { id: 2 }] } });
    await expect(reads.labels()).rejects.toMatchObject({ failure: "malformed" });
  });
});

describe("a list with a total", () => {
  const RUNS = "GET /repos/octo/app/commits/x/check-runs";
  const run = (id: number) => ({
    id,
    name: `run ${id}`,
    app: { id: 7, slug: "lamplighter" },
    status: "completed",
    conclusion: "success",
    external_id: null,
    output: { title: null, summary: null },
  });
  const runs = (count: number) => Array.from({ length: count }, (_, i) => run(i + 1));

  test("is read once when all of them came", async () => {
    const { reads, routes } = play({ [RUNS]: paged(() => runs(250), "check_runs") });
    expect((await reads.checkRuns("x")).length).toBe(250);
    expect(routes().length).toBe(3);
  });

  test("is an error when fewer came than GitHub counts", async () => {
    const { reads } = play({ [RUNS]: { body: { total_count: 3, check_runs: runs(2) } } });
    const error = await reads.checkRuns("x").catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ReadError);
    expect(error).toMatchObject({
      failure: "incomplete",
      message: expect.stringContaining("counts 3 and showed 2") as string,
    });
  });

  test("is read again when the total changes on the way", async () => {
    let calls = 0;
    const { reads } = play({ [RUNS]: paged(() => runs(++calls === 1 ? 149 : 150), "check_runs") });
    expect((await reads.checkRuns("x")).length).toBe(150);
  });

  test("without its list is an error", async () => {
    const { reads } = play({ [RUNS]: { body: { total_count: 0 } } });
    await expect(reads.checkRuns("x")).rejects.toMatchObject({ failure: "malformed" });
  });
});

test("a route of the App cannot be asked as an installation", () => {
  const ask = openAsk({
    send: () => Promise.reject(new Error("never")),
    auth: {} as never,
    repo: { installation: 1, id: 2, owner: "o", name: "r" },
  });
  expect(() => ask({ route: "GET /app", what: "w", schema: {} as never })).toThrow("is asked as the App");
});
