// What every run is told of, beyond the verdict itself: the summary and the log. What only some have is in detail-words.ts.
import type { Verdict } from "../core/verdict.ts";
import { bullets, code, cut, md, paragraphs, table, text, type Markdown } from "../core/markdown.ts";
import { clip } from "../core/neutral.ts";
import { percentOf } from "./percent.ts";
import type { Judgement } from "./decide.ts";
import type { GateFacts } from "./facts.ts";

export const MOST_NAMES = 50;
/** GitHub shows a summary of up to 1 MiB; a UTF-16 unit takes at most three bytes. */
const LIMIT = 340_000;

export const empty = md``;
export const more = (count: number): Markdown => (count > 0 ? md`… and ${count} more.` : empty);

/** What detail-words.ts prints; empty for a run of which there is nothing more to tell. */
export interface Details {
  readonly failures: readonly Markdown[];
  readonly others: readonly Markdown[];
}

/** Whether there is more to tell of a run than its verdict, its numbers and its notes. */
export const hasDetails = ({ tests, legs }: GateFacts, { comparison, measured }: Judgement): boolean =>
  tests.told.length > 0 || comparison !== null || measured.length > 0 || legs.length > 0;

/** The job summary: the verdict, numbers, failures first, then everything else behind a click. */
export function printSummary(args: {
  facts: GateFacts;
  judgement: Judgement;
  job: string;
  details: Details;
}): Markdown {
  const { facts, judgement, job, details } = args;
  const { verdict } = judgement;
  const green = verdict.state === "allow";
  const name = job === "" ? empty : md` (${code(job)})`;
  const heading = green ? md`## ✓ Test gate${name}: passed` : md`## ✗ Test gate${name}: failed`;
  const cure = verdict.cure === undefined ? empty : md` ${text(verdict.cure)}`;
  const markdown = paragraphs([
    heading,
    md`**${text(verdict.title)}**${cure}`,
    numbers(facts, judgement),
    ...details.failures,
    reasons(verdict),
    ...details.others,
    judgement.notes.length === 0 ? empty : bullets(judgement.notes.slice(0, MOST_NAMES).map((note) => text(note))),
  ]);
  return cut({ markdown, limit: LIMIT, note: md`*The rest did not fit into a summary; it is in the report.*` });
}

function numbers(facts: GateFacts, { counts, comparison, seconds }: Judgement): Markdown {
  const total = facts.coverage?.total;
  const withCoverage = total !== undefined && total.lines > 0;
  const drift = comparison === null ? empty : md` (${signed(counts.tests - comparison.testsBefore)})`;
  return table({
    head: [
      md`Tests`,
      md`Passed`,
      md`Failed`,
      md`Skipped`,
      md`Flaky`,
      md`Time`,
      ...(withCoverage ? [md`Coverage`] : []),
    ],
    rows: [
      [
        md`${counts.tests}${drift}`,
        md`${counts.passed}`,
        md`${counts.failed}`,
        md`${counts.skipped}`,
        md`${counts.flaky}`,
        text(duration(seconds)),
        ...(withCoverage ? [md`${percentOf(total.covered, total.lines)}%`] : []),
      ],
    ],
  });
}

const signed = (change: number): Markdown =>
  change > 0 ? text(`\u200a+${change}`) : change < 0 ? text(`\u2212${-change}`) : md`±0`;

export function duration(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(2)} s`;
  if (seconds < 120) return `${seconds.toFixed(1)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}

function reasons(verdict: Verdict): Markdown {
  if (verdict.because.length === 0) return empty;
  const sorted = [
    ...verdict.because.filter((one) => one.state !== "allow"),
    ...verdict.because.filter((one) => one.state === "allow"),
  ];
  const items = sorted.slice(0, MOST_NAMES).map(({ state, code: name, title, cure }) => {
    const mark = state === "allow" ? md`✓` : md`✗`;
    return md`${mark} ${code(name)} ${text(clip(title, 500))}${cure === undefined ? empty : md` *${text(clip(cure, 300))}*`}`;
  });
  return paragraphs([md`### Why`, bullets(items), more(sorted.length - items.length)]);
}

/** What the log says: the verdict and the names, without Markdown. */
export function printLog({ verdict, counts, failing }: Judgement): string {
  const { tests, passed, failed, skipped, flaky: unstable } = counts;
  return [
    `${verdict.state === "allow" ? "passed" : "FAILED"} (${verdict.code}): ${verdict.title} ${verdict.cure ?? ""}`.trim(),
    `${tests} tests: ${passed} passed, ${failed} failed, ${skipped} skipped, ${unstable} flaky`,
    ...failing.slice(0, MOST_NAMES).map((id) => `  failed: ${id}`),
    ...(failing.length > MOST_NAMES ? [`  and ${failing.length - MOST_NAMES} more`] : []),
    ...verdict.because.filter((one) => one.state !== "allow").map((one) => `  ${one.code}: ${one.title}`),
  ].join("\n");
}
