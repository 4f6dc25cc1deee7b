// Pure: one answer in one slot, for what was asked and for what was no command.
import * as z from "zod";
import type { Plan, Step } from "../core/plan.ts";
import type { Person } from "../core/refs.ts";
import type { Misheard, Said } from "../core/trigger.ts";
import { ANSWERED_RECORD, type DeskFacts, HINT_RECORD } from "./facts.ts";
import * as words from "./words.ts";

const SLOT = "desk";

const answeredRecord = z.object({ channel: z.string(), id: z.int() });
const hintRecord = z.object({ day: z.string() });

export function decide(facts: DeskFacts): Plan {
  // What was answered is not known: better silence than a word too many.
  if (!facts.records.known) return { verdict: words.unknown(facts.records.why.what), steps: [] };
  const records = facts.records.value;
  const answered = new Set(
    records.flatMap(({ kind, data }) => {
      const read = kind === ANSWERED_RECORD ? answeredRecord.safeParse(data) : undefined;
      return read?.success ? [placeOf(read.data)] : [];
    }),
  );
  const isNew = (said: Said): boolean => !answered.has(placeOf(said)) && isPerson(said);
  const asked = facts.asked.filter(({ said }) => isNew(said));
  const day = dayOf(facts.now);
  const hinted = new Set(
    records.flatMap(({ kind, by, data }) => {
      const read = kind === HINT_RECORD ? hintRecord.safeParse(data) : undefined;
      return read?.success && by && read.data.day === day ? [by.id] : [];
    }),
  );
  const worthWords = facts.misheard
    .filter(({ said }) => isNew(said))
    .filter((one) => isOfThisHouse(one, facts))
    .filter(({ problem, said }) => problem.code !== "near-miss" || !hinted.has(said.by.id));
  const slips = firstSlips(worthWords);

  const comments = new Map([...asked, ...slips].map(({ said }) => [placeOf(said), said]));
  if (comments.size === 0) return { verdict: words.nothingToSay(), steps: [] };
  const body = words.answer({ menu: facts.menu, isHelpAsked: asked.length > 0, slips });
  const key = [...comments.keys()].join("+");
  const steps: Step[] = [
    ...[...comments.values()].map((said): Step => {
      const sign = slips.some((slip) => slip.said.id === said.id) ? "confused" : "+1";
      const to = { channel: said.channel, id: said.id, nodeId: said.nodeId };
      return { do: "react", to, with: sign, why: words.whyReact(sign), key: `react:${placeOf(said)}:${sign}` };
    }),
    { do: "comment", on: facts.number, slot: SLOT, body, why: words.whyAnswer(), key: `comment:${SLOT}:${key}` },
    ...hintSteps({ slips, day, facts }),
    ...[...comments.values()].map(
      (said): Step => ({
        do: "record",
        kind: ANSWERED_RECORD,
        by: said.by,
        data: { channel: said.channel, id: said.id },
        why: words.whyAnswered(),
        key: `desk:answered:${placeOf(said)}`,
      }),
    ),
  ];
  return { verdict: words.said(), steps };
}

function isPerson({ by, viaApp }: Said): boolean {
  return by.type === "User" && !viaApp;
}

/** A slip towards a room that is off, or of a command elsewhere, is somebody else's business. */
function isOfThisHouse({ problem }: Misheard, { menu }: DeskFacts): boolean {
  const meant = problem.meant?.replace(/^remove-/, "");
  if (meant === undefined) return menu.on.some((spec) => spec.name !== "help");
  return menu.on.some((spec) => spec.name === problem.meant || spec.name === meant);
}

// Of near misses, those of a person's first comment only: one hint a day.
function firstSlips(slips: readonly Misheard[]): readonly Misheard[] {
  const first = new Map<number, string>();
  return slips.filter(({ problem, said }) => {
    if (problem.code !== "near-miss") return true;
    const place = placeOf(said);
    const taken = first.get(said.by.id) ?? place;
    first.set(said.by.id, taken);
    return taken === place;
  });
}

function hintSteps({ slips, day, facts }: { slips: readonly Misheard[]; day: string; facts: DeskFacts }): Step[] {
  const near = slips.filter(({ problem }) => problem.code === "near-miss");
  const people = new Map<number, Person>(near.map(({ said }) => [said.by.id, said.by]));
  return [...people.values()].map((person) => ({
    do: "record",
    kind: HINT_RECORD,
    by: person,
    data: { day },
    about: facts.repository,
    why: words.whyHint(),
    key: `desk:hint:${person.id}:${day}`,
  }));
}

function placeOf({ channel, id }: { readonly channel: string; readonly id: number }): string {
  return `${channel}:${id}`;
}

function dayOf(now: number): string {
  return new Date(now).toISOString().slice(0, 10);
}
