// Pure: which workflows to start, and what to answer. The App never pushes: what writes to the repository is a workflow's.
import type { Plan, Step } from "../core/plan.ts";
import type { PolicyState } from "../core/policy.ts";
import { standingIn } from "../core/people.ts";
import type { Pull } from "../core/reads.ts";
import { roomWords as words } from "./answers.ts";
import { linesByLabels } from "./backport/proposal.ts";
import { lineOfPatch, linesOf } from "./commands.ts";
import type { ReleaseConfig } from "./config.ts";
import { DISPATCHED_RECORD, HEARD_RECORD } from "./facts.ts";
import type { Asked, RoomFacts, Seen } from "./facts.ts";

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
  const failed = [seen.repository, seen.records, ...(seen.pull === null ? [] : [seen.pull])].find(
    (read) => !read.known,
  );
  if (failed?.known === false || !seen.records.known || !seen.repository.known)
    return {
      verdict: words.unknown(failed?.known === false ? failed.why.what : "the records"),
      steps: [],
      lookAgainAt: facts.now + AGAIN_MS,
    };
  const { section } = policy.policy;
  const done = new Set(seen.records.value.filter(({ kind }) => kind === HEARD_RECORD).map(({ data }) => placeIn(data)));
  const fresh = facts.asked.filter((asked) => !done.has(placeOf(asked)));
  const branch = seen.repository.value.defaultBranch;
  const answers = fresh.map((asked) => ({ asked, answer: answerTo(asked, { facts, seen, section, branch }) }));
  const merged = mergedSteps({ facts, seen, section, branch, asked: answers.flatMap(({ answer }) => answer.lines) });
  const spoken = answers.flatMap(({ answer }) => (answer.says === null ? [] : [answer.says]));
  const last = answers.at(-1);
  const comment: Step[] =
    spoken.length === 0 || last === undefined
      ? []
      : [
          {
            do: "comment",
            on: facts.number,
            slot: SLOT,
            body: words.together(spoken),
            why: words.whyAnswer(),
            key: `comment:${SLOT}:${last.asked.said.id}`,
          },
        ];
  return {
    verdict: words.looked(),
    steps: [
      ...merged,
      ...answers.flatMap(({ answer }) => answer.steps),
      ...answers.flatMap(({ asked, answer }) => react(asked, answer.sign)),
      ...comment,
      ...answers.map(({ asked, answer }) => heard(asked, answer.sign)),
    ],
  };
}

interface Around {
  readonly facts: RoomFacts;
  readonly seen: Seen;
  readonly section: ReleaseConfig;
  readonly branch: string;
}

interface Answer {
  readonly sign: "+1" | "-1" | "confused";
  readonly steps: readonly Step[];
  readonly says: ReturnType<typeof words.together> | null;
  /** Lines that a merged pull request is being brought to by this command. */
  readonly lines: readonly string[];
}

function answerTo(asked: Asked, around: Around): Answer {
  const { section, seen } = around;
  const no = (sign: "-1" | "confused", says: Answer["says"]): Answer => ({ sign, steps: [], says, lines: [] });
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
  const { facts, seen, section } = around;
  const lines = linesOf(asked.command.args);
  if (lines === undefined || seen.pull?.known !== true) return no("confused", words.notUnderstood());
  const pull = seen.pull.value;
  const file = section.backport.workflow;
  if (seen.workflows.get(file)?.known !== true) return no("confused", words.unread());
  if (!isThere(seen, file)) return no("-1", words.addBackportWorkflow(file));
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
    lines: pull.merged ? lines : [],
  };
}

function answerRelease(asked: Asked, around: Around, no: No): Answer {
  const { seen, section, branch } = around;
  const line = lineOfPatch(asked.command.args);
  if (line === undefined) return no("confused", words.notUnderstood());
  const file = section.workflow;
  if (file === null) return no("-1", words.noWorkflow());
  if (seen.workflows.get(file)?.known !== true) return no("confused", words.unread());
  if (!isThere(seen, file)) return no("-1", words.missingWorkflow(file));
  const inputs = { line: line ?? branch, only: "patch" };
  const step: Step = {
    do: "dispatch-workflow",
    workflow: file,
    ref: branch,
    inputs,
    why: words.whyRelease(inputs.line),
    key: `dispatch:${file}:${placeOf(asked)}`,
  };
  return { sign: "+1", steps: [step], says: words.started(inputs.line), lines: [] };
}

function isThere(seen: Seen, file: string): boolean {
  const there = seen.workflows.get(file);
  return there?.known === true && there.value;
}

/** A merged pull request's lines, by label and by command, each started once. */
function mergedSteps(args: Around & { readonly asked: readonly string[] }): Step[] {
  const { facts, seen, section, branch, asked } = args;
  if (seen.pull?.known !== true || !seen.records.known || !seen.pull.value.merged) return [];
  const file = section.backport.workflow;
  if (!isThere(seen, file)) return [];
  const started = new Set(
    seen.records.value.flatMap(({ kind, data }) => (kind === DISPATCHED_RECORD ? linesIn(data) : [])),
  );
  // A command asks again on purpose; a label alone is heard once.
  const labelled = labelledLines(seen.pull.value, section).filter((line) => !started.has(line));
  const lines = [...new Set([...labelled, ...asked])];
  if (lines.length === 0) return [];
  const key = `${facts.number}:${lines.join(",")}:${facts.asked.map(placeOf).join(",")}`;
  return [
    {
      do: "dispatch-workflow",
      workflow: file,
      ref: branch,
      inputs: { "pull-request": String(facts.number), lines: lines.join(" ") },
      why: words.whyBackport(lines),
      key: `dispatch:${file}:${key}`,
    },
    {
      do: "record",
      kind: DISPATCHED_RECORD,
      by: null,
      data: { lines },
      why: words.whyBackport(lines),
      key: `release:dispatched:${key}`,
    },
  ];
}

function labelledLines(pull: Pull, section: ReleaseConfig): readonly string[] {
  return linesByLabels(pull.labels, section.backport.label).filter((line) => linesOf(line) !== undefined);
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

function placeOf({ said, command }: Asked): string {
  return `${said.id}:${command.line}`;
}

function placeIn(data: unknown): string {
  return typeof data === "object" && data !== null && "place" in data && typeof data.place === "string"
    ? data.place
    : "";
}

function linesIn(data: unknown): readonly string[] {
  if (typeof data !== "object" || data === null || !("lines" in data) || !Array.isArray(data.lines)) return [];
  return (data.lines as unknown[]).filter((line) => typeof line === "string");
}
