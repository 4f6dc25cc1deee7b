// What the events of a turn tell, and what the comments that they tell of say now.
import type { SaidNow } from "../core/issue.ts";
import { known, type Known } from "../core/known.ts";
import type { Reads } from "../core/reads.ts";
import type { Heard, Said, Turn } from "../core/trigger.ts";
import { hashOfText } from "./hash.ts";
import type { Push } from "./people/gather-hands.ts";
import type { Spoken } from "./record-shapes.ts";
import { commentOf, printPlace, type History } from "./records.ts";

/** A review that approves: what it is judged by. */
export type ReviewSeen = Pick<Said, "id" | "by" | "createdAt" | "commit">;

/** A command as it is judged, and as it is kept where it cannot be judged yet. */
export function spokenOf({ command, said }: Heard): Spoken {
  return {
    name: command.name,
    args: command.args,
    because: command.because,
    at: { channel: said.channel, id: said.id, line: command.line },
    nodeId: said.nodeId,
    by: said.by,
    viaApp: said.viaApp,
    createdAt: said.createdAt,
    commit: said.commit,
    textHash: hashOfText(said.body),
  };
}

/** As they were written; a command that was kept for later and comes again is one command. */
export function inOrder(spoken: readonly Spoken[]): Spoken[] {
  const each = new Map(spoken.map((one) => [printPlace(one.at), one]));
  return [...each.values()].sort((a, b) => a.createdAt - b.createdAt || a.at.id - b.at.id || a.at.line - b.at.line);
}

/** Where a command stands, without its line: `comment/77`. */
export function saidKey(at: Spoken["at"]): string {
  return `${at.channel}/${at.id}`;
}

/** What each comment or review with a command says now, by {@link saidKey}. */
export async function whatTheySayNow(
  spoken: readonly Spoken[],
  reads: Pick<Reads, "said">,
): Promise<ReadonlyMap<string, Known<SaidNow>>> {
  const places = new Map(spoken.map((one) => [saidKey(one.at), { ...one.at, nodeId: one.nodeId }]));
  const answers = [...places].map(
    async ([key, { channel, id, nodeId }]) => [key, await known(reads.said({ channel, id, nodeId }))] as const,
  );
  return new Map(await Promise.all(answers));
}

/** Whoever opened it or pushed to it, as the events say: for forks nothing else does. */
export function pushesOf(turn: Turn): Push[] {
  return turn.triggers.flatMap((trigger) =>
    trigger.kind === "pull" && ["opened", "synchronize"].includes(trigger.action) && trigger.by !== null
      ? [{ head: trigger.head, by: trigger.by, delivery: trigger.delivery }]
      : [],
  );
}

/** Where reviews are ignored they are not read: then only their own delivery tells that one was given. */
export function approvingReviewsOf(turn: Turn): ReviewSeen[] {
  return turn.triggers.flatMap((trigger) => {
    if (trigger.kind !== "review" || trigger.action !== "submitted" || trigger.state !== "approved") return [];
    const { id, by, createdAt, commit } = trigger.said;
    return [{ id, by, createdAt, commit }];
  });
}

/** Whether our own comment was deleted, or edited by somebody else. */
export function isCommentTouched(turn: Turn, history: History, app: Known<{ readonly slug: string }>): boolean {
  const ours = commentOf(history)?.commentId;
  return turn.triggers.some((trigger) => {
    if (trigger.kind !== "comment" || trigger.action === "created" || trigger.said.id !== ours) return false;
    const isOurDoing = app.known && trigger.by?.login === `${app.value.slug}[bot]`;
    return trigger.action === "deleted" || !isOurDoing;
  });
}
