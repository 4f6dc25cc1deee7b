// What a pull request adds to the commit that it became: its title, a message mended after the merge, labels, a person.
import type { RawCommit } from "../../core/history.ts";
import type { HostedPull } from "../../core/release-host.ts";
import type { ReleaseConfig } from "../config.ts";
import { higher } from "../levels.ts";
import type { Level } from "../levels.ts";
import type { Contribution } from "../notes/write.ts";
import type { PullKnowledge } from "../prepare.ts";

const BLOCK = /^BEGIN_COMMIT_OVERRIDE[ \t]*\n([\s\S]*?)\nEND_COMMIT_OVERRIDE[ \t]*$/m;
const PULL = /^Merge pull request #(\d+) from |^[^\n]*\(#(\d+)\)[ \t]*(?:\n|$)/;
// An outsider may edit the text of their own pull request after it was merged, and a bot's text quotes others: neither may
// change a version. GitHub's hint about membership errs towards "no", so it may be asked here.
const MEMBERS: readonly string[] = ["OWNER", "MEMBER", "COLLABORATOR"];

/** The text of an override block, if the pull request has one that counts. A version cannot be asked for in it. */
export function overrideOf(pull: Pick<HostedPull, "body" | "author" | "association">): string | null {
  if (pull.author === null || pull.author.bot || !MEMBERS.includes(pull.association)) return null;
  const text = BLOCK.exec(pull.body.replace(/\r\n/g, "\n"))?.[1]?.trim() ?? "";
  return text === "" ? null : text.replace(/^release-as(?=:| #)/gim, "Asked-for");
}

/** `firsts`: logins of whom nothing was in an earlier release. */
export function knowledgeOf(
  pulls: readonly HostedPull[],
  config: Pick<ReleaseConfig, "commits" | "labels">,
  firsts: ReadonlySet<string>,
): PullKnowledge {
  const byNumber = new Map(pulls.map((pull) => [pull.number, pull]));
  const labelled = new Map<number, Level>();
  const people = new Map<number, Contribution>();
  for (const pull of pulls) {
    const levels = pull.labels.flatMap((label) => (Object.hasOwn(config.labels, label) ? [config.labels[label]] : []));
    const level = levels.reduce<Level | undefined>(
      (most, one) => (one === undefined ? most : higher(most ?? "none", one)),
      undefined,
    );
    if (level !== undefined) labelled.set(pull.number, level);
    if (pull.author !== null)
      people.set(pull.number, { ...pull.author, first: !pull.author.bot && firsts.has(pull.author.login) });
  }
  return {
    labelled,
    people,
    mend(commit: RawCommit): string | undefined {
      const number = pullNumberOf(commit.message);
      const pull = number === null ? undefined : byNumber.get(number);
      if (pull === undefined) return undefined;
      const override = overrideOf(pull);
      if (override !== null) return withNumber(override, pull.number);
      if (config.commits !== "titles" || pull.mergedAs === null) return undefined;
      // A bot's commit may be shorter than the title that people read.
      return `${pull.title} (#${pull.number})\n${commit.message.split("\n").slice(1).join("\n")}`;
    },
  };
}

/** The pull request that a commit names as its own. */
export function pullNumberOf(message: string): number | null {
  const found = PULL.exec(message.trimStart());
  const number = found?.[1] ?? found?.[2];
  return number === undefined ? null : Number(number);
}

function withNumber(text: string, number: number): string {
  const [first = "", ...rest] = text.split("\n");
  return [first.includes(`(#${number})`) ? first : `${first} (#${number})`, ...rest].join("\n");
}
