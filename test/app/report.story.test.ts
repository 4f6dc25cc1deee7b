// `lamplighter change report` at the command line, beside the running app: a period is proved, or it says what is not.
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { AT, begun, ourIssues, recordsOf, reviews, type, wait } from "./watch.ts";
import type { House } from "./house.ts";

interface Report {
  readonly totals: Readonly<Record<string, number>>;
  readonly repositories: readonly {
    readonly ledger: { readonly sound: boolean };
    readonly problems: readonly string[];
    readonly branches: readonly {
      readonly baselines: readonly { readonly by: string | null; readonly because: string }[];
      readonly commits: readonly {
        readonly commit: string;
        readonly is: string;
        readonly code: string;
        readonly pull: number | null;
        readonly review: string | null;
        readonly by: string | null;
        readonly approvedBy: readonly number[];
      }[];
    }[];
  }[];
}

async function report(house: House, ...more: string[]): Promise<{ readonly exit: number; readonly is: Report }> {
  const { exit, out } = await type(
    house,
    "change",
    "report",
    "octo/app",
    "--from",
    day(-1),
    "--format",
    "json",
    ...more,
  );
  return { exit, is: JSON.parse(out) as Report };
}

/** Today and its neighbours, since the house's clock begins with the machine's. */
function day(offset: number): string {
  return new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);
}

async function mergeApproved(house: House, branch: string, files?: Record<string, string>): Promise<number> {
  const number = await house.open("nina", branch, files ? { files } : {});
  await house.say("mia", number, "/approve-change");
  await house.act("mia", `PUT ${AT}/pulls/${number}/merge`, { merge_method: "squash" });
  await house.settle();
  return number;
}

it("a normal change from opening to report, and a direct push with its review: every commit is accounted for", async () => {
  await using house = await begun();
  const number = await mergeApproved(house, "fix");
  const pushed = await house.push("nina", "main", { message: '=HYPERLINK("http://evil")' });
  await house.settle();
  const early = await report(house, "--to", day(1));
  expect(early).toMatchObject({ exit: 1, is: { totals: { changes: 1, unexplained: 1 } } });

  await wait(house);
  const { exit, is } = await report(house, "--to", day(1));
  expect(exit).toBe(0);
  expect(is.totals).toMatchObject({ commits: 3, changes: 1, exceptions: 1, before: 1, unexplained: 0 });
  const commits = is.repositories[0]!.branches[0]!.commits;
  expect(commits.filter((one) => one.commit === pushed || one.pull === number)).toMatchObject([
    { is: "change", pull: number, code: "approved", by: "mia", approvedBy: [expect.any(Number)] },
    { is: "exception", code: "direct-push", by: "nina", review: "owed" },
  ]);
  const [issue] = await reviews(house);
  await house.say("mia", issue!.number, "/review-change reject because it breaks the build");
  const later = await report(house, "--to", day(1));
  expect(later.is.repositories[0]!.branches[0]!.commits.find(({ commit }) => commit === pushed)?.review).toBe(
    "rejected",
  );

  const asCsv = await type(house, "change", "report", "octo/app", "--from", day(-1), "--to", day(1), "--format", "csv");
  expect(asCsv.exit).toBe(0);
  expect(asCsv.out.split("\r\n")).toHaveLength(4);
  expect(asCsv.out).toContain(`"'=HYPERLINK(""http://evil"")"`);
  const asText = await type(house, "change", "report", "--from", day(-1), "--to", day(1));
  expect(asText.out).toContain(
    "3 commits, 1 with an approved change, 1 exception, 1 before Lamplighter, 0 unexplained",
  );
});

it("docs/sensors.md shows what is printed", async () => {
  const text = readFileSync(new URL("../../docs/sensors.md", import.meta.url), "utf8");
  const [, line = "", printed = ""] =
    /<!-- example:start -->\n```text\n\$ lamplighter ([^\n]+)\n([\s\S]*?)```/.exec(text) ?? [];
  await using house = await begun({ seed: (seed) => ({ ...seed, now: "2026-11-24T09:00:00Z" }) });
  await mergeApproved(house, "fix");
  await house.push("nina", "main", { message: "Quick fix" });
  await house.settle();
  await wait(house);
  const { exit, out } = await type(house, ...line.split(" "));
  expect(exit).toBe(0);
  const masked = (one: string): string =>
    one
      .replace(/\b[0-9a-f]{12}\b/g, "SHA")
      .replace(/on 2026-11-24T[\d:.]+Z/g, "on TIME")
      .trim();
  expect(masked(out)).toBe(masked(printed));
});

it("a period before the baseline is before Lamplighter, and one after it is empty", async () => {
  await using house = await begun();
  const before = await report(house, "--to", day(1));
  expect(before).toMatchObject({ exit: 0, is: { totals: { before: 1, unexplained: 0 } } });
  const { exit, out } = await type(house, "change", "report", "octo/app", "--from", day(3), "--to", day(4), "--json");
  expect(exit).toBe(0);
  expect((JSON.parse(out) as Report).totals["commits"]).toBe(0);
});

it("what cannot be read is never explained: the exit code says so", async () => {
  await using house = await begun();
  await mergeApproved(house, "fix");
  await wait(house);
  const path = `${AT}/compare/*`;
  await house.act("mona", "POST /_pretend/faults/requests", { path, do: { kind: "status", status: 500 }, times: 0 });
  const { exit, is } = await report(house, "--to", day(1));
  expect(exit).toBe(69);
  expect(is.repositories[0]?.problems).toHaveLength(1);
});

it("what it does not understand it refuses, with the usage", async () => {
  await using house = await begun();
  for (const [words, said] of [
    [["--to", "2026-01-01"], "--from is missing"],
    [["--from", "2026-02-30"], "neither a day nor an instant"],
    [["--from", "2026-02-02", "--to", "2026-02-01"], "not before"],
    [["--from", "2026-02-02", "--format", "xls"], "json, csv or text"],
  ] as const) {
    const { exit, err } = await type(house, "change", "report", "octo/app", ...words);
    expect(exit).toBe(2);
    expect(err).toContain(said);
  }
});

it("the database is lost in mid-story: nothing stays green, nothing is explained, until a role sets a new baseline", async () => {
  await using house = await begun();
  await mergeApproved(house, "fix", { "src/b.ts": "b\n" });
  const number = await house.open("nina", "next");
  const head = await house.headOf(number);
  await house.say("mia", number, "/approve-change");
  expect(await house.checkOn(head)).toBe("success");
  await wait(house);
  expect((await report(house, "--to", day(1))).exit).toBe(0);

  await house.stopApp();
  house.loseDatabase();
  const slipped = await house.push("nina", "main", { message: "While nobody looked" });
  await house.startApp();
  await house.push("mona", "another", { from: "main" });
  await wait(house, 3);
  expect(await house.checkOn(head)).not.toBe("success");
  expect(await recordsOf(house, { kind: "branch", name: "main" }, ["sensor.baseline"])).toEqual([]);
  const lost = await report(house, "--to", day(1));
  expect(lost.exit).toBe(1);
  const issue = (await ourIssues(house)).find(({ title }) => title.includes("records were lost"));
  expect(issue).toMatchObject({ state: "open" });

  await house.say("nina", issue!.number, "/baseline main because I say so");
  expect(await recordsOf(house, { kind: "branch", name: "main" }, ["sensor.baseline"])).toEqual([]);
  await house.say("mia", issue!.number, "/baseline main because the disk died and I looked at the push");
  await wait(house, 3);
  const anew = await report(house, "--to", day(1));
  expect(anew.exit).toBe(0);
  expect(anew.is.repositories[0]!.branches[0]!.baselines).toMatchObject([
    { by: "mia", because: "the disk died and I looked at the push", sha: slipped },
  ]);
  house.advance(3600);
  await wait(house, 1);
  expect((await ourIssues(house)).find(({ title }) => title.includes("records were lost"))?.state).toBe("closed");
});
