// Reads the policy that governs a repository: its own file on the default branch at a commit and, with `extends: org`,
// the owner's. Never from a pull request's head (POL-01), never another owner's (design rule 6).
import type { AnyCapability } from "./core/capability.ts";
import { parsePolicy } from "./core/policy-file.ts";
import { resolvePolicy, sectionOf } from "./core/policy-resolve.ts";
import { settingsIn } from "./core/policy-settings.ts";
import type { PolicyOutcome } from "./core/policy-resolve.ts";
import type { Sections } from "./core/policy-schema.ts";
import type { PolicyProblem, PolicyState } from "./core/policy.ts";
import { ReadError } from "./core/known.ts";
import type { Reads } from "./core/reads.ts";
import type { Sha } from "./core/refs.ts";
import type { Policies } from "./run.ts";

export const POLICY_PATH = ".github/lamplighter.yml";

/** The schema of each room's section, by its name in the file. */
export function sectionsOf(rooms: readonly AnyCapability[]): Sections {
  return Object.fromEntries(rooms.flatMap(({ name, config }) => (config === null ? [] : [[name, config]])));
}

type PolicyReads = Pick<Reads, "repository" | "branch" | "file" | "organisationFile">;

/** At most four reads, all by commit but the first two. What could not be read is `unknown`, never "none". */
export async function loadPolicy(args: {
  readonly reads: PolicyReads;
  readonly rooms: readonly AnyCapability[];
}): Promise<Policies> {
  try {
    return await load(args.reads, sectionsOf(args.rooms));
  } catch (error) {
    if (!(error instanceof ReadError)) throw error;
    return everywhere({ is: "unknown", message: `${error.what}: ${error.message}` });
  }
}

/**
 * The policy that a text would be here, on the default branch: for previews and simulation. `commit` is where it stands, or
 * empty for a file of somebody's own.
 */
export async function policyOf(args: {
  readonly text: string;
  readonly commit: Sha;
  readonly reads: PolicyReads;
  readonly rooms: readonly AnyCapability[];
}): Promise<Policies> {
  const { text, commit, reads, rooms } = args;
  try {
    const { owner } = await reads.repository();
    return await resolve({ text, commit, owner, reads, sections: sectionsOf(rooms) });
  } catch (error) {
    if (!(error instanceof ReadError)) throw error;
    return everywhere({ is: "unknown", message: `${error.what}: ${error.message}` });
  }
}

async function load(reads: PolicyReads, sections: Sections): Promise<Policies> {
  const { defaultBranch, owner } = await reads.repository();
  const tip = await reads.branch(defaultBranch);
  // An empty repository has a default branch by name, and no commit on which a policy could stand.
  if (tip === null) return everywhere({ is: "absent", commit: "" });
  const commit = tip.sha;
  const text = await reads.file(POLICY_PATH, commit);
  if (text === null) return everywhere({ is: "absent", commit });
  return resolve({ text, commit, owner, reads, sections });
}

async function resolve(args: {
  readonly text: string;
  readonly commit: Sha;
  readonly owner: string;
  readonly reads: PolicyReads;
  readonly sections: Sections;
}): Promise<Policies> {
  const { text, commit, owner, reads, sections } = args;
  const parsed = parsePolicy({ text, file: POLICY_PATH });
  if (!parsed.ok) return everywhere(broken(commit, parsed.problems));
  const { file } = parsed;
  if (!file.extendsOrganisation) {
    return bySection(resolvePolicy({ repository: file, organisation: undefined, sections }), commit);
  }
  // GitHub answers 404 for "no access" too: without the owner's file neither its rules nor its locks are known.
  const above = await reads.organisationFile(POLICY_PATH);
  const organisation = parsePolicy({ text: above.text, file: `${owner}/.github/${POLICY_PATH}` });
  if (!organisation.ok) return everywhere(broken(commit, organisation.problems));
  return bySection(resolvePolicy({ repository: file, organisation: organisation.file, sections }), commit);
}

function broken(commit: Sha, problems: readonly PolicyProblem[]): PolicyState<never> {
  return { is: "broken", commit, problems };
}

function everywhere(state: PolicyState<never>): Policies {
  return { stateOf: () => state };
}

function bySection(outcome: PolicyOutcome, commit: Sha): Policies {
  return {
    stateOf: ({ name, config, section = config === null ? null : name }) =>
      section === null ? wholeOf(outcome, commit) : sectionOf({ outcome, room: section, commit }),
  };
}

/** For a room without settings: the file is there, whatever sections it has. */
function wholeOf(outcome: PolicyOutcome, commit: Sha): PolicyState<null> {
  if (outcome.is === "broken") return broken(commit, outcome.problems);
  const { sections, ...shared } = outcome.policy;
  const settings = settingsIn(sections);
  return { is: "ok", policy: { ...shared, section: null, sections: [...sections.keys()], settings, commit } };
}
