// What publishing would do now, without doing it: the answer of `next-version`, `notes`, `release plan` and mode plan.
import { prepareRelease } from "./prepare.ts";
import type { Answer, Prepared, Question } from "./prepare.ts";
import type { Result } from "./publish/result.ts";
import { codeOf } from "./report.ts";

export interface Plan {
  readonly results: readonly Result[];
  /** What it was seen in: a clone shows tags and branches as they were when it was made, and no releases. */
  readonly seen: "clone" | "github";
}

/** By the clone alone. Throws as `prepareRelease` does. */
export async function planByClone(question: Question): Promise<Plan> {
  const answer = await prepareRelease(question);
  // Nearly always the clone shows nothing that stands in the way: then what publishing does is not loaded.
  if (!answer.prepared.some((one) => isInDoubt(one, answer, question)))
    return { results: answer.prepared.map(planned), seen: "clone" };
  const { planOnPaper } = await import("./publish/on-paper.ts");
  return { results: await planOnPaper(question, answer, null), seen: "clone" };
}

/** Whether the tags of the clone may say something else than the commits do. */
function isInDoubt({ package: one, outcome }: Prepared, { prepared, place }: Answer, { ask }: Question): boolean {
  const { passed } = outcome.looked;
  const prerelease = outcome.is === "release" ? outcome.prerelease : (ask.prerelease ?? place.line.prerelease) !== null;
  if (prerelease ? passed.any : passed.stable) return true;
  if (outcome.is !== "nothing" || one === null) return false;
  const isAlone = one.needs.length === 0 && one.group === null;
  const own = outcome.looked.previous?.sha;
  return !isAlone && prepared.some(({ outcome: { looked } }) => looked.previous?.sha !== own);
}

/** What the commits ask for, where nothing is in its way. */
function planned(prepared: Prepared): Result {
  const { outcome, notes } = prepared;
  const release = outcome.is === "release" ? outcome : null;
  return {
    prepared,
    released: false,
    version: release?.version ?? "",
    tag: release?.tag ?? "",
    url: "",
    code: codeOf(outcome),
    reason: outcome.reason,
    ok: outcome.is !== "refused",
    notes,
    untold: [],
    wouldRelease: release !== null,
  };
}
