// `lamplighter ledger list|verify`: what was done, by whom and why; and whether anybody changed it since.
import { CommandRefused, EXIT } from "./command-line.ts";
import type { Arguments, CliCommand, Io, Option } from "./command-line.ts";
import { installationsOf, refuseUnknown, wholeNumber, withStore } from "./with-store.ts";

const INSTALLATION: Option = { type: "string", value: "ID", does: "one installation; default: all" };

export const ledgerList: CliCommand = {
  name: "ledger list",
  usage: "ledger list [--installation ID] [--subject TEXT] [--after N] [--limit N]",
  does: "Lists what was done, by whom and why, oldest first.",
  options: {
    installation: INSTALLATION,
    subject: { type: "string", value: "TEXT", does: "only subjects that hold this, as in pull/12" },
    after: { type: "string", value: "N", does: "entries after this sequence number" },
    limit: { type: "string", value: "N", does: "at most so many (default 100)" },
  },
  examples: ["lamplighter ledger list --subject pull/12", "lamplighter ledger list --json --limit 1000"],
  positionals: [0, 0],
  run: (args, io) => withStore(io, (store) => list(args, io, store)),
};

type Store = Parameters<Parameters<typeof withStore>[1]>[0];

const PAGE = 500;

async function list({ flags, value }: Arguments, io: Io, store: Store): Promise<number> {
  const limit = wholeNumber({ name: "limit", given: value("limit"), otherwise: 100 });
  const wanted = value("subject");
  let left = limit;
  const given = value("installation");
  const installations = await installationsOf(store, given);
  if (given !== undefined) for (const installation of installations) await refuseUnknown(store, installation);
  for (const installation of installations) {
    let after = wholeNumber({ name: "after", given: value("after"), otherwise: 0 });
    while (left > 0) {
      const entries = await store.ledger.list({ installation, after, limit: PAGE });
      for (const entry of entries
        .filter(({ subject }) => wanted === undefined || subject.includes(wanted))
        .slice(0, left)) {
        left -= 1;
        const { sequence, at, subject, kind, by, key, data, hash } = entry;
        if (flags.has("json"))
          io.out(
            JSON.stringify({
              installation,
              sequence,
              at: new Date(at).toISOString(),
              subject,
              kind,
              by,
              key,
              data,
              hash,
            }),
          );
        else
          io.out(
            `${installation}:${sequence}  ${new Date(at).toISOString()}  ${subject}  ${kind}  ${by?.login ?? "-"}  ${JSON.stringify(data).slice(0, 160)}`,
          );
      }
      if (entries.length < PAGE) break;
      after = entries.at(-1)?.sequence ?? after;
    }
  }
  if (left === limit && limit > 0 && !flags.has("json")) io.out("Nothing is on record that fits.");
  return EXIT.ok;
}

export const ledgerVerify: CliCommand = {
  name: "ledger verify",
  usage: "ledger verify [--installation ID] [--head SEQUENCE:HASH]",
  does: "Finds any edit, deletion, insertion or reordering of the ledger.",
  teaches:
    "Each entry holds the hash of the one before it. That alone does not show that the newest entries were cut off: give a head " +
    "that was kept elsewhere (the app's log prints them) to have the tail checked too.",
  options: {
    installation: INSTALLATION,
    head: { type: "string", value: "SEQUENCE:HASH", does: "a head that was kept elsewhere; needs --installation" },
  },
  examples: ["lamplighter ledger verify", "lamplighter ledger verify --installation 42 --head 1017:9f86d0..."],
  positionals: [0, 0],
  run: (args, io) => withStore(io, (store) => verify(args, io, store)),
};

async function verify({ flags, value }: Arguments, io: Io, store: Store): Promise<number> {
  const head = readHead(value("head"), value("installation"));
  const installations = await installationsOf(store, value("installation"));
  // Against a kept head an empty ledger is a cut one, and that is found below.
  if (head === undefined && value("installation") !== undefined)
    for (const installation of installations) await refuseUnknown(store, installation);
  let sound = true;
  const results = [];
  for (const installation of installations) {
    const { fault, entries, tail, head: last } = await store.ledger.verify(installation, head);
    sound &&= fault === null;
    results.push({ installation, sound: fault === null, entries, tail, head: `${last.sequence}:${last.hash}`, fault });
  }
  if (flags.has("json")) io.out(JSON.stringify({ sound, installations: results }));
  for (const result of flags.has("json") ? [] : results) {
    const { installation, entries, tail, fault } = result;
    const said = fault
      ? `NOT SOUND at entry ${fault.sequence} (${fault.code}): ${fault.message}`
      : `sound, ${entries} entries, tail ${tail}`;
    io.out(`installation ${installation}: ${said}\n  head ${result.head}`);
  }
  if (results.length === 0 && !flags.has("json")) io.out("The ledger is empty: no installation has been seen yet.");
  return sound ? EXIT.ok : EXIT.refused;
}

function readHead(
  text: string | undefined,
  installation: string | undefined,
): { sequence: number; hash: string } | undefined {
  if (text === undefined) return undefined;
  const [, sequence, hash] = /^(\d{1,15}):([0-9a-f]{64})$/.exec(text) ?? [];
  if (sequence !== undefined && hash !== undefined && installation !== undefined)
    return { sequence: Number(sequence), hash };
  const message =
    installation === undefined
      ? "--head needs --installation: each has a ledger of its own."
      : "--head is not SEQUENCE:HASH.";
  throw new CommandRefused({
    code: "bad-head",
    exit: EXIT.usage,
    message,
    mend: "Copy it from a line `ledger head` of the app's log.",
  });
}
