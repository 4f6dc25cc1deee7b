// The one comment on the original that says what became of its backports. Pure.
import { bullets, code, codeBlock, md, paragraphs, text } from "../../core/markdown.ts";
import type { Markdown } from "../../core/markdown.ts";
import type { Outcome } from "./run.ts";

export const BACKPORT_MARK = "<!-- lamplighter:backports -->";

/** `before`: a prediction for a pull request that is open; it is written over when the backports are made. */
export function backportComment(outcomes: readonly Outcome[], merge: "before" | "after" = "after"): Markdown {
  const told = outcomes.map(({ line, reason, number, commands }) => {
    const where = number === null ? md`` : md` #${number}`;
    const first = md`${code(line)}:${where} ${text(reason)}`;
    return commands === "" ? first : md`${first}\n\n${codeBlock(commands)}`;
  });
  const title = merge === "after" ? md`Backports` : md`Backports, if this were merged now`;
  return paragraphs([title, bullets(told), md`<!-- lamplighter:backports -->`]);
}
