// Asks the room whether an approval of one place holds at another, on a little history.
import { boundTo, type Bound, type Keep } from "../../../src/change/binding/keep.ts";
import { gatherEvidence, type EvidenceReads } from "../../../src/change/binding/evidence.ts";
import type { Tuple } from "../../../src/change/record-shapes.ts";
import type { EntryOf } from "../../../src/change/records.ts";
import type { Sha } from "../../../src/core/refs.ts";
import { ada, MONDAY, pull } from "../../world.ts";
import type { LittleGit } from "./little-git.ts";

export interface Question {
  readonly git: LittleGit;
  /** The tip of the base branch, when it was approved and now. */
  readonly tips: readonly [then: Sha, now: Sha];
  readonly heads: readonly [approved: Sha, present: Sha];
  readonly keeps: readonly Keep[];
  readonly reads?: Partial<EvidenceReads>;
}

function tupleAt(git: LittleGit, tip: Sha, head: Sha): Tuple {
  return { epoch: 0, head, base: "main", stackBase: null, mergeBase: git.mergeBase(tip, head), policy: "p0" };
}

export async function bound({ git, tips, heads, keeps, reads }: Question): Promise<Bound> {
  const was = tupleAt(git, tips[0], heads[0]);
  const is = tupleAt(git, tips[1], heads[1]);
  const approval: EntryOf<"change.approval"> = {
    kind: "change.approval",
    sequence: 1,
    by: ada,
    recordedAt: MONDAY,
    data: {
      at: { channel: "comment", id: 1, line: 1 },
      because: "",
      source: "command",
      tuple: was,
      saidAt: MONDAY,
    },
  };
  const evidence = await gatherEvidence({
    pull: pull(12),
    tip: tips[1],
    is,
    section: { keep_approval_on: [...keeps], separation: ["author"] },
    history: [approval],
    commits: git.commits(tips[1], heads[1]),
    speakers: [],
    reads: { ...git.reads, ...reads },
  });
  return boundTo({ was, is, keeps, evidence });
}

/** `kept by same-patch`, `void: ...` with the reasons' codes, or `unknown`. */
export async function answer(question: Question): Promise<string> {
  const found = await bound(question);
  if (found.is === "bound") return found.kept === null ? "the same" : `kept by ${found.kept}`;
  if (found.is === "unknown") return "unknown";
  return `void: ${found.lacks.map(({ difference }) => difference.code).join(", ")}`;
}
