// One policy file, read: what it says and where. What it means is in policy-resolve.ts.
import type { Json } from "./plan.ts";
import type { PolicyProblem } from "./policy.ts";
import { parseYaml, type YamlDocument } from "./yaml.ts";
import type { Path } from "./yaml-tree.ts";

export type Members = Readonly<Record<string, Json>>;

/** A file that is YAML with a map at its top. Nothing else has been checked yet: what it extends may complete it. */
export interface PolicyFile {
  /** As people know it: `.github/lamplighter.yml`. */
  readonly name: string;
  readonly data: Members;
  readonly document: YamlDocument;
  /** `extends: org`: resolving it needs the organisation's file. */
  readonly extendsOrganisation: boolean;
}

export type ParsedPolicy =
  | { readonly ok: true; readonly file: PolicyFile }
  | { readonly ok: false; readonly problems: readonly PolicyProblem[] };

/** The file alone. An empty one is a policy in which every section is absent. */
export function parsePolicy(args: { readonly text: string; readonly file: string }): ParsedPolicy {
  const parsed = parseYaml(args.text);
  if (!parsed.ok) return { ok: false, problems: parsed.problems.map((problem) => ({ file: args.file, ...problem })) };
  const { document } = parsed;
  const data = document.data ?? {};
  if (!isMembers(data)) {
    const place = document.place(document.find([]).offset);
    const message = "The policy is not a map of sections.";
    return {
      ok: false,
      problems: [{ file: args.file, ...place, code: "type", message, expected: "change: {}, for a start" }],
    };
  }
  return { ok: true, file: { name: args.file, data, document, extendsOrganisation: data["extends"] === "org" } };
}

export function isMembers(value: Json | undefined): value is Members {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The place of a key or value in a file; of the deepest thing on the way to it when the file does not go so far. */
export function placeOf(
  file: PolicyFile,
  what: { readonly path: Path; readonly at: "key" | "value" },
): { readonly file: string; readonly line: number; readonly column: number } {
  const { document } = file;
  const found = what.at === "key" ? document.findKey(what.path) : document.find(what.path);
  return { file: file.name, ...document.place(found.offset) };
}
