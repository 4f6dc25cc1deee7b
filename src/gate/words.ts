// Every sentence of the gate that is not in the verdict itself: the summary, the annotations, the log.
import type { Verdict } from "../core/verdict.ts";
import {
  bullets,
  code,
  codeBlock,
  cut,
  details,
  join,
  link,
  md,
  paragraphs,
  table,
  text,
  type Markdown,
} from "../core/markdown.ts";
import { clip } from "../core/neutral.ts";
import { percentOf } from "./coverage.ts";
import type { Judgement } from "./decide.ts";
import type { GateFacts } from "./facts.ts";
import type { Place } from "./places.ts";
import { endsSoon } from "./quarantine.ts";
import type { Failure } from "./tests.ts";

/** What the summary needs to know of its surroundings. */
export interface Here {
  /** `https://github.com/octo/app`; empty outside GitHub. */
  readonly repository: string;
  readonly job: string;
  readonly places: ReadonlyMap<string, Place>;
  readonly failures: ReadonlyMap<string, Failure>;
}

const MOST_ROWS = 100;
const MOST_STACKS = 25;
const MOST_NAMES = 50;
const STACK_LINES = 30;
/** GitHub shows a summary of up to 1 MiB; a UTF-16 unit takes at most three bytes. */
const LIMIT = 340_000;

const empty = md``;
const more = (count: number): Markdown => (count > 0 ? md`… and ${count} more.` : empty);

/** The job summary: the verdict, numbers, failures first, then everything else behind a click. */
export function printSummary(facts: GateFacts, judgement: Judgement, here: Here): Markdown {
  const { verdict } = judgement;
  const green = verdict.state === "allow";
  const name = here.job === "" ? empty : md` (${code(here.job)})`;
  const heading = green ? md`## ✓ Test gate${name}: passed` : md`## ✗ Test gate${name}: failed`;
  const cure = verdict.cure === undefined ? empty : md` ${text(verdict.cure)}`;
  const markdown = paragraphs([
    heading,
    md`**${text(verdict.title)}**${cure}`,
    numbers(facts, judgement),
    failures(facts, judgement, here),
    stacks(judgement, here),
    reasons(verdict),
    changes(judgement),
    quarantine(facts, judgement),
    flaky(facts, judgement),
    benchmarks(judgement),
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

function placed(id: string, facts: GateFacts, here: Here): Markdown {
  const place = here.places.get(id);
  if (place === undefined) return empty;
  const label = place.line > 0 ? `${place.path}:${place.line}` : place.path;
  if (here.repository === "" || facts.sha === "") return code(label);
  const path = place.path.split("/").map(encodeURIComponent).join("/");
  const to = `${here.repository}/blob/${facts.sha}/${path}${place.line > 0 ? `#L${place.line}` : ""}`;
  return link({ label: code(label), to });
}

function failures(facts: GateFacts, judgement: Judgement, here: Here): Markdown {
  const { failing, comparison } = judgement;
  if (failing.length === 0) return empty;
  const fresh = new Set(comparison?.newlyFailing);
  const head = [...(comparison === null ? [] : [md`Since`]), md`Failed test`, md`Why`, md`Where`];
  const rows = failing.slice(0, MOST_ROWS).map((id) => {
    const unreliable = comparison?.flakyBefore.has(id) === true ? md` (flaky lately)` : empty;
    const since = fresh.has(id) ? md`**new**${unreliable}` : md`base${unreliable}`;
    const why = here.failures.get(id)?.message ?? "";
    const row = [code(clip(id, 200)), text(clip(why, 300)), placed(id, facts, here)];
    return comparison === null ? row : [since, ...row];
  });
  return paragraphs([md`### Failures`, table({ head, rows }), more(failing.length - rows.length)]);
}

function stacks({ failing }: Judgement, here: Here): Markdown {
  const shown = failing.flatMap((id) => {
    const stack = trimStack(here.failures.get(id)?.details ?? "");
    return stack === "" ? [] : [details({ summary: clip(id, 200), body: codeBlock(stack) })];
  });
  return join(shown.slice(0, MOST_STACKS), md`\n`);
}

/** The lines of a stack that are theirs: frames of Node, of packages and of test runners say nothing. */
export function trimStack(stack: string): string {
  const foreign =
    /node_modules\/|node:internal|\(internal\/|\bat (?:java\.base|jdk\.internal|org\.junit|org\.apache\.maven)|site-packages\/|\/vendor\//;
  const lines = stack.split(/\r?\n/);
  const theirs = lines.filter((line) => !foreign.test(line));
  const kept = theirs.slice(0, STACK_LINES).map((line) => clip(line, 300));
  return kept.length < theirs.length
    ? `${kept.join("\n")}\n… ${theirs.length - kept.length} more lines`
    : kept.join("\n").trim();
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

function changes({ comparison }: Judgement): Markdown {
  if (comparison === null) return empty;
  const named = (title: string, ids: readonly string[]): Markdown => {
    if (ids.length === 0) return empty;
    const shown = ids.slice(0, MOST_NAMES).map((id) => code(clip(id, 200)));
    const left = ids.length - shown.length;
    return details({ summary: `${title}: ${ids.length}`, body: paragraphs([bullets(shown), more(left)]) });
  };
  const slower = comparison.slower.map(
    ({ id, before, now }) => `${clip(id, 150)}: ${duration(before)} → ${duration(now)}`,
  );
  const lists = [
    named("Fixed", comparison.fixed),
    named("Newly skipped", comparison.newlySkipped),
    named("Removed", comparison.removed),
    named("New tests", comparison.added),
    named("Slower", slower),
  ].filter((list) => list !== "");
  return lists.length === 0 ? empty : paragraphs([md`### Against the base`, join(lists, md`\n`)]);
}

function quarantine(facts: GateFacts, { quarantined }: Judgement): Markdown {
  if (quarantined.size === 0) return empty;
  const rows = [...quarantined].slice(0, MOST_ROWS).map(([id, entry]) => {
    const soon = endsSoon(entry, facts.now) ? md` **ends soon**` : empty;
    return [
      code(clip(id, 200)),
      code(entry.owner),
      text(clip(entry.reason, 200)),
      text(entry.issue),
      md`${code(entry.expires)}${soon}`,
    ];
  });
  const head = [md`Failed in quarantine`, md`Owner`, md`Reason`, md`Issue`, md`Until`];
  return paragraphs([md`### Quarantine`, table({ head, rows }), more(quarantined.size - rows.length)]);
}

function flaky(facts: GateFacts, { comparison }: Judgement): Markdown {
  const here = facts.tests.told.filter((one) => one.outcome === "flaky").map((one) => one.id);
  const told = new Set(here);
  const before = [...(comparison?.flakyBefore ?? [])].filter(([id]) => !told.has(id));
  if (here.length + before.length === 0) return empty;
  const rows = [
    ...here.map((id) => [code(clip(id, 200)), md`failed and passed in this run`]),
    ...before.map(([id, history]) => [code(clip(id, 200)), md`on the base branch, oldest first: ${code(history)}`]),
  ];
  const shown = rows.slice(0, MOST_ROWS);
  return paragraphs([
    md`### Flaky`,
    table({ head: [md`Test`, md`How it shows`], rows: shown }),
    more(rows.length - shown.length),
  ]);
}

function benchmarks({ measured }: Judgement): Markdown {
  if (measured.length === 0) return empty;
  const rows = measured
    .slice(0, MOST_ROWS)
    .map(({ name, value, unit, median, ratio }) => [
      code(clip(name, 200)),
      text(`${value} ${unit}`),
      text(median === null ? "new" : `${median} ${unit}`),
      text(ratio === null ? "" : `${ratio.toFixed(2)} ×`),
    ]);
  const body = table({ head: [md`Benchmark`, md`Now`, md`Base's median`, md`Worse by`], rows });
  return details({
    summary: `Benchmarks: ${measured.length}`,
    body: paragraphs([body, more(measured.length - rows.length)]),
  });
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
