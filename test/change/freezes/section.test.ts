import { describe, expect, it } from "vitest";
import { changeConfig } from "../../../src/change/config.ts";
import { calendarOf } from "../../../src/change/freezes/section.ts";
import { concerns } from "../../../src/core/freezes.ts";
import { parsePolicy } from "../../../src/core/policy-file.ts";
import { resolvePolicy, type PolicyOutcome } from "../../../src/core/policy-resolve.ts";

function read(freezes: string): PolicyOutcome {
  const parsed = parsePolicy({ text: `version: 1\nchange:\n  freezes:\n${freezes}\n`, file: "f.yml" });
  if (!parsed.ok) throw new Error("no YAML");
  return resolvePolicy({ repository: parsed.file, organisation: undefined, sections: { change: changeConfig } });
}

/** A freeze that is right but for one thing. */
const row = (...lines: readonly string[]): string =>
  [`    - name: year end`, ...lines.map((line) => `      ${line}`)].join("\n");
const zone = "zone: Europe/Stockholm";

describe("mistakes in `freezes:`", () => {
  it.each([
    ["an end before its beginning", [zone, `from: "2026-12-18T17:00"`, `to: "2026-12-18T16:00"`], 7, "is not after"],
    ["an end that is its beginning", [zone, `from: "2026-12-18T17:00"`, `to: "2026-12-18T17:00"`], 7, "is not after"],
    ["an unknown zone", ["zone: Europe/Stokholm", `weekly: "fri 16:00 - mon 08:00"`], 5, "time zone"],
    ["no zone", [`weekly: "fri 16:00 - mon 08:00"`], 4, "Expected|zone|string"],
    ["a time that is none", [zone, `from: "18 December"`, `to: "2026-12-18T16:00"`], 6, "local time"],
    ["a day that is none", [zone, `from: "2026-02-30T10:00"`, `to: "2026-12-18T16:00"`], 6, "no day of the calendar"],
    ["an instant instead of a local time", [zone, `from: "2026-02-20T10:00Z"`, `to: "2026-12-18T16:00"`], 6, "local"],
    ["a week that ends when it begins", [zone, `weekly: "fri 16:00 - fri 16:00"`], 6, "ends when it begins"],
    ["a weekday that is none", [zone, `weekly: "fry 16:00 - mon 08:00"`], 6, "weekly window"],
    ["both kinds of time", [zone, `from: "2026-12-18T17:00"`, `weekly: "fri 16:00 - mon 08:00"`], 7, "either"],
    ["only a beginning", [zone, `from: "2026-12-18T17:00"`], 4, "from and to"],
    ["a lead of days", [zone, `weekly: "fri 16:00 - mon 08:00"`, "lead: 3d"], 7, "at most a day"],
    ["a lead in business time", [zone, `weekly: "fri 16:00 - mon 08:00"`, "lead: 1bd"], 7, "at most a day"],
    ["a type that is none", [zone, `weekly: "fri 16:00 - mon 08:00"`, "allow: [urgent]"], 7, "emergency"],
    ["a glob that is none", [zone, `weekly: "fri 16:00 - mon 08:00"`, `branches: ["["]`], 7, "glob|\\["],
    ["a misspelt key", [zone, `weekly: "fri 16:00 - mon 08:00"`, "branch: [main]"], 7, "branches"],
  ])("%s is told with its line", (_, lines, line, said) => {
    const outcome = read(row(...lines));
    if (outcome.is !== "broken") throw new Error("it was taken");
    expect(outcome.problems.map((one) => one.line)).toEqual([line]);
    const [problem] = outcome.problems;
    expect(`${problem?.message ?? ""} ${problem?.expected ?? ""}`).toMatch(new RegExp(said));
    expect(problem?.column).toBeGreaterThan(1);
  });

  it.each(["cancel", "not until later", "because"])("%s cannot be a freeze's name", (name) => {
    const outcome = read(`    - { name: ${name}, ${zone}, weekly: "fri 16:00 - mon 08:00" }`);
    expect(outcome.is).toBe("broken");
  });

  it("two freezes of one name cannot be told apart", () => {
    const one = (name: string): string => `    - { name: ${name}, ${zone}, weekly: "fri 16:00 - mon 08:00" }`;
    const outcome = read(`${one("Weekend")}\n${one("weekend")}`);
    if (outcome.is !== "broken") throw new Error("it was taken");
    expect(outcome.problems[0]).toMatchObject({ line: 5, expected: "a name that no other freeze has" });
  });
});

describe("what a freeze is about", () => {
  const calendar = (rest: object) =>
    calendarOf(
      changeConfig.parse({ freezes: [{ name: "x", zone: "UTC", weekly: "fri 16:00 - mon 08:00", ...rest }] }),
    )[0]!;
  const main = { repository: "octo/app", branch: "main", environment: null };
  it.each([
    ["everything", {}, main, true],
    ["branches of that name", { branches: ["release/*"] }, main, false],
    ["branches of that name", { branches: ["release/*"] }, { ...main, branch: "release/1" }, true],
    ["repositories of that name", { repositories: ["octo/web*"] }, main, false],
    ["repositories of that name", { repositories: ["octo/*"] }, main, true],
    ["environments, and then no pull request", { environments: ["production"] }, main, false],
    ["deployments to that environment", { environments: ["prod*"] }, { ...main, environment: "production" }, true],
    ["no other environment", { environments: ["prod*"] }, { ...main, environment: "staging" }, false],
    ["deployments too where no environment is named", {}, { ...main, environment: "staging" }, true],
  ])("%s: %j", (_, rest, where, is) => {
    expect(concerns(calendar(rest), where)).toBe(is);
  });

  it("a freeze is no part of what an approval rests on, and who may override it is", () => {
    const hash = (yaml: string): string => {
      const parsed = parsePolicy({ text: `version: 1\nchange:\n  mode: enforce\n${yaml}`, file: "f.yml" });
      if (!parsed.ok) throw new Error("no YAML");
      const sections = { change: changeConfig };
      const outcome = resolvePolicy({ repository: parsed.file, organisation: undefined, sections });
      if (outcome.is !== "ok") throw new Error("it is broken");
      return outcome.policy.hash;
    };
    const freezes = `  freezes: [{ name: x, zone: UTC, weekly: "fri 16:00 - mon 08:00" }]\n`;
    expect(hash(freezes)).toBe(hash(""));
    expect(hash("  override_freeze: [maintainers]\n")).not.toBe(hash(""));
  });
});
