// The base: the digest of the newest completed run, red or green, of the merge base or its nearest ancestor. Nothing about a
// run is believed but what GitHub says: its repository, its commit, its event and its branch (ACT-08).
import { Damage } from "../../src/gate/damage.ts";
import { DIGEST_FILE } from "../../src/core/gate-word.ts";
import type { Digest } from "../../src/gate/digest.ts";
import { parseDigest } from "../../src/gate/read-digest.ts";
import type { Asked } from "../../src/gate/facts.ts";
import { isRecord, listIn, numberIn, recordIn, textIn } from "../../src/gate/json/shape.ts";
import { fileInZip } from "../../src/github/zip.ts";
import { Unanswered, type GitHub } from "./github.ts";
import type { RunPlace } from "./place.ts";

const ANCESTORS = 50;
const EVENTS = ["push", "merge_group", "schedule"];
const LARGEST_DIGEST = 256 * 1024 * 1024;
/** Ancestors whose runs are asked for one by one, where the newest runs of the branch are all of later commits. */
const MOST_ASKED = 10;
/** Runs whose artifact is looked for before we give up: the newest may have been cancelled before its upload. */
const MOST_TRIED = 10;

interface Run {
  readonly id: number;
  readonly sha: string;
  /** 0 is the merge base itself. */
  readonly distance: number;
  readonly startedAt: string;
}

/** The name under which a digest is kept: what the README's workflow gives to upload-artifact. */
export const artifactName = (job: string): string =>
  job === "" ? "test-gate" : `test-gate-${job.replace(/[^\w.-]/g, "-")}`;

export async function findBase(github: GitHub, place: RunPlace, job: string): Promise<Asked<Digest>> {
  try {
    return await search(github, place, job);
  } catch (error) {
    if (error instanceof Unanswered) return { is: "unknown", why: error.message };
    if (error instanceof Damage) return { is: "unknown", why: `The base's digest cannot be read: ${error.message}` };
    throw error;
  }
}

async function search(github: GitHub, place: RunPlace, job: string): Promise<Asked<Digest>> {
  const repository = `/repos/${place.repository}`;
  if (place.workflow === "") return { is: "unknown", why: "This is no run of a workflow." };
  const start = await startOf(github, place, repository);
  const ancestors = await ancestorsOf(github, repository, start);
  const runs = await runsOf({ github, place, repository, ancestors });
  for (const run of runs.slice(0, MOST_TRIED)) {
    const archive = await artifactOf({ github, place, repository, run, name: artifactName(job) });
    if (archive === null) continue;
    const file = fileInZip({ archive, name: DIGEST_FILE, limit: LARGEST_DIGEST });
    if (file.is === "unsound") throw new Unanswered(`The artifact's archive is not sound: ${file.why}.`);
    if (file.is === "none") continue;
    const digest = parseDigest([file.content]);
    if (digest.head.job !== job) continue;
    return { is: "known", value: digest };
  }
  return {
    is: "unknown",
    why: `None of the last ${ANCESTORS} commits of ${place.baseRef} has a completed run with an artifact ${artifactName(job)}.`,
  };
}

/** For a pull request the merge base; for anything else the commit before. */
async function startOf(github: GitHub, place: RunPlace, repository: string): Promise<string> {
  if (place.pull === null) return place.base;
  const { base, head } = place.pull;
  const compared = await github.json(`${repository}/compare/${base}...${head}?per_page=1`);
  return textIn(recordIn(compared, "merge_base_commit"), "sha") ?? base;
}

async function ancestorsOf(github: GitHub, repository: string, start: string): Promise<Map<string, number>> {
  if (!/^[0-9a-f]{40,64}$/.test(start) || /^0+$/.test(start))
    throw new Unanswered("There is no commit to compare with.");
  const commits = await github.json(`${repository}/commits?sha=${start}&per_page=${ANCESTORS}`);
  if (!Array.isArray(commits)) throw new Unanswered(`GitHub does not know the commit ${start}.`);
  return new Map(commits.map((commit, index): [string, number] => [textIn(commit, "sha") ?? "", index]));
}

async function runsOf(args: {
  github: GitHub;
  place: RunPlace;
  repository: string;
  ancestors: ReadonlyMap<string, number>;
}): Promise<Run[]> {
  const { github, place, repository, ancestors } = args;
  const path = `${repository}/actions/workflows/${encodeURIComponent(place.workflow)}/runs?status=completed&per_page=100`;
  const answers = await Promise.all([
    github.json(`${path}&branch=${encodeURIComponent(place.baseRef)}`),
    github.json(`${path}&event=merge_group`),
  ]);
  const runs = answers.flatMap((answer) => runsIn(answer, place, ancestors));
  const isWhole = answers.every(
    (answer) => (numberIn(answer, "total_count") ?? 0) <= listIn(answer, "workflow_runs").length,
  );
  if (runs.length > 0 || isWhole) return inOrder(runs);
  // A pull request that waited while its base went on: its merge base is older than a hundred runs.
  for (const sha of [...ancestors.keys()].slice(0, MOST_ASKED)) {
    const found = runsIn(await github.json(`${path}&head_sha=${sha}`), place, ancestors);
    if (found.length > 0) return inOrder(found);
  }
  return [];
}

const runsIn = (answer: unknown, place: RunPlace, ancestors: ReadonlyMap<string, number>): Run[] =>
  listIn(answer, "workflow_runs").flatMap((run) => runOf(run, place, ancestors));

/** The nearest commit's first, of one commit the newest. */
const inOrder = (runs: readonly Run[]): Run[] =>
  [...runs].sort((a, b) => a.distance - b.distance || (a.startedAt < b.startedAt ? 1 : -1));

function runOf(run: unknown, place: RunPlace, ancestors: ReadonlyMap<string, number>): Run[] {
  const id = numberIn(run, "id");
  const sha = textIn(run, "head_sha") ?? "";
  const distance = ancestors.get(sha);
  const branch = textIn(run, "head_branch") ?? "";
  const home = numberIn(recordIn(run, "repository"), "id");
  const from = numberIn(recordIn(run, "head_repository"), "id");
  const onBase = branch === place.baseRef || branch.startsWith(`gh-readonly-queue/${place.baseRef}/`);
  const ours = home === place.repositoryId && from === place.repositoryId;
  const completed = textIn(run, "status") === "completed";
  if (id === undefined || distance === undefined || !completed || !ours || !onBase || String(id) === place.run)
    return [];
  if (!EVENTS.includes(textIn(run, "event") ?? "")) return [];
  return [{ id, sha, distance, startedAt: textIn(run, "run_started_at") ?? "" }];
}

async function artifactOf(args: {
  github: GitHub;
  place: RunPlace;
  repository: string;
  run: Run;
  name: string;
}): Promise<Buffer | null> {
  const { github, place, repository, run, name } = args;
  const list = await github.json(
    `${repository}/actions/runs/${run.id}/artifacts?name=${encodeURIComponent(name)}&per_page=100`,
  );
  const fitting = listIn(list, "artifacts").filter((artifact) => {
    const origin = recordIn(artifact, "workflow_run");
    return (
      isRecord(artifact) &&
      textIn(artifact, "name") === name &&
      artifact["expired"] === false &&
      numberIn(origin, "id") === run.id &&
      numberIn(origin, "repository_id") === place.repositoryId &&
      numberIn(origin, "head_repository_id") === place.repositoryId &&
      textIn(origin, "head_sha") === run.sha
    );
  });
  // Attempts of one run share its artifacts' names: the newest one is the last attempt's.
  const newest = fitting.sort((a, b) => (numberIn(b, "id") ?? 0) - (numberIn(a, "id") ?? 0))[0];
  const id = numberIn(newest, "id");
  if (id === undefined) return null;
  return github.bytes(`${repository}/actions/artifacts/${id}/zip`, "application/vnd.github+json");
}
