// What becomes of `/change-type`: a declaration on record, one that is taken back, or a refusal.
import * as answers from "../hearing/answers.ts";
import { byStanding, refused, type Judgement } from "../hearing/judgement.ts";
import type { Spoken } from "../record-shapes.ts";
import { roleOf, type Scene } from "../scene.ts";
import { lastDeclared } from "./declared.ts";
import { incidentIn, whyNoIncident } from "./incidents.ts";
import * as words from "./words.ts";

export function judgeType(spoken: Spoken, scene: Scene): Judgement {
  const settings = scene.policy.section.types.emergency;
  const declared = (type: "emergency" | "normal", incident: number | null): Judgement => {
    const data = { at: spoken.at, because: spoken.because, saidAt: spoken.createdAt, type, incident };
    return { is: "done", record: { kind: "change.type", by: spoken.by, data } };
  };
  const byRole = (then: () => Judgement): Judgement => {
    const roles = settings?.declare ?? [];
    return byStanding({ standings: roles.map((role) => roleOf(scene, spoken.by, role)), roles, then });
  };

  const incident = incidentIn(spoken.args);
  if (incident === null) {
    // Kept also where nothing is declared yet: the declaration may have been written before it and arrive later (WH-12).
    const back = (): Judgement => declared("normal", null);
    return lastDeclared(scene.history)?.by.id === spoken.by.id ? back() : byRole(back);
  }
  if (!settings) return refused(words.noEmergencies());
  if (spoken.because === "") return refused(answers.needsReason());
  const issue = scene.incidents.get(incident);
  // GitHub answers "gone" for what is not there and for what we may not see: neither can carry an emergency.
  if (issue?.known === false && issue.why.failure === "gone")
    return refused(words.notAnIncident(incident, "not-there"));
  if (!issue?.known) return { is: "later", whys: issue ? [issue.why] : [] };
  const problem = whyNoIncident(issue.value);
  if (problem) return refused(words.notAnIncident(incident, problem));
  return byRole(() => unlessLate(spoken, scene, () => declared("emergency", incident)));
}

/** While a review is overdue nobody declares another emergency without those who review. */
function unlessLate(spoken: Spoken, scene: Scene, then: () => Judgement): Judgement {
  const { lateReviews: late } = scene;
  if (!late.known) return { is: "later", whys: [late.why] };
  const roles = scene.policy.section.types.emergency?.review_by ?? [];
  if (late.value.length === 0) return then();
  const standings = roles.map((role) => roleOf(scene, spoken.by, role));
  const judged = byStanding({ standings, roles, then });
  return judged.is === "refused" ? refused(words.reviewsAreLate(late.value, roles)) : judged;
}
