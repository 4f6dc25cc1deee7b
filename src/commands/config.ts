// `lamplighter config check`: says whether a policy file is right, before it is committed.
import * as z from "zod";
import { ROOMS } from "../capabilities.ts";
import { skippedIn } from "../change/freezes/listing.ts";
import { calendarOf, freezes } from "../change/freezes/section.ts";
import type { Freeze } from "../core/freezes.ts";
import { parsePolicy } from "../core/policy-file.ts";
import type { PolicyFile } from "../core/policy-file.ts";
import { resolvePolicy, sectionOf } from "../core/policy-resolve.ts";
import type { ResolvedPolicy } from "../core/policy-resolve.ts";
import type { PolicyProblem } from "../core/policy.ts";
import { POLICY_PATH, sectionsOf } from "../load-policy.ts";
import { CommandRefused, EXIT } from "./command-line.ts";
import type { CliCommand, Io } from "./command-line.ts";
import { readText } from "./read-text.ts";

export const configCheck: CliCommand = {
  name: "config check",
  usage: "config check [FILE|-] [--org FILE]",
  does: "Says whether a policy file is right, with line and column of what is not.",
  teaches: `Without FILE it reads ${POLICY_PATH}; - is standard input. A file that says "extends: org" needs the organisation's with --org.`,
  options: { org: { type: "string", value: "FILE", does: "the organisation's file, for extends: org" } },
  examples: [
    "lamplighter config check",
    "lamplighter config check policy.yml --org ../.github/.github/lamplighter.yml",
  ],
  positionals: [0, 1],
  async run({ positionals, flags, value }, io) {
    const name = positionals[0] ?? POLICY_PATH;
    const outcome = checkPolicy(await textsOf({ name, org: value("org"), io }));
    const problems = "problems" in outcome ? outcome.problems : [];
    const warnings = "policy" in outcome ? warningsOn(outcome.policy) : [];
    if (flags.has("json")) io.out(JSON.stringify({ ok: problems.length === 0, problems, warnings }));
    else if ("problems" in outcome) for (const problem of problems) io.err(printProblem(problem));
    else io.out([describe(name, outcome.policy), ...warnings.map((one) => `warning: ${one}`)].join("\n"));
    return problems.length === 0 ? EXIT.ok : EXIT.refused;
  },
};

interface Text {
  readonly name: string;
  readonly text: string;
}

const nowhere = { line: 0, column: 0, code: "unknown-role", expected: "a role that stands under roles" };

/** The policy that a file is, or what is wrong with it. */
export function checkPolicy(
  args: Text & { readonly org?: Text },
): { policy: ResolvedPolicy } | { problems: readonly PolicyProblem[] } {
  const parsed = parsePolicy({ text: args.text, file: args.name });
  if (!parsed.ok) return { problems: parsed.problems };
  let organisation: PolicyFile | undefined;
  if (args.org) {
    const above = parsePolicy({ text: args.org.text, file: args.org.name });
    if (!above.ok) return { problems: above.problems };
    organisation = above.file;
  }
  if (parsed.file.extendsOrganisation && organisation === undefined) {
    throw new CommandRefused({
      code: "organisation-needed",
      exit: EXIT.usage,
      message: `${args.name} extends the organisation's policy, which was not given.`,
      mend: `Give it with --org FILE: ${ORGANISATION_FILE}.`,
    });
  }
  const outcome = resolvePolicy({
    repository: parsed.file,
    organisation: parsed.file.extendsOrganisation ? organisation : undefined,
    sections: sectionsOf(ROOMS),
  });
  if (outcome.is === "broken") return { problems: outcome.problems };
  const problems = ROOMS.flatMap((room) => {
    const state = sectionOf({ outcome, room: room.name, commit: "" });
    const faults = state.is === "ok" ? (room.faultsIn?.(state.policy) ?? []) : [];
    return faults.map((message) => ({ ...nowhere, file: args.name, message }));
  });
  return problems.length === 0 ? { policy: outcome.policy } : { problems };
}

const ORGANISATION_FILE = `it is ${POLICY_PATH} in the organisation's repository .github`;

/** A policy's text and, where `--org` names one, the organisation's; a missing file is refused with what to do about that one. */
export async function textsOf(args: {
  readonly name: string;
  readonly org: string | undefined;
  readonly io: Io;
}): Promise<Text & { readonly org?: Text }> {
  const { name, org, io } = args;
  const mend = `Name one, or make one with lamplighter init: it writes ${POLICY_PATH}.`;
  const text = name === "-" ? await io.input() : readText({ name, io, mend });
  if (org === undefined) return { name, text };
  const above = `Name the organisation's file after --org: ${ORGANISATION_FILE}.`;
  return { name, text, org: { name: org, text: readText({ name: org, io, mend: above }) } };
}

export function printProblem({ file, line, column, message, expected }: PolicyProblem): string {
  const place = line === 0 ? file : `${file}:${line}:${column}`;
  return `${place}: ${message}${expected === "" ? "" : ` Expected: ${expected}`}`;
}

const YEAR = 365 * 86_400_000;
const LONG = 100 * YEAR;

/** What is right and may still surprise: local times of freezes that no clock will show, of weekly ones within a year. */
function warningsOn(policy: ResolvedPolicy): readonly string[] {
  const now = Date.now();
  return freezesIn(policy).flatMap((one) =>
    skippedIn([one], { from: now, to: now + (one.window.kind === "once" ? LONG : YEAR) }),
  );
}

/** The calendar of a policy; none where changes are not governed. */
export function freezesIn({ sections }: Pick<ResolvedPolicy, "sections">): readonly Freeze[] {
  const section = sections.get("change");
  // The section was understood when the file was read: what does not have its shape here is a fault of ours.
  return section === undefined ? [] : calendarOf(z.object({ freezes }).parse(section));
}

function describe(name: string, policy: ResolvedPolicy): string {
  const rooms = [...policy.sections.keys()];
  const on = rooms.length === 0 ? "no section is there, so nothing is on" : `on here: ${rooms.join(", ")}`;
  return `${name} is right; ${on}.\nRoles: ${Object.keys(policy.roles).join(", ")}. Policy hash: ${policy.hash}`;
}
