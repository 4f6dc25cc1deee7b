// What a runner does about a release: complete what broke off, then propose or publish what is next. Every effect goes
// through the host that the door hands in; what it is decided from was read a moment before.
import type { TagRef } from "../../core/history.ts";
import { prepareRelease } from "../prepare.ts";
import type { Prepared } from "../prepare.ts";
import { codeOf } from "../report.ts";
import { publishApproved } from "./approved.ts";
import type { FlowArgs } from "./given.ts";
import { completeBroken } from "./complete.ts";
import { propose } from "./propose.ts";
import { nothingYet } from "./result.ts";
import type { Result } from "./result.ts";
import { newerNow, newerOnLine, supersededBy } from "./superseded.ts";
import { tagsBeside, withOwed } from "./together.ts";
import { publishWords as words } from "./words.ts";

/** Publishes or proposes each package's release. A refusal or a failure of one does not stop the others. */
export async function runReleases(args: FlowArgs): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (const prepared of args.answer.prepared) results.push(...(await runRelease(args, prepared)));
  return results;
}

async function runRelease(args: FlowArgs, prepared: Prepared): Promise<readonly Result[]> {
  const { broken, untold } = await completeBroken(args, prepared);
  if (broken === null) {
    const result = await releaseBeside(args, await withOwed(args, prepared));
    return [{ ...result, untold: [...untold, ...result.untold] }];
  }
  const completed = { ...broken, untold: [...untold, ...broken.untold] };
  if (broken.tag === "") return [completed];
  if (!broken.ok) return goOnWithout(args, prepared, completed);
  const after = await preparedAfter(args, prepared, broken.tag);
  if (after?.outcome.is !== "release") return [completed];
  // One release a run, so that whoever goes on with its outputs sees each of them; a proposal is none.
  if (args.mode === "pull-request") return [completed, await releaseNext(args, after)];
  const { tag: next } = after.outcome;
  return [{ ...completed, reason: `${completed.reason} ${words.more(next)}`, next }];
}

/** Of two runs at once from two commits one tags first. What the other one has more than that is released after it. */
async function releaseBeside(args: FlowArgs, prepared: Prepared): Promise<Result> {
  const result = await releaseNext(args, prepared);
  if (result.code !== "tag-elsewhere" && result.code !== "released-by-another") return result;
  const made = await args.host.tag(result.tag);
  const sha = prepared.outcome.looked.head ?? "";
  if (made?.sha === sha) return result;
  const newer = await newerNow(args, prepared, sha);
  if (newer !== null) return supersededBy(prepared, words.superseded(newer, args.answer.place.line.branch, sha));
  if (made === null || !(await args.host.isAfter(sha, made.sha))) return result;
  const after = await preparedWith(args, prepared, { name: result.tag, sha: made.sha });
  return after === null ? result : releaseNext(args, after);
}

/** What no run of another commit can mend; and what the next run may find mended is waited for. */
const LASTING: readonly string[] = ["not-approved", "assets-elsewhere", "assets-missing", "tag-elsewhere"];

/**
 * A merged proposal that cannot be released is told, and stands in nobody's way: what came after it is proposed as the version
 * after it, and that one's release holds all of it. Its own run may still release it, as long as nothing newer is out.
 */
async function goOnWithout(args: FlowArgs, prepared: Prepared, failed: Result): Promise<readonly Result[]> {
  if (args.mode !== "pull-request" || failed.proposed === undefined || !LASTING.includes(failed.code)) return [failed];
  const { number, sha } = failed.proposed;
  const after = await preparedWith(args, prepared, { name: failed.tag, sha });
  const next = after === null ? null : await releaseNext(args, after);
  const reason = `${failed.reason} ${words.mergedUnreleased(failed.tag, number)}`;
  return next === null || next.code === "nothing" ? [{ ...failed, reason }] : [{ ...failed, reason }, next];
}

/** What is next once a tag is there that the clone may not know; null where it does not hold the tagged commit either. */
async function preparedAfter(args: FlowArgs, prepared: Prepared, tag: string): Promise<Prepared | null> {
  if (args.answer.place.refs.tags.some(({ name }) => name === tag)) return prepared;
  const made = await args.host.tag(tag);
  return made === null ? null : preparedWith(args, prepared, { name: tag, sha: made.sha });
}

/** The same as if this tag were there. */
async function preparedWith(args: FlowArgs, prepared: Prepared, tag: TagRef): Promise<Prepared | null> {
  const { question, answer } = args;
  const { refs } = answer.place;
  if (refs.tags.some(({ name }) => name === tag.name)) return prepared;
  if ((await question.reads.containing(tag.sha)) === null) return null;
  const reads = { ...question.reads, refs: () => Promise.resolve({ ...refs, tags: [...refs.tags, tag] }) };
  const again = await prepareRelease({ ...question, reads });
  return again.prepared.find((one) => one.package?.path === prepared.package?.path) ?? null;
}

async function releaseNext(args: FlowArgs, prepared: Prepared): Promise<Result> {
  const { outcome } = prepared;
  const line = args.answer.place.line.branch;
  const sha = outcome.looked.head ?? "";
  const stands = outcome.is === "nothing" || sha === "" ? "tip" : await args.host.onBranch(line, sha);
  const newer = stands === "passed" ? await newerOnLine(args, prepared, sha) : null;
  if (newer !== null) return supersededBy(prepared, words.superseded(newer, line, sha));
  if (outcome.is !== "release")
    return { ...nothingYet(prepared), code: codeOf(outcome), reason: outcome.reason, ok: outcome.is === "nothing" };
  if (stands === "missing")
    return { ...nothingYet(prepared), code: "not-on-line", reason: words.notOnLine(outcome.tag, line, sha), ok: false };
  if (args.mode === "pull-request") return propose(args, prepared, { release: outcome, stands });
  const { version, tag, changes } = outcome;
  const beside = tagsBeside(args, prepared);
  const what = { version, tag, sha, notes: prepared.notes, mode: args.mode, changes, beside };
  return publishApproved(args, prepared, { ...what, from: { commits: outcome.looked.shas } });
}
