// What triage needs to know about one issue. Reads only.
import { askPeople } from "../core/ask-people.ts";
import { type Authority, questionsAbout } from "../core/people.ts";
import type { PolicyState } from "../core/policy.ts";
import { known } from "../core/known.ts";
import type { Issue, Label, LabelEvent, SaidNow } from "../core/issue.ts";
import type { Known } from "../core/known.ts";
import type { LedgerRecord, Reads } from "../core/reads.ts";
import { type Instant, type Person, printSubject, type Repo, subjectNumber } from "../core/refs.ts";
import type { Heard, Turn } from "../core/trigger.ts";
import { loginsIn } from "./commands.ts";
import type { TriageConfig } from "./config.ts";
import { LABEL_RECORD } from "./labels/provenance.ts";
import { waysAskedBy } from "./hearing/rights.ts";
import { HEARD_RECORD, SETTING_RECORD, SHOWN_RECORD } from "./settings.ts";

/** A form file as it stands on the default branch. */
export interface FormText {
  readonly file: string;
  readonly text: string;
}

/** A command, and its comment as it stands now. */
export interface Asked extends Heard {
  readonly standsNow: Known<SaidNow>;
}

export interface TriageFacts {
  readonly now: Instant;
  readonly repo: Repo;
  readonly number: number;
  readonly on: "issue" | "pull";
  readonly asked: readonly Asked[];
  /** Null where there is no policy to act on, and for a pull request where nobody asked anything. */
  readonly issue: IssueFacts | null;
}

export interface IssueFacts {
  readonly issue: Known<Issue>;
  /** Our App's slug. */
  readonly us: Known<string>;
  readonly labels: Known<readonly Label[]>;
  readonly events: Known<readonly LabelEvent[]>;
  readonly records: Known<readonly LedgerRecord[]>;
  readonly forms: Known<readonly FormText[]>;
  readonly authority: Authority;
  /** Whom `/assign` and `/unassign` name, by login in lower case. */
  readonly accounts: ReadonlyMap<string, Known<Person | null>>;
}

export type TriageReads = Pick<
  Reads,
  | "app"
  | "file"
  | "folder"
  | "issue"
  | "labelEvents"
  | "labels"
  | "permission"
  | "person"
  | "records"
  | "repository"
  | "said"
  | "team"
>;

const FORMS = ".github/ISSUE_TEMPLATE";
/** More form files than this are not read; then no field is known. */
const MOST_FORMS = 50;

export async function gather(turn: Turn, policy: PolicyState<TriageConfig>, reads: TriageReads): Promise<TriageFacts> {
  const number = subjectNumber(turn.subject);
  // Where the section is absent the commands are not ours: somebody else's bot may know them.
  const asked = policy.is === "absent" ? [] : await standing(turn.heard, reads);
  const on = turn.subject.kind === "pull" ? "pull" : "issue";
  const base = { now: turn.now, repo: turn.repo, number, on, asked } as const;
  if (policy.is !== "ok") return { ...base, issue: null };
  // A pull request is only told what to do: while nobody says anything, nothing is read.
  if (on === "pull" && asked.length === 0) return { ...base, issue: null };
  const { section, roles, commit } = policy.policy;
  const [issue, us, labels, events, records, forms, authority, accounts] = await Promise.all([
    known(reads.issue(number)),
    known(reads.app().then(({ slug }) => slug)),
    known(reads.labels()),
    known(reads.labelEvents(number)),
    known(reads.records(printSubject(turn.subject), [LABEL_RECORD, SETTING_RECORD, HEARD_RECORD, SHOWN_RECORD])),
    on === "pull" ? { known: true as const, value: [] } : known(readForms(commit, reads)),
    gatherAuthority({ asked, ways: (name) => waysAskedBy(name, section, roles).map((way) => way.by), reads }),
    gatherAccounts(asked, reads),
  ]);
  return { ...base, issue: { issue, us, labels, events, records, forms, authority, accounts } };
}

/** Each comment is looked at once, however many commands it holds. */
async function standing(heard: readonly Heard[], reads: Pick<Reads, "said">): Promise<readonly Asked[]> {
  const comments = new Map(heard.map(({ said }) => [said.id, said]));
  const now = new Map(
    await Promise.all([...comments].map(async ([id, said]) => [id, await known(reads.said(said))] as const)),
  );
  return heard.flatMap((one) => {
    const standsNow = now.get(one.said.id);
    return standsNow ? [{ ...one, standsNow }] : [];
  });
}

async function readForms(commit: string, reads: Pick<Reads, "file" | "folder">): Promise<readonly FormText[]> {
  const names = (await reads.folder(FORMS, commit)).filter(
    (name) => /^[^/]+\.ya?ml$/.test(name) && !/^config\.ya?ml$/.test(name),
  );
  if (names.length > MOST_FORMS) return [];
  const texts = await Promise.all(
    names.map(async (file) => ({ file, text: await reads.file(`${FORMS}/${file}`, commit) })),
  );
  return texts.flatMap(({ file, text }) => (text === null ? [] : [{ file, text }]));
}

async function gatherAuthority(args: {
  readonly asked: readonly Asked[];
  readonly ways: (command: string) => Parameters<typeof questionsAbout>[1];
  readonly reads: Pick<Reads, "permission" | "person" | "repository" | "team">;
}): Promise<Authority> {
  const { asked, ways, reads } = args;
  const roles = [...new Set(asked.map(({ command }) => command.name))].flatMap(ways);
  const people = roles.length === 0 ? [] : asked.map(({ said }) => said.by);
  return askPeople({
    questions: questionsAbout(people, roles),
    repository: people.length === 0 ? null : await known(reads.repository()),
    reads,
  });
}

async function gatherAccounts(asked: readonly Asked[], reads: Pick<Reads, "person">): Promise<IssueFacts["accounts"]> {
  const naming = asked.filter(({ command }) => command.name === "assign" || command.name === "unassign");
  const logins = new Set(naming.flatMap(({ command }) => loginsIn(command.args)));
  return new Map(
    await Promise.all([...logins].map(async (login) => [login, await known(reads.person(login))] as const)),
  );
}
