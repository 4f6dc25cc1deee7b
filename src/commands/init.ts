// `lamplighter init`: writes the starter policy, made from what a clone has; the same text as in the App's first issue.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { CODEOWNERS_PATHS, parseCodeowners } from "../core/codeowners.ts";
import { POLICY_PATH, starterPolicy } from "../welcome/starter.ts";
import { CommandRefused, EXIT } from "./command-line.ts";
import type { CliCommand } from "./command-line.ts";

export const init: CliCommand = {
  name: "init",
  usage: "init [--repo OWNER/REPO] [--branch NAME] [--personal] [--print]",
  does: `Writes a starter policy to ${POLICY_PATH}, made from what this clone has.`,
  options: {
    repo: { type: "string", value: "OWNER/REPO", does: "whose policy it is (default: the folder's name)" },
    branch: { type: "string", value: "NAME", does: "the default branch (default main)" },
    personal: { type: "boolean", does: "the repository belongs to a person, not an organisation" },
    print: { type: "boolean", does: "print it instead of writing it" },
  },
  examples: ["lamplighter init --repo octo/app", "lamplighter init --print"],
  positionals: [0, 0],
  run({ flags, value }, io) {
    const [owner, name] = (value("repo") ?? `owner/${basename(io.cwd)}`).split("/");
    if (!owner || !name) {
      const message = "--repo is not OWNER/REPO.";
      throw new CommandRefused({ code: "bad-name", exit: EXIT.usage, message, mend: "Write it as in octo/app." });
    }
    const path = CODEOWNERS_PATHS.find((one) => existsSync(join(io.cwd, one)));
    const owners =
      path === undefined
        ? []
        : parseCodeowners(readFileSync(join(io.cwd, path), "utf8")).rules.flatMap((rule) => rule.owners);
    const text = starterPolicy({
      owner,
      name,
      ownerType: flags.has("personal") ? "User" : "Organization",
      defaultBranch: value("branch") ?? "main",
      labels: [],
      hasCodeowners: path !== undefined,
      teams: [...new Set(owners.flatMap((one) => (one.kind === "team" ? [one.team] : [])))],
    });
    if (flags.has("print")) {
      io.out(flags.has("json") ? JSON.stringify({ path: POLICY_PATH, text }) : text.trimEnd());
      return Promise.resolve(EXIT.ok);
    }
    write(join(io.cwd, POLICY_PATH), text);
    const said = `${POLICY_PATH} is written. Read it, cut it down, and commit it to the default branch.`;
    io.out(flags.has("json") ? JSON.stringify({ path: POLICY_PATH }) : said);
    return Promise.resolve(EXIT.ok);
  },
};

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
