// Every sentence about risk.
import type { Verdict } from "../../core/verdict.ts";
import type { Refusal } from "../hearing/refusal.ts";
import { at, because, list, many } from "../phrases.ts";
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
  const remarks = sum.remarks.map((remark) => note("risk-remark", `${remark}.`));
  return note(`risk-${level}`, title, [...lines, ...remarks, ...said.map(bySomebody)]);
}

function bySomebody({ by, because: reason, level, moved }: Said): Verdict {
  const what = `${at(by)} says ${level}${because(reason)}`;
  if (moved === "not") return note("risk-said", `${what}; it moves nothing now.`);
  return note(`risk-${moved}`, `${what}: ${moved}.`);
}

export function notForStandard(): Refusal {
  return {
    code: "standard",
    title: "Risk does not apply to a standard change.",
    cure: "`/reject-change because ...` or `/hold` keeps it out.",
  };
}

export function notAsked(): Refusal {
  return {
    code: "risk-not-asked",
    title: "Nothing in the policy rests on the level of risk.",
    cure: "Ask for approvals by `low`, `medium` and `high` under `change.approvals`.",
  };
}

export function nobodyLowers(): Refusal {
  return {
    code: "no-role",
    title: "The policy lets nobody lower the level of risk.",
    cure: "Name the roles that may under `change.risk.lower`.",
  };
}

export function mayNotLower(roles: readonly string[]): Refusal {
  return {
    code: "no-role",
    title: "You hold no role that may lower the level of risk.",
    cure: `Those may who hold ${list(roles, "or")} in the policy.`,
  };
}

export function notForThisHead(why: string): Refusal {
  return { code: "another-head", title: why, cure: "Look at the head as it is now and write it again." };
}
