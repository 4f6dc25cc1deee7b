import { describe, expect, test } from "vitest";
import { type CommandSpec, parseCommands } from "../../src/core/command.ts";
import { spec } from "./spec.ts";

const SPECS: readonly CommandSpec[] = [
  spec("approve-change", { usage: "/approve-change [sha] [because ...]", cancellable: true }),
  spec("help"),
  spec("hold", { cancellable: true }),
  spec("unhold"),
  spec("label", { cancellable: true }),
  spec("remove-label"),
  spec("severity", {
    usage: "/severity 1-5",
    problemWith: (args) => (/^[1-5]$/.test(args) ? undefined : "The severity is a number from 1 to 5."),
  }),
];

const read = (body: string) => parseCommands({ body, specs: SPECS });
const names = (body: string) => read(body).commands.map((command) => command.name);

describe("what a command is", () => {
  test("name in any case, arguments and reason are taken apart", () => {
    expect(read("/Approve-Change 0123456789ab because  CI is green ").commands).toEqual([
      { name: "approve-change", args: "0123456789ab", because: "CI is green", line: 1 },
    ]);
  });

  test("only the first `because` that stands as a word divides arguments from reason", () => {
    expect(read("/label because-of x BECAUSE y because z").commands).toEqual([
      { name: "label", args: "because-of x", because: "y because z", line: 1 },
    ]);
  });

  test("space around the reason belongs to neither side", () => {
    expect(read("/label a \t because \t b").commands).toMatchObject([{ args: "a", because: "b" }]);
  });

  test("a command in a paragraph that is too tangled to be read is a problem", () => {
    expect(read(`/hold\n${"*_".repeat(400)}`).problems).toEqual([
      {
        code: "tangled",
        word: "/hold",
        line: 1,
        message: "The Markdown around it is too tangled to be read. Put the command into a comment of its own.",
        meant: "hold",
      },
    ]);
  });

  test("a letter that is a command's only in small letters makes none", () => {
    const kelvin = parseCommands({ body: "/o\u212a now", specs: [spec("ok")] });
    expect(kelvin).toMatchObject({ commands: [], problems: [{ code: "near-miss", meant: "ok" }] });
  });

  test("`/hold cancel` and `/remove-hold` arrive alike", () => {
    const cancelled = { name: "hold", args: "cancel" };
    expect(read("/hold CANCEL\n/remove-hold").commands).toMatchObject([cancelled, cancelled]);
  });

  test("a declared `/remove-label` is a command of its own", () => {
    expect(read("/remove-label bug").commands).toMatchObject([{ name: "remove-label", args: "bug" }]);
  });

  test("a command that cannot be cancelled has no /remove- form", () => {
    expect(read("/remove-help")).toEqual({ commands: [], problems: [] });
  });

  test("/remove-x with arguments is a problem", () => {
    expect(read("/remove-hold now").problems).toEqual([
      {
        code: "bad-arguments",
        word: "/remove-hold",
        line: 1,
        message: "/remove-hold takes no arguments. Write: /remove-hold",
        meant: "hold",
      },
    ]);
  });

  test("arguments that fit no usage are a problem and do nothing, and the others are done", () => {
    const { commands, problems } = read("/help\n/severity blocker\n/hold");
    expect(commands.map((command) => command.name)).toEqual(["help", "hold"]);
    expect(problems).toEqual([
      {
        code: "bad-arguments",
        word: "/severity",
        line: 2,
        meant: "severity",
        message: "The severity is a number from 1 to 5. Write: /severity 1-5",
      },
    ]);
  });

  test("ten commands are taken, eleven are none and one problem", () => {
    expect(names("/help\n".repeat(10))).toHaveLength(10);
    const { commands, problems } = read("/severity no\n" + "/help\n".repeat(10));
    expect(commands).toEqual([]);
    expect(problems).toEqual([
      {
        code: "too-many",
        word: "/severity",
        line: 1,
        message:
          "The comment holds 11 commands, and at most 10 are taken; none was done. Split it into several comments.",
        meant: null,
      },
    ]);
  });

  test("ten near misses are told, and no more", () => {
    const { problems } = read("/hepl\n".repeat(11));
    expect(problems.map(({ code, line }) => `${code} ${line}`)).toEqual(
      Array.from({ length: 10 }, (_, index) => `near-miss ${index + 1}`),
    );
  });

  test("blanks after a command are nothing, also such as do not break", () => {
    for (const blanks of [" ", "\t", "\u00a0", " \u00a0\t "]) {
      expect(read(`/help${blanks}`), JSON.stringify(blanks)).toMatchObject({ commands: [{ name: "help", args: "" }] });
    }
    for (const body of [" ", "\u00a0", "\t \n\u00a0"]) expect(read(body)).toEqual({ commands: [], problems: [] });
  });

  test("a comment longer than GitHub takes is not read", () => {
    expect(read("/help\n" + "a".repeat(65_530)).commands).toHaveLength(1);
    const message = "The comment is longer than 65536 characters, so no command in it was read. Write a shorter one.";
    const tooLong = { commands: [], problems: [{ code: "too-long", word: "", line: 0, message, meant: null }] };
    expect(read("/help\n" + "a".repeat(65_531))).toEqual(tooLong);
    expect(read("/help\n" + "a".repeat(140_000))).toEqual(tooLong);
    expect(read("\u{1f600}".repeat(65_536))).toEqual({ commands: [], problems: [] });
    expect(read("/help\n" + "\u{1f600}".repeat(65_530)).commands).toHaveLength(1);
  });
});

describe("known attacks", () => {
  test("CMD-01 fenced or inline code is no command", () => {
    for (const body of ["```\n/help\n```", "~~~~\n/help", "    /help", "`/help`", "a `\n/help\n` b"]) {
      expect(read(body), body).toEqual({ commands: [], problems: [] });
    }
  });

  test("CMD-02 a quote and its lazy continuation are no command", () => {
    for (const body of ["> /help", "> text\n/help", ">>> text\n/help", "On Monday Ada wrote:\n> /help\n> /hold"]) {
      expect(read(body), body).toEqual({ commands: [], problems: [] });
    }
    expect(names("> text\n\n/help")).toEqual(["help"]);
  });

  test("CMD-03 what an HTML comment hides is no command", () => {
    for (const body of ["<!-- /help -->", "<!--\n/help\n-->", "text <!--\n/help\n--> text", "<!--\n\n/help"]) {
      expect(read(body), body).toEqual({ commands: [], problems: [] });
    }
  });

  test("CMD-06 a mention in a sentence is no command", () => {
    expect(read("please do not /approve-change yet")).toEqual({ commands: [], problems: [] });
  });

  test.each([
    ["Cyrillic a", "/\u0430pprove-change"],
    ["Greek o", "/h\u03bfld"],
    ["full-width slash", "\uff0fhelp"],
    ["zero-width space inside", "/approve\u200b-change"],
    ["zero-width space before", "\u200b/approve-change"],
    ["a hyphen that is none", "/approve\u2010change"],
    ["right-to-left override", "\u202e/help"],
    ["mathematical letters", "/\u{1d421}\u{1d41e}\u{1d425}\u{1d429}"],
    ["Kelvin sign", "/hel\u212a"],
  ])("CMD-11 a homoglyph command is a near miss and nothing is done: %s", (_, body) => {
    const { commands, problems } = read(body);
    expect(commands).toEqual([]);
    expect(problems).toMatchObject([{ code: "near-miss" }]);
  });

  test.each([
    ["CRLF", "/help\r\n/hold\r\n"],
    ["a lone CR", "/help\r/hold"],
    ["tabs between and behind", "/help\t\t\n/hold\t"],
    ["no-break space at the end", "/help\u00a0\n/hold \u00a0 "],
    ["a second CR at the end", "/help\r\r\n/hold"],
  ])("CMD-14 accepted: %s", (_, body) => {
    expect(names(body)).toEqual(["help", "hold"]);
  });

  test("CMD-14 a no-break space after the name is a near miss", () => {
    expect(read("/approve-change\u00a00123456789ab")).toMatchObject({
      commands: [],
      problems: [{ code: "near-miss", meant: "approve-change" }],
    });
  });

  test("CMD-16 a longer word that begins like a command is none", () => {
    expect(read("/approve-changes")).toMatchObject({ commands: [], problems: [{ code: "near-miss" }] });
    expect(read("/approve-change-all\n/help/me\n/helpers")).toEqual({ commands: [], problems: [] });
  });
});

describe("near misses", () => {
  test.each([
    ["/aprove-change", "approve-change"],
    ["/approve-chnage", "approve-change"],
    ["/approev-chang", "approve-change"],
    ["/hlep", "help"],
    ["/holdd", "hold"],
    ["/help.", "help"],
  ])("%s is told what was meant", (body, meant) => {
    const [problem] = read(body).problems;
    expect(problem).toMatchObject({ code: "near-miss", word: body, meant });
    expect(problem?.message).toContain(`/${meant}`);
  });

  test("commands of other bots, paths and quoted slips get silence", () => {
    const body = "/lgtm\n/retest\n/approve\n/usr/bin/help\n/etc\n/\n//help\n\n> /hlep\n\n- /hlep\n\n`/hlep`";
    expect(read(body)).toEqual({ commands: [], problems: [] });
  });

  test("the word is told with at most 60 characters", () => {
    for (const body of [`/help${"\u200b".repeat(40)}`, `/${"\u{1d421}".repeat(3)}`]) {
      for (const problem of read(body).problems) expect(Array.from(problem.word).length).toBeLessThanOrEqual(60);
    }
  });
});
