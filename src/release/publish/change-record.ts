// The release and the change record: nothing is tagged whose changes were not approved, and the tag says where each approval
// stands. What counts is what GitHub knows of a commit, not the number that its title claims.
import type { HostedCheck, HostedPull, ReleaseHost } from "../../core/release-host.ts";
import type { ReleaseConfig } from "../config.ts";

type Rule = NonNullable<ReleaseConfig["change_record"]>;

/** So many commits are traced to their pull requests, a request each; a release of more is proposed as a pull request. */
const MOST = 300;
const SHOWN = 5;

export type Approved =
  /** Lines for the tag's message: one for each pull request. */
  | { readonly is: "approved"; readonly trailers: readonly string[]; readonly pulls: readonly number[] }
  | { readonly is: "missing"; readonly reason: string };

export interface Asked {
  /** What is released: the commits, or the merged pull request that proposed it. */
  readonly what: { readonly commits: readonly string[] } | { readonly proposal: HostedPull };
  /** Branches into which an approved change may have been merged. */
  readonly lines: readonly string[];
}

/** Whether everything in a release was approved. Throws `HostError`. */
export async function changeRecordOf(
  host: Pick<ReleaseHost, "pullsOfCommit" | "checksOf">,
  rule: Rule,
  { what, lines }: Asked,
): Promise<Approved> {
  const pulls = new Map<number, HostedPull>();
  if ("proposal" in what) pulls.set(what.proposal.number, what.proposal);
  else {
    // Nothing looked at is nothing approved.
    if (what.commits.length === 0) return missing("It holds no commit to trace.");
    if (what.commits.length > MOST)
      return missing(`It holds ${what.commits.length} commits, and ${MOST} can be traced.`);
    const bare: string[] = [];
    for (const sha of what.commits) {
      const merged = (await host.pullsOfCommit(sha)).filter(
        ({ mergedAs, base }) => mergedAs !== null && lines.includes(base),
      );
      if (merged.length === 0) bare.push(sha);
      for (const pull of merged) pulls.set(pull.number, pull);
    }
    if (bare.length > 0)
      return missing(`No merged pull request brought ${listed(bare.map((sha) => sha.slice(0, 9)))}.`);
  }
  const trailers: string[] = [];
  const open: string[] = [];
  for (const { number, head } of [...pulls.values()].sort((a, b) => a.number - b.number)) {
    const check = newestOf(await host.checksOf(head, rule.check), rule.app);
    if (check?.conclusion === "success") trailers.push(`Lamplighter-Change: #${number} ${head} check ${check.id}`);
    else open.push(`#${number}`);
  }
  if (open.length > 0) return missing(`${rule.check} of the App ${rule.app} did not pass on ${listed(open)}.`);
  return { is: "approved", trailers, pulls: [...pulls.keys()].sort((a, b) => a - b) };
}

/** A check of another App with the same name is nobody's approval. */
function newestOf(checks: readonly HostedCheck[], app: number): HostedCheck | undefined {
  return checks.filter((check) => check.app === app).toSorted((a, b) => b.id - a.id)[0];
}

function listed(names: readonly string[]): string {
  const more = names.length > SHOWN ? ` and ${names.length - SHOWN} more` : "";
  return `${names.slice(0, SHOWN).join(", ")}${more}`;
}

function missing(reason: string): Approved {
  return { is: "missing", reason };
}
