// Labels and assignees: one at a time, never the whole set, so that nobody else's are touched.
import * as z from "zod";
import type { Outcome } from "../core/outcome.ts";
import type { StepOf } from "../core/plan.ts";
import { lookAlikes } from "../core/lookalike.ts";
import { ReadError } from "../core/known.ts";
import type { Ask } from "./ask.ts";
import { outcome } from "./outcome.ts";
import { accountNow } from "./read-people.ts";
import { LabelShape, readIssue, readLabels } from "./read-issue.ts";
import { Account } from "./shapes.ts";

const Whatever = z.unknown();
// GitHub wants a colour; this is the one that it gives to labels that are made in passing.
const GREY = "ededed";

/** 2 calls to look, and one for each difference; removing one that is not there is no difference. */
export async function writeLabels(ask: Ask, step: StepOf<"label">): Promise<Outcome> {
  const issue = await readIssue(ask, step.on);
  const labels = step.add.length > 0 ? await resolveLabels(ask, step.add, step.create) : [];
  const add = labels.filter((name) => existing(issue.labels, name) === undefined);
  const remove = step.remove.flatMap((name) => existing(issue.labels, name) ?? []);
  for (const name of add) await addLabel(ask, step.on, name);
  for (const name of remove) await removeLabel(ask, step.on, name);
  return outcome(add.length + remove.length > 0 ? "written" : "already", { added: add, removed: remove });
}

/** The label that is there under this name or, failing that, under one that a reader could take for it. */
function existing(labels: readonly string[], name: string): string | undefined {
  return lookAlikes(name, labels)[0];
}

/**
 * Each name as the label that exists: GitHub would create a missing one in passing, and a second `bug` that only looks
 * like the first (TRI-01). A missing one is created only where the step says so.
 */
export async function resolveLabels(ask: Ask, names: readonly string[], create: boolean): Promise<readonly string[]> {
  const labels = (await readLabels(ask)).map(({ name }) => name);
  const resolved: string[] = [];
  for (const name of names) {
    const there = existing(labels, name);
    if (there === undefined && !create) {
      const what = `the label "${name}" of ${ask.called}`;
      throw new ReadError({
        failure: "refused",
        what,
        message: `There is no label "${name}" in ${ask.called}. Create it first.`,
      });
    }
    resolved.push(there ?? (await createLabel(ask, name)));
  }
  return [...new Set(resolved)];
}

async function createLabel(ask: Ask, name: string): Promise<string> {
  try {
    const { value } = await ask({
      route: "POST /repos/{owner}/{repo}/labels",
      parameters: { name, color: GREY },
      what: `the label "${name}" of ${ask.called}`,
      schema: LabelShape,
    });
    return value.name;
  } catch (error) {
    // Somebody was faster, or our own answer was lost: it is there, and that is all we wanted (TRI-02).
    if (error instanceof ReadError && error.status === 422 && error.message.includes("already_exists")) return name;
    throw error;
  }
}

async function addLabel(ask: Ask, on: number, name: string): Promise<void> {
  await ask({
    route: "POST /repos/{owner}/{repo}/issues/{issue_number}/labels",
    parameters: { issue_number: on, labels: [name] },
    what: `the label "${name}" on ${ask.called}#${on}`,
    schema: Whatever,
  });
}

async function removeLabel(ask: Ask, on: number, name: string): Promise<void> {
  try {
    await ask({
      route: "DELETE /repos/{owner}/{repo}/issues/{issue_number}/labels/{name}",
      parameters: { issue_number: on, name },
      what: `the label "${name}" on ${ask.called}#${on}`,
      schema: Whatever,
    });
  } catch (error) {
    // Another delivery removed the label first. It is gone: that is all we wanted.
    if (error instanceof ReadError && error.status === 404) return;
    throw error;
  }
}

const Assigned = z.object({ assignees: z.array(Account).nullish() });

/** 1 call to look, and for each difference 1 to learn the login and 1 to write. */
export async function writeAssignees(ask: Ask, step: StepOf<"assign">): Promise<Outcome> {
  const issue = await readIssue(ask, step.on);
  const present = new Set((issue.assignees ?? []).map(({ id }) => id));
  const add = step.add.filter(({ id }) => !present.has(id));
  const remove = step.remove.filter(({ id }) => present.has(id));
  const what = `assignees of ${ask.called}#${step.on}`;
  for (const person of add) {
    const { login } = await accountNow(ask, person);
    const { value } = await ask({
      route: "POST /repos/{owner}/{repo}/issues/{issue_number}/assignees",
      parameters: { issue_number: step.on, assignees: [login] },
      what,
      schema: Assigned,
    });
    // GitHub passes over whom it will not assign, and says nothing.
    if (!(value.assignees ?? []).some(({ id }) => id === person.id)) {
      const message = `GitHub did not assign ${login} to ${ask.called}#${step.on}: the account needs read access there.`;
      throw new ReadError({ failure: "refused", what, message });
    }
  }
  for (const person of remove) {
    const { login } = await accountNow(ask, person);
    await ask({
      route: "DELETE /repos/{owner}/{repo}/issues/{issue_number}/assignees",
      parameters: { issue_number: step.on, assignees: [login] },
      what,
      schema: Whatever,
    });
  }
  return outcome(add.length + remove.length > 0 ? "written" : "already");
}
