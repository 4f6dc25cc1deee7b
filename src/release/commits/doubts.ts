// What a message asks for or hints at beside its change: a version, and what may have been meant otherwise.
import type { RawCommit } from "../../core/history.ts";
import { parseVersion } from "../lines/version.ts";
import type { Change, Doubt } from "./change.ts";

const RELEASE_AS = /^release-as(?::[ \t]*| #)(.*)$/gim;

/** The version that a footer asks for, the last one of several; one that is none is a doubt. */
export function readReleaseAs(raw: RawCommit, message: string, doubts: Doubt[]): string | null {
  let asked: string | null = null;
  for (const [, value = ""] of message.matchAll(RELEASE_AS)) {
    // Build metadata would be lost: what is tagged has none.
    const version = value.includes("+") ? null : parseVersion(value.trim().replace(/^v/, ""));
    if (version !== null) asked = version.version;
    else
      doubts.push({
        sha: raw.sha,
        code: "bad-release-as",
        message: `\`Release-As: ${value.trim().slice(0, 60)}\` is not a version; write it as \`Release-As: 1.4.0\`.`,
      });
  }
  return asked;
}

/** What a line may be by its first sign. Most messages have no such line, so that no pattern walks through them. */
export const MAY = { releaseAs: 1, breaking: 2, bullet: 4, coAuthor: 8, doubt: 6 } as const;

function mayBe(first: number): number {
  switch (first) {
    case 82: // R
    case 114:
      return MAY.releaseAs;
    case 66: // B
    case 98:
      return MAY.breaking;
    case 67: // C
    case 99:
      return MAY.coAuthor;
    case 9:
    case 32:
    case 42: // *
    case 45: // -
      return MAY.bullet;
    default:
      return 0;
  }
}

/** All of {@link MAY} that a line of the message may be. */
export function lineStarts(message: string): number {
  let found = 0;
  for (let at = 0; ; ) {
    found |= mayBe(message.charCodeAt(at));
    at = message.indexOf("\n", at) + 1;
    if (at === 0) return found;
  }
}

/** What may have been meant as a breaking change, and is none. */
export function doubtsOf(
  raw: RawCommit,
  message: string,
  read: {
    readonly starts: number;
    readonly options: { readonly squash: "title" | "bullets" };
    readonly changes: readonly Change[];
  },
): readonly Doubt[] {
  const { starts, options, changes } = read;
  if (changes.some((change) => change.breaking.length > 0)) return [];
  const doubts: Doubt[] = [];
  if ((starts & MAY.breaking) !== 0 && /^breaking[ -]changes?:/im.test(message))
    doubts.push({
      sha: raw.sha,
      code: "lower-case-breaking",
      message: "A footer reads like a breaking change, but only `BREAKING CHANGE: ` in upper case is one.",
    });
  if (
    options.squash === "title" &&
    (starts & MAY.bullet) !== 0 &&
    /^[ \t]*[*-][ \t]+\w[\w-]*(?:\([^()\n]*\))?!:[ \t]/m.test(message)
  )
    doubts.push({
      sha: raw.sha,
      code: "breaking-in-squash-body",
      message:
        "A line of the squashed body is marked `!`, but bodies are not read; set `squash: bullets` to read them.",
    });
  return doubts;
}
