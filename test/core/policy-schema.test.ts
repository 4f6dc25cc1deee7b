import { describe, expect, test } from "vitest";
import * as z from "zod";
import { type BASE, policyObject, policySchema } from "../../src/core/policy-schema.ts";

/** What is wrong with a key of the policy that belongs to no room; nothing, when it is taken. */
const wrong = (key: keyof typeof BASE, value: unknown): string[] => {
  const parsed = policyObject({}).safeParse({ [key]: value });
  return parsed.success ? [] : parsed.error.issues.map(({ message }) => message);
};
const HOURS = 'hours like "09:00-17:00"';
const LOGIN = "a login, without @";
const TEAM = "organisation/team, without @";

describe("roles", () => {
  test.each(["admin", "maintain", "write", "triage", "read"])("permission %s is one", (permission) => {
    expect(wrong("roles", { a: { permission } })).toEqual([]);
  });

  test.each<[string, unknown, string[]]>([
    ["two teams", { teams: ["acme/web", "acme/api.v2"] }, []],
    ["no team", { teams: [] }, ["Too small: expected array to have >=1 items"]],
    ["a team with more in front", { teams: ["@acme/web"] }, [TEAM]],
    ["a team with more behind", { teams: ["acme/web/x"] }, [TEAM]],
    ["two users", { users: ["ada", "x"] }, []],
    ["no user", { users: [] }, ["Too small: expected array to have >=1 items"]],
    ["a login with hyphens and an underscore", { users: ["ada-l_ovelace1"] }, []],
    ["a login of a hundred letters", { users: ["a".repeat(100)] }, []],
    ["a login of more", { users: ["a".repeat(101)] }, [LOGIN]],
    ["a login that ends with a hyphen", { users: ["ada-"] }, [LOGIN]],
    ["a login that begins with one", { users: ["-ada"] }, [LOGIN]],
    ["code owners", { codeowners: true }, []],
    [
      "code owners, switched off",
      { codeowners: false },
      ["permission, teams, users or codeowners: without any of them nobody holds the role"],
    ],
    ["no way in", {}, ["permission, teams, users or codeowners: without any of them nobody holds the role"]],
    ["one way in beside one that is off", { codeowners: false, users: ["ada"] }, []],
  ])("%s", (_, role, problems) => {
    expect(wrong("roles", { a: role })).toEqual(problems);
  });

  test("have names", () => {
    expect(wrong("roles", { "qa_2-x": { users: ["ada"] } })).toEqual([]);
    expect(wrong("roles", { "2": { users: ["ada"] } })).toHaveLength(1);
  });
});

describe("the calendar", () => {
  test.each<[string, unknown, string[]]>([
    ["an evening", { hours: "20:00-23:59" }, []],
    ["a whole day", { hours: "00:00-24:00" }, []],
    ["from twenty past to half past", { hours: "19:20-22:30" }, []],
    ["hours that end when they begin", { hours: "09:00-09:00" }, ["hours that end after they begin"]],
    ["hours that end before they begin", { hours: "17:00-09:00" }, ["hours that end after they begin"]],
    ["exactly an hour", { hours: "09:30-10:30" }, []],
    ["a minute less than an hour", { hours: "09:30-10:29" }, ["hours of at least one hour"]],
    ["hours with more in front", { hours: "x09:00-17:00" }, [HOURS]],
    ["hours with more behind", { hours: "09:00-17:00x" }, [HOURS]],
    ["an hour that there is not", { hours: "09:00-25:00" }, [HOURS]],
    ["two days", { days: ["sat", "sun"] }, []],
    ["no day", { days: [] }, ["Too small: expected array to have >=1 items"]],
    ["nobody away", { away: [] }, []],
    ["somebody away for one day", { away: [{ user: "ada", from: "2026-12-24", to: "2026-12-24" }] }, []],
    ["a thousand absences", { away: Array(1000).fill({ user: "ada", from: "2026-12-24", to: "2026-12-27" }) }, []],
    [
      "more than a thousand",
      { away: Array(1001).fill({ user: "ada", from: "2026-12-24", to: "2026-12-27" }) },
      ["Too big: expected array to have <=1000 items"],
    ],
    [
      "somebody back before they leave",
      { away: [{ user: "ada", from: "2026-12-24", to: "2026-12-23" }] },
      ["a day that is not before `from`"],
    ],
    [
      "an absence on a day that there is not",
      { away: [{ user: "ada", from: "2026-02-30", to: "2026-12-24" }] },
      ['a date like "2026-12-25"'],
    ],
    ["a holiday that is no date", { holidays: ["Christmas"] }, ['a date like "2026-12-25"']],
    ["an absence of nobody", { away: [{ user: "", from: "2026-12-24", to: "2026-12-24" }] }, [LOGIN]],
    ["an absence without an end", { away: [{ user: "ada", from: "2026-12-24" }] }, ['a date like "2026-12-25"']],
    [
      "an absence with more to it",
      { away: [{ user: "ada", from: "2026-12-24", to: "2026-12-24", why: "ill" }] },
      ['Unrecognized key: "why"'],
    ],
  ])("%s", (_, calendar, problems) => {
    expect(wrong("calendar", calendar)).toEqual(problems);
  });
});

test("somebody who is back before they leave is told at the end of their absence", () => {
  const away = [{ user: "ada", from: "2026-12-24", to: "2026-12-23" }];
  const parsed = policyObject({}).safeParse({ calendar: { away } });
  expect(parsed.error?.issues).toMatchObject([{ path: ["calendar", "away", 0, "to"] }]);
});

test("who is away is known by their login, however it is written", () => {
  const away = [{ user: "Ada-L", from: "2026-12-24", to: "2026-12-27" }];
  const { calendar } = policyObject({}).parse({ version: 1, calendar: { away } });
  expect(calendar).toMatchObject({ away: [{ user: "ada-l", from: "2026-12-24", to: "2026-12-27" }] });
});

describe("the JSON schema", () => {
  const schema = policySchema({ room: z.bigint() });

  test("says what it is, and takes what it cannot describe for anything", () => {
    expect(schema).toMatchObject({
      $schema: "https://json-schema.org/draft/2020-12/schema",
      title: "Lamplighter's policy",
      description:
        "The file .github/lamplighter.yml. A section a room; an absent section is off; an unknown key is an error.",
      additionalProperties: false,
      properties: { room: {} },
    });
  });

  test.each<[string, string]>([
    ["version", "Of this format."],
    ["extends", "Start from .github/lamplighter.yml in the owner's .github repository."],
    ["locked", "In an organisation's file: keys that repositories cannot change, as in change.approvals."],
    ["roles", "Who may do what: name -> who holds it."],
    ["calendar", "Business days and hours."],
    ["calendar.zone", "IANA time zone."],
    ["calendar.days", "Business days."],
    ["calendar.hours", "Business hours of each business day, the end not included."],
    ["calendar.holidays", "Days that are no business days."],
    ["calendar.away", "Who is away when: they are not suggested as reviewers."],
    ["calendar.away.0.to", "The last day, included."],
    ["roles.*", "Who holds the role: any of its ways in suffices."],
    ["roles.*.permission", "This permission level or a higher one."],
    ["roles.*.teams", "Active members of any of these teams."],
    ["roles.*.users", "Logins."],
    ["roles.*.codeowners", "true: owners of the touched paths, by CODEOWNERS of the base branch."],
    ["identities", "Who stands behind an e-mail address that GitHub cannot attribute: a login, or `bot`."],
    ["identities.*", "A login, or bot."],
  ])("says of %s what it is for", (path, description) => {
    const below = z.looseObject({});
    const there = path.split(".").reduce<Record<string, unknown>>((node, step) => {
      if (step === "*") return below.parse(node["additionalProperties"]);
      if (step === "0") return below.parse(node["items"]);
      return below.parse(below.parse(node["properties"])[step]);
    }, schema);
    expect(there["description"]).toBe(description);
  });
});
