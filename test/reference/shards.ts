// The histories, played by as many threads as the machine has processors; what came of them is added up.
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { Batch, Share } from "./agree.ts";

/** Each with its own draws; the sum is the same for any number of threads. */
export async function playAll(
  args: Pick<Batch, "histories" | "seed">,
  of: number = availableParallelism(),
): Promise<Share> {
  const shares = await Promise.all(Array.from({ length: of }, (_, shard) => played({ ...args, shard, of })));
  return shares.reduce((sum, one) => {
    const voids = { ...sum.voids };
    for (const [reason, count] of Object.entries(one.voids)) voids[reason] = (voids[reason] ?? 0) + count;
    return {
      played: sum.played + one.played,
      allowed: sum.allowed + one.allowed,
      voids,
      disagreement: sum.disagreement ?? one.disagreement,
    };
  });
}

async function played(batch: Batch): Promise<Share> {
  // Node runs TypeScript by itself: the thread takes none of the flags that a test runner may have been started with.
  const thread = new Worker(new URL("./shard.ts", import.meta.url), { workerData: batch, execArgv: [] });
  return new Promise((resolve, reject) => {
    thread.once("message", (share: Share) => resolve(share));
    thread.once("error", reject);
    thread.once("exit", (code) =>
      reject(new Error(`a thread ended with ${code} before it told what came of its share`)),
    );
  });
}

/** One line: the share that ends in allow, and how many histories had an approval void for each reason. */
export function print({ played, allowed, voids }: Share): string {
  const counts = Object.entries(voids)
    .sort(([, a], [, b]) => a - b)
    .map(([reason, count]) => `${reason} ${count}`);
  const share = ((100 * allowed) / played).toFixed(1);
  return `${allowed} of ${played} histories end in allow (${share}%). With an approval void as: ${counts.join(", ")}.`;
}
