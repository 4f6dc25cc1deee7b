// Whether a workflow can be started with the inputs that it is started with: GitHub refuses the start otherwise, and
// whoever asked would hear nothing. Pure.
import { parseYaml } from "../core/yaml.ts";

export const BACKPORT_INPUTS = ["pull-request", "lines"] as const;
export const RELEASE_INPUTS = ["line", "only"] as const;

/** A file that cannot be read here (GitHub takes YAML that we do not) is taken to be right. */
export function isStartable(text: string, inputs: readonly string[]): boolean {
  const parsed = parseYaml(text);
  if (!parsed.ok) return true;
  const dispatch = under(under(parsed.document.data, "on"), "workflow_dispatch");
  if (dispatch === undefined) return false;
  const declared = under(dispatch, "inputs");
  return inputs.every((input) => under(declared, input) !== undefined);
}

/** What stands under a key; a bare name and a name in a list stand for themselves. Undefined when it is not there. */
function under(value: unknown, key: string): unknown {
  if (value === key || (Array.isArray(value) && value.includes(key))) return null;
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
  return new Map<string, unknown>(Object.entries(value)).get(key) ?? null;
}
