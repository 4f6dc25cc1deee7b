// The command line's door to releases: the commands as data. What they do is loaded when one of them is run, so that
// computing a version does not wait for what talks to GitHub.
import type { CliCommand, Option } from "./command-line.ts";

const OPTIONS: Readonly<Record<string, Option>> = {
  line: { type: "string", value: "BRANCH", does: "the line to release from; default: the branch that is checked out" },
  only: { type: "string", value: "LEVEL", does: "patch or minor: refuse when the commits ask for more" },
  prerelease: { type: "string", value: "NAME", does: "a prerelease, as in rc for 1.3.0-rc.1" },
  path: { type: "string", value: "FOLDER", does: "one package of the repository" },
  "first-version": { type: "string", value: "VERSION", does: "the version of a first release; default 0.1.0" },
  "tag-template": { type: "string", value: "TEMPLATE", does: "how tags look; default v{version}" },
};

const nextVersion: CliCommand = {
  name: "next-version",
  usage: "next-version [--line BRANCH] [--only patch] [--json]",
  does: "Computes the next version of a line from its commits.",
  teaches:
    "Reads the commits since the line's last tag by Conventional Commits, and refuses rather than guess: a feature in a patch release, a version that belongs to another line, a clone that is too shallow. It says what publishing would, as far as this clone shows it: also that a newer release stands already, and what an earlier run owes. Needs no token and changes nothing.",
  options: OPTIONS,
  examples: ["lamplighter next-version", "lamplighter next-version --line 1.x --only patch --json"],
  positionals: [0, 0],
  run: async (args, io) => (await import("./release-answers.ts")).nextVersion(args, io),
};

const notes: CliCommand = {
  name: "notes",
  usage: "notes [--line BRANCH] [--all] [--json]",
  does: "Prints the notes of the next release, or the changelog of all releases.",
  options: {
    ...OPTIONS,
    all: { type: "boolean", does: "every release so far, newest first" },
    prereleases: { type: "boolean", does: "with --all: prereleases too" },
  },
  examples: ["lamplighter notes", "lamplighter notes --all > CHANGELOG.md"],
  positionals: [0, 0],
  run: async (args, io) => (await import("./release-answers.ts")).notes(args, io),
};

const PUBLISH: Readonly<Record<string, Option>> = {
  ...OPTIONS,
  mode: { type: "string", value: "MODE", does: "tag (default), draft or pull-request" },
  repo: { type: "string", value: "OWNER/REPO", does: "default: where the clone came from" },
};

const plan: CliCommand = {
  name: "release plan",
  usage: "release plan [--line BRANCH] [--repo OWNER/REPO] [--json]",
  does: "Prints what publishing would do, with what GitHub knows.",
  teaches:
    "The same decisions as release publish, on paper: it changes nothing. With GITHUB_TOKEN it reads labels, mended messages and people, newer releases, what was left half done and what is approved; without, this clone alone, as next-version, and it says so.",
  options: PUBLISH,
  examples: ["lamplighter release plan --line 1.x"],
  positionals: [0, 0],
  run: async (args, io) => (await import("./release-doing.ts")).plan(args, io),
};

const publishCommand: CliCommand = {
  name: "release publish",
  usage: "release publish [--line BRANCH] [--mode MODE] [--json]",
  does: "Tags and publishes what is next, or proposes it; completes what broke off.",
  teaches:
    "Needs GITHUB_TOKEN with contents: write. Doing it twice is doing it once. Files that belong to the release are sent while it is a draft: it is out when all of them are there.",
  options: {
    ...PUBLISH,
    assets: { type: "string", value: "GLOBS", does: "files that belong to the release, with commas between" },
  },
  examples: ["lamplighter release publish --line 1.x --only patch"],
  positionals: [0, 0],
  run: async (args, io) => (await import("./release-doing.ts")).publish(args, io),
};

const status: CliCommand = {
  name: "release status",
  usage: "release status [--issue] [--repo OWNER/REPO] [--json]",
  does: "Shows for each line what is merged and not released, and which fixes older lines lack.",
  teaches:
    "Works from the histories alone; with GITHUB_TOKEN it also knows of backports under way. With --issue it keeps one issue that shows the same, which takes issues: write.",
  options: {
    issue: { type: "boolean", does: "keep the issue `Release readiness` up to date" },
    repo: PUBLISH["repo"] ?? { type: "string", does: "" },
  },
  examples: ["lamplighter release status", "lamplighter release status --issue"],
  positionals: [0, 0],
  run: async (args, io) => (await import("./release-doing.ts")).status(args, io),
};

const withdraw: CliCommand = {
  name: "release withdraw",
  usage: "release withdraw TAG because REASON",
  does: "Marks a release as bad: its text, the latest pointer, an issue. The tag stays.",
  teaches:
    "Needs GITHUB_TOKEN with contents: write and issues: write. A tag that people have fetched is never deleted.",
  options: { repo: PUBLISH["repo"] ?? { type: "string", does: "" } },
  examples: ["lamplighter release withdraw v1.2.4 because it loses the tail"],
  positionals: [3, 200],
  run: async (args, io) => (await import("./release-doing.ts")).withdraw(args, io),
};

const affected: CliCommand = {
  name: "release affected",
  usage: "release affected ISSUE [--introduced-by SHA] [--seen VERSION] [--json]",
  does: "Shows which releases have a bug, and in which it is mended.",
  teaches:
    "A release has it when it contains the commit that brought it and none that mends it. That commit is named by the fix (a line `Introduced-by: SHA` or `Fixes: SHA`, or a revert), by the report, or with --introduced-by; without it, the version that the report was seen in is the least that is known. Fixes are the commits that close the issue or take back what brought it, and their picks. In a repository with packages, those count that these commits touch. With GITHUB_TOKEN the report is read.",
  options: {
    "introduced-by": { type: "string", value: "SHA", does: "the commit that brought the bug" },
    seen: {
      type: "string",
      value: "VERSION",
      does: "a version or tag that it was seen in; default: what the report says",
    },
    line: OPTIONS["line"] ?? { type: "string", does: "" },
    path: OPTIONS["path"] ?? { type: "string", does: "" },
    repo: PUBLISH["repo"] ?? { type: "string", does: "" },
  },
  examples: ["lamplighter release affected 12", "lamplighter release affected 12 --introduced-by 1a2b3c4d --json"],
  positionals: [1, 1],
  run: async (args, io) => (await import("./release-doing.ts")).affected(args, io),
};

/** The commands, for the list in `src/cli.ts`. */
export const releaseCommands: readonly CliCommand[] = [
  nextVersion,
  notes,
  status,
  affected,
  plan,
  publishCommand,
  withdraw,
];
