// One turn of the worker: from the deliveries of one subject to its plans, applied and on record.
import type { LeasedLedger, World } from "./apply.ts";
import { catchUp, HEARD, heardKey, SEEN, seenFirst } from "./catch-up.ts";
import type { AnyCapability } from "./core/capability.ts";
import { attendInstallation } from "./attend-installation.ts";
import { known } from "./core/known.ts";
import type { ReadFailureKind } from "./core/known.ts";
import type { Reads } from "./core/reads.ts";
import { parseSubject, printSubject } from "./core/refs.ts";
import type { Instant, Repo, Subject } from "./core/refs.ts";
import type { Said, Trigger, Turn } from "./core/trigger.ts";
import type { GitHub } from "./github/github.ts";
import type { LedgerHead } from "./github/write-check.ts";
import { hear } from "./hear.ts";
import type { HeardAll } from "./hear.ts";
import { leasedLedger } from "./leased-ledger.ts";
import { loadPolicy } from "./load-policy.ts";
import { onceATurn } from "./once-a-turn.ts";
import { readTurn } from "./read-turn.ts";
import { look } from "./run.ts";
import type { Looked } from "./run.ts";
import type { TriggersOf } from "./sorter.ts";
import type { Store } from "./store/open.ts";
import type { Taken, TurnEnd } from "./store/turn.ts";
import { refusalOfWrite, tellRefused } from "./tell-refused.ts";

export interface House {
  readonly store: Store;
  readonly github: GitHub;
  readonly rooms: readonly AnyCapability[];
  readonly triggersOf: TriggersOf;
  /** Hears what was thought and done, for log and metrics. */
  readonly told: (subject: Subject, looked: Looked) => void;
}

/**
 * Looks at one subject. Throws when something could not be read or written that the turn cannot do without: the worker
 * then tries again, and nothing is done twice.
 */
export async function attend(taken: Taken, house: House, signal: AbortSignal): Promise<TurnEnd> {
  const { triggers, ...ended } = readTurn(taken, house.triggersOf);
  const { subject, now } = taken;
  if (subject.kind === "installation") {
    await attendInstallation({ subject, triggers, house, now });
    return ended;
  }
  const called = await whereIs({ taken, triggers, store: house.store });
  const here = called && (await asItIsNow({ repo: called, house, now }));
  if (here === undefined) return ended;
  const { repo, reads } = here;
  // By GitHub's clock, before anything is read of the subject: what is said from here on is not history.
  const began = house.github.now();
  const turn = await gatherTurn({ taken, triggers, repo, reads, house, began });
  const ledger = leasedLedger(house.store, taken);
  const world: World = {
    ledger,
    write: async (step) => house.github.write(repo, step, step.do === "check" ? await headOf(house, repo) : undefined),
    refusalIn: (error) => refusalOfWrite(error, taken.attempts),
    wake: (subject, at) => house.store.wake(subject, at),
    signal,
  };
  const policies = await loadPolicy({ reads, rooms: house.rooms });
  const looked = await look({ turn, rooms: house.rooms, policies, reads, world });
  // Before what was said counts as done: a telling that fails is tried again, with what it tells of.
  const untold = await tellRefused({ subject, refused: looked.refused, reads, world });
  await keepHeard({ ledger, turn, began, unanswered: unansweredIn({ turn, looked, rooms: house.rooms }) });
  house.told(taken.subject, looked);
  return { ...ended, lookAgainAt: looked.lookAgainAt, untold };
}

/** Where the ledger ends now: with the intent of what is about to be written as its last entry, or later. */
async function headOf({ store }: House, { installation }: Repo): Promise<LedgerHead> {
  const { sequence, hash } = await store.ledger.head(installation);
  return { installation, sequence, hash };
}

/**
 * What the repository is called today: as an event about its name says, else as the store has it, else as the newest
 * delivery does. Undefined for one that nobody has ever named.
 */
async function whereIs(args: { taken: Taken; triggers: readonly Trigger[]; store: Store }): Promise<Repo | undefined> {
  const { installation, repository: id } = args.taken.subject;
  const renamed = args.triggers.findLast(({ kind, repo }) => kind === "repository" && repo !== null)?.repo;
  if (renamed) return renamed;
  const known = await args.store.repositories.find(installation, id);
  if (known && known.name !== "") return { installation, id, owner: known.owner, name: known.name };
  return args.triggers.findLast(({ repo }) => repo !== null)?.repo ?? undefined;
}

/** Failures that say nothing of where the repository is. */
const PASSING: ReadonlySet<ReadFailureKind> = new Set(["rate-limited", "server", "timeout"]);

/**
 * Keeps what the repository is called now. Undefined when it is gone, or when another one has its name: then there is
 * nothing here to look at, and nothing is written where it does not belong (design rule 7).
 */
async function asItIsNow(args: {
  repo: Repo;
  house: House;
  now: Instant;
}): Promise<{ readonly repo: Repo; readonly reads: Reads } | undefined> {
  const { repo, house, now } = args;
  const { repositories, installations } = house.store;
  const readsOf = (one: Repo): Reads => onceATurn(house.github.reads(one, recordsFrom(house.store), "a turn"));
  const reads = readsOf(repo);
  let seen = await known(reads.repository());
  if (!seen.known && !PASSING.has(seen.why.failure)) {
    // A token kept from before a rename leads to whatever has the old name now: a fresh one says today's.
    house.github.forget(repo.installation);
    seen = await known(reads.repository());
  }
  if (!seen.known && seen.why.failure !== "gone") return { repo, reads };
  if (!seen.known || seen.value.id !== repo.id) {
    const before = await repositories.find(repo.installation, repo.id);
    await repositories.see({ ...repo, defaultBranch: before?.defaultBranch ?? "", state: "left", seenAt: now });
    return undefined;
  }
  const { owner, name, defaultBranch } = seen.value;
  await repositories.see({ ...repo, owner, name, defaultBranch, state: "here", seenAt: now });
  if ((await installations.find(repo.installation)) === null) {
    // Its own event was lost: it is active, or we could not have read.
    const { installation } = repo;
    await installations.see({ installation, account: 0, login: owner, state: "active", since: now });
  }
  const isAsBefore = owner === repo.owner && name === repo.name;
  const called = { ...repo, owner, name };
  return { repo: called, reads: isAsBefore ? reads : readsOf(called) };
}

function recordsFrom(store: Store): Reads["records"] {
  return async (subject, kinds, bounds) => {
    const parsed = parseSubject(subject);
    if (parsed === undefined) throw new Error(`"${subject}" is no subject`);
    return store.ledger.records(parsed, kinds, bounds);
  };
}

async function gatherTurn(args: {
  taken: Taken;
  triggers: readonly Trigger[];
  repo: Repo;
  reads: Reads;
  house: House;
  began: Instant;
}): Promise<Turn & { readonly ignored: HeardAll["ignored"]; readonly said: readonly Said[] }> {
  const { taken, triggers, repo, reads, house, began } = args;
  const { subject, now } = taken;
  const base = { subject, repo, now, nowOnGitHub: began };
  if (subject.kind !== "issue" && subject.kind !== "pull") {
    return { ...base, triggers, heard: [], misheard: [], ignored: [], said: [] };
  }
  const records = await reads.records(printSubject(subject), [SEEN, HEARD]);
  const heardBefore = new Set(
    records.filter(({ kind }) => kind === HEARD).flatMap(({ data }) => (typeof data === "string" ? [data] : [])),
  );
  const isTick = triggers.some(({ kind }) => kind === "clock");
  const told = new Set(triggers.flatMap((one) => ("said" in one ? [heardKey(one.said)] : [])));
  const heardOf = new Set([...heardBefore, ...told]);
  const missed = isTick ? await catchUp({ subject, reads, since: seenFirst(records), heard: heardOf, now }) : [];
  const all = [...triggers, ...missed];
  const fresh = all.filter((one) => !("said" in one) || !heardBefore.has(heardKey(one.said)));
  const specs = house.rooms.flatMap((room) => room.commands);
  const { heard, misheard, ignored } = hear({ triggers: fresh, specs, subject });
  const said = [...heard, ...misheard, ...ignored].map((one) => one.said);
  return { ...base, triggers: all, heard, misheard, ignored, said };
}

/** Comments with a command to a room that could not find out what it needs and did nothing: they are heard again. */
function unansweredIn(args: {
  readonly turn: Turn;
  readonly looked: Looked;
  readonly rooms: readonly AnyCapability[];
}): ReadonlySet<string> {
  const { turn, looked, rooms } = args;
  const idle = looked.plans.filter(({ plan }) => plan.verdict.state === "unknown" && plan.steps.length === 0);
  const names = new Set(
    rooms
      .filter(({ name }) => idle.some(({ room }) => room === name))
      .flatMap(({ commands }) => commands.map((spec) => spec.name)),
  );
  return new Set(turn.heard.filter(({ command }) => names.has(command.name)).map(({ said }) => heardKey(said)));
}

/** After the plans are applied: what was heard is done or refused, and is not heard again. */
async function keepHeard(args: {
  readonly unanswered: ReadonlySet<string>;
  ledger: LeasedLedger;
  readonly began: Instant;
  turn: Turn & { readonly ignored: HeardAll["ignored"]; readonly said: readonly Said[] };
}): Promise<void> {
  const { ledger, turn, began, unanswered } = args;
  if (turn.subject.kind !== "issue" && turn.subject.kind !== "pull") return;
  await ledger.record({ key: SEEN, why: "first looked at", kind: SEEN, by: null, data: began });
  for (const { said, why } of turn.ignored) {
    const data = { channel: said.channel, id: said.id, why };
    await ledger.record({ key: `ignored:${heardKey(said)}`, why, kind: "ignored", by: said.by, data });
  }
  for (const said of turn.said) {
    const key = heardKey(said);
    if (unanswered.has(key)) continue;
    await ledger.record({ key, why: "its commands are done or refused", kind: HEARD, by: said.by, data: key });
  }
}
