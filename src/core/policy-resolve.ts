// From policy files to what each room is given: inheritance, the schema, the hash.
import type { Calendar } from "./calendar.ts";
import { hashOf } from "./canonical.ts";
import type { Json } from "./plan.ts";
import type { PolicyProblem, PolicyState, Roles } from "./policy.ts";
import { isMembers, type Members, type PolicyFile, placeOf } from "./policy-file.ts";
import { inheritanceProblems, mergePolicies } from "./policy-inherit.ts";
import { type DataFault, faultsOf } from "./policy-problems.ts";
import { BASE, policyObject, policySchema, type Sections } from "./policy-schema.ts";
import type { Sha } from "./refs.ts";

/** A policy that is valid as a whole. */
export interface ResolvedPolicy {
  /** Each room's section as its schema gives it, defaults filled in; absent ones are not in it. */
  readonly sections: ReadonlyMap<string, unknown>;
  readonly roles: Roles;
  readonly calendar: Calendar;
  readonly identities: Readonly<Record<string, string>>;
  readonly hash: string;
}

export type PolicyOutcome =
  | { readonly is: "ok"; readonly policy: ResolvedPolicy }
  | {
      readonly is: "broken";
      readonly problems: readonly PolicyProblem[];
      /** Sections that are certainly not in it, so that their rooms stay off. */
      readonly absent: readonly string[];
    };

interface Files {
  readonly repository: PolicyFile;
  /** Undefined unless the repository's file extends it. */
  readonly organisation: PolicyFile | undefined;
}

/**
 * Merges and checks. What the organisation's `locked:` names must stay as it is there. Throws when the file extends the
 * organisation's and that is not given: without it neither its rules nor its locks would hold.
 */
export function resolvePolicy(args: Files & { readonly sections: Sections }): PolicyOutcome {
  const { repository, organisation, sections } = args;
  if (repository.extendsOrganisation && !organisation)
    throw new Error(`${repository.name} extends a file that was not given`);
  const merged = organisation ? mergePolicies(organisation.data, repository.data) : repository.data;
  const checked = policyObject(sections).safeParse(merged);
  if (!checked.success) {
    const faults = faultsOf({ issues: checked.error.issues, data: merged, schema: policySchema(sections) });
    // An unknown section may be a misspelt one: then no room may think that it is off.
    const isSure = !faults.some(({ path, at }) => at === "key" && path.length === 1);
    const absent = isSure ? absentSections(merged, sections) : [];
    return {
      is: "broken",
      problems: inOrder(
        faults.map((fault) => placed(fault, args)),
        args,
      ),
      absent,
    };
  }
  const { locked, roles, calendar, identities, ...rest } = checked.data;
  const problems = organisation ? inheritanceProblems({ repository, organisation, merged, locked }) : [];
  if (problems.length > 0)
    return { is: "broken", problems: inOrder(problems, args), absent: absentSections(merged, sections) };
  const written = Object.entries(rest).filter(([name, section]) => !(name in BASE) && section !== undefined);
  return {
    is: "ok",
    policy: { sections: new Map(written), roles, calendar, identities, hash: policyHash(merged) },
  };
}

function absentSections(merged: Members, sections: Sections): readonly string[] {
  return Object.keys(sections).filter((name) => !Object.hasOwn(merged, name));
}

/** As they are met by whoever reads from the top: the repository's own file, then the organisation's. */
function inOrder(problems: readonly PolicyProblem[], { repository }: Files): readonly PolicyProblem[] {
  const rank = ({ file }: PolicyProblem): number => (file === repository.name ? 0 : 1);
  return problems.toSorted((a, b) => rank(a) - rank(b) || a.line - b.line || a.column - b.column);
}

/** The file that says it, or that should: where one of them goes deeper along the path, that one; else the repository's. */
function placed(fault: DataFault, { repository, organisation }: Files): PolicyProblem {
  const depth = (file: PolicyFile): number => file.document.find(fault.path).depth;
  const file = organisation && depth(organisation) > depth(repository) ? organisation : repository;
  return { ...placeOf(file, fault), code: fault.code, message: fault.message, expected: fault.expected };
}

/**
 * SHA-256 (hex) of what an approval rests on: roles, identities and `change` without its freezes, as they are written
 * after inheritance. Comments and other sections are not in it, and neither are defaults: a new release must not void
 * what was approved.
 */
function policyHash(merged: Members): string {
  const change = merged["change"];
  const rest: Json = isMembers(change)
    ? Object.fromEntries(Object.entries(change).filter(([key]) => key !== "freezes"))
    : null;
  return hashOf({ roles: merged["roles"] ?? {}, identities: merged["identities"] ?? {}, change: rest });
}

/** What the room of this name is given. `commit` is where the repository's file was read. */
export function sectionOf(args: {
  readonly outcome: PolicyOutcome;
  readonly room: string;
  readonly commit: Sha;
}): PolicyState<unknown> {
  const { outcome, room } = args;
  const isOff = outcome.is === "broken" ? outcome.absent.includes(room) : !outcome.policy.sections.has(room);
  return isOff ? { is: "absent", commit: args.commit } : policyFor(args);
}

/** What a room without settings is given: any valid file is `ok`, with nothing in its section. */
export function policyFor(args: {
  readonly outcome: PolicyOutcome;
  readonly room?: string;
  readonly commit: Sha;
}): PolicyState<unknown> {
  const { outcome, room, commit } = args;
  if (outcome.is === "broken") return { is: "broken", commit, problems: outcome.problems };
  const { sections, ...shared } = outcome.policy;
  const section = room === undefined ? null : sections.get(room);
  return { is: "ok", policy: { ...shared, section, sections: [...sections.keys()], commit } };
}
