// One process at a time, without a file that outlives it.
import { DatabaseSync } from "node:sqlite";
import { StoreRefusal } from "./refusal.ts";

/**
 * An exclusive transaction on a file of its own, open as long as we are. The kernel drops it when the process dies, however
 * it dies; a file with a process id in it would be stale after `kill -9`, and wrong in a container, where every app is 1.
 */
export function lockFile(path: string): DatabaseSync {
  try {
    const lock = new DatabaseSync(path, { timeout: 0 });
    try {
      lock.exec("pragma journal_mode = memory; begin exclusive");
    } catch (error) {
      lock.close();
      throw error;
    }
    return lock;
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    if (/locked|busy/.test(said)) {
      throw new StoreRefusal(
        "store-in-use",
        `Another process has the store ${path.replace(/\.lock$/, "")} open.`,
        "Stop it first. For several replicas set DATABASE_URL to a PostgreSQL server.",
        error,
      );
    }
    throw new StoreRefusal(
      "store-unreachable",
      `The lock ${path} cannot be made (${said}).`,
      "Check that the folder exists and that this user may write to it.",
      error,
    );
  }
}
