// Looking after the store: what was given up and giving it another chance, backup and restore, export and purge.
import { constants } from "node:fs";
import { access } from "node:fs/promises";
import { resolve } from "node:path";
import { CommandRefused, EXIT } from "./command-line.ts";
import type { CliCommand } from "./command-line.ts";
import { writeLines } from "./write-lines.ts";
import { refuseUnknown, wholeNumber, withStore } from "./with-store.ts";

export const deadletters: CliCommand = {
  name: "deadletters",
  usage: "deadletters [--limit N]",
  does: "Lists deliveries and subjects that were given up, each with a code and its reason.",
  options: { limit: { type: "string", value: "N", does: "at most so many (default 100)" } },
  examples: ["lamplighter deadletters", "lamplighter deadletters --json"],
  positionals: [0, 0],
  run: ({ flags, value }, io) =>
    withStore(io, async (store) => {
      const letters = await store.deadLetters(wholeNumber({ name: "limit", given: value("limit"), otherwise: 100 }));
      if (flags.has("json")) io.out(JSON.stringify({ deadLetters: letters }));
      else if (letters.length === 0) io.out("Nothing was given up.");
      for (const { delivery, event, subject, code, reason, at } of flags.has("json") ? [] : letters) {
        io.out(
          `${delivery ?? subject ?? "?"}  ${event ?? "timer"}  ${new Date(at).toISOString()}  ${code}\n  ${subject ?? "not sorted"}: ${reason}`,
        );
      }
      if (letters.length > 0 && !flags.has("json"))
        io.out("\nAfter the cause is mended: lamplighter replay NAME, the first word of a line.");
      return EXIT.ok;
    }),
};

export const replay: CliCommand = {
  name: "replay",
  usage: "replay DELIVERY|SUBJECT",
  does: "Gives a delivery or subject that was given up another chance.",
  teaches:
    "Nothing is done twice: what was already done is found by its mark. The app does the work; it may be running.",
  options: {},
  examples: ["lamplighter replay 0b6fdaa5-fdb9-40b3-8bf6-23236957a586", "lamplighter replay 7/4711/pull/12"],
  positionals: [1, 1],
  run: ({ positionals: [what = ""], flags }, io) =>
    withStore(io, async (store) => {
      await store.replay(what);
      io.out(flags.has("json") ? JSON.stringify({ replayed: what }) : `${what} is due again.`);
      return EXIT.ok;
    }),
};

export const backup: CliCommand = {
  name: "backup",
  usage: "backup FILE",
  does: "Writes the whole store into one new file, as it is at one moment.",
  teaches: "The app may go on running. The file can be restored into either kind of store.",
  options: {},
  examples: ["lamplighter backup lamplighter-2026-11-22.jsonl"],
  positionals: [1, 1],
  run: ({ positionals: [file = ""], flags }, io) =>
    withStore(io, async (store) => {
      const moved = await store.backup(resolve(io.cwd, file));
      io.out(flags.has("json") ? JSON.stringify({ file, ...moved }) : `${file}: ${moved.rows} rows.`);
      if (moved.gone > 0 && !flags.has("json"))
        io.out(`${moved.gone} of them are deliveries whose bodies are gone from the spool or damaged there.`);
      return EXIT.ok;
    }),
};

export const restore: CliCommand = {
  name: "restore",
  usage: "restore FILE",
  does: "Fills an empty store from a backup.",
  teaches: "Stop the app first. A store that holds anything is never overwritten.",
  options: {},
  examples: ["DATABASE_URL=postgres://... lamplighter restore lamplighter-2026-11-22.jsonl"],
  positionals: [1, 1],
  async run({ positionals: [file = ""], flags }, io) {
    // Before the store is made: a slip of the keyboard must not leave an empty one behind.
    await access(resolve(io.cwd, file), constants.R_OK).catch((error: unknown) => {
      const message = `There is no readable file ${file}.`;
      throw new CommandRefused({ code: "no-file", exit: EXIT.usage, message, mend: "Check the path.", cause: error });
    });
    return withStore(
      io,
      async (store) => {
        const moved = await store.restore(resolve(io.cwd, file));
        io.out(flags.has("json") ? JSON.stringify({ file, ...moved }) : `${file}: ${moved.rows} rows are restored.`);
        return EXIT.ok;
      },
      "own",
    );
  },
};

export const exportAll: CliCommand = {
  name: "export",
  usage: "export --installation ID [FILE]",
  does: "Writes everything of one installation as lines of JSON: its ledger, and what is known of its repositories.",
  options: { installation: { type: "string", value: "ID", does: "which installation" } },
  examples: ["lamplighter export --installation 42 acme.jsonl"],
  positionals: [0, 1],
  run({ positionals: [file], flags, value }, io) {
    const installation = needInstallation(value("installation"));
    return withStore(io, async (store) => {
      await refuseUnknown(store, installation);
      const lines = store.export(installation);
      if (file === undefined) {
        for await (const line of lines) io.out(line);
        return EXIT.ok;
      }
      const count = await writeLines({ file, cwd: io.cwd, lines });
      io.out(flags.has("json") ? JSON.stringify({ file, lines: count }) : `${file}: ${count} lines.`);
      return EXIT.ok;
    });
  },
};

export const purge: CliCommand = {
  name: "purge",
  usage: "purge --installation ID --yes",
  does: "Forgets an installation and all of its records, for good.",
  teaches:
    "For after uninstalling. Export first: what is purged cannot be brought back, and nobody can prove anything with it.",
  options: {
    installation: { type: "string", value: "ID", does: "which installation" },
    yes: { type: "boolean", does: "you mean it" },
  },
  examples: ["lamplighter purge --installation 42 --yes"],
  positionals: [0, 0],
  run({ flags, value }, io) {
    const installation = needInstallation(value("installation"));
    if (!flags.has("yes")) {
      const message = `This deletes every record of installation ${installation} for good.`;
      const mend = `Export it first (lamplighter export --installation ${installation} FILE), then repeat this with --yes.`;
      throw new CommandRefused({ code: "not-confirmed", exit: EXIT.usage, message, mend });
    }
    return withStore(io, async (store) => {
      const rows = await store.purge(installation);
      io.out(
        flags.has("json")
          ? JSON.stringify({ installation, rows })
          : rows === 0
            ? `Nothing was known of installation ${installation}.`
            : `Installation ${installation} is forgotten: ${rows} rows.`,
      );
      return EXIT.ok;
    });
  },
};

function needInstallation(given: string | undefined): number {
  if (given !== undefined) return wholeNumber({ name: "installation", given, otherwise: 0 });
  const message = "It is not said which installation: --installation is missing.";
  const mend = "Give --installation ID; `lamplighter ledger verify` lists those that are known.";
  throw new CommandRefused({ code: "no-installation", exit: EXIT.usage, message, mend });
}
