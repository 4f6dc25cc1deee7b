// Tags and publishes what is decided, where its approvals allow it.
import type { ReleaseHost } from "../../core/release-host.ts";
import type { Prepared } from "../prepare.ts";
import { changeRecordOf } from "./change-record.ts";
import type { Asked } from "./change-record.ts";
import type { FlowArgs } from "./given.ts";
import { publish } from "./publish.ts";
import type { NotPublished } from "./publish.ts";
import { failed, resultOf } from "./result.ts";
import type { Result, What } from "./result.ts";
import { newerNow, supersededBy } from "./superseded.ts";
import { publishWords as words } from "./words.ts";
import { isAbove, isPrerelease, parseVersion } from "../lines/version.ts";

/** `tagged`: its tag is there already and says which files it promises; what this run built of another commit stays out. */
type Begun = What & { readonly tagged?: { readonly run: string | null } };

/** What is not tagged yet waits for its change record, where the policy asks for one. */
export async function publishApproved(
  args: FlowArgs,
  prepared: Prepared,
  { from, ...what }: Begun & { readonly from: Asked["what"] },
): Promise<Result> {
  const { change_record: rule } = args.question.config;
  if (rule === null) return publishAs(args, prepared, what);
  const found = await changeRecordOf(args.host, rule, { what: from, lines: branchesOf(args) });
  const { tag } = what;
  if (found.is === "missing") {
    const say = "proposal" in from ? words.proposalNotApproved : words.notApproved;
    return failed(prepared, what, { code: "not-approved", reason: say(tag, found.reason) });
  }
  const notes = `${what.notes.trimEnd()}\n\n${words.recorded(found.pulls, args.question.repository)}\n`;
  return publishAs(args, prepared, { ...what, notes, record: found.trailers });
}

/** Branches into which an approved change may have been merged. */
export function branchesOf({ answer: { place } }: FlowArgs): readonly string[] {
  return [place.line, ...place.lines].map(({ branch }) => branch);
}

export async function publishAs(args: FlowArgs, prepared: Prepared, what: Begun): Promise<Result> {
  const { tagged, ...wanted } = what;
  const { repository } = args.question;
  const run = tagged?.run ?? "";
  // Of a run at the command line there is no page.
  const begunBy = repository !== null && /^\d+$/.test(run) ? `${repository}/actions/runs/${run}` : null;
  const stray = strayFiles(args, prepared, what);
  if (stray !== null && run === "") return resultOf(stray, prepared, { ...wanted, begunBy });
  const taken = args.answer.place.refs.tags.map(({ name }) => versionIn(name)).filter((one) => one !== null);
  const prerelease = isPrerelease(what.version);
  const isNewest = !prerelease && taken.every((other) => isPrerelease(other) || !isAbove(other, what.version));
  const latest = isNewest && !(await isBehindLatest(args.host, what.version));
  const assets = stray === null ? args.assets : [];
  const around = {
    pause: args.pause,
    newer: () => newerNow(args, prepared, what.sha),
    isBehindLatest: () => isBehindLatest(args.host, what.version),
  };
  const published = await publish(args.host, { ...wanted, prerelease, latest, assets, run: args.run }, around);
  if (published.is === "superseded") {
    const { line } = args.answer.place;
    return supersededBy(prepared, words.superseded(published.newer, line.branch, what.sha));
  }
  return resultOf(published, prepared, { ...wanted, begunBy });
}

/** Another line's run may have released something newer since this clone was made. */
async function isBehindLatest(host: Pick<ReleaseHost, "latest">, version: string): Promise<boolean> {
  const shown = versionIn(await host.latest());
  return shown !== null && isAbove(shown, version);
}

/** Files are built from what is checked out: a release of another commit, which a run before began, is not theirs. */
function strayFiles({ answer, assets }: FlowArgs, { outcome }: Prepared, { sha, tag }: What): NotPublished | null {
  const { tip, refs } = answer.place;
  const isOtherBranch = tip !== "HEAD" && refs.current !== null;
  const { head } = outcome.looked;
  if (assets.length === 0 || (!isOtherBranch && sha === head)) return null;
  const here = isOtherBranch ? refs.current : (head ?? "").slice(0, 9);
  const message = `The files are of ${here}, not of ${tag} at ${sha.slice(0, 9)}.`;
  return { is: "failed", code: "assets-elsewhere", message, steps: [] };
}

/** The version at the end of a tag, without build metadata, whatever stands before it. */
export function versionIn(tag: string | null): string | null {
  const text = /\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?$/.exec(tag ?? "")?.[0];
  return text === undefined ? null : (parseVersion(text)?.version ?? null);
}
