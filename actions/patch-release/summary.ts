// The job's summary: what is so, why, and what deserves a second look.
import { bullets, code, details, join, md, paragraphs, text } from "../../src/core/markdown.ts";
import type { Markdown } from "../../src/core/markdown.ts";
import type { Plan } from "../../src/release/plan.ts";
import { words } from "../../src/release/words.ts";
import type { Result } from "../../src/release/publish/result.ts";
import type { Mode } from "./question.ts";

const SHOWN = 50;
/** Well below the megabyte that a step's summary may have. */
const NOTES_SHOWN = 60_000;

export function summaryOf(
  results: readonly Result[],
  told: { readonly mode: Mode; readonly token: "app" | "job"; readonly seen: Plan["seen"] },
): string {
  const parts = results.map((result) =>
    paragraphs([heading(result), text(result.reason), guilty(result), looked(result)]),
  );
  const waits =
    told.mode === "pull-request" && told.token === "job"
      ? md`Opened with the job's own token: GitHub starts workflows on it only after a person has approved them, and the repository must allow Actions to create pull requests. With ${code("app-id")} and ${code("private-key")} they start by themselves.`
      : md``;
  const alone = told.seen === "clone" ? text(words.cloneAlone()) : md``;
  const notes = results.map(({ notes: all }) => all.slice(0, NOTES_SHOWN)).join("\n");
  return `${paragraphs([...parts, waits, alone])}\n\n${notes}`;
}

function heading({ prepared, tag, released }: Result): Markdown {
  const name = prepared.package === null ? md`Patch release` : md`Patch release of ${text(prepared.package.name)}`;
  if (tag === "") return md`### ${name}: nothing`;
  return released ? md`### ${name}: ${code(tag)} is out` : md`### ${name}: ${code(tag)}`;
}

function guilty({ prepared: { outcome } }: Result): Markdown {
  if (outcome.is !== "refused") return md``;
  return bullets(
    outcome.guilty
      .slice(0, SHOWN)
      .map(({ sha, header, level }) => md`${code(sha.slice(0, 9))} ${text(level)}: ${text(header)}`),
  );
}

function looked({ prepared: { outcome } }: Result): Markdown {
  const { unparsed, doubts } = outcome.looked;
  const outside = unparsed.slice(0, SHOWN).map(({ sha, header }) => md`${code(sha.slice(0, 9))} ${text(header)}`);
  const twice = doubts.slice(0, SHOWN).map(({ sha, message }) => md`${code(sha.slice(0, 9))} ${text(message)}`);
  return join(
    [
      outside.length === 0
        ? md``
        : details({ summary: `${unparsed.length} commits outside of the convention`, body: bullets(outside) }),
      twice.length === 0
        ? md``
        : details({ summary: `${doubts.length} commits to look at twice`, body: bullets(twice) }),
    ],
    md`\n\n`,
  );
}
