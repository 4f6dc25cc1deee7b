// An issue on paper: what triage would read about it, and what its steps would make of it.
import { parseCommands } from "../../src/core/command.ts";
import { membership } from "../../src/core/people.ts";
import type { Plan } from "../../src/core/plan.ts";
import type { PolicyState, Roles } from "../../src/core/policy.ts";
import type { LabelEvent, SaidNow } from "../../src/core/issue.ts";
import type { Known } from "../../src/core/known.ts";
import type { LedgerRecord, PermissionLevel } from "../../src/core/reads.ts";
import type { Person } from "../../src/core/refs.ts";
import type { Said } from "../../src/core/trigger.ts";
import { commands, loginsIn } from "../../src/triage/commands.ts";
import { triageConfig, type TriageConfig } from "../../src/triage/config.ts";
import { decide } from "../../src/triage/decide.ts";
import type { Asked, FormText, TriageFacts } from "../../src/triage/facts.ts";
import type * as z from "zod";

export const NOW = 1_800_000_000_000;
export const ada: Person = { id: 1, login: "ada", type: "User" };
export const rita: Person = { id: 2, login: "rita", type: "User" };
export const us: Person = { id: 9, login: "lamplighter[bot]", type: "Bot" };
export const yes = <T>(value: T): Known<T> => ({ known: true, value });
export const failed = (what: string): Known<never> => ({
  known: false,
  why: { failure: "server", what, message: "502" },
});

export interface World {
  title: string;
  body: string;
  state: "open" | "closed";
  author: Person;
  on: "issue" | "pull";
  labels: string[];
  assignees: Person[];
  repoLabels: string[];
  events: LabelEvent[];
  records: LedgerRecord[];
  forms: FormText[];
  permissions: Record<number, PermissionLevel>;
  teams: Record<string, Person[]>;
  people: Person[];
  asked: Asked[];
  roles: Roles;
  config: z.input<typeof triageConfig>;
  comments: Record<string, string>;
}

export function world(over: Partial<World> = {}): World {
  return {
    title: "It breaks",
    body: "Every time.",
    state: "open",
    author: rita,
    on: "issue",
    labels: [],
    assignees: [],
    repoLabels: [],
    events: [],
    records: [],
    forms: [],
    permissions: { [ada.id]: "maintain", [rita.id]: "read" },
    teams: {},
    people: [ada, rita],
    asked: [],
    roles: {},
    config: {},
    comments: {},
    ...over,
  };
}

/** A label that somebody put on, with its event. */
export function labelled(one: World, label: string, by: Person): World {
  const event: LabelEvent = { action: "labeled", label, by, byApp: null, at: NOW };
  const repoLabels = one.repoLabels.includes(label) ? one.repoLabels : [...one.repoLabels, label];
  return { ...one, labels: [...one.labels, label], events: [...one.events, event], repoLabels };
}

export function unlabelled(one: World, label: string, by: Person): World {
  const event: LabelEvent = { action: "unlabeled", label, by, byApp: null, at: NOW };
  return { ...one, labels: one.labels.filter((name) => name !== label), events: [...one.events, event] };
}

let comments = 100;

/** A comment that somebody has just written. */
export function says(
  one: World,
  by: Person,
  body: string,
  now: Partial<Extract<SaidNow, { is: "there" }>> = {},
): World {
  const id = comments++;
  const said: Said = {
    channel: "comment",
    id,
    nodeId: `IC_${id}`,
    on: 7,
    body,
    by,
    viaApp: false,
    createdAt: NOW,
    commit: null,
  };
  const standsNow = yes<SaidNow>({ is: "there", body, edited: false, byEmail: false, ...now });
  const heard = parseCommands({ body, specs: commands }).commands.map((command) => ({ command, said, standsNow }));
  return { ...one, asked: [...one.asked, ...heard] };
}

export function factsOf(one: World): TriageFacts {
  const teams = Object.entries(one.teams).flatMap(([team, members]) =>
    one.people.map(
      (person) =>
        [membership(team, person), yes<"active" | "none">(members.includes(person) ? "active" : "none")] as const,
    ),
  );
  const accounts = new Map(one.people.map((person) => [person.login, yes<Person | null>(person)]));
  return {
    now: NOW,
    repo: { installation: 1, id: 2, owner: "octo", name: "app" },
    number: 7,
    on: one.on,
    asked: one.asked,
    issue: {
      issue: yes({
        number: 7,
        nodeId: "I_7",
        title: one.title,
        body: one.body,
        state: one.state,
        stateReason: null,
        author: one.author,
        labels: one.labels,
        assignees: one.assignees,
        isPull: one.on === "pull",
        createdAt: NOW,
        updatedAt: NOW,
      }),
      us: yes("lamplighter"),
      labels: yes(one.repoLabels.map((name, id) => ({ id, name, color: "", description: "" }))),
      events: yes(one.events),
      records: yes(one.records),
      forms: yes(one.forms),
      authority: {
        ownerType: "Organization",
        permissions: new Map(Object.entries(one.permissions).map(([id, level]) => [Number(id), yes(level)])),
        teams: new Map(teams),
        accounts,
      },
      accounts: new Map(
        one.asked
          .flatMap(({ command }) => loginsIn(command.args))
          .map((login) => [login, accounts.get(login) ?? yes(null)]),
      ),
    },
  };
}

export function policyOf(one: World): PolicyState<TriageConfig> {
  return {
    is: "ok",
    policy: {
      section: triageConfig.parse(one.config),
      roles: one.roles,
      calendar: { zone: "UTC", days: [], hours: { from: "09:00", to: "17:00" }, holidays: [] },
      identities: {},
      sections: ["triage"],
      hash: "",
      commit: "c".repeat(40),
    },
  };
}

export function planOf(one: World): Plan {
  return decide(factsOf(one), policyOf(one));
}

/** The steps in a line each, without what is only remembered. */
export function deedsOf(plan: Plan): string[] {
  return plan.steps.flatMap((step) => {
    switch (step.do) {
      case "label":
        return [...step.add.map((name) => `+${name}`), ...step.remove.map((name) => `-${name}`)];
      case "assign":
        return [
          ...step.add.map(({ login }) => `assign ${login}`),
          ...step.remove.map(({ login }) => `unassign ${login}`),
        ];
      case "react":
        return [`react ${step.with}`];
      case "comment":
        return [`comment ${step.slot}`];
      default:
        return [];
    }
  });
}

/** What the plan makes of the issue, as GitHub and the ledger would tell it afterwards. `keys` are the records that are there already. */
export function apply(one: World, plan: Plan): World {
  const labels = new Set(one.labels);
  const events = [...one.events];
  const records = [...one.records];
  const repoLabels = new Set(one.repoLabels);
  let assignees = one.assignees;
  const written = { ...one.comments };
  for (const step of plan.steps) {
    if (step.do === "label") {
      for (const label of step.add) {
        if (!step.create && !repoLabels.has(label)) throw new Error(`there is no label ${label}`);
        repoLabels.add(label);
        labels.add(label);
        events.push({ action: "labeled", label, by: us, byApp: null, at: NOW });
      }
      for (const label of step.remove) {
        labels.delete(label);
        events.push({ action: "unlabeled", label, by: us, byApp: null, at: NOW });
      }
    } else if (step.do === "record") {
      records.push({ sequence: records.length, at: NOW, kind: step.kind, by: step.by, data: step.data });
    } else if (step.do === "assign") {
      assignees = [...assignees.filter(({ id }) => !step.remove.some((other) => other.id === id)), ...step.add];
    } else if (step.do === "comment") {
      written[step.slot] = step.body;
      const { remember } = step;
      if (remember)
        records.push({ sequence: records.length, at: NOW, kind: remember.kind, by: null, data: remember.data });
    }
  }
  return { ...one, labels: [...labels], events, records, repoLabels: [...repoLabels], assignees, comments: written };
}

/** Applies, and looks again with nothing new said. */
export function after(one: World): World {
  return { ...apply(one, planOf(one)), asked: [] };
}
