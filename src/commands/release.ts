// The command line's door to releases: what would be released, its notes, doing it and taking it back.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { HostError } from "../core/release-host.ts";
import { originUrl, webAddress } from "../git/clone.ts";
import { readHistory } from "../git/read.ts";
import { GitError } from "../git/run.ts";
import type { RunnerAccess } from "../github/runner/call.ts";
import { releaseHost } from "../github/runner/host.ts";
import type { ReleaseConfig } from "../release/config.ts";
import { FileRefused } from "../release/files/release-files.ts";
import { HistoryRefused } from "../release/history-facts.ts";
import { prepareRelease } from "../release/prepare.ts";
import type { Answer, Question } from "../release/prepare.ts";
import { withdrawRelease } from "../release/publish/withdraw.ts";
import { printReport, reportOf } from "../release/report.ts";
import { readSection } from "../release/section.ts";
import { lineStates, printStates } from "../release/status.ts";
import { writeWholeHistory } from "../release/whole-history.ts";
import { CommandRefused, EXIT } from "./command-line.ts";
import type { Arguments, CliCommand, Io, Option } from "./command-line.ts";
import { askWithPulls, printResult, publishAll, reportOfResult } from "./release-work.ts";

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
    "Reads the commits since the line's last tag by Conventional Commits, and refuses rather than guess: a feature in a patch release, a version that belongs to another line, a clone that is too shallow. Needs no token and changes nothing.",
  options: OPTIONS,
  examples: ["lamplighter next-version", "lamplighter next-version --line 1.x --only patch --json"],
  positionals: [0, 0],
  async run(args, io) {
    return printAnswer(await ask(args, io), args, io);
  },
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
  async run(args, io) {
    if (args.flags.has("all")) return printAll(args, io);
    const { prepared } = await ask(args, io);
    if (args.flags.has("json")) return printAnswer({ prepared }, args, io);
    for (const each of prepared) {
      if (each.outcome.is === "release") io.out(each.notes.trimEnd());
      else io.err(printReport(each));
    }
    return exitOf({ prepared });
  },
};

const PUBLISH: Readonly<Record<string, Option>> = {
  ...OPTIONS,
  mode: { type: "string", value: "MODE", does: "tag (default), draft or pull-request" },
  repo: { type: "string", value: "OWNER/REPO", does: "default: where the clone came from" },
};

const plan: CliCommand = {
  name: "release plan",
  usage: "release plan [--line BRANCH] [--repo OWNER/REPO] [--json]",
  does: "Prints what a release would be, with what GitHub knows of its pull requests.",
  teaches: "As next-version; with GITHUB_TOKEN it also reads labels, mended messages and people. It changes nothing.",
  options: PUBLISH,
  examples: ["lamplighter release plan --line 1.x"],
  positionals: [0, 0],
  async run(args, io) {
    const question = await questionOf(args, io);
    return printAnswer(await attempt(() => askWithPulls(question, accessOf(args, io, question))), args, io);
  },
};

const publishCommand: CliCommand = {
  name: "release publish",
  usage: "release publish [--line BRANCH] [--mode MODE] [--json]",
  does: "Tags and publishes what is next, or proposes it; completes what broke off.",
  teaches: "Needs GITHUB_TOKEN with contents: write. Doing it twice is doing it once.",
  options: PUBLISH,
  examples: ["lamplighter release publish --line 1.x --only patch"],
  positionals: [0, 0],
  async run(args, io) {
    const mode = args.value("mode") ?? "tag";
    if (mode !== "tag" && mode !== "draft" && mode !== "pull-request")
      throw misused(`--mode takes tag, draft or pull-request, not ${mode}.`, "release publish");
    const question = await questionOf(args, io);
    const access = neededAccess(args, io, question);
    const run = io.env["GITHUB_RUN_ID"] ?? crypto.randomUUID();
    const { results } = await attempt(() => publishAll({ question, access, mode, run, token: "job" }));
    if (args.flags.has("json")) io.out(JSON.stringify(results.map(reportOfResult), null, 2));
    else io.out(results.map(printResult).join("\n"));
    return results.every(({ ok }) => ok) ? EXIT.ok : EXIT.refused;
  },
};

const status: CliCommand = {
  name: "release status",
  usage: "release status [--json]",
  does: "Shows for each line what is merged and not released, and for how long.",
  options: {},
  examples: ["lamplighter release status"],
  positionals: [0, 0],
  async run(args, io) {
    const question = await questionOf(args, io);
    const lines = await attempt(() => lineStates(question, Date.now()));
    if (args.flags.has("json")) io.out(JSON.stringify(lines, null, 2));
    else io.out(printStates(lines));
    return EXIT.ok;
  },
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
  async run(args, io) {
    const [tag = "", because = "", ...words] = args.positionals;
    if (because !== "because")
      throw misused("A withdrawal has its reason: release withdraw TAG because REASON.", "release withdraw");
    const question = await questionOf(args, io);
    const host = releaseHost(neededAccess(args, io, question));
    const refs = await attempt(() => question.reads.refs());
    const tags = refs.tags.map(({ name }) => name);
    const done = await attempt(() => withdrawRelease(host, { tag, tags, because: words.join(" ") }));
    if (args.flags.has("json")) io.out(JSON.stringify(done));
    else io.out(done.reason);
    return done.ok ? EXIT.ok : EXIT.refused;
  },
};

/** The commands, for the list in `src/cli.ts`. */
export const releaseCommands: readonly CliCommand[] = [nextVersion, notes, status, plan, publishCommand, withdraw];

function accessOf(args: Arguments, io: Io, question: Question): RunnerAccess | null {
  const token = io.env["GITHUB_TOKEN"] ?? io.env["GH_TOKEN"];
  const named = args.value("repo") ?? question.repository?.split("/").slice(3, 5).join("/");
  if (!token || named === undefined || !/^[\w.-]+\/[\w.-]+$/.test(named)) return null;
  const api = (io.env["GITHUB_API_URL"] ?? "https://api.github.com").replace(/\/+$/, "");
  return { api, repository: named, token };
}

function neededAccess(args: Arguments, io: Io, question: Question): RunnerAccess {
  const access = accessOf(args, io, question);
  if (access !== null) return access;
  throw new CommandRefused({
    code: "no-access",
    exit: EXIT.usage,
    message: "There is no token, or it is not known which repository on GitHub this is.",
    mend: "Set GITHUB_TOKEN, and name the repository with --repo OWNER/REPO.",
  });
}

async function attempt<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    throw refusalOf(error);
  }
}

/** Prints what would be released: exit 0 also when there is nothing, 1 when it was refused. */
export function printAnswer(answer: Pick<Answer, "prepared">, args: Arguments, io: Io): number {
  const { prepared } = answer;
  if (args.flags.has("json")) {
    const reports = prepared.map(reportOf);
    io.out(JSON.stringify(reports.length === 1 ? reports[0] : reports, null, 2));
  } else io.out(prepared.map(printReport).join("\n"));
  return exitOf(answer);
}

function exitOf({ prepared }: Pick<Answer, "prepared">): number {
  return prepared.some(({ outcome }) => outcome.is === "refused") ? EXIT.refused : EXIT.ok;
}

async function printAll(args: Arguments, io: Io): Promise<number> {
  const question = await questionOf(args, io);
  try {
    const parts: string[] = [];
    for await (const text of writeWholeHistory(question, args.flags.has("prereleases") ? "with" : "without")) {
      if (args.flags.has("json")) parts.push(text.trimEnd());
      else io.out(text.trimEnd() + "\n");
    }
    if (args.flags.has("json")) io.out(JSON.stringify({ releases: parts }));
  } catch (error) {
    throw refusalOf(error);
  }
  return EXIT.ok;
}

/** What would be released, with every failure of the clone as a refusal that names the remedy. */
export async function ask(args: Arguments, io: Io): Promise<Answer> {
  const question = await questionOf(args, io);
  return attempt(() => prepareRelease(question));
}

async function questionOf(args: Arguments, io: Io): Promise<Question> {
  const place = { cwd: io.cwd, env: io.env };
  let reads;
  try {
    reads = readHistory(place);
  } catch (error) {
    throw refusalOf(error);
  }
  const only = args.value("only") ?? null;
  if (only !== null && only !== "patch" && only !== "minor") throw misused(`--only takes patch or minor, not ${only}.`);
  const firstVersion = args.value("first-version") ?? null;
  if (firstVersion !== null && !/^\d+\.\d+\.\d+$/.test(firstVersion))
    throw misused("--first-version takes a version, as in 1.0.0.");
  const template = args.value("tag-template") ?? null;
  if (template !== null && template.split("{version}").length !== 2)
    throw misused("--tag-template holds {version} once, as in v{version}.");
  return {
    reads,
    config: await readConfig(io.cwd),
    line: args.value("line") ?? null,
    ask: { only, prerelease: args.value("prerelease") ?? null },
    path: args.value("path") ?? null,
    firstVersion,
    tagTemplate: template,
    repository: repositoryOf(io),
    date: new Date().toISOString().slice(0, 10),
    pulls: null,
  };
}

function repositoryOf(io: Io): string | null {
  const name = io.env["GITHUB_REPOSITORY"];
  if (name) return `${io.env["GITHUB_SERVER_URL"] ?? "https://github.com"}/${name}`;
  const url = originUrl({ cwd: io.cwd, env: io.env });
  return url === null ? null : webAddress(url);
}

/** The section `release:` of the work tree's policy file; its defaults when there is none. */
export async function readConfig(cwd: string): Promise<ReleaseConfig> {
  const text = await readFile(join(cwd, ".github/lamplighter.yml"), "utf8").catch((error: unknown) => {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  });
  const section = readSection(text);
  if (section.ok) return section.value;
  throw new CommandRefused({
    code: "bad-policy",
    exit: EXIT.usage,
    message: section.reason,
    mend: "Mend the section release: of .github/lamplighter.yml.",
  });
}

function misused(message: string, command = "next-version"): CommandRefused {
  return new CommandRefused({ code: "usage", exit: EXIT.usage, message, mend: `See lamplighter ${command} --help.` });
}

/** A clone that cannot answer is an input that cannot be used. */
export function refusalOf(error: unknown): unknown {
  if (error instanceof HostError)
    return new CommandRefused({
      code: error.kind === "lost" ? "github-silent" : "github-refused",
      exit: EXIT.unavailable,
      message: error.message,
      mend: "Try again; if GitHub refuses, see which permission the token lacks.",
      cause: error,
    });
  if (error instanceof FileRefused)
    return new CommandRefused({ code: error.code, exit: EXIT.refused, message: error.message, mend: error.cure });
  if (!(error instanceof HistoryRefused || error instanceof GitError)) return error;
  return new CommandRefused({
    code: error.code,
    exit: EXIT.usage,
    message: error.message,
    mend: error.cure,
    cause: error,
  });
}
