// Issues of ours, and opening and closing any.
import type { Outcome } from "../core/outcome.ts";
import type { StepOf } from "../core/plan.ts";
import type { Ask } from "./ask.ts";
import { cut } from "./cut.ts";
import { createOnce, outcome } from "./outcome.ts";
import { issueInSlot, markerOf } from "./own.ts";
import type { Issue, OurApp } from "./own.ts";
import { IssueShape, readIssue } from "./read-issue.ts";
import { resolveLabels } from "./write-label.ts";

const MOST_TITLE = 256;

const printed = (issue: Issue): Outcome["answer"] => ({
  issue: issue.number,
  nodeId: issue.node_id,
  updatedAt: issue.updated_at,
});

/** Looks for the marker first, then creates. One that a person closed stays closed; one that says something else is rewritten. */
export async function openIssue(ask: Ask, app: OurApp, step: StepOf<"open-issue">): Promise<Outcome> {
  const title = step.title.slice(0, MOST_TITLE);
  const body = cut(step.body, `\n\n${markerOf(step.slot)}`);
  const what = `our issue "${step.slot}" in ${ask.called}`;
  const existing = await issueInSlot(ask, step.slot, app);
  if (existing) {
    const same = existing.title === title && existing.body.replaceAll("\r\n", "\n") === body;
    if (existing.state === "closed" || same) return outcome("already", printed(existing));
    const parameters = { issue_number: existing.number, title, body };
    const route = "PATCH /repos/{owner}/{repo}/issues/{issue_number}";
    const { value } = await ask({ route, parameters, what, schema: IssueShape });
    return outcome("written", printed(value));
  }
  const labels = step.labels.length > 0 ? await resolveLabels(ask, step.labels, true) : [];
  const issue = await createOnce<Issue>({
    create: async () => {
      const parameters = { title, body, ...(labels.length > 0 && { labels }) };
      const { value } = await ask({ route: "POST /repos/{owner}/{repo}/issues", parameters, what, schema: IssueShape });
      return value;
    },
    find: async () => (await issueInSlot(ask, step.slot, app)) ?? undefined,
  });
  return outcome("written", printed(issue));
}

/** 2 calls; 1 when it is so already. */
export async function setState(ask: Ask, step: StepOf<"close"> | StepOf<"reopen">): Promise<Outcome> {
  const state = step.do === "close" ? "closed" : "open";
  const issue = await readIssue(ask, step.on);
  if (issue.state === state) return outcome("already", printed(issue));
  const what = `${ask.called}#${step.on}`;
  if (issue.pull_request != null) {
    const route = "PATCH /repos/{owner}/{repo}/pulls/{pull_number}";
    await ask({ route, parameters: { pull_number: step.on, state }, what, schema: IssueShape.pick({ number: true }) });
    return outcome("written", { pull: step.on });
  }
  const { value } = await ask({
    route: "PATCH /repos/{owner}/{repo}/issues/{issue_number}",
    parameters: { issue_number: step.on, state, ...(step.do === "close" && { state_reason: step.reason }) },
    what,
    schema: IssueShape,
  });
  return outcome("written", printed(value));
}
