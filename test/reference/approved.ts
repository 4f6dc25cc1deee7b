// The reference model of "approved": the most obvious code that a reader can hold against the specification.
//
// Every rule names its sentence: [What is approved], [Who counts], [Types], [Freezes] are paragraphs of the specification
// of change management; [Commands] is the one of commands in comments. What GitHub keeps no history of (roles, the policy
// in force, the merge base) is read when the app takes a command up, as [Commands: authority is read live] has it; and,
// added later, in the house base, merge base and policy have to be what was announced before it was written, since the
// tuple of [What is approved] is what somebody saw and approved, however late its delivery comes (binding.ts).
//
// The model: what happens (events.ts), what was so (past.ts), which head is meant (binding.ts), what keeps an approval
// (kept.ts), which kind of change it is (kinds.ts), what people say of its risk (risk.ts), who stands in for
// whom (delegations.ts), each approval (claims.ts), what stops it (objections.ts).
//
// Not here, and where it would go: the sum of risk and its lowering (`levelOf`), code owners (`rolesOf`), requesters
// (`contributors`), stacks (`baseOf`), demands and predicates (`judge`), the merge queue.

import type { Instant } from "../../src/core/refs.ts";
import { askedFor, type Claim, voidsOf } from "./claims.ts";
import { lendersOf } from "./delegations.ts";
import type { Approvals, History, Kind, Reading, Who } from "./events.ts";
import { approvalsFor, declarer, freezesOn, kindOf } from "./kinds.ts";
import { isHeld, isNameless, isRejected } from "./objections.ts";
import { hasOneOf, isClosed, isDraft } from "./past.ts";

export type Why = "closed" | "draft" | "nameless" | "rejected" | "held" | "frozen" | "missing";

export interface Judgement {
  readonly kind: Kind;
  /** Everything that stops it: it is allowed when nothing does. */
  readonly whys: readonly Why[];
  readonly claims: readonly Claim[];
  /** Distinct people whose approval stands, by id, ascending. */
  readonly standing: readonly Who[];
  /** How many of them count: those of `from`, and who else fills a seat. */
  readonly counted: number;
}

interface Count {
  readonly people: number;
  readonly empty: number;
}

/**
 * [Who counts: `count` is distinct people, by id; in `of_which` a person fills at most one seat; seats count towards
 * `count`] [Delegations: delegator and delegate together fill one seat, two who stand in for one person are one] Every way
 * of seating them is tried, and every way of standing in.
 */
function countOf(history: History, { from, of_which = {}, count }: Approvals, people: readonly Who[]): Count {
  const seats = Object.entries(of_which).flatMap(([role, n]) => Array.from({ length: n }, () => role));
  const declared = count === 1 ? declarer(history) : undefined;
  type Voice = readonly Who[];
  const has = (voice: Voice, roles: readonly string[]) => voice.some((who) => hasOneOf(history, who, roles));
  const seatings = (voices: readonly Voice[], rest: readonly string[], seated: readonly Voice[]): Count[] => {
    const [seat, ...others] = rest;
    if (seat === undefined) {
      const counted = voices.filter((voice) => seated.includes(voice) || has(voice, from));
      return [{ people: counted.length, empty: seats.length - seated.length }];
    }
    const free = voices.filter((voice) => !seated.includes(voice) && has(voice, [seat]));
    return [
      ...free.flatMap((voice) => seatings(voices, others, [...seated, voice])),
      ...seatings(voices, others, seated),
    ];
  };
  const voicings = ([who, ...rest]: readonly Who[], voices: readonly Voice[]): (readonly Voice[])[] => {
    if (who === undefined) return [voices];
    const heard = voices.flatMap(([, ...lent]) => lent);
    const lenders = lendersOf(history, who).filter(
      (by) => !people.includes(by) && !heard.includes(by) && by !== declared,
    );
    return [[who], ...lenders.map((by) => [who, by])].flatMap((voice) => voicings(rest, [...voices, voice]));
  };
  return voicings(people, [])
    .flatMap((voices) => seatings(voices, seats, []))
    .reduce((best, one) =>
      one.empty < best.empty || (one.empty === best.empty && one.people > best.people) ? one : best,
    );
}

/** The present judgement. `now` is in GitHub's seconds, not before the last event. */
export function judge(history: History, now: Instant, reading: Reading): Judgement {
  const claims = askedFor(history).map((asked) => {
    return { ...asked, by: asked.said.by, voids: voidsOf(history, asked, { now, reading }) };
  });
  const standing = claims.filter((claim) => claim.voids.length === 0).map((claim) => claim.by);
  const people = [...new Set(standing)].sort((a, b) => a - b);
  const approvals = approvalsFor(history);
  const count = approvals && countOf(history, approvals, people);
  const stops: Readonly<Record<Why, boolean>> = {
    closed: isClosed(history),
    draft: isDraft(history),
    // Where nobody has to approve, nobody has to be kept from approving.
    nameless: approvals !== undefined && isNameless(history, reading),
    rejected: isRejected(history, reading),
    held: isHeld(history, reading),
    frozen: freezesOn(history, { now, reading }).length > 0,
    missing: count !== undefined && (count.people < approvals!.count || count.empty > 0),
  };
  const whys = (Object.keys(stops) as Why[]).filter((why) => stops[why]);
  return {
    kind: kindOf(history),
    whys,
    claims,
    standing: people,
    counted: count?.people ?? 0,
  };
}
