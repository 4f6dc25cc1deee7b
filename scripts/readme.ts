// `npm run readme`: prints the README's tables from the code that they describe. `--check` says whether they are so.
import { readFileSync, writeFileSync } from "node:fs";
import { everyCommand } from "../src/commands/commands.ts";
import { VARIABLES } from "../src/environment.ts";

const FILE = new URL("../README.md", import.meta.url);

/** Text in a cell: pipes would end it. */
const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("\n", " ");

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(" | ")} |`;
  return [line(head), `|${"---|".repeat(head.length)}`, ...rows.map(line)].join("\n");
}

function commandsTable(): string {
  const rows = everyCommand().map(({ usage, does, who, on }) => [
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

/** The README with what stands between its markers printed anew. Throws when a marker is missing. */
export function withTables(readme: string): string {
  const parts: readonly [string, string][] = [
    ["commands", commandsTable()],
    ["environment", environmentTable()],
  ];
  return parts.reduce((text, [name, body]) => {
    const start = `<!-- ${name}:start -->\n`;
    const end = `<!-- ${name}:end -->`;
    const from = text.indexOf(start);
    const to = text.indexOf(end);
    if (from < 0 || to < from) throw new Error(`README.md has no markers for ${name}`);
    return `${text.slice(0, from + start.length)}${body}\n${text.slice(to)}`;
  }, readme);
}

if (import.meta.main) {
  const readme = readFileSync(FILE, "utf8");
  const wanted = withTables(readme);
  if (process.argv.includes("--check")) process.exitCode = readme === wanted ? 0 : 1;
  else writeFileSync(FILE, wanted);
}
