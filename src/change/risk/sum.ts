// The arithmetic of risk: what the change itself shows, each line with its points and a why (spec: change, "Risk").
import { anyGlob } from "../../core/match.ts";
import type { Unknown } from "../../core/reads.ts";
import { LEVELS, type Level } from "../records.ts";
import { touchedPaths } from "../rules/paths.ts";
import type { Matter } from "../rules/predicate.ts";
import { test } from "../rules/truth.ts";
import { titlesOf } from "../rules/rule-words.ts";
import type { RiskSettings, Signals } from "./settings.ts";

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
  /** What could not be found out; then nothing may rest on the level. */
  readonly unknown: readonly Unknown[];
}

export function sumOf(settings: RiskSettings, matter: Matter): Sum {
  const { files, commits } = matter;
  const unknown = [files, commits].flatMap((fact) => (fact.known ? [] : [fact.why]));
  const paths = files.known ? touchedPaths(files.value) : [];
  const messages = [matter.pull.title, ...(commits.known ? commits.value.map(({ message }) => message) : [])];
  const built = builtIn({ signals: settings.signals, paths, messages, matter });
  const own = settings.rules.map((rule) => ({ rule, ...test(rule.if, matter) }));
  const lines = [
    ...built,
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
  return { level: levelAt(points, settings.levels), points, lines, unknown: [...unknown, ...whys] };
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
