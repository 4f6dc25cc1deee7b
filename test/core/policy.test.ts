import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import * as z from "zod";
import { type PolicyFile, parsePolicy } from "../../src/core/policy-file.ts";
import { policyFor, type PolicyOutcome, resolvePolicy, sectionOf } from "../../src/core/policy-resolve.ts";
import { policySchema } from "../../src/core/policy-schema.ts";

const quorum = z.strictObject({ count: z.int().min(1).max(20).default(1), from: z.array(z.string()).min(1) });
const SECTIONS = {
  change: z.strictObject({
    mode: z.enum(["enforce", "observe"]).default("enforce"),
    branches: z.array(z.string()).optional(),
    approvals: z
      .union([quorum, z.strictObject({ low: quorum, high: quorum })])
      .default({ count: 1, from: ["maintainers"] }),
    freezes: z.array(z.strictObject({ name: z.string() })).default([]),
    require: z.strictObject({ linked_issue: z.boolean().default(false) }).prefault({}),
  }),
  triage: z.strictObject({ severity: z.partialRecord(z.enum(["1", "2"]), z.string()).default({}) }),
};

const NAME = ".github/lamplighter.yml";
const ORGANISATION = "acme/.github:.github/lamplighter.yml";

function file(text: string, name = NAME): PolicyFile {
  const parsed = parsePolicy({ text, file: name });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.file;
}

function resolve(text: string, organisation?: string): PolicyOutcome {
  return resolvePolicy({
    repository: file(text),
    organisation: organisation === undefined ? undefined : file(organisation, ORGANISATION),
    sections: SECTIONS,
  });
}

/** `line:column code message Expected: ...`, for every problem of a text. */
function problems(text: string, organisation?: string): readonly string[] {
  const parsed = parsePolicy({ text, file: NAME });
  const outcome = parsed.ok ? resolve(text, organisation) : { is: "broken" as const, problems: parsed.problems };
  if (outcome.is === "ok") return [];
  return outcome.problems.map(
    ({ file: name, line, column, code, message, expected }) =>
      `${name === NAME ? "" : `${name}:`}${line}:${column} ${code}: ${message} Expected: ${expected}`,
  );
}

function ok(outcome: PolicyOutcome) {
  if (outcome.is !== "ok") throw new Error(JSON.stringify(outcome.problems));
  return outcome.policy;
}

describe("a valid policy", () => {
  test("`change: {}` is the smallest: defaults everywhere, the other rooms off", () => {
    const outcome = resolve("change: {}");
    const state = sectionOf({ outcome, room: "change", commit: "c0ffee" });
    expect(state).toMatchObject({
      is: "ok",
      policy: {
        section: { mode: "enforce", approvals: { count: 1, from: ["maintainers"] } },
        roles: { maintainers: { permission: "maintain" } },
        calendar: {
          zone: "UTC",
          days: ["mon", "tue", "wed", "thu", "fri"],
          hours: { from: "09:00", to: "17:00" },
          holidays: [],
        },
        identities: {},
        sections: ["change"],
        commit: "c0ffee",
      },
    });
    expect(sectionOf({ outcome, room: "triage", commit: "c0ffee" })).toEqual({ is: "absent", commit: "c0ffee" });
  });

  test("an empty file is a policy in which everything is off", () => {
    for (const text of ["", "# nothing yet\n", "version: 1", "---\n"]) {
      expect(sectionOf({ outcome: resolve(text), room: "change", commit: "x" })).toEqual({ is: "absent", commit: "x" });
    }
  });

  test("a room without settings is given any valid file, with nothing in its section", () => {
    expect(policyFor({ outcome: resolve("change: {}"), commit: "x" })).toMatchObject({
      is: "ok",
      policy: { section: null, sections: ["change"] },
    });
    expect(policyFor({ outcome: resolve("chnage: {}"), commit: "x" }).is).toBe("broken");
  });

  test("whole numbers are keys, CRLF and a byte order mark are no trouble", () => {
    const { sections } = ok(resolve('\ufefftriage:\r\n  severity: { 1: sev/1, "2": sev/2 }\r\n'));
    expect(sections.get("triage")).toEqual({ severity: { 1: "sev/1", 2: "sev/2" } });
  });

  test("calendar, roles and identities are read", () => {
    const policy = ok(
      resolve(
        [
          'calendar: { zone: Europe/Stockholm, days: [mon], hours: "08:30-24:00", holidays: [2026-12-25] }',
          "roles: { board: { teams: [acme/change-board], users: [ada] }, owners: { codeowners: true } }",
          'identities: { "noreply@example.com": bot, ada@home.example: ada }',
        ].join("\n"),
      ),
    );
    expect(policy.calendar).toEqual({
      zone: "Europe/Stockholm",
      days: ["mon"],
      hours: { from: "08:30", to: "24:00" },
      holidays: ["2026-12-25"],
    });
    expect(Object.keys(policy.roles)).toEqual(["board", "owners"]);
    expect(policy.identities).toEqual({ "noreply@example.com": "bot", "ada@home.example": "ada" });
  });
});

describe("POL-05 an invalid policy says where and what was expected", () => {
  test.each([
    [
      "change: { mode: off }",
      '1:17 value: change.mode is the text "off", which is not accepted. Expected: one of: enforce, observe',
    ],
    [
      "change:\n  aprovals: {}",
      '2:3 unknown-key: "aprovals" is not a key of change. Expected: one of: mode, branches, approvals, freezes, require',
    ],
    [
      "chnage: {}",
      '1:1 unknown-key: "chnage" is not a key of the policy. Expected: one of: change, triage, version, extends, locked, roles, calendar, identities',
    ],
    ["change:", "1:8 type: change is empty. Expected: a map of keys and values"],
    [
      "change:\n  approvals:\n    count: two\n    from: [a]",
      '3:12 type: change.approvals.count is the text "two". Expected: a number',
    ],
    [
      "change:\n  approvals: { count: 0, from: [a] }",
      "2:23 value: change.approvals.count is the number 0, which is not accepted. Expected: a number of at least 1",
    ],
    [
      "change:\n  approvals: { low: { from: [a] } }",
      "2:14 missing: change.approvals.high is missing. Expected: a map of keys and values",
    ],
    [
      "change:\n  approvals: 3",
      "2:14 no-form: change.approvals is the number 3 of no known form. Expected: a map of some of: count, from, low, high",
    ],
    [
      "change:\n  freezes: [{ name: a }, { nme: b }]",
      "2:26 missing: change.freezes[1].name is missing. Expected: text",
    ],
    ["version: 2", "1:10 value: version is the number 2, which is not accepted. Expected: 1"],
    ["- change", "1:1 type: The policy is not a map of sections. Expected: change: {}, for a start"],
    [
      "roles: { a b: { users: [x] } }",
      '1:10 key: "a b" cannot be a key here. Expected: a name of letters, digits, hyphens and underscores',
    ],
    [
      "roles: { a: {} }",
      "1:13 value: roles.a is an empty map, which is not accepted. Expected: permission, teams, users or codeowners: without any of them nobody holds the role",
    ],
    [
      "roles: { a: { users: ['@ada'] } }",
      '1:23 value: roles.a.users[0] is the text "@ada", which is not accepted. Expected: a login, without @',
    ],
    [
      "calendar: { zone: Mars/Olympus }",
      '1:19 value: calendar.zone is the text "Mars/Olympus", which is not accepted. Expected: a time zone like Europe/Stockholm or UTC',
    ],
    [
      'calendar: { hours: "17:00-09:00" }',
      '1:20 value: calendar.hours is the text "17:00-09:00", which is not accepted. Expected: hours that end after they begin',
    ],
    [
      "calendar: { holidays: [2026-02-30] }",
      '1:24 value: calendar.holidays[0] is the text "2026-02-30", which is not accepted. Expected: a date like "2026-12-25"',
    ],
    [
      "change: { mode: enforce",
      "1:24 yaml: Flow map in block collection must be sufficiently indented and end with a }. Expected: valid YAML 1.2",
    ],
    ["a: 1\n---\nb: 2", "2:1 documents: The file holds more than one document. Expected: one document, without `---`"],
  ])("%j", (text, expected) => {
    expect(problems(text)).toContain(expected);
  });

  test("problems come in the order in which a reader meets them, file by file", () => {
    const text = [
      "triage: { severity: { 7: x } }",
      "version: 2",
      "change: { require: { linked_issue: 2 }, mode: of, approvals: { count: 0, from: [] } }",
    ].join("\n");
    expect(problems(text).map((one) => one.split(" ")[0])).toEqual(["1:23", "2:10", "3:36", "3:47", "3:71", "3:80"]);
    const above = "change: { freezes: [7] }\ncalendar: { zone: x }";
    expect(problems("extends: org\nversion: 2", above).map((one) => one.split(" ")[0])).toEqual([
      "2:10",
      `${ORGANISATION}:1:21`,
      `${ORGANISATION}:2:19`,
    ]);
  });

  test("a room that is surely absent stays off, one that may be misspelt does not", () => {
    const broken = resolve("triage: { nope: 1 }");
    expect(sectionOf({ outcome: broken, room: "change", commit: "x" }).is).toBe("absent");
    expect(sectionOf({ outcome: broken, room: "triage", commit: "x" })).toMatchObject({
      is: "broken",
      problems: [{ line: 1, column: 11 }],
    });
    expect(sectionOf({ outcome: resolve("chnage: {}"), room: "change", commit: "x" }).is).toBe("broken");
    expect(sectionOf({ outcome: resolve("change: {}\ntriage: 1"), room: "change", commit: "x" }).is).toBe("broken");
  });
});

describe("POL-06 bombs", () => {
  const laughs = [
    "a: &a [x,x,x,x,x,x,x,x,x]",
    ..."bcdefghi".split("").map((name, index) => {
      const below = "abcdefgh".charAt(index);
      return `${name}: &${name} [${Array(9).fill(`*${below}`).join(",")}]`;
    }),
  ].join("\n");

  test.each([
    ["aliases that multiply", laughs, "1:4 anchor: Anchors are not allowed."],
    ["an alias alone", "a: *b", "1:4 alias: Aliases are not allowed."],
    ["a tag", "a: !!binary eA==", "1:4 tag: Tags are not allowed."],
    ["a tag of its own", "!lamp {}", "1:1 tag: Tags are not allowed."],
    ["an older YAML", "%YAML 1.1\n---\na: no", "1:1 directive: Directives are not allowed."],
    ["open brackets", `a: ${"[".repeat(60_000)}`, "too-deep: This is nested more than 40 deep."],
    ["closed brackets", `a: ${"[".repeat(3000)}${"]".repeat(3000)}`, "too-deep"],
    ["brackets behind comments", "[ #]\n".repeat(3000), "too-deep"],
    ["lists in one line", `a:\n ${"- ".repeat(30_000)}x`, "too-deep"],
    ["keys of keys", "? ".repeat(30_000), "too-deep"],
    ["a staircase", Array.from({ length: 300 }, (_, depth) => `${" ".repeat(depth)}a:`).join("\n"), "too-deep"],
    ["more values than a policy has", `a: [${"1,".repeat(90_000)}]`, "too-many"],
    ["a large file", "#".repeat(262_145), "too-large"],
  ])("%s is refused", (_, text, expected) => {
    const [first = "", ...more] = problems(text);
    expect(first).toContain(expected);
    expect(more.length).toBeLessThan(20);
  });
});

describe("POL-09 surprises of types", () => {
  test.each([
    [
      "change: { require: { linked_issue: yes } }",
      'type: change.require.linked_issue is the text "yes". Expected: true or false',
    ],
    ["change: { require: { linked_issue: on } }", 'is the text "on". Expected: true or false'],
    ["change: { approvals: { count: 1e3, from: [a] } }", "1:31 number-form: 1e3 is a number in an uncommon form."],
    ["change: { approvals: { count: 0o7, from: [a] } }", "number-form: 0o7"],
    ["change: { approvals: { count: 0x1, from: [a] } }", "number-form: 0x1"],
    ["change: { approvals: { count: 007, from: [a] } }", "number-form: 007"],
    ["change: { approvals: { count: .inf, from: [a] } }", "number-form: .inf"],
    ["change: { approvals: { count: '1', from: [a] } }", 'change.approvals.count is the text "1". Expected: a number'],
    ["change: {}\nchange: {}", '2:1 duplicate-key: The key "change" stands here twice.'],
    ["<<: { change: {} }", '1:1 unknown-key: "<<" is not a key of the policy.'],
    ["__proto__: {}", '1:1 key: "__proto__" cannot be a key.'],
    ["true: 1", "1:1 key: This key is not a name."],
    ["[a]: 1", "1:1 key: This key is not a name."],
    ["change: { mode: ~ }", "type: change.mode is empty."],
  ])("%j is an error", (text, expected) => {
    expect(problems(text).join("\n")).toContain(expected);
  });

  test("no, on and off are words where a word is asked for", () => {
    expect(ok(resolve("change: { branches: [no, on, off, y] }")).sections.get("change")).toMatchObject({
      branches: ["no", "on", "off", "y"],
    });
  });
});

describe("inheritance", () => {
  const organisation = [
    "locked: [change.approvals.high, roles]",
    "roles: { board: { users: [ada] } }",
    "change:",
    "  branches: [main]",
    "  approvals:",
    "    low: { count: 1, from: [board] }",
    "    high: { count: 2, from: [board] }",
  ].join("\n");

  test("maps merge key by key, lists and scalars are replaced", () => {
    const policy = ok(
      resolve("extends: org\nchange: { branches: [dev], approvals: { low: { from: [x, y] } } }", organisation),
    );
    expect(policy.sections.get("change")).toMatchObject({
      branches: ["dev"],
      approvals: { low: { count: 1, from: ["x", "y"] }, high: { count: 2, from: ["board"] } },
    });
    expect(policy.roles).toEqual({ board: { users: ["ada"] } });
  });

  test("the organisation's sections are on where the repository says nothing", () => {
    expect([...ok(resolve("extends: org", organisation)).sections.keys()]).toEqual(["change"]);
  });

  test.each([
    ["change: { approvals: { high: { count: 1 } } }", "2:30 locked: change.approvals.high is locked"],
    ["change: { approvals: { count: 1, from: [a] } }", "no-form"],
    ["roles: { me: { permission: read } }", "2:8 locked: roles is locked"],
    ["roles: { board: { users: [eve] } }", "2:8 locked: roles is locked"],
    ["locked: [change]", '2:1 misplaced: "locked" cannot stand in this file.'],
  ])("a locked key cannot be changed: %s", (text, expected) => {
    expect(problems(`extends: org\n${text}`, organisation).join("\n")).toContain(expected);
  });

  test("repeating what is locked changes nothing and is allowed", () => {
    expect(problems("extends: org\nroles: { board: { users: [ada] } }", organisation)).toEqual([]);
  });

  test("a fault is told where it stands, also in the organisation's file", () => {
    const wrong = organisation.replace("count: 2", "count: many");
    expect(problems("extends: org", wrong)[0]).toMatch(/^acme\/\.github:\.github\/lamplighter\.yml:7:20 type/);
    expect(problems("extends: org", "extends: org")[0]).toContain('1:1 misplaced: "extends"');
  });

  test("a policy is not resolved without what it extends", () => {
    expect(() => resolve("extends: org\nchange: {}")).toThrow("was not given");
    expect(problems("extends: other")[0]).toContain(
      '1:10 value: extends is the text "other", which is not accepted. Expected: org',
    );
  });
});

describe("the policy hash", () => {
  const hash = (text: string) => ok(resolve(text)).hash;
  const base = "roles: { a: { users: [x] } }\nchange: { mode: enforce, branches: [main] }";

  test("comments, order of keys, freezes and other sections are not in it", () => {
    const same = [
      `# a comment\n${base}`,
      "change: { branches: [main], mode: enforce }\nroles: { a: { users: [x] } }",
      base.replace("mode:", "freezes: [{ name: x }], mode:"),
      `${base}\ntriage: {}\ncalendar: { zone: UTC }`,
    ];
    expect(new Set([base, ...same].map(hash)).size).toBe(1);
    expect(hash(base)).toMatch(/^[0-9a-f]{64}$/);
  });

  test("roles, identities, and every other key of change are", () => {
    const different = [
      base.replace("[x]", "[y]"),
      base.replace("main", "dev"),
      base.replace("enforce", "observe"),
      `${base}\nidentities: { a@b.c: x }`,
      "roles: { a: { users: [x] } }",
    ];
    expect(new Set([base, ...different].map(hash)).size).toBe(different.length + 1);
  });
});

describe("the JSON schema", () => {
  const validate = new Ajv2020({ strict: false, formats: { date: true } }).compile(policySchema(SECTIONS));

  test.each([
    [{ change: {} }, true],
    [{ version: 1, extends: "org", calendar: { hours: "09:00-17:00" }, triage: {} }, true],
    [{ change: { mode: "off" } }, false],
    [{ chnage: {} }, false],
    [{ roles: { a: { permission: "owner" } } }, false],
  ])("%j fits: %s", (data, fits) => {
    expect(validate(data)).toBe(fits);
  });
});
