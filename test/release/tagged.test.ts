// The newest versions of a thousand tags, beside putting all of them in order.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { highestOf, newestOf, readTags, taggedVersions } from "../../src/release/lines/tagged.ts";
import { isPrerelease } from "../../src/release/lines/version.ts";

const template = { prefix: "v", suffix: "" };
const newest = (...names: readonly string[]): readonly (string | undefined)[] => {
  const found = newestOf(
    readTags(
      names.map((name) => ({ name, sha: "a" })),
      template,
    ),
  );
  return [found.stable?.tag, ...found.above.map(({ tag }) => tag)];
};

describe("the newest stable version, and the prereleases above it", () => {
  it.each<[string, readonly string[], readonly (string | undefined)[]]>([
    ["of no tags", [], [undefined]],
    ["of tags of another kind", ["w1.0.0", "v1.0", "v01.0.0"], [undefined]],
    ["by numbers, not by letters", ["v1.10.0", "v1.9.0", "v1.2.0"], ["v1.10.0"]],
    ["without prereleases below it", ["v2.0.0-rc.1", "v2.0.0", "v1.0.0"], ["v2.0.0"]],
    [
      "with those above it, newest first",
      ["v2.0.0-rc.9", "v1.0.0", "v2.0.0-rc.10"],
      ["v1.0.0", "v2.0.0-rc.10", "v2.0.0-rc.9"],
    ],
    ["where nothing is stable", ["v1.0.0-a", "v1.0.0-b"], [undefined, "v1.0.0-b", "v1.0.0-a"]],
    ["of two tags of one version the first", ["v1.0.0+b", "v1.0.0+a"], ["v1.0.0+b"]],
  ])("%s", (_, names, found) => {
    expect(newest(...names)).toEqual(found);
  });

  it("is what putting all in order would say", () => {
    const number = fc.nat({ max: 3 });
    const end = fc.constantFrom("", "-rc.1", "-rc.2", "-rc.10", "-rc", "-1", "-beta.1.x", "+b");
    const names = fc.array(fc.tuple(number, number, number, end).map(([a, b, c, more]) => `v${a}.${b}.${c}${more}`));
    fc.assert(
      fc.property(names, (all) => {
        const tags = all.map((name, place) => ({ name, sha: String(place) }));
        const sorted = taggedVersions(tags, template);
        const place = sorted.findIndex(({ version }) => !isPrerelease(version));
        const found = newestOf(readTags(tags, template));
        expect(found.stable).toEqual(sorted[place] ?? null);
        expect(found.above).toEqual(place === -1 ? sorted : sorted.slice(0, place));
        expect(highestOf(found)).toEqual(sorted[0] ?? null);
      }),
    );
  });
});
