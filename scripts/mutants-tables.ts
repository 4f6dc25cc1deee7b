// Which tables judge which source file. Few and fast: every fault is judged by all of them that reach its line.
import { basename, dirname } from "node:path";

/** Files whose tables stand in test files of other names. Every other core file has a test file of its own name. */
const TABLES: Record<string, readonly string[]> = {
  // The readers' corpora judge the readers.
  "gate/decide": ["test/gate/{decide,reasons}.test.ts"],
  "release/decide": ["test/release/{room,plans}.test.ts"],
  "welcome/decide": ["test/welcome/decide.test.ts"],
  "triage/decide": ["test/triage/{decide,obey,plans}.test.ts"],
  "core/command": ["test/core/{command,comments}.test.ts"],
  "core/comment-structure": ["test/core/{comment-structure,command,comments}.test.ts"],
  "core/glob-syntax": ["test/core/{glob-syntax,match,codeowners}.test.ts"],
  "core/glob": ["test/core/{match,codeowners}.test.ts"],
  // Not the properties: each takes seconds, and every fault would wait for all of them.
  "core/markdown": ["test/core/markdown{,-block}.test.ts"],
  "core/people": ["test/core/people.test.ts", "test/change/people.test.ts"],
  "core/verdict": ["test/core/verdict*.test.ts"],
};

/** Patterns of the test files that judge `file`: the room's tables, or the core file's own. */
export function tablesFor(file: string): readonly string[] {
  const room = basename(dirname(file));
  const name = basename(file, ".ts");
  const named = TABLES[`${room}/${name}`];
  if (named) return named;
  if (room !== "core") return [`test/${room}/**/*.test.ts`];
  if (name.startsWith("policy") || name.startsWith("yaml")) return ["test/core/{policy,yaml}*.test.ts"];
  return [`test/core/${name}.test.ts`];
}
