// Comma-separated values that a spreadsheet shows and does not run (WEB-09, CWE-1236): a cell that could begin a formula
// begins with an apostrophe instead.

export type Cell = string | number | boolean | null;

/** RFC 4180: lines end with CR LF, every text is quoted. A cell that is null is empty. */
export function csv(rows: readonly (readonly Cell[])[]): string {
  return rows.map((row) => `${row.map(cell).join(",")}\r\n`).join("");
}

function cell(value: Cell): string {
  if (value === null) return "";
  if (typeof value !== "string") return String(value);
  // Spreadsheets look behind white space and full-width signs too.
  const isFormula = /^[\s\p{Cc}]*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]|^[\t\r\n]/u.test(value);
  return `"${isFormula ? "'" : ""}${value.replaceAll('"', '""')}"`;
}
