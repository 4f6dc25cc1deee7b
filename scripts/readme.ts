// `npm run readme`: prints the README's tables from the code that they describe. `--check` says whether they are so.
import { readFileSync, writeFileSync } from "node:fs";
import { everyOffer } from "../src/commands/commands.ts";
import { SIGNALS } from "../src/change/risk/settings.ts";
import { KEYS, PREDICATES } from "../src/change/rules/registry.ts";
import { VARIABLES } from "../src/environment.ts";

const README = new URL("../README.md", import.meta.url);
const CHANGE = new URL("../docs/change.md", import.meta.url);

/** Text in a cell: pipes would end it. */
const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("\n", " ");

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(" | ")} |`;
  return [line(head), `|${"---|".repeat(head.length)}`, ...rows.map(line)].join("\n");
}

function commandsTable(): string {
  const rows = everyOffer().map(({ usage, does, who, on }) => [
    `\`${usage}\``,
    does,
    who,
    on.map((one) => (one === "pull" ? "pull requests" : "issues")).join(", "),
  ]);
  return table(["command", "what it does", "who may", "where"], rows);
}

function environmentTable(): string {
  return table(
    ["variable", "what for", "default"],
    VARIABLES.map(({ name, does, otherwise }) => [`\`${name}\``, does, otherwise]),
  );
}

function predicatesTable(): string {
  const rows = KEYS.map((key) => [`\`${key}: ${PREDICATES[key].example}\``, PREDICATES[key].holds]);
  return table(["predicate", "holds where"], rows);
}

function signalsTable(): string {
  return table(
    ["signal", "what it is", "points"],
    SIGNALS.map(({ key, says, points }) => [`\`${key}\``, says, String(points)]),
  );
}

/** The README with what stands between its markers printed anew. Throws when a marker is missing. */
export function withTables(readme: string): string {
  return printed(readme, [
    ["commands", commandsTable()],
    ["environment", environmentTable()],
  ]);
}

/** The same of docs/change.md. */
export function withPredicates(page: string): string {
  return printed(page, [
    ["predicates", predicatesTable()],
    ["signals", signalsTable()],
  ]);
}

function printed(page: string, parts: readonly (readonly [string, string])[]): string {
  return parts.reduce((text, [name, body]) => {
    const start = `<!-- ${name}:start -->\n`;
    const end = `<!-- ${name}:end -->`;
    const from = text.indexOf(start);
    const to = text.indexOf(end);
    if (from < 0 || to < from) throw new Error(`the page has no markers for ${name}`);
    return `${text.slice(0, from + start.length)}${body}\n${text.slice(to)}`;
  }, page);
}

if (import.meta.main) {
  const pages = [
    { file: README, print: withTables },
    { file: CHANGE, print: withPredicates },
  ];
  for (const { file, print } of pages) {
    const page = readFileSync(file, "utf8");
    const wanted = print(page);
    if (!process.argv.includes("--check")) writeFileSync(file, wanted);
    else if (page !== wanted) process.exitCode = 1;
  }
}
