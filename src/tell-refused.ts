// What GitHub refuses for good is told where people look: in a comment; where none can be written, in a check of the pull
// request; and where that is none or cannot be set either, the operator finds it among the dead letters.
import { createHash } from "node:crypto";
import * as z from "zod";
import { apply } from "./apply.ts";
import type { RefusedStep, World } from "./apply.ts";
import { known, ReadError } from "./core/known.ts";
import type { Step, StepOf } from "./core/plan.ts";
import type { Reads } from "./core/reads.ts";
import { printSubject } from "./core/refs.ts";
import type { Subject } from "./core/refs.ts";
import { refusalIn } from "./core/refusal.ts";
import type { Refusal } from "./core/refusal.ts";
import * as words from "./core/refusal-words.ts";
import type { Why } from "./store/given-up.ts";

/** The record of what was refused and where it was told; the ledger has the intents and failures beside it. */
export const REFUSED = "refused";
const CHECK = "lamplighter/refused";
const SLOT = "refused";

/** Told nowhere on GitHub: then it is a dead letter. `mended`: the check was taken back. */
type Place = "comment" | "check" | "nowhere" | "mended";

const Kept = z.object({
  told: z.enum(["comment", "check", "nowhere", "mended"]),
  steps: z.array(z.object({ key: z.string(), code: z.string() })),
  head: z.string().nullable(),
});
type Kept = z.infer<typeof Kept>;

export function refusalOfWrite(error: unknown, attempt: number): Refusal | null {
  return error instanceof ReadError ? refusalIn(error, attempt) : null;
}

interface Telling {
  readonly subject: Subject;
  readonly refused: readonly RefusedStep[];
  readonly reads: Pick<Reads, "pull" | "records">;
  readonly world: World;
}

/** Tells what is new, once. Answers what nobody could be told on GitHub, for the dead letters. */
export async function tellRefused(telling: Telling): Promise<Why | undefined> {
  const { subject, refused } = telling;
  if (refused.length === 0 && subject.kind !== "pull") return undefined;
  const before = await toldBefore(telling);
  if (refused.length === 0) {
    await takeBack(telling, before.at(-1));
    return undefined;
  }
  const placeBefore = ({ step, refusal }: RefusedStep): Place | undefined =>
    placeOf(before, { key: step.key, code: refusal.code });
  // Of some nothing is on record: the look that met the refusal ended before it was told.
  const isDue = (one: RefusedStep): boolean => one.isNews || placeBefore(one) === undefined;
  const untold = refused.filter((one) => isDue(one) || placeBefore(one) === "nowhere");
  if (untold.length === 0) return undefined;
  // What nobody was told and nothing has happened to since would be refused again, and so would be its telling.
  if (untold.some(isDue) && (await tell(telling, untold)) !== "nowhere") return undefined;
  const codes = [...new Set(untold.map(({ refusal }) => refusal.code))];
  return { code: `refused-${codes[0] ?? "unknown"}`, reason: words.line(untold) };
}

async function toldBefore({ subject, reads }: Telling): Promise<readonly Kept[]> {
  const records = await reads.records(printSubject(subject), [REFUSED]);
  return records.flatMap(({ data }) => {
    const kept = Kept.safeParse(data);
    return kept.success ? [kept.data] : [];
  });
}

function placeOf(before: readonly Kept[], one: { readonly key: string; readonly code: string }): Place | undefined {
  return before.findLast(({ steps }) => steps.some(({ key, code }) => key === one.key && code === one.code))?.told;
}

async function tell(telling: Telling, refused: readonly RefusedStep[]): Promise<Place> {
  const { subject, world } = telling;
  const on = numberOf(telling);
  const head = subject.kind === "pull" ? await headOf(telling) : null;
  let told: Place = "nowhere";
  if (on !== null && mayComment(refused, on) && (await isDone(world, commentStep(on, refused)))) told = "comment";
  else if (on !== null && head !== null && (await isDone(world, checkStep({ on, head, refused })))) told = "check";
  const steps = refused.map(({ step, refusal }) => ({ key: step.key, code: refusal.code }));
  await keep(world, { told, steps, head: told === "check" ? head : null });
  return told;
}

async function keep(world: World, data: Kept): Promise<void> {
  const key = `${REFUSED}:${hashOf(JSON.stringify(data))}`;
  await world.ledger.record({ key, why: words.why(), kind: REFUSED, by: null, data });
}

/** A red check says that something is refused. Where nothing is any more, it would say what is not so. */
async function takeBack(telling: Telling, last: Kept | undefined): Promise<void> {
  if (last?.told !== "check" || last.head === null) return;
  const on = Number(telling.subject.name);
  const step: StepOf<"check"> = {
    ...checkOn({ on, head: last.head }),
    state: "success",
    title: words.mendedTitle(),
    summary: words.mendedBody(),
    key: `check:${last.head}:${CHECK}:mended:${hashOf(JSON.stringify(last))}`,
  };
  const { refused } = await apply([step], telling.world);
  if (refused.length === 0) await keep(telling.world, { ...last, told: "mended" });
}

/** The issue or pull request that it is about: the turn's, or the one that a step was for. */
function numberOf({ subject, refused }: Telling): number | null {
  if (subject.kind === "issue" || subject.kind === "pull") return Number(subject.name);
  return refused.flatMap(({ step }) => ("on" in step ? [step.on] : []))[0] ?? null;
}

const SILENCED: ReadonlySet<string> = new Set(["locked", "archived", "blocked"]);

function mayComment(refused: readonly RefusedStep[], on: number): boolean {
  return !refused.some(({ step, refusal }) => SILENCED.has(refusal.code) || (step.do === "comment" && step.on === on));
}

async function headOf({ subject, reads }: Telling): Promise<string | null> {
  const pull = await known(reads.pull(Number(subject.name)));
  return pull.known ? pull.value.head.sha : null;
}

async function isDone(world: World, step: Step): Promise<boolean> {
  const { done } = await apply([step], world);
  return done.some(({ did }) => did === "written" || did === "already");
}

function commentStep(on: number, refused: readonly RefusedStep[]): Step {
  const body = words.body(refused);
  return { do: "comment", on, slot: SLOT, body, why: words.why(), key: `comment:${SLOT}:${hashOf(body)}` };
}

function checkStep(at: { readonly on: number; readonly head: string; readonly refused: readonly RefusedStep[] }): Step {
  const summary = words.body(at.refused);
  const key = `check:${at.head}:${CHECK}:${hashOf(summary)}`;
  return { ...checkOn(at), state: "failure", title: words.title(at.refused), summary, key };
}

function checkOn({ on, head }: { readonly on: number; readonly head: string }) {
  return {
    do: "check",
    name: CHECK,
    head,
    externalId: `refused/${on}`,
    onlyIfHeadOf: on,
    why: words.why(),
  } as const;
}

const hashOf = (said: string): string => createHash("sha256").update(said).digest("hex").slice(0, 16);
