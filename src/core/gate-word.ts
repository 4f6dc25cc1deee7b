// What the test gate says of a run: the first line of the digest that it leaves (spec: test-gate, "Against the base"). The
// gate prints it; change management reads it back from an artifact, and believes nothing that does not look like it.

/** The digest's file, alone in its artifact. */
export const DIGEST_FILE = "test-gate.ndjson";

/**
 * What an older release must not pass over in silence raises this number: a merge refuses legs that other releases left,
 * and a base that another release left is none.
 */
export const DIGEST_VERSION = 1;

/** The verdict as it stands in a digest. */
export interface GateVerdict {
  readonly state: "allow" | "block";
  /** `passed`, `failures`, `no-tests` ... */
  readonly code: string;
  /** Tests that failed and are not in quarantine. */
  readonly failed: number;
  /** Those of them that do not fail on the base; null without a base. */
  readonly new: number | null;
}

export interface GateWord extends GateVerdict {
  readonly sha: string;
  /** The id of the workflow's run. */
  readonly run: string;
  readonly tests: number;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isCount = (value: unknown): value is number =>
  typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
const isShort = (value: unknown, pattern: RegExp): value is string => typeof value === "string" && pattern.test(value);

/** Null when the line is none of the gate's, or an older gate's, which said nothing of its verdict. */
export function parseGateWord(line: string): GateWord | null {
  const value = jsonOf(line);
  if (!isRecord(value) || value["digest"] !== "lamplighter/test-gate" || value["version"] !== DIGEST_VERSION)
    return null;
  const { sha, run, tests, verdict } = value;
  if (!isShort(sha, /^[0-9a-f]{40,64}$/) || !isShort(run, /^[0-9]{1,20}$/) || !isCount(tests)) return null;
  if (!isRecord(verdict)) return null;
  const { state, code, failed, new: fresh } = verdict;
  if (state !== "allow" && state !== "block") return null;
  // It is shown to people, and comes from whoever wrote the workflow.
  if (!isShort(code, /^[a-z][a-z0-9-]{0,39}$/) || !isCount(failed)) return null;
  if (fresh !== null && !isCount(fresh)) return null;
  return { sha, run, tests, state, code, failed, new: fresh };
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
