// The release commands that only compute: next-version, notes, release status. No token, no GitHub.
import { prepareRelease } from "../release/prepare.ts";
import type { Answer } from "../release/prepare.ts";
import { printReport, reportOf } from "../release/report.ts";
import { writeWholeHistory } from "../release/whole-history.ts";
import { EXIT } from "./command-line.ts";
import type { Arguments, Io } from "./command-line.ts";
import { attempt, questionOf } from "./release-question.ts";

export async function nextVersion(args: Arguments, io: Io): Promise<number> {
  return printAnswer(await ask(args, io), args, io);
}

export async function notes(args: Arguments, io: Io): Promise<number> {
  if (args.flags.has("all")) return printAll(args, io);
  const { prepared } = await ask(args, io);
  if (args.flags.has("json")) return printAnswer({ prepared }, args, io);
  for (const each of prepared) {
    if (each.outcome.is === "release") io.out(each.notes.trimEnd());
    else io.err(printReport(each));
  }
  return exitOf({ prepared });
}

/** Prints what would be released: exit 0 also when there is nothing, 1 when it was refused. */
export function printAnswer(answer: Pick<Answer, "prepared">, args: Arguments, io: Io): number {
  const { prepared } = answer;
  if (args.flags.has("json")) {
    const reports = prepared.map(reportOf);
    io.out(JSON.stringify(reports.length === 1 ? reports[0] : reports, null, 2));
  } else io.out(prepared.map(printReport).join("\n"));
  return exitOf(answer);
}

function exitOf({ prepared }: Pick<Answer, "prepared">): number {
  return prepared.some(({ outcome }) => outcome.is === "refused") ? EXIT.refused : EXIT.ok;
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

async function ask(args: Arguments, io: Io): Promise<Answer> {
  const question = await questionOf(args, io);
  return attempt(() => prepareRelease(question));
}
