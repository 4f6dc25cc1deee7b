// Every sentence about delegations.
import type { Refusal } from "../hearing/answers.ts";

export function noName(): Refusal {
  return {
    code: "no-name",
    title: "It names no account.",
    cure: "Write it as in `/delegate-change @ada because I am away until 2026-12-20T18:00`.",
  };
}

export function noSuchAccount(login: string): Refusal {
  return { code: "no-such-account", title: `GitHub knows no account ${login}.`, cure: "Look at the spelling." };
}

export function noUntil(zone: string): Refusal {
  return {
    code: "no-until",
    title: "It needs an end that can be read.",
    cure: `Add \`until 2026-12-20T18:00\`, which is in ${zone}, or \`until 2026-12-20T17:00Z\`.`,
  };
}

export function untilPast(): Refusal {
  return { code: "until-past", title: "That time is past.", cure: "Name a later one." };
}

export function untilTooFar(): Refusal {
  return {
    code: "until-too-far",
    title: "That is more than a year away.",
    cure: "Name an earlier time, or have the role given to them in the policy.",
  };
}

export function toOneself(): Refusal {
  return { code: "to-oneself", title: "You cannot stand in for yourself.", cure: "Name somebody else." };
}

export function toNobody(): Refusal {
  return { code: "not-a-person", title: "Only a person can stand in for you.", cure: "Name a person's account." };
}

export function nothingHandedOn(): Refusal {
  return {
    code: "nothing-there",
    title: "Nobody stands in for you here.",
    cure: "What others handed on ends by name, as in `/undelegate-change @ada`, by the role maintainers.",
  };
}
