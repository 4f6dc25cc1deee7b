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
  run: (args, io) => withStore(io, (store) => verifyLedgers({ args, io, store, kept: [] })),
};

/** A head that was kept elsewhere, and whose it is. */
export interface KeptHead {
  readonly installation: number;
  readonly sequence: number;
  readonly hash: string;
}

/** Verifies each ledger, also those that only a kept head knows of, and prints what was found. */
export async function verifyLedgers(asked: {
  readonly args: Arguments;
  readonly io: Io;
  readonly store: Store;
  readonly kept: readonly KeptHead[];
}): Promise<number> {
  const { io, store } = asked;
  const { flags, value } = asked.args;
  const given = value("installation");
  const kept = [...asked.kept, ...readHead(value("head"), given)];
  const here = await installationsOf(store, given);
  // Against a kept head an empty ledger is a cut one, and that is found below.
  const vouched = new Set(kept.map(({ installation }) => installation));
  if (given !== undefined)
    for (const installation of here) if (!vouched.has(installation)) await refuseUnknown(store, installation);
  const results = [];
  for (const installation of given === undefined ? new Set([...here, ...vouched]) : here) {
    const own = kept.filter((head) => head.installation === installation);
    const { fault, entries, tail, checkedTo, head, asides } = await store.ledger.verify(installation, own);
    const sound = fault === null;
    results.push({
      installation,
      sound,
      entries,
      tail,
      checkedTo,
      head: `${head.sequence}:${head.hash}`,
      fault,
      asides,
    });
  }
  const sound = results.every((one) => one.sound);
  if (flags.has("json")) io.out(JSON.stringify({ sound, installations: results }));
  for (const { installation, entries, tail, checkedTo, head, fault, asides } of flags.has("json") ? [] : results) {
    const checked = tail === "checked" ? `tail checked up to entry ${checkedTo}` : "tail not checked";
    const said = fault
      ? `NOT SOUND at entry ${fault.sequence} (${fault.code}): ${fault.message}`
      : `sound, ${entries} entries, ${checked}`;
    io.out(`installation ${installation}: ${said}\n  head ${head}`);
    for (const { sequence, by, because, at, changed } of asides) {
      const what = changed ? "was changed after it was written" : "is as it was written";
      io.out(`  entry ${sequence} ${what}; ${by} set it aside on ${new Date(at).toISOString()}: ${because}`);
    }
  }
  if (results.length === 0 && !flags.has("json")) io.out("The ledger is empty: no installation has been seen yet.");
  return sound ? EXIT.ok : EXIT.refused;
}

function readHead(text: string | undefined, installation: string | undefined): readonly KeptHead[] {
  if (text === undefined) return [];
  const [, sequence, hash] = /^(\d{1,15}):([0-9a-f]{64})$/.exec(text) ?? [];
  if (sequence !== undefined && hash !== undefined && installation !== undefined) {
    const whose = wholeNumber({ name: "installation", given: installation, otherwise: 0 });
    return [{ installation: whose, sequence: Number(sequence), hash }];
  }
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
