// What is said about publishing.
import type { NotPublished } from "./publish.ts";

export const publishWords = {
  released: (tag: string): string => `${tag} is released.`,
  more: (next: string): string => `It had been left half done; ${next} is next: run the job again for it.`,
  wouldComplete: (tag: string, next: string | null): string =>
    `${tag} is tagged and was left half done: it would be completed${next === null ? "." : ` first; ${next} is next.`}`,
  recordUnread: (why: string): string =>
    `Whether what it holds is approved could not be read: ${why} Publishing needs checks: read and pull-requests: read.`,
  draftUnseen: (tag: string): string =>
    `${tag} is tagged and is not released, and its draft with the files is not seen here. A token with contents: write sees drafts; publishing completes it where it is there.`,
  drafted: (tag: string): string => `${tag} is tagged, and its draft waits for a person to publish it.`,
  byAnother: (tag: string): string => `${tag} was released by another run; this one had nothing left to do.`,
  proposed: (tag: string, number: number): string => `Pull request #${number} proposes ${tag}; merging it releases.`,
  proposedAhead: (tag: string, number: number, sha: string): string =>
    `Nothing to propose: pull request #${number} proposes ${tag} from a newer commit than ${sha.slice(0, 9)} already.`,
  mergedUnreleased: (tag: string, number: number): string =>
    `It was proposed by pull request #${number}, which is merged. Until ${tag} is out, what comes after it is proposed as the version after it, and the release of that holds all of it.`,
  draftGone: (tag: string, run: string, newer: string): string =>
    `The draft ${tag} is taken away: ${run} left it, nothing was tagged for it, and ${newer} holds all of it.`,
  draftStays: (tag: string, run: string): string =>
    `There is a draft ${tag} without a tag, of ${run}, which is at work or was killed. The next release of the line takes it away; delete it if you do not want to wait.`,
  draftWaits: (tag: string): string =>
    `The draft ${tag} is tagged and still waits for a person. Publish it, or delete it if what is newer stands for it.`,
  draftsUnread: (why: string): string => `Whether a killed run left a draft could not be looked at: ${why}`,
  recorded(pulls: readonly number[], repository: string | null): string {
    const named = pulls.map((number) =>
      repository === null ? String(number) : `[#${number}](${repository}/pull/${number}/checks)`,
    );
    return `Approved as recorded on the pull requests ${named.join(", ")}; the tag names each check.`;
  },
  notApproved: (tag: string, why: string): string =>
    `${tag} is not released. ${why} Let each change come by a pull request that the App approves, or propose the release as one (mode pull-request).`,
  proposalNotApproved: (tag: string, why: string): string =>
    `${tag} is not released. ${why} Once it passes there, the next run releases it.`,
  notOnLine: (tag: string, line: string, sha: string): string =>
    `${tag} is not released. GitHub's ${line} does not hold ${sha.slice(0, 9)}, which it would be made of. Push it there or merge it first, or check out what is there.`,
  owed: (other: string): string => `It was to be released with ${other}, and the run that began died before it.`,
  superseded: (tag: string, line: string, sha: string): string =>
    `Nothing to release: ${line} has gone on from ${sha.slice(0, 9)} and has ${tag} already. Run the job of the newest commit for what came after, or release this one by itself from a maintenance line of its own, such as 1.2.x.`,
  notRecorded: (tag: string, why: string): string =>
    `${tag} is tagged and is not released. ${why} Publish it by hand if it is right, or delete the tag.`,
  notOurTag: (): string =>
    "Its tag does not name the approvals of what it holds, as one that a run of this makes does.",
  noIssue: (line: string, why: string): string =>
    `The issue about releases of ${line} could not be kept: ${why} The token needs issues: write.`,
  toldElsewhere: (tag: string): string =>
    `${tag} is out, and another run is telling its issues and pull requests so. Should that one have been killed, a run half an hour after it goes on.`,
  /** `left`: how many threads; null where none could be looked at. */
  notAllTold(tag: string, left: number | null, stopped: string): string {
    if (left === null) return `${tag} is out, and its threads were not told so: ${stopped} The next run tells them.`;
    return stopped === ""
      ? `${tag} is in more threads than are told: ${left} were left out; the release names all of them.`
      : `${tag} is out, but ${left} threads were not told so: ${stopped} The token needs issues: write and pull-requests: write; or set release: notify: { released_in: false }.`;
  },
  failed(tag: string, { code, message }: NotPublished, begunBy: string | null): string {
    const mend = {
      "tag-elsewhere":
        "Delete that tag if it is a mistake. If it is right, publish its release by hand, and later releases go on from it.",
      "assets-elsewhere":
        "Run the job of that commit again, as it was: it has the files. Or publish it by hand, and later releases go on from it.",
      "assets-missing":
        "Run the job that made the tag again, as it was: it has the files. Or delete the tag, and the next run releases anew.",
      "host-refused":
        "The token needs contents: write (and pull-requests: write for mode pull-request); see the message.",
      "host-lost": "Run the job again: it looks at what is there and completes it.",
    }[code];
    const where = begunBy === null || code === "tag-elsewhere" ? "" : ` It was begun by ${begunBy}.`;
    return `${tag} is not released. ${message}${where} ${mend}`;
  },
};
