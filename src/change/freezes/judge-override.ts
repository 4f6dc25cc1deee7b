// What becomes of `/override-freeze`: a record that is tied to one freeze, one head and a time, or a refusal.
import * as answers from "../hearing/answers.ts";
import { byStanding, refused, type Judgement } from "../hearing/judgement.ts";
import { problemOfBinding } from "../binding/binding.ts";
import { governingBranch } from "../governing.ts";
import type { Spoken } from "../record-shapes.ts";
import { standingFor } from "../people/delegations.ts";
import type { Scene } from "../scene.ts";
import * as freezeWords from "./freeze-words.ts";
import { freezesFor } from "./freezing.ts";
import { askedFor, overridesIn, parseTimedReason } from "./override.ts";

export function judgeOverride(spoken: Spoken, scene: Scene): Judgement {
  const { now, history, tuple, events, policy, repository, pull } = scene;
  const said = parseTimedReason(spoken);
  if (said.because === "") return refused(answers.needsReason());
  const may = policy.section.override_freeze;
  if (may.length === 0) return refused(freezeWords.nobodyMay());
  const branch = governingBranch(pull);
  const asked = askedFor({ said, freezes: freezesFor({ section: policy.section, repository, branch }), now });
  if (!asked.ok) return refused(freezeWords.problemOf(asked.problem));
  // It ends on a push. Of an event about another head in the same look nobody can say which of the two came first.
  const other = scene.around.pushed.find((head) => head !== tuple.head);
  const problem =
    other === undefined
      ? problemOfBinding({ spoken: { ...spoken, args: "" }, history, tuple, events })
      : ({ code: "another-head-announced", announced: other } as const);
  if (problem) return refused(freezeWords.notForThisHead(answers.notBound(problem, tuple.head).title));
  const data = {
    at: spoken.at,
    because: said.because,
    saidAt: spoken.createdAt,
    freeze: asked.freeze.name,
    head: tuple.head,
    base: tuple.base,
    until: asked.until,
  };
  return byStanding({
    standings: may.map((name) => standingFor(scene, spoken.by, name)),
    roles: may,
    then: () => ({ is: "done", record: { kind: "change.override", by: spoken.by, data } }),
  });
}

/** Whoever may override takes back all of them; whoever once did, their own. */
export function judgeOverrideLift(spoken: Spoken, scene: Scene): Judgement {
  const { now, history, tuple, policy } = scene;
  const given = overridesIn({ history, head: tuple.head, base: tuple.base, at: now });
  const lift = (lifts: "own" | "all"): Judgement => ({
    is: "done",
    record: {
      kind: "change.override-lift",
      by: spoken.by,
      data: { at: spoken.at, because: spoken.because, saidAt: spoken.createdAt, lifts },
    },
  });
  const may = policy.section.override_freeze;
  const standings = may.map((name) => standingFor(scene, spoken.by, name));
  const isSure = standings.some(({ is }) => is === "holds" || is === "owns" || is === "unknown");
  if (!isSure && given.some(({ by }) => by.id === spoken.by.id)) return lift("own");
  return byStanding({ standings, roles: may, then: () => lift("all") });
}
