// `lamplighter audit verify|heads|export`: the ledger as evidence, for whoever has to believe it without us (docs/audit.md).
import * as z from "zod";
import { csvLine } from "../core/csv.ts";
import type { Instant, Repo } from "../core/refs.ts";
import { AUDIT_COLUMNS, auditCells, auditLines } from "../store/audit.ts";
import type { AuditLine } from "../store/audit.ts";
import type { Store } from "../store/open.ts";
import { CommandRefused, EXIT } from "./command-line.ts";
import type { Arguments, CliCommand, Io } from "./command-line.ts";
import { ledgerVerify, verifyLedgers } from "./ledger.ts";
import type { KeptHead } from "./ledger.ts";
import { instantOf } from "./period.ts";
import { readText } from "./read-text.ts";
import { installationsOf, wholeNumber, withStore } from "./with-store.ts";
import { setAside } from "./set-aside.ts";
import { writeLines } from "./write-lines.ts";

const auditVerify: CliCommand = {
  ...ledgerVerify,
  name: "audit verify",
  usage: "audit verify [--installation ID] [--head SEQUENCE:HASH] [--heads FILE]",
  does: "Finds any edit, deletion, insertion, reordering or cut tail of the ledger.",
  teaches:
    "Each entry holds the hash of the one before it. That alone does not show that the newest entries were cut off or written " +
    "anew: for that, give heads that were kept elsewhere (lamplighter audit heads). All up to the last kept one is then proved.",
  options: {
    ...ledgerVerify.options,
    heads: {
      type: "string",
      value: "FILE",
      does: "heads that were kept elsewhere, as audit heads prints them or our check runs show them",
    },
  },
  examples: ["lamplighter audit verify --heads /mnt/elsewhere/heads.jsonl", "lamplighter audit verify --json"],
  run: (args, io) => {
    const file = args.value("heads");
    const kept = file === undefined ? [] : readHeads(file, io);
    return withStore(io, (store) => verifyLedgers({ args, io, store, kept }));
  },
};

const heads: CliCommand = {
  name: "audit heads",
  usage: "audit heads [--installation ID]",
  does: "Prints where each ledger ends, as lines of JSON, to be kept where nobody can change them.",
  teaches:
    "Run it daily and append its output to a file elsewhere: write-once storage, another team's repository, a mailbox. Who " +
    "changes the ledger later cannot change that. The app also logs them, as `ledger head`.",
  options: { installation: { type: "string", value: "ID", does: "one installation; default: all" } },
  examples: ["lamplighter audit heads >> /mnt/elsewhere/heads.jsonl"],
  positionals: [0, 0],
  run: ({ value }, io) =>
    withStore(io, async (store) => {
      let printed = 0;
      for (const installation of await installationsOf(store, value("installation"))) {
        const { sequence, hash } = await store.ledger.head(installation);
        if (sequence === 0) continue;
        io.out(JSON.stringify({ installation, sequence, hash, at: new Date().toISOString() }));
        printed += 1;
      }
      // Beside the output, which is appended to a file of heads.
      if (printed === 0) io.err("There is no head yet: nothing is on record.");
      return EXIT.ok;
    }),
};

const auditExport: CliCommand = {
  name: "audit export",
  usage: "audit export --repository OWNER/REPO [--from DATE] [--to DATE] [--format jsonl|csv] [FILE]",
  does: "Writes what is on record about one repository, so that others can check it without us.",
  teaches:
    "A date is a day of UTC, --to included; a time with its zone is exact. Of other repositories' entries in between the file holds " +
    "number, time and hashes, not what they say. Check it with: node bin/verify-audit.mjs FILE.",
  options: {
    repository: { type: "string", value: "OWNER/REPO", does: "which repository, as it is called today" },
    installation: { type: "string", value: "ID", does: "whose, if several have it on record" },
    from: { type: "string", value: "DATE", does: "the first day, or an instant: 2026-10-01, 2026-10-01T08:00Z" },
    to: { type: "string", value: "DATE", does: "the last day, or an instant; default: the end" },
    format: { type: "string", value: "FORMAT", does: "jsonl (default), or csv, safe for spreadsheets" },
  },
  examples: ["lamplighter audit export --repository octo/app --from 2026-10-01 --to 2026-12-31 q4.jsonl"],
  positionals: [0, 1],
  run(args, io) {
    const asked = read(args);
    return withStore(io, (store) => exportTo({ ...asked, store, io, args }));
  },
};

export const auditCommands: readonly CliCommand[] = [auditVerify, heads, auditExport, setAside];

interface Asked {
  readonly repository: string;
  readonly installation: number | undefined;
  readonly from: Instant | null;
  readonly to: Instant | null;
  readonly format: "jsonl" | "csv";
}

function read({ value }: Arguments): Asked {
  const repository = value("repository");
  if (repository === undefined) throw misused("--repository is missing.", "Give --repository OWNER/REPO.");
  if (!/^[\w.-]+\/[\w.-]+$/.test(repository))
    throw misused(`"${repository.slice(0, 80)}" is not OWNER/REPO.`, "Write it as in octo/app.");
  const format = value("format") ?? "jsonl";
  if (format !== "jsonl" && format !== "csv") throw misused("--format takes jsonl or csv.", "Leave it out for jsonl.");
  const [first, last] = [value("from"), value("to")];
  const from = first === undefined ? null : instantOf({ name: "from", text: first, end: "begins" });
  const to = last === undefined ? null : instantOf({ name: "to", text: last, end: "ends" });
  if (from !== null && to !== null && from >= to)
    throw misused("--from is not before --to.", "A day is a day of UTC, the last one included.");
  const given = value("installation");
  const installation = given === undefined ? undefined : wholeNumber({ name: "installation", given, otherwise: 0 });
  return { repository, installation, from, to, format };
}

async function exportTo(asked: Asked & { store: Store; io: Io; args: Arguments }): Promise<number> {
  const { store, io, args, from, to, format } = asked;
  const { installation, id, owner, name } = await find(store, asked);
  const { fault } = await store.ledger.verify(installation);
  if (fault !== null) {
    const message = `The ledger is not sound at entry ${fault.sequence}: ${fault.message} An export of it would prove nothing.`;
    const mend = "See lamplighter audit verify, and restore a backup from before.";
    throw new CommandRefused({ code: "not-sound", exit: EXIT.refused, message, mend });
  }
  const until = await store.ledger.head(installation);
  const scope = { installation, repository: id, name: `${owner}/${name}`, from, to };
  const counted = { records: 0 };
  const lines = printed(auditLines({ scope, entries: store.ledger.walk(installation), until }), format, counted);
  const [file] = args.positionals;
  if (file === undefined) {
    for await (const line of lines) io.out(line);
    return EXIT.ok;
  }
  await writeLines({ file, cwd: io.cwd, lines });
  const { records } = counted;
  const head = `${until.sequence}:${until.hash}`;
  const said = `${file}: ${records} records of ${scope.name}.\nCheck it with: node bin/verify-audit.mjs ${file} --head ${head}`;
  io.out(args.flags.has("json") ? JSON.stringify({ file, records, head }) : said);
  return EXIT.ok;
}

async function* printed(
  lines: AsyncIterable<AuditLine>,
  format: Asked["format"],
  counted: { records: number },
): AsyncGenerator<string> {
  // Whoever writes the lines ends them with LF; CSV's ends are CR and LF.
  if (format === "csv") yield `${csvLine(AUDIT_COLUMNS)}\r`;
  for await (const line of lines) {
    if (line.row === "record") counted.records += 1;
    yield format === "csv" ? `${csvLine(auditCells(line))}\r` : JSON.stringify(line);
  }
}

async function find(store: Store, { repository, installation }: Asked): Promise<Repo> {
  const [owner = "", name = ""] = repository.split("/");
  const found: Repo[] = [];
  for (const one of await installationsOf(store, installation === undefined ? undefined : String(installation))) {
    const known = await store.repositories.named(one, owner, name);
    if (known) found.push(known);
  }
  const [only] = found;
  if (only === undefined) {
    const mend = "Check its name as it is today, and that DATABASE_URL is the running app's.";
    const message = `Nothing is on record here of ${repository}.`;
    throw new CommandRefused({ code: "not-seen", exit: EXIT.refused, message, mend });
  }
  if (found.length === 1) return only;
  const ids = found.map((one) => one.installation).join(", ");
  throw misused(`${repository} is on record in installations ${ids}.`, "Say which with --installation ID.");
}

const HeadLine = z.object({
  installation: z.number().int().nonnegative(),
  sequence: z.number().int().positive(),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
});

/** As every check run shows it; the rest of such a line is for people. */
const ON_A_CHECK = /^Ledger head `(\{[^`]*\})`$/;

function readHeads(file: string, io: Io): readonly KeptHead[] {
  const mend = "Name the file that the output of lamplighter audit heads is kept in.";
  const text = readText({ name: file, io, mend });
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  if (lines.length === 0)
    throw misused(
      `${file} holds no heads.`,
      "It has lines as lamplighter audit heads prints them, or as our check runs show them.",
    );
  return lines.map((line, index) => {
    const head = HeadLine.safeParse(jsonOf(ON_A_CHECK.exec(line.trim())?.[1] ?? line));
    if (head.success) return head.data;
    throw misused(
      `Line ${index + 1} of ${file} is no head.`,
      "It has lines as lamplighter audit heads prints them, or as our check runs show them.",
    );
  });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function misused(message: string, mend: string): CommandRefused {
  return new CommandRefused({ code: "usage", exit: EXIT.usage, message, mend });
}
