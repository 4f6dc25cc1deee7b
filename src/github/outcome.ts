// What became of a change that we asked for, and how to find out when GitHub's answer was lost.
import type { Outcome } from "../core/outcome.ts";
import { ReadError } from "../core/known.ts";

export const outcome = (did: Outcome["did"], answer: Outcome["answer"] = {}): Outcome => ({ did, answer });

/** Whether a write that failed like this may have been done all the same. */
export function isUncertain(error: unknown): boolean {
  return error instanceof ReadError && (error.failure === "timeout" || error.failure === "server");
}

/** The object of a step is not there any more: a terminal outcome, and no error. */
export async function orGone(change: Promise<Outcome>): Promise<Outcome> {
  try {
    return await change;
  } catch (error) {
    // A redirect that survived a look at the repository's present name is an issue that was transferred away.
    const left = error instanceof ReadError && (error.failure === "gone" || error.failure === "moved");
    if (left && error.status !== null) return outcome("gone", { status: error.status });
    throw error;
  }
}

/**
 * Creates what GitHub would create twice. When the answer is lost, `find` says whether it was done; when it was not,
 * the error goes on, and the next turn begins by looking again.
 */
export async function createOnce<T>(args: {
  readonly create: () => Promise<T>;
  readonly find: () => Promise<T | undefined>;
}): Promise<T> {
  try {
    return await args.create();
  } catch (error) {
    if (!isUncertain(error)) throw error;
    const done = await args.find();
    if (done === undefined) throw error;
    return done;
  }
}
