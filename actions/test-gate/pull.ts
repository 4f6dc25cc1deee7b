// What GitHub knows of the pull request: its changed lines, the bugs that it closes, and the quarantine at its base.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { changedLines } from "../../src/gate/changed-lines.ts";
import type { Asked, ProofFacts } from "../../src/gate/facts.ts";
import { listIn, numberIn, recordIn, textIn } from "../../src/gate/json/shape.ts";
import { Unanswered, type GitHub } from "./github.ts";
import type { RunPlace } from "./place.ts";

/** Turns a question that GitHub does not answer into a fact. */
export async function asked<T>(answer: Promise<T>): Promise<Asked<T>> {
  try {
    return { is: "known", value: await answer };
  } catch (error) {
    if (!(error instanceof Unanswered)) throw error;
    return { is: "unknown", why: error.message };
  }
}

async function diffOf(github: GitHub, place: RunPlace, range: string): Promise<string> {
  const bytes = await github.bytes(`/repos/${place.repository}/compare/${range}`, "application/vnd.github.diff");
  if (bytes === null) throw new Unanswered("GitHub does not know this pull request's commits.");
  return bytes.toString("utf8");
}

const proposed = ({ pull }: RunPlace): string => `${pull?.base ?? ""}...${pull?.head ?? ""}`;

/** Lines are numbered as in what was tested. */
export async function changedLinesOf(github: GitHub, place: RunPlace): Promise<ReadonlyMap<string, readonly number[]>> {
  return changedLines(await diffOf(github, place, await tested(github, place)));
}

/**
 * What the change is in the tree that was tested. actions/checkout takes the head merged into the base: where the base went
 * on in the same file, the change's lines stand elsewhere there than in the head.
 */
async function tested(github: GitHub, place: RunPlace): Promise<string> {
  const { checkedOut, pull } = place;
  if (checkedOut === "" || commitIn(place.workspace) !== checkedOut || checkedOut === pull?.head)
    return proposed(place);
  const commit = await github.json(`/repos/${place.repository}/commits/${checkedOut}?per_page=1`);
  const [onto, merged, ...others] = listIn(commit, "parents").map((parent) => textIn(parent, "sha") ?? "");
  const isMerge = onto !== undefined && onto !== "" && merged === pull?.head && others.length === 0;
  return isMerge ? `${onto}...${checkedOut}` : proposed(place);
}

/** The commit that actions/checkout left; empty on a branch, or without a clone. */
function commitIn(workspace: string): string {
  const file = join(workspace, ".git/HEAD");
  const head = existsSync(file) ? readFileSync(file, "utf8").trim() : "";
  return /^[0-9a-f]{40,64}$/.test(head) ? head : "";
}

/** A file of the base, as text; empty when the base has none. */
export async function fileAtBase(github: GitHub, place: RunPlace, path: string): Promise<string> {
  const name = path.split("/").map(encodeURIComponent).join("/");
  const at = place.pull?.base ?? place.base;
  const bytes = await github.bytes(
    `/repos/${place.repository}/contents/${name}?ref=${at}`,
    "application/vnd.github.raw+json",
  );
  return bytes?.toString("utf8") ?? "";
}

const CLOSES = `query ($owner: String!, $name: String!, $number: Int!) {
  repository(owner: $owner, name: $name) {
    pullRequest(number: $number) {
      closingIssuesReferences(first: 50) {
        totalCount
        nodes { number title labels(first: 100) { totalCount nodes { name } } }
      }
    }
  }
}`;

export async function proofOf(
  github: GitHub,
  place: RunPlace,
  labels: readonly string[],
): Promise<Omit<ProofFacts, "onBase">> {
  const [owner = "", name = ""] = place.repository.split("/");
  const data = await github.query(CLOSES, { owner, name, number: place.pull?.number ?? 0 });
  const closes = recordIn(recordIn(recordIn(data, "repository"), "pullRequest"), "closingIssuesReferences");
  const issues = listIn(closes, "nodes");
  if (closes === undefined || (numberIn(closes, "totalCount") ?? 0) > issues.length) {
    throw new Unanswered("GitHub did not list all issues that this pull request closes.");
  }
  const bugs = issues.filter((issue) =>
    listIn(recordIn(issue, "labels"), "nodes").some((label) => labels.includes(textIn(label, "name") ?? "")),
  );
  const told = bugs.map((issue) => ({ number: numberIn(issue, "number") ?? 0, title: textIn(issue, "title") ?? "" }));
  const changed = told.length === 0 ? [] : [...changedLines(await diffOf(github, place, proposed(place))).keys()];
  return { bugs: told, changed };
}
