// The facts for each package of a repository, from one walk over the history.
import type { HistoryReads } from "../core/history.ts";
import type { ParsedCommit } from "./commits/change.ts";
import { reachableFrom } from "./commits/revert.ts";
import type { ReleaseConfig } from "./config.ts";
import { highestOf, newestOf, readTags } from "./lines/tagged.ts";
import { candidatesFor, believeTags, readCommits } from "./history-facts.ts";
import type { GatherArgs } from "./history-facts.ts";
import { tagTemplate } from "./lines/tag.ts";
import { touches } from "./packages.ts";
import type { Package, PackageFacts } from "./packages.ts";

/** The packages of the policy. Without a `{name}` or `{path}` in the tag template, `{name}@` goes before it. */
export function configuredPackages(config: Pick<ReleaseConfig, "packages" | "groups" | "tag">): readonly Package[] {
  const template = /\{(?:name|path)\}/.test(config.tag) ? config.tag : "{name}@{version}";
  return Object.entries(config.packages).map(([folder, own]) => {
    const path = folder.replace(/^\.\//, "").replace(/\/+$/, "") || ".";
    const name = own.name ?? path.split("/").at(-1) ?? path;
    const group = own.group ?? null;
    return {
      path,
      name,
      tag: tagTemplate(template, { name, path }),
      group,
      grouping: group === null ? null : (config.groups[group] ?? "linked"),
      needs: own.needs,
    };
  });
}

/** Four processes of git, whatever the number of packages: refs, contained tags, their common ancestor, one log. */
export async function gatherPackages(
  args: Omit<GatherArgs, "template" | "paths"> & { readonly packages: readonly Package[] },
): Promise<readonly PackageFacts[]> {
  const { place, reads, packages } = args;
  await believeTags(args);
  const tags = packages.map((one) => readTags(place.refs.tags, one.tag));
  const candidates = tags.map((own) => candidatesFor(place, own));
  const names = candidates.flatMap((own) => own.map(({ tagged }) => tagged.tag));
  const contained = names.length === 0 ? new Set<string>() : await reads.contained(names, place.tip);
  const stands = candidates.map((own) => newestOf(own.filter(({ tagged }) => contained.has(tagged.tag))));
  const commits = await readCommits(
    args,
    await startOf(
      reads,
      stands.map(({ stable }) => stable?.sha ?? null),
    ),
    "changed",
  );
  const bySha = new Map(commits.map((commit) => [commit.sha, commit]));
  const places = new Map(commits.map(({ sha }, place) => [sha, place]));
  return packages.map((one, index) => {
    const { stable: previous = null, above: [ahead = null] = [] } = stands[index] ?? {};
    const newest = newestOf(candidates[index] ?? []);
    const old: ReadonlySet<ParsedCommit> = previous === null ? new Set() : reachableFrom([previous.sha], bySha);
    return {
      package: one,
      places,
      facts: {
        line: place.line,
        lines: place.lines,
        taken: (tags[index] ?? []).map(({ tagged }) => tagged.version),
        highest: { stable: newest.stable, any: highestOf(newest) },
        previous,
        ahead,
        head: commits[0]?.sha ?? null,
        commits: commits.filter((commit) => !old.has(commit) && touches(commit, one, packages)),
        labelled: args.labelled ?? new Map(),
      },
    };
  });
}

/** What every package has released already need not be read. */
async function startOf(
  reads: Pick<HistoryReads, "commonAncestor">,
  previous: readonly (string | null)[],
): Promise<readonly string[]> {
  const shas = [...new Set(previous)].filter((sha) => sha !== null);
  if (shas.length === 0 || previous.includes(null)) return [];
  if (shas.length === 1) return shas;
  const common = await reads.commonAncestor(shas);
  return common === null ? [] : [common];
}
