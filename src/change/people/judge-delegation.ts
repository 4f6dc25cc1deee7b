// What becomes of `/delegate-change` and `/undelegate-change`: records about the whole repository.
import type { Json, Step } from "../../core/plan.ts";
import type { Subject } from "../../core/refs.ts";
import { parseTimedReason, parseUntil } from "../freezes/override.ts";
import * as answers from "../hearing/answers.ts";
import { byStanding, refused, type Judgement } from "../hearing/judgement.ts";
import { recordStep, type NewRecord, type Spoken } from "../records.ts";
import { anyRoleOf, roleOf, type Scene } from "../scene.ts";
import { delegationsIn } from "./delegations.ts";
import * as words from "./delegation-words.ts";

const NAME = /^@?([A-Za-z0-9](?:[A-Za-z0-9_-]{0,98}[A-Za-z0-9])?)$/;

/** Milliseconds. Who is away for longer hands in the role. */
export const LONGEST_DELEGATION = 366 * 86_400_000;

/** The login in lower case that such a command names; undefined when it names none. */
export function loginNamed(spoken: Pick<Spoken, "name" | "args" | "because">): string | undefined {
  if (spoken.name !== "delegate-change" && spoken.name !== "undelegate-change") return undefined;
  return NAME.exec(parseTimedReason(spoken).about)?.[1]?.toLowerCase();
}

export function judgeDelegation(spoken: Spoken, scene: Scene): Judgement {
  const said = parseTimedReason(spoken);
  if (said.because === "") return refused(answers.needsReason());
  const until = parseUntil(said.until, scene.policy.calendar.zone);
  if (until === undefined) return refused(words.noUntil(scene.policy.calendar.zone));
  if (until <= scene.now) return refused(words.untilPast());
  if (until > scene.now + LONGEST_DELEGATION) return refused(words.untilTooFar());
  const account = accountNamed(spoken, scene);
  if (account.is !== "person") return account.judgement;
  const { person: to } = account;
  if (to.id === spoken.by.id) return refused(words.toOneself());
  if (to.type !== "User") return refused(words.toNobody());
  // Own roles only: what was handed on to somebody is not theirs to hand on.
  const standing = anyRoleOf(scene, spoken.by);
  const standings = standing.is === "owns" ? [{ is: "no", invited: null } as const] : [standing];
  return byStanding({
    standings,
    roles: Object.keys(scene.roles),
    then: () => ({
      is: "done",
      record: {
        kind: "change.delegation",
        by: spoken.by,
        data: { at: spoken.at, because: said.because, saidAt: spoken.createdAt, to, until },
      },
    }),
  });
}

/** Whoever handed on takes back what they handed on; whoever maintains takes back anybody's to the person that they name. */
export function judgeDelegationEnd(spoken: Spoken, scene: Scene): Judgement {
  const isNamed = loginNamed(spoken) !== undefined;
  const account = isNamed ? accountNamed(spoken, scene) : null;
  if (account && account.is !== "person") return account.judgement;
  const to = account?.person.id ?? null;
  const end = (from: number | null): Judgement => ({
    is: "done",
    record: {
      kind: "change.delegation-end",
      by: spoken.by,
      data: { at: spoken.at, because: spoken.because, saidAt: spoken.createdAt, from, to },
    },
  });
  const given = delegationsIn(scene).filter((one) => to === null || one.to.id === to);
  if (to === null || given.some((one) => one.by.id === spoken.by.id)) return end(spoken.by.id);
  const standings = [roleOf(scene, spoken.by, "maintainers")];
  return byStanding({ standings, roles: ["maintainers"], then: () => end(null) });
}

type Named =
  | { readonly is: "person"; readonly person: Spoken["by"] }
  | { readonly is: "none"; readonly judgement: Judgement };

function accountNamed(spoken: Spoken, scene: Scene): Named {
  const login = loginNamed(spoken);
  if (login === undefined) return { is: "none", judgement: refused(words.noName()) };
  const account = scene.authority.accounts.get(login);
  if (account?.known !== true) {
    const why = account?.why ?? { failure: "incomplete", what: `account ${login}`, message: "it was not asked for" };
    return { is: "none", judgement: { is: "later", whys: [why] } };
  }
  return account.value
    ? { is: "person", person: account.value }
    : { is: "none", judgement: refused(words.noSuchAccount(login)) };
}

/**
 * The steps that write one record of this look. A delegation is remembered about the repository first, and wakes it, so
 * that every pull request is looked at by what holds now; about the pull request last, since that ends the command.
 */
export function stepsFor(args: {
  readonly record: NewRecord;
  readonly why: string;
  readonly meaning: string;
  readonly subject: Subject;
  readonly now: number;
}): readonly Step[] {
  const { record, why, meaning, subject, now } = args;
  const own = recordStep(record, why, meaning);
  if (record.kind !== "change.delegation" && record.kind !== "change.delegation-end") return [own];
  const about = repositoryOf(subject);
  const data: Json = record.data;
  return [
    { ...own, data, about },
    { do: "wake", why, key: `wake:repository:${meaning}`, subject: about, at: now },
    own,
  ];
}

export function repositoryOf(subject: Subject): Subject {
  return { ...subject, kind: "repository", name: "" };
}
