// Comments and reviews whose event never came: read anew whenever a subject is looked at without a delivery (a timer, the
// reconciler, a restart), so that a command given during an outage is not lost (spec: change, last paragraph).
import type { LedgerRecord, Reads } from "./core/reads.ts";
import type { Instant, Subject } from "./core/refs.ts";
import { subjectNumber } from "./core/refs.ts";
import type { Said, Trigger } from "./core/trigger.ts";

/**
 * Every turn's subject leaves one record, so that an outage can be told from "never seen". Its data is when the first look
 * began, by GitHub's clock.
 */
export const SEEN = "seen";

/** When the subject was first looked at; undefined for one that never was. */
export function seenFirst(records: readonly Pick<LedgerRecord, "kind" | "at" | "data">[]): Instant | undefined {
  const first = records.find(({ kind }) => kind === SEEN);
  return typeof first?.data === "number" ? first.data : first?.at;
}

/** The record under which a comment counts as heard, with all its commands done or refused. */
export const HEARD = "heard";

export function heardKey(said: Pick<Said, "channel" | "id">): string {
  return `${HEARD}:${said.channel}:${said.id}`;
}

/**
 * Triggers for what was said since we first knew the subject and is not on record as heard. What was said before we came
 * is history: it commanded somebody else, or nobody.
 */
export async function catchUp(args: {
  readonly subject: Subject;
  readonly reads: Pick<Reads, "comments" | "reviews">;
  /** When the subject was first looked at, by GitHub's clock; undefined when it never was: then nothing is caught up. */
  readonly since: Instant | undefined;
  readonly heard: ReadonlySet<string>;
  readonly now: Instant;
}): Promise<readonly Trigger[]> {
  const { subject, reads, since, heard, now } = args;
  if (since === undefined) return [];
  const number = subjectNumber(subject);
  const isMissed = (said: Said): boolean => said.createdAt >= since && !heard.has(heardKey(said));
  const at = { subject, repo: null, delivery: null, at: now };
  const triggers: Trigger[] = [];
  for (const { by, id, nodeId, body, viaApp, createdAt } of await reads.comments(number)) {
    if (by === null) continue;
    const said: Said = { channel: "comment", id, nodeId, on: number, body, by, viaApp, createdAt, commit: null };
    if (isMissed(said)) triggers.push({ ...at, by, kind: "comment", action: "created", said });
  }
  if (subject.kind !== "pull") return triggers;
  for (const { by, id, nodeId, body, submittedAt, commit, state } of await reads.reviews(number)) {
    if (by === null || state === "pending" || state === "dismissed") continue;
    const said: Said = {
      channel: "review",
      id,
      nodeId,
      on: number,
      body,
      by,
      viaApp: false,
      createdAt: submittedAt,
      commit,
    };
    if (isMissed(said)) triggers.push({ ...at, by, kind: "review", action: "submitted", state, said });
  }
  return triggers;
}
