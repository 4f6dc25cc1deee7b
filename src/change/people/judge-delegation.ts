// What becomes of `/delegate-change` and `/undelegate-change`: records about the whole repository.
import type { Json, Step } from "../../core/plan.ts";
import { standingIn, standingInAny, type Authority, type OwnedPath, type Standing } from "../../core/people.ts";
import type { Roles } from "../../core/policy.ts";
import type { Instant, Subject } from "../../core/refs.ts";
import { parseTimedReason, parseUntil } from "../freezes/override.ts";
import * as answers from "../hearing/answers.ts";
import { byStanding, refused, type Judgement } from "../hearing/judgement.ts";
import type { Spoken } from "../record-shapes.ts";
import { recordStep, type NewRecord } from "../records.ts";
import { anyRoleOf, type Scene } from "../scene.ts";
import { DELEGATION_KINDS, delegationsIn, isOf, type Delegation } from "./delegations.ts";
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

/** What the end of a delegation is judged by: no more than what is so in the whole repository. */
export interface Lending {
  readonly roles: Roles;
  readonly authority: Authority;
  readonly delegations: readonly Delegation[];
  /** Touched paths with their owners; null where no pull request can be looked into. */
  readonly owned: readonly OwnedPath[] | null;
}

export function lendingIn(scene: Scene): Lending {
  const { roles, authority, owned } = scene;
  return { roles, authority, owned, delegations: delegationsIn(scene) };
}

/** Whoever handed on takes back what they handed on; whoever maintains takes back anybody's to the person that they name. */
export function judgeDelegationEnd(spoken: Spoken, lending: Lending): Judgement {
  const isNamed = loginNamed(spoken) !== undefined;
  const account = isNamed ? accountNamed(spoken, lending) : null;
  if (account && account.is !== "person") return account.judgement;
  const to = account?.person.id ?? null;
  const end = (from: number | null): Judgement => ({
    is: "done",
    record: { kind: "change.delegation-end", by: spoken.by, data: { ...saidIn(spoken), from, to } },
  });
  const isOwn = lending.delegations.some((one) => isOf({ from: spoken.by.id, to }, one));
  if (isOwn) return end(spoken.by.id);
  // Kept where nothing is handed on yet, since that may have been written before and arrive later (WH-12); but not of
  // whoever has nothing to hand on: every pull request reads these records.
  const { roles, authority } = lending;
  const has = standingInAny({ roles, authority, person: spoken.by, owned: [] });
  if (to === null) return has.is === "no" ? refused(words.nothingHandedOn()) : end(spoken.by.id);
  return byStanding({ standings: [mayEnd(spoken, lending)], roles: ["maintainers"], then: () => end(null) });
}

/** Whether the speaker may end what others handed on. */
function mayEnd(spoken: Spoken, { roles, authority, owned }: Lending): Standing {
  const role = roles["maintainers"];
  if (!role) return { is: "no", invited: null };
  const standing = standingIn({ role, person: spoken.by, authority, owned: owned ?? [] });
  if (standing.is !== "no" || owned || role.codeowners !== true) return standing;
  const message = "no pull request could be looked into";
  return { is: "unknown", why: { failure: "incomplete", what: "the code owners", message } };
}

/**
 * What such a command puts in doubt while it cannot be judged: all that it may end, of what stands. Undefined where that
 * is nothing. `lending` is null where nothing is known about the speaker.
 */
export function doubtOf(
  spoken: Spoken,
  args: { readonly delegations: readonly Delegation[]; readonly lending: Lending | null },
): NewRecord | undefined {
  const { delegations, lending } = args;
  const account = lending && accountNamed(spoken, lending);
  const to = account?.is === "person" ? account.person.id : null;
  const isAnybodys = loginNamed(spoken) !== undefined && (!lending || mayEnd(spoken, lending).is !== "no");
  const data = { ...saidIn(spoken), from: isAnybodys ? null : spoken.by.id, to };
  if (!delegations.some((one) => isOf(data, one))) return undefined;
  return { kind: "change.delegation-doubt", by: spoken.by, data };
}

function saidIn({ at, because, createdAt }: Spoken): { at: Spoken["at"]; because: string; saidAt: Instant } {
  return { at, because, saidAt: createdAt };
}

type Named =
  | { readonly is: "person"; readonly person: Spoken["by"] }
  | { readonly is: "none"; readonly judgement: Judgement };

function accountNamed(spoken: Spoken, { authority }: Pick<Lending, "authority">): Named {
  const login = loginNamed(spoken);
  if (login === undefined) return { is: "none", judgement: refused(words.noName()) };
  const account = authority.accounts.get(login);
  if (account?.known !== true) {
    const why = account?.why ?? { failure: "incomplete", what: `account ${login}`, message: "it was not asked for" };
    return { is: "none", judgement: { is: "later", whys: [why] } };
  }
  return account.value
    ? { is: "person", person: account.value }
    : { is: "none", judgement: refused(words.noSuchAccount(login)) };
}

/**
 * The steps that write one record of this look. What concerns delegations is remembered about the repository first, and
 * wakes it, so that every pull request is looked at by what holds now; about the pull request last, since that ends the
 * command. `standing`: the delegations that stood before this look, to wake nobody for what ends none.
 */
export function stepsFor(args: {
  readonly record: NewRecord;
  readonly why: string;
  readonly meaning: string;
  readonly subject: Subject;
  readonly now: Instant;
  readonly standing: readonly Delegation[];
}): readonly Step[] {
  const { record, why, meaning, subject, now, standing } = args;
  const own = recordStep(record, why, meaning);
  if (!DELEGATION_KINDS.some((kind) => kind === record.kind)) return [own];
  const about = repositoryOf(subject);
  const data: Json = record.data;
  const isIdle = record.kind === "change.delegation-end" && !standing.some((one) => isOf(record.data, one));
  const isCommand = record.kind === "change.delegation" || record.kind === "change.delegation-end";
  const wake: Step = { do: "wake", why, key: `wake:repository:${record.kind}:${meaning}`, subject: about, at: now };
  return [{ ...own, data, about }, ...(isIdle ? [] : [wake]), ...(isCommand ? [own] : [])];
}

export function repositoryOf(subject: Subject): Subject {
  return { ...subject, kind: "repository", name: "" };
}
