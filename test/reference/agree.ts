// The room and the model, over the same histories: deliveries come late, doubled, in any order, or not until the app
// catches up. Both have to come to the same verdict, count the same people, and void each approval for a reason that the
// other knows. One history in forty goes through the whole of the room with its steps done on paper; the others through
// its hearing and its verdict.

import * as fc from "fast-check";

import { judge } from "./approved.ts";
import { differences } from "./compare.ts";
import type { History } from "./events.ts";
import { histories } from "./histories.ts";
import { play, type Draw } from "./play.ts";
import { quickRoom } from "./quick.ts";
import { wholeRoom } from "./room.ts";

/** Drawn at once from one seed: shards share histories by these, whatever their number. */
export const DRAWN_AT_ONCE = 500;
const ONE_WHOLE_IN = 40;

export interface Batch {
  readonly histories: number;
  readonly seed: number;
  /** Plays every `of`th of the draws, beginning with this one. */
  readonly shard: number;
  readonly of: number;
}

/** What came of a batch. It ends with the first history on which they do not agree. */
export interface Share {
  readonly played: number;
  readonly allowed: number;
  /** Histories in which an approval was void for that reason. */
  readonly voids: Readonly<Record<string, number>>;
  /** In words, as small as it could be made; nothing where all agree. */
  readonly disagreement: string | undefined;
}

interface Outcome {
  readonly isAllowed: boolean;
  readonly reasons: ReadonlySet<string>;
  readonly differs: readonly string[];
  readonly history: History;
}

async function playOnce(draw: Draw, manner: "whole" | "quick"): Promise<Outcome> {
  const { app, last } = manner === "whole" ? wholeRoom() : quickRoom();
  const { history, now } = await play(draw, app);
  const judged = judge(history, now, "house");
  return {
    isAllowed: judged.whys.length === 0,
    reasons: new Set(judged.claims.flatMap((claim) => claim.voids)),
    differs: differences(judged, await last()),
    history,
  };
}

/** The smallest history of that draw on which they do not agree. */
async function shrunk(args: { readonly seed: number; readonly index: number }): Promise<string> {
  let found = "";
  const agreed = fc.asyncProperty(histories, async (draw) => {
    const { differs, history } = await playOnce(draw, "whole");
    const other = differs.length > 0 ? differs : (await playOnce(draw, "quick")).differs;
    if (other.length > 0) found = [...other, ...history.map((event) => JSON.stringify(event))].join("\n");
    return other.length === 0;
  });
  await fc.check(agreed, {
    seed: args.seed,
    path: String(args.index),
    endOnFailure: false,
    interruptAfterTimeLimit: 60_000,
  });
  return found;
}

export async function agree({ histories: all, seed: first, shard, of }: Batch): Promise<Share> {
  const voids: Record<string, number> = {};
  let [allowed, played] = [0, 0];
  for (let lot = shard; lot * DRAWN_AT_ONCE < all; lot += of) {
    const seed = first * 1_000_000 + lot;
    const numRuns = Math.min(DRAWN_AT_ONCE, all - lot * DRAWN_AT_ONCE);
    for (const [index, draw] of fc.sample(histories, { numRuns, seed }).entries()) {
      const { isAllowed, reasons, differs } = await playOnce(draw, index % ONE_WHOLE_IN === 0 ? "whole" : "quick");
      played += 1;
      if (isAllowed) allowed += 1;
      for (const reason of reasons) voids[reason] = (voids[reason] ?? 0) + 1;
      if (differs.length === 0) continue;
      const disagreement = `seed ${seed}, history ${index}: ${differs.join("; ")}\nSmaller:\n${await shrunk({ seed, index })}`;
      return { played, allowed, voids, disagreement };
    }
  }
  return { played, allowed, voids, disagreement: undefined };
}
