// Comma-separated values that a spreadsheet shows and does not run (WEB-09, CWE-1236): a cell that could begin a formula
// begins with an apostrophe instead.

export type Cell = string | number | boolean | null;

/** RFC 4180: lines end with CR LF, every text is quoted. A cell that is null is empty. */
export function csv(rows: readonly (readonly Cell[])[]): string {
  return rows.map((row) => `${row.map(cell).join(",")}\r\n`).join("");
}

// Spreadsheets look behind white space and full-width signs too.
const FORMULA = /^[\s\p{Cc}]*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]|^[\t\r\n]/u;

/**
 * One line, without its end, of which every cell can be had back as it was: all are quoted, and one that begins with an
 * apostrophe is guarded by another. Whoever takes one leading apostrophe away has the cell.
 */
export function csvLine(cells: readonly string[]): string {
  return cells.map((one) => quoted(FORMULA.test(one) || one.startsWith("'") ? `'${one}` : one)).join(",");
}

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;

function cell(value: Cell): string {
  if (value === null) return "";
  if (typeof value !== "string") return String(value);
  return quoted(FORMULA.test(value) ? `'${value}` : value);
}
