// The check: one run of a name, of our App, on a commit; updated, not created again, because GitHub keeps only 1,000.
import * as z from "zod";
import type { Outcome } from "../core/outcome.ts";
import type { StepOf } from "../core/plan.ts";
import type { Ask } from "./ask.ts";
import { cut } from "./cut.ts";
import { createOnce, outcome } from "./outcome.ts";
import type { OurApp } from "./own.ts";
import { readChecks } from "./read-checks.ts";
import type { CheckShape } from "./read-checks.ts";
import { readPull } from "./read-pull.ts";
import { Id } from "./shapes.ts";

const MOST_TITLE = 255;
const Written = z.object({ id: Id });

/** Where a ledger ended when the check was written, printed where its keeper cannot change it later (design rule 14). */
export interface LedgerHead {
  readonly installation: number;
  readonly sequence: number;
  readonly hash: string;
}

/** As `audit heads` prints it, after two words for people: `audit verify --heads` reads it back. */
function witness({ installation, sequence, hash }: LedgerHead): string {
  return `Ledger head \`${JSON.stringify({ installation, sequence, hash })}\``;
}

/** 2 calls, and 1 more where a pull request's head must still be this one. */
export async function writeCheck(
  place: { readonly ask: Ask; readonly app: OurApp; readonly head?: LedgerHead | undefined },
  step: StepOf<"check">,
): Promise<Outcome> {
  const { ask, app, head } = place;
  if (step.onlyIfHeadOf !== null) {
    const pull = await readPull(ask, step.onlyIfHeadOf);
    if (pull.head.sha !== step.head) return outcome("moved", { head: pull.head.sha });
  }
  const wanted = bodyOf(step, head);
  const existing = await find(ask, app, step);
  if (existing && isSame(existing, wanted)) return outcome("already", { checkRunId: existing.id });
  const what = `the check ${step.name} on ${step.head.slice(0, 12)} of ${ask.called}`;
  if (existing) {
    await ask({
      route: "PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}",
      parameters: { check_run_id: existing.id, ...wanted },
      what,
      schema: Written,
    });
    return outcome("written", { checkRunId: existing.id });
  }
  const { id } = await createOnce<{ readonly id: number }>({
    create: async () => {
      const parameters = { name: step.name, head_sha: step.head, ...wanted };
      const { value } = await ask({
        route: "POST /repos/{owner}/{repo}/check-runs",
        parameters,
        what,
        schema: Written,
      });
      return value;
    },
    find: () => find(ask, app, step),
  });
  return outcome("written", { checkRunId: id });
}

interface CheckBody {
  readonly status: "in_progress" | "completed";
  readonly conclusion?: "success" | "failure";
  readonly external_id: string;
  readonly output: { readonly title: string; readonly summary: string; readonly text?: string };
}

// There is no neutral and no skipped here: GitHub lets both pass (design rule 3).
function bodyOf(step: StepOf<"check">, head: LedgerHead | undefined): CheckBody {
  const text = head && witness(head);
  const output = { title: step.title.slice(0, MOST_TITLE), summary: cut(step.summary), ...(text && { text }) };
  const rest = { external_id: step.externalId, output };
  if (step.state === "waiting") return { status: "in_progress", ...rest };
  return { status: "completed", conclusion: step.state, ...rest };
}

async function find(ask: Ask, app: OurApp, step: StepOf<"check">): Promise<CheckShape | undefined> {
  const runs = await readChecks(ask, step.head, { check_name: step.name, app_id: app.id });
  // The filter is GitHub's; whose run it is, we look at ourselves: a namesake of another App is not ours (CHK-01).
  return runs.filter((run) => run.app?.id === app.id && run.name === step.name).sort((a, b) => b.id - a.id)[0];
}

/** A head that has grown since is no reason to write the check again. */
function isSame(run: CheckShape, wanted: CheckBody): boolean {
  return (
    run.status === wanted.status &&
    (run.conclusion ?? undefined) === wanted.conclusion &&
    run.external_id === wanted.external_id &&
    run.output.title === wanted.output.title &&
    run.output.summary === wanted.output.summary
  );
}
