// `lamplighter simulate`: a changed policy, tried on changes of the past. Nothing is done.
import { ROOMS } from "../capabilities.ts";
import { exactLength, parseDuration, printInstant } from "../core/clock.ts";
import { plainLine } from "../core/neutral.ts";
import type { Instant } from "../core/refs.ts";
import { loadPolicy, policyOf } from "../load-policy.ts";
import { changesSince, differs, problemsOf, simulate } from "../simulate.ts";
import type { Outcome, Simulated } from "../simulate.ts";
import { CommandRefused, EXIT } from "./command-line.ts";
import type { CliCommand } from "./command-line.ts";
import { printProblem } from "./config.ts";
import { readText } from "./read-text.ts";
import { withRepository } from "./with-repository.ts";
import type { Seen } from "./with-repository.ts";

const DAYS_BACK = "90d";

export const simulateCommand: CliCommand = {
  name: "simulate",
  usage: "simulate OWNER/REPO --policy FILE [--since 90d]",
  does: "Says what another policy would have decided of past and open pull requests. Nothing is done.",
  teaches:
    "Each merged pull request is judged as it stood at its merge, by the policy of the default branch and by FILE. Who holds which role, checks and code owners are as they are today: GitHub keeps no history of them.",
  options: {
    policy: { type: "string", value: "FILE", does: "the policy to try; - is standard input" },
    since: { type: "string", value: "90d", does: "how far to look back: hours (h), days (d) or weeks (w)" },
  },
  examples: ["lamplighter simulate octo/app --policy lamplighter.yml --since 30d"],
  positionals: [1, 1],
  async run({ positionals: [name = ""], flags, value }, io) {
    const file = value("policy");
    if (file === undefined) {
      const message = "There is no policy to try.";
      throw new CommandRefused({ code: "no-policy", exit: EXIT.usage, message, mend: "Give it with --policy FILE." });
    }
    const since = sinceOf(value("since") ?? DAYS_BACK);
    const mend = "Name the policy to try after --policy: a file of this folder, or - for standard input.";
    const text = file === "-" ? await io.input() : readText({ name: file, io, mend });
    const tried = await withRepository({ io, name }, (seen) => compare({ seen, text, since }));
    if ("problems" in tried) {
      const problems = tried.problems.map((one) => ({ ...one, file }));
      if (flags.has("json")) io.out(JSON.stringify({ ok: false, problems }));
      else for (const problem of problems) io.err(printProblem(problem));
      return EXIT.refused;
    }
    const { simulated } = tried;
    const different = simulated.filter(differs);
    if (flags.has("json")) {
      io.out(JSON.stringify({ ok: true, since: printInstant(since), changes: simulated.length, different }));
    } else io.out(printSimulated(simulated, different, since));
    return EXIT.ok;
  },
};

function sinceOf(text: string): Instant {
  const parsed = parseDuration(text);
  const length = parsed.ok ? exactLength(parsed.value) : undefined;
  if (length !== undefined) return Date.now() - length;
  const message = `--since ${text.slice(0, 40)} is no length of time.`;
  throw new CommandRefused({ code: "bad-since", exit: EXIT.usage, message, mend: "Write it as in 90d, 12w or 36h." });
}

async function compare(args: {
  readonly seen: Seen;
  readonly text: string;
  readonly since: Instant;
}): Promise<{ readonly simulated: readonly Simulated[] } | { readonly problems: Problems }> {
  const { text, since } = args;
  const { repo, reads } = args.seen;
  const present = await loadPolicy({ reads, rooms: ROOMS });
  const proposed = await policyOf({ text, commit: "", reads, rooms: ROOMS });
  const problems = problemsOf(proposed, ROOMS);
  if (problems.length > 0) return { problems };
  const now = Date.now();
  const simulated: Simulated[] = [];
  for (const pull of await changesSince({ reads, since })) {
    simulated.push(await simulate({ pull, repo, reads, present, proposed, now }));
  }
  return { simulated };
}

type Problems = ReturnType<typeof problemsOf>;

function printOutcome({ state, code, title }: Outcome): string {
  return `${state} (${code}) ${plainLine(title)}`;
}

function printSimulated(all: readonly Simulated[], different: readonly Simulated[], since: Instant): string {
  const judged = `${all.length} ${all.length === 1 ? "change" : "changes"} since ${printInstant(since)}`;
  if (all.length === 0) return `There is nothing to judge: ${judged}.`;
  const lines = different.map(
    ({ number, title, now, proposed }) =>
      `#${number} ${plainLine(title).slice(0, 60)}\n  now:      ${printOutcome(now)}\n  proposed: ${printOutcome(proposed)}`,
  );
  const unknown = all.filter((one) => one.now.state === "unknown" || one.proposed.state === "unknown").length;
  const unread = unknown === 0 ? [] : [`${unknown} of them could not be judged: not everything could be read.`];
  return [...lines, `${judged}: ${different.length} would be decided otherwise.`, ...unread].join("\n");
}
