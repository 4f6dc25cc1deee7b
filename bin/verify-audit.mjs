#!/usr/bin/env node
// Checks an export of `lamplighter audit export`, without Lamplighter: one file, Node 18 or newer, nothing else.
// What it proves, and what it cannot, stands in docs/audit.md of the project.
//
//   node verify-audit.mjs FILE [--head SEQUENCE:HASH]... [--heads FILE]
//
// Exit codes: 0 sound, 1 not, 2 not understood.
import { createHash } from "node:crypto";
import { readFileSync, realpathSync } from "node:fs";
import { fileURLToPath } from "node:url";

const FORMAT = "lamplighter-audit-1";
const GENESIS = "0".repeat(64);
/** The kind of an entry that says that another one cannot be read any more. */
const SET_ASIDE = "audit.set-aside";
const SHAPES = {
  export: ["row", "format", "installation", "repository", "name", "from", "to", "previous"],
  record: ["row", "sequence", "time", "repository", "subject", "kind", "key", "person", "data", "salt", "hash"],
  other: ["row", "sequence", "time", "repository", "content", "hash"],
  aside: ["row", "sequence", "hash"],
  head: ["row", "sequence", "hash"],
};
const COLUMNS = [
  "row",
  "sequence",
  "time",
  "repository",
  "subject",
  "kind",
  "key",
  "person",
  "data",
  "salt",
  "content",
  "hash",
];

class Unsound extends Error {}

const unsound = (place, message) => {
  throw new Unsound(`line ${place}: ${message}`);
};
const sha256 = (parts) => createHash("sha256").update(JSON.stringify(parts)).digest("hex");

/** Keys sorted, no white space: the text that was hashed. */
function canonical(value) {
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  const keys = Object.keys(value).sort((a, b) => (a < b ? -1 : 1));
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(",")}}`;
}

/** One line's value, only when the line is written as it is written by the export: no second reading of it exists. */
function parseLine(text, place) {
  let value;
  try {
    value = JSON.parse(text);
  } catch {
    unsound(place, "it is no JSON.");
  }
  if (JSON.stringify(value) !== text) unsound(place, "it is not written as an export writes it.");
  return value;
}

const RISKY = /^[\s\p{Cc}]*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n']/u;
const cellText = (cell) => `"${(RISKY.test(cell) ? `'${cell}` : cell).replaceAll('"', '""')}"`;

/** CSV back into the same values, only when writing them again gives the same bytes. */
function parseCsv(text) {
  const rows = [];
  let at = 0;
  while (at < text.length) {
    const cells = [];
    for (;;) {
      if (text[at] !== '"') unsound(rows.length + 1, "a cell has no quotes.");
      let end = at + 1;
      for (; text[end] !== '"' || text[end + 1] === '"'; end += text[end] === '"' ? 2 : 1) {
        if (end >= text.length) unsound(rows.length + 1, "a cell has no end.");
      }
      const raw = text.slice(at + 1, end).replaceAll('""', '"');
      cells.push(raw.startsWith("'") ? raw.slice(1) : raw);
      at = end + 1;
      if (text[at] !== ",") break;
      at += 1;
    }
    if (text.slice(at, at + 2) !== "\r\n") unsound(rows.length + 1, "it does not end as an export's lines end.");
    at += 2;
    rows.push(cells);
  }
  const written = rows.map((cells) => `${cells.map(cellText).join(",")}\r\n`).join("");
  if (written !== text) throw new Unsound("the file is not written as an export writes it.");
  if (rows[0]?.join() !== COLUMNS.join()) unsound(1, "these are not the columns of an export.");
  return rows.slice(1).map((cells, index) => valueOf(cells, index + 2));
}

function valueOf(cells, place) {
  if (cells.length !== COLUMNS.length) unsound(place, "it has another number of cells.");
  const cell = Object.fromEntries(COLUMNS.map((name, index) => [name, cells[index]]));
  const shape = SHAPES[cell.row] ?? unsound(place, "it is of no known kind.");
  if (cell.row === "export") {
    if (COLUMNS.some((name) => name !== "row" && name !== "data" && cell[name] !== ""))
      unsound(place, "it holds too much.");
    return parseLine(cell.data, place);
  }
  if (COLUMNS.some((name) => !shape.includes(name) && cell[name] !== "")) unsound(place, "it holds too much.");
  const numbers = ["sequence", "repository"];
  const read = (name) => {
    const text = cell[name];
    if (numbers.includes(name))
      return /^(0|[1-9]\d{0,14})$/.test(text) ? Number(text) : unsound(place, `${name} is no number.`);
    if (name === "data") return parseLine(text, place);
    if (name === "person") return text === "" ? null : parseLine(text, place);
    return name === "key" && text === "" ? null : text;
  };
  return Object.fromEntries(shape.map((name) => [name, read(name)]));
}

function parseExport(bytes) {
  let text;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Unsound("the file is not UTF-8.");
  }
  if (text.startsWith('"')) return { lines: parseCsv(text), offset: 2 };
  const lines = text.split("\n");
  if (lines.pop() !== "") throw new Unsound("the last line has no end: the file was cut.");
  return { lines: lines.map((line, index) => parseLine(line, index + 1)), offset: 1 };
}

function instantOf(text, place) {
  const at = typeof text === "string" ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(at) || new Date(at).toISOString() !== text) unsound(place, "its time is none.");
  return at;
}

/**
 * Throws when the export is not sound; else says what it shows. `heads` are { sequence, hash } that were kept elsewhere.
 */
export function verifyAudit(bytes, heads = []) {
  const { lines, offset } = parseExport(bytes);
  lines.forEach((line, index) => {
    const shape = SHAPES[line?.row];
    if (!shape || Object.keys(line).join() !== shape.join())
      unsound(index + offset, "it has not the members of an export's lines.");
  });
  const [opening, ...rest] = lines;
  const closing = rest.pop();
  if (opening?.row !== "export" || opening.format !== FORMAT)
    throw new Unsound(`the file is no export of format ${FORMAT}.`);
  if (closing?.row !== "head") throw new Unsound("the file has no end: it was cut.");
  const { installation, repository } = opening;
  const from = opening.from === null ? -Infinity : instantOf(opening.from, offset);
  const to = opening.to === null ? Infinity : instantOf(opening.to, offset);

  let [sequence, previous, at] = [rest.length === 0 ? 0 : rest[0].sequence - 1, opening.previous, -Infinity];
  const first = sequence + 1;
  let records = 0;
  let checkedTo = 0;
  // Entries that were changed after they were written, until a later one sets them aside; and those that were.
  const changed = new Map();
  const asides = [];
  if (sequence === 0 && previous !== GENESIS) throw new Unsound("the first entry does not begin a ledger.");
  rest.forEach((line, index) => {
    const place = index + 1 + offset;
    if (!["record", "other", "aside"].includes(line.row)) unsound(place, "it is in the wrong place.");
    if (line.sequence !== sequence + 1)
      unsound(place, `entry ${sequence + 1} is missing; ${line.sequence} stands in its place.`);
    const compare = (hash) => {
      for (const head of heads) {
        if (head.sequence !== line.sequence) continue;
        if (head.hash !== hash) unsound(place, `entry ${line.sequence} is not the one whose head was kept.`);
        checkedTo = Math.max(checkedTo, line.sequence);
      }
    };
    if (line.row === "aside") {
      if (!/^[0-9a-f]{64}$/.test(line.hash)) unsound(place, "its hash is none.");
      changed.set(line.sequence, { hash: line.hash, previous });
      compare(line.hash);
      [sequence, previous] = [line.sequence, line.hash];
      return;
    }
    const time = instantOf(line.time, place);
    if (time < at) unsound(place, `entry ${line.sequence} is earlier than the one before it.`);
    const belongs = line.repository === repository && time >= from && time < to;
    if (belongs && line.row !== "record")
      unsound(place, `entry ${line.sequence} is this repository's, in the period, and not shown.`);
    const cured = line.row === "record" && line.kind === SET_ASIDE ? changed.get(line.data?.sequence) : undefined;
    if (!belongs && line.row !== "other" && !cured)
      unsound(place, `entry ${line.sequence} does not belong into this export.`);
    let content = line.content;
    if (line.row === "record") {
      if (!String(line.subject).startsWith(`${installation}/${line.repository}/`))
        unsound(place, `entry ${line.sequence} is about another repository.`);
      const person = line.person === null ? null : canonical(line.person);
      content = sha256([
        "lamplighter-content-2",
        line.salt,
        line.subject,
        line.kind,
        line.key,
        person,
        canonical(line.data),
      ]);
      if (belongs) records += 1;
    }
    const hash = sha256(["lamplighter-entry-2", installation, line.sequence, previous, time, line.repository, content]);
    if (hash !== line.hash) unsound(place, `entry ${line.sequence} was changed, or what was before it.`);
    compare(hash);
    if (cured) {
      const { sequence: which, hash: was, previous: before, by, because } = line.data;
      if (was !== cured.hash || before !== cured.previous)
        unsound(place, `entry ${line.sequence} sets aside another entry ${which} than the file has.`);
      changed.delete(which);
      asides.push({ sequence: which, by, because, at: line.time });
    }
    [sequence, previous, at] = [line.sequence, hash, time];
  });
  const [lost] = changed.keys();
  if (lost !== undefined)
    throw new Unsound(`entry ${lost} was changed after it was written, and no later one sets it aside.`);
  if (first > 1 && !(instantOf(rest[0].time, 1 + offset) < from))
    throw new Unsound("the period may begin before the file does.");
  if (closing.sequence !== sequence || closing.hash !== previous)
    throw new Unsound("the last entries are not in the file: it was cut.");
  const beyond = heads.find((head) => head.sequence > sequence);
  if (beyond)
    throw new Unsound(
      `the head that was kept names entry ${beyond.sequence}, and the file ends at ${sequence}: it was cut.`,
    );
  return {
    installation,
    repository,
    name: opening.name,
    from: opening.from,
    to: opening.to,
    records,
    first,
    last: sequence,
    checkedTo,
    asides,
  };
}

/** Heads of one installation from the lines of `lamplighter audit heads`, or from those that check runs show. */
export function parseHeads(text, installation) {
  return text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => JSON.parse(/^Ledger head `(\{[^`]*\})`$/.exec(line.trim())?.[1] ?? line))
    .filter((head) => head.installation === installation);
}

function main(words) {
  const heads = [];
  const files = [];
  const lists = [];
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index];
    if (word === "--head") {
      const [, sequence, hash] = /^(\d{1,15}):([0-9a-f]{64})$/.exec(words[(index += 1)] ?? "") ?? [];
      if (!hash) return usage("--head is not SEQUENCE:HASH.");
      heads.push({ sequence: Number(sequence), hash });
    } else if (word === "--heads") lists.push(words[(index += 1)] ?? "");
    else if (word.startsWith("-")) return usage(`${word} is not known.`);
    else files.push(word);
  }
  if (files.length !== 1) return usage("Name one file.");
  let bytes;
  let kept;
  try {
    bytes = readFileSync(files[0]);
    kept = lists.map((name) => readFileSync(name, "utf8")).join("\n");
  } catch (error) {
    return usage(error.message);
  }
  try {
    const told = verifyAudit(bytes);
    heads.push(...parseHeads(kept, told.installation));
    const { name, from, to, records, first, last, checkedTo, asides } = verifyAudit(bytes, heads);
    console.log(
      `sound: ${records} records of ${name}, from ${from ?? "the beginning"} to ${to ?? "the end"}, in entries ${first} to ${last} of the ledger`,
    );
    for (const { sequence, by, because, at } of asides) {
      console.log(
        `SET ASIDE: entry ${sequence} was changed after it was written. ${by} set it aside on ${at}: ${because}\n` +
          "  what it said is lost, and no head that was kept between the two vouches for what came before it",
      );
    }
    if (heads.length > 0 && checkedTo === 0) {
      console.log("NOT PROVED: none of the heads that were kept lies in this file.");
      return 1;
    }
    console.log(
      checkedTo > 0
        ? `proved up to entry ${checkedTo} by a head that was kept`
        : "tail not checked: without a head that was kept elsewhere, nobody can say whether the ledger was rewritten or cut",
    );
    return 0;
  } catch (error) {
    if (!(error instanceof Unsound || error instanceof SyntaxError)) throw error;
    console.log(`NOT SOUND: ${error.message}`);
    return 1;
  }
}

function usage(message) {
  console.error(`${message}\nUsage: node verify-audit.mjs FILE [--head SEQUENCE:HASH]... [--heads FILE]`);
  return 2;
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  process.exitCode = main(process.argv.slice(2));
}
