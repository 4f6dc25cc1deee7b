// What becomes of each command: done (a record), refused (a record with the reason), or kept for later.
import type { SaidNow } from "../../core/issue.ts";
import type { Known } from "../../core/known.ts";
import * as answers from "./answers.ts";
import { byStanding, refused, type Judgement } from "./judgement.ts";
import { problemOfBinding } from "../binding/binding.ts";
import { standingFor } from "../people/delegations.ts";
import { judgeDelegation, judgeDelegationEnd, lendingIn, type Lending } from "../people/judge-delegation.ts";
import { handsThatExclude } from "../people/contributors.ts";
import { judgeOverride, judgeOverrideLift } from "../freezes/judge-override.ts";
import { hashOfText } from "../hash.ts";
import { holdsIn, rejectionsIn, standingToLift, stopIn } from "../objections.ts";
import type { Spoken } from "../record-shapes.ts";
import { anyRoleOf, contributorsIn, roleOf, type Scene } from "../scene.ts";
import { judgeRisk } from "../risk/judge-risk.ts";
import { declarerLeftOut, quorumsAskedFor, rolesAskedFor } from "../types/asked-for.ts";
import { incidentIn } from "../types/incidents.ts";
import { judgeType } from "../types/judge-type.ts";
import { ownEmergency } from "../types/words.ts";

/** Judges one command that a person typed, by what is so and by what was recorded before it. */
export function judge(args: {
  readonly spoken: Spoken;
  readonly scene: Scene;
  readonly said: Known<SaidNow>;
}): Judgement {
  const { spoken, scene, said } = args;
  if (!said.known) return { is: "later", whys: [said.why] };
  const changed = problemOfText(spoken, said.value);
  if (changed) return refused(changed);
  // What stands in the way is taken down all the same: else whoever stops and starts it would throw objections away.
  if (stopIn(scene.history) && spoken.name !== "lamplighter" && isLoosening(spoken)) {
    return refused(answers.isStopped());
  }

  switch (spoken.name) {
    case "approve-change":
      return spoken.args === "cancel" ? judgeWithdrawal(spoken) : judgeApproval({ spoken, scene, source: "command" });
    case "reject-change":
      return spoken.args === "cancel" ? judgeLift(spoken, scene) : judgeRejection(spoken, scene);
    case "hold":
      return spoken.args === "cancel" ? judgeUnhold(spoken, scene) : judgeHold(spoken, scene);
    case "unhold":
      return judgeUnhold(spoken, scene);
    case "vouch":
      return judgeVouch(spoken, scene);
    case "change-type":
      return judgeType(spoken, scene);
    case "risk":
      return judgeRisk(spoken, scene);
    case "override-freeze":
      return spoken.args === "cancel" ? judgeOverrideLift(spoken, scene) : judgeOverride(spoken, scene);
    case "delegate-change":
      return judgeDelegation(spoken, scene);
    case "undelegate-change":
      return judgeDelegationEnd(spoken, lendingIn(scene));
    case "lamplighter":
      return judgeSwitch(spoken, scene);
    default:
      return refused(answers.notOurs(spoken.name));
  }
}

/** `/undelegate-change` where no scene is: who stands in for whom is no one pull request's. */
export function judgeEnding(args: {
  readonly spoken: Spoken;
  readonly lending: Lending;
  readonly said: Known<SaidNow>;
}): Judgement {
  const { spoken, lending, said } = args;
  if (!said.known) return { is: "later", whys: [said.why] };
  const changed = problemOfText(spoken, said.value);
  return changed ? refused(changed) : judgeDelegationEnd(spoken, lending);
}

/** Only created comments act, as they were created; what lets a change through is not taken from an e-mail. */
function problemOfText(spoken: Spoken, now: SaidNow): answers.Refusal | undefined {
  if (now.is === "gone") return undefined;
  if (now.edited || hashOfText(now.body) !== spoken.textHash) return answers.edited();
  return now.byEmail && isLoosening(spoken) ? answers.byEmail() : undefined;
}

/** Whether it could let a change through: an approval, or the end of what stands in the way. */
export function isLoosening({ name, args }: Pick<Spoken, "name" | "args">): boolean {
  const isUndone = args === "cancel";
  if (name === "change-type") return incidentIn(args) !== null;
  if (name === "lamplighter") return args.toLowerCase() === "on";
  // What is said of risk is a rise until it is known to be none; only `low` can be no rise.
  if (name === "risk") return isUndone || args.toLowerCase() === "low";
  return isUndone ? !LOOSENING.has(name) : !TIGHTENING.has(name);
}

/** Commands that keep a change out; their cancelling lets it through. */
const TIGHTENING: ReadonlySet<string> = new Set(["reject-change", "hold", "undelegate-change"]);
/** Commands that let a change through and can be cancelled. */
const LOOSENING: ReadonlySet<string> = new Set(["approve-change", "override-freeze"]);

/** An approval by command; or, where reviews count, by a review, which says no more than that. */
export function judgeApproval(args: {
  readonly spoken: Pick<Spoken, "at" | "args" | "because" | "by" | "createdAt" | "commit">;
  readonly scene: Scene;
  readonly source: "command" | "review";
}): Judgement {
  const { spoken, scene, source } = args;
  const { pull, tuple, events, history, policy } = scene;
  if (pull.draft) return refused(answers.isDraft());
  const problem = problemOfBinding({ spoken, history, tuple, events });
  if (problem) return refused(answers.notBound(problem, tuple.head));

  const hands = handsThatExclude(spoken.by, contributorsIn(scene), policy.section.separation);
  if (hands.length > 0) return refused(answers.ownHand(hands));
  const quorums = quorumsAskedFor(scene);
  const isDeclarer = quorums.every((quorum) => declarerLeftOut(scene, quorum)?.id === spoken.by.id);
  if (isDeclarer && quorums.length > 0) return refused(ownEmergency());
  const standings = rolesAskedFor(scene).map((name) => standingFor(scene, spoken.by, name));
  return byStanding({
    standings,
    roles: rolesAskedFor(scene),
    then: () => ({
      is: "done",
      record: {
        kind: "change.approval",
        by: spoken.by,
        data: { at: spoken.at, because: spoken.because, source, tuple, saidAt: spoken.createdAt },
      },
    }),
  });
}

function withAnyRole(spoken: Spoken, scene: Scene, then: () => Judgement): Judgement {
  return byStanding({ standings: [anyRoleOf(scene, spoken.by)], roles: Object.keys(scene.roles), then });
}

/** Kept also where there is nothing to take back yet: the approval may have been written before it and arrive later (WH-12). */
function judgeWithdrawal(spoken: Spoken): Judgement {
  return done("change.withdrawal", spoken);
}

function judgeRejection(spoken: Spoken, scene: Scene): Judgement {
  if (spoken.because === "") return refused(answers.needsReason());
  return withAnyRole(spoken, scene, () => done("change.rejection", spoken));
}

/** Kept also where nothing is rejected yet: the rejection may have been written before it and arrive later (WH-12). */
function judgeLift(spoken: Spoken, scene: Scene): Judgement {
  const lift = (): Judgement => done("change.rejection-lift", spoken);
  const isOwn = rejectionsIn(scene).some((one) => one.by?.id === spoken.by.id);
  return isOwn ? lift() : withAnyRole(spoken, scene, lift);
}

function judgeHold(spoken: Spoken, scene: Scene): Judgement {
  const { hold } = scene.policy.section;
  const then = (): Judgement => done("change.hold", spoken);
  return hold === "anyone" ? then() : byStanding({ standings: [roleOf(scene, spoken.by, hold)], roles: [hold], then });
}

/** Whoever held lets go of their own; a role lets go of all. Kept also where nothing is held yet, as a lift is. */
function judgeUnhold(spoken: Spoken, scene: Scene): Judgement {
  const release = (lifts: "own" | "all"): Judgement => ({
    is: "done",
    record: { kind: "change.unhold", by: spoken.by, data: { ...saidIn(spoken), lifts } },
  });
  const standing = standingToLift(scene, spoken.by);
  const holds = holdsIn(scene);
  const isOwn = holds.length === 0 || holds.some((one) => one.by?.id === spoken.by.id);
  if (isOwn && standing.is !== "holds" && standing.is !== "owns") return release("own");
  const { hold } = scene.policy.section;
  const roles = hold === "anyone" ? Object.keys(scene.roles) : [hold];
  return byStanding({ standings: [standing], roles, then: () => release("all") });
}

function judgeVouch(spoken: Spoken, scene: Scene): Judgement {
  if (spoken.because === "") return refused(answers.needsReason());
  const named = spoken.args.toLowerCase();
  const commits = [...new Set([scene.tuple.head, ...scene.commits.map(({ sha }) => sha)])];
  const found = commits.filter((sha) => sha.startsWith(named));
  const [commit] = found;
  if (named.length < 12 || found.length !== 1 || commit === undefined) return refused(answers.noSuchCommit());
  // Fewer digits than all may be another commit's since: then it is the one that was there when the head was announced.
  const { history, tuple, events } = scene;
  const problem =
    named === commit ? undefined : problemOfBinding({ spoken: { ...spoken, args: "" }, history, tuple, events });
  if (problem) return refused(answers.nameAllOf(commit));
  const hands = handsThatExclude(spoken.by, contributorsIn(scene), scene.policy.section.separation);
  if (hands.length > 0) return refused(answers.ownHand(hands));
  return withAnyRole(spoken, scene, () => ({
    is: "done",
    record: { kind: "change.vouch", by: spoken.by, data: { at: spoken.at, because: spoken.because, commit } },
  }));
}

function judgeSwitch(spoken: Spoken, scene: Scene): Judgement {
  const kind = spoken.args.toLowerCase() === "off" ? "change.stop" : "change.resume";
  const then = (): Judgement => done(kind, spoken);
  return byStanding({ standings: [roleOf(scene, spoken.by, "maintainers")], roles: ["maintainers"], then });
}

function done(
  kind:
    | "change.withdrawal"
    | "change.rejection"
    | "change.rejection-lift"
    | "change.hold"
    | "change.stop"
    | "change.resume",
  spoken: Spoken,
): Judgement {
  return { is: "done", record: { kind, by: spoken.by, data: saidIn(spoken) } };
}

function saidIn({ at, because, createdAt }: Spoken) {
  return { at, because, saidAt: createdAt };
}
