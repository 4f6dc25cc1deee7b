// Words of a command line -> the question about a release; failures of the clone -> refusals that name the remedy.
import { HostError } from "../core/release-host.ts";
import { findFolders, originUrl, webAddress, workTree } from "../git/clone.ts";
import type { CloneFolders } from "../git/clone.ts";
import { readHistory } from "../git/read.ts";
import { GitError } from "../git/run.ts";
import type { ReleaseConfig } from "../release/config.ts";
import { AssetRefused, FileRefused } from "../release/files/refused.ts";
import { HistoryRefused } from "../release/history-facts.ts";
import { isFirst } from "../release/lines/version.ts";
import type { Question } from "../release/prepare.ts";
import { CommandRefused, EXIT } from "./command-line.ts";
import type { Arguments, Io } from "./command-line.ts";
import { releasePolicyIn } from "./release-policy.ts";

/** Throws `CommandRefused`. */
export async function questionOf(args: Arguments, io: Io): Promise<Question> {
  const place = { cwd: io.cwd, env: io.env };
  let folders, reads;
  try {
    folders = findFolders(place);
    reads = readHistory(place, folders);
  } catch (error) {
    throw refusalOf(error);
  }
  // Empty is absent, as for the Action's inputs: a workflow hands on what may not be set.
  const given = (name: string): string | null => args.value(name) || null;
  const only = given("only");
  if (only !== null && only !== "patch" && only !== "minor") throw misused(`--only takes patch or minor, not ${only}.`);
  const firstVersion = given("first-version");
  if (firstVersion !== null && !isFirst(firstVersion)) throw misused("--first-version takes a version, as in 1.0.0.");
  const template = given("tag-template");
  if (template !== null && template.split("{version}").length !== 2)
    throw misused("--tag-template holds {version} once, as in v{version}.");
  return {
    reads,
    config: await configOf(workTree(place)),
    line: given("line"),
    ask: { only, prerelease: given("prerelease") },
    path: given("path"),
    firstVersion,
    tagTemplate: template,
    repository: repositoryOf(io, folders),
    date: new Date().toISOString().slice(0, 10),
    pulls: null,
  };
}

function repositoryOf(io: Io, folders: CloneFolders): string | null {
  const name = io.env["GITHUB_REPOSITORY"];
  if (name) return `${io.env["GITHUB_SERVER_URL"] ?? "https://github.com"}/${name}`;
  const url = originUrl(folders);
  return url === null ? null : webAddress(url);
}

async function configOf(cwd: string): Promise<ReleaseConfig> {
  const section = await releasePolicyIn(cwd);
  if (section.ok) return section.value;
  throw new CommandRefused({
    code: "bad-policy",
    exit: EXIT.usage,
    message: section.reason,
    mend: "Mend the section release: of .github/lamplighter.yml.",
  });
}

export function misused(message: string, command = "next-version"): CommandRefused {
  return new CommandRefused({ code: "usage", exit: EXIT.usage, message, mend: `See lamplighter ${command} --help.` });
}

/** What is asked, with every failure of the clone or of GitHub as a refusal. */
export async function attempt<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    throw refusalOf(error);
  }
}

/** A clone that cannot answer is an input that cannot be used. */
function refusalOf(error: unknown): unknown {
  if (error instanceof HostError)
    return new CommandRefused({
      code: error.kind === "lost" ? "github-silent" : "github-refused",
      exit: EXIT.unavailable,
      message: error.message,
      mend: "Try again; if GitHub refuses, see which permission the token lacks.",
      cause: error,
    });
  if (error instanceof FileRefused || error instanceof AssetRefused)
    return new CommandRefused({ code: error.code, exit: EXIT.refused, message: error.message, mend: error.cure });
  if (!(error instanceof HistoryRefused || error instanceof GitError)) return error;
  if (error.message.includes("bad revision 'HEAD'"))
    return new CommandRefused({
      code: "no-commit",
      exit: EXIT.usage,
      message: "The branch that is checked out has no commit yet.",
      mend: "Commit something first, or name a branch with --line BRANCH.",
      cause: error,
    });
  return new CommandRefused({
    code: error.code,
    exit: EXIT.usage,
    message: error.message,
    mend: error.cure,
    cause: error,
  });
}
