// [Risk] "Anyone with a role may raise it; `lower` roles may lower it": here the sum is nothing and nobody may lower.

import type { Approvals, History, Level, Policy, Who } from "./events.ts";
import { declarer, isStandard } from "./kinds.ts";
import { commands, policyOf, rolesOf, type Spoken, untilHeard } from "./past.ts";

const LEVELS: readonly Level[] = ["low", "medium", "high"];
const higher = (a: Level, b: Level): Level => (LEVELS.indexOf(a) > LEVELS.indexOf(b) ? a : b);

export const approvalsAt = ({ approvals, risk }: Policy, level: Level): Approvals =>
  level === "low" ? approvals : (risk?.[level] ?? approvals);

/** What each person said of it, as it was accepted: what is refused does nothing. */
type Standing = ReadonlyMap<Who, { readonly spoken: Spoken; readonly level: Level | undefined }>;

/** The highest that anybody with a role says; whoever has none any more says nothing. */
function highest(history: History, standing: Standing, but?: Who): Level {
  return [...standing]
    .filter(([who]) => who !== but && rolesOf(history, who).length > 0)
    .reduce<Level>((level, [, said]) => higher(level, said.level ?? "low"), "low");
}

/** [Deliveries come in any order] Looks come one after the other; what is told in one is taken up as it was written. */
function inOrderOfLooks(history: History): Spoken[] {
  const lookOf = ({ said }: Spoken): number => {
    const heard = untilHeard(history, said)!.length;
    return history.findIndex((event, index) => index >= heard && event.is === "looked");
  };
  return [...commands(history, "risk", "no risk")].sort((a, b) => lookOf(a) - lookOf(b));
}

export function levelOf(history: History): Level {
  if (policyOf(history).risk === undefined) return "low";
  const order = commands(history, "risk", "no risk");
  const accepted = new Map<Who, { readonly spoken: Spoken; readonly level: Level | undefined }>();
  for (const spoken of inOrderOfLooks(history)) {
    const { said, command } = spoken;
    const then = untilHeard(history, said)!;
    const level = command.do === "risk" ? command.level : undefined;
    const before = accepted.get(said.by);
    if (level === undefined ? before === undefined : !mayRaise(then, { by: said.by, level, accepted })) continue;
    // [for one person, the latest intent wins] Of what was accepted, the one that was written last.
    const isLatest = before === undefined || order.indexOf(spoken) > order.indexOf(before.spoken);
    if (isLatest) accepted.set(said.by, { spoken, level });
  }
  return highest(history, accepted);
}

/** A level below what others say of it would lower it, and nobody may. A standard change has none. */
function mayRaise(then: History, said: { by: Who; level: Level; accepted: Standing }): boolean {
  const { by, level, accepted } = said;
  if (policyOf(then).risk === undefined) return false;
  if (declarer(then) === undefined && isStandard(then)) return false;
  const others = highest(then, accepted, by);
  return rolesOf(then, by).length > 0 && higher(level, others) === level;
}
