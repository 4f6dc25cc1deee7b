// CHANGELOG.md, changed in place: a section is added where it belongs, and nothing that people wrote is touched.

const HEADING = /^##\s+\[?v?(\d+\.\d+\.\d+[^\s\])]*)\]?/;
const SECTION = /^##\s/;
const FENCE = /^ {0,3}(`{3,}|~{3,})/;

/**
 * The file with the section of this version added above the first released one. A file that has the version already is
 * given back as it is: somebody may have mended it. Line ends stay what they were.
 */
export function addToChangelog(file: string | null, version: string, section: string): string {
  if (file === null || file.trim() === "") return `# Changelog\n\n${section}`;
  const crlf = file.includes("\r\n");
  const lines = file.split(/\r?\n/);
  const headings = sections(lines);
  if (headings.some((at) => HEADING.exec(lines[at] ?? "")?.[1] === version)) return file;
  const place = headings.find((at) => HEADING.test(lines[at] ?? "")) ?? afterUnreleased(lines, headings);
  const before = lines.slice(0, place).join("\n").trimEnd();
  const after = lines.slice(place).join("\n");
  const whole = [before, section.trimEnd(), after.trim() === "" ? "" : after]
    .filter((part) => part !== "")
    .join("\n\n");
  const text = whole.endsWith("\n") ? whole : `${whole}\n`;
  return crlf ? text.replace(/\r?\n/g, "\r\n") : text;
}

/** Without a released section, the new one comes last: under an introduction, under "Unreleased". */
function afterUnreleased(lines: readonly string[], headings: readonly number[]): number {
  const [unreleased, next] = headings;
  return unreleased === undefined ? lines.length : (next ?? lines.length);
}

/** Lines that begin a second-level section, outside of fenced code. */
function sections(lines: readonly string[]): number[] {
  const found: number[] = [];
  let fence: string | null = null;
  for (const [index, line] of lines.entries()) {
    const mark = FENCE.exec(line)?.[1];
    if (mark !== undefined && fence === null) fence = mark;
    else if (mark !== undefined && fence !== null && mark.startsWith(fence)) fence = null;
    else if (fence === null && SECTION.test(line)) found.push(index);
  }
  return found;
}
