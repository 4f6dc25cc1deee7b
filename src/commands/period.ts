// Days and instants as they are typed: the same for every command that looks at a period.
import type { Instant } from "../core/refs.ts";
import { CommandRefused, EXIT } from "./command-line.ts";

/** A day of UTC, where it begins or ends; or an instant with its zone. Refuses anything else. */
export function instantOf(args: {
  /** The option's name. */
  readonly name: string;
  readonly text: string;
  readonly end: "begins" | "ends";
}): Instant {
  const { name, text, end } = args;
  const day = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  // JavaScript takes 2026-02-30 for a day in March.
  if (!Number.isNaN(day) && new Date(day).toISOString().startsWith(text))
    return day + (end === "ends" ? 86_400_000 : 0);
  const exact = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/.test(text)
    ? Date.parse(text)
    : Number.NaN;
  if (!Number.isNaN(exact)) return exact;
  throw new CommandRefused({
    code: "usage",
    exit: EXIT.usage,
    message: `--${name} is neither a day nor an instant.`,
    mend: `Write it as in --${name} 2026-10-01, or with its zone as in --${name} 2026-10-01T08:00Z.`,
  });
}
