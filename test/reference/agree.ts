// The room and the model, over the same histories. `HISTORIES=100000` plays so many in all, `SEED=n` others.
//
// Deliveries come late, doubled, in any order, or not until the app catches up; both have to come to the same verdict,
// count the same people, and void each approval for a reason that the other knows. One history in forty goes through
// the whole of the room with its steps done on paper; the others through its hearing and its verdict.

import * as fc from "fast-check";
import { expect } from "vitest";

import { judge } from "./approved.ts";
import { differences } from "./compare.ts";
import { histories } from "./histories.ts";
import { play } from "./play.ts";
import { quickRoom } from "./quick.ts";
import { wholeRoom } from "./room.ts";

/** In all; the batches of the suite share them. Near 2 ms of CPU each: these fit the minute that the suite can spare. */
export const HISTORIES = Number(process.env["HISTORIES"] ?? 10_000);
const SEED = Number(process.env["SEED"] ?? 1);
const DRAWN_AT_ONCE = 500;

/** So many that each reason comes up in at least one history of a hundred, but for chance. */
const ENOUGH = 5_000;

/** Every reason for voiding an approval. */
const REASONS = [
  ...["not-heard", "unfit", "reviews-ignored", "short-sha", "other-sha", "unannounced", "other-announced"],
  ...[
    "other-terms",
    "head-moved-unseen",
    "while-closed",
    "while-draft",
    "no-role",
    "role-lost",
    "not-asked",
    "author",
    "contributor",
  ],
  ...["pushed-once", "declarer", "withdrawn", "closed-since", "draft-since", "retargeted-since", "second-of-epoch"],
  ...["other-head", "other-merge-base", "other-policy", "expired", "other-patch", "cut-patch", "repeated-hunk"],
  ...["not-a-base-merge", "altered-merge", "both-sides"],
];
/** At the end everything has been heard. */
const NEVER_LAST: readonly string[] = ["not-heard"];

/** Plays one batch and says what came of it; a history that they do not agree on ends it, printed whole. */
export async function agree(batch: { readonly of: number; readonly number: number }): Promise<void> {
  const runs = Math.ceil(HISTORIES / batch.of);
  const voids = new Map<string, number>(REASONS.map((reason) => [reason, 0]));
  let [allowed, played] = [0, 0];
  while (played < runs) {
    const numRuns = Math.min(DRAWN_AT_ONCE, runs - played);
    for (const draw of fc.sample(histories, { numRuns, seed: SEED * 1_000_000 + batch.number * 100_000 + played })) {
      const { app, last } = played % 40 === 0 ? wholeRoom() : quickRoom();
      const { history, now } = await play(draw, app);
      const judged = judge(history, now, "house");
      const differs = differences(judged, await last());
      if (differs.length > 0) expect({ differs, history: history.map((event) => JSON.stringify(event)) }).toEqual([]);
      if (judged.whys.length === 0) allowed += 1;
      const reasons = new Set(judged.claims.flatMap((claim) => claim.voids));
      for (const reason of reasons) voids.set(reason, (voids.get(reason) ?? 0) + 1);
      played += 1;
    }
  }
  const counts = [...voids].sort(([, a], [, b]) => a - b).map(([reason, count]) => `${reason} ${count}`);
  console.log(`${allowed} of ${played} end in allow. Histories with an approval void as ${counts.join(", ")}.`);
  expect(allowed / played).toBeGreaterThan(0.2);
  if (played < ENOUGH) return;
  const seldom = [...voids].filter(([reason, count]) => count < played / 100 && !NEVER_LAST.includes(reason));
  expect(seldom).toEqual([]);
}
