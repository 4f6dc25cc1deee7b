import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as toolkit from "@actions/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { printCommand, printOutput, Refusal, run, Runner, type ActionSpec } from "../../actions/action.ts";
import type { Surroundings } from "../../actions/this-process.ts";
import { newFolder } from "../folder.ts";

const spec = {
  name: "Sample",
  description: "A sample.",
  inputs: {
    reports: { description: "Globs.", default: "**/junit*.xml" },
    "min tests": { description: "A number.", default: "1" },
    token: { description: "A token.", default: "${{ github.token }}" },
    leg: { description: "Say it.", default: "", required: true },
  },
  outputs: { verdict: "green or red" },
} as const satisfies ActionSpec<string, string>;

interface Recorded extends Surroundings {
  out: string;
  code: number | undefined;
  files: Map<string, string>;
}

function recorded(env: Record<string, string>): Recorded {
  const around: Recorded = {
    env,
    out: "",
    code: undefined,
    files: new Map(),
    write: (text) => void (around.out += text),
    append: (path, text) => void around.files.set(path, (around.files.get(path) ?? "") + text),
    exit: (code) => void (around.code = code),
  };
  return around;
}

const HARD = [
  "plain",
  "50% done",
  "two\nlines\r\nand a return",
  "a:b,c=d;e",
  "%0A already",
  "::error::inside",
  "##[error]inside",
  "  spaces  ",
  "💥 emoji \u202e bidi",
  "<<EOF\nEOF",
];

describe("the runner's primitives equal @actions/core's", () => {
  let folder: string;
  let printed: string;
  const kept = { ...process.env };
  const write = process.stdout.write.bind(process.stdout);

  beforeEach(() => {
    folder = newFolder("action");
    printed = "";
    process.stdout.write = (text: string | Uint8Array) => {
      printed += String(text);
      return true;
    };
  });
  afterEach(() => {
    process.stdout.write = write;
    process.env = { ...kept };
  });

  const theirs = (call: () => void): string => {
    printed = "";
    call();
    return printed;
  };

  it.each(HARD)("an annotation with the text %j", (text) => {
    for (const level of ["error", "warning", "notice"] as const) {
      const around = recorded({});
      new Runner(spec, around).annotate({
        level,
        message: text,
        title: text,
        file: text,
        line: 3,
        endLine: 4,
        column: 5,
        endColumn: 6,
      });
      const properties = { title: text, file: text, startLine: 3, endLine: 4, startColumn: 5, endColumn: 6 };
      const expected = theirs(() => toolkit[level](text, properties));
      expect(sorted(around.out)).toEqual(sorted(expected));
      const bare = recorded({});
      new Runner(spec, bare).annotate({ level, message: text });
      expect(bare.out).toBe(theirs(() => toolkit[level](text)));
    }
  });

  it.each(HARD)("an output with the text %j", (text) => {
    const file = join(folder, "output");
    writeFileSync(file, "");
    process.env["GITHUB_OUTPUT"] = file;
    toolkit.setOutput("verdict", text);
    const around = recorded({ GITHUB_OUTPUT: "theirs" });
    new Runner(spec, around).output("verdict", text);
    expect(around.files.get("theirs")?.replaceAll(DELIMITER, "D")).toBe(
      readFileSync(file, "utf8").replaceAll(DELIMITER, "D"),
    );
  });

  it.each(HARD.filter((text) => !text.includes("\n")))("a mask for the text %j", (text) => {
    const around = recorded({});
    new Runner(spec, around).mask(text);
    expect(around.out).toBe(theirs(() => toolkit.setSecret(text)));
  });

  it.each(HARD)("an input with the text %j", (text) => {
    process.env["INPUT_REPORTS"] = text;
    const runner = new Runner(spec, recorded({ INPUT_REPORTS: text }));
    expect(runner.input("reports")).toBe(toolkit.getInput("reports"));
    expect(runner.lines("reports")).toEqual(toolkit.getMultilineInput("reports").filter((line) => line !== ""));
  });

  it("an input whose name has a space", () => {
    process.env["INPUT_MIN_TESTS"] = "7";
    expect(new Runner(spec, recorded({ INPUT_MIN_TESTS: "7" })).input("min tests")).toBe(toolkit.getInput("min tests"));
  });

  it("a summary", async () => {
    const file = join(folder, "summary");
    writeFileSync(file, "");
    process.env["GITHUB_STEP_SUMMARY"] = file;
    await toolkit.summary.addRaw("# Hello", true).write();
    const around = recorded({ GITHUB_STEP_SUMMARY: "theirs" });
    new Runner(spec, around).summary("# Hello");
    expect(around.files.get("theirs")).toBe(readFileSync(file, "utf8"));
  });
});

const DELIMITER = /ghadelimiter_[0-9a-f-]{32,36}/g;

/** Their properties come in another order, which the runner does not mind. */
function sorted(command: string): string[] {
  const [, head = "", message = ""] = /^::(\S+ \S.*?|\S+?)::(.*)\n$/s.exec(command) ?? [];
  const [name, list] = splitOnce(head);
  return [name, ...list.split(",").sort(), message];
}

function splitOnce(head: string): [string, string] {
  const at = head.indexOf(" ");
  return at < 0 ? [head, ""] : [head.slice(0, at), head.slice(at + 1)];
}

describe("inputs", () => {
  it("an absent or empty input is its default", () => {
    expect(new Runner(spec, recorded({})).input("reports")).toBe("**/junit*.xml");
    expect(new Runner(spec, recorded({ INPUT_REPORTS: "  " })).input("reports")).toBe("**/junit*.xml");
  });

  it("a default that is an expression is GitHub's business: without GitHub the token is absent", () => {
    expect(new Runner(spec, recorded({})).input("token")).toBe("");
  });

  it("a required input that is missing is refused with its description", () => {
    expect(() => new Runner(spec, recorded({})).input("leg")).toThrow(Refusal);
  });

  it("a misspelt input is refused, not off", async () => {
    const around = recorded({ "INPUT_MIN-TESTS": "9" });
    await run(spec, () => 0, around);
    expect(around.code).toBe(2);
    expect(around.out).toContain("has no input min-tests");
  });
});

describe("text of others", () => {
  it("ACT-04 an output value that holds the delimiter is refused, and a new line in it stays inside", () => {
    const token = "11111111-1111-1111-1111-111111111111";
    expect(() => printOutput({ name: "verdict", value: `x\nghadelimiter_${token}\nevil=1`, token })).toThrow(Refusal);
    expect(printOutput({ name: "verdict", value: "a\nevil=1", token })).toBe(
      `verdict<<ghadelimiter_${token}\na\nevil=1\nghadelimiter_${token}\n`,
    );
  });

  it("ACT-04 every output has a delimiter of its own", () => {
    const around = recorded({ GITHUB_OUTPUT: "o" });
    const runner = new Runner(spec, around);
    runner.output("verdict", "a");
    runner.output("verdict", "b");
    expect(new Set(around.files.get("o")?.match(DELIMITER)).size).toBe(2);
  });

  it("ACT-05 workflow commands in what we print are not heard", () => {
    const around = recorded({});
    new Runner(spec, around).say("::error::no\n::add-mask::a\n##[set-env name=PATH]/evil");
    const lines = around.out.split("\n");
    const token = /^::stop-commands::([0-9a-f]{32})$/.exec(lines[0] ?? "")?.[1];
    expect(token).toBeDefined();
    expect(lines[4]).toBe(`::${token}::`);
    expect(around.out.indexOf(`${token}`)).toBeLessThan(around.out.indexOf("::error::"));
  });

  it("ACT-05 a new line in an annotation does not begin a command", () => {
    expect(printCommand({ name: "error", message: "a\n::add-mask::x" })).toBe("::error::a%0A::add-mask::x\n");
  });

  it("every line of a secret is masked", () => {
    const around = recorded({});
    new Runner(spec, around).mask("one\n\ntwo");
    expect(around.out).toBe("::add-mask::one\n::add-mask::two\n");
  });
});

describe("how a run ends", () => {
  it("with the body's exit code", async () => {
    const around = recorded({});
    await run(spec, () => Promise.resolve(1), around);
    expect(around.code).toBe(1);
  });

  it("a refusal is an annotation with its code and cure, and exit code 2", async () => {
    const around = recorded({});
    await run(spec, () => Promise.reject(new Refusal({ code: "x-y", message: "It is so.", cure: "Do this." })), around);
    expect(around.code).toBe(2);
    expect(around.out).toBe("::error title=Sample%3A x-y::It is so. Do this.\n");
  });

  it("a bug is never green", async () => {
    const around = recorded({});
    await run(
      spec,
      () => {
        throw new TypeError("oops");
      },
      around,
    );
    expect(around.code).toBe(2);
    expect(around.out).toContain("internal");
  });
});
