// What failures need of their surroundings: their messages, and the places in the workspace that links lead to.
import { statSync } from "node:fs";
import { join } from "node:path";
import type { Here } from "../../src/gate/detail-words.ts";
import type { GateFacts } from "../../src/gate/facts.ts";
import { placeOf, type Place } from "../../src/gate/places.ts";
import type { Failure } from "../../src/gate/tests.ts";
import type { RunPlace } from "./place.ts";

export function hereOf(facts: GateFacts, place: RunPlace): Here {
  const places = new Map<string, Place>();
  const failures = new Map<string, Failure>();
  const isFile = (path: string): boolean =>
    statSync(join(place.workspace, path), { throwIfNoEntry: false })?.isFile() === true;
  for (const { id, file, line, failure } of facts.tests.told) {
    if (failure !== undefined) failures.set(id, failure);
    const found =
      places.size < 200
        ? placeOf({ file, line, details: failure?.details ?? "", workspace: place.workspace, isFile })
        : null;
    if (found !== null) places.set(id, found);
  }
  const repository = place.repository === "" ? "" : `${place.server}/${place.repository}`;
  return { repository, places, failures };
}
