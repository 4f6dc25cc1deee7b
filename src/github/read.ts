// `Reads` for one repository, put together from its parts. `records` are the store's, and are handed in.
import type { Reads } from "../core/reads.ts";
import type { Ask } from "./ask.ts";
import type { Download } from "./download.ts";
import { issueInSlot } from "./own.ts";
import type { OurApp } from "./own.ts";
import { openMoment } from "./moment.ts";
import { branchReader } from "./read-branch.ts";
import { changeReads } from "./read-changes.ts";
import { checkReads } from "./read-checks.ts";
import { historyReads } from "./read-history.ts";
import { issueReads } from "./read-issue.ts";
import { peopleReads } from "./read-people.ts";
import { pullReads } from "./read-pull.ts";
import { queueReads } from "./read-queue.ts";
import { repositoryReads } from "./read-repository.ts";
import type { AskOrganisation } from "./read-repository.ts";
import { runReads } from "./read-run.ts";
import type { KeptLines } from "./read-run.ts";

/** Reads of one turn ask for a branch once, for its tip and for what it requires alike; others each time. */
export type Lasting = "a turn" | "longer";

export interface ReadSettings {
  readonly ask: Ask;
  readonly askOrganisation: AskOrganisation;
  readonly app: () => Promise<OurApp>;
  readonly granted: () => Promise<Readonly<Record<string, string>>>;
  readonly records: Reads["records"];
  /** What lots are drawn with: follows from the App's key, and is not the key. */
  readonly secret: Uint8Array;
  readonly lasting: Lasting;
  readonly download: Download;
  /** What artifacts said, for every repository. */
  readonly kept: KeptLines;
}

export function openReads(settings: ReadSettings): Reads {
  const { ask, askOrganisation, app, granted, records, secret, lasting, download, kept } = settings;
  const branchNow = branchReader(ask, lasting === "a turn" ? "once" : "always");
  const moment = openMoment(ask);
  return {
    ...repositoryReads(ask, askOrganisation, branchNow),
    ...pullReads(ask, moment),
    ...changeReads(ask, moment),
    ...historyReads(ask, secret),
    ...queueReads(ask),
    ...issueReads(ask, moment),
    ...peopleReads(ask),
    ...checkReads(ask, app, branchNow),
    ...runReads(ask, download, kept),

    /** One call for each 100 issues that we opened here. */
    async ownIssue(slot) {
      const issue = await issueInSlot(ask, slot, await app());
      return issue && { number: issue.number, state: issue.state };
    },

    /** No call, but for the first and for grants older than five minutes. */
    async app() {
      const { id, slug } = await app();
      return { id, slug, permissions: await granted() };
    },

    records,
  };
}
