// The release commands that only compute: next-version, notes, release status. No token, no GitHub.
import { planByClone } from "../release/plan.ts";
import type { Plan } from "../release/plan.ts";
import { printReport, reportOf } from "../release/report.ts";
import { words } from "../release/words.ts";
import { writeWholeHistory } from "../release/whole-history.ts";
import { EXIT } from "./command-line.ts";
import type { Arguments, Io } from "./command-line.ts";
import { attempt, questionOf } from "./release-question.ts";

export async function nextVersion(args: Arguments, io: Io): Promise<number> {
  return printPlan(await ask(args, io), args, io);
}

export async function notes(args: Arguments, io: Io): Promise<number> {
  if (args.flags.has("all")) return printAll(args, io);
  const plan = await ask(args, io);
  if (args.flags.has("json")) return printPlan(plan, args, io);
  for (const result of plan.results) {
    if (result.wouldRelease === true) io.out(result.notes.trimEnd());
    else io.err(printReport(result));
  }
  return exitOf(plan);
}

/** Prints what would be released: exit 0 also when there is nothing, 1 when it was refused. */
export function printPlan(plan: Plan, args: Arguments, io: Io): number {
  const { results, seen } = plan;
  if (args.flags.has("json")) {
    const reports = results.map((result) => ({ ...reportOf(result), seen }));
    io.out(JSON.stringify(reports.length === 1 ? reports[0] : reports, null, 2));
  } else {
    io.out(results.map(printReport).join("\n"));
    if (seen === "clone") io.err(words.cloneAlone());
  }
  return exitOf(plan);
}

function exitOf({ results }: Plan): number {
  return results.every(({ ok }) => ok) ? EXIT.ok : EXIT.refused;
}

async function printAll(args: Arguments, io: Io): Promise<number> {
  const question = await questionOf(args, io);
  await attempt(async () => {
    const parts: string[] = [];
    for await (const text of writeWholeHistory(question, args.flags.has("prereleases") ? "with" : "without")) {
      if (args.flags.has("json")) parts.push(text.trimEnd());
      else io.out(text.trimEnd() + "\n");
    }
    if (args.flags.has("json")) io.out(JSON.stringify({ releases: parts }));
  });
  return EXIT.ok;
}

async function ask(args: Arguments, io: Io): Promise<Plan> {
  const question = await questionOf(args, io);
  return attempt(() => planByClone(question));
}
