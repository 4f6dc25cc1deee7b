// A history put on the paper repository, event by event, as GitHub would show it; and what of it reaches the app.

import { type Command as Parsed, parseCommands } from "../../src/core/command.ts";
import type { Said as Heard, Trigger, Turn } from "../../src/core/trigger.ts";
import type { Instant, Person, Sha } from "../../src/core/refs.ts";
import { hashOfText } from "../../src/change/hash.ts";
import { change } from "../../src/change/index.ts";
import { SIGNALS } from "../../src/change/risk/settings.ts";
import { edit, policyOf as parsed, stage, type Stage } from "../change/stage.ts";
import * as world from "../world.ts";
import { commit, DAY, PEOPLE } from "./cast.ts";
import type { Command, Event, Head, History, Patch, Policy, Said, Who } from "./events.ts";
import { all, hashOf, isDraft } from "./past.ts";
import { shown } from "./texts.ts";

const ROLES = { maintainers: { teams: ["octo/maintainers"] }, board: { teams: ["octo/board"] } };
const NUMBER = 12;

const local = (instant: Instant) => new Date(instant * 1000).toISOString().slice(0, 16);

const NO_POINTS = Object.fromEntries(SIGNALS.map(({ key }) => [key, { points: 0 }]));

/** One state for each text of a policy: histories share them. */
const policies = new Map<string, Stage["policy"]>();

function policyFile(policy: Policy): Stage["policy"] {
  const key = JSON.stringify(policy);
  const known = policies.get(key);
  if (known) return known;
  const { approvals, separation, reviews, hold, expires, keep, standard, emergency, risk, overrideFreeze, freezes } =
    policy;
  const types = {
    ...(standard && { standard: { if: { only_paths: [`${standard}**`] } } }),
    ...(emergency && { emergency: { ...emergency, needs: ["incident"], review_by: ["board"], review_within: "2bd" } }),
  };
  const section = {
    branches: ["main", "next"],
    // The sum is always nothing: what people say of the risk is all there is.
    ...(risk ? { approvals: { low: approvals, ...risk }, risk: { signals: NO_POINTS } } : { approvals }),
    separation,
    reviews,
    hold,
    ...(expires && { expires: `${expires / DAY}d` }),
    ...(keep && { keep_approval_on: keep }),
    ...(overrideFreeze && { override_freeze: overrideFreeze }),
    ...(freezes && {
      freezes: freezes.map((freeze) => ({ ...freeze, from: local(freeze.from), to: local(freeze.to), zone: "UTC" })),
    }),
    ...(Object.keys(types).length > 0 && { types }),
  };
  // A hash in earnest: our comment prints the first digits of it.
  const state = parsed({ change: section, roles: ROLES, hash: hashOfText(hashOf(policy)) });
  policies.set(key, state);
  return state;
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
      return `/change-type emergency #${command.incident} because the site is down`;
    case "no emergency":
      return "/change-type cancel";
    case "override":
      return `/override-freeze ${command.freeze} because it cannot wait until ${new Date(command.until * 1000).toISOString()}`;
    case "no override":
      return "/override-freeze cancel";
    case "risk":
      return `/risk ${command.level} because it bills people`;
    case "no risk":
      return "/risk cancel";
    case "delegate":
      return `/delegate-change @${command.login} because I am away until ${new Date(command.until * 1000).toISOString()}`;
    case "undelegate":
      return `/undelegate-change ${command.login === undefined ? "" : `@${command.login}`}`.trim();
  }
}

const EPOCHS = {
  closed: "closed",
  reopened: "reopened",
  draft: "converted-to-draft",
  ready: "ready-for-review",
  retargeted: "base-changed",
} as const;
const STATES = { approved: "approved", changes: "changes_requested", commented: "commented" } as const;

export interface Paper {
  readonly stage: Stage;
  readonly logins: Map<Who, string>;
  /** The parents of merge commits. */
  readonly merges: Map<Sha, readonly [Sha, Sha]>;
  /** Who pushed a head first. */
  readonly pushers: Map<Sha, Who>;
}

export function blankPaper(): Paper {
  const blank = stage({ permissions: new Map(), teams: new Map() });
  const logins = new Map(PEOPLE.map((who) => [who, `user${who}`]));
  for (const [who, login] of logins) blank.accounts.set(login, world.person(login, who));
  return { stage: blank, logins, merges: new Map(), pushers: new Map() };
}

const person = (paper: Paper, who: Who): Person => world.person(paper.logins.get(who)!, who);

const TIP = world.sha("ba5e");

/** What the head changes against its merge base, as trees, patches and texts. */
function putFiles(paper: Paper, files: readonly Patch[]): void {
  const { stage: repository } = paper;
  const place = `${repository.mergeBase} ${shaOfHead(paper)}`;
  const all = files.map(shown);
  repository.entries.set(
    place,
    all.map(({ entry }) => entry),
  );
  repository.patches.set(
    place,
    all.map(({ printed }) => printed),
  );
  for (const [index, { base }] of all.entries()) repository.texts.set(files[index]!.path, base);
  repository.files.set(
    shaOfHead(paper),
    files.map(({ path, was }) => world.file(path, { previousPath: was ?? null })),
  );
}

/** A merge commit: its second parent is the new merge base, unless it is of another branch. */
function putMerge(paper: Paper, { head, mergeBase, merge }: Head): void {
  if (!merge || paper.merges.has(head)) return;
  const { mergeBases } = paper.stage;
  const isOfBase = merge.how !== "of another branch";
  const second = isOfBase ? mergeBase : commit(3000 + paper.merges.size);
  mergeBases.set(`${second} ${merge.onto}`, paper.stage.mergeBase);
  mergeBases.set(`${TIP} ${second}`, isOfBase ? second : commit(3999));
  paper.merges.set(head, [merge.onto, second]);
}

/** Somebody's commits, those without a name, and the merges that lead to the head. */
function putHead(paper: Paper, head: Head): void {
  const { stage: repository } = paper;
  putMerge(paper, head);
  const hands = head.made.map((who) => ({ sha: commit(4000 + who), by: world.contributor(person(paper, who)) }));
  const nameless = (head.nameless ?? []).map((sha) => ({ sha, by: world.contributor(null) }));
  const made = [...hands, ...nameless].map(({ sha, by }) => world.commit("a1", by, { sha }));
  paper.pushers.set(head.head, paper.pushers.get(head.head) ?? head.by);
  for (let at = head.head, parents = paper.merges.get(at); parents; at = parents[0], parents = paper.merges.get(at)) {
    const by = world.contributor(person(paper, paper.pushers.get(at)!));
    made.push(world.commit("a1", by, { sha: at, parents }));
  }
  repository.commits.set(head.head, made);
  repository.pushers.set(head.head, person(paper, head.by));
  repository.mergeBase = head.mergeBase;
  const ref = { sha: head.head, ref: "mend", repository: world.repo.id };
  edit(repository, NUMBER, { head: ref, commits: made.length, changedFiles: head.files.length });
  putFiles(paper, head.files);
}

const textOf = (said: Said) => said.commands.map(line).join("\n");

/** What happened is on GitHub from then on, whether or not the app has heard of it. */
export function put(paper: Paper, event: Event): void {
  const { stage: repository } = paper;
  switch (event.is) {
    case "opened":
      putHead(paper, event);
      edit(repository, NUMBER, { author: person(paper, event.by) });
      repository.policy = policyFile(event.policy);
      break;
    case "pushed":
      putHead(paper, event);
      break;
    case "closed":
    case "reopened":
    case "draft":
    case "ready":
    case "retargeted": {
      const before = repository.events.get(NUMBER) ?? [];
      repository.events.set(NUMBER, [...before, { kind: EPOCHS[event.is], at: event.at * 1000 }]);
      if (event.is === "retargeted") edit(repository, NUMBER, { base: { sha: world.sha("ba5e"), ref: event.base } });
      else if (event.is === "closed" || event.is === "reopened")
        edit(repository, NUMBER, { state: event.is === "closed" ? "closed" : "open" });
      break;
    }
    case "gained":
      repository.teams.set(`octo/${event.role}#${event.who}`, "active");
      break;
    case "lost":
      repository.teams.set(`octo/${event.role}#${event.who}`, "none");
      break;
    case "renamed":
      // A stranger takes the old login at once.
      repository.accounts.set(
        paper.logins.get(event.who)!,
        world.person(paper.logins.get(event.who)!, 900 + event.who),
      );
      paper.logins.set(event.who, event.login);
      repository.accounts.set(event.login, world.person(event.login, event.who));
      break;
    case "policy":
      repository.policy = policyFile(event.policy);
      break;
    case "said": {
      const body = textOf(event);
      repository.said.set(event.id, { is: "there", body, edited: event.unfit === "edited", byEmail: false });
      if (!event.review) break;
      const by = person(paper, event.by);
      const { on, state } = event.review;
      const submittedAt = event.at * 1000;
      const one = { id: event.id, nodeId: `R_${event.id}`, by, state: STATES[state], commit: on, body, submittedAt };
      repository.reviews.set(NUMBER, [...(repository.reviews.get(NUMBER) ?? []), one]);
      break;
    }
    case "dismissed": {
      const before = repository.reviews.get(NUMBER) ?? [];
      repository.reviews.set(
        NUMBER,
        before.map((one) => (one.id === event.id ? { ...one, state: "dismissed" as const } : one)),
      );
      break;
    }
    case "issue": {
      const labels = event.incident ? ["incident"] : [];
      repository.issues.set(event.issue, { state: event.open ? "open" : "closed", labels });
      break;
    }
    case "base-moved":
      repository.mergeBase = event.mergeBase;
      if (event.files) putFiles(paper, event.files);
      break;
    case "announced":
    case "looked":
    case "heard":
      break;
  }
}

/** The same few texts come again and again. */
const parsedTexts = new Map<string, readonly Parsed[]>();

function commandsIn(body: string): readonly Parsed[] {
  const known = parsedTexts.get(body);
  if (known) return known;
  const { commands } = parseCommands({ body, specs: change.commands });
  if (parsedTexts.size < 20_000) parsedTexts.set(body, commands);
  return commands;
}

function delivery(paper: Paper, said: Said): Heard {
  const by = person(paper, said.by);
  return {
    channel: said.review ? "review" : "comment",
    id: said.id,
    nodeId: `C_${said.id}`,
    on: NUMBER,
    body: textOf(said),
    by: said.unfit === "bot" ? { ...by, id: 800 + by.id, type: "Bot" } : by,
    viaApp: said.unfit === "app",
    createdAt: said.at * 1000,
    commit: said.review?.on ?? null,
  };
}

const base = { subject: world.pullSubject(NUMBER), repo: world.repo };
const dismissedAfter = (history: History, said: Said) =>
  all(history, "dismissed").some((event) => event.id === said.id);

/** Deliveries about pushes. */
export function pushesIn(paper: Paper, fresh: History) {
  return all(fresh, "opened", "pushed").map(
    (event) =>
      ({
        ...base,
        kind: "pull",
        action: event.is === "opened" ? "opened" : "synchronize",
        head: event.head,
        base: "main",
        before: null,
        by: person(paper, event.by),
        at: event.at * 1000,
        delivery: `${event.is} at ${event.at}`,
      }) as const satisfies Trigger,
  );
}

/** The turn in which the app looks at what is fresh: pushes, and comments and reviews that are delivered. */
export function turnFor(paper: Paper, args: { history: History; fresh: History; at: number }): Turn {
  const { history, fresh, at } = args;
  const now = at * 1000;
  const pushes = pushesIn(paper, fresh);
  const delivered = all(fresh, "heard").map(({ id }) => all(history, "said").find((one) => one.id === id)!);
  const heard = delivered.flatMap((said) => {
    const from = delivery(paper, said);
    return commandsIn(from.body).map((command) => ({ command, said: from }));
  });
  const reviews = delivered.flatMap((one): Trigger[] => {
    if (!one.review || dismissedAfter(history, one)) return [];
    const said = delivery(paper, one);
    const { by, createdAt } = said;
    const state = STATES[one.review.state];
    return [
      { ...base, kind: "review", action: "submitted", state, said, by, at: createdAt, delivery: `review ${one.id}` },
    ];
  });
  return { ...base, now, triggers: [...pushes, ...reviews], heard, misheard: [] };
}

/** What the paper shows at the end of the history. */
export function settle(paper: Paper, history: History, at: number): void {
  paper.stage.now = at * 1000;
  edit(paper.stage, NUMBER, { draft: isDraft(history) });
}

export const shaOfHead = (paper: Paper): Sha => paper.stage.pulls.get(NUMBER)!.head.sha;
