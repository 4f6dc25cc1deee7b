// Where a line stands: the facts of each of its packages, or of the repository where it has none.
import type { ReleaseFacts } from "./compute.ts";
import { gatherRelease } from "./history-facts.ts";
import type { Place } from "./history-facts.ts";
import { tagTemplate } from "./lines/tag.ts";
import { gatherPackages } from "./package-facts.ts";
import type { Package } from "./packages.ts";
import { packagesFor } from "./prepare.ts";
import type { Question } from "./prepare.ts";

export interface Standing {
  /** Null in a repository without packages. */
  readonly package: Package | null;
  readonly facts: ReleaseFacts;
}

/** `tags: "believed"`: a clone without any is believed to have none. Throws `HistoryRefused`. */
export async function standingsOf(
  question: Question,
  place: Place,
  tags: "asked" | "believed" = "asked",
): Promise<readonly Standing[]> {
  const { reads, config } = question;
  const read = { commits: config.commits, squash: config.squash };
  const common = { reads, place, read, ...(tags === "believed" ? { believeNoTags: true as const } : {}) };
  const packages = packagesFor(question);
  if (packages.length > 0) return gatherPackages({ ...common, packages });
  const template = tagTemplate(question.tagTemplate ?? config.tag, { name: "", path: "" });
  return [{ package: null, facts: await gatherRelease({ ...common, template }) }];
}
