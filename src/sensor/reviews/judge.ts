// Whether one command may do what it asks: a review by somebody who had no hand in it, a new baseline by a role.
import { rolesWithDefault, standingIn, type Standing } from "../../core/people.ts";
import type { Unknown } from "../../core/known.ts";
import type { Person } from "../../core/refs.ts";
import type { Heard } from "../../core/trigger.ts";
import type { SensorPolicy } from "../policy.ts";
import * as words from "../review-words.ts";
import type { IssueFacts } from "./facts.ts";

export type Judgement =
  | { readonly is: "reviewed"; readonly outcome: "accept" | "reject" }
  | { readonly is: "baseline"; readonly branch: string; readonly sha: string }
  | { readonly is: "refused"; readonly refusal: words.Refusal }
  /** Something that it rests on could not be read: it is judged again. */
  | { readonly is: "unknown"; readonly whys: readonly Unknown[] };

const refused = (refusal: words.Refusal): Judgement => ({ is: "refused", refusal });

export function judge(args: {
  readonly heard: Heard;
  readonly facts: IssueFacts;
  readonly policy: SensorPolicy;
  /** Whether the review was given, before this or by a command before it. */
  readonly given: "given" | "owed";
}): Judgement {
  const { heard, facts, policy, given } = args;
  const { command, said } = heard;
  const now = facts.said.get(said.id);
  if (!now?.known) return { is: "unknown", whys: now ? [now.why] : [] };
  if (now.value.is === "there" && (now.value.edited || now.value.body !== said.body)) return refused(words.edited());
  if (now.value.is === "there" && now.value.byEmail) return refused(words.byEmail());
  if (command.name === "baseline") return judgeBaseline({ by: said.by, branch: command.args, facts, policy });

  if (!facts.owed) return refused(words.noReview());
  const { review } = facts.owed;
  if (given === "given") return refused(words.alreadyGiven());
  if (review.not.includes(said.by.id)) return refused(words.ownHand());
  const outcome = command.args.toLowerCase() === "accept" ? "accept" : "reject";
  return withRole({ by: said.by, roles: review.by, facts, policy, then: { is: "reviewed", outcome } });
}

function judgeBaseline(args: {
  readonly by: Person;
  readonly branch: string;
  readonly facts: IssueFacts;
  readonly policy: SensorPolicy;
}): Judgement {
  const { by, branch, facts, policy } = args;
  const tip = facts.tips.get(branch);
  if (!tip?.known) return { is: "unknown", whys: tip ? [tip.why] : [] };
  if (tip.value === null) return refused(words.notGoverned(branch));
  return withRole({ by, roles: ["maintainers"], facts, policy, then: { is: "baseline", branch, sha: tip.value } });
}

function withRole(args: {
  readonly by: Person;
  readonly roles: readonly string[];
  readonly facts: IssueFacts;
  readonly policy: SensorPolicy;
  readonly then: Judgement;
}): Judgement {
  const { by: person, roles, facts, policy, then } = args;
  const known = rolesWithDefault(policy.roles);
  const { authority } = facts;
  const standings = roles.map((name): Standing => {
    const role = Object.hasOwn(known, name) ? known[name] : undefined;
    // What somebody owns is said of paths, and a review is of the whole.
    return role ? standingIn({ role, person, authority, owned: [] }) : { is: "no", invited: null };
  });
  if (standings.some((one) => one.is === "holds")) return then;
  const whys = standings.flatMap((one) => (one.is === "unknown" ? [one.why] : []));
  return whys.length > 0 ? { is: "unknown", whys } : refused(words.noRole(roles));
}
