// What another look may do about a read that gave no answer.
import type { ReadFailureKind, Unknown } from "./known.ts";

/**
 * `passes`: an outage, which ends by itself. `may pass`: another look may get over it. `needs a person`: a setting, a
 * right or a name has to be mended first, though GitHub answers so in some outages too. `never`: what would tell is not
 * on GitHub.
 */
export type Hope = "passes" | "may pass" | "needs a person" | "never";

const HOPES: Readonly<Record<ReadFailureKind, Hope>> = {
  "rate-limited": "passes",
  server: "passes",
  timeout: "passes",
  incomplete: "may pass",
  moved: "may pass",
  malformed: "may pass",
  unauthorised: "may pass",
  forbidden: "needs a person",
  gone: "needs a person",
  refused: "needs a person",
  unknowable: "never",
};

const ORDER: readonly Hope[] = ["passes", "may pass", "needs a person", "never"];

export function hopeOf({ failure }: Pick<Unknown, "failure">): Hope {
  return HOPES[failure];
}

/** Of several reasons, each of which is enough by itself, the one that another look is most likely to get over. */
export function mostHopeful(whys: readonly Unknown[]): Unknown | undefined {
  return ORDER.flatMap((hope) => whys.filter((why) => hopeOf(why) === hope))[0];
}
