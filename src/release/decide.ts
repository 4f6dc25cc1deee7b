// Pure: which workflows to start, and what to answer. The App never pushes: what writes to the repository is a workflow's.
import type { Plan, Step, StepOf } from "../core/plan.ts";
import type { PolicyState } from "../core/policy.ts";
import { standingIn } from "../core/people.ts";
import type { Unknown } from "../core/known.ts";
import { roomWords as words } from "./answers.ts";
import { lineOfPatch, linesOf } from "./commands.ts";
import type { ReleaseConfig } from "./config.ts";
import { DISPATCHED_RECORD, HEARD_RECORD } from "./facts.ts";
import type { Asked, RoomFacts } from "./facts.ts";
import { backportSteps, dueLines, fieldOf, placeOf, startSteps, workflowIn } from "./starting.ts";
import type { Around } from "./starting.ts";
import { BACKPORT_INPUTS, RELEASE_INPUTS } from "./workflow.ts";

const AGAIN_MS = 5 * 60_000;
const SLOT = "release";

export function decide(facts: RoomFacts, policy: PolicyState<ReleaseConfig>): Plan {
  if (policy.is === "absent") return { verdict: words.off(), steps: [] };
  // What was asked stays unheard, and is heard again when the policy can be read.
  if (policy.is === "unknown")
    return { verdict: words.noPolicy(policy.is), steps: [], lookAgainAt: facts.now + AGAIN_MS };
  if (policy.is !== "ok")
    return { verdict: words.noPolicy(policy.is), steps: facts.asked.flatMap((one) => react(one, "confused")) };
  const { seen } = facts;
  if (seen === null) return { verdict: words.idle(), steps: [] };
  const { repository, records, pull } = seen;
  if (!repository.known) return unread(facts, repository.why);
  if (!records.known) return unread(facts, records.why);
  if (pull?.known === false) return unread(facts, pull.why);
  // It may say that something was started: nothing is started twice for not knowing.
  const damaged = records.value.find(({ data }) => data === null);
  if (damaged) return unread(facts, { what: `record ${damaged.sequence} (${damaged.kind})` });
  return decideSeen({
    facts,
    seen,
    section: policy.policy.section,
    branch: repository.value.defaultBranch,
    pull: pull === null ? null : pull.value,
    records: records.value,
  });
}

const unread = ({ now }: RoomFacts, { what }: Pick<Unknown, "what">): Plan => ({
  verdict: words.unknown(what),
  steps: [],
  lookAgainAt: now + AGAIN_MS,
});

function decideSeen(around: Around): Plan {
  const { facts, seen, section, records } = around;
  const done = new Set(records.filter(({ kind }) => kind === HEARD_RECORD).map(({ data }) => fieldOf(data, "place")));
  const fresh = facts.asked.filter((asked) => !done.has(placeOf(asked)));
  // Started in a turn that broke off later: it is answered now, and not started again.
  const started = new Set(
    records.filter(({ kind }) => kind === DISPATCHED_RECORD).flatMap(({ data }) => fieldOf(data, "places")),
  );
  const answers = fresh.map((asked) => {
    const answer = answerTo(asked, around);
    return { asked, answer: started.has(placeOf(asked)) ? { ...answer, lines: [], start: null } : answer };
  });
  const spoken = answers.flatMap(({ asked, answer: { says } }) => (says === null ? [] : [{ asked, says }]));
  const last = spoken.at(-1);
  const comment: Step[] =
    last === undefined
      ? []
      : [
          {
            do: "comment",
            on: facts.number,
            slot: SLOT,
            body: words.together(spoken.map(({ says }) => says)),
            why: words.whyAnswer(),
            key: `comment:${SLOT}:${last.asked.said.id}`,
          },
        ];
  const lines = dueLines(
    around,
    answers.flatMap(({ answer }) => answer.lines),
  );
  const asking = answers.filter(({ answer }) => answer.lines.length > 0).map(({ asked }) => placeOf(asked));
  const workflow = workflowIn(seen, section.backport.workflow);
  const effects: Step[] = [
    ...(lines.length > 0 && workflow === "there" ? backportSteps(around, { lines, places: asking }) : []),
    ...answers.flatMap(({ asked, answer }) => (answer.start === null ? [] : startSteps(asked, answer.start))),
    ...answers.flatMap(({ answer }) => answer.steps),
  ];
  // What is said of them is said together: where one of them is refused, that is what people are told.
  const restsOn = effects.filter((step) => step.do !== "record").map(({ key }) => key);
  const said = [
    ...answers.flatMap(({ asked, answer }) => react(asked, answer.sign)),
    ...comment,
    ...answers.map(({ asked, answer }) => heard(asked, answer.sign)),
  ];
  const steps = [...effects, ...said.map((step) => (restsOn.length > 0 ? { ...step, restsOn } : step))];
  const plan = { verdict: words.looked(), steps };
  // Nobody says a label again.
  return lines.length > 0 && workflow === "unread" ? { ...plan, lookAgainAt: facts.now + AGAIN_MS } : plan;
}

interface Answer {
  readonly sign: "+1" | "-1" | "confused";
  readonly steps: readonly Step[];
  readonly says: ReturnType<typeof words.together> | null;
  /** Lines that the pull request is to be brought to, once it is merged. */
  readonly lines: readonly string[];
  /** The release that is to be started. */
  readonly start: StepOf<"dispatch-workflow"> | null;
}

function answerTo(asked: Asked, around: Around): Answer {
  const { section, seen } = around;
  const no = (sign: "-1" | "confused", says: Answer["says"]): Answer => ({
    sign,
    steps: [],
    says,
    lines: [],
    start: null,
  });
  const now = asked.standsNow;
  if (!now.known) return no("confused", words.unread());
  if (now.value.is === "gone" || now.value.edited || now.value.body !== asked.said.body)
    return no("confused", words.edited());
  const names = asked.command.name === "backport" ? section.backport.by : section.by;
  const standings = names.map((name) => {
    const role = Object.hasOwn(seen.roles, name) ? seen.roles[name] : undefined;
    return role === undefined
      ? ("no" as const)
      : standingIn({ role, person: asked.said.by, authority: seen.authority, owned: [] }).is;
  });
  if (!standings.includes("holds"))
    return no("-1", standings.includes("unknown") ? words.unsure() : words.notAllowed(names));
  return asked.command.name === "backport" ? answerBackport(asked, around, no) : answerRelease(asked, around, no);
}

type No = (sign: "-1" | "confused", says: Answer["says"]) => Answer;

function answerBackport(asked: Asked, around: Around, no: No): Answer {
  const { facts, seen, section, pull } = around;
  const lines = linesOf(asked.command.args);
  if (lines === undefined || pull === null) return no("confused", words.notUnderstood());
  const file = section.backport.workflow;
  const workflow = workflowIn(seen, file);
  if (workflow === "unread") return no("confused", words.unread());
  if (workflow === "missing") return no("-1", words.addBackportWorkflow(file));
  if (workflow === "unfit") return no("-1", words.unfitWorkflow(file, BACKPORT_INPUTS));
  if (pull.state === "closed" && !pull.merged) return no("-1", words.neverMerged());
  const labels = lines.map((line) => section.backport.label.replace("{line}", line));
  const label: Step = {
    do: "label",
    on: facts.number,
    add: labels,
    remove: [],
    create: true,
    why: words.whyLabel(),
    key: `label:${facts.number}:${labels.join(",")}`,
  };
  return {
    sign: "+1",
    steps: [label],
    says: pull.merged ? null : words.whenMerged(lines),
    lines,
    // On an open pull request the same workflow tells at once whether it would apply.
    start: pull.merged ? null : foretelling(asked, around, lines),
  };
}

function foretelling(asked: Asked, { facts, section, branch }: Around, lines: readonly string[]): Answer["start"] {
  const file = section.backport.workflow;
  return {
    do: "dispatch-workflow",
    workflow: file,
    ref: branch,
    inputs: { "pull-request": String(facts.number), lines: lines.join(" ") },
    why: words.whyForetell(lines),
    key: `dispatch:${file}:${placeOf(asked)}`,
  };
}

function answerRelease(asked: Asked, around: Around, no: No): Answer {
  const { seen, section, branch } = around;
  const line = lineOfPatch(asked.command.args);
  if (line === undefined) return no("confused", words.notUnderstood());
  if (line !== null && seen.noBranches.has(line)) return no("-1", words.noSuchLine(line));
  const file = section.workflow;
  if (file === null) return no("-1", words.noWorkflow());
  const workflow = workflowIn(seen, file);
  if (workflow === "unread") return no("confused", words.unread());
  if (workflow === "missing") return no("-1", words.missingWorkflow(file));
  if (workflow === "unfit") return no("-1", words.unfitWorkflow(file, RELEASE_INPUTS));
  const inputs = { line: line ?? branch, only: "patch" };
  const start = {
    do: "dispatch-workflow",
    workflow: file,
    ref: branch,
    inputs,
    why: words.whyRelease(inputs.line),
    key: `dispatch:${file}:${placeOf(asked)}`,
  } as const;
  return { sign: "+1", steps: [], says: words.started(inputs.line), lines: [], start };
}

function react({ said }: Asked, sign: "+1" | "-1" | "confused"): Step[] {
  const to = { channel: said.channel, id: said.id, nodeId: said.nodeId };
  return [{ do: "react", to, with: sign, why: words.whyReact(), key: `react:${said.channel}:${said.id}:${sign}` }];
}

function heard(asked: Asked, sign: string): Step {
  return {
    do: "record",
    kind: HEARD_RECORD,
    by: asked.said.by,
    data: { place: placeOf(asked), did: sign },
    why: words.whyHeard(),
    key: `release:heard:${placeOf(asked)}`,
  };
}
