// `lamplighter init`: writes the starter policy, made from what a clone has; the same text as in the App's first issue.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { CODEOWNERS_PATHS, parseCodeowners } from "../core/codeowners.ts";
import { findFolders, originBranch, originUrl, webAddress } from "../git/clone.ts";
import { POLICY_PATH, starterPolicy, type StarterFacts } from "../welcome/starter.ts";
import { CommandRefused, EXIT } from "./command-line.ts";
import type { CliCommand } from "./command-line.ts";

export const init: CliCommand = {
  name: "init",
  usage: "init [--repo OWNER/REPO] [--branch NAME] [--personal] [--print]",
  does: `Writes a starter policy to ${POLICY_PATH}, made from what this clone has.`,
  teaches:
    "Run it in a clone of the repository that the policy is for: its CODEOWNERS say which teams own code. GitHub is not asked; " +
    "for another repository than the clone's own the policy is made without owners and teams, and that is said.",
  options: {
    repo: { type: "string", value: "OWNER/REPO", does: "whose policy it is (default: where the clone came from)" },
    branch: { type: "string", value: "NAME", does: "the default branch (default: as when it was cloned, else main)" },
    personal: { type: "boolean", does: "the repository belongs to a person, not an organisation" },
    print: { type: "boolean", does: "print it instead of writing it" },
  },
  examples: ["lamplighter init", "lamplighter init --repo octo/app --branch trunk --print"],
  positionals: [0, 0],
  run({ flags, value }, io) {
    const folders = findFolders({ cwd: io.cwd, env: io.env });
    const url = originUrl(folders);
    const origin = url === null ? null : nameIn(webAddress(url));
    const repo = value("repo") ?? origin ?? `OWNER/${basename(io.cwd)}`;
    if (!/^[\w.-]+\/[\w.-]+$/.test(repo)) {
      const message = `--repo "${repo.slice(0, 80)}" is not OWNER/REPO.`;
      throw new CommandRefused({ code: "bad-name", exit: EXIT.usage, message, mend: "Write it as in octo/app." });
    }
    const isAnother = origin !== null && origin.toLowerCase() !== repo.toLowerCase();
    const [owner = "", name = ""] = repo.split("/");
    const text = starterPolicy({
      owner,
      name,
      ownerType: flags.has("personal") ? "User" : "Organization",
      defaultBranch: value("branch") ?? (isAnother ? null : originBranch(folders)) ?? "main",
      labels: [],
      ...(isAnother ? { hasCodeowners: false, teams: [] } : ownersIn(io.cwd)),
    });
    if (flags.has("print")) {
      io.out(flags.has("json") ? JSON.stringify({ path: POLICY_PATH, text }) : text.trimEnd());
    } else {
      write(join(io.cwd, POLICY_PATH), text);
      const said = `${POLICY_PATH} is written. Read it, cut it down, and commit it to the default branch.`;
      io.out(flags.has("json") ? JSON.stringify({ path: POLICY_PATH }) : said);
    }
    if (isAnother) {
      const what = `This is a clone of ${origin}: who owns code in ${repo} is not known, so the policy names no owners and no teams.`;
      io.err(`${what}\nRun it in a clone of ${repo} to have them in.`);
    }
    return Promise.resolve(EXIT.ok);
  },
};

/** `octo/app` of `https://github.com/octo/app`. */
function nameIn(address: string | null): string | null {
  return address === null ? null : address.split("/").slice(3, 5).join("/");
}

function ownersIn(folder: string): Pick<StarterFacts, "hasCodeowners" | "teams"> {
  const path = CODEOWNERS_PATHS.find((one) => existsSync(join(folder, one)));
  if (path === undefined) return { hasCodeowners: false, teams: [] };
  const owners = parseCodeowners(readFileSync(join(folder, path), "utf8")).rules.flatMap((rule) => rule.owners);
  return { hasCodeowners: true, teams: [...new Set(owners.flatMap((one) => (one.kind === "team" ? [one.team] : [])))] };
}

function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  try {
    writeFileSync(file, text, { flag: "wx" });
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
    const message = `${POLICY_PATH} exists, and is not overwritten.`;
    const mend = "Look at it with lamplighter config check, or see the starter with lamplighter init --print.";
    throw new CommandRefused({ code: "file-exists", exit: EXIT.refused, message, mend, cause: error });
  }
}
