// The one comment on the original that says what became of its backports. Pure.
import { bullets, code, codeBlock, link, md, paragraphs, text } from "../../core/markdown.ts";
import type { Markdown } from "../../core/markdown.ts";
import type { Outcome } from "./run.ts";

/** One comment for each repository that it is brought to; null for its own. */
export function backportMark(repository: string | null): Markdown {
  return repository === null
    ? md`<!-- lamplighter:backports -->`
    : md`<!-- lamplighter:backports=${text(Buffer.from(repository.toLowerCase()).toString("hex"))} -->`;
}

export function backportComment(
  outcomes: readonly Outcome[],
  told: {
    readonly merge: "before" | "after";
    readonly token: "app" | "job";
    /** `octo/app` when the lines are in another repository. */
    readonly repository: string | null;
  },
): Markdown {
  const { merge, token, repository } = told;
  const lines = outcomes.map(({ line, reason, number, url, commands }) => {
    const where =
      number === null
        ? md``
        : repository === null
          ? md` #${number}`
          : md` ${link({ label: code(`${repository}#${number}`), to: url })}`;
    const first = md`${code(line)}:${where} ${text(reason)}`;
    return commands === "" ? first : md`${first}\n\n${codeBlock(commands)}`;
  });
  const title = merge === "after" ? md`Backports` : md`Backports, if this were merged now`;
  const opened = outcomes.some(({ is }) => is === "created" || is === "conflict");
  const waits =
    opened && token === "job"
      ? md`Opened with the job's own token: GitHub starts workflows on them only after a person has approved them. With an App's token they start by themselves.`
      : md``;
  return paragraphs([title, bullets(lines), waits, backportMark(repository)]);
}
