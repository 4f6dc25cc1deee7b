// Packages that are released together: the first one's tag names the others, so that the run after one that died in between
// knows of them. From commits alone it could not: they have none of their own.
import { versionOfTag } from "../lines/tag.ts";
import { distance } from "../lines/next.ts";
import type { Tagged } from "../lines/next.ts";
import { isAbove, isPrerelease } from "../lines/version.ts";
import type { Release } from "../outcome.ts";
import { dependencyChange, patchOf } from "../packages.ts";
import type { Package } from "../packages.ts";
import { packagesFor, withNotes } from "../prepare.ts";
import type { Prepared } from "../prepare.ts";
import type { FlowArgs } from "./given.ts";
import { promisedBy } from "./step.ts";
import { publishWords as words } from "./words.ts";

/** A package, what it is built from and who is in a group with any of these: released from one commit, or not at all. */
export function companyOf(one: Package, all: readonly Package[]): readonly Package[] {
  const company = new Set<Package>(all.filter(({ path }) => path === one.path));
  for (const member of company)
    for (const other of all)
      if (member.needs.includes(other.path) || (member.group !== null && member.group === other.group))
        company.add(other);
  return [...company];
}

/** The tags of what is released because of this package, or with it. */
export function tagsBeside({ question, answer }: FlowArgs, { package: one }: Prepared): readonly string[] {
  if (one === null) return [];
  const all = packagesFor(question);
  return answer.prepared.flatMap(({ package: other, outcome }) =>
    outcome.is === "release" && other !== null && other.path !== one.path && isWith(other, one, all)
      ? [outcome.tag]
      : [],
  );
}

function isWith(one: Package, other: Package, all: readonly Package[]): boolean {
  return companyOf(one, all).some(({ path }) => path === other.path);
}

function isMate(one: Package, other: Package): boolean {
  return one.group !== null && one.group === other.group;
}

/**
 * What there is to release of a package without changes, because a tag of another one promised it and it is not there: the
 * same version, of the commit that is looked at. As it was where nothing is owed. Throws `HostError`.
 */
export async function withOwed(args: FlowArgs, prepared: Prepared): Promise<Prepared> {
  const { package: one, outcome } = prepared;
  // A proposal stands on its own until it is merged, and is completed from that.
  if (args.mode === "pull-request" || one === null || outcome.is !== "nothing") return prepared;
  const all = packagesFor(args.question);
  for (const { package: other, outcome: theirs } of args.answer.prepared) {
    if (other === null || other.path === one.path || !isWith(one, other, all)) continue;
    for (const tagged of [theirs.looked.previous, theirs.looked.ahead]) {
      const owed = tagged === null ? null : await owedBy(args, prepared, { one, other, tagged });
      if (owed === null) continue;
      const release = releaseOf(prepared, owed, { one, other, by: tagged?.version ?? "" });
      return withNotes(args.question, one, release);
    }
  }
  return prepared;
}

/** The version of a package that another one's tag promised; null where it is there, or a newer one is. */
async function owedBy(
  { question, answer, host }: FlowArgs,
  { outcome }: Prepared,
  { one, other, tagged }: { readonly one: Package; readonly other: Package; readonly tagged: Tagged },
): Promise<Pick<Tagged, "tag" | "version"> | null> {
  const { previous, ahead } = outcome.looked;
  const first = question.firstVersion ?? question.config.first;
  // Released together, as nearly always.
  if (tagged.sha === previous?.sha || tagged.sha === ahead?.sha) return null;
  const made = await host.tag(tagged.tag);
  if (made?.sha !== tagged.sha) return null;
  for (const tag of promisedBy(made.message)) {
    const version = versionOfTag(one.tag, tag)?.version;
    if (version === undefined || (previous !== null && !isAbove(version, previous.version))) continue;
    // Anybody who may push can push such a tag: the number is believed where it is the one that follows.
    const follows = version === patchOf({ ...answer.place, previous }, first);
    if (!follows && !(isMate(one, other) && version === tagged.version)) continue;
    const isThere = answer.place.refs.tags.some(({ name }) => name === tag) || (await host.tag(tag)) !== null;
    if (!isThere) return { tag, version };
  }
  return null;
}

function releaseOf(
  { outcome: { looked } }: Prepared,
  { tag, version }: Pick<Tagged, "tag" | "version">,
  { one, other, by }: { readonly one: Package; readonly other: Package; readonly by: string },
): Release {
  const head = looked.head ?? "";
  return {
    is: "release",
    version,
    tag,
    level: distance(looked.previous?.version ?? null, version),
    prerelease: isPrerelease(version),
    changes: isMate(one, other) ? [] : [dependencyChange(head, `${other.name} ${by}`)],
    reason: words.owed(`${other.name} ${by}`),
    looked: { ...looked, shas: [...new Set([head, ...looked.shas])] },
  };
}
