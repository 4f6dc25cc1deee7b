import { describe, expect, it } from "vitest";
import { main } from "../src/cli.ts";
import { CommandRefused, EXIT } from "../src/commands/command-line.ts";
import type { CliCommand, Io } from "../src/commands/command-line.ts";

const greet: CliCommand = {
  name: "config check",
  usage: "config check [FILE] [--as NAME]",
  does: "Checks a file.",
  options: { as: { type: "string", value: "NAME", does: "who asks" }, loud: { type: "boolean", does: "shout" } },
  examples: ["lamplighter config check --as ada"],
  positionals: [0, 1],
  run: ({ positionals, flags, value }, io) => {
    if (positionals[0] === "bad") {
      const refusal = { code: "bad", exit: EXIT.refused, message: "The file is bad.", mend: "Write a good one." };
      return Promise.reject(new CommandRefused(refusal));
    }
    if (positionals[0] === "bug") return Promise.reject(new Error(`lost ghs_${"x".repeat(36)}`));
    io.out(JSON.stringify({ positionals, loud: flags.has("loud"), as: value("as") ?? null }));
    return Promise.resolve(EXIT.ok);
  },
};

async function typed(...words: string[]) {
  const out: string[] = [];
  const err: string[] = [];
  const io: Io = {
    out: (text) => void out.push(text),
    err: (text) => void err.push(text),
    input: () => Promise.resolve(""),
    env: {},
    cwd: "/",
  };
  const exit = await main(words, io, [greet]);
  return { exit, out: out.join("\n"), err: err.join("\n") };
}

describe("the command line", () => {
  it("runs a command of two words with its options", async () => {
    const { exit, out } = await typed("config", "check", "f.yml", "--as", "ada", "--loud");
    expect(exit).toBe(0);
    expect(JSON.parse(out)).toEqual({ positionals: ["f.yml"], loud: true, as: "ada" });
  });

  it.each([
    ["an unknown command", ["confg"], 'no command "confg"'],
    ["an unknown option", ["config", "check", "--fast"], "--fast"],
    ["a surplus word", ["config", "check", "a", "b"], '"b" is one argument too many'],
    ["an option without its value", ["config", "check", "--as"], "--as"],
  ])("refuses %s with exit code 2 and says how it is used", async (_what, words, said) => {
    const { exit, err } = await typed(...words);
    expect(exit).toBe(EXIT.usage);
    expect(err).toContain(said);
    expect(err).toMatch(/lamplighter (config check \[FILE\]|--help)/);
  });

  it("a refusal says what is so and what to do, for people and for programs", async () => {
    const people = await typed("config", "check", "bad");
    expect(people).toMatchObject({ exit: 1, out: "", err: "lamplighter: The file is bad.\nWrite a good one." });
    const programs = await typed("config", "check", "bad", "--json");
    expect(JSON.parse(programs.out)).toEqual({
      error: { code: "bad", message: "The file is bad.", mend: "Write a good one." },
    });
  });

  it("TEN-05 a fault of ours has its own exit code, no stack trace and no secret", async () => {
    const { exit, err } = await typed("config", "check", "bug");
    expect(exit).toBe(EXIT.internal);
    expect(err).toContain("[secret]");
    expect(err).not.toMatch(/at .*\.ts|ghs_/);
  });

  it.each([[["--help"]], [["help"]], [[]]])("%j lists every command with what it does", async (words) => {
    const { exit, out } = await typed(...words);
    expect(exit).toBe(0);
    expect(out).toContain("config check  Checks a file.");
  });

  it("--help of a command teaches options and examples", async () => {
    const { out } = await typed("config", "check", "--help");
    expect(out).toContain("--as NAME");
    expect(out).toContain("lamplighter config check --as ada");
  });

  it("--version prints the version", async () => {
    expect((await typed("--version")).out).toMatch(/^\d+\.\d+\.\d+/);
  });
});
