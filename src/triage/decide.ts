// Pure: the issue as it is, the issue as it should be, and the steps in between.
import type { Issue, Label, LabelEvent } from "../core/issue.ts";
import type { Known } from "../core/known.ts";
import type { Plan } from "../core/plan.ts";
import type { PolicyState } from "../core/policy.ts";
import type { LedgerRecord } from "../core/reads.ts";
import { boardOf } from "./labels/board.ts";
import type { TriageConfig } from "./config.ts";
import { deedsIn } from "./hearing/deeds.ts";
import type { IssueFacts, TriageFacts } from "./facts.ts";
import { readForm } from "./form/filled.ts";
import { readFormFile } from "./form/forms.ts";
import { obey } from "./hearing/obey.ts";
import { provenanceOf } from "./labels/provenance.ts";
import type { Written } from "./labels/rules.ts";
import { answeredIn, placeOf, settingsIn } from "./settings.ts";
import {
  answerSteps,
  assignSteps,
  cannotAnswer,
  heardSteps,
  labelSteps,
  resting,
  settingSteps,
  showSteps,
} from "./steps.ts";
import { settleGroups, want, type Wanted } from "./labels/wanted.ts";
import * as words from "./words.ts";

/** When something could not be read, soon. */
const AGAIN_MS = 5 * 60_000;

export function decide(facts: TriageFacts, policy: PolicyState<TriageConfig>): Plan {
  if (policy.is === "absent") return { verdict: words.off(), steps: [] };
  // Of a pull request nothing is decided here: what people say about its labels and assignees is done.
  if (facts.on === "pull" && facts.asked.length === 0) return { verdict: words.pull(), steps: [] };
  if (policy.is !== "ok" || !facts.issue) {
    const verdict = policy.is === "broken" ? words.broken(policy.problems) : words.policyUnknown(policy);
    const steps = cannotAnswer(facts, verdict);
    return policy.is === "broken" ? { verdict, steps } : { verdict, steps, lookAgainAt: facts.now + AGAIN_MS };
  }
  const gone = [facts.issue.issue, facts.issue.events].find((one) => !one.known && one.why.failure === "gone");
  if (gone) return { verdict: words.gone(facts.number), steps: [] };
  const read = readAll(facts.issue);
  if (!read.known) {
    const verdict = words.unknown(read.why.what);
    const steps = cannotAnswer(facts, verdict);
    return { verdict, steps, lookAgainAt: facts.now + AGAIN_MS };
  }
  const { issue, us } = read.value;
  const isElse = issue.isPull !== (facts.on === "pull");
  if (isElse || (facts.on === "issue" && issue.author?.login === `${us}[bot]`))
    return { verdict: words.notOurs(), steps: [] };
  return decideIssue({ facts, policy: policy.policy, of: facts.issue, read: read.value });
}

interface Read {
  readonly issue: Issue;
  readonly us: string;
  readonly labels: readonly Label[];
  readonly events: readonly LabelEvent[];
  readonly records: readonly LedgerRecord[];
}

// Without one of these no label may move: a label whose story is not known could be a person's.
function readAll({ issue, us, labels, events, records }: IssueFacts): Known<Read> {
  if (!issue.known) return issue;
  if (!us.known) return us;
  if (!labels.known) return labels;
  if (!events.known) return events;
  if (!records.known) return records;
  const [value, slug] = [issue.value, us.value];
  return {
    known: true,
    value: { issue: value, us: slug, labels: labels.value, events: events.value, records: records.value },
  };
}

function decideIssue(args: {
  readonly facts: TriageFacts;
  readonly policy: Extract<PolicyState<TriageConfig>, { is: "ok" }>["policy"];
  readonly of: IssueFacts;
  readonly read: Read;
}): Plan {
  const { facts, policy, of, read } = args;
  const { issue, labels, events, records, us } = read;
  const config = policy.section;
  const provenance = provenanceOf({ labels: issue.labels, events, records, us });
  const board = boardOf({ existing: labels, on: issue.labels, provenance });
  const answered = answeredIn(records);
  const asked = facts.asked.filter(
    ({ command, said }) => !answered.has(placeOf({ comment: said.id, line: command.line })),
  );
  const obeyed = obey({
    asked,
    setting: settingsIn(records),
    deeds: deedsIn(records),
    room: {
      on: facts.on,
      config,
      roles: policy.roles,
      authority: of.authority,
      accounts: of.accounts,
      assignees: issue.assignees,
      board,
    },
  });
  const written = writtenIn(issue, of);
  // What is closed is left as people left it, and so is a pull request; only what they ask for is done.
  let wanted: Wanted | undefined;
  if (issue.state === "open" && facts.on === "issue") {
    wanted = want({ config, board, written, setting: obeyed.setting, author: issue.author?.id ?? null });
  } else if (asked.length > 0 && facts.on === "issue") settleGroups({ config, board });

  const shown = { board, obeyed, wanted, forms: of.forms };
  const verdict = facts.on === "pull" ? words.pull() : words.verdict(shown);
  const assigned = assignSteps(facts.number, obeyed);
  const said = [
    ...answerSteps({ facts, obeyed, explain: () => words.explanation(shown), records }),
    ...heardSteps(obeyed.answered),
  ];
  const steps = [
    ...labelSteps({ facts, board, obeyed }),
    ...settingSteps(obeyed),
    ...assigned,
    ...resting(said, { board, assigned }),
    ...showSteps({ on: facts.number, wanted, obeyed, records }),
  ];
  return of.forms.known ? { verdict, steps } : { verdict, steps, lookAgainAt: facts.now + AGAIN_MS };
}

function writtenIn(issue: Issue, { forms }: IssueFacts): Written {
  const files = forms.known ? forms.value : [];
  const readable = files.flatMap(({ file, text }) => readFormFile(file, text) ?? []);
  const others = readable.length === files.length ? "none" : "unreadable";
  return { title: issue.title, body: issue.body, form: readForm({ body: issue.body, forms: readable, others }) };
}
