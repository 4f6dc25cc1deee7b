// Runs of workflows, and what they left: artifacts are archives that anybody's workflow may have made, so they are read
// with bounds, in memory, and only one file of them by its exact name.
import * as z from "zod";
import { ReadError } from "../core/known.ts";
import type { Reads } from "../core/reads.ts";
import type { ArtifactLine } from "../core/workflow-run.ts";
import { fileInZip } from "./zip.ts";
import type { Ask } from "./ask.ts";
import type { Cache } from "./cache.ts";
import type { Download } from "./download.ts";
import { all } from "./pages.ts";
import { Id, ShaText, Text } from "./shapes.ts";

const RunShape = z.object({
  id: Id,
  head_sha: ShaText,
  head_repository: z.object({ id: Id }).nullish(),
  event: z.string(),
  path: Text,
  check_suite_id: Id.nullish(),
});
const ArtifactShape = z.object({
  id: Id,
  name: z.string(),
  size_in_bytes: z.number().int().nonnegative(),
  expired: z.boolean(),
});

/** Packed, and unpacked: a digest of two hundred thousand tests. In bytes. */
const LARGEST_ARCHIVE = 8 * 1024 * 1024;
const LARGEST_FILE = 32 * 1024 * 1024;
/** In characters: the first line of a digest with hundreds of benchmarks. */
const LONGEST_LINE = 256 * 1024;

/** First lines by installation, repository, artifact and file: an artifact never changes. */
export type KeptLines = Cache<ArtifactLine>;

type RunReads = Pick<Reads, "workflowRuns" | "artifactLine">;

export function runReads(ask: Ask, download: Download, kept: KeptLines): RunReads {
  return {
    /** One call for each 100; unchanged answers are free. */
    async workflowRuns(head) {
      const runs = await all(ask, {
        route: "GET /repos/{owner}/{repo}/actions/runs",
        parameters: { head_sha: head },
        what: `workflow runs of ${head.slice(0, 12)} in ${ask.called}`,
        item: RunShape,
        under: "workflow_runs",
        key: (run) => run.id,
      });
      return runs.map((run) => ({
        id: run.id,
        head: run.head_sha,
        from: run.head_repository?.id ?? null,
        event: run.event,
        path: run.path,
        suite: run.check_suite_id ?? null,
      }));
    },

    /** One call, and one more with a fetch from GitHub's storage for an artifact that was not seen before. */
    async artifactLine({ run, artifact, file }) {
      const what = `the artifact ${artifact} of ${ask.called}`;
      const artifacts = await all(ask, {
        route: "GET /repos/{owner}/{repo}/actions/runs/{run_id}/artifacts",
        parameters: { run_id: run, name: artifact },
        what: `artifacts of run ${run} in ${ask.called}`,
        item: ArtifactShape,
        under: "artifacts",
        key: (one) => one.id,
      });
      // Attempts of one run share its artifacts' names: the newest one is the last attempt's.
      const [newest] = artifacts.filter((one) => one.name === artifact && !one.expired).sort((a, b) => b.id - a.id);
      if (!newest) return { is: "none" };
      const key = `${ask.repo.installation}/${ask.repo.id}/${newest.id}/${file}`;
      const known = kept.get(key);
      if (known) return known;
      const line =
        newest.size_in_bytes > LARGEST_ARCHIVE
          ? unsound(`it is larger than ${LARGEST_ARCHIVE} bytes`)
          : await lineOf({ ask, download, id: newest.id, what, file });
      kept.set(key, line);
      return line;
    },
  };
}

const unsound = (why: string): ArtifactLine => ({ is: "unsound", why });

/** What no second look would read otherwise is said of the artifact; whatever else fails goes on flying. */
async function lineOf(args: Parameters<typeof archiveOf>[0] & { readonly file: string }): Promise<ArtifactLine> {
  try {
    return lineIn(await archiveOf(args), args.file);
  } catch (error) {
    const isFinal = error instanceof ReadError && error.status === null;
    if (isFinal && (error.failure === "refused" || error.failure === "incomplete")) return unsound(error.message);
    throw error;
  }
}

async function archiveOf(args: {
  readonly ask: Ask;
  readonly download: Download;
  readonly id: number;
  readonly what: string;
}): Promise<Buffer> {
  const { ask, download, id, what } = args;
  const { headers } = await ask({
    route: "GET /repos/{owner}/{repo}/actions/artifacts/{artifact_id}/{archive_format}",
    parameters: { artifact_id: id, archive_format: "zip" },
    what,
    schema: z.unknown(),
    elsewhere: true,
  });
  const address = headers["location"];
  if (address === undefined)
    throw new ReadError({ failure: "malformed", what, message: `GitHub does not say where ${what} is.` });
  return download({ address, what, limit: LARGEST_ARCHIVE });
}

function lineIn(archive: Buffer, file: string): ArtifactLine {
  const found = fileInZip({ archive, name: file, limit: LARGEST_FILE });
  if (found.is === "unsound") return found;
  if (found.is === "none") return unsound(`it has no file ${file}`);
  const end = found.content.indexOf(0x0a);
  if (end < 0 || end > LONGEST_LINE) return unsound("its first line has no end");
  return { is: "line", text: found.content.toString("utf8", 0, end) };
}
