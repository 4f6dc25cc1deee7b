// The timeline as GraphQL tells it: also a changed base, for which REST has no type.
import { stamp } from "../state/clock.ts";
import { nodeId } from "../state/ids.ts";
import type { Happened } from "../state/issues.ts";
import type { Repository } from "../state/repositories.ts";
import { accountObject } from "./account.ts";
import { commitObject } from "./commit.ts";
import type { Sight } from "./sight.ts";

const TIMELINE: Readonly<Record<string, string>> = {
  closed: "ClosedEvent",
  reopened: "ReopenedEvent",
  merged: "MergedEvent",
  convert_to_draft: "ConvertToDraftEvent",
  ready_for_review: "ReadyForReviewEvent",
  base_ref_changed: "BaseRefChangedEvent",
  automatic_base_change_succeeded: "AutomaticBaseChangeSucceededEvent",
  labeled: "LabeledEvent",
  unlabeled: "UnlabeledEvent",
  head_ref_force_pushed: "HeadRefForcePushedEvent",
};

export interface TimelineItem {
  readonly __typename: string;
  readonly createdAt: string;
  readonly [field: string]: unknown;
}

/** `ClosedEvent` as `CLOSED_EVENT`. */
export function enumOf(typename: string): string {
  return typename.replace(/(?!^)([A-Z])/g, "_$1").toUpperCase();
}

export function timelineObject(sight: Sight, repository: Repository, happened: Happened): TimelineItem[] {
  const typename = TIMELINE[happened.event];
  if (typename === undefined) return [];
  const { label, oldBase, newBase, before, commit } = happened;
  return [
    {
      __typename: typename,
      id: nodeId("event", happened.id),
      createdAt: stamp(happened.at),
      actor: accountObject(sight, happened.by.account),
      ...(typename === "ClosedEvent" && { stateReason: happened.reason?.toUpperCase() ?? null }),
      ...(label && {
        label: { __typename: "Label", id: nodeId("label", label.id), name: label.name, color: label.color },
      }),
      ...(oldBase !== undefined && { previousRefName: oldBase, currentRefName: newBase, oldBase, newBase }),
      ...(before !== undefined && {
        beforeCommit: () => commitObject(sight, repository, before),
        afterCommit: () => commitObject(sight, repository, commit!),
      }),
    },
  ];
}
