import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { main } from "../../src/cli.ts";
import type { Io } from "../../src/commands/command-line.ts";
import { instant, once, parseCalendar, text } from "../core/read-calendar.ts";

const DOC = readFileSync(new URL("../../docs/freezes.md", import.meta.url), "utf8");
const [, POLICY = ""] = /```yaml\n(.*?)```/s.exec(DOC) ?? [];

async function typed(policy: string, ...words: string[]) {
  const out: string[] = [];
  const err: string[] = [];
  const io: Io = {
    out: (line) => void out.push(line),
    err: (line) => void err.push(line),
    input: () => Promise.resolve(policy),
    env: {},
    cwd: "/",
  };
  const exit = await main(words, io);
  return { exit, out: out.map((line) => `${line}\n`).join(""), err: err.join("\n") };
}

const RANGE = ["--from", "2026-12-15", "--to", "2026-12-26"];

describe("lamplighter freezes", () => {
  it("prints what the documentation says that it prints", async () => {
    const [, said = ""] = /prints\n\n```\n(.*?)```/s.exec(DOC) ?? [];
    expect(DOC).toContain(`lamplighter freezes policy.yml ${RANGE.join(" ")}`);
    expect(await typed(POLICY, "freezes", "-", ...RANGE)).toEqual({ exit: 0, out: said, err: "" });
  });

  it("prints the same for programs, with when checks turn", async () => {
    const { out } = await typed(POLICY, "freezes", "-", ...RANGE, "--json");
    const { freezes, warnings } = JSON.parse(out) as { freezes: object[]; warnings: string[] };
    expect(freezes).toHaveLength(3);
    expect(freezes[1]).toMatchObject({
      name: "year end",
      from: "2026-12-18T16:00:00.000Z",
      keptFrom: "2026-12-18T15:50:00.000Z",
      allow: ["emergency"],
      branches: null,
    });
    expect(warnings).toEqual([]);
  });

  it("prints a feed that a calendar can read, with ids that stay", async () => {
    const feed = async (...range: string[]) => {
      const calendar = parseCalendar((await typed(POLICY, "freezes", "-", "--ical", ...range)).out);
      return new Map(calendar.inside.map((event) => [once(event, "UID"), event]));
    };
    const few = await feed(...RANGE);
    const many = await feed("--from", "2026-12-01", "--to", "2027-12-01");
    expect(few.size).toBe(3);
    expect(many.size).toBe(53);
    for (const [uid, event] of few) {
      const same = many.get(uid)!;
      expect(once(same, "DTSTART")).toBe(once(event, "DTSTART"));
      expect(text(once(same, "SUMMARY"))).toMatch(/^Freeze: (year end|weekend)$/);
    }
    // Weekends begin at 16:00 by the clocks there, in summer and in winter.
    const hours = new Set([...many.values()].map((event) => new Date(instant(once(event, "DTSTART"))).getUTCHours()));
    expect([...hours].sort()).toEqual([14, 15, 16]);
  });

  it("an event keeps its id when its freeze is moved, and has another one under another name", async () => {
    const uids = async (policy: string) =>
      parseCalendar((await typed(policy, "freezes", "-", "--ical", ...RANGE)).out).inside.map((one) =>
        once(one, "UID"),
      );
    const before = await uids(POLICY);
    const moved = await uids(POLICY.replace("2026-12-18T17:00", "2026-12-18T18:00"));
    expect(moved).toEqual(before);
    const renamed = await uids(POLICY.replace("year end", "closing"));
    expect(renamed.filter((uid) => !before.includes(uid))).toHaveLength(1);
  });

  it("warns of a time that no clock will show, as `config check` does of the coming year", async () => {
    const policy = POLICY.replace("2026-12-18T17:00", "2026-03-29T02:30");
    const { err, exit } = await typed(policy, "freezes", "-", "--from", "2026-03-01");
    expect(exit).toBe(0);
    expect(err).toBe(
      "warning: year end: 2026-03-29 02:30 does not exist in Europe/Stockholm, where clocks are put forward; it begins at 03:00.",
    );
    const nightly = POLICY.replace("fri 16:00 - mon 08:00", "sun 01:00 - sun 02:30");
    expect((await typed(nightly, "config", "check", "-")).out).toMatch(
      /warning: weekend: 02:30 on \d{4}-03-\d\d does not exist in Europe\/Stockholm, .*; it ends at 03:00\./,
    );
  });

  it.each([
    ["a wrong policy", POLICY.replace("2027-01-04T08:00", "2026-01-04T08:00"), [], 1, /-:10:11: .*is not after/],
    ["a day that is none", POLICY, ["--from", "tomorrow"], 2, /no day and no instant/],
    ["an end before its beginning", POLICY, ["--from", "2027-01-01", "--to", "2026-01-01"], 2, /is not after --from/],
    ["more than anybody wants", POLICY, ["--from", "2027-01-01", "--to", "2047-01-01"], 2, /more than five years/],
  ])("refuses %s", async (_, policy, words, exit, said) => {
    const found = await typed(policy, "freezes", "-", ...words);
    expect(found).toMatchObject({ exit, out: "" });
    expect(found.err).toMatch(said);
  });

  it("says it where nothing is frozen, and a policy without changes has no freezes", async () => {
    const { out } = await typed("version: 1\n", "freezes", "-");
    expect(out).toBe("Nothing is frozen in that time.\n");
  });
});
