// The real room, looking at a history: each event is put on the paper repository, and its steps are done there.

import type { Trigger, Said as Heard } from "../../src/core/trigger.ts";
import type { Plan } from "../../src/core/plan.ts";
import { printSubject, type Person } from "../../src/core/refs.ts";
import { edit, look, policyOf as parsed, stage, type Stage } from "../change/stage.ts";
import * as world from "../world.ts";
import type { Command, Event, History, Policy, Said, Who } from "./events.ts";
import { all, headOf, isDraft, mergeBaseOf } from "./past.ts";
import type { App } from "./moves.ts";

const person = (id: Who): Person => world.person(`user${id}`, id);
const ROLES = { maintainers: { teams: ["octo/maintainers"] }, board: { teams: ["octo/board"] } };

function policyFile(policy: Policy) {
  const { approvals, separation, reviews, hold, expires } = policy;
  const change = {
    branches: ["main", "next"],
    approvals,
    separation,
    reviews,
    hold,
    ...(expires && { expires: `${expires / 86_400}d` }),
  };
  return parsed({ change, roles: ROLES, hash: JSON.stringify(policy) });
}

function line(command: Command): string {
  switch (command.do) {
    case "approve":
      return `/approve-change ${command.sha ?? ""}`.trim();
    case "withdraw":
      return "/approve-change cancel";
    case "reject":
      return "/reject-change because it is not ready";
    case "unreject":
      return "/reject-change cancel";
    case "hold":
      return "/hold";
    case "unhold":
      return "/unhold";
    case "vouch":
      return `/vouch ${command.sha} because I know them`;
    case "emergency":
    case "no emergency":
    case "override":
    case "no override":
      throw new Error(`the room has not heard of ${command.do} yet`);
  }
}

const EPOCHS = {
  closed: "closed",
  reopened: "reopened",
  draft: "converted-to-draft",
  retargeted: "base-changed",
} as const;

function put(paper: Stage, event: Event, history: History): void {
  switch (event.is) {
    case "opened":
    case "pushed": {
      const hands = event.made.map((who) => world.contributor(person(who)));
      if (event.nameless) hands.push(world.contributor(null));
      const made = hands.map((hand) => world.commit("a1", hand, { sha: event.head }));
      paper.commits.set(event.head, made);
      paper.files.set(event.head, [world.file("src/a.ts")]);
      paper.pushers.set(event.head, person(event.by));
      const head = { sha: event.head, ref: "mend", repository: world.repo.id };
      edit(paper, 12, { head, commits: made.length, ...(event.is === "opened" && { author: person(event.by) }) });
      if (event.is === "opened") paper.policy = policyFile(event.policy);
      break;
    }
    case "closed":
    case "reopened":
    case "draft":
    case "retargeted":
      paper.events.set(12, [...(paper.events.get(12) ?? []), { kind: EPOCHS[event.is], at: event.at * 1000 }]);
      if (event.is === "retargeted") edit(paper, 12, { base: { sha: world.sha("ba5e"), ref: event.base } });
      else if (event.is !== "draft") edit(paper, 12, { state: event.is === "closed" ? "closed" : "open" });
      break;
    case "gained":
    case "lost":
      paper.teams.set(`octo/${event.role}#${event.who}`, event.is === "gained" ? "active" : "none");
      break;
    case "policy":
      paper.policy = policyFile(event.policy);
      break;
    case "dismissed":
      paper.reviews.set(
        12,
        (paper.reviews.get(12) ?? []).map((one) => (one.id === event.id ? { ...one, state: "dismissed" } : one)),
      );
      break;
    case "base-moved":
    case "ready":
    case "announced":
    case "renamed":
    case "issue":
    case "looked":
    case "said":
    case "heard":
      break;
  }
  paper.mergeBase = mergeBaseOf(history);
}

const STATES = { approved: "approved", changes: "changes_requested", commented: "commented" } as const;

function hearing(paper: Stage, said: Said, history: History): Heard {
  const body = said.commands.map(line).join("\n");
  paper.said.set(said.id, { is: "there", body, edited: said.unfit === "edited", byEmail: false });
  const by = said.unfit === "bot" ? world.person(`user${said.by}`, said.by, "Bot") : person(said.by);
  const createdAt = said.at * 1000;
  const { review } = said;
  const before = paper.reviews.get(12) ?? [];
  if (review && !before.some((one) => one.id === said.id)) {
    const isDismissed = all(history, "dismissed").some((one) => one.id === said.id);
    const state = isDismissed ? ("dismissed" as const) : STATES[review.state];
    const one = { id: said.id, nodeId: `R_${said.id}`, by, state, commit: review.on, body, submittedAt: createdAt };
    paper.reviews.set(
      12,
      [...before, one].sort((a, b) => a.id - b.id),
    );
  }
  return {
    channel: review ? "review" : "comment",
    id: said.id,
    nodeId: `C_${said.id}`,
    on: 12,
    body,
    by,
    viaApp: said.unfit === "app",
    createdAt,
    commit: review?.on ?? null,
  };
}

export interface Room {
  readonly app: App;
  /** What the last look came to. */
  readonly last: () => Plan | undefined;
}

export function room(): Room {
  const paper = stage({ permissions: new Map(), teams: new Map() });
  let seen = 0;
  let plan: Plan | undefined;
  const announcements = () =>
    (paper.records.get(printSubject(world.pullSubject(12))) ?? []).filter((one) => one.kind === "change.announced");
  const app: App = async (history, at) => {
    const fresh = history.slice(seen).filter((event) => event.is !== "announced");
    for (const event of fresh) put(paper, event, history);
    seen = history.length;
    edit(paper, 12, { draft: isDraft(history) });
    for (const id of [1, 2, 3, 4, 5, 6]) paper.accounts.set(`user${id}`, person(id));
    const triggers: Trigger[] = all(fresh, "opened", "pushed").map((event) => ({
      kind: "pull",
      subject: world.pullSubject(12),
      repo: world.repo,
      action: event.is === "opened" ? "opened" : "synchronize",
      head: event.head,
      base: "main",
      before: null,
      by: person(event.by),
      at: event.at * 1000,
      delivery: `${event.is} at ${event.at}`,
    }));
    const said = all(fresh, "heard").map((event) =>
      hearing(paper, all(history, "said").find((one) => one.id === event.id)!, history),
    );
    paper.now = at * 1000;
    const before = announcements().length;
    plan = await look(paper, { triggers, said });
    return announcements()
      .slice(before)
      .map(() => ({ is: "announced", at, head: headOf(history) }));
  };
  return { app, last: () => plan };
}
