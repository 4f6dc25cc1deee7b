// `lamplighter config check`: what the author of a policy reads, file by file.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { main } from "../../src/cli.ts";
import { EXIT } from "../../src/commands/command-line.ts";

const cwd = mkdtempSync(join(tmpdir(), "lamplighter-config-"));
mkdirSync(join(cwd, "org"));
writeFileSync(join(cwd, "extends.yml"), "extends: org\nversion: 1\n");
writeFileSync(join(cwd, "org", "wrong.yml"), "change: { mode: of }\n");
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

async function check(policy: string, ...words: string[]) {
  const out: string[] = [];
  const err: string[] = [];
  const io = {
    out: (line: string) => void out.push(line),
    err: (line: string) => void err.push(line),
    input: () => Promise.resolve(policy),
    env: {},
    cwd,
  };
  const exit = await main(["config", "check", ...(words.length === 0 ? ["-"] : words)], io);
  return { exit, out: out.join("\n"), err };
}

describe("a policy that is wrong", () => {
  it("has a line for each fault, from the top of the file to its end, with what stands there and what was expected", async () => {
    const policy = [
      "version: 2",
      "triage:",
      '  rules: [{ name: x, if: { any: [titel], matches: "(" }, add: [] }]',
      "  severity: { labels: { 9: x } }",
      "change:",
      "  mode: enforced",
      "  separation: [autor]",
      '  approvals: { count: "two", from: maintainers }',
      "  expires: 14 days",
      "  brnches: [main]",
    ].join("\n");
    const { exit, err } = await check(policy);
    expect(exit).toBe(EXIT.refused);
    expect(err).toEqual([
      "-:1:10: version is the number 2, which is not accepted. Expected: 1",
      '-:3:34: triage.rules[0].if.any[0] is the text "titel", which is not accepted. Expected: one of: title, body',
      expect.stringMatching(
        /^-:3:51: triage\.rules\[0\]\.if\.matches: The pattern "\(" is not in RE2 syntax: /,
      ) as string,
      "-:3:63: triage.rules[0].add is an empty list, which is not accepted. Expected: a list of length at least 1",
      '-:4:25: "9" is not a key of triage.severity.labels. Expected: one of: 1, 2, 3, 4, 5',
      '-:6:9: change.mode is the text "enforced", which is not accepted. Expected: one of: enforce, observe',
      '-:7:16: change.separation[0] is the text "autor", which is not accepted. Expected: one of: author, contributors, requester, deployer',
      '-:8:23: change.approvals.count is the text "two". Expected: a number',
      '-:8:36: change.approvals.from is the text "maintainers". Expected: a list',
      '-:9:12: change.expires: "14 days" is no length of time. Write a number and a unit: 10m, 24h, 14d, 2w, 2bd or 3bh.',
      expect.stringMatching(/^-:10:3: "brnches" is not a key of change\. Expected: one of: mode, branches, /) as string,
    ]);
  });

  it("names no role that is not there: in triage as in change", async () => {
    const policy = "triage: { commands: { severity: [leads, maintainers], label: { helprs: {}, leads: {} } } }";
    const { exit, err } = await check(`${policy}\nroles: { maintainers: { permission: maintain } }`);
    expect(exit).toBe(EXIT.refused);
    expect(err.map((line) => /the role (\w+), which is no key under roles/.exec(line)?.[1])).toEqual([
      "leads",
      "helprs",
    ]);
  });

  it("names the organisation's file where the fault stands in that one", async () => {
    const { exit, err } = await check("", "extends.yml", "--org", "org/wrong.yml");
    expect(exit).toBe(EXIT.refused);
    expect(err).toEqual([expect.stringMatching(/^org\/wrong\.yml:1:17: change\.mode is the text "of"/)]);
  });
});

describe("a file that is not there", () => {
  it.each([
    ["the policy", ["nowhere.yml"], "There is no readable file nowhere.yml.", /lamplighter init/],
    [
      "the organisation's",
      ["extends.yml", "--org", "above.yml"],
      "There is no readable file above.yml.",
      /after --org:/,
    ],
    [
      "the organisation's, not named",
      ["extends.yml"],
      "extends the organisation's policy",
      /--org FILE: it is \.github/,
    ],
  ])("%s: what to do is about that one", async (_, words, what, mend) => {
    const { exit, err } = await check("", ...words);
    const [message = "", ...rest] = err.join("\n").split("\n");
    expect(exit).toBe(EXIT.usage);
    expect(message).toContain(what);
    expect(rest.join("\n")).toMatch(mend);
  });
});

describe("a policy that is right and may surprise", () => {
  const freeze = (times: string) => `change: { freezes: [{ name: night, zone: Europe/Stockholm, ${times} }] }`;
  it.each([
    [
      "each week, within a year",
      freeze('weekly: "sun 02:30 - sun 05:00"'),
      /^warning: night: 02:30 on \d{4}-03-\d\d does not exist/m,
    ],
    [
      "once, however far ahead",
      freeze('from: "2044-03-27T02:30", to: "2044-03-27T08:00"'),
      /2044-03-27 02:30 does not exist .* it begins at 03:00\.$/m,
    ],
    [
      "at its end",
      freeze('from: "2044-03-26T02:30", to: "2044-03-27T02:30"'),
      /2044-03-27 02:30 does not exist .* it ends at 03:00\.$/m,
    ],
  ])("a freeze at a time that no clock shows, %s, is a warning and no error", async (_, policy, said) => {
    const { exit, out, err } = await check(policy);
    expect({ exit, err }).toEqual({ exit: EXIT.ok, err: [] });
    expect(out).toMatch(said);
  });

  it("of a time that clocks show twice there is no word: it is not in doubt", async () => {
    const { out } = await check(freeze('from: "2044-10-30T02:30", to: "2044-10-30T08:00"'));
    expect(out).not.toContain("warning");
  });
});
