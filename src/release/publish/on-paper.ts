// A plan is what publishing does, on paper: the same decisions from the same reads, with every effect written on a sheet
// that is thrown away. So the two cannot disagree.
import { HostError } from "../../core/release-host.ts";
import type { HostedPull, HostedRelease, HostedTag } from "../../core/release-host.ts";
import type { Answer, Question } from "../prepare.ts";
import type { FlowArgs, FlowHost } from "./given.ts";
import { cloneHost } from "./clone-host.ts";
import { runReleases } from "./flow.ts";
import type { Result } from "./result.ts";
import { publishWords as words } from "./words.ts";

/** What stands at GitHub, or null to go by the clone alone. `run`: of a workflow that is planned by itself, its own. */
export interface AtGitHub {
  readonly host: FlowHost;
  readonly run: string;
  readonly mode: FlowArgs["mode"];
}

/** What publishing would answer. Throws `HostError`. */
export async function planOnPaper(question: Question, answer: Answer, at: AtGitHub | null): Promise<readonly Result[]> {
  const isProposed = question.tip !== undefined;
  // What merging would release is asked there; what an earlier run left is the next one's to complete, not this proposal's.
  const host = onPaper(at === null || isProposed ? cloneHost(question, answer) : at.host);
  const args: FlowArgs = {
    // What nobody has merged is not on the line, and nobody has approved it: it is looked at as if both were so.
    question: isProposed ? { ...question, config: { ...question.config, change_record: null } } : question,
    answer,
    host: isProposed ? { ...host, onBranch: () => Promise.resolve("tip") } : host,
    mode: at?.mode ?? "tag",
    run: at?.run ?? "plan",
    token: "app",
    assets: [],
    files: () => Promise.resolve([]),
    pause: () => Promise.resolve(),
  };
  try {
    return (await runReleases(args)).map(asPlanned);
  } catch (error) {
    const { change_record: rule } = args.question.config;
    if (!(error instanceof HostError) || error.kind !== "refused" || rule === null) throw error;
    // A token that plans need not have what publishing needs.
    const { config } = args.question;
    const results = await runReleases({
      ...args,
      question: { ...args.question, config: { ...config, change_record: null } },
    });
    return results
      .map(asPlanned)
      .map((one) => ({ ...one, reason: `${one.reason} ${words.recordUnread(error.message)}` }));
  }
}

/** In words of what would be: nothing is out because of a plan. */
function asPlanned(result: Result): Result {
  const { prepared, code, tag, since, next } = result;
  const { outcome } = prepared;
  const wouldRelease = result.released || code === "drafted" || code === "proposed";
  const none = { untold: [], released: false, url: "" };
  if (wouldRelease && since !== undefined)
    return { ...result, ...none, wouldRelease, code: "completes", reason: words.wouldComplete(tag, next ?? null) };
  if (wouldRelease) return { ...result, ...none, wouldRelease, code: outcome.is, reason: outcome.reason };
  // A token that may only read is shown no drafts: then nobody knows here whether it is missed.
  if (code === "assets-missing") return { ...result, ...none, ok: true, wouldRelease, reason: words.draftUnseen(tag) };
  if (outcome.is !== "release") return { ...result, ...none, wouldRelease };
  const nothing = { is: "nothing", reason: result.reason, looked: outcome.looked } as const;
  return { ...result, ...none, wouldRelease, prepared: { ...prepared, outcome: nothing, notes: "" } };
}

/** The same host, with its writes kept here: what was written is read again, and GitHub hears of none of it. */
function onPaper(host: FlowHost): FlowHost {
  const tags = new Map<string, HostedTag>();
  const changes = new Map<number, Partial<HostedRelease> | "deleted">();
  const made: HostedRelease[] = [];
  const pulls: { readonly branch: string; readonly pull: HostedPull }[] = [];
  // GitHub counts from one upwards.
  let id = 0;
  const done = (): Promise<"done"> => Promise.resolve("done");
  const seen = { tag: once(host.tag), releases: once(host.releases) };
  const tagOf = async (name: string): Promise<HostedTag | null> => tags.get(name) ?? seen.tag(name);
  const releasesOf = async (tag: string): Promise<readonly HostedRelease[]> =>
    [...(await seen.releases(tag)), ...made.filter((one) => one.tag === tag)].flatMap((one) => {
      const change = changes.get(one.id);
      return change === "deleted" ? [] : [{ ...one, ...change }];
    });
  return {
    ...host,
    tag: tagOf,
    releases: releasesOf,
    async createTag({ name, sha, message }) {
      if ((await tagOf(name)) !== null) return "exists";
      tags.set(name, { sha, message });
      return "done";
    },
    createRelease({ tag, sha, body, draft, prerelease }) {
      id -= 1;
      made.push({ id, tag, body, draft, prerelease, target: sha, url: "", uploads: "" });
      return done();
    },
    changeRelease(release, { body, draft, prerelease }) {
      const before = changes.get(release);
      const known = before === "deleted" ? {} : before;
      const said = { ...(body === undefined ? {} : { body }), ...(draft === undefined ? {} : { draft }) };
      changes.set(release, { ...known, ...said, ...(prerelease === undefined ? {} : { prerelease }) });
      return done();
    },
    deleteRelease(release) {
      changes.set(release, "deleted");
      return done();
    },
    assets: (release) => (release < 0 ? Promise.resolve([]) : host.assets(release)),
    uploadAsset: done,
    deleteAsset: done,
    commitFiles: done,
    async pullsFrom(branch, base) {
      const own = pulls.filter(({ branch: from, pull }) => from === branch && pull.base === base);
      return [...own.map(({ pull }) => pull), ...(await host.pullsFrom(branch, base))];
    },
    createPull({ branch, base, title, body, draft }) {
      const pull = { number: 0, url: "", title, body, state: "open", draft, head: "", base, mergedAs: null } as const;
      pulls.push({ branch, pull: { ...pull, labels: [], author: null, association: "NONE" } });
      return done();
    },
    changePull: done,
  };
}

/** Publishing looks again and again; on paper nothing changes what is there. */
function once<Answer>(ask: (name: string) => Promise<Answer>): (name: string) => Promise<Answer> {
  const answers = new Map<string, Promise<Answer>>();
  return (name) => {
    const answer = answers.get(name) ?? ask(name);
    answers.set(name, answer);
    return answer;
  };
}
