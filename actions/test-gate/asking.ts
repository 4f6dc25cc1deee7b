// Who asks for facts of others, and what there is when nothing was asked.
import type { GateConfig } from "../../src/gate/config.ts";
import type { FileProblem, GateFacts } from "../../src/gate/facts.ts";
import type { Tests } from "../../src/gate/tests.ts";
import type { GitHub } from "./github.ts";
import type { RunPlace } from "./place.ts";

export interface Asking {
  readonly config: GateConfig;
  readonly place: RunPlace;
  /** Null without a token. */
  readonly github: GitHub | null;
  /** Reads reports into the tests, and tells what is wrong with them: those of the base are read so, too. */
  readonly readReports: (args: {
    readonly paths: readonly string[];
    readonly workspace: string;
    readonly tests: Tests;
    readonly notBefore: number | null;
  }) => Promise<{ readonly problems: readonly FileProblem[] }>;
}

export type FactsAsked = Pick<GateFacts, "base" | "quarantine" | "changedLines" | "proof">;

export const NOT_ASKED = { is: "unknown", why: "It was not asked for." } as const;
export const NO_TOKEN = { is: "unknown", why: "there is no token." } as const;
