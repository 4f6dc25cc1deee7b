// GitHub as a clone remembers it: tags and branches as they were when it was made. What is tagged is taken to be released,
// and nothing is proposed: a clone knows of neither.
import type { HistoryReads } from "../../core/history.ts";
import type { HostedRelease } from "../../core/release-host.ts";
import { versionOfTag } from "../lines/tag.ts";
import { isBelow } from "../lines/version.ts";
import { findMain, refOf } from "../main-line.ts";
import { packagesFor, templateFor } from "../prepare.ts";
import type { Answer, Question } from "../prepare.ts";
import type { FlowHost } from "./given.ts";

/** Answers reads alone; who writes to it does so on paper. */
export function cloneHost(question: Question, answer: Answer): FlowHost {
  const { reads } = question;
  const { refs } = answer.place;
  const tagged = (name: string): string | undefined => refs.tags.find((tag) => tag.name === name)?.sha;
  const none = (): Promise<never> => Promise.reject(new Error("a clone takes no releases"));
  return {
    tags: () => [refs.tags],
    async tag(name) {
      const sha = tagged(name);
      if (sha === undefined) return null;
      // What is in it beside others counts alone: that it is released is taken for granted.
      return { sha, message: packagesFor(question).length === 0 ? null : await reads.tagMessage(name) };
    },
    releases: (tag) => Promise.resolve(tagged(tag) === undefined ? [] : [outAs(tag)]),
    drafts: () => Promise.resolve([]),
    latest: () => Promise.resolve(null),
    assets: () => Promise.resolve([]),
    pullsFrom: () => Promise.resolve([]),
    pullsOfCommit: () => Promise.resolve([]),
    checksOf: () => Promise.resolve([]),
    async onBranch(branch, sha) {
      // What nobody has pushed is planned as if it were on the line.
      return (await beyondIn(reads, { question, answer, branch, sha })) === null ? "tip" : "passed";
    },
    isAfter: () => Promise.resolve(false),
    async *beyond(branch, sha) {
      const found = await beyondIn(reads, { question, answer, branch, sha });
      if (found === null) return;
      if (found.is === "tags") yield found.shas;
      else
        for await (const batch of reads.log({ to: found.tip, without: [sha], follow: "all", paths: "none" }))
          yield batch.map((commit) => commit.sha);
    },
    createTag: none,
    createRelease: none,
    changeRelease: none,
    deleteRelease: none,
    uploadAsset: none,
    deleteAsset: none,
    commitFiles: none,
    createPull: none,
    changePull: none,
  };
}

/** A release that another run made and told of. */
function outAs(tag: string): HostedRelease {
  return { id: 0, tag, body: "", draft: false, prerelease: false, target: "", url: "", uploads: "" };
}

interface At {
  readonly question: Question;
  readonly answer: Answer;
  readonly branch: string;
  readonly sha: string;
}

type Beyond = { readonly is: "line"; readonly tip: string } | { readonly is: "tags"; readonly shas: readonly string[] };

/** What the line has beyond a commit; null where the clone shows nothing. */
async function beyondIn(
  reads: Pick<HistoryReads, "containing">,
  { question, answer, branch, sha }: At,
): Promise<Beyond | null> {
  const { place } = answer;
  const own = place.refs.branches.filter(({ name }) => name === branch);
  // The remote's, where there is one: a local branch may be the older commit itself.
  const tip = own.find(({ at }) => at === "origin") ?? own[0];
  if (tip !== undefined && tip.sha !== sha) {
    const ahead = await reads.containing(sha, { refs: [fullName(tip)], without: [] });
    if (ahead === null) return null;
    if (ahead.size > 0) return { is: "line", tip: tip.sha };
  }
  // A runner that checks out an older commit once more takes it for the line's tip. The tags tell.
  const counted = place.refs.tags.filter((tag) => tag.sha !== sha && isAsHigh(tag.name, question, answer));
  if (counted.length === 0) return null;
  const main = await findMain({ refs: () => Promise.resolve(place.refs) }, question.config, branch);
  const others = new Set([...place.lines, main.line].map((line) => line.branch));
  others.delete(branch);
  const without = [...others].map((other) => refOf(place, other));
  const later = await reads.containing(sha, { refs: ["refs/tags"], without });
  const shas = counted.filter(({ name }) => later?.has(`refs/tags/${name}`) === true).map((tag) => tag.sha);
  return shas.length === 0 ? null : { is: "tags", shas };
}

function fullName({ name, at }: { readonly name: string; readonly at: string }): string {
  return at === "local" ? `refs/heads/${name}` : `refs/remotes/${at}/${name}`;
}

/** A lower version may be that of a maintenance line which began here and is gone. */
function isAsHigh(tag: string, question: Question, { prepared }: Answer): boolean {
  return prepared.every(({ package: one, outcome }) => {
    const version = versionOfTag(one?.tag ?? templateFor(question), tag)?.version;
    return version === undefined || outcome.is !== "release" || !isBelow(version, outcome.version);
  });
}
