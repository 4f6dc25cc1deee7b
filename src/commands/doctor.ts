// `lamplighter doctor`: what a repository still lacks for Lamplighter to keep its promises, each with its cure.
import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { ROOMS } from "../capabilities.ts";
import { CHECK_NAME } from "../change/governing.ts";
import { instantAfter } from "../core/calendar.ts";
import type { Policy, PolicyState } from "../core/policy.ts";
import { known } from "../core/known.ts";
import type { Known } from "../core/known.ts";
import { AppFile } from "../github/manifest.ts";
import { loadPolicy, POLICY_PATH } from "../load-policy.ts";
import { EXIT } from "./command-line.ts";
import type { CliCommand } from "./command-line.ts";
import { withRepository } from "./with-repository.ts";
import type { Seen } from "./with-repository.ts";

/** One thing that was looked at. `unknown` is not well: nothing is green because nothing was looked at. */
interface Finding {
  readonly what: string;
  readonly is: "well" | "ill" | "unknown";
  readonly says: string;
  readonly cure: string;
}

export const doctor: CliCommand = {
  name: "doctor",
  usage: "doctor OWNER/REPO",
  does: "Says what a repository still lacks: permissions, policy, required and pinned check, teams, people, calendar.",
  options: {},
  examples: ["lamplighter doctor octo/app"],
  positionals: [1, 1],
  async run({ positionals: [name = ""], flags }, io) {
    const findings = await withRepository({ io, name }, examine);
    const well = findings.every((finding) => finding.is === "well");
    if (flags.has("json")) io.out(JSON.stringify({ well, findings }));
    for (const { what, is, says, cure } of flags.has("json") ? [] : findings) {
      io.out(`${is === "well" ? "ok  " : is === "ill" ? "ILL " : "??  "} ${what}: ${says}`);
      if (is !== "well") io.out(`     ${cure}`);
    }
    return well ? EXIT.ok : EXIT.refused;
  },
};

async function examine(seen: Seen): Promise<readonly Finding[]> {
  const { reads } = seen;
  const policies = await loadPolicy({ reads, rooms: ROOMS });
  const state = policies.stateOf({ name: "doctor", config: null });
  const findings = [await permissions(seen), policyFinding(state), await requirement(seen)];
  if (state.is !== "ok") return findings;
  return [...findings, ...(await people(seen, state.policy)), calendar(state.policy)];
}

async function permissions({ github, repo }: Seen): Promise<Finding> {
  const what = "permissions";
  const granted = await known(github.granted(repo.installation));
  if (!granted.known) return unknown(what, granted);
  const app = AppFile.parse(parse(readFileSync(new URL("../../app.yml", import.meta.url), "utf8")));
  const missing = Object.entries(app.default_permissions).filter(([name, level]) => {
    const has = granted.value[name];
    return has !== level && has !== "write" && has !== "admin";
  });
  const cure =
    "Let an owner accept the App's permissions in the settings of its installation; until then that feature is off.";
  if (missing.length === 0) return { what, is: "well", says: "all that the App needs are granted", cure };
  return {
    what,
    is: "ill",
    says: `not granted: ${missing.map(([name, level]) => `${name} ${level}`).join(", ")}`,
    cure,
  };
}

function policyFinding(state: PolicyState<unknown>): Finding {
  const what = "policy";
  const cure = "Mend it with lamplighter config check, and commit it to the default branch.";
  switch (state.is) {
    case "ok":
      return { what, is: "well", says: `on here: ${state.policy.sections.join(", ")}`, cure };
    case "absent":
      return {
        what,
        is: "ill",
        says: `there is no ${POLICY_PATH} on the default branch`,
        cure: "Make one with lamplighter init, and commit it.",
      };
    case "broken":
      return {
        what,
        is: "ill",
        says: state.problems.map(({ line, column, message }) => `${line}:${column} ${message}`).join("; "),
        cure,
      };
    case "unknown":
      return {
        what,
        is: "unknown",
        says: state.message,
        cure: "Try again; with extends: org, give the App access to the owner's .github repository.",
      };
  }
}

async function requirement({ reads }: Seen): Promise<Finding> {
  const what = "required check";
  const asked = await known(
    reads.repository().then(({ defaultBranch }) => reads.requirement(defaultBranch, CHECK_NAME)),
  );
  if (!asked.known) return unknown(what, asked);
  const { required, pinned } = asked.value;
  const cure = `In the branch's rules, require the status check ${CHECK_NAME} and choose the App as its source. GitHub offers it after its first run.`;
  const is = required === "yes" && pinned === "yes" ? "well" : required === "no" || pinned === "no" ? "ill" : "unknown";
  return { what, is, says: `required: ${required}; pinned to the App: ${pinned}`, cure };
}

async function people({ reads }: Seen, policy: Policy<unknown>): Promise<readonly Finding[]> {
  const roles = Object.values(policy.roles);
  const teams = [...new Set(roles.flatMap((role) => role.teams ?? []))];
  const users = [...new Set(roles.flatMap((role) => role.users ?? []))];
  const findings: Finding[] = [];
  for (const team of teams) {
    const members = await known(reads.teamMembers(team));
    const what = `team ${team}`;
    const cure = "Check its name, and that somebody active is in it; otherwise nobody holds its roles.";
    if (!members.known) findings.push({ ...unknown(what, members), cure });
    else
      findings.push({
        what,
        is: members.value.length > 0 ? "well" : "ill",
        says: `${members.value.length} active members`,
        cure,
      });
  }
  for (const user of users) {
    const person = await known(reads.person(user));
    const what = `user ${user}`;
    const cure = "Correct the login in the policy.";
    if (!person.known) findings.push(unknown(what, person));
    else
      findings.push({
        what,
        is: person.value ? "well" : "ill",
        says: person.value ? `id ${person.value.id}` : "there is no such account",
        cure,
      });
  }
  return findings;
}

function calendar({ calendar: business }: Policy<unknown>): Finding {
  const next = instantAfter({ instant: Date.now(), duration: { count: 1, unit: "bd" }, calendar: business });
  const says = `${business.zone}; one business day from now is ${new Date(next).toISOString()}`;
  return { what: "calendar", is: "well", says, cure: "" };
}

function unknown(what: string, answer: Known<unknown>): Finding {
  const says = answer.known ? "" : `could not find out (${answer.why.failure}): ${answer.why.message}`;
  return { what, is: "unknown", says, cure: "Try again; if it stays so, the App may lack a permission." };
}
