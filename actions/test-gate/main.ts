// The test gate: reads what the test run wrote, gives one verdict with names, and fails the job when the policy says so.
import { configOf, type InputName, type OutputName } from "../../src/gate/config.ts";
import { decide, isPlain } from "../../src/gate/decide.ts";
import { Refusal, run, type Runner } from "../action.ts";
import type { ExitCode } from "../this-process.ts";
import { gather } from "./gather.ts";
import { placeFrom } from "./place.ts";
import { show } from "./show.ts";
import { running } from "./running.ts";
import { writeResults } from "./write-results.ts";

async function gate(runner: Runner<InputName, OutputName>): Promise<ExitCode> {
  const { config, problems } = configOf((name) => runner.input(name));
  const [problem] = problems;
  if (problem !== undefined) {
    const message = problems.map((one) => one.message).join(" ");
    throw new Refusal({ code: "input-malformed", message, cure: problems.map((one) => one.expected).join(" ") });
  }
  const place = placeFrom(
    runner.env,
    config.job === "" ? "test-gate" : `test-gate-${config.job.replace(/[^\w.-]/g, "-")}`,
  );
  const facts = await gather({ config, place, token: runner.input("token"), now: Date.now() });
  const further = isPlain(facts, config) ? null : (await import("./beyond.ts")).further;
  const judgement = decide(facts, config, further);
  const written = await writeResults({ facts, judgement, config, place });
  await show({ runner, facts, judgement, config, place, written });
  return judgement.verdict.state === "allow" ? 0 : 1;
}

// Not awaited: what is imported late imports this file, and would wait for it.
void run(running, gate);
