import { describe, expect, it } from "vitest";
import { catchUp, seenFirst } from "../src/catch-up.ts";
import type { Comment } from "../src/core/issue.ts";
import type { Review } from "../src/core/pull.ts";
import type { Subject } from "../src/core/refs.ts";

const subject: Subject = { installation: 1, repository: 2, kind: "pull", name: "12" };
const mia = { id: 5, login: "mia", type: "User" as const };

const comment = (over: Partial<Comment>): Comment => ({
  id: 1,
  nodeId: "IC",
  by: mia,
  viaApp: false,
  body: "/approve-change",
  createdAt: 2000,
  updatedAt: 2000,
  ...over,
});
const review = (over: Partial<Review>): Review => ({
  id: 1,
  nodeId: "PRR",
  by: mia,
  state: "commented",
  commit: "a".repeat(40),
  body: "/hold",
  submittedAt: 3000,
  ...over,
});

async function caught(over: {
  comments?: Comment[];
  reviews?: Review[];
  since?: number | undefined;
  heard?: string[];
  kind?: Subject["kind"];
}): Promise<string[]> {
  const triggers = await catchUp({
    subject: { ...subject, kind: over.kind ?? "pull" },
    reads: {
      comments: () => Promise.resolve(over.comments ?? []),
      reviews: () => Promise.resolve(over.reviews ?? []),
    },
    since: "since" in over ? over.since : 1000,
    heard: new Set(over.heard),
    now: 9000,
  });
  return triggers.flatMap((one) => ("said" in one ? [`${one.said.channel}:${one.said.id}:${one.said.body}`] : []));
}

it.each([
  ["is what the first look's record holds, by GitHub's clock", [{ kind: "seen", at: 700_000, data: 5000 }], 5000],
  [
    "is not what a later record says",
    [
      { kind: "heard", at: 1, data: 2 },
      { kind: "seen", at: 9, data: 5000 },
    ],
    5000,
  ],
  ["is when the record was written, where that holds no time", [{ kind: "seen", at: 7000, data: null }], 7000],
  ["is unknown where nobody looked", [], undefined],
])("when a subject was first looked at %s", (_, records, expected) => {
  expect(seenFirst(records)).toBe(expected);
});

describe("catching up with what was said during an outage", () => {
  it("a comment and a review that nobody heard are heard now", async () => {
    expect(await caught({ comments: [comment({})], reviews: [review({})] })).toEqual([
      "comment:1:/approve-change",
      "review:1:/hold",
    ]);
  });

  it("what was heard is not heard twice, and a review's id is not a comment's", async () => {
    expect(await caught({ comments: [comment({})], reviews: [review({})], heard: ["heard:comment:1"] })).toEqual([
      "review:1:/hold",
    ]);
  });

  it("what was said before we knew the subject is history", async () => {
    expect(await caught({ comments: [comment({ createdAt: 999 })] })).toEqual([]);
    expect(await caught({ comments: [comment({})], since: undefined })).toEqual([]);
  });

  it("a review that is not submitted says nothing, nor does one that was dismissed", async () => {
    expect(await caught({ reviews: [review({ state: "pending" }), review({ id: 2, state: "dismissed" })] })).toEqual(
      [],
    );
  });

  it("an issue has no reviews, and a ghost has no authority", async () => {
    expect(await caught({ kind: "issue", reviews: [review({})], comments: [comment({ by: null })] })).toEqual([]);
  });
});
