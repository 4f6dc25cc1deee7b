// `lamplighter plan`: what every room thinks of an issue or pull request now, and what it would do. Nothing is done.
import { ROOMS } from "../capabilities.ts";
import type { Step } from "../core/plan.ts";
import { ReadError } from "../core/known.ts";
import type { Subject } from "../core/refs.ts";
import { verdictText } from "../core/verdict-print.ts";
import { loadPolicy } from "../load-policy.ts";
import { think } from "../run.ts";
import type { RoomPlan } from "../run.ts";
import { CommandRefused, EXIT } from "./command-line.ts";
import type { CliCommand } from "./command-line.ts";
import { withRepository } from "./with-repository.ts";
import type { Seen } from "./with-repository.ts";

export const plan: CliCommand = {
  name: "plan",
  usage: "plan OWNER/REPO#NUMBER",
  does: "Prints the verdict on an issue or pull request, why, and what would be done. Nothing is done.",
  teaches: "It reads what the running app reads, with the app's own environment, and prints the same decision.",
  options: {},
  examples: ["lamplighter plan octo/app#12", "lamplighter plan octo/app#12 --json"],
  positionals: [1, 1],
  async run({ positionals: [what = ""], flags }, io) {
    const [, name, number] = /^([^#]+)#([1-9]\d{0,9})$/.exec(what) ?? [];
    if (name === undefined || number === undefined) {
      const message = `"${what.slice(0, 80)}" is not OWNER/REPO#NUMBER.`;
      throw new CommandRefused({ code: "bad-name", exit: EXIT.usage, message, mend: "Write it as in octo/app#12." });
    }
    const plans = await withRepository({ io, name }, (seen) => thinkAbout(seen, Number(number)));
    if (flags.has("json")) io.out(JSON.stringify({ plans }));
    else for (const one of plans) io.out(printPlan(one));
    return EXIT.ok;
  },
};

async function thinkAbout({ repo, reads }: Seen, number: number): Promise<readonly RoomPlan[]> {
  const { isPull } = await reads.issue(number).catch((error: unknown) => {
    if (!(error instanceof ReadError) || error.failure !== "gone") throw error;
    const message = `There is no #${number} in ${repo.owner}/${repo.name}, or the App may not see it.`;
    throw new CommandRefused({ code: "gone", exit: EXIT.refused, message, mend: "Check the number." });
  });
  const { installation, id: repository } = repo;
  const subject: Subject = { installation, repository, kind: isPull ? "pull" : "issue", name: String(number) };
  const now = Date.now();
  const tick = { kind: "clock", subject, repo, by: null, delivery: null, at: now } as const;
  const turn = { subject, repo, now, triggers: [tick], heard: [], misheard: [] };
  return think({ turn, rooms: ROOMS, policies: await loadPolicy({ reads, rooms: ROOMS }), reads });
}

function printPlan({ room, plan: { verdict, steps, lookAgainAt } }: RoomPlan): string {
  const again = lookAgainAt === undefined ? [] : [`  looks again at ${new Date(lookAgainAt).toISOString()}`];
  const doing =
    steps.length === 0 ? ["  nothing to do"] : steps.map((step) => `  would ${describe(step)}: ${step.why}`);
  return [`== ${room}`, verdictText(verdict), ...doing, ...again].join("\n");
}

/** A step in a few words. */
function describe(step: Step): string {
  switch (step.do) {
    case "label":
      return ["label", ...step.add.map((one) => `+${one}`), ...step.remove.map((one) => `-${one}`)].join(" ");
    case "check":
      return `set ${step.name} to ${step.state} on ${step.head.slice(0, 12)}`;
    case "comment":
      return `write its comment "${step.slot}" on #${step.on}`;
    case "record":
      return `record ${step.kind}`;
    default:
      return step.do;
  }
}
