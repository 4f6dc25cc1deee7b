// What a turn's deliveries say, read once more: they were sorted some time ago, and a body may have been lost since.
import { printSubject } from "./core/refs.ts";
import type { Trigger } from "./core/trigger.ts";
import type { TriggersOf } from "./sorter.ts";
import type { GivenUp, Taken } from "./store/turn.ts";

export interface ReadTurn {
  readonly triggers: readonly Trigger[];
  /** Rows of the deliveries that could be read. */
  readonly handled: readonly number[];
  /** Those that could not. Each is a dead letter by itself: the others of the turn are attended to. */
  readonly dead: readonly GivenUp[];
}

/**
 * What a turn's deliveries say about its subject. A clock's tick stands for each that is missing, and for none at all: a
 * look at what is so finds what nobody tells of, as far as GitHub still shows it.
 */
export function readTurn(taken: Taken, triggersOf: TriggersOf): ReadTurn {
  const { subject, now } = taken;
  const own = printSubject(subject);
  const triggers: Trigger[] = [];
  const handled: number[] = [];
  const dead: GivenUp[] = [];
  for (const delivery of taken.deliveries) {
    const read = triggersOf(delivery);
    if ("dead" in read) {
      const { code, reason } = read.dead;
      dead.push({ row: delivery.row, code, reason: `${reason} What it is about was looked at without it.` });
      continue;
    }
    handled.push(delivery.row);
    if ("triggers" in read) triggers.push(...read.triggers.filter((one) => printSubject(one.subject) === own));
  }
  if (triggers.length === 0 || dead.length > 0) {
    triggers.push({ kind: "clock", subject, repo: null, by: null, delivery: null, at: now });
  }
  return { triggers, handled, dead };
}
