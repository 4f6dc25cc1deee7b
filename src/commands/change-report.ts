// `lamplighter change report`: proves a period. Every commit of a governed branch, its change or its exception.
import { known } from "../core/known.ts";
import type { Instant } from "../core/refs.ts";
import { change } from "../change/index.ts";
import { loadPolicy } from "../load-policy.ts";
import { ROOMS } from "../capabilities.ts";
import { watchedBranches } from "../sensor/adoption/facts.ts";
import type { SensorPolicy, WatchedChange } from "../sensor/policy.ts";
import { gatherReport } from "../sensor/report/facts.ts";
import { printCsv, printText, printTotals, time } from "../sensor/report/print.ts";
import { prove, totalsOf, type Proof } from "../sensor/report/prove.ts";
import { CommandRefused, EXIT } from "./command-line.ts";
import type { Arguments, CliCommand, Io } from "./command-line.ts";
import { instantOf } from "./period.ts";
import { withRepository } from "./with-repository.ts";
import type { Seen } from "./with-repository.ts";
import { withStore } from "./with-store.ts";

export const changeReport: CliCommand = {
  name: "change report",
  usage: "change report [OWNER/REPO] --from DATE [--to DATE] [--branch NAME] [--format json|csv|text]",
  does: "Proves a period: every commit of the governed branches, its change or its exception, totals.",
  teaches:
    "It compares what GitHub has with what is on record, and checks the record's chain first. A date is a day of UTC, --to " +
    "included; a time with its zone is exact. A commit counts for the day on which it came onto the branch, whatever its own " +
    "date says. Exit code 1: a commit is unexplained, or the record is not sound; 69: something could not be read.",
  options: {
    from: { type: "string", value: "DATE", does: "the first day, or an instant: 2026-10-01, 2026-10-01T08:00Z" },
    to: { type: "string", value: "DATE", does: "the last day, or an instant; default: now" },
    branch: { type: "string", value: "NAME", does: "one branch; default: all that the policy governs" },
    format: { type: "string", value: "json|csv|text", does: "how it is printed (default text)" },
  },
  examples: [
    "lamplighter change report octo/app --from 2026-10-01 --to 2026-12-31",
    "lamplighter change report --from 2026-10-01 --format csv > quarter.csv",
  ],
  positionals: [0, 1],
  run,
};

interface Section {
  readonly repository: string;
  readonly proofs: readonly Proof[];
  /** The ledger's chain: where it is broken, nothing that rests on it is proved. */
  readonly ledger: { readonly sound: boolean; readonly head: string };
  /** What could not be read. */
  readonly problems: readonly string[];
}

async function run({ positionals: [name], values, flags, value }: Arguments, io: Io): Promise<number> {
  const now = Date.now();
  const [first, last] = [value("from"), value("to")];
  if (first === undefined) throw misused("--from is missing.");
  const from = instantOf({ name: "from", text: first, end: "begins" });
  const to = last === undefined ? now : instantOf({ name: "to", text: last, end: "ends" });
  const format = flags.has("json") ? "json" : (value("format") ?? "text");
  if (!["json", "csv", "text"].includes(format)) throw misused("--format is json, csv or text.");
  if (from >= to) throw misused("--from is not before --to.");
  const names = name === undefined ? await everyRepository(io) : [name];
  const branches = values["branch"];
  const sections: Section[] = [];
  for (const one of names) {
    sections.push(await withRepository({ io, name: one }, (seen) => sectionOf({ seen, from, to, branches })));
  }
  print({ sections, format, from, to, io });
  if (sections.some(({ problems }) => problems.length > 0)) return EXIT.unavailable;
  const isProved = sections.every(({ ledger, proofs }) => {
    return ledger.sound && proofs.every(({ totals, baselines }) => totals.unexplained === 0 && baselines.length > 0);
  });
  return isProved && sections.some(({ proofs }) => proofs.length > 0) ? EXIT.ok : EXIT.refused;
}

async function sectionOf(args: {
  readonly seen: Seen;
  readonly from: Instant;
  readonly to: Instant;
  readonly branches: readonly string[] | undefined;
}): Promise<Section> {
  const { seen, from, to } = args;
  const { repo, reads, store } = seen;
  const repository = `${repo.owner}/${repo.name}`;
  const { fault, head } = await store.ledger.verify(repo.installation);
  const ledger = { sound: fault === null, head: `${head.sequence}:${head.hash}` };
  const branches = args.branches ?? (await governed(seen));
  if (typeof branches === "string") return { repository, proofs: [], ledger, problems: [branches] };
  const proofs: Proof[] = [];
  const problems: string[] = [];
  for (const branch of branches) {
    const subject = { installation: repo.installation, repository: repo.id, kind: "branch", name: branch } as const;
    const facts = await gatherReport({ subject, from, to, reads });
    if (facts.known) proofs.push(prove({ facts: facts.value, from, to }));
    else problems.push(`${facts.why.what}: ${facts.why.message}`);
  }
  return { repository, proofs, ledger, problems };
}

/** The branches that the policy governs now; or what keeps that from being known. */
async function governed({ reads }: Seen): Promise<readonly string[] | string> {
  const state = (await loadPolicy({ reads, rooms: ROOMS })).stateOf(change);
  if (state.is === "absent") return [];
  if (state.is !== "ok") return "the policy: it cannot be read, so that nobody can say which branches it governs";
  // The state was made by the schema of the change room, which the sensor reads a part of.
  const policy = state.policy as SensorPolicy & { readonly section: WatchedChange };
  const found = await known(watchedBranches(policy, reads));
  return found.known ? found.value : `${found.why.what}: ${found.why.message}`;
}

function everyRepository(io: Io): Promise<readonly string[]> {
  return withStore(io, async (store) => {
    const names: string[] = [];
    for (const { installation, state } of await store.installations.list()) {
      if (state !== "active") continue;
      const known = await store.repositories.list(installation);
      names.push(
        ...known.flatMap((one) => (one.state === "here" && one.name !== "" ? [`${one.owner}/${one.name}`] : [])),
      );
    }
    return names.sort();
  });
}

function print(args: {
  readonly sections: readonly Section[];
  readonly format: string;
  readonly from: Instant;
  readonly to: Instant;
  readonly io: Io;
}): void {
  const { sections, format, from, to, io } = args;
  const totals = totalsOf(sections.flatMap(({ proofs }) => proofs.flatMap(({ rows }) => rows)));
  if (format === "json") {
    io.out(JSON.stringify({ from: time(from), to: time(to), totals, repositories: sections.map(printed) }));
    return;
  }
  if (format === "csv") {
    const lists = sections.flatMap(({ repository, proofs }) => proofs.map(({ rows }) => ({ repository, rows })));
    io.out(printCsv(lists).replace(/\r\n$/, ""));
  }
  const say = format === "csv" ? io.err : io.out;
  if (sections.length === 0) say("no repository is known here yet: the App has not seen any");
  for (const { repository, proofs, ledger, problems } of sections) {
    say(`${repository}, ${time(from) ?? ""} to ${time(to) ?? ""}`);
    if (!ledger.sound) say("  NOT SOUND: the ledger was changed; see lamplighter ledger verify");
    if (proofs.length === 0 && problems.length === 0) say("  no branch is governed");
    for (const line of proofs.flatMap(printText)) say(`  ${line}`);
    for (const problem of problems) say(`  could not be read: ${problem}`);
  }
  say(`in all: ${printTotals(totals)}`);
}

function printed({ repository, proofs, ledger, problems }: Section): object {
  const branches = proofs.map(({ branch, tip, baselines, rows, totals }) => ({
    branch,
    tip,
    totals,
    baselines: baselines.map((one) => ({ ...one, at: time(one.at) })),
    commits: rows.map((row) => ({ ...row, arrived: time(row.arrived) })),
  }));
  return { repository, ledger, problems, branches };
}

function misused(message: string): CommandRefused {
  const mend = "Write it as in --from 2026-10-01 --to 2026-12-31 --format csv.";
  return new CommandRefused({ code: "usage", exit: EXIT.usage, message, mend });
}
