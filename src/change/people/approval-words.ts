// Every sentence about approvals: who is counted, who is not and why, who could be.
import { printInstant } from "../../core/clock.ts";
import type { Person } from "../../core/refs.ts";
import type { Verdict } from "../../core/verdict.ts";
import { whyKept, whyNotKept } from "../binding/keep-words.ts";
import type { Approval } from "./approvals.ts";
import type { Quorum } from "../rules/approval-rule.ts";
import type { Hand, Unnamed } from "./contributors.ts";
import type { Seating } from "./quorum.ts";
import { at, because, list, many, short } from "../phrases.ts";
import { couldNotFindOut } from "../words.ts";

export function unnamed(one: Unnamed, alsoIn: number): Verdict {
  const who =
    one.email === ""
      ? `the ${one.hand} of ${short(one.commit)}`
      : `<${one.email}>, ${one.hand} of ${short(one.commit)}`;
  const more = alsoIn === 0 ? "" : ` and of ${many(alsoIn, "more commit")}`;
  if (one.why) return couldNotFindOut([one.why]);
  const identities =
    one.email === "" ? "" : `Name the account of ${one.email} under \`identities:\` in the policy, or somebody`;
  return {
    state: "block",
    code: "unnamed-contributor",
    title: `GitHub cannot say who is ${who}${more}; it might be an approver.`,
    cure: `${identities || "Somebody"} with a role vouches: \`/vouch ${short(one.commit)} because ...\`.`,
    because: [],
  };
}

/** The tree's node about approvals, around one node for each approval on record. */
export function approvals(args: {
  readonly state: "allow" | "wait";
  readonly quorum: Quorum;
  readonly counted: number;
  readonly needed: number;
  readonly seating: readonly Seating[];
  readonly uncovered: readonly string[];
  readonly because: readonly Verdict[];
}): Verdict {
  const { state, quorum, counted, needed, seating, uncovered } = args;
  const empty = seating.filter((seat) => seat.person === null).map((seat) => seat.role);
  const seats = empty.length === 0 ? "" : `, ${list(empty.map((role) => `one of ${role}`))} missing`;
  const from = list(quorum.from, "or");
  const title = `${counted} of ${many(needed, "approval")} by ${from}${seats}.`;
  const owners = uncovered.length === 0 ? [] : [ownersMissing(uncovered)];
  const node = {
    state,
    code: state === "allow" ? "approved" : "approval-missing",
    title,
    because: [...args.because, ...owners],
  };
  if (state !== "wait") return node;
  const owes = `somebody from ${list(empty.length > 0 ? [...new Set(empty)] : quorum.from, "or")}`;
  return { ...node, cure: "Somebody who may comments `/approve-change`.", owes };
}

function ownersMissing(paths: readonly string[]): Verdict {
  const more = paths.length > 5 ? ` and ${paths.length - 5} more` : "";
  return {
    state: "off",
    code: "owners-missing",
    title: `Owners count when they own, together, all that has an owner. Still without: ${paths.slice(0, 5).join(", ")}${more}.`,
    because: [],
  };
}

export function nobodyCan(): Verdict {
  return {
    state: "block",
    code: "nobody-can-approve",
    title: "Nobody can approve this change: everybody with the role had a hand in it, or they are too few.",
    cure: "Give somebody else the role, or allow it with `separation: []` in the policy.",
    because: [],
  };
}

/** All demands are met and nobody has approved. */
export function somebodyHasTo(args: {
  readonly roles: readonly string[];
  readonly because: readonly Verdict[];
}): Verdict {
  const { roles, because: below } = args;
  const title = "What is demanded is so, but nobody has approved, and a change is not approved without anybody.";
  if (roles.length === 0) {
    return {
      state: "block",
      code: "no-rule-asks-anybody",
      title,
      cure: "Add a rule with `count` and `from` that applies, or make it a standard change under `change.types`.",
      because: below,
    };
  }
  return {
    state: "wait",
    code: "approval-missing",
    title,
    cure: "Somebody who may comments `/approve-change`.",
    owes: `somebody from ${list(roles, "or")}`,
    because: below,
  };
}

const HANDS: Readonly<Record<Hand, string>> = {
  author: "opened this pull request",
  "commit author": "wrote commits of it",
  committer: "committed to it",
  pusher: "pushed to it",
  requester: "asked for this work",
};

export function handsOf(hands: readonly Hand[]): string {
  return list([...new Set(hands)].map((hand) => HANDS[hand]));
}

/** One approval on record, as it stands. */
export function approval({ by, head, because: reason, until, state, standsInFor }: Approval): Verdict {
  const lent = standsInFor.length === 0 ? "" : `, who stands in for ${list(standsInFor.map(at))},`;
  const what = `${at(by)}${lent} approved ${short(head)}${because(reason)}`;
  if (state.is === "counts") {
    const kept = state.kept === null ? "" : `, and ${whyKept(state.kept)}`;
    const title = `${what}${kept}; it holds until ${printInstant(until)}.`;
    return { state: "allow", code: state.kept === null ? "approval" : "approval-kept", title, because: [] };
  }
  if (state.is === "unknown") {
    const title = `${what}, but could not find out about ${state.why.what}: ${state.why.message}.`;
    return { state: "unknown", code: "read-failed", title, because: [] };
  }
  return { state: "off", code: state.code, title: `Void: ${what} only. ${whyVoid(state, by)}`, because: [] };
}

function whyVoid(state: Extract<Approval["state"], { is: "void" }>, by: Person): string {
  switch (state.code) {
    case "own-hand":
      return `${at(by)} ${handsOf(state.hands)}.`;
    case "role-lost":
      return state.invited === null
        ? `${at(by)} no longer holds a role that counts here.`
        : `${at(by)} has not accepted the invitation to ${state.invited}.`;
    case "new-head":
      return ["The head is another commit now.", ...state.lacks.map(whyNotKept)].join(" ");
    case "new-base":
    case "new-stack-base":
      return "It goes to another branch now.";
    case "new-epoch":
      return "It was closed, made a draft or retargeted since.";
    case "new-merge-base":
      return ["It starts from another commit of the base now.", ...state.lacks.map(whyNotKept)].join(" ");
    case "new-policy":
      return "The policy is another one now.";
    case "expired":
      return "It has expired.";
    case "withdrawn":
      return "It was withdrawn.";
    case "review-dismissed":
      return "The review was dismissed, or changes were requested since.";
    case "review-not-there":
      return "The review is not there any more.";
  }
}

export function approved(people: readonly Person[]): string {
  return `Approved by ${list(people.map(at))}.`;
}
