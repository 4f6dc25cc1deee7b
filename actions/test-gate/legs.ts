// Mode merge: the digests that the legs of one run left, as one table of tests. A digest of another run is not a leg of this one.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseDigest, type Digest } from "../../src/gate/digest.ts";
import type { FileProblem, FileRead } from "../../src/gate/facts.ts";
import type { Tests } from "../../src/gate/tests.ts";
import type { RunPlace } from "./place.ts";
import { asDamage } from "./damaged.ts";

export interface Legs {
  readonly files: FileRead[];
  readonly problems: FileProblem[];
  readonly legs: string[];
  readonly legProblems: string[];
}

export function readLegs(args: { paths: readonly string[]; place: RunPlace; tests: Tests }): Legs {
  const { paths, place, tests } = args;
  const found: Legs = { files: [], problems: [], legs: [], legProblems: [] };
  for (const path of paths) {
    let digest: Digest;
    try {
      digest = parseDigest(readFileSync(join(place.workspace, path), "utf8"));
    } catch (error) {
      const { code, message } = asDamage(error);
      found.problems.push({ path, line: 0, code, message });
      continue;
    }
    const { job, run, sha, problems } = digest.head;
    if (run !== place.run || (place.run !== "" && sha !== place.sha)) {
      const message = `It is the digest of run ${run} at ${sha.slice(0, 12)}, not of this one.`;
      found.problems.push({ path, line: 0, code: "other-run", message });
      continue;
    }
    if (found.legs.includes(job)) {
      found.problems.push({ path, line: 0, code: "leg-twice", message: `The leg ${job} is there twice.` });
      continue;
    }
    found.legs.push(job);
    found.legProblems.push(...problems.map((problem) => `Leg ${job}: ${problem}`));
    found.files.push({ path, format: "digest", tests: digest.rows.size });
    for (const [id, { outcome, seconds, told }] of digest.rows) {
      const failure = told === null ? undefined : { message: told.message, details: "" };
      tests.add({ suite: "", name: `${id} [${job}]`, outcome, seconds, file: told?.file, line: told?.line, failure });
    }
  }
  return found;
}
