// Which files have faults planted in them, and which tables judge them. Few and fast: every fault is judged by all of
// them that reach its line.
import { basename } from "node:path";

/** Every decision, with what the longest of them was parted into, and all of the core. */
export const JUDGED: readonly string[] = [
  "src/**/decide.ts",
  "src/change/{finding,stranded,risk/gate}.ts",
  "src/gate/{further,notes}.ts",
  "src/triage/{steps,hearing/undo}.ts",
  "src/core/**/*.ts",
];

/** The decision on a change has 1,500 tables: these are its own. */
const CHANGE = ["test/change/{decide,gate,corners,late,merging,reviews}.test.ts"];

const TRIAGE = ["test/triage/{decide,plans}.test.ts", "test/triage/hearing/*.test.ts"];

/** Files whose tables stand in test files of other names. Every other core file has a test file of its own name. */
const TABLES: Record<string, readonly string[]> = {
  "change/decide": CHANGE,
  // What it finds of delegations and of their ends, and of freezes beside what is not known.
  "change/finding": [...CHANGE, "test/change/{delegations,evasions}.test.ts", "test/change/freezes/sure.test.ts"],
  "change/risk/gate": ["test/change/risk/gate.test.ts"],
  "change/stranded": CHANGE,
  "change/queue/decide": ["test/change/queue/{decide,group}.test.ts"],
  // The readers' corpora judge the readers.
  "gate/decide": ["test/gate/{decide,reasons}.test.ts"],
  "gate/notes": ["test/gate/{decide,reasons}.test.ts"],
  "gate/further": ["test/gate/{decide,reasons}.test.ts"],
  "release/decide": ["test/release/{room,plans}.test.ts"],
  // Not the histories and properties of the whole room.
  "sensor/adoption/decide": ["test/sensor/adoption/*.test.ts"],
  "sensor/branch/decide": ["test/sensor/branch/*.test.ts"],
  "sensor/reviews/decide": ["test/sensor/reviews/*.test.ts"],
  "welcome/decide": ["test/welcome/decide.test.ts"],
  "triage/decide": TRIAGE,
  "triage/steps": TRIAGE,
  "triage/hearing/undo": ["test/triage/hearing/undo.test.ts"],
  "core/command": ["test/core/{command,comments}.test.ts"],
  "core/comment-structure": ["test/core/{comment-structure,comments}.test.ts"],
  "core/comment-taming": ["test/core/{comment-taming,comment-structure}.test.ts"],
  "core/glob-syntax": ["test/core/{glob-syntax,match,codeowners}.test.ts"],
  "core/glob": ["test/core/{match,codeowners}.test.ts"],
  "core/invisible": ["test/core/lookalike.test.ts"],
  // Not the properties: each takes seconds, and every fault would wait for all of them.
  "core/markdown": ["test/core/markdown{,-block}.test.ts"],
  "core/people": ["test/core/people.test.ts", "test/change/people.test.ts"],
  "core/verdict": ["test/core/verdict*.test.ts"],
};

/** Patterns of the test files that judge `file`: the room's tables, or the core file's own. */
export function tablesFor(file: string): readonly string[] {
  const place = file.replace(/^src\//u, "").replace(/\.ts$/u, "");
  const named = TABLES[place];
  if (named) return named;
  const [room = ""] = place.split("/");
  const name = basename(place);
  if (room !== "core") return [`test/${room}/**/*.test.ts`];
  if (name.startsWith("policy") || name.startsWith("yaml")) return ["test/core/{policy,yaml}*.test.ts"];
  return [`test/core/${name}.test.ts`];
}
