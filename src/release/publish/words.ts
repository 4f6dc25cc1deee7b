// What is said about publishing.
import type { NotPublished } from "./publish.ts";

export const publishWords = {
  released: (tag: string): string => `${tag} is released.`,
  drafted: (tag: string): string => `${tag} is tagged, and its draft waits for a person to publish it.`,
  byAnother: (tag: string): string => `${tag} was released by another run; this one had nothing left to do.`,
  proposed: (tag: string, number: number): string => `Pull request #${number} proposes ${tag}; merging it releases.`,
  recorded(pulls: readonly number[], repository: string | null): string {
    const named = pulls.map((number) =>
      repository === null ? String(number) : `[#${number}](${repository}/pull/${number}/checks)`,
    );
    return `Approved as recorded on the pull requests ${named.join(", ")}; the tag names each check.`;
  },
  notApproved: (tag: string, why: string): string =>
    `${tag} is not released. ${why} Let each change come by a pull request that the App approves, or propose the release as one (mode pull-request).`,
  notAllTold: (tag: string, left: number, stopped: string): string =>
    stopped === ""
      ? `${tag} is in more threads than are told: ${left} were left out; the release names all of them.`
      : `${tag} is out, but ${left} threads were not told so: ${stopped} The token needs issues: write and pull-requests: write; or set release: notify: { released_in: false }.`,
  failed(tag: string, { code, message }: NotPublished): string {
    const mend = {
      "tag-elsewhere": "Delete that tag if it is a mistake, or choose another version with a commit footer Release-As.",
      "assets-elsewhere":
        "Run the job that broke off again, as it was; or delete its draft and its tag, and the next run releases anew.",
      "host-refused":
        "The token needs contents: write (and pull-requests: write for mode pull-request); see the message.",
      "host-lost": "Run the job again: it looks at what is there and completes it.",
    }[code];
    return `${tag} is not released. ${message} ${mend}`;
  },
};
