// What becomes of `/risk`: a level on record, one that is taken back, or a refusal.
import { problemOfBinding } from "../binding/binding.ts";
import * as answers from "../hearing/answers.ts";
import { refused, type Judgement } from "../hearing/judgement.ts";
import { handsThatExclude } from "../people/contributors.ts";
import { LEVELS, type Spoken, type Tuple } from "../record-shapes.ts";
import { entriesOf } from "../records.ts";
import { contributorsIn, type Scene } from "../scene.ts";
import { askedFor } from "../types/asked-for.ts";
import { mayLower, mayRaise, riskIn } from "./level.ts";
import { isHigher } from "./sum.ts";
import * as words from "./words.ts";

export function judgeRisk(spoken: Spoken, scene: Scene): Judgement {
  const { history, tuple, events, policy } = scene;
  const isOwn = (entry: { readonly by: { readonly id: number } | null }): boolean => entry.by?.id === spoken.by.id;
  const said = { at: spoken.at, because: spoken.because, saidAt: spoken.createdAt };
  const level = LEVELS.find((one) => one === spoken.args.toLowerCase()) ?? null;
  const done = (lowers: Tuple | null): Judgement => ({
    is: "done",
    record: { kind: "change.risk", by: spoken.by, data: { ...said, level, tuple: lowers } },
  });
  if (level === null) {
    return entriesOf(history, "change.risk").some(isOwn)
      ? done(null)
      : refused(answers.nothingToTakeBack("level of risk"));
  }
  if (spoken.because === "") return refused(answers.needsReason());
  if (askedFor(scene).typed.type === "standard") return refused(words.notForStandard());
  // What the same person said before is replaced by this: it is judged against what is so without it.
  const others = history.filter((entry) => entry.kind !== "change.risk" || !isOwn(entry));
  const risk = riskIn({ ...scene, history: others });
  if (!risk) return refused(words.notAsked());
  if (risk.unknown.length > 0) return { is: "later", whys: risk.unknown };

  const isLowering = isHigher(risk.level, level);
  const may = isLowering ? mayLower(scene, spoken.by) : mayRaise(scene, spoken.by);
  if (may.is === "unknown") return { is: "later", whys: [may.why] };
  if (may.is === "no") {
    if (may.why === "own-hand") {
      return refused(answers.ownHand(handsThatExclude(spoken.by, contributorsIn(scene), policy.section.separation)));
    }
    if (!isLowering) return refused(answers.noRole(Object.keys(scene.roles), null));
    return refused(
      policy.section.risk.lower.length === 0 ? words.nobodyLowers() : words.mayNotLower(policy.section.risk.lower),
    );
  }
  const problem = problemOfBinding({ spoken: { ...spoken, args: "" }, history, tuple, events });
  if (!problem) return done(tuple);
  // What lowers nothing now might once the sum has grown: without a tuple it never does.
  return isLowering ? refused(words.notForThisHead(answers.notBound(problem, tuple.head).title)) : done(null);
}
