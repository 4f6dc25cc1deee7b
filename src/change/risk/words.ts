// Every sentence about risk.
import type { Verdict } from "../../core/verdict.ts";
import { at, because, many } from "../words.ts";
import type { Risk, Said } from "./level.ts";

const note = (code: string, title: string, below: readonly Verdict[] = []): Verdict => ({
  state: "off",
  code,
  title,
  because: below,
});

/** The arithmetic: each line with its points and a why, and who moved the level by hand. */
export function arithmetic({ level, sum, said }: Risk): Verdict {
  const lines = sum.lines.map((line) =>
    note("risk-line", `${line.name}: ${many(line.points, "point")} (${line.why}).`),
  );
  const moved = level === sum.level ? "" : `, by hand; by the sum it is ${sum.level}`;
  const title = `Risk ${level}: ${many(sum.points, "point")}${moved}.`;
  return note(`risk-${level}`, title, [...lines, ...said.map(bySomebody)]);
}

function bySomebody({ by, because: reason, level, moved }: Said): Verdict {
  const what = `${at(by)} says ${level}${because(reason)}`;
  if (moved === "not") return note("risk-said", `${what}; it moves nothing now.`);
  return note(`risk-${moved}`, `${what}: ${moved}.`);
}
