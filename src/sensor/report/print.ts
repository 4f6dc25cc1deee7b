// A report for a spreadsheet and for a terminal.
import { csv } from "../../core/csv.ts";
import { plainLine } from "../../core/neutral.ts";
import type { Instant } from "../../core/refs.ts";
import { many, meaningOf } from "../words.ts";
import type { Proof, Row, Totals } from "./prove.ts";

export const time = (instant: Instant | null): string | null =>
  instant === null ? null : new Date(instant).toISOString();

const COLUMNS: readonly (readonly [string, (row: Row) => string | number | boolean | null])[] = [
  ["branch", ({ branch }) => branch],
  ["commit", ({ commit }) => commit],
  ["arrived", ({ arrived }) => time(arrived)],
  ["is", ({ is }) => is],
  ["code", ({ code }) => code],
  ["pull", ({ pull }) => pull],
  ["type", ({ type }) => type],
  ["approved_by", ({ approvedBy }) => approvedBy.join(" ")],
  ["policy", ({ policy }) => policy],
  ["moved_by", ({ by }) => by],
  ["review", ({ review }) => review],
  ["on_branch", ({ onBranch }) => onBranch],
  ["author", ({ author }) => author],
  ["title", ({ title }) => title],
];

/** One line a commit, `repository` first. */
export function printCsv(proofs: readonly { readonly repository: string; readonly rows: readonly Row[] }[]): string {
  const head = ["repository", ...COLUMNS.map(([name]) => name)];
  const lines = proofs.flatMap(({ repository, rows }) =>
    rows.map((row) => [repository, ...COLUMNS.map(([, cell]) => cell(row))]),
  );
  return csv([head, ...lines]);
}

/** What a terminal shows of one branch: totals, and every commit that is not simply an approved change. */
export function printText({ branch, baselines, rows, totals }: Proof): readonly string[] {
  const [first] = baselines;
  const begun = first
    ? `its record begins at ${first.sha.slice(0, 12)} on ${time(first.at) ?? ""}`
    : "its record has not begun";
  const others = rows.filter(({ is }) => is === "exception" || is === "unexplained" || is === "set-aside");
  return [
    `${plainLine(branch)}: ${printTotals(totals)}; ${begun}`,
    ...others.map((row) => {
      const { commit, is, code, pull, by, review, title } = row;
      const what = is === "exception" ? `${is}, ${meaningOf(code)}` : is;
      const where = pull === null ? "" : `, pull request ${pull}`;
      const whom = by === null ? "" : `, by ${plainLine(by)}`;
      const reviewed = review === null ? "" : `, review ${review}`;
      return `  ${commit.slice(0, 12)}  ${what}${where}${whom}${reviewed}: ${plainLine(title).slice(0, 80)}`;
    }),
  ];
}

export function printTotals({ commits, changes, exceptions, setAside, before, unexplained }: Totals): string {
  const parts = [
    many(commits, "commit"),
    `${changes} with an approved change`,
    many(exceptions, "exception"),
    ...(setAside > 0 ? [`${setAside} set aside by a new baseline`] : []),
    ...(before > 0 ? [`${before} before Lamplighter`] : []),
    `${unexplained} unexplained`,
  ];
  return parts.join(", ");
}
