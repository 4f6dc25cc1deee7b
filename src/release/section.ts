// The section `release:` from the text of a policy file, for runners and the command line, where no App has read it.
import { LineCounter, parseDocument } from "yaml";
import { bad, good } from "../core/parsed.ts";
import type { Parsed } from "../core/parsed.ts";
import { releaseConfig } from "./config.ts";
import type { ReleaseConfig } from "./config.ts";

const LARGEST = 262_144;

/** The settings, with the defaults for what is absent, or one sentence for what is wrong. */
export function readSection(text: string): Parsed<ReleaseConfig> {
  if (text.length > LARGEST) return bad(`.github/lamplighter.yml is larger than ${LARGEST} characters.`);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, schema: "core", uniqueKeys: true });
  const [error] = document.errors;
  if (error !== undefined) {
    const { line, col } = lines.linePos(error.pos[0]);
    return bad(`.github/lamplighter.yml, line ${line}, column ${col}: ${error.message.split("\n")[0] ?? ""}`);
  }
  const whole: unknown = document.toJS({ maxAliasCount: 0 });
  const section = typeof whole === "object" && whole !== null && "release" in whole ? (whole.release ?? {}) : {};
  const read = releaseConfig.safeParse(section);
  if (read.success) return good(read.data);
  const issue = read.error.issues[0];
  const path = ["release", ...(issue?.path ?? [])];
  const node = document.getIn(path, true) as { readonly range?: readonly number[] } | undefined;
  const at = node?.range?.[0] === undefined ? "" : `, line ${lines.linePos(node.range[0]).line}`;
  return bad(`.github/lamplighter.yml${at}: ${path.map(String).join(".")}: ${issue?.message ?? "not valid"}`);
}
