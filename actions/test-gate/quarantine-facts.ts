// Which quarantine counts: on a pull request the base's, so that nobody excuses his own failure.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Asked, QuarantineFacts } from "../../src/gate/facts.ts";
import { readEntries, type Entry, type QuarantineProblem } from "../../src/gate/quarantine.ts";
import { asDamage } from "./damaged.ts";
import type { GitHub } from "./github.ts";
import type { RunPlace } from "./place.ts";
import { asked, fileAtBase } from "./pull.ts";

export async function quarantineFacts(args: {
  path: string;
  place: RunPlace;
  github: GitHub | null;
  now: number;
}): Promise<QuarantineFacts> {
  const { path, place, github, now } = args;
  const file = join(place.workspace, path);
  const found = path !== "" && existsSync(file) ? textAt(file) : "";
  if (typeof found !== "string") return { entries: [], problems: [found], later: [], why: "" };
  const here = found;
  const changes = place.pull !== null || place.event === "merge_group";
  if (path === "" || (here === "" && (!changes || github === null)))
    return { entries: [], problems: [], later: [], why: "" };
  const { parseQuarantine } = await import("./quarantine-file.ts");
  const read = (text: string): Pick<QuarantineFacts, "entries" | "problems"> => {
    const { items, problems } = parseQuarantine(text);
    const { entries, problems: more } = readEntries(items, now);
    return { entries, problems: [...problems, ...more] };
  };
  const present = read(here);
  if (!changes) return { ...present, later: [], why: "" };
  const base: Asked<string> =
    github === null ? { is: "unknown", why: "There is no token." } : await asked(fileAtBase(github, place, path));
  if (base.is === "unknown") {
    const why = `No quarantine entry counts, because the base's could not be read: ${base.why}`;
    return {
      entries: [],
      problems: present.problems,
      later: present.entries,
      why: present.entries.length > 0 ? why : "",
    };
  }
  const before = read(base.value);
  const key = (entry: Entry): string => JSON.stringify({ ...entry, line: 0 });
  const known = new Set(before.entries.map(key));
  // What is wrong in this change's file would be wrong after the merge; what it takes out no longer excuses anything.
  const kept = new Set(present.entries.map((entry) => entry.test));
  return {
    entries: before.entries.filter((entry) => kept.has(entry.test)),
    problems: present.problems,
    later: present.entries.filter((entry) => !known.has(key(entry))),
    why: "",
  };
}

/** What cannot be read is no empty list: somebody meant it to hold entries. */
function textAt(file: string): string | QuarantineProblem {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const { message } = asDamage(error);
    return { code: "malformed", line: 0, message, cure: "It must be a file that this job may read." };
  }
}
