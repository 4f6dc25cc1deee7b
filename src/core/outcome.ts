// What became of a step that was asked of GitHub.
import type { Json } from "./plan.ts";

/**
 * `already`: it was so before we came. `moved`: the head that it was decided for is no longer the head, so nothing was
 * written. `gone`: its object no longer exists; trying again cannot help (TRI-10).
 */
export interface Outcome {
  readonly did: "written" | "already" | "moved" | "gone";
  /** What GitHub answered, for the ledger: ids and stamps (ms, UTC). Never text of people. */
  readonly answer: { readonly [key: string]: Json };
}
