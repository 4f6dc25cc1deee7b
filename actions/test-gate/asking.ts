// Who asks for facts of others, and what there is when nothing was asked.
import type { GateConfig } from "../../src/gate/config.ts";
import type { GateFacts } from "../../src/gate/facts.ts";
import type { GitHub } from "./github.ts";
import type { RunPlace } from "./place.ts";
import type { readReports } from "./reports.ts";

export interface Asking {
  readonly config: GateConfig;
  readonly place: RunPlace;
  /** Null without a token. */
  readonly github: GitHub | null;
  /** How reports are read: those of the base, too. */
  readonly readReports: typeof readReports;
}

export type FactsAsked = Pick<GateFacts, "base" | "quarantine" | "changedLines" | "proof">;

export const NOT_ASKED = { is: "unknown", why: "It was not asked for." } as const;
export const NO_TOKEN = { is: "unknown", why: "there is no token." } as const;
