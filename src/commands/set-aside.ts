// `lamplighter audit set-aside`: the cure for a record that cannot be read, and that everything waits for.
import { isUnderstood as isOfChange } from "../change/records.ts";
import { isUnderstood as isOfSensor } from "../sensor/records.ts";
import type { ReadEntry } from "../store/set-aside.ts";
import { CommandRefused, EXIT } from "./command-line.ts";
import type { CliCommand } from "./command-line.ts";
import { refuseUnknown, wholeNumber, withStore } from "./with-store.ts";

const MOST = 500;

export const setAside: CliCommand = {
  name: "audit set-aside",
  usage: "audit set-aside --installation ID --entry N --by NAME --because TEXT",
  does: "Sets aside a record that is damaged or of a newer version, so that its pull request or branch can be looked at again.",
  teaches:
    "One more record says who did it and why; nothing is deleted, and audit verify tells of it. Nobody knows what the lost record " +
    "said, so what it could have opened is shut: approvals on record by then are void and the pull request is on hold until " +
    "somebody with a role lets it go (/unhold); of a branch a maintainer says where its record begins (/baseline). If a newer " +
    "Lamplighter wrote it, start that one instead.",
  options: {
    installation: { type: "string", value: "ID", does: "whose ledger" },
    entry: { type: "string", value: "N", does: "its number, as the check or audit verify names it" },
    by: { type: "string", value: "NAME", does: "who does this" },
    because: { type: "string", value: "TEXT", does: "why" },
  },
  examples: ["lamplighter audit set-aside --installation 42 --entry 1017 --by mona --because 'the disk lost a page'"],
  positionals: [0, 0],
  run({ value, flags }, io) {
    const installation = wholeNumber({ name: "installation", given: needed("installation", value), otherwise: 0 });
    const sequence = wholeNumber({ name: "entry", given: needed("entry", value), otherwise: 0 });
    const [by, because] = [needed("by", value), needed("because", value)];
    return withStore(io, async (store) => {
      await refuseUnknown(store, installation);
      const entry = await store.ledger.entry(installation, sequence);
      if (entry && !entry.isSetAside && isReadable(entry)) {
        const message = `Entry ${sequence} (${entry.kind}) is as it was written, and this version understands it.`;
        const mend = "Setting it aside would only lose it. Check the number: the check of the pull request names it.";
        throw new CommandRefused({ code: "readable", exit: EXIT.refused, message, mend });
      }
      const { subject, kind } = await store.ledger.setAside({ installation, sequence, by, because });
      const said = `Entry ${sequence} (${kind}) about ${subject} is set aside, and that is on record.\nThe app looks at ${subject} anew.`;
      io.out(flags.has("json") ? JSON.stringify({ installation, sequence, subject, kind, by, because }) : said);
      return EXIT.ok;
    });
  },
};

function isReadable(entry: ReadEntry): boolean {
  return entry.isWhole && isOfChange(entry) && isOfSensor(entry);
}

function needed(name: string, value: (name: string) => string | undefined): string {
  const given = (value(name) ?? "").trim();
  if (given !== "" && given.length <= MOST) return given;
  const message = given === "" ? `--${name} is missing.` : `--${name} is longer than ${MOST} characters.`;
  const mend =
    "Who sets a record aside, and why, is on record for good: give --installation, --entry, --by and --because.";
  throw new CommandRefused({ code: "bad-option", exit: EXIT.usage, message, mend });
}
