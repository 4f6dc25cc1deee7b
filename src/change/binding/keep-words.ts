// Every sentence about approvals that were kept over a push, or were not.
import { clip } from "../../core/neutral.ts";
import type { Sha } from "../../core/refs.ts";
import type { Keep, Lack } from "./keep.ts";

export function whyKept(kept: Keep): string {
  return kept === "same-patch"
    ? "what is there now is the same patch"
    : "nothing but merges of the base has come since";
}

const MOST_PATHS = 5;

/** Each path as one code span: its bytes are somebody else's. */
function named(paths: readonly string[]): string {
  const shown = paths.slice(0, MOST_PATHS).map((path) => `\`${clip(path.replaceAll("`", "'"), 120)}\``);
  const more = paths.length - shown.length;
  return `${shown.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

/** Why the policy's way of keeping approvals did not keep this one. */
export function whyNotKept(lack: Lack): string {
  return `Not kept by ${lack.keep}: ${reasonOf(lack)}.`;
}

function reasonOf({ difference }: Lack): string {
  switch (difference.code) {
    case "not-looked-into":
      return "newer approvals of other heads were looked into first";
    case "no-evidence":
      return `${difference.why.what} could not be had (${difference.why.message.replace(/\.$/, "")})`;
    case "other-paths":
      return `only one of both changes ${named(difference.paths)}`;
    case "other-mode":
      return `the mode of ${named(difference.paths)} is another one`;
    case "other-content":
      return `${named(difference.paths)} is changed in another way`;
    case "patch-cut":
      return `GitHub shows the patch of ${named(difference.paths)} only in part`;
    case "ambiguous-place":
      return `the lines that are replaced in ${named(difference.paths)} are not there exactly once`;
    case "not-the-bytes":
      return `the patch of ${named(difference.paths)} does not give the bytes that are there`;
    case "other-commits":
      return "other commits than merges of the base came since";
    case "other-merge-base":
      return "the merges do not begin where the approved change did";
    case "not-of-the-base":
      return `the merge ${digits(difference.commit)} brings commits that are not of the base branch`;
    case "both-sides-changed":
      return `the merge ${digits(difference.commit)} joins changes of both sides to ${named(difference.paths)}`;
    case "merge-has-its-own":
      return `in the merge ${digits(difference.commit)} ${named(difference.paths)} is not as the only side that changed it has it`;
  }
}

function digits(commit: Sha): string {
  return commit.slice(0, 12);
}
