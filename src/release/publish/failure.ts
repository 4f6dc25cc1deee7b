// The issue that says that a release failed. Pure.
import { createHash } from "node:crypto";
import { code, md, paragraphs, text } from "../../core/markdown.ts";
import type { Markdown } from "../../core/markdown.ts";
import type { Result } from "./result.ts";

export interface FailureIssue {
  readonly marker: string;
  readonly title: string;
  readonly body: Markdown;
}

export function failureIssue(line: string, failed: readonly Pick<Result, "tag" | "reason" | "code">[]): FailureIssue {
  // A hash: a branch's name could end the comment that it stands in.
  const mark = md`<!-- lamplighter:release-failed:${text(createHash("sha256").update(line).digest("hex").slice(0, 16))} -->`;
  const told = failed.map(({ tag, reason, code: why }) =>
    tag === "" ? md`${text(reason)} (${code(why)})` : md`${code(tag)}: ${text(reason)} (${code(why)})`,
  );
  const then = md`The next run looks at what is there and goes on from it; this issue closes by itself when a release is out.`;
  return { marker: mark, title: `A release of ${line} failed`, body: paragraphs([...told, then, mark]) };
}
