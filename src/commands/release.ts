// The command line's door to releases: what would be released, its notes, and (release-publish.ts) doing it.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { originUrl, webAddress } from "../git/clone.ts";
import { readHistory } from "../git/read.ts";
import { GitError } from "../git/run.ts";
import type { ReleaseConfig } from "../release/config.ts";
import { HistoryRefused } from "../release/history-facts.ts";
import { prepareRelease } from "../release/prepare.ts";
import type { Answer, Question } from "../release/prepare.ts";
import { printReport, reportOf } from "../release/report.ts";
import { readSection } from "../release/section.ts";
import { writeWholeHistory } from "../release/whole-history.ts";
import { CommandRefused, EXIT } from "./command-line.ts";
import type { Arguments, CliCommand, Io, Option } from "./command-line.ts";

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

/** The commands, for the list in `src/cli.ts`. */
export const releaseCommands: readonly CliCommand[] = [nextVersion, notes];

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
    for await (const text of writeWholeHistory(question, args.flags.has("prereleases") ? "with" : "without"))
      io.out(text.trimEnd() + "\n");
  } catch (error) {
    throw refusalOf(error);
  }
  return EXIT.ok;
}

/** What would be released, with every failure of the clone as a refusal that names the remedy. */
export async function ask(args: Arguments, io: Io): Promise<Answer> {
  const question = await questionOf(args, io);
  try {
    return await prepareRelease(question);
  } catch (error) {
    throw refusalOf(error);
  }
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

function misused(message: string): CommandRefused {
  return new CommandRefused({ code: "usage", exit: EXIT.usage, message, mend: "See lamplighter next-version --help." });
}

/** A clone that cannot answer is an input that cannot be used. */
export function refusalOf(error: unknown): unknown {
  if (!(error instanceof HistoryRefused || error instanceof GitError)) return error;
  return new CommandRefused({
    code: error.code,
    exit: EXIT.usage,
    message: error.message,
    mend: error.cure,
    cause: error,
  });
}
