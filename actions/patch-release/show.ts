// Outputs, summary and annotations of a release. Whatever a person wrote is data here: it goes into files, into no shell.
import { mkdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Plan } from "../../src/release/plan.ts";
import type { Result } from "../../src/release/publish/result.ts";
import { reportOf } from "../../src/release/report.ts";
import { words } from "../../src/release/words.ts";
import type { Report } from "../../src/release/report.ts";
import type { Runner } from "../action.ts";
import type { ExitCode } from "../this-process.ts";
import type { Mode } from "./question.ts";
import type { InputName, OutputName } from "./spec.ts";
import { summaryOf } from "./summary.ts";

/** GitHub takes 1 MiB for all outputs of a job; the file holds the whole. */
const NOTES_OUTPUT = 100_000;

export function show(
  runner: Runner<InputName, OutputName>,
  told: Plan & { readonly mode: Mode; readonly token: "app" | "job" },
): ExitCode {
  const reports = told.results.map((result) => outputsOf(runner, result));
  const chosen = reports.find(({ released }) => released) ?? reports.find((one) => one["would-release"]) ?? reports[0];
  if (chosen !== undefined) for (const [name, value] of entries(chosen)) runner.output(name, value);
  runner.output("packages", JSON.stringify(reports.map((report) => ({ ...report, notes: "" }))));
  runner.summary(summaryOf(told.results, told));
  for (const { ok, reason, code, prepared, next } of told.results) {
    const title = `Lamplighter patch release: ${code}`;
    if (next !== undefined) runner.annotate({ level: "warning", title: "An earlier release", message: reason });
    if (!ok) runner.annotate({ level: "error", title, message: reason });
    for (const doubt of prepared.outcome.looked.doubts.slice(0, 3))
      runner.annotate({ level: "warning", title: "Look twice", message: `${doubt.sha.slice(0, 9)} ${doubt.message}` });
  }
  const alone = told.seen === "clone" ? [words.cloneAlone()] : [];
  runner.say([...told.results.map(({ reason }) => reason), ...alone].join("\n"));
  return told.results.every(({ ok }) => ok) ? 0 : 1;
}

function outputsOf(runner: Runner<InputName, OutputName>, result: Result): Report & { readonly path: string } {
  const { released, version, tag, level, previous, notes, reason, path, ...report } = reportOf(result);
  const told = { "would-release": report["would-release"], released, version, tag, level, previous, reason, path };
  const file = notes === "" ? "" : writeNotesFile(runner, tag, notes);
  return { ...told, notes: notes.slice(0, NOTES_OUTPUT), "notes-file": file };
}

function writeNotesFile({ env }: Runner<InputName, OutputName>, tag: string, notes: string): string {
  const folder = join(env["RUNNER_TEMP"] ?? tmpdir(), "lamplighter");
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `notes-${tag.replace(/[^\w.-]/g, "-")}.md`);
  writeFileSync(file, notes);
  return file;
}

function entries(report: Report): [OutputName, string][] {
  const { "would-release": would, released, version, tag, level, previous, notes, "notes-file": file, reason } = report;
  return [
    ["would-release", String(would)],
    ["released", String(released)],
    ["version", version],
    ["tag", tag],
    ["level", level],
    ["previous", previous],
    ["notes", notes],
    ["notes-file", file],
    ["reason", reason],
  ];
}
