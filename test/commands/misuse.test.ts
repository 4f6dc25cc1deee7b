// What the command line says to whoever gets an argument wrong: in this process, with nothing around it.
import { tmpdir } from "node:os";
import { describe, expect, it } from "vitest";
import { main } from "../../src/cli.ts";
import { COMMANDS } from "../../src/commands/all.ts";
import { EXIT } from "../../src/commands/command-line.ts";

async function typed(line: string) {
  let [out, err] = ["", ""];
  const exit = await main(line.split(" "), {
    out: (text) => void (out += `${text}\n`),
    err: (text) => void (err += `${text}\n`),
    input: () => Promise.resolve(""),
    env: {},
    cwd: tmpdir(),
  });
  return { exit, out, err };
}

describe("a mistake at the command line", () => {
  it.each([
    ["nonsense", "There is no command"],
    ["ledger", "Did you mean ledger list, ledger verify?"],
    ["nonsense --help", "There is no command"],
    ["ledger list --limit", "--limit"],
    ["replay", "An argument is missing."],
    ["replay a b", '"b" is one argument too many'],
    ["plan octo/app", "is not OWNER/REPO#NUMBER"],
    ["export", "--installation is missing"],
    ["purge --yes", "--installation is missing"],
    ["export --installation many", "--installation is not a whole number"],
    ["purge --installation 7", "deletes every record of installation 7 for good"],
    ["audit export", "--repository is missing"],
    ["audit export --repository app", "is not OWNER/REPO"],
    ["audit export --repository octo/app --from yesterday", "--from is neither a day nor an instant"],
    ["audit export --repository octo/app --to 2026-02-30", "--to is neither a day nor an instant"],
    ["audit export --repository octo/app --from 2026-11-02 --to 2026-11-01", "--from is not before --to"],
    ["audit export --repository octo/app --format xlsx", "--format takes jsonl or csv"],
    ["audit verify --heads nowhere.jsonl", "There is no readable file nowhere.jsonl"],
    ["config check nowhere.yml", "There is no readable file nowhere.yml"],
    ["commands nowhere.md", "There is no readable file nowhere.md"],
    ["simulate octo/app --policy nowhere.yml", "Name the policy to try after --policy"],
    ["freezes - --org nowhere.yml", "Name the organisation's file after --org"],
    ["release publish --mode twice", "--mode takes tag, draft or pull-request"],
    ["setup --url http://localhost:3000", "--url is not a public https address"],
    ["setup --org no/org", "--org is not an organisation's name"],
    ["setup --without everything", "is not one of the App's permissions"],
    ["setup --port 70000", "--port is not a port"],
    ["setup --env nowhere/.env", "nowhere/.env could not be written"],
  ])("`%s` is not understood: exit 2, what is so, what to do, and no stack trace", async (line, said) => {
    const { exit, out, err } = await typed(line);
    expect({ exit, out }).toEqual({ exit: EXIT.usage, out: "" });
    expect(err).toContain(said);
    expect(err.trim().split("\n").length).toBeGreaterThan(1);
    expect(err).not.toMatch(/at .*\.ts|node:internal/);
  });

  it.each([
    ["nonsense --json", "usage", /no command/, /--help/],
    ["ledger list --wibble --json", "usage", /wibble/, /Usage: lamplighter ledger list/],
    ["export --json", "no-installation", /--installation is missing/, /ledger verify/],
    ["config check nowhere.yml --json", "no-file", /nowhere\.yml/, /lamplighter init/],
  ])("`%s` says the same as an object, for programs", async (line, code, message, mend) => {
    const ran = await typed(line);
    expect({ exit: ran.exit, err: ran.err }).toEqual({ exit: EXIT.usage, err: "" });
    expect(JSON.parse(ran.out)).toEqual({
      error: {
        code,
        message: expect.stringMatching(message) as string,
        mend: expect.stringMatching(mend) as string,
      },
    });
  });

  it.each(COMMANDS.map(({ name }) => [name]))(
    "`%s --wibble` is told how it is used, before anything is opened",
    async (name) => {
      const { exit, out, err } = await typed(`${name} --wibble`);
      expect({ exit, out }).toEqual({ exit: EXIT.usage, out: "" });
      expect(err).toContain(`Usage: lamplighter ${name}`);
      expect(err).toContain(`More: lamplighter ${name} --help`);
    },
  );
});

describe("help", () => {
  it.each([
    ["config --help", ["config check"]],
    ["ledger -h", ["ledger list", "ledger verify"]],
    ["help audit", ["audit verify", "audit heads", "audit export", "audit set-aside"]],
    ["release --help", ["release affected", "release plan", "release publish", "release status", "release withdraw"]],
    ["ledger verify --help", ["ledger verify"]],
    ["help ledger verify", ["ledger verify"]],
  ])("`%s` is the help of every command that it begins: exit 0", async (line, names) => {
    const { exit, out, err } = await typed(line);
    expect({ exit, err }).toEqual({ exit: EXIT.ok, err: "" });
    const shown = COMMANDS.filter(({ usage }) => out.split("\n").includes(`lamplighter ${usage}`));
    expect(shown.map(({ name }) => name).sort()).toEqual([...names].sort());
  });
});
