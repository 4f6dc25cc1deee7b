// The starter policy, made from what a repository has. Pure: the welcome issue and `lamplighter init` print the same text.
import { skeleton } from "../core/lookalike.ts";
import type { Repository } from "../core/reads.ts";

/** Where the policy lives, on the default branch. */
export const POLICY_PATH = ".github/lamplighter.yml";

export interface StarterFacts {
  readonly owner: string;
  readonly name: string;
  readonly ownerType: Repository["ownerType"];
  readonly defaultBranch: string;
  readonly labels: readonly string[];
  /** Whether there is a CODEOWNERS file. */
  readonly hasCodeowners: boolean;
  /** `owner/slug`, as CODEOWNERS names them. */
  readonly teams: readonly string[];
}

/** More teams than this are left for a person to add. */
const MOST_TEAMS = 5;

/** The text of a valid policy that says what it does, for a newcomer to cut down. */
export function starterPolicy(facts: StarterFacts): string {
  return `${[head(facts), roles(facts), change(facts), triage(facts)].join("\n\n")}\n`;
}

function head({ owner, name }: StarterFacts): string {
  return `# Lamplighter's policy for ${oneLine(owner)}/${oneLine(name)}. It counts as it stands on the default branch.
# A section that is absent is off. An unknown key is an error, shown with line and column.
version: 1`;
}

function roles({ ownerType, teams, hasCodeowners }: StarterFacts): string {
  const lines = [
    "# Who may do what. The names are yours to choose; any of a role's ways in suffices.",
    "roles:",
    ownerType === "User"
      ? "  maintainers: { permission: maintain } # in a personal repository: who administers it"
      : "  maintainers: { permission: maintain } # GitHub's own role: maintain or admin",
    ...rolesOfTeams(teams).map(([role, team]) => `  ${role}: { teams: [${quote(team)}] } # owns code here`),
    ...(hasCodeowners ? ["  owners: { codeowners: true } # each for the paths that CODEOWNERS gives them"] : []),
  ];
  return lines.join("\n");
}

/** Words that are no keys in a policy, or no text in YAML. */
const NO_NAMES = [
  "constructor",
  "prototype",
  "true",
  "True",
  "TRUE",
  "false",
  "False",
  "FALSE",
  "null",
  "Null",
  "NULL",
];

function rolesOfTeams(teams: readonly string[]): readonly (readonly [role: string, team: string])[] {
  const taken = new Set(["maintainers", "owners", ...NO_NAMES]);
  return [...new Set(teams)].slice(0, MOST_TEAMS).flatMap((team) => {
    const role = team.slice(team.indexOf("/") + 1).replace(/[^A-Za-z0-9-]/g, "-");
    if (!/^[A-Za-z].{0,59}$/.test(role) || taken.has(role)) return [];
    taken.add(role);
    return [[role, team] as const];
  });
}

function change({ ownerType, defaultBranch, hasCodeowners }: StarterFacts): string {
  const from = hasCodeowners ? "[maintainers, owners]" : "[maintainers]";
  const alone =
    ownerType === "User" ? "\n  # If you work alone, nobody else can approve: then write `separation: []`." : "";
  return `# Pull requests to these branches need an approval: a comment \`/approve-change\`. A push asks again.
change:
  mode: enforce # observe: only shows what it would say
  branches: [${quote(defaultBranch)}]
  approvals: { count: 1, from: ${from} }
  separation: [author, contributors] # none of these may approve${alone}`;
}

function triage({ labels }: StarterFacts): string {
  const needsTriage =
    find(labels, ["needs-triage", "needs triage", "status: needs triage", "triage"]) ?? "needs-triage";
  const confirmed = find(labels, ["confirmed", "triage/accepted", "accepted", "status: confirmed"]);
  const families = familiesIn(labels);
  const lines = [
    "# Issues: what they are, how bad, how urgent. Labels that stand here are created where they are missing.",
    "triage:",
    `  needs_triage: ${quote(needsTriage)} # until somebody has said what kind of issue it is`,
    ...(confirmed === undefined ? [] : [`  confirmed: [${quote(confirmed)}] # these say that it is triaged`]),
    "  kinds: # set by `/kind bug`",
    ...Object.entries(kindsIn(labels)).map(([kind, label]) => `    ${kind}: ${quote(label)}`),
    "  severity: # set by `/severity 1`, by whoever has a role",
    `    labels: { ${Object.entries(severitiesIn(labels))
      .map(([level, label]) => `${level}: ${quote(label)}`)
      .join(", ")} }`,
    ...(families.length === 0
      ? []
      : [`  exclusive: [${families.map((family) => `[${quote(family)}]`).join(", ")}] # one of each at most`]),
    "  # A rule sets labels while it holds, and takes back only what it set itself:",
    "  # rules:",
    '  #   - { name: crash, if: { any: [title, body], matches: "(?i)segfault|panic:" }, add: [crash] }',
    "  # Priority from impact and urgency, by the ids of your issue forms' fields:",
    "  # priority:",
    '  #   impact: { from: [{ form: impact, map: { "All users": wide } }], otherwise: narrow }',
    "  #   urgency: { from: [{ label: regression, is: urgent }], otherwise: low }",
    `  #   labels: { P1: ${quote(find(labels, ["priority/critical", "priority: critical", "P1"]) ?? "priority/critical")} }`,
  ];
  return lines.join("\n");
}

function kindsIn(labels: readonly string[]): Readonly<Record<string, string>> {
  const names = (kind: string): string[] => [kind, `kind/${kind}`, `type/${kind}`, `type: ${kind}`, `kind: ${kind}`];
  return {
    bug: find(labels, names("bug")) ?? "bug",
    feature: find(labels, [...names("enhancement"), ...names("feature")]) ?? "enhancement",
    question: find(labels, [...names("question"), "kind/support", "support"]) ?? "question",
  };
}

function severitiesIn(labels: readonly string[]): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const label of labels) {
    const level = /^sev(?:erity)?[ :/_-]*([1-5])$/.exec(skeleton(label))?.[1];
    if (level !== undefined) found[level] ??= label;
  }
  return Object.keys(found).length > 0 ? found : { 1: "sev/1", 2: "sev/2", 3: "sev/3", 4: "sev/4" };
}

/** Families of labels of which one at most makes sense, as the repository writes them: `kind/*`. */
function familiesIn(labels: readonly string[]): readonly string[] {
  return ["kind/", "type/", "priority/", "status/", "kind: ", "type: ", "priority: ", "status: "].flatMap((start) => {
    const members = labels.filter((label) => label.toLowerCase().startsWith(start));
    return members.length > 1 ? [`${start}*`] : [];
  });
}

/** The repository's own spelling of the first of these names that it has. */
function find(labels: readonly string[], names: readonly string[]): string | undefined {
  for (const name of names) {
    const found = labels.find((label) => skeleton(label) === skeleton(name));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A YAML scalar that stays text wherever it stands. JSON's strings are YAML's. */
function quote(value: string): string {
  const isPlain = /^[A-Za-z][A-Za-z0-9_./-]*$/.test(value) && !/^(?:true|false|yes|no|on|off|null|y|n)$/i.test(value);
  return isPlain ? value : JSON.stringify(value.toWellFormed());
}

function oneLine(value: string): string {
  return value.replace(/[^\w.-]/g, "");
}
