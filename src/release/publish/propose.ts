// Proposes a release: one pull request for each line and package, which moves along with the line and never back.
import type { HostedPull, OnBranch } from "../../core/release-host.ts";
import type { Release } from "../outcome.ts";
import type { Prepared } from "../prepare.ts";
import type { FlowArgs } from "./given.ts";
import { fromOfProposal, isEdited, proposalFor, tagOfProposal, withFrom } from "./proposal.ts";
import { nothingYet } from "./result.ts";
import type { Result } from "./result.ts";
import { supersededBy } from "./superseded.ts";
import { publishWords as words } from "./words.ts";

/** `stands`: how what is proposed stands to its line at GitHub. Throws `HostError`. */
export async function propose(
  args: FlowArgs,
  prepared: Prepared,
  { release, stands }: { readonly release: Release; readonly stands: OnBranch },
): Promise<Result> {
  const { host, answer, token } = args;
  const from = release.looked.head ?? "";
  const place = { line: answer.place.line.branch, name: prepared.package?.name ?? null, token };
  const { branch, message, title, body } = proposalFor(release, prepared.notes, place);
  const files = await args.files(release, prepared.notes, prepared);
  const openNow = async (): Promise<HostedPull | undefined> =>
    (await host.pullsFrom(branch, place.line)).find(({ state }) => state === "open");
  let open = await openNow();
  const ahead = open === undefined || stands !== "passed" ? null : fromOfProposal(open);
  if (open !== undefined && ahead !== null && ahead !== from && (await host.isAfter(ahead, from)))
    return supersededBy(prepared, words.proposedAhead(tagOfProposal(open) ?? "", open.number, from));
  await host.commitFiles({ branch, parent: from, message, files });
  if (open === undefined) {
    await host.createPull({ branch, base: place.line, title, body, draft: false });
    open = await openNow();
  } else {
    // Notes that people edited for this version are kept; a new version has new notes.
    const isKept = tagOfProposal(open) === release.tag && isEdited(open);
    const now = isKept ? withFrom(open.body, from) : body;
    if (open.body !== now) await host.changePull(open.number, isKept ? { body: now } : { title, body: now });
  }
  return {
    ...nothingYet(prepared),
    version: release.version,
    tag: release.tag,
    url: open?.url ?? "",
    code: "proposed",
    reason: words.proposed(release.tag, open?.number ?? 0),
    notes: prepared.notes,
    ok: true,
  };
}
