// Starting workflows.
import * as z from "zod";
import type { Outcome } from "../core/outcome.ts";
import type { StepOf } from "../core/plan.ts";
import type { Ask } from "./ask.ts";
import { outcome } from "./outcome.ts";

/** 1 call. GitHub keeps no trace to look for first: the workflow itself must be harmless when it is started twice. */
export async function dispatchWorkflow(ask: Ask, step: StepOf<"dispatch-workflow">): Promise<Outcome> {
  const { status } = await ask({
    route: "POST /repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches",
    parameters: { workflow_id: step.workflow, ref: step.ref, inputs: step.inputs },
    what: `the workflow ${step.workflow} of ${ask.called}`,
    schema: z.unknown(),
  });
  return outcome("written", { status });
}
