// The arithmetic of risk: what the change itself shows, each line with its points and a why (spec: change, "Risk").
import { anyGlob } from "../../core/match.ts";
import type { Known, Unknown } from "../../core/known.ts";
import { LEVELS, type Level } from "../record-shapes.ts";
import { touchedPaths } from "../rules/paths.ts";
import type { Matter } from "../rules/predicate.ts";
import { test } from "../rules/truth.ts";
import { titlesOf } from "../rules/rule-words.ts";
import { PREDICATES } from "../rules/registry.ts";
import { againstIt } from "./gate.ts";
import { FEWEST, foldersOf, pastOf } from "./past.ts";
import { lengthOf, type RiskSettings, type Signals } from "./settings.ts";

/** One line of the sum. */
export interface RiskLine {
  readonly name: string;
  readonly points: number;
  readonly why: string;
}

export interface Sum {
  readonly level: Level;
  readonly points: number;
  readonly lines: readonly RiskLine[];
  /** What was looked at and gives no points, and has to be said all the same. */
  readonly remarks: readonly string[];
  /** What could not be found out; then nothing may rest on the level. */
  readonly unknown: readonly Unknown[];
}

export function sumOf(settings: RiskSettings, matter: Matter): Sum {
  const { files, commits } = matter;
  const paths = files.known ? touchedPaths(files.value) : [];
  const messages = [matter.pull.title, ...(commits.known ? commits.value.map(({ message }) => message) : [])];
  const past = pastIn({ signal: settings.signals.past, paths, matter });
  const gate = gateIn(settings.signals.test_gate, matter);
  const unknown = [files, commits, past, gate].flatMap((fact) => (fact.known ? [] : [fact.why]));
  const built = builtIn({ signals: settings.signals, paths, messages, matter });
  const own = settings.rules.map((rule) => ({ rule, ...test(rule.if, matter) }));
  const lines = [
    ...built,
    ...(past.known ? past.value.lines : []),
    ...(gate.known ? gate.value : []),
    ...own.flatMap(({ rule, is, nodes }): RiskLine[] =>
      is === "yes" ? [{ name: rule.name, points: rule.points, why: titlesOf(nodes) }] : [],
    ),
  ].filter((line) => line.points > 0);
  const points = lines.reduce((sum, line) => sum + line.points, 0);
  const whys = own.flatMap(({ rule, is }): Unknown[] =>
    is === "unknown"
      ? [{ failure: "incomplete", what: `the risk rule ${rule.name}`, message: "a part of it is unknown" }]
      : [],
  );
  return {
    level: levelAt(points, settings.levels),
    points,
    lines,
    remarks: past.known ? past.value.remarks : [],
    unknown: [...unknown, ...whys],
  };
}

function levelAt(points: number, levels: RiskSettings["levels"]): Level {
  return points >= levels.high ? "high" : points >= levels.medium ? "medium" : "low";
}

export function isHigher(one: Level, other: Level): boolean {
  return LEVELS.indexOf(one) > LEVELS.indexOf(other);
}

function builtIn(args: {
  readonly signals: Signals;
  readonly paths: readonly string[];
  readonly messages: readonly string[];
  readonly matter: Matter;
}): readonly RiskLine[] {
  const { signals, paths, messages, matter } = args;
  const { pull } = matter;
  const lines = pull.additions + pull.deletions;
  const size = (name: string, has: number, { above, points }: Signals["lines"]): RiskLine[] =>
    has > above ? [{ name, points, why: `${has}, more than ${above}` }] : [];
  const place = (name: string, { paths: globs, points }: Signals["guarded"]): RiskLine[] => {
    const found = paths.find(anyGlob(globs));
    return found === undefined ? [] : [{ name, points, why: found }];
  };
  const breaking = messages.find(isBreaking);
  return [
    ...size("lines changed", lines, signals.lines),
    ...size("files touched", pull.changedFiles, signals.files),
    ...place("guarded paths", signals.guarded),
    ...place("dependencies", signals.dependencies),
    ...place("migrations", signals.migrations),
    ...place("infrastructure and workflows", signals.infrastructure),
    ...untested(paths, signals.no_tests),
    ...(isFirst(pull.authorAssociation)
      ? [
          {
            name: "first change here",
            points: signals.first_change.points,
            why: `GitHub calls the author ${pull.authorAssociation}`,
          },
        ]
      : []),
    ...(breaking === undefined
      ? []
      : [{ name: "says that it breaks", points: signals.breaking.points, why: breaking.split("\n", 1)[0] ?? "" }]),
  ];
}

/** The share of recent changes nearby that went wrong, of the points; said also where there is nothing to go by. */
function pastIn(args: {
  readonly signal: Signals["past"];
  readonly paths: readonly string[];
  readonly matter: Matter;
}): Known<{ readonly lines: readonly RiskLine[]; readonly remarks: readonly string[] }> {
  const { signal, paths, matter } = args;
  if (signal.points === 0) return { known: true, value: { lines: [], remarks: [] } };
  if (!matter.merges.known) return matter.merges;
  const folders = foldersOf(paths);
  const since = matter.now - lengthOf(signal.within);
  const { near, wrong } = pastOf({ merges: matter.merges.value, folders: folders ?? [], since });
  const what = `recent changes: ${near} on record in these folders within ${signal.within}`;
  if (near < FEWEST) return { known: true, value: { lines: [], remarks: [`${what}, too few to go by`] } };
  const points = Math.round((signal.points * wrong) / near);
  if (points === 0) return { known: true, value: { lines: [], remarks: [`${what}, and next to none went wrong`] } };
  const why = `${wrong} of ${near} in these folders within ${signal.within} were reverted or caused an incident`;
  return { known: true, value: { lines: [{ name: "recent changes that went wrong", points, why }], remarks: [] } };
}

/**
 * Whoever controls the job controls its word: that it succeeded takes nothing away, that it did not adds points. Where an
 * artifact is named its verdict has to be as good, of a run that can be believed as far as that.
 */
function gateIn({ check, artifact, points }: Signals["test_gate"], matter: Matter): Known<readonly RiskLine[]> {
  if (check === undefined || points === 0) return { known: true, value: [] };
  const answer = PREDICATES.checks.judge([check], matter);
  if (answer.is === "unknown") {
    const [why = { failure: "incomplete", what: `check ${check}`, message: "it could not be read" }] = answer.whys;
    return { known: false, why };
  }
  const adds = (why: string): Known<readonly RiskLine[]> => ({
    known: true,
    value: [{ name: "test gate", points, why }],
  });
  if (answer.is === "no") return adds(answer.title.replace(/\.$/, ""));
  if (artifact === undefined) return { known: true, value: [] };
  const { gate, files, pull } = matter;
  if (!gate.known) return gate;
  if (!files.known) return files;
  const against = againstIt({ facts: gate.value, pull, files: files.value });
  return against === null ? { known: true, value: [] } : adds(against);
}

/** Nothing that needs a test, or a test among the touched: no points. */
function untested(paths: readonly string[], { tests, except, points }: Signals["no_tests"]): readonly RiskLine[] {
  const isTest = anyGlob(tests);
  const needsNone = anyGlob(except);
  if (paths.some(isTest)) return [];
  const found = paths.find((path) => !needsNone(path));
  return found === undefined ? [] : [{ name: "no test touched", points, why: found }];
}

/** A member who has changed nothing yet is not seen by it: GitHub's hint names the tie that is closest. */
function isFirst(association: string): boolean {
  return ["FIRST_TIMER", "FIRST_TIME_CONTRIBUTOR", "NONE"].includes(association);
}

/** As in Conventional Commits: `!` before the colon of the subject, or a footer. Linear in the message. */
function isBreaking(message: string): boolean {
  return /^[A-Za-z]+(?:\([^()\n]*\))?!:/.test(message) || /^BREAKING[ -]CHANGE:/m.test(message);
}
