// Where the room and the model come to different ends, in words: the verdict, who is counted, why each approval is void.

import type { ApprovalState } from "../../src/change/people/approvals.ts";
import type { Judgement } from "./approved.ts";
import type { Claim, Void } from "./claims.ts";
import type { Thought } from "./room.ts";

const EPOCH: readonly Void[] = ["closed-since", "draft-since", "retargeted-since", "second-of-epoch"];
const HANDS: readonly Void[] = ["author", "contributor", "pushed-once"];

/** The room's words for a refusal, each with what the model may have said. */
const REFUSALS: Readonly<Record<string, readonly Void[]>> = {
  "not-typed": ["unfit"],
  edited: ["unfit"],
  closed: ["while-closed"],
  draft: ["while-draft"],
  "sha-too-short": ["short-sha"],
  "another-sha": ["other-sha", "head-moved-unseen", "unannounced"],
  "older-epoch": [...EPOCH, "while-draft"],
  "review-of-another-head": ["head-moved-unseen", "other-sha", "unannounced"],
  "not-announced": ["unannounced", "head-moved-unseen"],
  "another-head-announced": ["other-announced", "unannounced", "head-moved-unseen"],
  "announced-otherwise": ["other-terms"],
  "self-approval": HANDS,
  "own-hand": HANDS,
  "no-role": ["no-role", "not-asked"],
  "reviews-ignored": ["reviews-ignored"],
  "own-declaration": ["declarer"],
};

type Voided = Extract<ApprovalState, { readonly is: "void" }>;

/** The room's words for an approval on record that is void. */
const VOIDS: Readonly<Partial<Record<Voided["code"], readonly Void[]>>> = {
  "new-base": ["retargeted-since"],
  "new-epoch": EPOCH,
  // Of several differences the room names the first; whether that one would be kept is not asked then.
  "new-head": ["other-head", "other-policy"],
  "new-merge-base": ["other-merge-base", "other-policy"],
  "new-policy": ["other-policy"],
  expired: ["expired"],
  withdrawn: ["withdrawn"],
  "review-dismissed": ["withdrawn"],
  "review-not-there": ["reviews-ignored"], // where they are ignored they are not read
  "own-hand": [...HANDS, "declarer"],
  "role-lost": ["role-lost", "not-asked"],
};

/** The room's words for what does not keep an approval. */
const LACKS: Readonly<Record<string, readonly Void[]>> = {
  "other-paths": ["other-patch"],
  "other-mode": ["other-patch"],
  "other-content": ["other-patch"],
  "patch-cut": ["cut-patch"],
  "ambiguous-place": ["repeated-hunk"],
  "other-commits": ["not-a-base-merge"],
  "other-merge-base": ["not-a-base-merge"],
  "not-of-the-base": ["not-a-base-merge"],
  "both-sides-changed": ["both-sides"],
  "merge-has-its-own": ["altered-merge"],
};

/** Anything the two do not agree on; nothing when they do. */
export function differences(judged: Judgement, thought: Thought): string[] {
  const apart: string[] = [];
  const allowed = judged.whys.length === 0;
  if (allowed !== (thought.state === "allow"))
    apart.push(`the room says ${thought.state} (${thought.code}), the model ${judged.whys.join(", ") || "allow"}`);
  if (judged.whys.includes("closed")) return apart;

  const strangers = thought.counted.filter((who) => !judged.standing.includes(who));
  if (strangers.length > 0) apart.push(`the room counts ${strangers.join(", ")}`);
  if (judged.kind !== "standard" && thought.counted.length !== judged.counted)
    apart.push(
      `the room counts ${thought.counted.join(", ")}, the model ${judged.counted} of ${judged.standing.join(", ")}`,
    );

  for (const claim of judged.claims) {
    const outcome = thought.outcome(claim.said, claim.index);
    const words = `${claim.by}'s approval in ${claim.said.id}/${claim.index + 1}`;
    const model = claim.voids.join(" ") || "it stands";
    if (outcome === undefined && claim.voids.length === 0) apart.push(`the room has nothing on ${words}`);
    if (outcome === undefined || outcome === "done") continue;
    // What is unfit may have been refused for anything else before.
    const reasons = [...(REFUSALS[outcome] ?? []), "unfit"];
    if (!claim.voids.some((reason) => reasons.includes(reason)))
      apart.push(`the room refused ${words} as ${outcome}, the model: ${model}`);
  }
  for (const { by, head, state } of thought.approvals) {
    const theirs = judged.claims.filter(
      (claim) => claim.by === by && thought.outcome(claim.said, claim.index) === "done",
    );
    const words = `${by}'s approval of ${head.slice(0, 4)}`;
    const model = theirs.map((claim) => claim.voids.join(" ") || "it stands").join("; ");
    if (state.is === "counts" && !theirs.some(stands)) apart.push(`the room counts ${words}, the model: ${model}`);
    if (state.is === "unknown") apart.push(`the room does not know about ${words}`);
    if (state.is !== "void") continue;
    const reasons = VOIDS[state.code] ?? [];
    for (const code of "lacks" in state ? state.lacks.map(({ difference }) => difference.code) : [])
      if (code !== "not-looked-into" && !theirs.some(({ voids }) => voids.some((one) => LACKS[code]?.includes(one))))
        apart.push(`the room does not keep ${words} for ${code}, the model: ${model}`);
    if (!theirs.some((claim) => claim.voids.some((reason) => reasons.includes(reason))))
      apart.push(`the room voids ${words} as ${state.code}, the model: ${model}`);
  }
  return apart;
}

/** An approval of whoever declared the emergency stays as it is, and is not counted. */
const stands = (claim: Claim) => claim.voids.every((reason) => reason === "declarer");
