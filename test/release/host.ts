// A host in memory that loses answers on request, as GitHub does: done, but nobody heard.
import { HostError } from "../../src/core/release-host.ts";
import type { HostedAsset, HostedRelease } from "../../src/core/release-host.ts";
import type { Host } from "../../src/release/publish/publish.ts";

export interface World {
  readonly tags: Map<string, { sha: string; message: string | null }>;
  releases: HostedRelease[];
  /** By release. */
  readonly assets: Map<number, HostedAsset[]>;
  next: number;
}

export const emptyWorld = (): World => ({ tags: new Map(), releases: [], assets: new Map(), next: 1 });

/** `before`: the request is lost; `after`: the answer is. One entry for each call, then none; the list stays as it is, so
 * that a counterexample shows it. */
export type Fault = "none" | "before" | "after";

export function fakeHost(
  world: World,
  faults: readonly Fault[] = [],
  turn: () => Promise<void> = () => Promise.resolve(),
): Host {
  const lost = (): HostError => new HostError({ kind: "lost", status: null, message: "no answer" });
  let calls = 0;
  const doing = async <T>(act: () => T): Promise<T> => {
    await turn();
    const fault = faults[calls++] ?? "none";
    if (fault === "before") throw lost();
    const answer = act();
    if (fault === "after") throw lost();
    return answer;
  };
  return {
    tag: (name) => doing(() => world.tags.get(name) ?? null),
    releases: (tag) => doing(() => world.releases.filter((release) => release.tag === tag)),
    createTag: ({ name, sha, message }) =>
      doing(() => {
        if (world.tags.has(name)) return "exists";
        world.tags.set(name, { sha, message });
        return "done";
      }),
    createRelease: (wanted) =>
      doing(() => {
        // GitHub refuses a second published release of a tag, but not a second draft.
        if (!wanted.draft && world.releases.some((release) => release.tag === wanted.tag && !release.draft))
          return "exists";
        const { tag, sha: target, body, draft, prerelease } = wanted;
        const url = `https://x/${tag}`;
        world.releases.push({ id: world.next++, tag, body, draft, prerelease, target, url, uploads: "" });
        return "done";
      }),
    changeRelease: (id, change) =>
      doing(() => {
        world.releases = world.releases.map((release) => (release.id === id ? { ...release, ...change } : release));
        return "done" as const;
      }),
    deleteRelease: (id) =>
      doing(() => {
        world.releases = world.releases.filter((release) => release.id !== id);
        return "done" as const;
      }),
    assets: (release) => doing(() => [...(world.assets.get(release) ?? [])]),
    uploadAsset: ({ id }, { name, size, digest }) =>
      doing(() => {
        const there = world.assets.get(id) ?? [];
        if (there.some((asset) => asset.name === name)) return "exists";
        world.assets.set(id, [...there, { id: world.next++, name, size, digest, whole: true }]);
        return "done";
      }),
    deleteAsset: (id) =>
      doing(() => {
        for (const [release, there] of world.assets)
          world.assets.set(
            release,
            there.filter((asset) => asset.id !== id),
          );
        return "done" as const;
      }),
  };
}
