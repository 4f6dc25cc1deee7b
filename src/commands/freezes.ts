// `lamplighter freezes`: what is frozen when, as a list or as a feed for calendars.
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { ROOMS } from "../capabilities.ts";
import { change } from "../change/index.ts";
import { eventsOf, listed, printListed, skippedIn, type Listed } from "../change/freezes/listing.ts";
import { calendarOf } from "../change/freezes/section.ts";
import { parseInstant } from "../core/clock.ts";
import type { Freeze } from "../core/freezes.ts";
import { printCalendar } from "../core/ical.ts";
import { anyGlob } from "../core/match.ts";
import type { PolicyState } from "../core/policy.ts";
import type { Span } from "../core/window.ts";
import type { ChangeConfig } from "../change/config.ts";
import { loadPolicy, POLICY_PATH } from "../load-policy.ts";
import { CommandRefused, EXIT } from "./command-line.ts";
import type { Arguments, CliCommand, Io } from "./command-line.ts";
import { checkPolicy, freezesIn, printProblem, textsOf } from "./config.ts";
import { withRepository } from "./with-repository.ts";

const DAY = 86_400_000;
/** Unless told: so far ahead. A calendar that subscribes wants more of it than a person who reads a list. */
const AHEAD = { list: 90 * DAY, feed: 365 * DAY } as const;
const FARTHEST = 5 * 366 * DAY;

export const freezes: CliCommand = {
  name: "freezes",
  usage: "freezes [FILE|-|OWNER/REPO] [--from DAY] [--to DAY] [--ical] [--org FILE]",
  does: "Lists the coming freezes of a policy, or prints them as a feed for calendars.",
  teaches: `Without FILE it reads ${POLICY_PATH}; OWNER/REPO is asked with the app's own environment, and only freezes that concern it are told. A freeze that is under way is listed too.`,
  options: {
    from: { type: "string", value: "DAY", does: "2026-12-01, or an instant like 2026-12-01T08:00Z; now when absent" },
    to: { type: "string", value: "DAY", does: "not beyond it; 90 days ahead when absent, a year with --ical" },
    ical: { type: "boolean", does: "print an iCalendar feed (RFC 5545)" },
    org: { type: "string", value: "FILE", does: "the organisation's file, for extends: org" },
  },
  examples: [
    "lamplighter freezes",
    "lamplighter freezes policy.yml --from 2026-12-01 --to 2027-02-01",
    "lamplighter freezes octo/app --ical > freezes.ics",
  ],
  positionals: [0, 1],
  async run(args, io) {
    const { positionals, flags } = args;
    const name = positionals[0] ?? POLICY_PATH;
    const now = Date.now();
    const time = timeOf({ args, now });
    const all = await calendarIn({ name, args, io });
    const found = listed(all, time);
    const warnings = skippedIn(all, time);
    if (flags.has("ical")) {
      const title = `Freezes of ${name === POLICY_PATH || name === "-" ? "this repository" : name}`;
      // The feed's last line ends as all of its lines do: the line feed comes from the terminal.
      io.out(printCalendar({ name: title, events: eventsOf(found), stamp: now }).slice(0, -1));
    } else if (flags.has("json")) {
      io.out(JSON.stringify({ freezes: found.map(asJson), warnings }));
    } else {
      io.out(found.length === 0 ? "Nothing is frozen in that time." : found.map(printListed).join("\n"));
    }
    for (const one of flags.has("json") ? [] : warnings) io.err(`warning: ${one}`);
    return EXIT.ok;
  },
};

function asJson({ freeze, from, to, keptFrom, ...rest }: Listed): object {
  const { branches, environments, repositories, allow } = freeze;
  const [begins, ends, kept] = [from, to, keptFrom].map((instant) => new Date(instant).toISOString());
  return { ...rest, from: begins, to: ends, keptFrom: kept, branches, environments, repositories, allow };
}

function timeOf({ args, now }: { readonly args: Arguments; readonly now: number }): Span {
  const from = instantIn(args, "from") ?? now;
  const to = instantIn(args, "to") ?? from + (args.flags.has("ical") ? AHEAD.feed : AHEAD.list);
  if (from < to && to - from <= FARTHEST) return { from, to };
  const message = from < to ? "That is more than five years." : "--to is not after --from.";
  throw new CommandRefused({ code: "bad-time", exit: EXIT.usage, message, mend: "Name a later or a nearer day." });
}

function instantIn(args: Arguments, name: "from" | "to"): number | undefined {
  const text = args.value(name);
  if (text === undefined) return undefined;
  const instant = parseInstant(/^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00Z` : text);
  if (instant !== undefined) return instant;
  const message = `--${name} ${JSON.stringify(text.slice(0, 40))} is no day and no instant.`;
  const mend = "Write 2026-12-01, or 2026-12-01T08:00Z.";
  throw new CommandRefused({ code: "bad-time", exit: EXIT.usage, message, mend });
}

async function calendarIn(given: {
  readonly name: string;
  readonly args: Arguments;
  readonly io: Io;
}): Promise<readonly Freeze[]> {
  const { name, args, io } = given;
  const isRepository = /^[\w.-]+\/[\w.-]+$/.test(name) && name !== POLICY_PATH && !existsSync(resolve(io.cwd, name));
  if (isRepository) return calendarOfRepository(name, io);
  const outcome = checkPolicy(await textsOf({ name, org: args.value("org"), io }));
  if ("policy" in outcome) return freezesIn(outcome.policy);
  throw wrong(outcome.problems.map(printProblem));
}

async function calendarOfRepository(name: string, io: Io): Promise<readonly Freeze[]> {
  const [state, called] = await withRepository({ io, name }, async ({ reads, repo }) => {
    const policies = await loadPolicy({ reads, rooms: ROOMS });
    return [policies.stateOf(change) as PolicyState<ChangeConfig>, `${repo.owner}/${repo.name}`] as const;
  });
  switch (state.is) {
    case "ok":
      return calendarOf(state.policy.section).filter(
        ({ repositories }) => repositories === null || anyGlob(repositories)(called),
      );
    case "absent":
      return [];
    case "broken":
      throw wrong(state.problems.map(printProblem));
    case "unknown":
      throw new CommandRefused({
        code: "policy-unreadable",
        exit: EXIT.unavailable,
        message: `The policy of ${called} could not be read: ${state.message}.`,
        mend: "Try again.",
      });
  }
}

/** A calendar of a wrong policy would be a wrong calendar. */
function wrong(problems: readonly string[]): CommandRefused {
  const mend = "Mend the file; lamplighter config check says when it is right.";
  return new CommandRefused({ code: "policy-broken", exit: EXIT.refused, message: problems.join("\n"), mend });
}
