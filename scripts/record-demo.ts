// `npm run record-demo`: plays the demo and draws what it printed, line for line, as docs/story.svg for the README.
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const LINE = 18;
const SIGN = 7.8;
const WIDEST = 118;

const escape = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

function colourOf(line: string): string {
  if (/^\S/.test(line)) return "#f0f6fc";
  if (/^ *[\d.]+s {2}ok /.test(line)) return "#7ee787";
  if (/^ *[\d.]+s {2}NOT SO/.test(line)) return "#ff7b72";
  return /^ *[\d.]+s/.test(line) ? "#c9d1d9" : "#79c0ff";
}

/** Terminal lines as a picture; no fonts, scripts or links are loaded. */
export function drawTerminal(lines: readonly string[]): string {
  const shown = lines.map((line) => (line.length > WIDEST ? `${line.slice(0, WIDEST - 1)}…` : line));
  const width = Math.round((Math.max(...shown.map(({ length }) => length)) + 4) * SIGN);
  const height = (shown.length + 2) * LINE;
  const rows = shown.map((line, index) => {
    const weight = /^\S/.test(line) ? ' font-weight="bold"' : "";
    return `<text x="16" y="${(index + 2) * LINE}" fill="${colourOf(line)}"${weight} xml:space="preserve">${escape(line)}</text>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">`,
    "<title>What npm run demo prints</title>",
    `<rect width="100%" height="100%" rx="8" fill="#0d1117"/>`,
    `<g font-family="ui-monospace,SFMono-Regular,Menlo,Consolas,monospace" font-size="13">`,
    ...rows,
    "</g>",
    "</svg>",
    "",
  ].join("\n");
}

if (import.meta.main) {
  const { stdout, status } = spawnSync(process.execPath, ["bin/lamplighter.js", "demo"], {
    cwd: ROOT,
    encoding: "utf8",
  });
  if (status !== 0) {
    console.error(`${stdout}\nThe demo did not keep its promises: nothing is drawn.`);
    process.exitCode = 1;
  } else {
    writeFileSync(new URL("../docs/story.svg", import.meta.url), drawTerminal(stdout.trim().split("\n")));
  }
}
