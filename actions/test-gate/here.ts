// What failures need of their surroundings: their messages, and the places in the workspace that links lead to.
import { statSync } from "node:fs";
import { join } from "node:path";
import { clip } from "../../src/core/neutral.ts";
import type { Judgement } from "../../src/gate/decide.ts";
import { MOST_ROWS, trimStack, type Here } from "../../src/gate/detail-words.ts";
import type { OfFailures } from "../../src/gate/digest.ts";
import type { GateFacts } from "../../src/gate/facts.ts";
import { placeOf, type Place } from "../../src/gate/places.ts";
import type { Failure } from "../../src/gate/tests.ts";
import type { RunPlace } from "./place.ts";

/** Places are looked for only where they are shown: a stack takes longer to search than its test took to read. */
export function hereOf(facts: GateFacts, { failing }: Judgement, place: RunPlace): Here {
  const places = new Map<string, Place>();
  const failures = new Map<string, Failure>();
  const shown = new Set(failing.slice(0, MOST_ROWS));
  const isFile = (path: string): boolean =>
    statSync(join(place.workspace, path), { throwIfNoEntry: false })?.isFile() === true;
  for (const { id, file, line, failure } of facts.tests.told) {
    if (failure !== undefined) failures.set(id, failure);
    if (!shown.has(id)) continue;
    const found = placeOf({ file, line, details: failure?.details ?? "", workspace: place.workspace, isFile });
    if (found !== null) places.set(id, found);
  }
  const repository = place.repository === "" ? "" : `${place.server}/${place.repository}`;
  return { repository, places, failures };
}

/** Characters of a stack that a leg leaves: a hundred of them are no more than a few thousand tests. */
const LONGEST_STACK = 4_000;

/** What a leg leaves of the failures that are shown: where they are, and the lines of their stacks that are theirs. */
export function failuresOf(facts: GateFacts, judgement: Judgement, place: RunPlace): OfFailures {
  const { places, failures } = hereOf(facts, judgement, place);
  const stacks = new Map<string, string>();
  for (const id of judgement.failing.slice(0, MOST_ROWS)) {
    const stack = trimStack(failures.get(id)?.details ?? "");
    if (stack !== "") stacks.set(id, clip(stack, LONGEST_STACK));
  }
  return { places, stacks };
}
