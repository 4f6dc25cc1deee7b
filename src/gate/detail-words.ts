// The parts of a summary that only some runs have: failures with their stacks, what changed against the base, the
// quarantine, the flaky and the benchmarks. A green run without a base has none of them, and does not load this file.
import {
  bullets,
  code,
  codeBlock,
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
import type { Judgement } from "./decide.ts";
import type { GateFacts } from "./facts.ts";
import { outOfLeg } from "./leg-name.ts";
import type { Place } from "./places.ts";
import { endsSoon } from "./expiry.ts";
import type { Failure } from "./tests.ts";
import { duration, empty, more, MOST_NAMES, type Details } from "./words.ts";

/** What the summary needs to know of its surroundings. */
export interface Here {
  /** `https://github.com/octo/app`; empty outside GitHub. */
  readonly repository: string;
  readonly places: ReadonlyMap<string, Place>;
  readonly failures: ReadonlyMap<string, Failure>;
}

/** How many failures are shown with their places. */
export const MOST_ROWS = 100;
const MOST_STACKS = 25;
const STACK_LINES = 30;

export function printDetails(facts: GateFacts, judgement: Judgement, here: Here): Details {
  return {
    failures: [failures(facts, judgement, here), stacks(judgement, here)],
    others: [
      legs(facts),
      changes(judgement),
      quarantine(facts, judgement, here),
      flaky(facts, judgement),
      benchmarks(judgement),
    ],
  };
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

/** What each leg of a matrix brought to the merged verdict. */
function legs({ tests, legs: names }: GateFacts): Markdown {
  if (names.length === 0) return empty;
  const sums = new Map(names.map((name) => [name, { passed: 0, failed: 0, skipped: 0, flaky: 0, seconds: 0 }]));
  for (const [row, id] of tests.names.entries()) {
    const sum = sums.get(outOfLeg(id, names).leg);
    if (sum === undefined) continue;
    sum[tests.outcomeAt(row)] += 1;
    sum.seconds += tests.secondsAt(row);
  }
  const rows = [...sums]
    .slice(0, MOST_ROWS)
    .map(([name, { passed, failed, skipped, flaky: unstable, seconds }]) => [
      code(clip(name, 100)),
      md`${passed}`,
      md`${failed}`,
      md`${skipped}`,
      md`${unstable}`,
      text(duration(seconds)),
    ]);
  const head = [md`Leg`, md`Passed`, md`Failed`, md`Skipped`, md`Flaky`, md`Time`];
  return paragraphs([md`### Legs`, table({ head, rows }), more(names.length - rows.length)]);
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

/** `#812` leads to this repository's issue, an address where it says; anything else is text. */
function issueOf(issue: string, here: Here): Markdown {
  const number = /^#?(\d{1,9})$/.exec(issue)?.[1];
  const to = number === undefined ? issue : `${here.repository}/issues/${number}`;
  const isAddress = to.startsWith("https://");
  return isAddress ? link({ label: text(clip(issue, 60)), to }) : text(clip(issue, 60));
}

function quarantine(facts: GateFacts, { quarantined }: Judgement, here: Here): Markdown {
  if (quarantined.size === 0) return empty;
  const rows = [...quarantined].slice(0, MOST_ROWS).map(([id, entry]) => {
    const soon = endsSoon(entry, facts.now) ? md` **ends soon**` : empty;
    return [
      code(clip(id, 200)),
      code(entry.owner),
      text(clip(entry.reason, 200)),
      issueOf(entry.issue, here),
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
      text(ratio === null ? "" : Number.isFinite(ratio) ? `${ratio.toFixed(2)} ×` : "∞"),
    ]);
  const body = table({ head: [md`Benchmark`, md`Now`, md`Base's median`, md`Worse by`], rows });
  return details({
    summary: `Benchmarks: ${measured.length}`,
    body: paragraphs([body, more(measured.length - rows.length)]),
  });
}
