// The operator's log: one JSON object a line. It takes allow-listed fields, never objects, so that no payload, token or
// key can slip into it (design rule 20, TEN-05), and JSON escapes what could forge a line (WEB-15).
import { pino } from "pino";
import { withoutSecrets } from "./core/secrets.ts";
import type { LogLevel } from "./environment.ts";

/** Everything that may stand in a log line beside its event. Values are cut at 500 characters. */
export interface LogFields {
  readonly subject?: string;
  readonly delivery?: string;
  readonly event?: string;
  readonly installation?: number;
  readonly repository?: string;
  readonly room?: string;
  readonly step?: string;
  readonly verdict?: string;
  readonly code?: string;
  readonly reason?: string;
  readonly mend?: string;
  readonly attempt?: number;
  readonly count?: number;
  readonly ms?: number;
  readonly port?: number;
  readonly url?: string;
  readonly ledgerHead?: string;
}

export interface Log {
  (level: LogLevel, what: string, fields?: LogFields): void;
}

const MOST = 500;

/** Opens the log on standard output, or on any stream that takes lines. */
export function openLog(level: LogLevel, to: { write(line: string): void } = process.stdout): Log {
  const logger = pino({ level, base: null, messageKey: "what", timestamp: pino.stdTimeFunctions.isoTime }, to);
  return (at, what, fields = {}) => {
    const safe = Object.fromEntries(
      Object.entries(fields).map(([name, value]) => [
        name,
        typeof value === "string" ? withoutSecrets(value).slice(0, MOST) : (value as number | undefined),
      ]),
    );
    logger[at](safe, withoutSecrets(what));
  };
}
